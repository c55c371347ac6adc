"""Mastery: what counts as evidence, what a level demands, and how it fades without practice."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, Dimension, Facet, OnChange
from reinforce.errors import InvalidParameterError
from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.practice import Policy, fold
from reinforce.practice.progress import (
    DEFAULT_MASTERING,
    Demand,
    Evidence,
    Level,
    Mastering,
    Showing,
    SkillMastery,
    evidence_of,
    mastery,
    practice_curve,
    practised_score,
    reached,
)
from tests.practice.building import skill

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
POLICY = Policy()
KNOWING, DOING = skill("terms"), skill("terms", dimension="skill")
WHY = frozenset({Facet.WHY})
FULL = Evidence(
    practices=9, successes=9, longest=60, observed=1, facets=frozenset(Facet), first_day=1, last_day=START.toordinal()
)
RATINGS = st.sampled_from(list(Rating))
LOGS = st.lists(st.tuples(st.integers(0, 40), RATINGS), max_size=8)


def _log(steps: Sequence[tuple[int, Rating]], *, source: str = "quiz", assessor: str | None = None) -> list[Review]:
    """Return reviews, each so many days after the one before; those of one day are an hour apart."""
    at, log = START, []
    for number, (gap, rating) in enumerate(steps):
        at += timedelta(days=gap) if gap else timedelta(minutes=1)
        log.append(
            Review(
                id=f"r{number}", learner="ana", skill="terms", rating=rating, at=at, source=source, assessor=assessor
            )
        )
    return log


def _evidence(log: Sequence[Review | Event], changes: Sequence[ContentChange] = ()) -> Evidence:
    passages = evidence_of(log, skill="terms", changes=changes)
    return passages[-1].evidence if passages else Evidence()


def _held(log: Sequence[Review | Event], *, after: int = 0, of: str = "knowledge", why: bool = True) -> SkillMastery:
    """Return how well the skill is held so many days after the last entry."""
    proven = _evidence(log)
    if why:
        proven = replace(proven, facets=proven.facets | WHY)
    last = max((entry.at for entry in log), default=START)
    return mastery(
        skill("terms", dimension=of),
        proven,
        card=fold(log, policy=POLICY, learner="ana", skill="terms"),
        day=last.toordinal() + after,
        policy=POLICY,
    )


@given(LOGS, st.integers(0, 400), st.integers(0, 400))
def test_nothing_rises_without_practice(steps: list[tuple[int, Rating]], sooner: int, longer: int) -> None:
    """As time goes on without practice neither level nor score rises, and what the evidence is worth stays."""
    log = _log(steps)
    early, late = (_held(log, after=days) for days in sorted((sooner, longer)))
    assert late.level <= early.level <= early.reached == late.reached
    assert late.score <= early.score


@given(
    LOGS,
    st.integers(1, 60),
    st.sampled_from([Rating.Good, Rating.Easy]),
    st.integers(0, 200),
    st.sampled_from(Dimension),
)
def test_a_delayed_success_lowers_nothing(
    steps: list[tuple[int, Rating]], gap: int, rating: Rating, later: int, of: Dimension
) -> None:
    """A success on a later day than all practice lowers neither level nor score, on that day or on any after it."""
    before = _held(_log(steps), after=gap + later if steps else 0, of=of)
    after = _held(_log([*steps, (gap, rating)]), after=later, of=of)
    assert after.level >= before.level
    assert after.score >= before.score


@given(LOGS.filter(bool), st.lists(st.sampled_from([Rating.Hard, Rating.Good, Rating.Easy]), max_size=5))
def test_repetition_on_the_same_day_proves_nothing(steps: list[tuple[int, Rating]], again: list[Rating]) -> None:
    """What is shown on a day of practice, after that practice, adds no success, no delay and no level that day."""
    once, often = _log(steps), _log([*steps, *((0, rating) for rating in again)])
    assert replace(_evidence(often), practices=0) == replace(_evidence(once), practices=0)
    assert _held(often).level == _held(once).level


@given(LOGS, st.booleans())
def test_what_nobody_saw_done_is_capped_where_it_is_to_be_done(steps: list[tuple[int, Rating]], why: bool) -> None:  # noqa: FBT001 - drawn
    """Quizzes alone never make somebody proficient at a skill of the dimension skill."""
    assert _held(_log(steps, assessor="lead"), of="skill", why=why).level < Level.PROFICIENT


@given(LOGS)
def test_mastery_needs_a_why(steps: list[tuple[int, Rating]]) -> None:
    """However often a skill is shown, without a WHY it is not mastered."""
    assert _held(_log(steps), why=False).level < Level.MASTERY


def test_practice_on_due_days_leads_from_floor_to_mastery() -> None:
    """Four successes, each about where it falls due, pass every level once; the first practice proves nothing."""
    steps = [(0, Rating.Good), (2, Rating.Good), (9, Rating.Good), (35, Rating.Good), (100, Rating.Good)]
    levels = [_held(_log(steps[:count])).level for count in range(len(steps) + 1)]
    assert levels == [
        Level.UNPROVEN,
        Level.UNPROVEN,
        Level.FLOOR,
        Level.DEVELOPING,
        Level.PROFICIENT,
        Level.MASTERY,
    ]


@pytest.mark.parametrize(("source", "assessor"), [("drill", "lead"), ("application", "lead"), ("call-review", "lead")])
def test_one_performance_that_a_person_saw_lifts_the_cap(source: str, assessor: str) -> None:
    """Observed after a delay, the same successes are worth more."""
    steps = [(0, Rating.Good), (2, Rating.Good), (9, Rating.Good), (35, Rating.Good)]
    assert _held(_log(steps), of="skill").level is Level.DEVELOPING
    assert _held(_log(steps, source=source, assessor=assessor), of="skill").level is Level.PROFICIENT


@pytest.mark.parametrize(
    ("source", "assessor"), [("drill", None), ("drill", "ana"), ("quiz", "lead"), ("self", "lead"), ("drill", "lead")]
)
def test_observed_is_what_another_person_saw(source: str, assessor: str | None) -> None:
    """Neither a quiz nor a rating of one's own, nor a performance that the learner scored, is an observed one."""
    review = _log([(0, Rating.Good)], source=source, assessor=assessor)[0]
    assert Showing(review=review).observed is ((source, assessor) == ("drill", "lead"))


def test_a_failure_is_made_good_on_a_later_day() -> None:
    """After Again, a skill is developing at best until it is shown right, not on the same day but on a later one."""
    steps = [(0, Rating.Good), (2, Rating.Good), (9, Rating.Good), (35, Rating.Good), (100, Rating.Good)]
    failed = [*steps, (20, Rating.Again)]
    assert _held(_log(failed)).level is Level.DEVELOPING
    assert _held(_log([*failed, (0, Rating.Good)])).level is Level.DEVELOPING
    assert _held(_log([*failed, (1, Rating.Good)])).level is Level.MASTERY


def test_evidence_starts_anew_where_memory_does() -> None:
    """Neither what was shown before the learner started anew counts, nor what was shown of a content that is reset."""
    log = _log([(0, Rating.Good), (2, Rating.Good), (9, Rating.Good)])
    between = log[1].at + timedelta(days=1)
    forgotten = Event(id="f", kind=EventKind.FORGET, at=between, learner="ana", target="terms")
    other = replace(forgotten, target="questions")
    assert _evidence([*log, forgotten]).successes == 0
    assert _evidence([*log, other]).successes == _evidence(log).successes == 2
    for effect, left in ((OnChange.RESET, 0), (OnChange.SOFTEN, 2), (OnChange.KEEP, 2)):
        assert _evidence(log, [ContentChange(between, 2, effect)]).successes == left
    on_the_spot = ContentChange(log[1].at, 2, OnChange.RESET)
    assert _evidence(log, [on_the_spot]).practices == 1


def test_a_day_that_comes_twice_is_no_delay() -> None:
    """Where a flight west brings a day number back, the day after it is not later than all practice before."""
    log = _log([(0, Rating.Good), (1, Rating.Good), (1, Rating.Good)])
    twice = [log[0], replace(log[1], day=log[0].day - 1), replace(log[2], day=log[0].day)]
    assert _evidence(twice).successes == 0
    assert _evidence([*twice, replace(log[2], id="z", day=log[0].day + 1)]).longest == 1


def test_a_placement_proves_nothing_but_what_follows_does() -> None:
    """Who is taken to know a skill is unproven; their first success on a later day counts."""
    body = {"stability": 30.0, "difficulty": None, "day": START.toordinal()}
    placed = Event(id="p", kind=EventKind.PLACEMENT, at=START, learner="ana", target="terms", body=body)
    known = _held([placed])
    assert known.level is Level.UNPROVEN
    assert known.still_known == 1.0
    assert _evidence([placed, *_log([(0, Rating.Good)])]).successes == 0
    assert _held([placed, *_log([(5, Rating.Good)])]).level is Level.FLOOR


def test_what_is_retracted_or_overridden_counts_as_it_does_for_the_card() -> None:
    """A retracted success is gone, one overridden to Again is a failure, and both are so whatever came when."""
    log = _log([(0, Rating.Good), (2, Rating.Good), (9, Rating.Good)])
    late = log[-1].at + timedelta(days=1)
    undo = Event(id="undo:r2", kind=EventKind.RETRACTION, at=late, learner="ana", target="r2")
    worse = Event(
        id="o", kind=EventKind.OVERRIDE, at=late, learner="ana", target="r2", body={"rating": 1, "reason": "."}
    )
    assert _evidence([undo, *log]).successes == 1
    assert _evidence([worse, *log]).successes == 1
    assert _evidence([worse, *log]).shaken
    assert not _evidence([worse, replace(undo, id="undo:o", target="o"), *log]).shaken


@given(LOGS)
def test_the_practice_curve_never_falls(steps: list[tuple[int, Rating]]) -> None:
    """The score right after practice never falls, and rises with each delayed success."""
    points = practice_curve(evidence_of(_log(steps), skill="terms"))
    assert [point.practices for point in points] == list(range(1, len(steps) + 1))
    for before, after in itertools.pairwise(points):
        assert (after.score > before.score) is (after.successes > before.successes)
        assert after.score >= before.score


def test_each_success_closes_the_same_share_of_what_is_missing() -> None:
    """The score goes from 0 towards 1 by the share that the table says."""
    scores = [practised_score(count) for count in range(30)]
    assert scores[0] == 0
    assert all(1 - after == pytest.approx(0.75 * (1 - before)) for before, after in itertools.pairwise(scores))


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"successes": 3}, "a success on a later day"),
        ({"longest": 20}, "a success after at least 21 days without practice"),
        ({"shaken": True}, "a success on a later day, since it last went wrong"),
        ({"observed": 0}, "a success on a later day that a named person saw"),
        ({"facets": frozenset({Facet.HOW})}, "a right answer to why it matters, on a later day"),
    ],
)
def test_what_is_missing_is_said_in_words(lacking: dict[str, Any], words: str) -> None:
    """Each thing that evidence lacks for mastery keeps from it, and is named alone."""
    card = fold(_log([(0, Rating.Good)]), policy=POLICY)
    proven = replace(FULL, **lacking)
    held = mastery(DOING, proven, card=card, day=START.toordinal(), policy=POLICY)
    assert held.level == held.reached < Level.MASTERY
    assert words in held.missing
    assert mastery(DOING, FULL, card=card, day=START.toordinal(), policy=POLICY).level is Level.MASTERY


def test_lost_memory_is_said_in_words() -> None:
    """Where only memory is lacking, that is what is asked for, and the evidence is still worth what it was."""
    card = fold(_log([(0, Rating.Good)]), policy=POLICY)
    held = mastery(KNOWING, FULL, card=card, day=START.toordinal() + 6, policy=POLICY)
    assert (held.level, held.reached) == (Level.PROFICIENT, Level.MASTERY)
    assert held.missing == ("practice: 82 % of it is still known, and 86 % is needed",)
    assert reached(FULL, dimension=Dimension.KNOWLEDGE) is Level.MASTERY
    new = mastery(KNOWING, FULL, card=fold((), learner="ana", skill="terms"), day=1, policy=POLICY)
    assert new.missing == ("practice: nothing of it is remembered yet",)


@pytest.mark.parametrize("desired", [0.75, 0.9, 0.95])
def test_a_level_is_held_until_practice_falls_due(desired: float) -> None:
    """Whatever retention is desired, waiting for the due day before fuzz costs no level."""
    policy = Policy(desired_retention=desired, fuzz=False)
    log = _log([(0, Rating.Good), (2, Rating.Good), (9, Rating.Good), (35, Rating.Good), (100, Rating.Good)])
    card = fold(log, policy=policy)
    assert card.due_day is not None
    held = mastery(KNOWING, FULL, card=card, day=card.due_day, policy=policy)
    assert held.level is Level.MASTERY


@pytest.mark.parametrize(
    ("name", "demand", "field"),
    [
        (
            "mastery",
            Demand(successes=2, delay=21, held=0.95, steady=True, observed=True, why=True),
            "mastery.successes",
        ),
        ("proficient", Demand(successes=3, delay=1, held=0.9), "proficient.delay"),
        ("developing", Demand(successes=2, delay=2, held=0.5), "developing.held"),
        ("mastery", Demand(successes=4, delay=21, held=0.95, observed=True), "mastery.steady"),
    ],
)
def test_no_level_demands_less_than_the_one_below(name: str, demand: Demand, field: str) -> None:
    """A table in which a higher level is easier is refused, by the field."""
    changed: dict[str, Any] = {name: demand}
    with pytest.raises(InvalidParameterError) as refused:
        replace(DEFAULT_MASTERING, **changed)
    assert refused.value.field == field


def test_a_table_may_be_stricter() -> None:
    """Another table is another judgement of the same evidence."""
    strict = Mastering(mastery=Demand(successes=20, delay=90, held=1.0, steady=True, observed=True, why=True))
    card = fold(_log([(0, Rating.Good)]), policy=POLICY)
    held = mastery(KNOWING, FULL, card=card, day=START.toordinal(), policy=POLICY, mastering=strict)
    assert held.level is reached(FULL, dimension=Dimension.KNOWLEDGE, mastering=strict) is Level.PROFICIENT
    assert held.missing == (
        "11 successes, each on a later day",
        "a success after at least 90 days without practice",
    )
