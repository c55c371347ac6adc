"""A pack with nothing in it but what practice needs, from publishing to mastery, on every store."""

import json
from datetime import timedelta

import pytest

from reinforce import Answer, Drill, DrillAttempt, Engine, ManualClock, QuizAttempt, Tenant
from reinforce.catalog import Facet

_BARE = """
pack: renewals
skills:
  - {id: give-get}
  - {id: hold-the-price, dimension: skill, prerequisites: [give-get]}
questions:
  - {id: q-1, skill: give-get, kind: short_text, prompt: What comes with a discount?, accept: [a return]}
drills:
  - id: d-1
    instructions: Trade.
    rubric: [{id: trades, skill: hold-the-price, levels: [Gives., Trades.]}]
"""


@pytest.fixture
def team(engine: Engine) -> Tenant:
    """Return a tenant with the bare pack and somebody who is enrolled in it."""
    team = engine.create_tenant("team", seed=7)
    team.catalog.publish(_BARE)
    team.roster.put("ana")
    team.roster.enroll("ana", journey="renewals")
    return team


def test_whoever_is_enrolled_in_the_pack_practises_all_of_it(team: Tenant, clock: ManualClock) -> None:
    """Question and drill come in turn, and no text of them says ``None``, before or after."""
    told: list[str] = []
    for _ in range(30):
        for item in team.practice.session("ana"):
            told.append(json.dumps(item.presented()))
            if isinstance(item, Drill):
                drilled = DrillAttempt(
                    attempt_id=item.id, edition=item.edition, drill=item.spec.id, scores={"trades": 1}
                )
                outcome = team.practice.record("ana", drilled)
            else:
                answered = QuizAttempt(
                    attempt_id=item.id,
                    edition=item.edition,
                    answers=[Answer(one.id, "a return") for one in item.questions],
                )
                outcome = team.practice.record("ana", answered)
            assert {part.explanation for part in outcome.feedback} == {""}
            told.append(json.dumps(outcome.to_json()))
        clock.advance(timedelta(days=1))
    assert {card.skill for card in team.practice.cards(learners=["ana"])} == {"give-get", "hold-the-price"}
    plan = team.practice.plan("ana")
    told += [plan.explain("give-get"), plan.explain("hold-the-price")]
    told += [text for one in team.progress.mastery("ana").skills.values() for text in one.missing]
    assert not [text for text in told if "None" in text]


def test_an_exercise_of_no_facet_shows_none(team: Tenant, clock: ManualClock) -> None:
    """The facet that a browser gets is null, and the highest level still asks for an answer to why."""
    quiz = team.practice.session("ana").items[0]
    assert [question["facet"] for question in quiz.presented()["questions"]] == [None]
    for number in range(8):
        team.practice.record(
            "ana", QuizAttempt(attempt_id=f"a-{number}", edition=1, answers=[Answer("q-1", "a return")])
        )
        clock.advance(timedelta(days=30))
    held = team.progress.mastery("ana").skill("give-get")
    assert Facet.WHY not in held.evidence.facets
