"""Practice is handed to workers: each learner's day once, to one worker at a time, on every store."""

import json
import pickle
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import (
    Answer,
    Claim,
    Engine,
    InvalidParameterError,
    Learner,
    Leave,
    Load,
    ManualClock,
    Policy,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.engine import Claims
from reinforce.errors import ConnectionLostError
from reinforce.ports import Change, Store
from reinforce.stores.memory import MemoryStore
from reinforce.testing import Break, FaultyStore
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START, AnyStore, small_tenant

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEASE = 5 * MINUTE
TODAY = START.date()


def _days(claims: Claims) -> dict[str, date]:
    assert len({claim.learner for claim in claims}) == len(claims)
    return {claim.learner: claim.date for claim in claims}


def _only(tenant: Tenant) -> Claim:
    (claim,) = tenant.outbox.claim_due()
    return claim


def _practise_all(acme: Tenant, rating: Rating = Rating.Good) -> None:
    for skill in SKILLS:
        acme.practice.review("ana", skill, rating)


def test_whoever_has_practice_waiting_is_claimed_once_a_day(acme: Tenant, clock: ManualClock) -> None:
    """A learner with new skills is offered today; acknowledged, not before tomorrow, and then again."""
    acme.roster.put("ben")  # on no journey
    claim = _only(acme)
    assert (claim.learner, claim.date, claim.leased_until) == ("ana", TODAY, START + LEASE)
    assert not acme.outbox.claim_due()
    assert acme.outbox.acknowledge(claim)
    clock.advance(timedelta(hours=18))  # it is three in the morning in Dublin, and their day starts at four
    assert not acme.outbox.claim_due()
    clock.advance(timedelta(hours=1))
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY + DAY}


def test_nobody_is_claimed_until_something_is_due(acme: Tenant, clock: ManualClock) -> None:
    """After all was practised the learner comes back on the first day on which a card is due."""
    _practise_all(acme)
    due = min(card.due_day or 0 for card in acme.practice.cards())
    found = {}
    for _ in range(4):
        for claim in acme.outbox.claim_due():
            found[claim.day] = acme.outbox.acknowledge(claim)
        clock.advance(DAY)
    assert min(found) == due > TODAY.toordinal()
    assert all(found.values())


def test_a_claim_is_data(acme: Tenant) -> None:
    """It goes to another process as it is, or as JSON."""
    claim = _only(acme)
    assert Claim.from_json(json.loads(json.dumps(claim.to_json()))) == claim
    assert pickle.loads(pickle.dumps(claim)) == claim  # noqa: S301 - our own


def test_a_lease_that_runs_out_is_the_same_day_again(acme: Tenant, clock: ManualClock) -> None:
    """What a worker who died had is offered again, and what it says later does not count any more."""
    lost = _only(acme)
    clock.advance(LEASE)
    again = _only(acme)
    assert (again.learner, again.day) == (lost.learner, lost.day)
    assert again.claim_id != lost.claim_id
    assert not acme.outbox.acknowledge(lost)
    assert acme.outbox.acknowledge(again)
    assert not acme.outbox.release(again)
    assert not acme.outbox.claim_due()


@pytest.mark.parametrize("how", Break)
@pytest.mark.parametrize("end", ["acknowledge", "release"])
def test_how_a_claim_ended_is_told_again(any_store: AnyStore, clock: ManualClock, end: str, how: Break) -> None:
    """Whose answer was lost is told what the first call came to, and changes no more; the other end does not count."""
    store = FaultyStore(any_store.new())
    acme = small_tenant(Engine(store, clock=clock, pause=lambda _: None))
    claim, other = _only(acme), {"acknowledge": "release", "release": "acknowledge"}[end]
    for at in range(2 if end == "acknowledge" else 1):
        store.break_at(at, how, times=99)
        with pytest.raises(ConnectionLostError):
            getattr(acme.outbox, end)(claim)
        store.mend()
    assert [getattr(acme.outbox, call)(claim) for call in (end, end, other, end)] == [True, True, False, True]
    assert [one.day for one in acme.outbox.claim_due()] == ([claim.day] if end == "release" else [])
    assert getattr(acme.outbox, end)(claim) == (end == "acknowledge")  # somebody else has looked since


def test_a_lease_that_ran_out_unnoticed_can_still_be_acknowledged(acme: Tenant, clock: ManualClock) -> None:
    """As long as nobody else was offered the learner."""
    claim = _only(acme)
    clock.advance(2 * LEASE)
    assert acme.outbox.acknowledge(claim)
    assert not acme.outbox.claim_due()


def test_what_was_practised_while_a_lease_ran_out_is_not_offered_again(acme: Tenant, clock: ManualClock) -> None:
    """The second look sees that nothing is waiting any more; an undo brings the same day back."""
    _only(acme)
    acme.policies.adopt(replace(acme.policy, planning=replace(acme.policy.planning, new_skills=1)))
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    clock.advance(LEASE)
    assert not acme.outbox.claim_due()
    acme.practice.undo("ana", review_id="r-1")
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY}


def test_a_claim_that_is_released_is_the_next_ones(acme: Tenant) -> None:
    """It is offered again at once, for the same day."""
    first = _only(acme)
    assert acme.outbox.release(first)
    second = _only(acme)
    assert (second.day, acme.outbox.acknowledge(first), acme.outbox.acknowledge(second)) == (first.day, False, True)


def test_a_worker_that_dies_while_it_looks_holds_nobody_up_for_longer_than_the_lease(
    acme: Tenant, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken and never settled: the learner is there again when the time is up, with the day not lost."""
    acme.outbox.acknowledge(_only(acme))
    clock.advance(DAY)
    with monkeypatch.context() as patched:
        patched.setattr(acme.outbox, "_settled", _die)
        with pytest.raises(KeyboardInterrupt):
            acme.outbox.claim_due()
    assert not acme.outbox.claim_due()
    clock.advance(LEASE)
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY + DAY}


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_on_a_day_without_practice_nobody_is_claimed(acme: Tenant, clock: ManualClock) -> None:
    """Leave, a public holiday and a weekday without load are days without practice; the day after is not."""
    acme.roster.put_leave("ana", Leave(id="spring", first=TODAY, last=TODAY))
    acme.roster.set_holidays([TODAY + DAY])
    acme.roster.set_availability("ana", week={"wednesday": Load.NONE})
    for _ in range(3):
        assert not acme.outbox.claim_due()
        clock.advance(DAY)
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY + 3 * DAY}


def test_what_is_said_about_a_learner_during_the_day_is_seen_at_once(acme: Tenant) -> None:
    """Each of these makes practice appear for somebody who was looked at already, and had none."""
    _practise_all(acme)
    acme.roster.put_many([Learner(id=name, day_start=4) for name in ("ben", "cy")])
    acme.roster.put_leave("cy", Leave(id="l", first=TODAY, last=TODAY))
    assert not acme.outbox.claim_due()
    acme.roster.enroll_many(["ben", "cy"], journey=JOURNEY)
    assert set(_days(acme.outbox.claim_due())) == {"ben"}
    acme.roster.cancel_leave("cy", "l")
    assert set(_days(acme.outbox.claim_due())) == {"cy"}
    acme.practice.forget("ana", "terms")
    assert set(_days(acme.outbox.claim_due())) == {"ana"}


def test_practice_that_comes_late_and_leaves_a_card_due_today_is_seen_at_once(acme: Tenant) -> None:
    """Whoever had nothing to practise has, when a phone sends a review or a quiz of a month ago."""
    acme.roster.put_many([Learner(id=name) for name in ("ben", "cy")])
    assert set(_days(acme.outbox.claim_due())) == {"ana"}
    acme.practice.review("ben", "terms", Rating.Good, at=START - 30 * DAY)
    assert set(_days(acme.outbox.claim_due())) == {"ben"}
    quiz = QuizAttempt(attempt_id="q", edition=1, answers=[Answer("q-terms-1", "b")], at=START - 30 * DAY)
    acme.practice.record("cy", quiz)
    assert set(_days(acme.outbox.claim_due())) == {"cy"}


def test_the_usual_practice_wakes_nobody(clock: ManualClock) -> None:
    """A review or a quiz that moves a card to a later day costs nothing for the outbox."""
    store = Noting(MemoryStore())
    acme = small_tenant(Engine.over(store, clock=clock))
    store.woken.clear()
    acme.practice.review("ana", "terms", Rating.Good)
    answers = [Answer("q-terms-1", "b"), Answer("q-questions-1", "to learn")]
    acme.practice.record("ana", QuizAttempt(attempt_id="q", edition=1, answers=answers))
    assert store.woken == [frozenset(), frozenset()]


class Noting:
    """A store that notes whom each change wakes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.woken: list[frozenset[str]] = []

    def apply(self, change: Change) -> None:
        """Note it, and write it."""
        self.woken.append(change.waking)
        self._store.apply(change)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self._store, name)


def test_a_step_later_today_brings_the_learner_back_then(any_store: AnyStore, clock: ManualClock) -> None:
    """With learning steps a card falls due again in ten minutes; whoever was not offered today is offered then."""
    policy = Policy(seed=7, learning_steps=(10 * MINUTE,))
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme = engine.create_tenant("acme", policy=policy)
        acme.catalog.publish(small_pack())
        acme.roster.put("ana")
        assert not acme.outbox.claim_due()
        acme.practice.review("ana", "terms", Rating.Again)
        assert not acme.outbox.claim_due()
        clock.advance(10 * MINUTE)
        assert _days(acme.outbox.claim_due()) == {"ana": TODAY}


def test_a_new_edition_is_seen_at_once(acme: Tenant) -> None:
    """Everybody is looked at again after it, and nobody who was delivered to today is offered today again."""
    acme.roster.put("ben")
    acme.roster.enroll("ben", journey=JOURNEY)
    claims = {claim.learner: claim for claim in acme.outbox.claim_due()}
    acme.outbox.acknowledge(claims["ben"])
    _practise_all(acme)
    acme.outbox.acknowledge(claims["ana"])
    acme.roster.put("cy")
    assert not acme.outbox.claim_due()
    acme.catalog.publish(small_pack(revision=2))
    assert not acme.outbox.claim_due()
    acme.roster.put("dee")
    acme.roster.enroll("dee", journey=JOURNEY)
    assert set(_days(acme.outbox.claim_due())) == {"dee"}


def test_an_edition_that_resets_what_is_known_is_practice(acme: Tenant) -> None:
    """A learner who had nothing to do has, once a skill was changed and has to be learnt anew."""
    _practise_all(acme)
    assert not acme.outbox.claim_due()
    acme.catalog.publish(small_pack(revision=2))
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY}


def test_whoever_was_delivered_to_today_is_not_offered_today_again(acme: Tenant, clock: ManualClock) -> None:
    """Whatever makes practice appear in the rest of the day waits for tomorrow."""
    acme.outbox.acknowledge(_only(acme))
    acme.practice.forget("ana", "terms")
    acme.roster.enroll("ana", journey=JOURNEY)
    acme.practice.review("ana", "terms", Rating.Again, at=START - 3 * DAY)
    for _ in range(3):
        assert not acme.outbox.claim_due()
        clock.advance(timedelta(hours=6))
    clock.advance(timedelta(hours=1))
    assert _days(acme.outbox.claim_due()) == {"ana": TODAY + DAY}


FLIGHTS = {
    "west": ("Pacific/Auckland", "Pacific/Honolulu"),
    "east": ("Pacific/Honolulu", "Pacific/Auckland"),
    "there and back": ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
}


@pytest.mark.parametrize(
    ("flight", "acknowledging"), [*((flight, "acknowledging") for flight in FLIGHTS), ("west", "")]
)
def test_days_only_go_up_whoever_flies_where(acme: Tenant, clock: ManualClock, flight: str, acknowledging: str) -> None:
    """Asked every hour, over date lines and midnights, no learner is offered a day after a later one."""
    offered: list[int] = []
    zones = list(FLIGHTS[flight])
    for hour in range(3 * 24):
        if hour % 15 == 0 and zones:
            acme.roster.put("ana", timezone=zones.pop(0), day_start=0)
        for claim in acme.outbox.claim_due(lease=timedelta(minutes=90)):
            offered.append(claim.day)
            if acknowledging:
                assert acme.outbox.acknowledge(claim)
        clock.advance(timedelta(hours=1))
    assert offered == sorted(offered)
    assert len(set(offered)) >= 2
    if acknowledging:
        assert len(set(offered)) == len(offered)
    else:
        assert Counter(offered).most_common(1)[0][1] > 2


def test_a_day_that_comes_back_is_not_offered_and_the_next_one_is(acme: Tenant, clock: ManualClock) -> None:
    """Acknowledged on the third in Auckland, a learner in Honolulu is offered nothing on the second and the third."""
    acme.roster.put("ana", timezone="Pacific/Auckland", day_start=0)
    clock.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC))  # the third begins in Auckland an hour before
    claim = _only(acme)
    assert claim.date == date(2026, 3, 3)
    acme.outbox.acknowledge(claim)
    acme.roster.put("ana", timezone="Pacific/Honolulu")
    clock.move_to(datetime(2026, 3, 4, 9, 59, tzinfo=UTC))  # a minute before the fourth there
    assert not acme.outbox.claim_due()
    clock.advance(MINUTE)
    assert _days(acme.outbox.claim_due()) == {"ana": date(2026, 3, 4)}


def test_no_call_looks_for_so_long_that_leases_run_out(clock: ManualClock) -> None:
    """Where looking takes half of the lease, what was found is returned, and the rest is left to the next call."""

    class Slow(ManualClock):
        def now(self) -> datetime:
            self.advance(timedelta(seconds=1))
            return super().now()

    clock = Slow(START)
    acme = small_tenant(Engine.open("memory:", clock=clock))
    acme.roster.put_many([Learner(id=f"l-{number:02}") for number in range(40)])
    acme.roster.enroll_many([f"l-{number:02}" for number in range(0, 40, 4)], journey=JOURNEY)
    acme.roster.put_many([Learner(id=f"l-{number:02}", day_start=1) for number in range(40)])  # which wakes everybody
    sizes, found = [], []
    while claims := acme.outbox.claim_due(limit=5, lease=timedelta(seconds=30)):
        assert min(claim.leased_until for claim in claims) > clock.now()
        found += [claim.learner for claim in claims if acme.outbox.acknowledge(claim)]
        sizes.append(len(claims))
    assert len(set(found)) == len(found) == 11
    assert min(sizes[:-1]) < 5


def test_the_limit_is_the_most_that_are_claimed(acme: Tenant) -> None:
    """Many are claimed in as many calls as it takes, everybody once."""
    names = [f"l-{number:03}" for number in range(50)]
    acme.roster.put_many([Learner(id=name) for name in names])
    acme.roster.enroll_many(names, journey=JOURNEY)
    sizes, found = [], []
    while claims := acme.outbox.claim_due(limit=20):
        sizes.append(len(claims))
        found += [claim.learner for claim in claims]
    assert sizes == [20, 20, 11]
    assert sorted(found) == ["ana", *names]


def test_eight_threads_share_everybody_among_them(acme: Tenant) -> None:
    """Many claim at once: nobody gets a learner whom another has, and everybody is claimed once."""
    names = [f"l-{number:03}" for number in range(100)]
    acme.roster.put_many([Learner(id=name) for name in names])
    acme.roster.enroll_many(names, journey=JOURNEY)

    def work(_: int) -> list[tuple[str, bool]]:
        mine = []
        while claims := acme.outbox.claim_due(limit=7):
            mine += [(claim.learner, acme.outbox.acknowledge(claim)) for claim in claims]
        return mine

    with ThreadPoolExecutor(8) as threads:
        done = [one for mine in threads.map(work, range(8)) for one in mine]
    assert sorted(done) == [(name, True) for name in ["ana", *names]]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": True}, "limit"),
        ({"lease": timedelta()}, "lease"),
        ({"lease": timedelta(days=2)}, "lease"),
        ({"lease": 300}, "lease"),
    ],
)
def test_a_limit_or_a_lease_that_cannot_be_is_refused(
    clock: ManualClock, arguments: dict[str, int], field: str
) -> None:
    """The error names the argument, and nobody was claimed."""
    acme = small_tenant(Engine.open("memory:", clock=clock))
    with pytest.raises(InvalidParameterError) as refused:
        acme.outbox.claim_due(**arguments)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert len(acme.outbox.claim_due()) == 1


def test_what_is_no_claim_is_refused(acme: Tenant) -> None:
    """A learner's id is no claim; a claim of somebody who is not there does not count."""
    for end in (acme.outbox.acknowledge, acme.outbox.release):
        with pytest.raises(InvalidParameterError) as refused:
            end("ana")  # type: ignore[arg-type]
        assert refused.value.field == "claim"
        assert not end(replace(_claim(), learner="nobody"))


def _claim() -> Claim:
    return Claim(tenant="acme", learner="ana", day=TODAY.toordinal(), claim_id="x", leased_until=START)


ZONES = ("Pacific/Kiritimati", "Europe/Dublin", "America/St_Johns", "Pacific/Pago_Pago")


class Deliveries:
    """Ana, on her travels, and a worker who is not always there; what it is offered is checked as it comes."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.acme = small_tenant(Engine.open("memory:", clock=self.clock))
        self.offered: list[Claim] = []
        self.done: set[int] = set()
        self.live: Claim | None = None
        self.ended = ""

    def take(self, step: str, number: int) -> None:
        """Take one step."""
        getattr(self, f"_{step}")(number)

    def _wait(self, minutes: int) -> None:
        self.clock.advance(minutes * MINUTE)

    def _move(self, number: int) -> None:
        self.acme.roster.put("ana", timezone=ZONES[number % len(ZONES)])

    def _practise(self, number: int) -> None:
        self.acme.practice.review("ana", SKILLS[number % 3], Rating(1 + number % 4))

    def _forget(self, number: int) -> None:
        self.acme.practice.forget("ana", SKILLS[number % 3])

    def _publish(self, _: int) -> None:
        edition = self.acme.catalog.curriculum().edition
        self.acme.catalog.publish(small_pack(revision=edition + 1))

    def _acknowledge(self, _: int) -> None:
        if self.offered:
            self._end("acknowledged", counts=self.acme.outbox.acknowledge(self.offered[-1]))
            if self.live is not None:
                self.done.add(self.live.day)
            self.live = None

    def _release(self, _: int) -> None:
        if self.offered:
            self._end("released", counts=self.acme.outbox.release(self.offered[-1]))
            self.live = None

    def _end(self, how: str, *, counts: bool) -> None:
        """Hold the first end to count; the same once more may count as well, as long as nobody has looked."""
        assert (self.live is not None) <= counts <= (self.live is not None or self.ended == how)
        self.ended = how if self.live is not None else self.ended

    def _claim(self, _: int) -> None:
        if self.live is not None and self.live.leased_until > self.clock.now():
            assert not self.acme.outbox.claim_due()
            return
        self.live = None
        for claim in self.acme.outbox.claim_due():
            assert claim.day not in self.done
            assert not self.offered or claim.day >= self.offered[-1].day
            self.offered.append(claim)
            self.live = claim


STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 30 * 60)),
    st.tuples(st.sampled_from(["move", "practise", "forget", "publish"]), st.integers(0, 11)),
    st.tuples(st.sampled_from(["claim", "acknowledge", "release"]), st.just(0)),
)


@given(st.lists(STEPS, min_size=5, max_size=50))
def test_the_days_of_a_learner_only_go_up(steps: list[tuple[str, int]]) -> None:
    """Whatever happens in between: days never fall, none comes after it was acknowledged, one lease at a time."""
    deliveries = Deliveries()
    for step, number in steps:
        deliveries.take(step, number)
