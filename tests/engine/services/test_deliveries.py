"""Practice is brought when people said: their hours, days and spacing, told to the workers."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import (
    Claim,
    ConflictError,
    Engine,
    InvalidParameterError,
    Learner,
    ManualClock,
    NotFoundError,
    Rating,
    Tenant,
)
from reinforce.journal import EventKind
from reinforce.practice import Calendar, CalendarEntry, Delivery, Hours
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START, small_tenant
from tests.support.whole_log import whole_log

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LEASE = 5 * MINUTE
EVENING = Delivery(preferred=[Hours(start=time(18), end=time(20))], channel="mail")
NIGHT = Hours(start=time(22), end=time(7))


def _offered(tenant: Tenant) -> list[str]:
    return sorted(claim.learner for claim in tenant.outbox.claim_due())


def test_what_was_said_is_read_back(acme: Tenant) -> None:
    """A learner's own preferences hold, then the tenant's default, then none; one event each."""
    acme.roster.put("ben")
    assert acme.roster.delivery("ana") == acme.roster.default_delivery() == Delivery()
    acme.roster.set_default_delivery(EVENING)
    acme.roster.set_delivery("ana", Delivery(weekdays=["monday"]))
    assert acme.roster.delivery("ana") == Delivery(weekdays=["monday"])
    assert acme.roster.delivery("ben") == acme.roster.default_delivery() == EVENING
    acme.roster.set_delivery("ana", None)
    assert acme.roster.delivery("ana") == EVENING
    acme.roster.set_default_delivery(None)
    assert acme.roster.delivery("ana") == acme.roster.default_delivery() == Delivery()
    said = [one for one in whole_log(acme) if getattr(one, "kind", "") is EventKind.DELIVERY]
    assert [one.learner for one in said] == ["", "ana", "ana", ""]


def test_many_say_it_at_once(acme: Tenant) -> None:
    """All of them or none, each their own; a second time it changes nothing, and with other content it is refused."""
    acme.roster.put("ben")
    both = {"ana": EVENING, "ben": Delivery(channel="push")}
    with pytest.raises(NotFoundError):
        acme.roster.set_delivery_many({**both, "nobody": EVENING})
    assert acme.roster.delivery("ana") == Delivery()
    for _ in range(2):
        acme.roster.set_delivery_many(both, event_id="e")
    assert {who: acme.roster.delivery(who) for who in both} == both
    with pytest.raises(ConflictError):
        acme.roster.set_delivery_many({"ana": Delivery()}, event_id="e")
    acme.roster.set_delivery_many({})
    for wrong in (["ana"], {"ana": "mail"}, None):
        with pytest.raises(InvalidParameterError):
            acme.roster.set_delivery_many(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("ends", ["acknowledged", "claimed"])
def test_a_merge_brings_nobody_a_second_reminder(acme: Tenant, clock: ManualClock, ends: str, *, known: bool) -> None:
    """Whoever goes on has had what the other had: the day, the spacing and a claim that still runs."""
    acme.roster.set_default_delivery(Delivery(spacing=timedelta(hours=44)))
    for skill in SKILLS:
        acme.practice.review("ana", skill, Rating.Again)
    clock.advance(3 * DAY)
    if known:  # and looked at, with nothing to bring
        acme.roster.put("late")
    (claim,) = acme.outbox.claim_due()
    if ends == "acknowledged":
        assert acme.outbox.acknowledge(claim)
    clock.advance(MINUTE)
    acme.roster.put("late")
    acme.roster.merge("ana", into="late")
    assert _offered(acme) == []
    clock.advance(timedelta(hours=43))
    assert _offered(acme) == ([] if ends == "acknowledged" else ["late"])
    clock.advance(timedelta(days=1))
    assert ends == "claimed" or _offered(acme) == ["late"]


@pytest.mark.parametrize(
    "wanted",
    [
        EVENING,
        Delivery(quiet=[Hours(start=time(20), end=time(18))], channel="mail"),
        Delivery(quiet=[Hours(start=time(0), end=time(18)), Hours(start=time(20), end=time(0))], channel="mail"),
        replace(EVENING, preferred=[Hours(start=time(15), end=time(23))], quiet=[Hours(start=time(20), end=time(18))]),
    ],
    ids=["preferred", "all others quiet", "quiet twice", "quiet at both ends of what is preferred"],
)
def test_nobody_is_offered_outside_of_their_hours(acme: Tenant, clock: ManualClock, wanted: Delivery) -> None:
    """
    A worker that asks too soon is told when they begin, and the claim says how, and is over with them.

    From six to eight in the evening can be said in many ways, by what is preferred, by what is quiet, or by both.
    """
    acme.roster.set_delivery("ana", wanted)
    early = acme.outbox.claim_due()
    assert (len(early), early.look_again_at) == (0, START + 9 * HOUR)
    clock.move_to(START + 9 * HOUR - timedelta(microseconds=1))
    assert not acme.outbox.claim_due()
    clock.move_to(START + 11 * HOUR - MINUTE)
    (claim,) = acme.outbox.claim_due(lease=HOUR)
    assert (claim.tenant, claim.channel, claim.leased_until) == ("acme", "mail", START + 11 * HOUR)
    clock.advance(MINUTE)
    assert acme.outbox.claim_due().look_again_at == START + DAY + 9 * HOUR


def test_what_is_said_during_the_day_is_seen_at_once(acme: Tenant, clock: ManualClock) -> None:
    """Whoever waits for the evening and wants it now is offered now; whoever wants the evening now, in the evening."""
    acme.roster.set_delivery("ana", EVENING)
    assert _offered(acme) == []
    acme.roster.set_delivery("ana", None)
    (claim,) = acme.outbox.claim_due()
    acme.outbox.release(claim)
    acme.roster.set_default_delivery(EVENING)
    assert _offered(acme) == []
    clock.advance(9 * HOUR)
    assert _offered(acme) == ["ana"]


def test_whoever_is_delivered_to_comes_back_when_the_next_day_and_their_hours_are_there(
    acme: Tenant, clock: ManualClock
) -> None:
    """After `acknowledge` the worker can sleep until the next evening, and after a month of spacing a month."""
    acme.roster.set_delivery("ana", EVENING)
    clock.advance(10 * HOUR)
    assert acme.outbox.acknowledge_many(acme.outbox.claim_due()) == (True,)
    assert acme.outbox.claim_due().look_again_at == START + DAY + 9 * HOUR
    acme.roster.set_delivery("ana", replace(EVENING, spacing=30 * DAY - 3 * HOUR))
    assert acme.outbox.claim_due().look_again_at == datetime(2026, 4, 1, 17, tzinfo=UTC)  # six in summer time


def test_spacing_is_kept_whatever_wakes_the_learner(acme: Tenant, clock: ManualClock) -> None:
    """An enrolment, an undo and a new edition bring nobody forward; what is known of the last delivery stays."""
    acme.roster.set_delivery("ana", Delivery(spacing=3 * DAY))
    (claim,) = acme.outbox.claim_due()
    assert acme.outbox.acknowledge(claim)
    delivered = clock.now()
    clock.advance(HOUR)
    assert acme.outbox.acknowledge(claim)  # once more, as after an answer that was lost
    for number in range(70):
        clock.advance(HOUR)
        match number % 4:
            case 0:
                acme.practice.forget("ana", SKILLS[0])
            case 1:
                acme.catalog.publish(small_pack(revision=number + 2))
            case 2:
                acme.roster.set_delivery("ana", Delivery(spacing=3 * DAY))
            case _:
                pass
        assert not acme.outbox.claim_due(), number
    assert acme.outbox.claim_due().look_again_at == delivered + 3 * DAY
    clock.move_to(delivered + 3 * DAY)
    assert _offered(acme) == ["ana"]


def test_no_weekday_is_no_reminder(acme: Tenant, clock: ManualClock) -> None:
    """Whoever wants none is offered nothing, and is looked at once a day at the most."""
    acme.roster.set_delivery("ana", Delivery(weekdays=[]))
    for _ in range(9):
        claims = acme.outbox.claim_due()
        assert not claims
        assert claims.look_again_at is not None
        assert claims.look_again_at >= clock.now() + 6 * HOUR
        clock.move_to(claims.look_again_at)


def test_a_claim_of_another_tenant_is_refused(acme: Tenant) -> None:
    """It is named in the error, and nothing is written."""
    (claim,) = acme.outbox.claim_due()
    for end in (acme.outbox.acknowledge, acme.outbox.release):
        with pytest.raises(InvalidParameterError) as refused:
            end(replace(claim, tenant="other"))
        assert refused.value.field == "claim.tenant"
    assert acme.outbox.acknowledge(claim)


def test_many_claims_are_acknowledged_each_as_by_itself(acme: Tenant, clock: ManualClock) -> None:
    """Of each it is told whether it counts: not where somebody else has looked, nor where nobody is there."""
    names = [f"l-{number}" for number in range(5)]
    acme.roster.put_many([Learner(id=name) for name in names])
    acme.roster.enroll_many(names, journey=JOURNEY)
    old = acme.outbox.claim_due().claims
    clock.advance(LEASE)
    new = acme.outbox.claim_due(limit=3).claims
    renewed = {claim.learner for claim in new}
    told = acme.outbox.acknowledge_many([*old, replace(old[0], learner="nobody"), *new, new[0]])
    assert told == (*(claim.learner not in renewed for claim in old), False, *[True] * 4)
    assert not acme.outbox.claim_due()
    assert acme.outbox.acknowledge_many([]) == ()


class Reminders:
    """Ana, who flies and changes her mind, and workers whose clocks disagree; what they are offered is checked."""

    def __init__(self) -> None:
        self.clock, store = ManualClock(START), MemoryStore()
        self.slow, self.fast = ManualClock(START - 2 * MINUTE), ManualClock(START + 2 * MINUTE)
        self.acme = small_tenant(Engine.over(store, clock=self.clock))
        self.workers = [Engine.over(store, clock=clock).tenant("acme") for clock in (self.slow, self.fast)]
        self.calendar = [CalendarEntry(effective_at=START, day_start=4, timezone="Europe/Dublin")]
        self.wanted = Delivery()
        self.delivered: datetime | None = None
        self.days: Counter[int] = Counter()

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        for clock in (self.clock, self.slow, self.fast):
            clock.advance(minutes * MINUTE)

    def fly(self, place: int) -> None:
        """Go somewhere else."""
        zone = ("Pacific/Kiritimati", "Europe/Dublin", "America/St_Johns", "Pacific/Pago_Pago")[place % 4]
        self.acme.roster.put("ana", timezone=zone)
        self.calendar.append(CalendarEntry(effective_at=self.clock.now(), day_start=4, timezone=zone))
        self.wait(1)

    def say(self, number: int) -> None:
        """Want it otherwise."""
        start, span = number % 24, 1 + number % 7
        hours = Hours(start=time(start), end=time((start + span) % 24))
        weekdays = [("monday", "wednesday", "thursday", "sunday")[number % 4], "tuesday", "friday"]
        self.wanted = (
            Delivery(preferred=[hours], weekdays=weekdays),
            Delivery(quiet=[hours, NIGHT]),
            Delivery(spacing=timedelta(hours=number)),
            Delivery(quiet=[hours], spacing=timedelta(hours=2 * number)),
        )[number % 4]
        self.acme.roster.set_delivery("ana", self.wanted)

    def forget(self, number: int) -> None:
        """Have practice that was not there."""
        self.acme.practice.forget("ana", SKILLS[number % 3])

    def ask(self, number: int) -> None:
        """Let one of the workers deliver what it is offered, at the end of the lease."""
        tenant, clock = self.workers[number % 2], (self.slow, self.fast)[number % 2]
        calendar = Calendar(tuple(self.calendar))
        claims = tenant.outbox.claim_due(lease=LEASE)
        for claim in claims:
            assert self.wanted.allows(clock.now(), calendar)
            assert claim.leased_until <= clock.now() + LEASE
            assert self.wanted.allows(claim.leased_until - timedelta(microseconds=1), calendar)
            if self.delivered is not None:
                assert clock.now() - self.delivered >= self.wanted.spacing
            self.days[claim.day] += 1
            assert tenant.outbox.acknowledge(claim)
            self.delivered = clock.now()
        assert claims.look_again_at is not None
        assert claims.look_again_at > clock.now()


STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 30 * 60)),
    st.tuples(st.sampled_from(["fly", "say", "forget"]), st.integers(0, 47)),
    st.tuples(st.just("ask"), st.integers(0, 1)),
    st.tuples(st.just("ask"), st.integers(0, 1)),
)


@given(st.lists(STEPS, min_size=5, max_size=50))
def test_each_is_offered_at_most_as_often_and_only_when_they_said(steps: list[tuple[str, int]]) -> None:
    """Whatever is said, wherever she flies and however far the workers' clocks disagree: in her hours, once a day."""
    reminders = Reminders()
    for step, number in steps:
        getattr(reminders, step)(number)
    assert max(reminders.days.values(), default=0) <= 1


@given(st.lists(st.integers(0, 47), min_size=1, max_size=6), st.integers(0, 3))
def test_a_worker_that_sleeps_as_told_misses_nothing(said: list[int], place: int) -> None:
    """Asked when it was told to, it offers the same on the same instant as one that is asked every ten minutes."""
    found = []
    for sleeps in (True, False):
        reminders = Reminders()
        reminders.fly(place)
        offered: list[tuple[int, datetime]] = []
        for number in said:
            reminders.say(number)
            until = reminders.clock.now() + 2 * DAY
            while reminders.clock.now() < until:
                claims = reminders.acme.outbox.claim_due()
                offered += [(claim.day, reminders.clock.now()) for claim in claims]
                reminders.acme.outbox.acknowledge_many(claims)
                again = reminders.clock.now() + 10 * MINUTE
                if sleeps and not claims and claims.look_again_at is not None:
                    again = claims.look_again_at
                reminders.wait((min(again, until) - reminders.clock.now()) // MINUTE or 1)
        found.append(offered)
    slept, polled = found
    assert [day for day, _ in slept] == [day for day, _ in polled]
    assert all(a <= b < a + 10 * MINUTE for (_, a), (_, b) in zip(slept, polled, strict=True))


def test_a_claim_says_of_whom_it_is(acme: Tenant) -> None:
    """It goes to another process with the tenant and the channel, and comes back equal."""
    acme.roster.set_delivery("ana", Delivery(channel="push"))
    (claim,) = acme.outbox.claim_due()
    assert Claim.from_json(claim.to_json()) == claim
    assert (claim.to_json()["tenant"], claim.to_json()["channel"]) == ("acme", "push")


def test_preferences_go_with_whoever_has_them(acme: Tenant) -> None:
    """They follow a new id, are in the export, and are gone with the learner."""
    acme.roster.set_delivery("ana", EVENING)
    acme.practice.review("ana", "terms", Rating.Good)
    acme.roster.rename("ana", to="anna")
    assert acme.roster.delivery("anna") == EVENING
    assert any(row["kind"] == "delivery" for row in acme.privacy.export("anna")["held"]["events"])
    acme.privacy.erase("anna")
    acme.roster.put("anna")
    assert acme.roster.delivery("anna") == Delivery()
