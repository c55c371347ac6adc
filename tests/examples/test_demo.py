"""The demo: it runs, says the same each time, and what it says holds."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from examples.customer_success import demo
from examples.customer_success.ahead import agree, agreements
from examples.customer_success.figures import Figures
from examples.customer_success.outlook import Ahead
from examples.customer_success.simulation import Simulation
from examples.customer_success.standing import Standing
from examples.customer_success.team import team
from reinforce import Card, Engine, ManualClock
from reinforce.practice import Reason, plan

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
    assert "report.html: open it in any browser" in " ".join(done.stderr.split())
    return done.stdout.splitlines()


@dataclass(frozen=True, slots=True)
class Run:
    """
    A run made here: its figures, then what was agreed afterwards.

    Attributes:
        figures: taken on the morning after.
        ahead: by person, their plan after it was agreed.
        cards: all cards after it was agreed.
        standing: the part of the report about where everybody stands.
    """

    figures: Figures
    ahead: dict[str, Ahead]
    cards: dict[tuple[str, str], Card]
    standing: list[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of three people over four weeks, on a SQLite file."""
    clock = ManualClock(demo.SIGNED_UP_AT)
    people = team(3)
    with Engine.open(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'practice.db'}", clock=clock) as engine:
        tenant = demo.signed_up(engine, people, seed=7)
        simulation = Simulation(tenant, clock, people=people, first_day=demo.FIRST_DAY, days=28, seed=7)
        simulation.run()
        figures = Figures(tenant, simulation)
        agreed = agreements(people, day=figures.day)
        agree(tenant, agreed, journey="csm-onboarding")
        ahead = {}
        for one in agreed:
            clock.move_to(one.person.instant(figures.day))
            ahead[one.person.id] = Ahead(tenant, one, day=figures.day)
        sessions = {
            person.id: tenant.practice.session(person.id, budget=person.budget(figures.day)) for person in people
        }
        standing = list(Standing(figures, sessions).lines())
        assert tenant.policies.verify().clean
        cards = {(card.learner, card.skill): card for card in tenant.practice.cards()}
    return Run(figures, ahead, cards, standing)


@pytest.fixture(scope="module")
def figures(run: Run) -> Figures:
    """Return the figures of that run."""
    return run.figures


def test_a_second_run_replaces_the_first_and_prints_the_same(
    report: list[str], database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report and its pictures follow from the options: not from hashes, earlier runs, or the machine's clock."""
    page = database.with_name("report.html")
    before = page.read_bytes()
    assert demo.main([*SHORT, "--database", str(database)]) == 0
    assert capsys.readouterr().out.splitlines() == report
    assert page.read_bytes() == before


@pytest.mark.usefixtures("report")
def test_the_pictures_stand_alone_in_one_small_file(database: Path) -> None:
    """The page has every picture with a caption that says what is data, engine or truth, and loads nothing."""
    text = database.with_name("report.html").read_text(encoding="utf-8")
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text)
    assert len(captions) == text.count("<figure>") == len(_pictured(text)) == 10
    origins = ("Truth.", "Engine", "Curve: the engine", "Simulated ahead")
    assert all(caption.startswith(origins) for caption in captions)
    elements = re.sub(r"(<script[^>]*>).*?</script>", r"\1", text, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(src|srcset|href)=", elements)
    assert "default-src &#x27;none&#x27;" in elements
    assert len(text.encode()) < 3_000_000


@pytest.mark.usefixtures("report")
def test_the_pictures_tell_what_the_report_tells(report: list[str], database: Path) -> None:
    """What is remembered, as scheduled and after a workshop, is the same in the table, the caption and the curve."""
    text = database.with_name("report.html").read_text(encoding="utf-8")
    (row,) = [line for line in report if line.startswith("  All together")]
    before, now, _, workshop, rested = re.findall(r"\d+ %", row)
    assert f"{now} as scheduled against {workshop}" in text
    assert f"without any practice, {rested} are left" in text
    rows = [one for data in _pictured(text)[0]["datasets"].values() for one in data if "spent" in one]
    ways = list(dict.fromkeys(one["series"] for one in rows))
    told = {(one["series"], one["day"]): f"{100 * one['retention']:.0f} %" for one in rows}
    assert [told[ways[0], day] for day in (0, 14, 28)] == [before, now, rested]
    assert told[ways[1], 14] == workshop


def _pictured(text: str) -> list[Any]:
    """Return the specification of each picture on a page."""
    return [json.loads(spec) for spec in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text)]


def test_the_report_fits_a_page_and_has_every_part(report: list[str]) -> None:
    """No line is wider than 100 columns, and nothing that a lead asks for is missing."""
    assert max(len(line) for line in report) <= 100
    parts = ("REMEMBERED", "MINUTES A DAY", "SLIPPING", "MOST-MISSED", "STANDS", "DUE TOMORROW", "A LEAVE AND A DATE")
    for part in (*parts, "A DATE TOO SOON", "SESSION", "ONE CARD"):
        assert any(part in line for line in report), part


def test_the_report_says_that_its_checks_passed(report: list[str]) -> None:
    """Every card is the fold of its log, and what came twice was answered as the first time."""
    text = " ".join(" ".join(report).split())
    assert "0 differ from what is stored" in text
    assert "0 got another answer the second time" in text
    assert "is exactly the card that is stored" in text
    assert "What was agreed touched 0 of them" in text


@pytest.mark.mission("S11")
def test_nobody_is_planned_more_than_they_have(figures: Figures) -> None:
    """A session given a budget of minutes is never expected to take more of them, and on the whole does not."""
    spent, planned, budgets = figures.record.spent, figures.record.planned, figures.record.budgets
    assert len(spent) > 40
    assert all(timedelta() < planned[key] <= budgets[key] for key in spent)
    assert all(row.over == 0 for row in figures.minutes())
    assert sum(spent.values(), timedelta()) <= sum(planned.values(), timedelta())
    assert all(minutes < 2 for minutes in figures.longer())


def test_a_leave_is_kept_free_and_what_would_fade_most_comes_before_it(run: Run) -> None:
    """No practice stands on a day of leave; what stands there for its sake comes before it and falls due in it."""
    made = run.ahead["dani"].plan
    (leave,) = made.situation.availability.leaves
    first, last = leave.first.toordinal(), leave.last.toordinal()
    assert all(not planned.placements for planned in made.days if first <= planned.day <= last)
    assert all(planned.minutes <= 10 for planned in made.days)
    before = [one for one in made.placements if one.reason is Reason.LEAVE]
    assert before
    assert all(one.day < first <= (one.due_day or 0) <= last for one in before)


def test_a_date_that_can_be_kept_is_planned_for(run: Run) -> None:
    """A certification five weeks ahead can be had around the leave, and the report says so in the engine's words."""
    ahead = run.ahead["dani"]
    assert ahead.outlook.feasible
    text = " ".join(" ".join(ahead.lines()).split())
    assert ahead.plan.explain_goal("certificate") in text
    assert "because it falls due on" in text
    assert text.count("away") >= 12


def test_a_date_too_soon_says_what_is_missing_and_what_would_do(run: Run) -> None:
    """Who has too little time is told the least minutes that would do, and no fewer do; so is a later date."""
    ahead = run.ahead["alex"]
    situation, outlook = ahead.plan.situation, ahead.outlook
    assert outlook.shortfalls
    least = outlook.least_minutes
    assert least is not None
    for minutes, would_do in ((least, True), (least - 1, False)):
        (tried,) = plan(replace(situation, budget=timedelta(minutes=minutes))).goals
        assert tried.feasible == would_do
    text = " ".join(" ".join(ahead.lines()).split())
    assert f"{least} minutes on a full day instead of 8 minutes would do" in text
    assert "10 of 10 get there" in text
    assert "With the minutes as they are" in text


def test_what_is_agreed_touches_no_card(run: Run) -> None:
    """A leave and a date change plans, and no card."""
    assert run.cards == dict(run.figures.cards)


def test_the_report_says_where_everybody_stands(run: Run) -> None:
    """Everybody has a line with a level for each capability, and one thing to work on first."""
    titles = {skill.title for skill in run.figures.curriculum.skills.values()}
    for person in run.figures.people:
        (line,) = [line for line in run.standing if line.startswith(f"  {person.name} ")]
        name, focus, *levels = [cell.strip() for cell in line.split("  ") if cell.strip()]
        assert name == person.name
        assert any(title.startswith(focus.removesuffix("…")) for title in titles)
        assert [level[0] in "01234" and level[-1] in "KSA" for level in levels[:4]] == [True] * 4


def test_who_is_away_does_not_practise_and_the_engine_knows_before() -> None:
    """A leave of the team stands in the roster, and no practice falls into it."""
    clock = ManualClock(demo.SIGNED_UP_AT)
    person = replace(team(1)[0], leave=range(2, 9))
    with Engine.open("memory:", clock=clock) as engine:
        tenant = demo.signed_up(engine, [person], seed=7)
        (leave,) = tenant.roster.availability(person.id).leaves
        simulation = Simulation(tenant, clock, people=(person,), first_day=demo.FIRST_DAY, days=14, seed=7)
        days = {day for _, day in simulation.run().spent}
    assert (leave.last - leave.first).days == 6
    assert min(days) < leave.first
    assert max(days) > leave.last
    assert not any(leave.first <= day <= leave.last for day in days)


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
