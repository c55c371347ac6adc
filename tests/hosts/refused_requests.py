"""What hosts refuse: who may not ask, and what is no request. The words are those of the table, on every host."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reinforce import Engine
from reinforce.web import OPERATIONS, PROBLEM_JSON, Coach, Operation, Reply, refused_method, refused_path
from reinforce.web.session_values import HandOut
from tests.support.endpoints import filled, requested

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from reinforce import Tenant
    from tests.hosts.asked_host import Host

_ZOE = Coach(id="zoe", learners=("ana",))
_OURS = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_JSON = "application/json"
_BODIES = (
    *(b"", b"{", b"null", b"1", b"[]", b'"a"', b"{]", b"\xff", b"\xef\xbb\xbf{", "{}".encode("utf-16"), b"{}\x00"),
    *(b"[" * 100_000, b'{"a":' * 100 + b"1" + b"}" * 100, b"[" * 900 + b"]" * 900, b"9" * 10_000, b" " * 300_000),
    *(b'{"days": %b, "attempt_id": %b, "id": %b}' % (3 * (one,)) for one in (b"NaN", b"1e999", b"-Infinity")),
    *(b'{"days": %b, "attempt_id": %b, "id": %b}' % (3 * (one,)) for one in (b"9" * 400, b'"\\u0000"', b'"\\ud800"')),
    b'{"edition": 1e308, "attempt_id": "a", "answers": [], "days": "\xd9\xa1", "id": "\xe2\x80\xae"}',
    b'{"edition": 99999999999999999999, "attempt_id": "a", "answers": [{"question": "q", "response": 1}], "days": 99}',
)
_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp")
_NUMBERS = (
    "-1",
    "1e3",
    "nan",
    "inf",
    "\u0661\u0660",
    "\x00",
    " 3",
    "+3",
    "3_0",
    "9" * 400,
    "1.5.5",
    "0x1",
    "\u202e",
    "2026-02-30",
    "20260330",
)
_IDS = ("nobody", "a/b", "\x00", "\n", " ana", "x" * 500, "\u0661", "\u202e", "", "/", "ana/", "\ud7ff", "a?b", "%00")


def who_may_ask(host: Host) -> None:
    """Of each operation: nobody, who may not ask about others, about somebody of another tenant; whatever is sent."""
    for one, body in product(OPERATIONS, (b"{}", b"{", b" " * 300_000)):
        sent = {"content": body, "headers": {"Content-Type": _JSON}} if one.takes else {}

        def told(person: str | None, about: str, one: Operation = one, sent: dict[str, Any] = sent) -> httpx.Response:
            return host.ask(one.method, one.path.replace("{learner}", about), person, **sent)

        got = told(None, "ana")
        assert (got.status_code, got.headers["Content-Type"]) == (403 if one.for_coach else 401, PROBLEM_JSON), one.name
        if one.for_coach:
            assert told("ana", "ana").status_code == told("ana", "nobody").status_code == 403
            assert told("ana", "ana").content == told("ana", "nobody").content == got.content
        if "{learner}" in one.path:
            nobody = told("zoe", "nobody")
            assert (nobody.status_code, nobody.json()["missing"]) == (404, "learner"), nobody.text
            for other in ("ben", "rita"):  # of the coach's tenant, and of another
                assert told("zoe", other).content.replace(other.encode(), b"nobody") == nobody.content
        elif not one.for_coach:
            nobody, rita = told("nobody", ""), told("rita", "")
            if not one.takes or (one.takes == (HandOut,) and body == b"{}"):
                assert (nobody.status_code, nobody.json()["missing"]) == (404, "learner"), nobody.text
            assert rita.content.replace(b"rita", b"nobody") == nobody.content


def requests_that_are_none(host: Host) -> None:
    """Each is told as a problem, in the words of the table: bodies, numbers, ids, methods and slashes."""
    with closing(Engine.open("memory:")) as engine:
        filled(engine)
        for got, wanted in (*_bodies(host, engine.tenant("acme")), *_parameters(host, engine.tenant("acme"))):
            _check(got, wanted)
    for got, wanted in _elsewhere(host):
        _check(got, wanted)


def _check(got: httpx.Response, wanted: Reply) -> None:
    about = f"{got.request.method} {got.request.url} {got.request.content[:80]!r}: {got.text[:300]}"
    assert 400 <= wanted.status < 500, about
    assert (got.status_code, got.headers["Content-Type"]) == (wanted.status, PROBLEM_JSON), about
    assert got.headers.get("Allow") == wanted.headers.get("Allow"), about
    assert got.headers["Cache-Control"] == "no-store", about
    if got.request.method != "HEAD":
        assert json.loads(got.content) == json.loads(wanted.body), about


def _bodies(host: Host, tenant: Tenant) -> Iterator[tuple[httpx.Response, Reply]]:
    for one in (one for one in OPERATIONS if one.takes):
        who, path = ("zoe", one.path.replace("{learner}", "ana")) if one.for_coach else ("ana", one.path)
        for body, content_type in (
            *((body, _JSON) for body in _BODIES),
            *((b"{}", kind) for kind in _TYPES),
            (b"{}", ""),
        ):
            wanted = requested(tenant, one.name, body=body, content_type=content_type, **_of(one))
            headers = {"Content-Type": content_type} if content_type else {}
            yield host.ask(one.method, path, who, content=body, headers=headers), wanted


def _parameters(host: Host, tenant: Tenant) -> Iterator[tuple[httpx.Response, Reply]]:
    for one in OPERATIONS:
        who = "zoe" if one.for_coach else "ana"
        for parameter in one.parameters:
            if not one.in_path(parameter) and parameter.kind != "string":
                for number in _NUMBERS:
                    wanted = requested(tenant, one.name, query={parameter.name: number}, **_of(one))
                    yield host.ask(one.method, f"{one.path}?{parameter.name}={quote(number)}", who), wanted
            elif one.in_path(parameter) and one.method == "GET":
                for id_ in _IDS:
                    wanted = requested(tenant, one.name, **(_of(one) | {"path": {"learner": id_}}))
                    path = one.path.replace("{learner}", quote(id_, safe=""))
                    yield host.ask(one.method, path, who), wanted


def _elsewhere(host: Host) -> Iterator[tuple[httpx.Response, Reply]]:
    offered: dict[str, list[str]] = {}
    for one in OPERATIONS:
        offered.setdefault(one.path, []).append(one.method)
    for path, methods in offered.items():
        where = path.replace("{learner}", "ana")
        for method in _METHODS:
            if method not in methods and (method, "GET" in methods) != ("HEAD", True):
                yield host.ask(method, where, "ana"), refused_method(methods)
            if method != "HEAD":
                yield host.ask(method, f"{where}/", "ana"), refused_path(path)
        if "GET" in methods:
            person = "zoe" if where.startswith("/coaching") else "ana"
            head, whole = (host.ask(method, where, person) for method in ("HEAD", "GET"))
            assert (head.status_code, head.content) == (200, b"")
            assert [head.headers[name] for name in _OURS] == [whole.headers[name] for name in _OURS]


def _of(one: Operation) -> dict[str, Any]:
    return {"coach": _ZOE, "path": {"learner": "ana"}} if one.for_coach else {"learner": "ana"}
