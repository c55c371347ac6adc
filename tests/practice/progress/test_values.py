"""Drift, confidence and use at work: small values that say what they mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating, Review
from reinforce.practice.progress import (
    Application,
    Calibration,
    Drift,
    Feeling,
    SkillDrift,
    application,
    ranked,
    survey_body,
)

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
SHARES = st.floats(0, 1)


def _feeling(learner: str, skill: str, confidence: float, left: float | None = 0.5) -> Feeling:
    return Feeling(learner=learner, skill=skill, day=1, confidence=confidence, still_known=left)


def test_drift_is_the_mean_over_what_was_there_on_both_days() -> None:
    """Skills that were new on the first day, or forgotten on purpose by the last, do not count in the mean."""
    moved = {
        "a": SkillDrift(skill="a", before=0.9, after=0.7, practices=0),
        "b": SkillDrift(skill="b", before=0.5, after=0.6, practices=1),
        "c": SkillDrift(skill="c", before=None, after=1.0, practices=1),
        "d": SkillDrift(skill="d", before=0.4, after=None, practices=0),
    }
    drift = Drift(learner="ana", since=1, until=31, skills=moved)
    assert drift.mean == pytest.approx(-0.05)
    assert [one.change is None for one in moved.values()] == [False, False, True, True]
    assert Drift(learner="ana", since=1, until=31, skills={}).mean is None
    assert "-20 %" in drift._repr_html_()


@given(SHARES, SHARES)
def test_calibration_is_a_comparison(confidence: float, left: float) -> None:
    """Surer than what is left is over, less sure is under, and about as sure is fair."""
    found = _feeling("ana", "a", confidence, left).calibration
    if abs(confidence - left) > 0.2:
        assert found is (Calibration.OVER if confidence > left else Calibration.UNDER)
    else:
        assert found is Calibration.FAIR
    assert _feeling("ana", "a", confidence, None).calibration is Calibration.UNKNOWN


def test_the_least_sure_come_first() -> None:
    """Skills are ranked by mean confidence, ties by id, and say of how many people which is so."""
    found = ranked(
        [
            _feeling("ben", "b", 0.9),
            _feeling("ana", "b", 0.1),
            _feeling("ana", "c", 0.2),
            _feeling("ana", "a", 0.5),
            _feeling("ben", "c", 0.3, None),
        ]
    )
    assert [one.skill for one in found] == ["c", "a", "b"]
    assert found[0].still_known == 0.5
    assert [feeling.learner for feeling in found[2].feelings] == ["ana", "ben"]
    assert [found[2].counted(kind) for kind in Calibration] == [1, 1, 0, 0]
    assert ranked([_feeling("ana", "c", 0.2, None)])[0].still_known is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "confidence"),
        (0.5, "confidence"),
        ({"a": 1.1}, "confidence.a"),
        ({"a": True}, "confidence.a"),
        ({"": 1}, "confidence"),
    ],
)
def test_confidence_is_a_share_of_each_skill(said: object, field: str) -> None:
    """Anything else is refused by name."""
    with pytest.raises(InvalidParameterError, match=field):
        survey_body(said)


def _log(*days: tuple[int, str]) -> list[Review]:
    return [
        Review(
            id=f"r{at}",
            learner="ana",
            skill="terms",
            rating=Rating.Good,
            at=START + timedelta(days=day),
            source=source,
        )
        for at, (day, source) in enumerate(days)
    ]


def _applied(log: list[Review], *, within: int | None, today: int) -> Application:
    day = START.toordinal() + today
    found = application(log, learner="ana", skill="terms", within_days=within, today=day)
    assert found is not None
    return found


def test_a_skill_is_to_be_used_by_a_date() -> None:
    """The date counts from first practice; it is overdue after it, and not on it, until it is used."""
    log = _log((3, "quiz"), (5, "drill"))
    assert not _applied(log, within=7, today=10).overdue
    late = _applied(log, within=7, today=11)
    assert late.overdue
    assert late.lag is None
    assert str(late) == "terms: to be used by 11 January 2026"
    assert not _applied(log, within=None, today=400).overdue
    assert str(_applied(log, within=None, today=400)) == "terms: not used yet"
    assert application([], learner="ana", skill="terms", within_days=7, today=1) is None


def test_the_first_use_has_a_lag() -> None:
    """The lag is the days from first practice to first use, whatever came later; used late, it stays late."""
    log = _log((9, "application"), (3, "quiz"), (20, "application"))
    used = _applied(log, within=7, today=90)
    assert (used.lag, used.times, used.overdue) == (6, 2, False)
    assert str(used) == "terms: used 6 days after it was first practised"
    assert _applied(log, within=5, today=90).overdue
    assert _applied(_log((3, "application")), within=5, today=90).lag == 0
