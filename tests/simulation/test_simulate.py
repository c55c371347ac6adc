"""Simulations: repeatable however they are split, within their limits, and honest about their arguments."""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.simulation import (
    Expanding,
    FixedInterval,
    Fsrs,
    Leitner,
    Memorize,
    Planned,
    Population,
    PracticeLog,
    Repeats,
    Result,
    Schedule,
    Sm2,
    Study,
    UniformToDeadline,
    Workshop,
    compare,
    optimal_retention,
    simulate,
    sweep,
    time_to_mastery,
)
from reinforce.simulation.shard_result import ShardResult

SMALL: dict[str, Any] = {"learners": 9, "skills": 8, "days": 40, "rng": 5}
STEPS = Repeats(
    count=2, ratings=((0.4, 0.1, 0.4, 0.1), (0.1, 0.4, 0.4, 0.1), (0.1, 0.1, 0.7, 0.1)), minutes=(1, 1, 1, 1)
)
SCHEDULES = [
    Fsrs(),
    Fsrs(new_a_day=2, reviews_a_day=3, minutes_a_day=1),
    Workshop(day=2, repetitions=3),
    FixedInterval(interval=7, minutes_a_day=0.5),
    Expanding(times=4),
    Leitner(),
    Sm2(),
    Memorize(),
    UniformToDeadline(deadline=30),
    Planned(minutes_a_day=1, new_a_day=2),
]
PEOPLE = [
    Population(attendance=0.8),
    Population(spread=0, first_repeats=STEPS, lapse_repeats=STEPS),
]


def assert_same(one: ShardResult | PracticeLog, other: ShardResult | PracticeLog) -> None:
    """Assert that two results are equal, bit for bit."""
    assert type(one) is type(other)
    for spec in fields(one):
        mine, theirs = getattr(one, spec.name), getattr(other, spec.name)
        if isinstance(mine, PracticeLog):
            assert_same(mine, theirs)
        elif isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype
            np.testing.assert_array_equal(mine, theirs, err_msg=spec.name)
        else:
            assert mine == theirs


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
@pytest.mark.parametrize("population", PEOPLE, ids=["alike not", "alike"])
def test_splitting_changes_nothing(schedule: Schedule, population: Population) -> None:
    """Whether all learners are simulated at once or in pieces by several threads, every array is the same."""
    whole = simulate(schedule, **SMALL, population=population, log=True)
    with ThreadPoolExecutor(3) as executor:
        assert_same(simulate(schedule, **SMALL, population=population, log=True, executor=executor), whole)


@given(st.integers(0, 2**63 - 1), st.integers(1, 12), st.integers(1, 6), st.integers(1, 30), st.booleans())
def test_learners_do_not_depend_on_one_another(seed: int, learners: int, skills: int, days: int, spread: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    """The first learners of many are those of few, whatever the seed, numbers of skills, days and people."""
    population = Population(spread=0.2 if spread else 0, attendance=0.9)
    schedule = Fsrs(new_a_day=2, minutes_a_day=1)
    sizes: dict[str, Any] = {"skills": skills, "days": days, "rng": seed, "population": population}
    many, few = simulate(schedule, learners=learners + 2, **sizes), simulate(schedule, learners=2, **sizes)
    for name in ("reviews", "minutes", "remembered", "believed", "stability", "due_day", "parameters"):
        np.testing.assert_array_equal(getattr(many, name)[:2], getattr(few, name), err_msg=name)


def test_processes_change_nothing() -> None:
    """Neither do other processes, which know nothing but what they are sent."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        assert_same(simulate(Fsrs(), **SMALL, log=True, executor=executor), simulate(Fsrs(), **SMALL, log=True))


def test_equal_seeds_are_equal_and_others_are_not() -> None:
    """A seed decides everything; a Generator stands for the number that it draws next."""
    first = simulate(Fsrs(), **SMALL)
    assert_same(first, simulate(Fsrs(), **SMALL))
    other = simulate(Fsrs(), **{**SMALL, "rng": 6})
    assert (first.stability != other.stability).any()
    drawn = [simulate(Fsrs(), **{**SMALL, "rng": np.random.default_rng(3)}) for _ in range(2)]
    assert_same(*drawn)
    rng = np.random.default_rng(3)
    one, two = (simulate(Fsrs(), **{**SMALL, "rng": rng}) for _ in range(2))
    assert one.study.seed != two.study.seed
    assert one.study == Study(**{**SMALL, "rng": one.study.seed})


def test_schedules_meet_the_same_people_with_the_same_luck() -> None:
    """Who the learners are, when they are there, and how first practices of a day go is alike under every schedule."""
    results = compare(
        [Fsrs(), Sm2(), FixedInterval()], **SMALL, population=Population(attendance=0.6), log=True
    ).results
    for result in results[1:]:
        np.testing.assert_array_equal(result.parameters, results[0].parameters)
        np.testing.assert_array_equal(result.attended, results[0].attended)
    firsts = []
    for result in results:
        assert result.log is not None
        first = np.isnan(result.log.elapsed)
        firsts.append(np.stack([result.log.learner, result.log.skill, result.log.day, result.log.rating])[:, first])
    np.testing.assert_array_equal(firsts[0], firsts[1])
    np.testing.assert_array_equal(firsts[0], firsts[2])


@given(st.integers(0, 5), st.integers(0, 5), st.floats(0, 3), st.floats(0, 1))
def test_limits_are_kept(new: int, reviews: int, minutes: float, attendance: float) -> None:
    """No day has more new skills or reviews than allowed; its minutes run over by less than the last practice."""
    schedule = Fsrs(new_a_day=new, reviews_a_day=reviews, minutes_a_day=minutes)
    population = Population(attendance=attendance)
    result = simulate(schedule, learners=3, skills=12, days=25, rng=1, population=population, log=True)
    longest = max(*population.first_minutes, *population.review_minutes)
    assert result.introduced.max() <= new
    assert result.reviews.max() <= reviews
    assert result.minutes.max() < minutes + longest
    assert not result.minutes[~result.attended].any()
    assert (result.backlog >= 0).all()


def test_what_is_not_practised_waits() -> None:
    """Each evening the backlog is what is due and was not practised, as the log tells it."""
    result = simulate(Fsrs(new_a_day=3, reviews_a_day=2), learners=2, skills=10, days=60, rng=1, log=True)
    assert result.log is not None
    due = np.full((2, 10), 1_000)
    for day in range(60):
        now = result.log.day == day
        due[result.log.learner[now], result.log.skill[now]] = day + result.log.interval[now]
        np.testing.assert_array_equal((due <= day).sum(axis=1), result.backlog[:, day])
    assert result.backlog.max() > 0


def test_arrays_say_what_the_log_says() -> None:
    """Counts, minutes, lapses and days of all arrays are those of the practices, one by one."""
    result = simulate(Fsrs(), **SMALL, population=PEOPLE[1], log=True)
    log = result.log
    assert log is not None
    first, again = np.isnan(log.elapsed), log.elapsed == 0
    table = np.zeros((3, 9, 40))
    for index, rows in enumerate((first, ~first & ~again, ~first & ~again & (log.rating > 1))):
        np.add.at(table[index], (log.learner[rows], log.day[rows]), 1)
    np.testing.assert_array_equal(table[0], result.introduced)
    np.testing.assert_array_equal(table[1], result.reviews)
    np.testing.assert_array_equal(table[2], result.recalled)
    assert log.minutes.sum() == pytest.approx(result.minutes.sum())
    repetitions = np.zeros((9, 8))
    np.add.at(repetitions, (log.learner, log.skill), 1)
    np.testing.assert_array_equal(repetitions, result.repetitions)
    assert result.reviews.sum() - result.recalled.sum() == result.lapses.sum()
    last = np.full((9, 8), np.nan)
    last[log.learner, log.skill] = log.stability
    np.testing.assert_array_equal(last, result.stability)


def test_remembered_is_the_sum_of_retrievability() -> None:
    """On the last evening the sums, kept in single precision, are those of the exact curve to 1e-6."""
    result = simulate(Fsrs(new_a_day=1), **{**SMALL, "days": 6})
    left = result.retrievability()
    np.testing.assert_allclose(np.nansum(left, axis=1), result.remembered[:, -1], rtol=1e-6)
    assert np.isnan(left).sum() == 9 * 2
    assert ((left[:, :6] > 0) & (left[:, :6] <= 1)).all()
    assert (result.retrievability(day=100)[:, :6] < left[:, :6]).all()
    with pytest.raises(InvalidParameterError, match=r"^day"):
        result.retrievability(day=4)


def test_spaced_practice_beats_as_much_massed_practice() -> None:
    """With five practices of each skill, all on one day or a week apart, more is left 30 and 90 days after the last."""
    people: dict[str, Any] = {"learners": 40, "skills": 20, "rng": 3}
    for later in (30, 90):
        days = 28 + later + 1
        spaced = simulate(FixedInterval(interval=7, times=5), days=days, **people)
        massed = simulate(Workshop(day=28, repetitions=5), days=days, **people)
        assert (spaced.repetitions == 5).all()
        assert (massed.repetitions == 5).all()
        assert spaced.retention[-1] > massed.retention[-1] + 0.1


def test_more_desired_retention_costs_more_and_keeps_more() -> None:
    """Minutes and retention both rise with the retention that is asked for."""
    tried = sweep(
        Fsrs(), over="desired_retention", values=(0.7, 0.8, 0.9, 0.97), learners=20, skills=20, days=120, rng=1
    )
    frame = tried.to_frame()
    assert frame["minutes"].is_sorted()
    assert frame["retention"].is_sorted()
    assert frame.columns[0] == "desired_retention"
    assert (
        repr(tried) == "<Sweep of Fsrs over desired retention: 0.7, 0.8, 0.9, 0.97; 20 learners, 20 skills, 120 days>"
    )
    assert (
        "minutes a day"
        in sweep(Fsrs(), over="minutes_a_day", values=[1], learners=1, skills=1, days=2, rng=1)._repr_html_()
    )


def test_the_optimum_lies_between_what_practice_and_what_forgetting_cost() -> None:
    """It is the least of minutes a day and what the skills that are not there cost; a dearer one is a higher one."""
    values = (0.5, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97, 0.99)
    study: Any = {"learners": 30, "skills": 30, "days": 365, "rng": 1}
    found = [optimal_retention(values=values, forgetting_cost=cost, **study) for cost in (0.02, 0.1, 0.5)]
    assert [one.desired_retention for one in found] == sorted({one.desired_retention for one in found})
    assert not any(one.at_bound for one in found)
    for one in found:
        frame = one.to_frame()
        away = study["skills"] - frame["remembered"]
        assert frame["daily_cost"].to_list() == (frame["daily_minutes"] + one.forgetting_cost * away).to_list()
        assert one.desired_retention == frame.sort("daily_cost")["desired_retention"][0]
    usual = optimal_retention(values=values, **study)
    assert usual.forgetting_cost == Population().review_minutes[2] / 2
    assert 0.85 <= usual.desired_retention <= 0.94


def test_a_best_value_at_a_bound_of_what_was_tried_is_flagged() -> None:
    """Where nothing was tried beyond it, the best may lie there, and the answer says so wherever it is shown."""
    small: Any = {"learners": 20, "skills": 20, "days": 120, "rng": 1}
    free = optimal_retention(values=(0.9, 0.8, 0.7), forgetting_cost=0, **small)
    dear = optimal_retention(values=(0.9, 0.8, 0.7), forgetting_cost=100, **small)
    assert (free.desired_retention, dear.desired_retention) == (0.7, 0.9)
    assert free.at_bound
    assert dear.at_bound
    for shown in (repr(free), free._repr_html_()):
        assert "at the bound of what was tried" in shown
    inside = optimal_retention(values=(0.5, 0.9, 0.99), forgetting_cost=0.1, **small)
    assert repr(inside) == "<OptimalRetention: 0.9, of 3 values>"
    assert "daily cost" in inside._repr_html_()
    with pytest.raises(InvalidParameterError, match="forgetting_cost"):
        optimal_retention(values=(0.9,), forgetting_cost=-1, **small)


@pytest.mark.parametrize("days", [360, 361, 365])
def test_what_is_summed_up_does_not_turn_on_what_the_last_day_was(days: int) -> None:
    """A monthly refresher ends on the day of a session, or just before one: the means over all days hardly differ."""
    monthly = simulate(FixedInterval(interval=30), learners=20, skills=20, days=days, rng=1)
    summary, series = monthly.summary(), monthly.to_frame()
    for name in ("retention", "retention_of_all", "backlog"):
        assert summary[name] == pytest.approx(series[name].mean())
        assert summary[f"last_day_{name}"] == series[name][-1]
    assert 0.9 < summary["retention"] < 0.905
    assert summary["minutes"] == pytest.approx(summary["daily_minutes"] * days)
    assert summary["minutes_per_remembered"] == summary["minutes"] / summary["remembered"]
    learners = monthly.learner_frame()
    assert learners["retention_of_all"].mean() == pytest.approx(summary["retention_of_all"])
    assert learners["last_day_retention"].mean() == pytest.approx(summary["last_day_retention"])
    late = monthly.summary(since=days - 1)
    assert late["retention"] == late["last_day_retention"]
    assert late["minutes"] == series["minutes"][-1]
    with pytest.raises(InvalidParameterError, match="since"):
        monthly.summary(since=days)


def test_what_was_practised_before_is_not_free() -> None:
    """Minutes are those of the days asked for; what a skill there took counts those before, however late one looks."""
    once = simulate(Workshop(), population=Population(attendance=0.9), **SMALL)
    last = SMALL["days"] - 1
    for since in (1, 2, last):
        late = once.summary(since=since)
        assert late["minutes"] == pytest.approx(once.minutes[:, since:].sum(axis=1).mean())
        assert late["minutes_per_remembered"] == pytest.approx(once.summary()["minutes"] / late["remembered"])
    assert once.summary(since=last)["minutes"] == 0


@pytest.mark.parametrize("values", [(None, 2), ((0.8, 0.9),), ("0.9",), "90", 0.9, (float("nan"),), (True,)])
def test_what_is_no_number_is_not_swept_over(values: Any) -> None:  # noqa: ANN401 - anything
    """It is refused in words before anything is simulated, and not once it is shown."""
    with pytest.raises(InvalidParameterError, match="values"):
        sweep(Fsrs(), over="minutes_a_day", values=values, **SMALL)


def test_time_to_mastery_is_when_stability_first_reaches_the_bar() -> None:
    """It is that of the log; who has not reached it counts as still waiting."""
    mastery = time_to_mastery(Fsrs(new_a_day=2), learners=6, skills=10, days=60, rng=2, stability=20.0)
    log = mastery.result.log
    assert log is not None
    for learner, skill in np.ndindex(6, 10):
        mine = (log.learner == learner) & (log.skill == skill)
        there = log.day[mine & (log.stability >= 20)]
        expected = there[0] - log.day[mine][0] if len(there) else -1
        assert mastery.mastered_after[learner, skill] == expected
    assert mastery.survival.watched == 60
    assert mastery.survival.censored == (mastery.mastered_after < 0).sum()
    assert mastery.median is not None
    assert mastery.to_frame()["mastered"].is_sorted()
    assert "nine tenths" in mastery._repr_html_()
    begin = "<Mastery under Fsrs(new_a_day=2): until stability is 20 days; half of the skills"
    assert repr(mastery) == f"{begin} after {mastery.median} days>"
    assert repr(time_to_mastery(Fsrs(), learners=1, skills=2, days=1, rng=1, stability=999)).endswith("not yet>")


def test_policies_are_called_what_they_are_named() -> None:
    """Names in a mapping stand in frames and tables instead of the schedules' own."""
    named = compare({"once": Workshop(), "twice as often": Workshop(repetitions=2)}, **SMALL)
    assert named.summary()["schedule"].to_list() == ["once", "twice as often"]
    assert named.to_frame()["schedule"].unique(maintain_order=True).to_list() == ["once", "twice as often"]
    assert "twice as often" in named._repr_html_()
    plain = compare([Workshop(), Workshop(repetitions=2)], **SMALL)
    assert [one.minutes.tolist() for one in plain.results] == [one.minutes.tolist() for one in named.results]


def test_two_policies_of_one_name_are_refused() -> None:
    """Tables and pictures could not tell them apart; the error says what to do."""
    with pytest.raises(InvalidParameterError, match=r"is Workshop, as schedules\[0\] is") as refused:
        compare([Workshop(), Fsrs(), Workshop()], **SMALL)
    assert refused.value.field == "schedules[2]"


def test_a_result_shows_itself_as_frames() -> None:
    """One row a day, a learner, a card or a practice; what is not there is null."""
    comparison = compare([Fsrs(new_a_day=1), Workshop(day=3)], **{**SMALL, "days": 5}, log=True)
    fsrs, workshop = comparison.results
    assert fsrs.to_frame().shape == (5, 10)
    assert workshop.to_frame()["retention"].null_count() == 3
    assert workshop.to_frame()["believed_retention"].null_count() == 5
    assert fsrs.learner_frame().shape == (9, 9)
    cards = fsrs.card_frame()
    assert cards.shape == (72, 12)
    assert cards["due_day"].null_count() == cards["stability"].null_count() == 9 * 3
    assert workshop.card_frame()["believed_stability"].null_count() == 72
    assert comparison.to_frame()["schedule"].unique(maintain_order=True).to_list() == [
        "Fsrs(new_a_day=1)",
        "Workshop(day=3)",
    ]
    assert comparison.summary().shape == (2, 14)
    assert repr(comparison) == "<Comparison of Fsrs(new_a_day=1), Workshop(day=3): 9 learners, 8 skills, 5 days>"
    assert repr(fsrs).startswith("<Result of Fsrs(new_a_day=1): 9 learners, 8 skills, 5 days; mean retention 0.")
    assert "Workshop(day=3)" in comparison._repr_html_()
    assert "9 learners" in fsrs._repr_html_()
    assert fsrs.believed_retention is not None
    assert workshop.believed_retention is None
    assert fsrs.reviews_a_day.shape == fsrs.minutes_a_day.shape == fsrs.backlog_a_day.shape == (5,)


def test_the_log_is_a_review_log() -> None:
    """It has the columns of a review log: unique ids, instants that rise with a learner's days, calendar days."""
    result = simulate(Fsrs(), **{**SMALL, "days": 10}, log=True)
    frame = result.log_frame()
    assert dict(frame.schema) == {
        "id": frame["id"].dtype,
        "learner": frame["id"].dtype,
        "skill": frame["id"].dtype,
        "rating": frame["rating"].dtype,
        "at": frame["at"].dtype,
        "day": frame["day"].dtype,
        "duration": frame["duration"].dtype,
    }
    assert [str(frame[name].dtype) for name in ("rating", "at", "day", "duration")] == [
        "Int8",
        "Datetime(time_unit='us', time_zone='UTC')",
        "Date",
        "Int64",
    ]
    assert frame["id"].is_unique().all()
    assert frame["learner"].unique().sort().to_list() == [f"l{number:04}" for number in range(1, 10)]
    one = frame.filter(frame["learner"] == "l0001")
    assert one["at"].is_sorted()
    assert (one["at"].dt.date() == one["day"]).all()
    assert frame["duration"].sum() / 60_000 == pytest.approx(result.minutes.sum())
    with pytest.raises(InvalidParameterError, match=r"^log"):
        simulate(Fsrs(), **SMALL).log_frame()


def test_a_bar_tells_the_days(capsys: pytest.CaptureFixture[str]) -> None:
    """A bar is shown where one is asked for, also when others do the work, and not by default on short runs."""
    simulate(Fsrs(), **SMALL)
    assert capsys.readouterr().err == ""
    simulate(Fsrs(), **SMALL, progress=True)
    assert "360/360" in capsys.readouterr().err
    with ThreadPoolExecutor(1) as executor:
        simulate(Fsrs(), **SMALL, progress=True, executor=executor)
    assert "360/360" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"learners": 0}, "learners"),
        ({"skills": 1.5}, "skills"),
        ({"days": 0}, "days"),
        ({"rng": -1}, "rng"),
        ({"rng": "seven"}, "rng"),
        ({"rng": True}, "rng"),
        ({"population": "everybody"}, "population"),
        ({"schedule": "fsrs"}, "schedule"),
    ],
)
def test_arguments_that_cannot_be_are_refused(changed: dict[str, Any], field: str) -> None:
    """The error names the argument."""
    arguments: dict[str, Any] = {"schedule": Fsrs(), **SMALL, **changed}
    with pytest.raises(InvalidParameterError) as caught:
        simulate(arguments.pop("schedule"), **arguments)
    assert caught.value.field == field


def test_comparisons_and_sweeps_that_cannot_be_are_refused() -> None:
    """Nothing to compare, nothing to try, a setting that there is not, a schedule that is none: each is named."""
    none: Any = "fsrs"
    with pytest.raises(InvalidParameterError, match=r"^schedules must"):
        compare([], **SMALL)
    with pytest.raises(InvalidParameterError, match=r"^schedules\[1\]"):
        compare([Fsrs(), none], **SMALL)
    with pytest.raises(InvalidParameterError, match=r"^values"):
        sweep(Fsrs(), over="desired_retention", values=(), **SMALL)
    with pytest.raises(InvalidParameterError, match=r"^over"):
        sweep(Fsrs(), over="ease", values=(1,), **SMALL)
    with pytest.raises(InvalidParameterError, match=r"^schedule"):
        sweep(none, over="ease", values=(1,), **SMALL)
    with pytest.raises(InvalidParameterError, match=r"^stability"):
        time_to_mastery(Fsrs(), **SMALL, stability=0)


def test_a_cluster_of_processes_changes_nothing() -> None:
    """A sweep on a Dask cluster of local worker processes has the results of one process, bit for bit."""
    from distributed import Client, LocalCluster

    start: Any = LocalCluster
    connect: Any = Client
    arguments: dict[str, Any] = {"over": "desired_retention", "values": (0.8, 0.9), **SMALL}
    cluster = start(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, connect(cluster) as client:
        executor: Executor = client.get_executor()
        theirs = sweep(Fsrs(), **arguments, executor=executor)
    for one, other in zip(theirs.results, sweep(Fsrs(), **arguments).results, strict=True):
        assert isinstance(one, Result)
        assert_same(one, other)
