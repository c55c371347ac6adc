"""A page for who leads a team: what to do and where everybody stands, from the engine in a call each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Engine, Goal, InvalidParameterError, Leave, ManualClock, NotFoundError, OnLeave, Rating, pictures
from reinforce.pictures import Bullets, Cell, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce import Tenant
    from reinforce.pictures.sections import Part

PACK = Path(__file__).parents[2] / "examples" / "customer_success" / "pack.yaml"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMES = {"ana": "Ana", "ben": "Ben", "cleo": "Cleo & <Co>"}
FORGOTTEN, HELD = "open-questions", "value-hypothesis"
MINUTES = timedelta(minutes=10)


@pytest.fixture(scope="module")
def acme() -> Iterator[Tenant]:
    """Return a team: Ana is a leech, Ben has a leave, and Cleo a date that is too soon."""
    clock = ManualClock(NOW)
    with Engine.open("memory:", clock=clock) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(PACK)
        for learner in NAMES:
            tenant.roster.put(learner)
            tenant.roster.enroll(learner, journey="csm-onboarding")
        for rating in [Rating.Good, Rating.Again] * 9:
            tenant.practice.review("ana", FORGOTTEN, rating)
            tenant.practice.review("ben", FORGOTTEN, Rating.Good)
            clock.advance(timedelta(days=3))
        tenant.practice.review("cleo", HELD, Rating.Again)
        today = clock.now().date()
        tenant.roster.put_leave(
            "ben",
            Leave(id="away", first=today + timedelta(days=9), last=today + timedelta(days=20), policy=OnLeave.SPREAD),
        )
        soon = Goal(id="soon", on=today + timedelta(days=2), still_known=0.95, capability="renewal-negotiation")
        tenant.goals.put(soon, learner="cleo")
        yield tenant


def _words(part: Part) -> str:
    """Return every text of a part."""
    if isinstance(part, str):
        return part
    if isinstance(part, Section):
        return "\n".join([part.heading, *map(_words, part.parts)])
    if isinstance(part, Bullets):
        return "\n".join(one if isinstance(one, str) else " ".join(one) for one in part.items)
    assert isinstance(part, Table)
    cells = [cell if isinstance(cell, str) else f"{cell.text} {cell.note}" for row in part.rows for cell in row]
    return "\n".join([part.caption, *part.columns, *cells])


def _tables(part: Part) -> Iterator[Table]:
    if isinstance(part, Table):
        yield part
    elif isinstance(part, Section):
        for one in part.parts:
            yield from _tables(one)


def test_a_lead_is_told_whom_to_coach_on_what_and_why(acme: Tenant) -> None:
    """Each coaching task of the engine is there with its person, its skill by title, and how often it was forgotten."""
    (need,) = acme.progress.coaching()
    coach, _, _ = pictures.to_do(acme, names=NAMES, budget=MINUTES).parts
    words = _words(coach)
    title = acme.catalog.curriculum().skills[FORGOTTEN].title
    assert f"Ana on “{title}”: forgotten {need.lapses} times" in words
    assert f"since {date.fromordinal(need.since).day} " in words
    assert "Ben" not in words


def test_what_falls_due_adds_up_to_the_plans(acme: Tenant) -> None:
    """By person: due today and within seven days, and the exercises and minutes that the plan has for these days."""
    _, week, _ = pictures.to_do(acme, names=NAMES, budget=MINUTES).parts
    (table,) = _tables(week)
    rows = {str(row[0]): row for row in table.rows}
    assert rows.keys() == set(NAMES.values())
    for learner, name in NAMES.items():
        made = acme.practice.plan(learner, days=28, budget=MINUTES)
        days = made.days[:7]
        last = days[-1].day
        known = {one.skill: one.due_day for one in made.placements} | {one.skill: one.due_day for one in made.backlog}
        due = {skill: day for skill, day in known.items() if day is not None and day <= last}
        in_time = {one.skill for day in days for one in day.placements}
        _, now, in_week, planned, minutes, waits = rows[name]
        assert int(str(now)) == len([day for day in due.values() if day <= days[0].day])
        assert int(str(in_week)) == len(due)
        assert int(str(waits)) == len(due.keys() - in_time)
        assert int(str(planned)) == sum(day.items for day in days)
        assert minutes == f"{sum(day.minutes for day in days):.0f} of 70"


def test_what_has_no_room_waits(acme: Tenant) -> None:
    """Without any time for practice all that falls due within seven days waits, and the page says whose it is."""
    _, week, _ = pictures.to_do(acme, names={"cleo": "Cleo"}, budget=timedelta()).parts
    (table,) = _tables(week)
    ((_, _, due, planned, minutes, waits),) = table.rows
    assert (planned, minutes, waits) == ("0", "0 of 0", due)
    assert int(str(due)) > 0
    assert "to wait longer: Cleo." in _words(week)


def test_a_date_that_cannot_be_met_says_what_would_do(acme: Tenant) -> None:
    """The page names the minutes or the later date that the engine finds, and the skill that is worst off."""
    _, _, dates = pictures.to_do(acme, names=NAMES, budget=MINUTES).parts
    words = _words(dates)
    (outlook,) = acme.practice.plan("cleo", days=28, budget=MINUTES).goals
    assert not outlook.feasible
    assert "cannot be met" in words
    assert acme.catalog.curriculum().skills[outlook.shortfalls[0].skill].title in words
    assert words.count("would do") == 1
    if outlook.least_minutes is not None:
        assert f"{outlook.least_minutes} minutes a day instead of 10" in words


def test_who_is_away_is_named_with_what_waits(acme: Tenant) -> None:
    """A leave of the coming four weeks is there with its dates."""
    _, _, dates = pictures.to_do(acme, names=NAMES, budget=MINUTES).parts
    (leave,) = acme.roster.availability("ben").leaves
    (line,) = [line for line in _words(dates).splitlines() if line.startswith("Ben,")]
    assert f"away from {leave.first.day} " in line
    assert f"to {leave.last.day} " in line


def test_nothing_to_do_is_said_in_words() -> None:
    """Of people without tasks, dates and leave the page says that there are none, and a budget need not be given."""
    with Engine.open("memory:", clock=ManualClock(NOW)) as engine:
        quiet = engine.create_tenant("quiet", seed=7)
        quiet.catalog.publish(PACK)
        quiet.roster.put("ana")
        words = _words(pictures.to_do(quiet, names={"ana": "Ana"}))
    assert "Nobody has forgotten a skill so often" in words
    assert "No date is set, and nobody is away" in words
    assert "Nothing has to wait longer." in words


def test_the_weakest_stand_first_with_what_to_work_on(acme: Tenant) -> None:
    """People, capabilities and skills come by what is still known, least first, each under its whole name."""
    section = pictures.standing(acme, names=NAMES)
    people, *capabilities = _tables(section)
    known = [max((cell.value or 0.0) for cell in row[1:] if isinstance(cell, Cell)) for row in people.rows]
    assert known == sorted(known)
    assert {cell.text for row in people.rows if isinstance(cell := row[0], Cell)} == set(NAMES.values())
    for row in people.rows:
        assert isinstance(row[0], Cell)
        learner = next(one for one, name in NAMES.items() if name == row[0].text)
        (first,) = acme.progress.focus(learner)
        assert row[0].note == f"first: {acme.catalog.curriculum().skills[first.skill].title}"
    titles = {one.title for one in acme.catalog.curriculum().skills.values()}
    found = [cell.text for table in capabilities for row in table.rows if isinstance(cell := row[0], Cell)]
    assert set(found) == titles
    assert len(found) == len(titles)


def test_the_cells_say_what_the_engine_says(acme: Tenant) -> None:
    """What is still known of a skill is that of the engine's report, and so is its colour."""
    report = acme.progress.mastery("ben")
    _, *capabilities = _tables(pictures.standing(acme, names=NAMES))
    scales = {table.scale for table in capabilities}
    assert len(scales) == 1  # one scale, so that a shade means the same in all of them
    title = acme.catalog.curriculum().skills[FORGOTTEN].title
    (cell,) = [
        row[table.columns.index("Ben")]
        for table in capabilities
        for row in table.rows
        if isinstance(row[0], Cell) and row[0].text == title
    ]
    left = report.skills[FORGOTTEN].still_known
    assert left is not None
    assert cell == Cell(text=f"{100 * left:.0f}", value=left)


def test_who_is_slipping_comes_with_doubt_and_what_it_rests_on(acme: Tenant) -> None:
    """Each row is a card of the engine's list, and where too little is known to say, the page says of how many."""
    judged = acme.progress.slipping(list(NAMES))
    section = pictures.slipping(acme, names=NAMES)
    (table,) = _tables(section)
    assert len(table.rows) == len(judged.cards) > 0
    for row, card in zip(table.rows, judged.cards, strict=True):
        who, chance, missed, seen = row
        assert who == Cell(text=NAMES[card.learner], note=acme.catalog.curriculum().skills[card.skill].title)
        assert chance == Cell(
            text=f"{100 * card.chance:.0f} %", note=f"{100 * card.low:.0f} to {100 * card.high:.0f} %"
        )
        assert missed == f"{card.misses} of {card.attempts}"
        assert card.last_day is not None
        assert str(seen).startswith(f"{date.fromordinal(card.last_day).day} ")
    assert judged.unknown
    assert f"Of {judged.unknown} more skill" in _words(section)


def test_a_list_of_nobody_is_a_sentence(acme: Tenant) -> None:
    """Where all stand well there is no table without rows, and it is said how many were looked at."""
    acme.policies.adopt(replace(acme.policy, desired_retention=0.02))
    ranked = acme.progress.slipping(list(NAMES)).ranked
    section = pictures.slipping(acme, names=NAMES)
    assert not list(_tables(section))
    assert f"Nobody is slipping: of {ranked} skills that somebody has begun, none" in _words(section)


def test_many_people_are_shown_as_far_as_a_page_bears(acme: Tenant) -> None:
    """Of more than a hundred the weakest hundred stand there, how many are left out is said; skills are not shown."""
    names = {f"p{number}": f"Person {number}" for number in range(103)}
    for learner in names:
        acme.roster.put(learner)
    section = pictures.standing(acme, names=names)
    (people,) = _tables(section)
    assert len(people.rows) == 100
    assert "3 people of whom more is known are left out" in _words(section)


def test_names_that_are_wrong_are_refused(acme: Tenant) -> None:
    """Nobody at all is an argument that cannot be one; somebody who is not there is not found."""
    for made in (pictures.to_do, pictures.slipping, pictures.standing):
        with pytest.raises(InvalidParameterError, match="names must name at least one learner"):
            made(acme, names={})
        with pytest.raises(NotFoundError):
            made(acme, names={"nobody": "Nobody"})


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("names", ["ana"]),
        ("names", "ana"),
        ("names", None),
        ("names", {7: "Ana"}),
        ("names", {"ana": None}),
        ("heading", None),
        ("audience", "boss"),
        ("limit", "ten"),
        ("at", "2026-03-02"),
        ("budget", 10),
        ("budget", {"ana": 10}),
        ("budget", {7: MINUTES}),
    ],
)
def test_whatever_is_wrong_with_an_argument_of_a_section_is_said(acme: Tenant, field: str, wrong: Any) -> None:  # noqa: ANN401 - nothing that fits
    """Each argument of each section is refused by its name and in words, and so is what is no tenant."""
    sections: list[Any] = [pictures.to_do, pictures.slipping, pictures.standing]
    for made in sections:
        if field in signature(made).parameters:
            with pytest.raises(InvalidParameterError) as told:
                made(acme, **{"names": NAMES, field: wrong})
            assert told.value.field.startswith(field)
        with pytest.raises(InvalidParameterError, match="tenant must be a Tenant"):
            made("acme", names=NAMES)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("parts", "words"), ("parts", 7), ("path", None), ("title", None), ("intro", None), ("language", 7)],
)
def test_whatever_is_wrong_with_an_argument_of_a_page_is_said(tmp_path: Path, field: str, wrong: Any) -> None:  # noqa: ANN401 - nothing that fits
    """Each argument of a page is refused by its name."""
    asked: dict[str, Any] = {"parts": ["words"], "path": tmp_path / "page.html", "title": "A page", field: wrong}
    with pytest.raises(InvalidParameterError) as told:
        pictures.page(asked.pop("parts"), asked.pop("path"), **asked)
    assert told.value.field == field


def test_one_skill_and_one_exercise_are_in_the_singular() -> None:
    """The words for a week with one skill and one exercise agree with their numbers."""
    with Engine.open("memory:", clock=ManualClock(NOW)) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.put_skills(["pricing"])
        tenant.roster.put("ana")
        tenant.practice.review("ana", "pricing", Rating.Good)
        words = _words(pictures.to_do(tenant, names={"ana": "Ana"}))
    assert "Within seven days 1 skill falls due. 1 exercise of " in words
    assert " in all is planned" in words


def test_a_team_has_its_page_in_a_call_a_section(acme: Tenant, tmp_path: Path) -> None:
    """The sections make a page; names are escaped on it, and no day is a number."""
    sections = [
        pictures.to_do(acme, names=NAMES, budget=MINUTES),
        pictures.slipping(acme, names=NAMES),
        pictures.standing(acme, names=NAMES),
    ]
    text = pictures.page(sections, tmp_path / "team.html", title="The team").read_text(encoding="utf-8")
    assert "Cleo &amp; &lt;Co&gt;" in text
    assert "<Co>" not in text
    assert str(NOW.date().toordinal())[:3] not in text
