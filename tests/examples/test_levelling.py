"""The comparison of ways to level practice: it runs, says the same each time, and planning levels best."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import fmean

import pytest

from examples.levelling import __main__ as levelling
from examples.levelling import report
from examples.levelling.comparison import Compared, compare
from examples.levelling.figures import p95_to_mean, p95_to_month
from examples.levelling.picker import Picker
from examples.levelling.scenarios import SCENARIOS, Arm, Scenario
from examples.levelling.spacing import Days, Retained, retained
from examples.levelling.year import Life, Setting, Year, live
from reinforce import Card, Load, Policy
from reinforce.memory import MemoryState, fuzz_range

SMALL = Setting(learners=2, skills=100, days=140)
TINY = replace(SMALL, learners=1, skills=20, days=120)
PLAIN, WEEKENDS, LEAVE, MISSED, BUDGET = SCENARIOS
SHORT_LEAVE = replace(LEAVE, leave=range(70, 84), announced=60)


def _lives(scenario: Scenario, setting: Setting = SMALL) -> Compared:
    (compared,) = compare(setting, [scenario])
    return compared


@pytest.fixture(scope="module")
def plain() -> Compared:
    """Return a small comparison without anything special."""
    return _lives(PLAIN)


def test_equal_seeds_give_equal_tables() -> None:
    """The tables follow from the setting alone, and another seed gives others."""
    first, again, other = (_lives(PLAIN, replace(TINY, seed=seed)) for seed in (7, 7, 8))
    table = report.rows(first.scenario, first.years)
    assert report.rows(again.scenario, again.years) == table
    assert report.rows(other.scenario, other.years) != table


def test_it_does_not_matter_where_lives_are_lived() -> None:
    """An executor that carries several lives at once changes nothing."""
    with ThreadPoolExecutor(2) as executor:
        (compared,) = compare(TINY, [PLAIN], executor=executor)
    assert compared == _lives(PLAIN, TINY)


def test_a_plan_levels_better_than_no_levelling_and_than_the_picker(plain: Compared) -> None:
    """A full day is nearer to the mean, and to that of the four weeks around it, where the days are planned."""
    for measure in (p95_to_mean, p95_to_month):
        shares = {arm: fmean(measure(year, PLAIN) or 0.0 for year in plain.years[arm]) for arm in PLAIN.arms}
        assert 1 < shares[Arm.PLANNED] < shares[Arm.PICKED] < shares[Arm.DUE]


def test_new_skills_are_introduced_on_the_same_days_in_all_arms(plain: Compared) -> None:
    """Five a day from the first day on, so that the arms differ in levelling alone."""
    expected = [day for day in range(1, 21) for _ in range(5)]
    for years in plain.years.values():
        assert [year.introduced for year in years] == [expected] * SMALL.learners


def test_a_budget_is_kept_by_the_plan_alone() -> None:
    """Planned days never go over the budget; picked ones do."""
    planned, picked = (_life(BUDGET, arm, days=60) for arm in (Arm.PLANNED, Arm.PICKED))
    assert max(planned.minutes) == 3
    assert max(picked.minutes) > 3


def test_planned_days_keep_the_weekend_easy() -> None:
    """Nothing is planned on Sundays, less on Saturdays than on a weekday, and Mondays do not pay for it."""
    year = _life(WEEKENDS, Arm.PLANNED)
    monday, *middle, saturday, sunday = (fmean(year.minutes[60 + (day - 60) % 7 :: 7]) for day in range(7))
    assert sunday == 0
    assert saturday < 0.75 * fmean(middle)
    assert monday < 1.5 * fmean(middle)


def test_announced_leave_leaves_less_behind() -> None:
    """Fewer cards are late on return where the leave was known and spread, and the first day back is shorter."""
    planned, picked = (_life(SHORT_LEAVE, arm) for arm in (Arm.PLANNED, Arm.PICKED))
    back = SHORT_LEAVE.leave.stop
    assert all(not any(year.minutes[70:back]) for year in (planned, picked))
    assert planned.late[back] < picked.late[back]
    assert planned.minutes[back] < picked.minutes[back]
    held = _life(SHORT_LEAVE, Arm.HELD)
    assert held.minutes[60:70] != planned.minutes[60:70]


def test_missed_days_are_the_same_for_all() -> None:
    """Who plans does not decide who is there; about 28 % of the days are missed."""
    years = _lives(MISSED, TINY).years
    (there,) = {tuple(year.present) for some in years.values() for year in some}
    assert 0.18 < there.count(False) / len(there) < 0.38


def _life(scenario: Scenario, arm: Arm, *, days: int = 110) -> Year:
    return live(Life(scenario=scenario, arm=arm, learner="p001", setting=replace(SMALL, days=days)))


def _card(skill: str, *, reps: int = 3) -> Card:
    return Card(learner="ana", skill=skill, memory=MemoryState(stability=20.0, difficulty=5.0), reps=reps)


def test_the_picker_stays_in_the_range_and_avoids_full_days() -> None:
    """Each card lands in its fuzz range; forty cards of one interval spread over all of it; none on a Sunday."""
    week = (Load.FULL,) * 6 + (Load.NONE,)
    picker = Picker(Policy(), week=week, seed=7)
    monday = 739_677
    assert monday % 7 == 1
    for number in range(40):
        picker.answered(_card(f"s{number}"), day=monday)
    first, last = (monday + ahead for ahead in fuzz_range(20, maximum_interval=36_500))
    counts = [len(picker.due(day)) - len(picker.due(day - 1)) for day in range(first, last + 1)]
    working = [count for day, count in zip(range(first, last + 1), counts, strict=True) if day % 7]
    assert sum(working) == 40 == len(picker.due(last))
    assert min(working) > 0
    assert max(working) < 3 * 40 / len(working)


def test_the_command_prints_a_table_and_writes_it(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same figures go to the terminal and, as Markdown, to a file; a database takes the place of memory."""
    folder = tmp_path_factory.mktemp("levelling")
    store, file = f"sqlite:///{folder / 'lives.db'}", folder / "table.inc"
    options = ["--learners", "1", "--skills", "8", "--days", "120", "--processes", "1", "--scenarios", "plain"]
    assert levelling.main(options) == 0
    printed = capsys.readouterr().out
    assert levelling.main([*options, "--store", store, "--write", str(file)]) == 0
    assert capsys.readouterr().out == printed
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("1 learners, 8 skills, 120 days, seed 7")
    assert [line.split("|")[1].strip() for line in lines if line.startswith("| p95")] == [
        "p95 / mean of daily minutes",
        "p95 of days / mean of the four weeks around",
        "p95 / mean of four-week means",
        "p95 / mean of daily minutes, from day 61",
    ]


@pytest.mark.parametrize("wrong", [["--days", "20"], ["--learners", "none"], ["--scenarios", "moon"]])
def test_an_option_that_makes_no_sense_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The command says which option it cannot use."""
    with pytest.raises(SystemExit) as refused:
        levelling.main(wrong)
    assert refused.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Retained]:
    """Return what is left of spaced and of massed practice, on a SQLite file."""
    return retained(8, learners=1, skills=12, store=f"sqlite:///{tmp_path_factory.mktemp('spacing') / 'practice.db'}")


@pytest.mark.mission("S2")
@pytest.mark.parametrize("rest", [30, 90])
@pytest.mark.parametrize("massed", [Days.DAY, Days.WEEK])
def test_spaced_practice_outlasts_as_much_massed_practice(results: list[Retained], massed: Days, rest: int) -> None:
    """After as long a rest, and on the same date, more is recalled, and by the cards more is left too."""
    found = {one.days: one for one in results if one.rest == rest}
    spaced, other = found[Days.SPACED], found[massed]
    assert spaced.practices == other.practices
    assert spaced.recalled > other.recalled
    assert spaced.estimated > other.estimated
    assert spaced.recalled_then > other.recalled_then
    assert spaced.estimated_then > other.estimated_then
