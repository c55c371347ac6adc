"""The endpoints as plain views: one for each path of `reinforce.web.OPERATIONS`, and one for their OpenAPI document."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from django.core.exceptions import RequestDataTooBig
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import URLPattern, path, register_converter

from reinforce.django import settings
from reinforce.django.engines import tenant as tenant_called
from reinforce.django.users import learner_id
from reinforce.errors import ReinforceError
from reinforce.web import Offer, RefusedError, ask, problem_of, refusal, refused_method, refused_path, reply, respond
from reinforce.web.asked import MOST_BYTES
from reinforce.web.openapi import openapi, operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from reinforce.engine import Tenant
    from reinforce.practice import Stakes
    from reinforce.web import Asked, Coach, Operation, Reply

    Around: TypeAlias = Callable[[HttpRequest, Asked], AbstractContextManager[Tenant | None]]

_LOG = logging.getLogger("reinforce")
_SERVER = 500


class _AnyText:
    """A part of a path that may be any id: with slashes in it, or of lines, of which the problem is told."""

    regex = "(?s:.*)"

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text as it is."""
        return value


register_converter(_AnyText, "reinforce")


def signed_in(request: HttpRequest) -> str | None:
    """Return the learner who is signed in, whose requests are about themself; ``None`` where nobody is."""
    user = getattr(request, "user", None)
    return learner_id(user) if user is not None and user.is_authenticated else None


def endpoints(
    *,
    learner: Callable[[HttpRequest], str | None] = signed_in,
    tenant: str | Callable[[HttpRequest], str | None] | None = None,
    coach: Callable[[HttpRequest], Coach | None] | None = None,
    around: Around | None = None,
    budget: timedelta | None = None,
    stakes: Stakes | str | None = None,
    most_bytes: int = MOST_BYTES,
    using: str = DEFAULT_DB_ALIAS,
) -> list[URLPattern]:
    """
    Return a path with its view for each operation, and one for the OpenAPI document, for a list of ``urlpatterns``.

    The views block, as Django's own do: under ASGI Django runs them in a thread. A function that refuses somebody
    raises ``PermissionDenied``, which the project answers as ever. CSRF is its middleware's, as for every view.

    Args:
        learner: the id of the learner who is signed in; by default the user, for themself. Nobody is a 401.
        tenant: the tenant's name, or what says it for a request; that of the tenant ``default`` if omitted.
        coach: who is signed in and may ask about others, and about whom; without it nothing about others is offered.
        around: a context manager around whatever writes, given the request and what it asks: in `atomic` the host's own
            rows are committed with ours. Where others were quicker in such a transaction, it is begun anew a few times.
        budget: time for practice on a full day; that of the policy if omitted.
        stakes: what is at stake in every attempt; if omitted, on record, unless the client asks for practice.
        most_bytes: how long the body of a request may be.
        using: the alias of the database.
    """
    offer = Offer(budget=budget, stakes=stakes, most_bytes=most_bytes)
    named: Callable[[HttpRequest], str | None] = tenant if callable(tenant) else lambda _: tenant
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations(coach=coach is not None):
        by_path.setdefault(operation.path, {})[operation.method] = operation

    def answered(operation: Operation, request: HttpRequest, parameters: Mapping[str, str]) -> Reply:
        asked = ask(
            operation,
            learner=None if operation.for_coach else learner(request),
            coach=coach(request) if operation.for_coach and coach is not None else None,
            path=parameters,
            query=request.GET.dict(),
            body=_body(request, most=most_bytes) if operation.takes else b"",
            content_type=request.headers.get("Content-Type", ""),
            offer=offer,
        )
        within = None if around is None else partial(around, request)
        return reply(respond(operation, tenant_called(named(request), using=using), asked, around=within))

    found = [
        path(_route(where), partial(_view, offered, answered), name=next(iter(offered.values())).name)
        for where, offered in by_path.items()
    ]
    found += [path(f"{_route(where)}/", partial(_elsewhere, where)) for where in by_path]
    return [*found, path("openapi.json", partial(_document, offers_coach=coach is not None), name="openapi")]


def configured() -> list[URLPattern]:
    """Return `endpoints` as the project's settings have them; it is what `reinforce.django.urls` holds."""
    return endpoints(**settings.read().offered())


def _view(
    offered: Mapping[str, Operation],
    answered: Callable[[Operation, HttpRequest, Mapping[str, str]], Reply],
    request: HttpRequest,
    **parameters: str,
) -> HttpResponse:
    """Answer a request to a path at which some methods are *offered*."""
    operation = offered.get("GET" if request.method == "HEAD" else request.method or "")
    if operation is None:
        return _sent(refused_method(offered))
    try:
        return _sent(answered(operation, request, parameters))
    except (ReinforceError, RefusedError) as error:
        if problem_of(error).status >= _SERVER:
            _LOG.exception("%s could not be answered", operation.name)
        return _sent(refusal(error))


def _elsewhere(where: str, request: HttpRequest, **parameters: str) -> HttpResponse:  # noqa: ARG001 - as views are
    """Tell which path was meant by one with a slash behind it."""
    return _sent(refused_path(where))


def _body(request: HttpRequest, *, most: int) -> bytes:
    """Return the body of a request: of one that is too long for the project as much as is too long for `ask`."""
    try:
        return bytes(request.body)
    except RequestDataTooBig:
        return bytes(most + 1)
    except UnreadablePostError as error:
        raise RefusedError("not-json", "the body did not arrive whole") from error


def _document(request: HttpRequest, *, offers_coach: bool) -> HttpResponse:
    """Return the OpenAPI document, with the path that leads here before all of its paths."""
    if request.method not in ("GET", "HEAD"):
        raise Http404
    return JsonResponse(openapi(prefix=request.path.rpartition("/")[0], coach=offers_coach))


def _route(where: str) -> str:
    """Return a path of an operation as Django writes it."""
    return where.lstrip("/").replace("{", "<reinforce:").replace("}", ">")


def _sent(made: Reply) -> HttpResponse:
    return HttpResponse(made.body, status=made.status, headers=dict(made.headers))
