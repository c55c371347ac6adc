"""Cards, calendars and policies: what is due when, which day it is, and settings that survive storage."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reinforce.codec import from_kept, kept
from reinforce.errors import InvalidParameterError
from reinforce.practice import Calendar, CalendarEntry, Elapsed, Grading, Policy
from tests.practice.building import NOW, TODAY, card


def test_a_card_is_due_from_its_day_on() -> None:
    """A card is due on its day and after; one with an instant not before that instant; a new one never."""
    one = card("s", due=0)
    assert not one.is_due(day=TODAY - 1, now=NOW)
    assert one.is_due(day=TODAY, now=NOW)
    assert one.is_due(day=TODAY + 9, now=NOW)
    step = replace(one, due_at=NOW)
    assert step.is_due(day=TODAY, now=NOW)
    assert not step.is_due(day=TODAY, now=NOW - timedelta(microseconds=1))
    assert not card("s", due_day=None, memory=None).is_due(day=TODAY, now=NOW)


def test_what_is_left_falls_by_the_day() -> None:
    """Retrievability is whole on the day of practice, and for days before it; a new card has none."""
    one = card("s", ago=10, stability=10.0)
    assert one.retrievability(day=TODAY, policy=Policy()) == pytest.approx(0.9)
    assert one.retrievability(day=TODAY - 10, policy=Policy()) == 1.0
    assert one.retrievability(day=TODAY - 20, policy=Policy()) == 1.0
    assert (one.stability, one.difficulty) == (10.0, 5.0)
    new = card("s", memory=None)
    assert (new.retrievability(day=TODAY, policy=Policy()), new.stability, new.difficulty) == (None, None, None)


def test_a_calendar_answers_with_the_entry_in_force() -> None:
    """A change of zone or day start holds from its instant on, and the first entry reaches back for ever."""
    moved = datetime(2026, 3, 1, 12, tzinfo=UTC)
    calendar = Calendar(
        (
            CalendarEntry(effective_at=datetime(2026, 1, 1, tzinfo=UTC), timezone="Asia/Tokyo"),
            CalendarEntry(effective_at=moved, timezone="America/New_York", day_start=4),
        )
    )
    assert calendar.at(datetime(2020, 1, 1, tzinfo=UTC)).timezone == "Asia/Tokyo"
    assert calendar.day(moved - timedelta(microseconds=1)) == date(2026, 3, 1).toordinal()
    assert calendar.day(datetime(2026, 2, 28, 15, tzinfo=UTC)) == date(2026, 3, 1).toordinal()
    assert calendar.at(moved).day_start == 4
    assert calendar.day(datetime(2026, 3, 2, 8, 59, tzinfo=UTC)) == date(2026, 3, 1).toordinal()
    assert calendar.day(datetime(2026, 3, 2, 9, tzinfo=UTC)) == date(2026, 3, 2).toordinal()


def test_a_policy_survives_storage() -> None:
    """A policy is equal to what is read of its JSON, whatever was set."""
    policy = Policy(
        version=3,
        seed=-7,
        desired_retention=0.85,
        learning_steps=(timedelta(minutes=1.5),),
        relearning_steps=(timedelta(hours=1), timedelta(hours=2)),
        fuzz=False,
        elapsed=Elapsed.ROLLING_24H,
        grading=Grading(quiz_good=0.9, drill_easy=1.0, quick=0.5, slow=3.0),
        quiz_size=9,
    )
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy
    assert Policy.from_json(Policy().to_json()) == Policy()


def test_a_policy_kept_before_latency_mattered_is_read() -> None:
    """A stored policy without a word on quick and slow answers makes nothing of them."""
    was = kept(Policy())
    del was["grading"]["quick"], was["grading"]["slow"]
    assert from_kept(Policy, was) == Policy()
    assert (Grading().quick, Grading().slow) == (None, None)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"version": 0}, "version"),
        ({"seed": 2**63}, "seed"),
        ({"seed": True}, "seed"),
        ({"quiz_size": 0}, "quiz_size"),
        ({"model": "sm-2"}, "model"),
        ({"elapsed": "learner-day"}, "elapsed"),
        ({"grading": {}}, "grading"),
        ({"desired_retention": 1.5}, "desired_retention"),
        ({"maximum_interval": 0}, "maximum_interval"),
        ({"parameters": (1.0,)}, "parameters"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(settings: dict[str, object], field: str) -> None:
    """Each setting is checked when a policy is made, and the error names it."""
    with pytest.raises(InvalidParameterError) as caught:
        Policy(**settings)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_thresholds_are_in_order() -> None:
    """A table whose Good begins before its Hard, or that is no number, is refused."""
    for wrong in (
        {"quiz_hard": 0.9, "quiz_good": 0.5},
        {"drill_good": 0.96},
        {"low_confidence": -1},
        {"drill_easy": "1"},
        {"quick": -0.1},
        {"slow": float("inf")},
        {"slow": True},
        {"quiz_hard": None},
        {"quick": 2.0, "slow": 1.9},
    ):
        with pytest.raises(InvalidParameterError, match="grading"):
            Grading(**wrong)
