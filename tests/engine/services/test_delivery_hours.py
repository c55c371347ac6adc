"""Hours in `claim_due` where clocks change, days end and years do, and where a worker dies in the middle of it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from reinforce import Engine, InvalidParameterError, Leave, ManualClock, Tenant
from reinforce.practice import Delivery, Hours
from tests.support.stores import AnyStore, small_tenant

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = Hours(start=time(22), end=time(7))
LATE = Hours(start=time(23), end=time(2))
ZONE = "Europe/Dublin"  # clocks go on from one to two on 29 March, and back from two to one on 25 October


def _at(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _waiting(began: datetime, wanted: Delivery) -> tuple[ManualClock, Tenant]:
    """Return a tenant in which Ana, whose day begins at four in Dublin, has practice waiting every day."""
    clock = ManualClock(began)
    acme = small_tenant(Engine.open("memory:", clock=clock))
    acme.roster.set_delivery("ana", wanted)
    return clock, acme


def _delivered(clock: ManualClock, acme: Tenant, *, until: datetime) -> list[datetime]:
    """Return when a worker that sleeps as told delivers; what it is offered lasts no longer than it may."""
    found = []
    while clock.now() < until:
        claims = acme.outbox.claim_due(lease=12 * HOUR)
        found += [clock.now() for _ in claims]
        assert all(acme.outbox.acknowledge_many(claims))
        assert claims.look_again_at is not None
        clock.move_to(claims.look_again_at)
    return found


@pytest.mark.parametrize(
    ("began", "wanted", "expected"),
    [
        (_at(3, 28, 6), Delivery(quiet=[NIGHT]), [_at(3, 28, 7), _at(3, 29, 6), _at(3, 30, 6)]),
        (_at(10, 24, 5), Delivery(quiet=[NIGHT]), [_at(10, 24, 6), _at(10, 25, 7), _at(10, 26, 7)]),
        # Half past one is skipped on the 29th, which has it not; an hour that begins there begins at the change.
        (
            _at(3, 27, 12),
            Delivery(preferred=[Hours(start=time(1, 30), end=time(1, 45))]),
            [_at(3, 28, 1, 30), _at(3, 30, 0, 30), _at(3, 31, 0, 30)],
        ),
        (
            _at(3, 27, 12),
            Delivery(preferred=[Hours(start=time(1, 30), end=time(3))]),
            [_at(3, 28, 1, 30), _at(3, 29, 1), _at(3, 30, 0, 30), _at(3, 31, 0, 30)],
        ),
        # It comes twice on the 25th, and is one learner day all the same.
        (
            _at(10, 24, 12),
            Delivery(preferred=[Hours(start=time(1, 30), end=time(1, 45))]),
            [_at(10, 25, 0, 30), _at(10, 26, 1, 30), _at(10, 27, 1, 30)],
        ),
    ],
    ids=["quiet until seven, on", "quiet until seven, back", "skipped", "partly skipped", "twice"],
)
def test_hours_are_those_that_the_clock_shows_when_it_changes(
    began: datetime, wanted: Delivery, expected: list[datetime]
) -> None:
    """Summer time moves them by an hour of the world's time, takes some away on one day, and gives none twice."""
    clock, acme = _waiting(began, wanted)
    until = expected[-1] + MINUTE
    assert _delivered(clock, acme, until=until) == expected


def test_a_lease_over_a_change_of_the_clocks_ends_with_the_hours() -> None:
    """From six in the evening before the clocks go on the night begins after four hours, and is an hour shorter."""
    clock, acme = _waiting(_at(3, 28, 18), Delivery(quiet=[NIGHT]))
    (claim,) = acme.outbox.claim_due(lease=DAY)
    assert claim.leased_until == _at(3, 28, 22)
    clock.move_to(claim.leased_until)
    assert acme.outbox.claim_due().look_again_at == _at(3, 29, 6)


def test_hours_over_midnight_are_one_evening() -> None:
    """From eleven to two is one stretch, which ends with the learner's day before four: once a night, of one day."""
    clock, acme = _waiting(_at(1, 5, 12), Delivery(preferred=[LATE]))
    assert acme.outbox.claim_due().look_again_at == _at(1, 5, 23)
    clock.move_to(_at(1, 6, 1, 30))
    (claim,) = acme.outbox.claim_due(lease=DAY)
    assert (claim.date, claim.leased_until) == (_at(1, 5, 0).date(), _at(1, 6, 2))
    assert acme.outbox.acknowledge(claim)
    assert acme.outbox.claim_due().look_again_at == _at(1, 6, 23)


def test_weekdays_go_on_over_new_year() -> None:
    """A Thursday and a Monday are asked for: 31 December is one of them, 1 January is not, and the week goes on."""
    clock, acme = _waiting(_at(12, 30, 12), Delivery(weekdays=["thursday", "monday"], quiet=[NIGHT]))
    found = _delivered(clock, acme, until=_at(1, 8, 0, year=2027))
    assert found == [_at(12, 31, 7), _at(1, 4, 7, year=2027), _at(1, 7, 7, year=2027)]


def test_whoever_said_nothing_is_offered_when_the_day_begins() -> None:
    """Without preferences, the learner's or the tenant's, the worker comes back when their next day begins."""
    clock = ManualClock(_at(1, 5, 12))
    acme = small_tenant(Engine.open("memory:", clock=clock))
    assert _delivered(clock, acme, until=_at(1, 7, 12)) == [_at(1, 5, 12), _at(1, 6, 4), _at(1, 7, 4)]


def test_a_default_that_comes_later_holds_for_whoever_said_nothing() -> None:
    """Those with a word of their own keep it; what was handed out before the default stays as it was handed out."""
    clock = ManualClock(_at(1, 5, 12))
    acme = small_tenant(Engine.open("memory:", clock=clock))
    (claim,) = acme.outbox.claim_due()
    acme.roster.set_default_delivery(Delivery(preferred=[LATE], channel="push"))
    assert acme.outbox.acknowledge(claim)
    assert acme.outbox.claim_due().look_again_at == _at(1, 6, 23)
    acme.roster.set_delivery("ana", Delivery(quiet=[NIGHT]))
    assert acme.outbox.claim_due().look_again_at == _at(1, 6, 7)
    acme.roster.set_default_delivery(None)
    clock.move_to(_at(1, 6, 7))
    (again,) = acme.outbox.claim_due()
    assert again.channel is None


@pytest.mark.parametrize(
    "quiet",
    [
        [Hours(start=time(0), end=time(12)), Hours(start=time(12), end=time(0))],
        [Hours(start=time(7), end=time(22)), NIGHT],
        [Hours(start=time(6), end=time(5)), Hours(start=time(4), end=time(7))],
    ],
)
def test_a_day_that_is_quiet_from_end_to_end_is_refused(quiet: list[Hours]) -> None:
    """It is told at once, with the way to want nothing: no weekday."""
    with pytest.raises(InvalidParameterError, match=r"leaves no minute .* no weekdays") as refused:
        Delivery(quiet=quiet)
    assert refused.value.field == "quiet"
    with pytest.raises(InvalidParameterError, match="another time than the start"):
        Hours(start=time(9), end=time(9))


def test_a_worker_that_dies_before_it_acknowledges_brings_nobody_out_of_their_hours(any_store: AnyStore) -> None:
    """The lease ends with the hours, so that the day is over; it comes again when they do, and is no delivery."""
    clock = ManualClock(_at(1, 5, 12))
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme = small_tenant(engine)
        acme.roster.set_delivery("ana", Delivery(preferred=[LATE], spacing=3 * DAY))
        clock.move_to(_at(1, 6, 1, 58))
        (lost,) = acme.outbox.claim_due(lease=DAY)
        for minutes in (1, 1, 10, 600):
            clock.advance(minutes * MINUTE)
            assert not acme.outbox.claim_due()
        assert acme.outbox.claim_due().look_again_at == _at(1, 6, 23)
        clock.move_to(_at(1, 6, 23))
        (again,) = acme.outbox.claim_due()
        assert (lost.date, again.date) == (_at(1, 5, 0).date(), _at(1, 6, 0).date())
        assert not acme.outbox.acknowledge(lost)
        assert acme.outbox.acknowledge(again)
        assert acme.outbox.claim_due().look_again_at == _at(1, 9, 23)


def test_a_worker_that_dies_within_the_hours_is_followed_by_another(any_store: AnyStore) -> None:
    """The same day is offered again as soon as the lease runs out, and once only, however often workers die."""
    clock = ManualClock(_at(1, 5, 23))
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme = small_tenant(engine)
        acme.roster.set_delivery("ana", Delivery(preferred=[LATE], spacing=DAY))
        dates = set()
        for _ in range(3):
            (claim,) = acme.outbox.claim_due(lease=5 * MINUTE)
            dates.add(claim.date)
            claims = acme.outbox.claim_due()
            assert (len(claims), claims.look_again_at) == (0, claim.leased_until)
            clock.move_to(claim.leased_until)
        assert dates == {_at(1, 5, 0).date()}
        (claim,) = acme.outbox.claim_due()
        assert acme.outbox.acknowledge(claim)
        assert acme.outbox.claim_due().look_again_at == _at(1, 6, 23, 15)


def test_on_leave_over_the_hours_nobody_is_brought_anything() -> None:
    """Hours and days off are both kept: the next delivery is the first evening after the leave."""
    clock, acme = _waiting(_at(1, 5, 12), Delivery(preferred=[LATE]))
    acme.roster.put_leave("ana", Leave(id="l", first=_at(1, 5, 0).date(), last=_at(1, 8, 0).date()))
    assert _delivered(clock, acme, until=_at(1, 10, 12)) == [_at(1, 9, 23)]
