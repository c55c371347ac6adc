"""What a compaction leaves is whole: nothing waits for what is gone, and what may still come means what it meant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Answer,
    DrillAttempt,
    Engine,
    ErasedError,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Stakes,
    Tenant,
)
from reinforce.engine import Keep
from reinforce.journal import EventKind
from reinforce.practice import Audience, Plan, Response, Unseen
from reinforce.stores.memory import MemoryStore
from tests.support.stores import START, small_tenant

DAY = timedelta(days=1)
RIGHT: dict[str, Response] = {
    "q-terms-1": "b",
    "q-terms-2": 12.5,
    "q-questions-1": "to learn",
    "q-questions-2": ["a", "c"],
    "q-discovery-1": "Good",
}
OF_ATTEMPTS = (EventKind.PENDING, EventKind.MARKED, EventKind.JUDGEMENT)


def text(id_: str, *more: str, **said: Any) -> QuizAttempt:  # noqa: ANN401 - an attempt's
    """Return an attempt of which a text waits to be marked; other questions are answered right."""
    given = [Answer("q-discovery-1", "To hear more.", pending=True), *(Answer(name, RIGHT[name]) for name in more)]
    return QuizAttempt(attempt_id=id_, edition=1, answers=given, **said)


def talk(id_: str, **said: Any) -> DrillAttempt:  # noqa: ANN401 - an attempt's
    """Return a drill that waits to be scored."""
    return DrillAttempt(attempt_id=id_, edition=1, drill="d-talk", scores={}, pending=True, **said)


def practised(engine: Engine, clock: ManualClock) -> Tenant:
    """Return a tenant whose learner leaves open, has marked, and takes back, what can be so; five days of it."""
    acme = small_tenant(engine)
    practice = acme.practice
    sure = QuizAttempt(attempt_id="sure", edition=1, answers=[Answer("q-terms-1", "a", confidence=1.0)])
    clock.move_to(START)
    for skill in ("terms", "questions"):
        practice.review("ana", skill, Rating.Good, review_id=f"first-{skill}")
    clock.advance(DAY)
    for attempt in (replace(sure, attempt_id="slip"), sure):
        practice.record("ana", attempt)
        clock.advance(timedelta(hours=1))
    practice.undo_attempt("ana", attempt_id="sure", reason="Another's")
    practice.override("ana", review_id="to come", rating=1, reason="Heard it", by="zoe", may_wait=True)
    clock.advance(DAY)
    practice.record("ana", text("waits", "q-terms-2"))
    practice.record("ana", text("gone"))
    practice.undo_attempt("ana", attempt_id="gone")
    practice.sessions("ana", days=3, hand_out=True)
    clock.advance(DAY)
    practice.record("ana", talk("marked"))
    practice.record("ana", talk("private", stakes=Stakes.PRACTICE))
    practice.mark("ana", attempt_id="marked", scores={"asks": 2, "leads": 0}, by="zoe", event_id="m-1")
    clock.advance(DAY)
    practice.mark("ana", attempt_id="marked", scores={"asks": 1, "leads": 1}, by="zoe", event_id="m-2")
    for skill in ("terms", "questions", "discovery"):
        practice.review("ana", skill, Rating.Hard, review_id=f"last-{skill}")
    clock.advance(DAY)
    return acme


def looked(acme: Tenant) -> tuple[object, ...]:
    """Return what is the same of a shorter log: cards, plans and tasks, for the learner and for a manager."""
    plans: list[Plan] = [acme.practice.plan("ana", days=30, audience=audience) for audience in Audience]
    cards = [acme.practice.cards(learners="ana", audience=audience) for audience in Audience]
    return plans, cards, acme.progress.coaching(), acme.practice.due("ana")


def both(clock: ManualClock, engine: Engine, wait: int) -> tuple[Tenant, Tenant]:
    """Return a tenant on any store, and its like in memory that stays as it is, some days later."""
    other = practised(Engine.over(MemoryStore(), clock=clock), clock)
    acme = practised(engine, clock)
    clock.advance(wait * DAY)
    return acme, other


@pytest.mark.parametrize("wait", [0, 5, 13, 60])
@pytest.mark.parametrize("period", [1, 2, 3, 4, 20])
def test_a_shorter_log_waits_for_the_same(engine: Engine, clock: ManualClock, wait: int, period: int) -> None:
    """
    Plans, cards and tasks are the same; what waits can be marked, and then every card is what it would have been.

    What waits no more, since its last day for that lies before the cut, is gone whole. Where only an answer of the
    learner's own waits, what came after it on record has gone, as a manager would learn of it otherwise: such an answer
    counts, and moves no memory.
    """
    acme, whole = both(clock, engine, wait)
    before = looked(whole)
    assert looked(acme) == before
    acme.privacy.compact(period * DAY)
    assert looked(acme) == before
    waits = {one.attempt_id for one in acme.practice.pending(audience=Audience.LEARNER)}
    cut = 5 + wait - period
    assert waits == {id_ for id_, last in {"waits": 2 + 14, "private": 3 + 14}.items() if last >= cut}
    marks: dict[str, dict[str, Any]] = {
        "waits": {"marks": {"q-discovery-1": "Easy"}},
        "private": {"scores": {"asks": 0, "leads": 1}},
    }
    for id_, said in marks.items():
        if waits == {id_} == {"private"}:
            memories = {one.skill: one.memory for one in acme.practice.cards(learners="ana")}
            acme.practice.mark("ana", attempt_id=id_, by="zoe", event_id=id_ + "-m", **said)
            assert {one.skill: one.memory for one in acme.practice.cards(learners="ana")} == memories
            assert acme.policies.verify().clean
            return
        if id_ in waits:
            whole.practice.mark("ana", attempt_id=id_, by="zoe", event_id=id_ + "-m", **said)
            acme.practice.mark("ana", attempt_id=id_, by="zoe", event_id=id_ + "-m", **said)
        else:
            with pytest.raises(NotFoundError):
                acme.practice.mark("ana", attempt_id=id_, by="zoe", **said)
    assert looked(acme) == looked(whole)
    assert acme.practice.pending(audience=Audience.LEARNER) == ()
    assert acme.policies.verify().clean
    acme.policies.refold()
    assert looked(acme) == looked(whole)


@pytest.mark.parametrize("wait", [0, 5, 13, 60])
@pytest.mark.parametrize("period", [1, 2, 3, 4, 20])
def test_nothing_is_left_half(engine: Engine, clock: ManualClock, wait: int, period: int) -> None:
    """Whatever says something of an attempt goes with it, and so does what took it back; a review has its attempt."""
    acme, _ = both(clock, engine, wait)
    first = acme.privacy.export("ana")["held"]
    acme.privacy.compact(period * DAY)
    held = acme.privacy.export("ana")["held"]
    attempts, was = ({row["id"] for row in rows["attempts"]} for rows in (held, first))
    for row in held["events"]:
        if row["kind"] in OF_ATTEMPTS:
            assert row["body"]["attempt"] in attempts
        assert row["kind"] != EventKind.RETRACTION or row["target"] in attempts
    assert {row["attempt_id"] for row in held["reviews"]} - {None} <= attempts <= was
    assert [row["target"] for row in held["events"] if row["kind"] == EventKind.OVERRIDE] == ["to come"]


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize("wait", [3, 29, 33, 400])
@pytest.mark.parametrize("period", [1, 300])
def test_what_comes_late_of_an_exam_is_an_exam(
    acme: Tenant, clock: ManualClock, period: int, wait: int, *, says: bool
) -> None:
    """
    However short the log is kept: scored as one or refused, and never practice; one that was taken is not taken anew.

    So it is whether or not the client says that it is one, and with or without an instant.
    """
    limit = timedelta(minutes=10)
    pages = {
        name: acme.practice.exam("ana", exam_id=name, skills=["terms", "questions"], time_limit=limit).presented()
        for name in ("open", "dated", "taken", "back")
    }
    said = {"stakes": pages["open"]["stakes"]} if says else {}

    def sent(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
        answers = [{"question": one["id"], "response": RIGHT[one["id"]]} for one in pages[name]["questions"]]
        return {"attempt_id": name, "edition": 1, "answers": answers, **said, **more}

    clock.advance(timedelta(minutes=5))
    for name in ("taken", "back"):
        acme.practice.record("ana", sent(name))
    acme.practice.undo_attempt("ana", attempt_id="back")
    clock.advance(wait * DAY)
    acme.privacy.compact(period * DAY)
    before = looked(acme)
    for name, more in (("open", {}), ("dated", {"at": (START + limit / 2).isoformat()}), ("taken", {}), ("back", {})):
        try:
            outcome = acme.practice.record("ana", sent(name, **more))
        except ErasedError:
            assert name != "open"
            continue
        assert (outcome.score, outcome.reviews, outcome.cards) == (1, (), ())
        assert outcome.over_time or name in {"taken", "back"} or (name == "dated" and wait < 30)
    assert looked(acme) == before
    shown = acme.practice.exam("ana", exam_id="taken", skills=["terms", "questions"], time_limit=limit)
    assert shown.taken_at is not None
    acme.privacy.erase("ana")
    acme.roster.put("ana")
    for name in pages if says else ():
        with pytest.raises(InvalidParameterError, match="no exam was handed out"):
            acme.practice.record("ana", sent(name))


def test_a_slip_that_was_taken_back_asks_for_nothing(acme: Tenant, clock: ManualClock) -> None:
    """Also once the attempt is gone with what took it back; the one before it, which stands, does."""
    acme.practice.review("ana", "terms", Rating.Good)
    clock.advance(9 * DAY)
    slip = QuizAttempt(attempt_id="slip", edition=1, answers=[Answer("q-terms-1", "a", confidence=1.0)])
    acme.practice.record("ana", slip)
    acme.practice.undo_attempt("ana", attempt_id="slip")
    clock.advance(3 * DAY)
    before = looked(acme)
    acme.privacy.compact(DAY)
    assert looked(acme) == before
    assert [row["kind"] for row in acme.privacy.export("ana")["held"]["events"]] == ["checkpoint", "compaction"]


def test_what_was_handed_out_counts_for_a_month(acme: Tenant, clock: ManualClock) -> None:
    """A phone that comes back late is heard as before, however short the log is kept; then the entry goes."""
    acme.policies.adopt(replace(acme.policy, unseen=Unseen.REFUSE))
    acme.practice.session("ana", hand_out=True)
    (name,) = [q.id for item in acme.practice.session("ana", hand_out=True) for q in getattr(item, "questions", ())]
    for days in (3, 31):
        clock.move_to(START + days * DAY)
        acme.privacy.compact(DAY)
        at = clock.now() - timedelta(hours=2)
        quiz = QuizAttempt(attempt_id=f"a-{days}", edition=1, answers=[Answer(name, RIGHT[name])], at=at)
        assert acme.practice.record("ana", quiz).reviews
    clock.advance(3 * DAY)
    acme.privacy.compact(DAY)
    assert EventKind.HAND_OUT not in {row["kind"] for row in acme.privacy.export("ana")["held"]["events"]}


def test_what_is_kept_for_statistics_waits_for_nothing(engine: Engine, clock: ManualClock) -> None:
    """Of somebody who was erased reviews alone are kept, with the ratings that they count with."""
    acme = practised(engine, clock)
    counted = acme.practice.cards(learners="ana")
    acme.privacy.erase("ana", keep=Keep.STATISTICS)
    assert acme.practice.pending() == ()
    assert acme.progress.coaching() == ()
    store = acme.privacy._context.store  # noqa: SLF001 - what is kept is what counts
    (left,) = [one for one in store.learners("acme", retired=True) if one.startswith("anonymous:")]
    listed = store.entries("acme", learner=left)
    assert (listed.attempts, listed.events) == ((), ())
    assert len(listed.reviews) == sum(card.reps for card in counted)
    assert acme.policies.verify().clean
