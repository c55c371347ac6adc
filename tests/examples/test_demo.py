"""The demo: it runs, says the same each time, and what it says holds."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from examples.customer_success import demo, terminal
from examples.customer_success.ahead import agree, agreements
from examples.customer_success.figures import Figures
from examples.customer_success.outlook import Ahead
from examples.customer_success.report import RESEARCH, Report
from examples.customer_success.simulation import Simulation
from examples.customer_success.team import team
from examples.customer_success.wording import share
from reinforce import Card, Engine, ManualClock
from reinforce.practice import Reason, plan
from tests.pictures.reading import Page, read

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
        page: the report as it was written.
        title: the finding in a line.
    """

    figures: Figures
    ahead: dict[str, Ahead]
    cards: dict[tuple[str, str], Card]
    page: Page
    title: str


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
        report = Report(figures, clock)
        page = read(report.write(tmp_path_factory.mktemp("page") / "report.html"))
        assert tenant.policies.verify().clean
        cards = {(card.learner, card.skill): card for card in tenant.practice.cards()}
    return Run(figures, ahead, cards, page, report.title)


@pytest.fixture(scope="module")
def figures(run: Run) -> Figures:
    """Return the figures of that run."""
    return run.figures


def test_a_second_run_replaces_the_first_and_prints_the_same(
    report: list[str], database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report and its pictures follow from the options: not from hashes, earlier runs, or the machine's clock."""
    pages = [database.with_name(name) for name in ("report.html", RESEARCH)]
    before = [page.read_bytes() for page in pages]
    assert demo.main([*SHORT, "--database", str(database)]) == 0
    assert capsys.readouterr().out.splitlines() == report
    assert [page.read_bytes() for page in pages] == before


@pytest.mark.usefixtures("report")
def test_both_pages_stand_alone(database: Path) -> None:
    """Each page has captions under its pictures, loads nothing, and leads to the other alone."""
    for name, pictured, other in (("report.html", 1, RESEARCH), (RESEARCH, 8, "report.html")):
        file = database.with_name(name)
        page = read(file)
        assert len(page.all("figcaption")) == len(page.all("figure")) == len(list(page.specs())) == pictured
        assert [one["href"] for one in page.all("a")] == [other]
        assert not any({"src", "srcset"} & attributes.keys() for _, attributes in page.elements)
        (policy,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
        assert (policy or "").startswith("default-src 'none'")
        assert file.stat().st_size < 3_000_000


@pytest.mark.usefixtures("report")
def test_the_first_page_is_in_the_order_in_which_a_lead_reads(database: Path) -> None:
    """The finding, what to do this week, who is slipping, where everybody stands, and only then what else there is."""
    text = database.with_name("report.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h[123]>(.*?)</h[123]>", text)
    assert re.fullmatch(r"The same \d+\.\d hours: \d+\xa0% against \d+\xa0%", headings[0])
    order = (
        "What to do this week, from",
        "Coach",
        "Practice that falls due",
        "Most-missed questions",
        "Sure, and wrong",
        "Dates and leave",
        "Who is slipping",
        "Where everybody stands",
        "How this was found",
        "What is remembered",
    )
    places = [next(at for at, heading in enumerate(headings) if heading.startswith(start)) for start in order]
    assert places == sorted(places)


@pytest.mark.usefixtures("report")
def test_the_page_says_all_that_the_terminal_says(report: list[str], database: Path) -> None:
    """Every word and number that is printed stands on the page."""
    text = _text(read(database.with_name("report.html"))).casefold()
    words = set(re.findall(r"[\w%€.,’-]+", text))
    printed = re.findall(r"[\w%€.,’-]+", " ".join(report).replace(" %", " %").casefold())
    assert [word for word in printed if word not in words and not word.startswith("-")] == []


def test_the_finding_is_what_the_figures_say(run: Run) -> None:
    """Heading, text, table and curve tell the same shares, and the curve ends where the heading says."""
    figures, text = run.figures, _text(run.page)
    *_, together = figures.capabilities()
    last = figures.day + timedelta(days=figures.simulation.days)
    workshop = share(figures.kept(last, workshop=True))
    assert run.title == f"The same {figures.workshop_hours():.1f} hours: {share(together.rested)} against {workshop}"
    assert run.title in text
    assert f"it is {share(together.now)} against {share(together.workshop)}" in text
    assert f"says {share(together.estimate)} today" in text
    (spec,) = run.page.specs()
    rows = [one for data in spec["datasets"].values() for one in data if "series" in one]
    told = {(one["series"], one["date"]): share(one["still_known"]) for one in rows}
    truth, engine, massed = dict.fromkeys(one["series"] for one in rows)
    first, today, end = (str(day) for day in (figures.simulation.first_day, figures.day, last))
    course = [share(left) for left in (together.before, together.now, together.rested)]
    assert [told[truth, day] for day in (first, today, end)] == course
    assert [told[massed, day] for day in (today, end)] == [share(together.workshop), workshop]
    assert told[engine, today] == share(together.estimate)


def test_the_gap_between_engine_and_truth_is_named(run: Run) -> None:
    """How far the engine is off stands in the text and in the picture, as the difference of the numbers beside it."""
    *_, together = run.figures.capabilities()
    points = round(100 * together.estimate) - round(100 * together.now)
    assert f"{abs(points)} point" in _text(run.page)
    (spec,) = run.page.specs()
    assert f"is {abs(points)} point" in spec["description"]


def test_another_figure_for_the_same_thing_is_explained(run: Run) -> None:
    """The page says in a sentence why the guide on workshops gives a higher share than the demo."""
    *_, together = run.figures.capabilities()
    (found,) = re.findall(r"such a workshop would leave (\d+) % on", _text(run.page))
    assert int(found) > round(100 * together.workshop)
    assert f"not {share(together.workshop)}: here what is repeated in direct succession" in _text(run.page)
    assert f"{share(run.figures.kept_of_rounds())} would be left today" in _text(run.page)


def test_people_and_skills_are_named_whole(run: Run) -> None:
    """No name on the page is cut, and everybody and every skill is there."""
    rows, skills = run.page.texts, run.figures.curriculum.skills.values()
    for person in run.figures.people:
        assert person.name in rows
    assert {skill.title for skill in skills} <= set(rows)
    cut = [text.removesuffix("…") for text in rows if text.endswith("…")]
    assert not [text for text in cut if any(skill.title.startswith(text) for skill in skills)]


def test_the_page_has_dates_and_no_numbers_of_days(run: Run) -> None:
    """No learner day and no count since the start stands where a date belongs, in text or in the picture."""
    text = _text(run.page)
    assert not re.search(r"\bday \d+", text)
    assert not re.search(r"\b7[34]\d{4}\b", text)
    (spec,) = run.page.specs()
    assert all("day" not in row for data in spec["datasets"].values() for row in data)
    assert str(run.figures.day.day) in text


def _text(page: Page) -> str:
    """Return the words of a page on one line."""
    return " ".join(" ".join(page.texts).replace("\xa0", " ").split())


def _printed(ahead: Ahead) -> str:
    """Return one person's plan as it is printed, on one line."""
    return " ".join(" ".join(terminal.lines([ahead.section()])).split())


def test_the_report_fits_a_terminal_and_has_every_part(report: list[str]) -> None:
    """No line is wider than 100 columns, and nothing that a lead asks for is missing."""
    assert max(len(line) for line in report) <= 100
    parts = (
        "THE SAME",
        "WHAT TO DO",
        "Coach",
        "falls due",
        "Most-missed",
        "SLIPPING",
        "STANDS",
        "REMEMBERED",
        "MINUTES",
    )
    for part in (*parts, "A leave and a date", "A date too soon", "NEXT SESSION", "ONE CARD"):
        assert any(part in line for line in report), part


def test_the_report_says_that_its_checks_passed(report: list[str]) -> None:
    """Every card is the fold of its log, and what came twice was answered as the first time."""
    text = " ".join(" ".join(report).split())
    assert "0 differ from what is stored" in text
    assert "0 got another answer the second time" in text
    assert "is exactly the card that is stored" in text
    assert "What was agreed about dates and leave touched 0 of them" in text


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
    text = _printed(ahead)
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
    text = _printed(ahead)
    assert f"{least} minutes on a full day instead of 8 minutes would do" in text
    text = _text(run.page)
    assert f"{least} minutes a day instead of 8" in text
    assert "with the minutes as they are would do" in text


def test_what_is_agreed_touches_no_card(run: Run) -> None:
    """A leave and a date change plans, and no card."""
    assert run.cards == dict(run.figures.cards)


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


@pytest.mark.parametrize("wrong", [["--days", "0"], ["--people", "none"], ["--weeks", "2"], ["--report", RESEARCH]])
def test_an_option_that_makes_no_sense_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The demo says which option it cannot use, and touches nothing."""
    with pytest.raises(SystemExit) as refused:
        demo.main(wrong)
    assert refused.value.code == 2
    assert wrong[0] in capsys.readouterr().err
