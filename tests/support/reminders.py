"""A simulated week of reminders: people in many zones who said when they want them, and one worker that sleeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from reinforce import Learner, ManualClock, Tenant
from reinforce.practice import Delivery, Hours
from reinforce.testing.packs import JOURNEY

ZONES = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Africa/Cairo", "Europe/Dublin", "America/St_Johns", "America/New_York", "Pacific/Honolulu", "Pacific/Pago_Pago"),
)
BEGIN = datetime(2026, 3, 25, tzinfo=UTC)  # in its week Dublin puts its clocks on
WEEK = timedelta(days=7)
NIGHT = Hours(start=time(21), end=time(8))
DAY_START = 4

WISHES = (
    Delivery(quiet=[NIGHT], channel="mail"),
    Delivery(quiet=[NIGHT], preferred=[Hours(start=time(17), end=time(22))], channel="push"),
    Delivery(quiet=[NIGHT], weekdays=["monday", "wednesday", "friday"]),
    Delivery(quiet=[NIGHT], spacing=timedelta(hours=44)),
    Delivery(preferred=[Hours(start=time(23), end=time(2))], weekdays=["saturday", "sunday", "tuesday"]),
    Delivery(quiet=[NIGHT], weekdays=[]),
)
"""What people say, over and over: the nights are quiet, evenings, some weekdays, every other day, late, never."""


@dataclass(frozen=True)
class Person:
    """One who said something."""

    zone: str
    wish: Delivery

    def wants(self, at: datetime) -> bool:
        """Whether hours and weekdays fit, told in the plainest way."""
        local = at.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        in_hours = [_inside(minute, one) for one in self.wish.preferred] or [True]
        is_open = any(in_hours) and not any(_inside(minute, one) for one in self.wish.quiet)
        return is_open and (local - timedelta(hours=DAY_START)).strftime("%A").lower() in self.wish.weekdays

    def day(self, at: datetime) -> int:
        """Return the learner day."""
        local = at.astimezone(ZoneInfo(self.zone))
        return local.toordinal() - (local.hour < DAY_START)

    def expected(self) -> Iterator[datetime]:
        """Yield the instants of the week at which somebody with practice waiting is to be reminded, to the quarter."""
        last: datetime | None = None
        for quarter in range(int(WEEK / timedelta(minutes=15))):
            at = BEGIN + quarter * timedelta(minutes=15)
            is_new = last is None or (self.day(at) > self.day(last) and at >= last + self.wish.spacing)
            if is_new and self.wants(at):
                last = at
                yield at


def _inside(minute: int, hours: Hours) -> bool:
    start, end = (at.hour * 60 + at.minute for at in (hours.start, hours.end))
    return (minute - start) % 1440 < (end - start) % 1440


def people(count: int) -> dict[str, Person]:
    """Return so many people by id, in all zones and with all wishes."""
    several = [Person(zone, wish) for wish in WISHES for zone in ZONES]
    return {f"p-{number:05}": several[number % len(several)] for number in range(count)}


def enlist(tenant: Tenant, everybody: Mapping[str, Person]) -> None:
    """Put people on the roster and on the journey, and note what they said."""
    tenant.roster.put_many([Learner(id=who, timezone=one.zone, day_start=DAY_START) for who, one in everybody.items()])
    tenant.roster.set_delivery_many({who: one.wish for who, one in everybody.items()})
    tenant.roster.enroll_many(list(everybody), journey=JOURNEY)


def work_for_a_week(tenant: Tenant, clock: ManualClock, *, limit: int = 1_000) -> tuple[dict[str, list[datetime]], int]:
    """Deliver what there is, and sleep as told; return by learner the instants, and how often the worker asked."""
    delivered: dict[str, list[datetime]] = {}
    asked = 0
    while clock.now() < BEGIN + WEEK:
        claims, asked = tenant.outbox.claim_due(limit=limit), asked + 1
        for claim in claims:
            assert claim.leased_until > clock.now()
            delivered.setdefault(claim.learner, []).append(clock.now())
        assert all(tenant.outbox.acknowledge_many(claims))
        assert claims.look_again_at is not None
        clock.move_to(max(claims.look_again_at, clock.now()))
    return delivered, asked


def check(everybody: Mapping[str, Person], delivered: Mapping[str, list[datetime]]) -> None:
    """Hold each to have been reminded at most as often as they said, only when they said, and no time too few."""
    assert delivered.keys() <= everybody.keys()
    for who, person in everybody.items():
        times = delivered.get(who, [])
        assert all(map(person.wants, times)), who
        assert all(b - a >= person.wish.spacing and person.day(b) > person.day(a) for a, b in pairwise(times)), who
        assert times == list(person.expected()), who
