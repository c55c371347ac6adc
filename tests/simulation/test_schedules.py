"""Schedules: each has a skill practised when its rule says, as the log tells it."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from reinforce import Elapsed, Engine, Load, Policy, Rating
from reinforce.errors import InvalidParameterError
from reinforce.memory import DEFAULT_PARAMETERS, PROCEDURAL_PARAMETERS
from reinforce.practice import Settings
from reinforce.simulation import (
    Expanding,
    First,
    FixedInterval,
    Fsrs,
    Leitner,
    Memorize,
    Planned,
    Population,
    Repeats,
    Schedule,
    Sm2,
    UniformToDeadline,
    Workshop,
    forgetting_curve,
    simulate,
)
from reinforce.testing.packs import small_pack

MINUTE = (1.0, 1.0, 1.0, 1.0)


def histories(
    schedule: Schedule, *, days: int = 200, population: Population | None = None
) -> list[list[tuple[int, int]]]:
    """Return days and ratings of each of some cards under a schedule."""
    people = population or Population(spread=0)
    log = simulate(schedule, learners=4, skills=5, days=days, rng=8, population=people, log=True).log
    assert log is not None
    cards: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for learner, skill, day, rating in zip(log.learner, log.skill, log.day.tolist(), log.rating.tolist(), strict=True):
        cards.setdefault((learner, skill), []).append((day, rating))
    return list(cards.values())


def gaps(history: list[tuple[int, int]]) -> list[int]:
    """Return the days between practices."""
    return [later - earlier for (earlier, _), (later, _) in pairwise(history)]


def test_a_workshop_is_one_day() -> None:
    """All practices fall on its day, so many of each skill; the ones after the first never fail."""
    for history in histories(Workshop(day=3, repetitions=4)):
        assert [day for day, _ in history] == [3] * 4
        assert min(rating for _, rating in history[1:]) >= 2


def test_who_misses_the_workshop_takes_it_on_their_next_day() -> None:
    """With everybody away until the second Wednesday, nobody has it before then."""
    people = Population(attendance=(0, 0, 1, 0, 0, 0, 0))
    assert {day for history in histories(Workshop(day=3), population=people) for day, _ in history} == {9}


def test_fixed_intervals_are_fixed() -> None:
    """Every gap is the interval, whatever the ratings, until there were so many practices."""
    for history in histories(FixedInterval(interval=30)):
        assert gaps(history) == [30] * 6
    for history in histories(FixedInterval(interval=7, times=3)):
        assert gaps(history) == [7, 7]


def test_expanding_intervals_grow_by_a_factor() -> None:
    """Each gap is the one before times the factor, in whole days."""
    for history in histories(Expanding(interval=2, factor=2.5, times=5)):
        assert gaps(history) == [2, 5, 12, 31]


def test_boxes_are_climbed_by_successes_and_left_by_failures() -> None:
    """The gap after a review is that of its box: one further after a success, the first after a failure."""
    days = (1, 3, 9, 27)
    for history in histories(Leitner(boxes=days)):
        box, expected = 0, [days[0]]
        for _, rating in history[1:-1]:
            box = 0 if rating == 1 else min(box + 1, 3)
            expected.append(days[box])
        assert gaps(history) == expected[: len(history) - 1]


def test_sm2_is_its_published_rule() -> None:
    """Gaps are those of a plain walk through the rule of SM-2."""
    for history in histories(Sm2(), days=400):
        ease, row, interval, expected = 2.5, 0, 0.0, []
        for _, rating in history:
            if rating == 1:
                row, interval = 0, 1.0
            else:
                row += 1
                interval = 1.0 if row == 1 else 6.0 if row == 2 else float(np.ceil(interval * ease))
                quality = rating + 1
                ease = max(1.3, ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
            expected.append(interval)
        assert gaps(history) == expected[:-1]


def test_memorize_reviews_at_the_published_rate() -> None:
    """Over all days of all cards, the share reviewed is the mean of ``1 - exp(-(1 - m) / sqrt(q))``."""
    q, days = 2.0, 60
    result = simulate(
        Memorize(q=q), learners=60, skills=20, days=days, rng=4, population=Population(spread=0), log=True
    )
    log = result.log
    assert log is not None
    stability, last, chances = np.zeros((60, 20)), np.zeros((60, 20)), 0.0
    decay = -DEFAULT_PARAMETERS[20]
    factor = 0.9 ** (1 / decay) - 1
    for day in range(days):
        if day:
            left = (1 + factor * (day - last) / stability) ** decay
            chances += (1 - np.exp(-(1 - left) / q**0.5)).sum()
        now = log.day == day
        stability[log.learner[now], log.skill[now]] = log.stability[now]
        last[log.learner[now], log.skill[now]] = day
    assert result.reviews.sum() == pytest.approx(chances, abs=4 * chances**0.5)


def test_uniform_to_a_deadline_divides_the_time() -> None:
    """So many practices at equal distances from the introduction on, none on the day of the test or later."""
    for history in histories(UniformToDeadline(deadline=100, times=4)):
        assert [day for day, _ in history] == [0, 25, 50, 75]
    late = histories(UniformToDeadline(deadline=3, times=9))
    assert all([day for day, _ in history] == [0, 1, 2] for history in late)


def test_fsrs_keeps_the_retention_that_it_is_asked_for() -> None:
    """Where it knows the truth, skills are reviewed when about so much is left: whole days blur it a little."""
    result = simulate(
        Fsrs(desired_retention=0.85), learners=30, skills=20, days=400, rng=3, population=Population(spread=0), log=True
    )
    assert result.log is not None
    settled = (result.log.day > 100) & (result.log.elapsed > 10)
    assert result.log.retrievability[settled].mean() == pytest.approx(0.85, abs=0.005)
    np.testing.assert_array_equal(result.believed_stability, result.stability)


@pytest.mark.parametrize("first", First)
def test_on_a_full_day_the_first_come_first(first: First) -> None:
    """Of what is due, those with the least rank by the schedule's own measure are practised, and the rest wait."""
    schedule = Fsrs(first=first, reviews_a_day=2, new_a_day=6)
    people = Population(spread=0)
    result = simulate(schedule, learners=1, skills=30, days=16, rng=2, population=people, log=True)
    before = simulate(schedule, learners=1, skills=30, days=15, rng=2, population=people)
    waiting = ((before.due_day >= 0) & (before.due_day <= 15))[0].nonzero()[0]
    rank = {
        First.RETRIEVABILITY: before.retrievability(day=15)[0],
        First.DIFFICULTY: before.difficulty[0],
        First.DUE: before.due_day[0].astype(float),
    }[first]
    log = result.log
    assert log is not None
    assert len(waiting) > 3
    done = log.skill[(log.day == 15) & ~np.isnan(log.elapsed)]
    assert rank[done].max() <= np.delete(rank, done)[np.isin(np.delete(np.arange(30), done), waiting)].min()


def test_further_practices_of_a_day_end_as_they_are_meant_to() -> None:
    """Enough rated Good or better since the last Again end it, or one Easy, or the most there may be."""
    repeats = Repeats(count=2, ratings=((0.3, 0.2, 0.4, 0.1),) * 3, minutes=MINUTE)
    people = Population(spread=0, first_repeats=repeats)
    ends = set()
    for history in histories(Workshop(), population=people):
        ratings = [rating for _, rating in history]
        wanted, row = 2 - (ratings[0] >= 3), 0
        for rating in ratings[1:]:
            assert row < wanted
            row = row + 1 if rating >= 3 else 0 if rating == 1 else row
        assert ratings[-1] == 4 or row == wanted or len(ratings) == 6
        assert 4 not in ratings[:-1]
        ends.add(len(ratings))
    assert len(ends) > 2
    assert all(len(history) == 2 for history in histories(Workshop(repetitions=2), population=people))


def test_a_schedule_says_its_name_and_changes_one_setting() -> None:
    """Its kind and what is not the default; long tuples of parameters are not told."""
    assert Fsrs().name == "Fsrs"
    assert Fsrs(new_a_day=5, desired_retention=0.8).name == "Fsrs(new_a_day=5, desired_retention=0.8)"
    assert Fsrs(parameters=(0.2, *DEFAULT_PARAMETERS[1:]), first=First.DUE).name == "Fsrs(parameters=…, first=due)"
    assert Fsrs().with_("minutes_a_day", 3) == Fsrs(minutes_a_day=3)
    assert UniformToDeadline(deadline=9).name == "UniformToDeadline(deadline=9)"


def test_a_tenants_policy_is_simulated_if_it_can_be() -> None:
    """Its retention, parameters and maximum interval count; steps and rolling hours are refused by name."""
    policy = Policy(desired_retention=0.8, maximum_interval=100)
    assert Fsrs.of(policy, new_a_day=3) == Fsrs(desired_retention=0.8, maximum_interval=100, new_a_day=3)
    from datetime import timedelta

    for changed, field in (
        (Policy(learning_steps=(timedelta(minutes=1),)), "learning_steps"),
        (Policy(relearning_steps=(timedelta(minutes=1),)), "relearning_steps"),
        (Policy(elapsed=Elapsed.ROLLING_24H), "elapsed"),
    ):
        with pytest.raises(InvalidParameterError, match=f"^{field}"):
            Fsrs.of(changed)


def test_what_is_set_for_some_is_simulated_skill_by_skill() -> None:
    """A policy that says something else for some is refused, not taken without it; that of a skill has what holds."""
    with Engine.open("memory:") as engine:
        acme = engine.create_tenant("acme")
        acme.catalog.publish(small_pack())
        acme.roster.put("ana")
        acme.policies.set_for(Settings(parameters=PROCEDURAL_PARAMETERS), dimension="skill")
        acme.policies.set_for(Settings(desired_retention=0.8), learner="ana")
        for policy in (acme.policy, acme.policies.policy_of("ana")):
            with pytest.raises(InvalidParameterError, match="what is set for some is not simulated"):
                Fsrs.of(policy)
        held = acme.policies.policy_of("ana")
    assert Fsrs.of(held.of("terms")) == Fsrs(desired_retention=0.8)
    assert Fsrs.of(held.of("discovery")) == Fsrs(desired_retention=0.8, parameters=PROCEDURAL_PARAMETERS)


def test_the_planner_rests_when_the_week_does() -> None:
    """With no load at weekends nothing is practised on them; the budget holds but for the last practice."""
    week = (Load.FULL,) * 5 + (Load.NONE,) * 2
    result = simulate(Planned(week=week, minutes_a_day=1.0), learners=1, skills=8, days=15, rng=3, log=True)
    weekend = np.arange(15) % 7 >= 5
    assert not result.minutes[:, weekend].any()
    assert result.minutes.any()
    assert result.believed_stability is not None
    known = result.introduced_on >= 0
    assert (result.believed_stability[known] > 0).all()


@pytest.mark.parametrize(
    ("kind", "settings", "field"),
    [
        (Fsrs, {"desired_retention": 1.5}, "desired_retention"),
        (Fsrs, {"parameters": (1.0,)}, "parameters"),
        (Fsrs, {"maximum_interval": 0}, "maximum_interval"),
        (Fsrs, {"new_a_day": -1}, "new_a_day"),
        (Fsrs, {"reviews_a_day": 1.5}, "reviews_a_day"),
        (Fsrs, {"minutes_a_day": float("nan")}, "minutes_a_day"),
        (Fsrs, {"first": "due"}, "first"),
        (Workshop, {"day": -1}, "day"),
        (Workshop, {"repetitions": 31}, "repetitions"),
        (FixedInterval, {"interval": 0}, "interval"),
        (FixedInterval, {"times": 0}, "times"),
        (Expanding, {"factor": 0.5}, "factor"),
        (Leitner, {"boxes": ()}, "boxes"),
        (Leitner, {"boxes": (1, 0)}, "boxes[1]"),
        (Memorize, {"q": 0}, "q"),
        (UniformToDeadline, {"deadline": 0}, "deadline"),
        (Planned, {"reviews_a_day": 3}, "reviews_a_day"),
        (Planned, {"week": (Load.FULL,)}, "week"),
        (Population, {"spread": -1}, "spread"),
        (Population, {"first_ratings": (0.5, 0.5)}, "first_ratings"),
        (Population, {"recall_ratings": (0.5, 0.5, 0.5)}, "recall_ratings"),
        (Population, {"attendance": (1, 1)}, "attendance"),
        (Population, {"attendance": (1, 1, 1, 1, 1, 1, 2)}, "attendance[6]"),
        (Population, {"attendance": 2}, "attendance"),
        (Population, {"review_minutes": (1, 1)}, "review_minutes"),
        (Population, {"first_minutes": (1, 1, 1, -1)}, "first_minutes[3]"),
        (Population, {"lapse_repeats": 3}, "lapse_repeats"),
        (Repeats, {"count": 1, "ratings": ((1.0, 0.0, 0.0, 0.0),), "minutes": MINUTE}, "repeats.ratings"),
        (Repeats, {"count": 11, "ratings": ((1.0, 0.0, 0.0, 0.0),) * 3, "minutes": MINUTE}, "repeats.count"),
    ],
)
def test_settings_that_cannot_be_are_refused(kind: type[Any], settings: dict[str, Any], field: str) -> None:
    """The error names the setting."""
    with pytest.raises(InvalidParameterError) as caught:
        kind(**settings)
    assert caught.value.field == field


def test_a_forgetting_curve_is_the_models() -> None:
    """It starts at 1 after each review, falls to what the mark says was left, and ends on the last day."""
    curve = forgetting_curve([(0, Rating.Good), (3, Rating.Good), (3, Rating.Easy), (30, Rating.Again)], days=60)
    frame, marks = curve.to_frame(), curve.marks()
    assert frame["day"].is_sorted()
    assert frame["day"][-1] == 60
    assert frame["retrievability"].max() == 1
    assert marks["retrievability"].to_list()[2] == 1
    assert marks["retrievability"][0] is None
    for day, left in marks.filter(marks["day"] > 0).select("day", "retrievability").rows():
        assert left in frame.filter(frame["day"] == day)["retrievability"].to_list()
    assert "Again" in curve._repr_html_()


@pytest.mark.parametrize(
    ("reviews", "days", "field"),
    [
        ([], 10, "reviews"),
        ([(1, Rating.Good)], 10, "reviews[0][0]"),
        ([(0, Rating.Good), (5, Rating.Good), (4, Rating.Good)], 10, "reviews[2][0]"),
        ([(0, Rating.Good), (11, Rating.Good)], 10, "reviews[1][0]"),
        ([(0, Rating.Good)], 0, "days"),
        ([(0, 7)], 10, "rating"),
    ],
)
def test_histories_that_cannot_be_are_refused(reviews: list[tuple[int, Rating]], days: int, field: str) -> None:
    """The first practice is on day 0, the others follow in order, none after the end."""
    with pytest.raises(InvalidParameterError) as caught:
        forgetting_curve(reviews, days=days)
    assert caught.value.field == field
