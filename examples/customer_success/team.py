"""The team of the demo: twelve people, where they live, and how they go about practising."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reinforce import Load

_MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One member of the team.

    Attributes:
        id, name: under which the engine knows them, and what they are called.
        timezone: an IANA name.
        day_start: the hour, by their clock, at which their day starts.
        hour: when they usually practise, by their clock; practice after midnight still belongs to the day that began.
        weekdays: the days on which they work, Monday being 0.
        minutes: what they give to practice on a working day.
        long_day, long_minutes: the weekday on which they give more, for drills, and how much.
        attendance: the share of working days on which they do practise.
        leave: days since the start on which they are away, as they said before.
        offline: the share of days on which their phone finds no network until a day later.
        twice: the share of submissions that their phone sends twice.
    """

    id: str
    name: str
    timezone: str
    day_start: int = 4
    hour: float
    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY
    minutes: float
    long_day: int
    long_minutes: float = 20.0
    attendance: float
    leave: range = range(0)
    offline: float = 0.03
    twice: float = 0.03

    @property
    def week(self) -> tuple[Load, ...]:
        """How much practice each weekday takes, Monday first."""
        return tuple(Load.FULL if day in self.weekdays else Load.NONE for day in range(7))

    def budget(self, day: date) -> timedelta:
        """Return the time they give to practice on a *day* on which they practise."""
        return timedelta(minutes=self.long_minutes if day.weekday() == self.long_day else self.minutes)

    def instant(self, day: date, *, hour: float | None = None) -> datetime:
        """Return the instant of that *hour* by their clock on *day*, their usual one by default."""
        wall = datetime.combine(day, time()) + timedelta(hours=self.hour if hour is None else hour)
        return wall.replace(tzinfo=ZoneInfo(self.timezone))


_TEAM = (
    Person(id="amari", name="Amari", timezone="Africa/Nairobi", hour=8.5, minutes=8, long_day=3, attendance=0.95),
    Person(
        id="dani", name="Dani", timezone="Europe/Madrid", hour=9.25, minutes=10, long_day=1, attendance=0.9, twice=0.15
    ),
    Person(id="jun", name="Jun", timezone="Asia/Tokyo", day_start=3, hour=7.5, minutes=6, long_day=4, attendance=0.98),
    Person(
        id="kai", name="Kai", timezone="Europe/Berlin", day_start=5, hour=23.75, minutes=8, long_day=2, attendance=0.8
    ),
    Person(id="kim", name="Kim", timezone="America/Chicago", hour=8.0, minutes=8, long_day=1, attendance=0.9),
    Person(
        id="kiran",
        name="Kiran",
        timezone="Asia/Kolkata",
        hour=21.0,
        minutes=12,
        long_day=3,
        attendance=0.92,
        offline=0.2,
    ),
    Person(
        id="manu",
        name="Manu",
        timezone="Pacific/Auckland",
        hour=12.5,
        weekdays=frozenset({0, 1, 2, 3}),
        minutes=10,
        long_day=2,
        attendance=0.9,
    ),
    Person(
        id="noor",
        name="Noor",
        timezone="Asia/Riyadh",
        hour=10.0,
        weekdays=frozenset({6, 0, 1, 2, 3}),
        minutes=8,
        long_day=6,
        attendance=0.88,
    ),
    Person(
        id="robin",
        name="Robin",
        timezone="Europe/Dublin",
        hour=17.5,
        minutes=8,
        long_day=0,
        attendance=0.9,
        leave=range(40, 54),
    ),
    Person(id="sasha", name="Sasha", timezone="Europe/Warsaw", hour=13.0, minutes=6, long_day=4, attendance=0.55),
    Person(
        id="taylor",
        name="Taylor",
        timezone="America/Los_Angeles",
        hour=19.0,
        minutes=8,
        long_day=2,
        attendance=0.75,
        offline=0.1,
    ),
    Person(
        id="wen", name="Wen", timezone="Asia/Singapore", day_start=0, hour=9.0, minutes=8, long_day=0, attendance=0.95
    ),
)


def team(people: int) -> tuple[Person, ...]:
    """Return a team of that many *people*; beyond twelve the same habits come round again under new names."""
    return tuple(_numbered(_TEAM[index % len(_TEAM)], index // len(_TEAM) + 1) for index in range(people))


def _numbered(person: Person, number: int) -> Person:
    if number == 1:
        return person
    return replace(person, id=f"{person.id}-{number}", name=f"{person.name} {number}")
