"""The demo: it runs, says the same each time, and what it says holds."""

import os
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from examples.customer_success import demo
from examples.customer_success.figures import Figures
from examples.customer_success.simulation import Simulation
from examples.customer_success.team import team
from reinforce import Engine, ManualClock

ROOT = Path(__file__).parents[2]
SHORT = ("--people", "3", "--days", "14")

pytestmark = pytest.mark.xdist_group("demo")  # so that its runs, which the tests share, are made once


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the demo keeps its practice, in a folder that is not there yet."""
    return tmp_path_factory.mktemp("demo") / "new" / "practice.db"


@pytest.fixture(scope="module")
def report(database: Path) -> list[str]:
    """Return what a short run prints, in a process of its own and with another hash seed than ours."""
    command = [sys.executable, "-m", "examples.customer_success.demo", *SHORT, "--database", str(database)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "11"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert database.exists()
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Return the figures of the same run, made here, on a SQLite file."""
    clock = ManualClock(demo.SIGNED_UP_AT)
    people = team(3)
    with Engine.open(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'practice.db'}", clock=clock) as engine:
        tenant = demo.signed_up(engine, people, seed=7)
        simulation = Simulation(tenant, clock, people=people, first_day=demo.FIRST_DAY, days=14, seed=7)
        simulation.run()
        taken = Figures(tenant, simulation)
        assert tenant.models.verify().clean
    return taken


def test_a_second_run_replaces_the_first_and_prints_the_same(
    report: list[str], database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report follows from its options alone: not from hashes, earlier runs, or the machine's clock."""
    assert demo.main([*SHORT, "--database", str(database)]) == 0
    assert capsys.readouterr().out.splitlines() == report


def test_the_report_fits_a_page_and_has_every_part(report: list[str]) -> None:
    """No line is wider than 100 columns, and nothing that a lead asks for is missing."""
    assert max(len(line) for line in report) <= 100
    for part in ("REMEMBERED", "MINUTES A DAY", "SLIPPING", "MOST-MISSED", "DUE TOMORROW", "SESSION", "ONE CARD"):
        assert any(part in line for line in report), part


def test_the_report_says_that_its_checks_passed(report: list[str]) -> None:
    """Every card is the fold of its log, and what came twice was answered as the first time."""
    text = " ".join(" ".join(report).split())
    assert "0 differ from what is stored" in text
    assert "0 got another answer the second time" in text
    assert "is exactly the card that is stored" in text


@pytest.mark.mission("S11")
def test_nobody_practises_longer_than_they_have(figures: Figures) -> None:
    """A session given a budget of minutes never takes more of them on that day."""
    spent, budgets = figures.record.spent, figures.record.budgets
    assert len(spent) > 20
    assert all(timedelta() < spent[key] <= budgets[key] for key in spent)
    assert all(row.over == 0 for row in figures.minutes())


def test_some_submissions_came_late_and_some_twice(figures: Figures) -> None:
    """The run exercises delivery as it is: a day late, out of order, more than once."""
    record = figures.record
    assert record.late > 0
    assert record.twice > 0
    assert record.changed == 0
    reviews = [review for outcomes in record.outcomes.values() for outcome in outcomes for review in outcome.reviews]
    assert any(review.recorded_at and review.recorded_at - review.at > timedelta(hours=20) for review in reviews)
    at = {person.id: [review.at for review in reviews if review.learner == person.id] for person in figures.people}
    assert any(later < earlier for instants in at.values() for earlier, later in pairwise(instants))


@pytest.mark.mission("S2")
@pytest.mark.parametrize("days", [30, 90])
def test_practice_as_scheduled_outlasts_the_same_practice_in_one_go(figures: Figures, days: int) -> None:
    """After as long a rest, more is left of spaced practice than of equally many practices in a workshop."""
    rest, simulation = timedelta(days=days), figures.simulation
    spaced, massed = [], []
    for person in figures.people:
        practised, workshop = simulation.memories[person.id], figures.workshops[person.id]
        for skill in figures.curriculum.skills:
            assert practised.practised[skill] == workshop.practised[skill]
            spaced.append(practised.recall(skill, at=figures.morning(person) + rest))
            massed.append(workshop.recall(skill, at=figures.morning(person, simulation.first_day) + rest))
    assert fmean(spaced) > fmean(massed) + 0.05


@pytest.mark.mission("S24")
def test_every_capability_of_the_pack_is_practised_and_reported(figures: Figures) -> None:
    """The four capabilities of the method stack load, are practised, and each is better remembered than before."""
    *rows, together = figures.capabilities()
    assert len(rows) == 4
    assert all(0 <= row.before < row.now <= 1 for row in rows)
    assert together.skills == sum(row.skills for row in rows)


@pytest.mark.parametrize("wrong", [["--days", "0"], ["--people", "none"], ["--weeks", "2"]])
def test_an_option_that_makes_no_sense_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The demo says which option it cannot use, and touches nothing."""
    with pytest.raises(SystemExit) as refused:
        demo.main(wrong)
    assert refused.value.code == 2
    assert wrong[0] in capsys.readouterr().err
