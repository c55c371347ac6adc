"""A pack with every kind of exercise, what of it no browser may see, and requests as frameworks hand them on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reinforce.errors import ReinforceError
from reinforce.practice import Policy, Unseen
from reinforce.web import OPERATIONS, Coach, Offer, RefusedError, Reply, ask, refusal, reply, respond

if TYPE_CHECKING:
    from reinforce import Engine, Tenant
    from reinforce.web.responding import Around

OPERATION = {one.name: one for one in OPERATIONS}
LEARNERS = ("ana", "ben", "cleo")

SECRETS = ("KEY-OPTION", "KEY-TEXT", "KEY-BLANK", "KEY-WHY", "KEY-REMARK", "KEY-DEBRIEF", "98.76")
"""What stands only where the answer key does; a text of each kind of secret."""

PACK = """
pack: kinds
title: Every kind
capabilities:
  - {id: talking, title: Talking, method: Ask., measurement: Notes., early_warning: No notes.}
skills:
  - {id: terms, capability: talking, title: Terms, dimension: knowledge, description: Knows the terms.}
  - {id: asking, capability: talking, title: Asking, dimension: skill, description: Asks well.}
  - {id: order, capability: talking, title: Order, dimension: knowledge, description: Knows the order.}
  - {id: why, capability: talking, title: Why, dimension: attitude, description: Knows why.}
questions:
  - id: q-single
    skill: terms
    kind: single_choice
    prompt: Which one?
    options: [{id: a, text: One, feedback: KEY-REMARK}, {id: b, text: Two, correct: true, feedback: KEY-OPTION}]
    explanation: KEY-WHY
  - id: q-multiple
    skill: terms
    kind: multiple_choice
    prompt: Which ones?
    options: [{id: a, text: One, correct: true}, {id: b, text: Two}, {id: c, text: Three, correct: true}]
    explanation: KEY-WHY
  - {id: q-short, skill: terms, kind: short_text, prompt: What?, accept: [KEY-TEXT], explanation: KEY-WHY}
  - {id: q-numeric, skill: order, kind: numeric, prompt: How many?, answer: 98.76, unit: km, explanation: KEY-WHY}
  - {id: q-cloze, skill: order, kind: cloze, text: "The {{who}} decides.", blanks: {who: [KEY-BLANK]},
     explanation: KEY-WHY}
  - {id: q-ordering, skill: order, kind: ordering, prompt: Sort., items: [{id: x, text: X}, {id: y, text: Y}],
     explanation: KEY-WHY}
  - {id: q-recall, skill: why, kind: recall, prompt: Why?, answer: Because., explanation: KEY-WHY}
drills:
  - id: d-talk
    title: A talk
    facet: how
    instructions: Talk.
    minutes: 5
    modifiers: [{id: loud, text: It is loud., difficulty: 0.2}]
    evidence: [{id: recording, text: A recording.}]
    constraints: [No slides.]
    rubric: [{id: asks, title: Asks, skill: asking, levels: [Tells., Asks.]}]
    debrief: KEY-DEBRIEF
journeys:
  - {id: start, title: Start, stages: [{id: first, title: First, skills: [terms, asking, order, why]}]}
"""


def every_kind_of_exercise(tenant: Tenant, *, pack: str = PACK) -> None:
    """Publish the *pack*, and enrol the learners."""
    tenant.catalog.publish(pack)
    for learner in LEARNERS:
        tenant.roster.put(learner, timezone="Europe/Dublin", day_start=4)
        tenant.roster.enroll(learner, journey="start")


def filled(engine: Engine) -> None:
    """Make the tenants of the hosts in tests: that of most, one that takes nothing unseen, and one of nobody's here."""
    every_kind_of_exercise(engine.create_tenant("acme", seed=7))
    strict = engine.create_tenant("strict", policy=Policy(unseen=Unseen.REFUSE))
    strict.catalog.publish(PACK)
    strict.roster.put("dora")
    strict.roster.enroll("dora", journey="start")
    engine.create_tenant("other").roster.put("rita")


def requested(
    tenant: Tenant,
    name: str,
    *,
    learner: str | None = None,
    coach: Coach | None = None,
    sent: Any = None,  # noqa: ANN401 - any JSON value
    body: bytes | None = None,
    content_type: str = "application/json",
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    offer: Offer | None = None,
    around: Around | None = None,
) -> Reply:
    """Return the reply to a request, as a framework would send it."""
    operation = OPERATION[name]
    try:
        asked = ask(
            operation,
            learner=learner,
            coach=coach,
            path=path,
            query=query,
            body=json.dumps(sent).encode() if body is None else body,
            content_type=content_type,
            offer=offer,
        )
        return reply(respond(operation, tenant, asked, around=around))
    except (ReinforceError, RefusedError) as error:
        return refusal(error)


def said(got: Reply) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON values of a reply."""
    return json.loads(got.body)
