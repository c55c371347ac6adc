"""Steering, group attempts, rehearsal and use at work through the engine, on every store."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reinforce import (
    Answer,
    ConflictError,
    DrillAttempt,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Review,
    Tenant,
)
from reinforce.journal import STEERING, Event, EventKind
from reinforce.ports import Query, Snapshot
from tests.support.stores import START

if TYPE_CHECKING:
    from collections.abc import Callable


def _read(acme: Tenant) -> Snapshot:
    """Return what steers Ana's plans, and her exposures."""
    return acme._context.learners.read("ana", practice=True)  # noqa: SLF001 - no service shows the log of steering


def _steering(acme: Tenant) -> list[Event]:
    """Return all that was ever said about Ana's plans."""
    events = acme._context.store.events(acme.name, learner="ana")  # noqa: SLF001 - no service shows the log of steering
    return [event for event in events if event.kind in STEERING]


def _quiz(attempt_id: str = "a-1", *answers: Answer, duration: timedelta | None = None) -> QuizAttempt:
    given = answers or (Answer("q-terms-1", "b"),)
    return QuizAttempt(attempt_id=attempt_id, edition=1, answers=given, duration=duration)


def test_steering_writes_one_event_and_touches_no_card(acme: Tenant) -> None:
    """Each call is one entry with what belongs to it, and every card stays as it is."""
    acme.practice.review("ana", "terms", Rating.Easy, at=START - timedelta(days=30))
    acme.practice.review("ana", "terms", Rating.Again, at=START - timedelta(days=3))
    before = acme.practice.cards()
    acme.practice.suspend("ana", "terms", reason="on another team")
    acme.practice.resume("ana", "terms", by="zoe")
    acme.practice.bury("ana", "terms")
    acme.practice.record_coaching("ana", "terms", by="zoe", note="drew it")
    found = sorted(_steering(acme), key=lambda event: event.kind)
    assert [(event.kind, event.by) for event in found] == [
        (EventKind.BURIAL, None),
        (EventKind.COACHING, "zoe"),
        (EventKind.RESUMPTION, "zoe"),
        (EventKind.SUSPENSION, None),
    ]
    assert {event.target for event in found} == {"terms"}
    today = START.date().toordinal()
    bodies = [{"day": today}, {"note": "drew it", "lapses": 1}, {"reason": ""}, {"reason": "on another team"}]
    assert [dict(event.body) for event in found] == bodies
    assert acme.practice.cards() == before
    assert acme.policies.verify().clean


def test_the_last_word_holds_where_the_clock_stands_still(acme: Tenant) -> None:
    """Suspended and resumed at one instant, a skill is in the plan again: what was said later holds."""
    acme.practice.suspend("ana", "terms")
    assert not any(placement.skill == "terms" for placement in acme.practice.plan("ana").placements)
    acme.practice.resume("ana", "terms")
    assert any(placement.skill == "terms" for placement in acme.practice.plan("ana").placements)


def test_the_same_steering_twice_is_one_event(acme: Tenant, clock: ManualClock) -> None:
    """A retry changes nothing, even when the day, or the lapses, are others by then; other content is refused."""
    calls: list[Callable[[str], object]] = [
        lambda skill: acme.practice.suspend("ana", skill, event_id="e-1"),
        lambda skill: acme.practice.bury("ana", skill, event_id="e-2"),
        lambda skill: acme.practice.record_coaching("ana", skill, by="zoe", event_id="e-3"),
    ]
    for call in calls:
        call("terms")
    before = _steering(acme)
    acme.practice.review("ana", "terms", Rating.Easy)
    clock.advance(timedelta(days=3))
    acme.practice.review("ana", "terms", Rating.Again)
    for call in calls:
        call("terms")
        with pytest.raises(ConflictError):
            call("questions")
    assert _steering(acme) == before


def test_steering_knows_its_skills(acme: Tenant) -> None:
    """A skill or learner that is not there is refused, and nothing is written."""
    for call in (acme.practice.suspend, acme.practice.resume, acme.practice.bury):
        with pytest.raises(NotFoundError, match="did you mean 'terms'"):
            call("ana", "trems")
        with pytest.raises(NotFoundError, match="learner"):
            call("anna", "terms")
    assert _steering(acme) == []


@pytest.mark.mission("S1")
def test_completing_a_course_changes_nothing(acme: Tenant) -> None:
    """It is in the log, and cards, plan and history are what they were."""
    acme.practice.review("ana", "terms", Rating.Good, at=START - timedelta(days=3))
    before = acme.practice.cards(), acme.practice.plan("ana"), acme.practice.history("ana", "terms")
    for _ in range(2):
        acme.practice.complete("ana", "onboarding", event_id="done")
    assert (acme.practice.cards(), acme.practice.plan("ana"), acme.practice.history("ana", "terms")) == before
    with pytest.raises(ConflictError):
        acme.practice.complete("ana", "another", event_id="done")
    events = acme._context.store.events("acme", learner="ana")  # noqa: SLF001 - no service shows completions
    assert [(event.kind, event.target) for event in events] == [(EventKind.COMPLETION, "onboarding")]


def test_a_rehearsal_brings_feedback_and_leaves_no_trace(acme: Tenant) -> None:
    """Cards, plan, exposures and attempts are what they were, and the id is still free."""
    before = acme.practice.cards(), acme.practice.plan("ana"), _read(acme)
    attempt = _quiz("a-1", Answer("q-terms-1", "a", confidence=0.9))
    rehearsed = acme.practice.rehearse("ana", attempt)
    assert acme.practice.rehearse("ana", attempt.to_json()) == rehearsed
    assert (rehearsed.reviews, rehearsed.cards) == ((), ())
    assert (acme.practice.cards(), acme.practice.plan("ana"), _read(acme)) == before
    recorded = acme.practice.record("ana", attempt)
    assert (recorded.feedback, recorded.day, recorded.at) == (rehearsed.feedback, rehearsed.day, rehearsed.at)
    with pytest.raises(InvalidParameterError):
        acme.practice.rehearse("ana", _quiz("a-2", Answer("q-9", "a")))
    with pytest.raises(NotFoundError):
        acme.practice.rehearse("nobody", attempt)


def test_a_confident_error_is_noted_for_an_early_look(acme: Tenant) -> None:
    """One event for each skill answered wrong with confidence, with day and attempt, however often it is sent."""
    sure = _quiz(
        "a-1",
        Answer("q-terms-1", "a", confidence=0.9),
        Answer("q-questions-1", "no", confidence=0.1),
    )
    for _ in range(2):
        outcome = acme.practice.record("ana", sure)
    (event,) = _steering(acme)
    assert (event.kind, event.target, event.id) == (EventKind.RECHECK, "terms", " recheck:a-1:terms")
    assert dict(event.body) == {"day": outcome.day, "attempt": "a-1"}


def test_exposures_tell_how_long_an_exercise_took(acme: Tenant) -> None:
    """An answer's own time, else a share of the quiz's; a drill's own; and nothing where nothing is known."""
    known = Answer("q-terms-1", "b", duration=timedelta(seconds=20))
    acme.practice.record("ana", _quiz("a-1", known, Answer("q-terms-2", 12.5), duration=timedelta(seconds=80)))
    acme.practice.record("ana", _quiz("a-2", Answer("q-questions-1", "no")))
    acme.practice.record("ana", _quiz("a-3", known))
    scores = {"asks": 1, "leads": 1}
    minute = timedelta(minutes=1)
    acme.practice.record(
        "ana", DrillAttempt(attempt_id="a-4", edition=1, drill="d-talk", scores=scores, duration=minute)
    )
    exposures = _read(acme).exposures
    assert {name: (met.seen, met.timed, met.took.total_seconds()) for name, met in exposures.items()} == {
        "q-terms-1": (2, 2, 40),
        "q-terms-2": (1, 1, 60),
        "q-questions-1": (1, 0, 0),
        "d-talk": (1, 1, 60),
    }


@pytest.mark.mission("S3", "S4")
def test_a_team_discussion_is_an_attempt_of_each_person_in_it(acme: Tenant) -> None:
    """One session is an attempt a person, each with reviews and cards of their own; sent again it adds nothing."""
    acme.roster.put("ben")
    acme.roster.put("eve")
    scores = {"ana": 2, "ben": 0, "eve": 1}
    session = {
        who: DrillAttempt(attempt_id="account-7", edition=1, drill="d-talk", scores={"asks": score, "leads": 1})
        for who, score in scores.items()
    }
    acme.practice.record("eve", session["eve"])
    outcomes = acme.practice.record_group(session)
    assert {who: outcome.reviews[0].rating for who, outcome in outcomes.items()} == {
        "ana": Rating.Easy,
        "ben": Rating.Again,
        "eve": Rating.Hard,
    }
    before = acme.practice.cards()
    assert {(card.learner, card.skill, card.reps) for card in before} == {
        (who, skill, 1) for who in session for skill in ("questions", "discovery")
    }
    assert acme.practice.record_group({who: one.to_json() for who, one in session.items()}) == outcomes
    assert acme.practice.cards() == before
    assert [attempt.id for attempt in acme.practice.attempts("ben")] == ["account-7"]
    assert acme.policies.verify().clean


def test_a_group_is_recorded_whole_or_not_at_all(acme: Tenant) -> None:
    """One attempt that does not fit, one unknown learner, or one id that is taken, and nobody has practised."""
    acme.roster.put("ben")
    acme.practice.review("ben", "terms", Rating.Good, review_id="taken")
    before = acme.practice.cards()
    good = _quiz("a-1")
    for wrong, error in (
        ({"ana": good, "ben": _quiz("a-1", Answer("q-terms-1", "z"))}, InvalidParameterError),
        ({"ana": good, "nobody": good}, NotFoundError),
        ({"ana": _quiz("taken"), "ben": _quiz("taken")}, ConflictError),
        ([good], InvalidParameterError),
    ):
        with pytest.raises(error):
            acme.practice.record_group(wrong)  # type: ignore[arg-type]
        assert acme.practice.cards() == before
        assert acme.practice.attempts("ana") == ()
    assert acme.practice.record_group({}) == {}


@pytest.mark.mission("S76")
def test_using_a_skill_at_work_lengthens_its_interval(acme: Tenant, clock: ManualClock) -> None:
    """Each use counts as a review with a witness; a skill in use waits longer for practice than one that is not."""
    for skill in ("terms", "questions"):
        acme.practice.review("ana", skill, Rating.Good)
    intervals = []
    for number in range(3):
        clock.advance(timedelta(days=7))
        for _ in range(2):
            used = acme.practice.record_application("ana", "terms", application_id=f"call-{number}", witness="zoe")
        (card,) = used.cards
        assert card.due_day is not None
        assert card.last_day is not None
        intervals.append(card.due_day - card.last_day)
    assert intervals == sorted(set(intervals))
    unused = acme.practice.card("ana", "questions")
    assert (card.stability or 0) > 2 * (unused.stability or 0)
    reviews = [entry for entry in acme.practice.history("ana", "terms") if isinstance(entry, Review)]
    assert [(review.source, review.assessor) for review in reviews[1:]] == [("application", "zoe")] * 3
    assert len(reviews) == 4


def test_a_group_goes_on_where_another_device_was_faster(acme: Tenant) -> None:
    """An attempt of one person that was recorded before keeps its outcome; only the others are written."""
    acme.roster.put("ben")
    first = acme.practice.record("ana", _quiz())
    outcomes = acme.practice.record_group({"ana": _quiz(), "ben": _quiz()})
    assert outcomes["ana"] == first
    assert outcomes["ben"].reviews == tuple(replace(review, learner="ben") for review in first.reviews)
    assert acme._context.store.read(Query(tenant="acme", learner="ben", attempts=True)).attempts  # noqa: SLF001 - as above
