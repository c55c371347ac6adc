"""What is right of a question in a mock exam that waits for its answers is told by no call that costs nothing."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from reinforce import Answer, InvalidParameterError, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.practice import Audience, Exam, Stakes
from reinforce.testing.packs import SKILLS, small_pack
from tests.engine.test_audiences import REASONS, SERVICES, SHOWN, WRITES
from tests.support.stores import START
from tests.support.whole_log import whole_log

WORDS = {"It is two.": "KEY ONE", "12.5": "98712.5", "Twelve and a half.": "KEY TWO", "[to learn]": "[KEY WORD]"}
KEYS = ("KEY", "98712.5", "'correct': True", "correct=True")
RIGHT = {"q-terms-1": "b", "q-terms-2": 98712.5, "q-questions-1": "KEY WORD", "q-questions-2": ["a", "c"]}
MINUTE = timedelta(minutes=1)


def both(name: str, acme: Tenant) -> list[Any]:
    """Return what a method gives to each audience."""
    return [SHOWN[name](acme, who) for who in Audience]


READS: dict[str, Callable[[Tenant], Any]] = {
    **{name: partial(both, name) for name in SHOWN},
    "practice.forecast": lambda acme: acme.practice.forecast("ana"),
    "practice.preview": lambda acme: acme.practice.preview("ana", "terms"),
    "outbox.read_log": whole_log,
    "outbox.claim_due": lambda acme: acme.outbox.claim_due(),
    "privacy.export": lambda acme: acme.privacy.export("ana"),
    "privacy.digest": lambda acme: acme.privacy.digest("ana"),
    "privacy.mentions": lambda acme: acme.privacy.mentions("KEY"),
    "roster.get": lambda acme: acme.roster.get("ana"),
    "roster.learners": lambda acme: acme.roster.learners(),
    "roster.availability": lambda acme: acme.roster.availability("ana"),
    "roster.delivery": lambda acme: acme.roster.delivery("ana"),
    "roster.default_delivery": lambda acme: acme.roster.default_delivery(),
    "goals.of": lambda acme: acme.goals.of("ana"),
    "policies.settings": lambda acme: acme.policies.settings(),
    "policies.settings_for": lambda acme: acme.policies.settings_for("ana", "terms"),
    "policies.policy_of": lambda acme: acme.policies.policy_of("ana"),
    "policies.verify": lambda acme: acme.policies.verify(),
    "policies.refold": lambda acme: acme.policies.refold(),
}
"""How each method that reads is asked."""
PRESENTED: dict[str, Callable[[Tenant], Any]] = {
    "practice.session": lambda acme: [item.presented() for item in acme.practice.session("ana")],
    "practice.sessions": lambda acme: [
        item.presented() for one in acme.practice.sessions("ana", days=9) for item in one
    ],
    "practice.exam": lambda acme: exam(acme).presented(),
    "catalog.curriculum": lambda _: "what can be practised, for the host: it has all keys",
}
"""How each that holds whole questions is shown to a browser."""
SUBMITS = {"practice.rehearse", *(name for name, reason in REASONS.items() if reason is WRITES)} - PRESENTED.keys()
"""What answers with feedback, or with nothing: see below."""


def exam(acme: Tenant) -> Exam:
    """Hand the exam out, or return it again."""
    return acme.practice.exam("ana", exam_id="é", skills=SKILLS, time_limit=30 * MINUTE)


def shown(value: Any) -> str:  # noqa: ANN401 - whatever a service gives
    """Return all that a caller sees of a value, as it is and as JSON."""
    parts = [repr(value)]
    for one in value if isinstance(value, list) else [value]:
        with suppress(AttributeError):
            parts.append(repr(one.to_json()))
    return " ".join(parts)


def attempt(id_: str, *questions: str, stakes: Stakes = Stakes.PRACTICE) -> QuizAttempt:
    """Return right answers to those questions."""
    answers = [Answer(name, RIGHT[name]) for name in questions or RIGHT]  # type: ignore[arg-type]
    return QuizAttempt(attempt_id=id_, edition=2, answers=answers, stakes=stakes)


@pytest.fixture
def waiting(acme: Tenant, clock: ManualClock) -> Tenant:
    """Return a tenant in which somebody who has practised everything has an exam, and has not answered it."""
    pack = small_pack(wording="Which?")
    for word, key in WORDS.items():
        pack = pack.replace(word, key)
    acme.catalog.publish(pack)
    for skill in SKILLS:
        acme.practice.review("ana", skill, Rating.Good, at=START)
    acme.practice.suspend("ana", "discovery")
    clock.advance(timedelta(days=9))
    assert {question.id for question in exam(acme).quiz.questions} == RIGHT.keys()
    return acme


def test_every_method_is_asked(acme: Tenant) -> None:
    """Whatever a tenant's services offer reads, or shows questions, or takes something in."""
    names = {
        f"{service}.{name}"
        for service in SERVICES
        for name, _ in inspect.getmembers(getattr(acme, service), callable)
        if not name.startswith("_")
    }
    assert names == READS.keys() | PRESENTED.keys() | SUBMITS


def test_nothing_that_is_read_tells_a_key(waiting: Tenant) -> None:
    """Not before an attempt at practice stakes, and not after it; not to the learner, not to a manager."""
    for again in range(2):
        told = {name: shown(ask(waiting)) for name, ask in (READS | PRESENTED).items()}
        named = {name for name in told if any(key in told[name] for key in KEYS)}
        mine = {"practice.attempts", "practice.log", "privacy.export"} if again else set()
        assert named - mine - {"privacy.mentions"} == set(), again  # the learner's own words come again
        waiting.practice.record("ana", attempt("own"))


def test_what_costs_nothing_tells_no_key_before_the_answers(waiting: Tenant) -> None:
    """A rehearsal is refused by the field; an attempt at practice stakes is graded, and its key stays back."""
    for name in RIGHT:
        with pytest.raises(InvalidParameterError, match=r"answers\[0\].question is asked in exam 'é', which waits"):
            waiting.practice.rehearse("ana", attempt("r", name))
        (part,) = waiting.practice.record("ana", attempt(name, name)).feedback
        assert (part.right, part.answer, part.explanation, part.remarks) == (True, "", "", ())
    assert waiting.practice.check_attempts([("ana", attempt("r"))]) == ()
    waiting.roster.put("ben")
    waiting.practice.review("ben", "terms", Rating.Good)
    assert waiting.practice.rehearse("ben", attempt("r", "q-terms-1")).feedback[0].explanation == "KEY ONE"


def test_what_is_on_record_has_its_price_and_its_feedback(waiting: Tenant) -> None:
    """It moves memory, and whoever looks at the exam sees that its questions were answered before it."""
    (part,) = waiting.practice.record("ana", attempt("r", "q-terms-1", stakes=Stakes.RECORDED)).feedback
    assert part.explanation == "KEY ONE"
    assert [one.id for one in waiting.practice.attempts("ana", audience=Audience.MANAGER)] == ["r"]


@pytest.mark.parametrize("taken_back", [False, True])
def test_the_answers_bring_the_key(waiting: Tenant, clock: ManualClock, *, taken_back: bool) -> None:
    """With their outcome, and from then on everywhere; also where they were dated before the exam, or taken back."""
    given = replace(attempt("é", stakes=Stakes.RECORDED), at=clock.now() - MINUTE)
    feedback = waiting.practice.record("ana", given).feedback
    assert all(part.answer for part in feedback)
    if taken_back:
        waiting.practice.undo_attempt("ana", attempt_id="é")
    assert waiting.practice.rehearse("ana", attempt("r")).feedback == feedback


def test_no_exam_waits_for_ever(waiting: Tenant, clock: ManualClock) -> None:
    """Once its time is over by more than answers may be late its keys are told, and what comes then is over time."""
    begun = clock.now()
    clock.advance(timedelta(days=30))
    with pytest.raises(InvalidParameterError, match="is asked in exam"):
        waiting.practice.rehearse("ana", attempt("r"))
    clock.advance(timedelta(days=1))
    assert all(part.answer for part in waiting.practice.rehearse("ana", attempt("r")).feedback)
    late = replace(attempt("é", stakes=Stakes.RECORDED), at=begun + MINUTE)
    outcome = waiting.practice.record("ana", late)
    assert (outcome.score, outcome.took, outcome.over_time) == (1.0, timedelta(days=31), True)


def test_people_who_become_one_keep_what_waits(waiting: Tenant) -> None:
    """Under whatever id; also under another one after a merge, beside an exam of the same id."""
    waiting.roster.put("ben")
    waiting.practice.exam("ben", exam_id="é", skills=SKILLS, time_limit=30 * MINUTE)
    waiting.practice.record("ben", replace(attempt("é"), stakes=Stakes.EXAM))
    waiting.roster.merge("ana", into="ben")
    with pytest.raises(InvalidParameterError, match="is asked in exam 'é~"):
        waiting.practice.rehearse("ben", attempt("r"))
