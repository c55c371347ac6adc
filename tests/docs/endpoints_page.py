"""
The page of the endpoints, the OpenAPI document and its examples, and the types for TypeScript: all made by the code.

``python -m tests.docs.endpoints_page`` writes them; a test says when they are no longer what the code does.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reinforce import Engine, ManualClock, StaleError, StoreUnavailableError
from reinforce.errors import ReinforceError
from reinforce.practice import Unseen
from reinforce.web import OPERATIONS, Coach, refusal, refused_method, refused_path
from reinforce.web.openapi import VERSION, examples, openapi
from reinforce.web.problems import KINDS, REQUESTS
from reinforce.web.typescript import typescript
from tests.docs.json_page import START
from tests.support import answers
from tests.support.endpoints import PACK, every_kind_of_exercise, requested, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reinforce import Tenant
    from reinforce.web import Reply

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/endpoints.md"
DOCUMENT = ROOT / "docs/reference/openapi.json"
TYPES = ROOT / "docs/reference/reinforce.d.ts"
EXAMPLES = ROOT / "src/reinforce/web/examples.json"

ZOE = Coach(id="zoe", learners=("ana", "ben"))
ABOUT = {"learner": "ana"}

_READABLE = {
    "KEY-REMARK": "That is the other one.",
    "KEY-OPTION": "Just so.",
    "KEY-TEXT": "a term",
    "KEY-BLANK": "sponsor",
    "KEY-WHY": "It says so in the handbook.",
    "KEY-DEBRIEF": "Ask, then wait.",
}

_HEAD = """\
# The endpoints

What a host offers over HTTP once it has embedded the endpoints ({doc}`../how-to/endpoints`), in any framework. The
paths stand under the host's own prefix. This is version VERSION.

- {download}`openapi.json <openapi.json>` is the OpenAPI document (3.1), which `reinforce.web.openapi()` returns.
- {download}`reinforce.d.ts <reinforce.d.ts>` has the types for TypeScript, which
  `python -m reinforce.web.typescript` prints.

Who is signed in is the host's to know, by its own cookie or token, and is in no parameter. Learners ask about
themselves; what is about others is offered only where the host says who may ask (`coach=`). All of it has
`Cache-Control: no-store`.

The first number of the version changes with what a client has to know, the second with what is new: a client leaves
alone what it does not know.

The page is made by the code; each example was given by it, and is checked by its schema.
"""


def made() -> Mapping[Path, str]:
    """Return by path the texts of all that is made here."""
    shown = json.dumps(real_examples(), indent=1, ensure_ascii=False) + "\n"
    document = json.dumps(openapi(), indent=1, ensure_ascii=False) + "\n"
    return {EXAMPLES: shown, DOCUMENT: document, TYPES: typescript(), PAGE: page()}


# ------------------------------------------------------------------------------------------------------------ examples


def real_examples() -> dict[str, Any]:
    """Return by operation what is sent and given in some weeks of one learner's practice, and each kind of problem."""
    clock = ManualClock(START)
    with closing(Engine.open("memory:", clock=clock)) as engine:
        acme = engine.create_tenant("acme", seed=7)
        readable = PACK
        for secret, text in _READABLE.items():
            readable = readable.replace(secret, text)
        every_kind_of_exercise(acme, pack=readable)
        acme.roster.put("cleo")
        found = dict(_of_learners(acme, clock)) | dict(_of_coaches(acme, clock))
        return {**{one.name: found[one.name] for one in OPERATIONS}, "problems": dict(_problems(acme, found))}


def _of_learners(acme: Tenant, clock: ManualClock) -> Iterator[tuple[str, Any]]:
    none = said(requested(acme, "session", learner="cleo"))
    session = said(requested(acme, "session", learner="ana"))
    yield "session", {"responses": {"some": session, "none": none}}
    yield "next", {"responses": {"one": said(requested(acme, "next", learner="ana"))}}
    two = said(requested(acme, "sessions", learner="ana", query={"days": "2"}))
    yield "sessions", {"responses": {"two days": two}}
    handed = said(requested(acme, "hand_out", learner="ana", sent={"days": 2}))
    yield "hand_out", {"requests": {"two days": {"days": 2}}, "responses": {"two days": handed}}
    first = said(requested(acme, "hand_out_next", learner="ana", sent={"days": 1}))
    yield "hand_out_next", {"requests": {"today": {"days": 1}}, "responses": {"one": first}}
    sent = {
        item["kind"]: answers.attempt(item, attempt_id=f"0198f2a0-6f0e-{item['kind']}") for item in session["items"]
    }
    given = {kind: said(requested(acme, "submit", learner="ana", sent=one)) for kind, one in sent.items()}
    yield "submit", {"requests": sent, "responses": given}
    clock.advance(timedelta(days=2))
    yield "plan", {"responses": {"three days": said(requested(acme, "plan", learner="ana", query={"days": "3"}))}}
    yield "progress", {"responses": {"some": said(requested(acme, "progress", learner="ana"))}}
    yield "activity", {"responses": {"some": said(requested(acme, "activity", learner="ana"))}}
    yield (
        "coaching_activity",
        {"responses": {"some": said(requested(acme, "coaching_activity", coach=ZOE, path=ABOUT))}},
    )
    yield "delivery", {"responses": {"at any time": said(requested(acme, "delivery", learner="ana"))}}
    own = {
        "id": "0198f2a0-8001",
        "quiet": [{"start": "21:00", "end": "07:30"}],
        "weekdays": ["monday", "friday"],
        "channel": "mail",
    }
    told = said(requested(acme, "set_delivery", learner="ana", sent=own))
    yield "set_delivery", {"requests": {"quiet hours": own}, "responses": {"quiet hours": told}}
    back = said(requested(acme, "withdraw_delivery", learner="ana", query={"id": "0198f2a0-8002"}))
    yield "withdraw_delivery", {"responses": {"at any time": back}}
    yield "coaching_submit", {"requests": {"drill": sent["drill"]}, "responses": {"drill": given["drill"]}}


def _of_coaches(acme: Tenant, clock: ManualClock) -> Iterator[tuple[str, Any]]:
    for number in range(20):
        acme.practice.review("ana", "terms", "again" if number % 2 else "good", review_id=f"r-{number}")
        clock.advance(timedelta(days=3))
    yield "coaching", {"responses": {"one": said(requested(acme, "coaching", coach=ZOE))}}
    standing = said(requested(acme, "coaching_progress", coach=ZOE, path=ABOUT))
    yield "coaching_progress", {"responses": {"some": standing}}
    sent = {"id": "0198f2a0-7001", "skill": "terms", "note": "We found out what it hung on."}
    given = said(requested(acme, "coached", coach=ZOE, path=ABOUT, sent=sent))
    yield "coached", {"requests": {"note": sent}, "responses": {"nothing is left": given}}


def _problems(acme: Tenant, found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    sent = next(iter(found["submit"]["requests"].values()))
    ahead = {**sent, "attempt_id": "ahead", "at": "2030-01-01T09:00:00+00:00"}
    acme.privacy.erase("ben")
    got = [
        requested(acme, "session"),
        requested(acme, "coaching"),
        requested(acme, "session", learner="nobody"),
        requested(acme, "submit", learner="ben", sent={**sent, "at": START.isoformat()}),
        requested(acme, "submit", learner="ana", sent={**sent, "duration_seconds": 9}),
        requested(acme, "submit", learner="ana", sent={**sent, "assessor": "zoe"}),
        requested(acme, "submit", learner="ana", sent=ahead),
        requested(acme, "submit", learner="ana", body=b"{"),
        requested(acme, "submit", learner="ana", body=b" " * 300_000),
        requested(acme, "submit", learner="ana", body=b"{}", content_type="text/plain"),
        refusal(StaleError("card", "terms", "was overtaken")),
        refusal(StoreUnavailableError("the database is locked")),
        refusal(ReinforceError("something else")),
        _looked_at(acme),
        refused_method(["GET"]),
        refused_path("/session"),
    ]
    problems = {said(one)["type"].rpartition(":")[2]: said(one) for one in got}
    for name in dict.fromkeys((*(one.name for one in KINDS.values()), *REQUESTS)):
        if name in problems:
            yield name, problems[name]


def _looked_at(acme: Tenant) -> Reply:
    acme.policies.adopt(replace(acme.policy, unseen=Unseen.REFUSE))
    return requested(acme, "session", learner="ana")


# ---------------------------------------------------------------------------------------------------------------- page


def page() -> str:
    """Return the text of the page."""
    parts = [_HEAD.replace("VERSION", VERSION)]
    for title, for_coach in (("For learners", False), ("For coaches", True)):
        parts.append(f"## {title}\n")
        parts += [_section(one.name, f"{one.method} {one.path}") for one in OPERATIONS if one.for_coach is for_coach]
    parts.append("## What is refused\n")
    parts.append("| status | `type`, after `urn:reinforce:problem:` | what happened |\n|---|---|---|")
    parts += [
        f"| {one.status} | `{one.name}` | {one.title} |"
        for one in sorted({*KINDS.values(), *REQUESTS.values()}, key=lambda one: (one.status, one.name))
        if one.name in examples()["problems"] and not (one.name == "invalid" and one.detail)
    ]
    parts.append("\nAn example:\n\n" + _block(examples()["problems"]["clock-skew"]))
    return "\n".join(parts)


def _section(name: str, title: str) -> str:
    one = next(operation for operation in OPERATIONS if operation.name == name)
    shown = examples()[name]
    lines = [f"### `{title}`\n", f"{one.says} {one.more}\n"]
    if one.parameters:
        lines.append("| parameter | |\n|---|---|")
        lines += [f"| `{parameter.name}` | {parameter.says} |" for parameter in one.parameters]
        lines.append("")
    if one.takes:
        takes = " or ".join(f"`{kind.__name__}`" for kind in one.takes)
        lines += [f"Takes {takes}, such as\n", *map(_block, shown["requests"].values())]
    lines += [f"Gives `{one.gives.__name__}`, such as\n", _block(next(iter(shown["responses"].values())))]
    return "\n".join(lines)


def _block(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return f"```json\n{json.dumps(value, indent=1, ensure_ascii=False)}\n```\n"


if __name__ == "__main__":
    EXAMPLES.write_text(json.dumps(real_examples(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    examples.cache_clear()
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
