"""The laws of what a store hands out: each learner to one worker at a time, and each entry of the log once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import sleep
from typing import TYPE_CHECKING

import pytest

from reinforce.days import EPOCH
from reinforce.errors import InvalidParameterError, StaleError
from reinforce.journal import EventKind
from reinforce.ports import Change, Holder, Place, Rewriting, Verdict
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, LEARNER, TENANT

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.journal import Entry
    from reinforce.ports import LogSlice, Look, Store

MINUTE = timedelta(minutes=1)
LEASE = 5 * MINUTE
LEARNERS = tuple(f"learner {number:02}" for number in range(20))
TODAY = 739_677
_PATIENCE = 3_000  # times that a slice is asked for again, a hundredth of a second apart


class FeedContract:
    """A learner is one worker's at a time, and a reader of the log gets every entry once."""

    def test_everybody_is_taken_once_until_their_time_has_run_out(self, store: Store) -> None:
        """A new learner is there to be looked at; whoever is being looked at is not, until the time set for it."""
        store.apply(samples.tenant(learners=LEARNERS))
        first, second = _take(store, limit=12), _take(store, limit=12, mark="b")
        assert (len(first), len(second)) == (12, 8)
        assert _names(first) | _names(second) == set(LEARNERS)
        assert {(look.edition, look.day) for look in (*first, *second)} == {(1, None)}
        assert _take(store, at=AT + LEASE - MINUTE) == ()
        assert _names(_take(store, at=AT + LEASE)) == set(LEARNERS)

    def test_who_was_put_off_comes_when_their_time_has_come_the_longest_waiting_first(self, store: Store) -> None:
        """Settled without a claim, a learner is taken from the instant said on, before those who have waited less."""
        store.apply(samples.tenant(learners=LEARNERS))
        times = {look.learner: AT + DAY - place * MINUTE for place, look in enumerate(_take(store))}
        verdicts = [_put_off(look, until=times[look.learner], day=TODAY) for look in _take(store, at=AT + LEASE)]
        assert store.settle(TENANT, verdicts) == set(LEARNERS)
        assert _take(store, at=min(times.values()) - timedelta(microseconds=1)) == ()
        early = sorted(times, key=lambda learner: times[learner])[:3]
        taken = _take(store, at=AT + DAY, limit=3)
        assert _names(taken) == set(early)
        assert {look.day for look in taken} == {TODAY}

    def test_a_claim_is_nobody_elses_until_its_lease_runs_out_and_then_its_day_is_free(self, store: Store) -> None:
        """A claimed learner is not taken while the lease lasts; taken after it, the day before it is the last done."""
        store.apply(samples.tenant())
        (look,) = _take(store)
        assert store.settle(TENANT, [_claim(look, "claim-1")]) == {LEARNER}
        assert _take(store, at=AT + LEASE - MINUTE) == ()
        (again,) = _take(store, at=AT + LEASE, mark="b")
        assert again.day == TODAY - 1
        (third,) = _take(store, at=AT + 2 * LEASE, mark="c")
        assert third.day == TODAY - 1

    def test_a_claim_that_is_ended_is_ended_for_its_day(self, store: Store) -> None:
        """Whoever holds the claim may end it once; then the learner comes back when it was said, with the day done."""
        store.apply(samples.tenant())
        (look,) = _take(store)
        store.settle(TENANT, [_claim(look, "claim-1")])
        end = Verdict(learner=LEARNER, held="claim-1", day=TODAY, look_at=AT + DAY)
        assert store.settle(TENANT, [replace(end, held="claim-2"), replace(end, learner="nobody")]) == frozenset()
        assert [store.settle(TENANT, [end]) for _ in range(2)] == [{LEARNER}, frozenset()]
        assert _take(store, at=AT + DAY - MINUTE) == ()
        assert [look.day for look in _take(store, at=AT + DAY)] == [TODAY]

    def test_what_was_taken_by_somebody_else_meanwhile_cannot_be_settled(self, store: Store) -> None:
        """A look whose time ran out settles as long as nobody has taken it since; a claim likewise."""
        store.apply(samples.tenant())
        (slow,) = _take(store, mark="slow")
        (quick,) = _take(store, at=AT + LEASE, mark="quick")
        assert store.settle(TENANT, [_claim(slow, "slow")]) == frozenset()
        assert store.settle(TENANT, [_claim(quick, "quick", until=AT + 2 * LEASE)]) == {LEARNER}
        end = Verdict(learner=LEARNER, held="quick", day=TODAY, look_at=AT + DAY)
        _take(store, at=AT + 3 * LEASE, mark="third")
        assert store.settle(TENANT, [end]) == frozenset()

    def test_waking_brings_a_learner_back_and_voids_the_look_that_is_under_way(self, store: Store) -> None:
        """Whoever was put off, or is being looked at, is taken at once after waking, and the old look cannot settle."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        looks = {look.learner: look for look in _take(store)}
        store.settle(TENANT, [_put_off(looks["ben"], until=AT + DAY)])
        store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER, "ben"})))
        assert store.settle(TENANT, [_claim(looks[LEARNER], "stale")]) == frozenset()
        assert _names(_take(store, mark="b")) == {LEARNER, "ben"}
        assert _take(store, mark="c") == ()

    def test_waking_leaves_a_claim_to_whoever_has_it(self, store: Store) -> None:
        """A claimed learner who is woken is not taken before the claim ends; then at once, whatever was said."""
        store.apply(samples.tenant())
        (look,) = _take(store)
        store.settle(TENANT, [_claim(look, "claim-1")])
        store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER})))
        assert _take(store, at=AT + LEASE - MINUTE) == ()
        end = Verdict(learner=LEARNER, held="claim-1", day=TODAY, look_at=AT + DAY)
        assert store.settle(TENANT, [end]) == {LEARNER}
        assert [look.day for look in _take(store)] == [TODAY]

    def test_a_woken_claim_whose_lease_ran_out_is_taken(self, store: Store) -> None:
        """Waking does not keep a claim alive."""
        store.apply(samples.tenant())
        store.settle(TENANT, [_claim(look, "claim-1") for look in _take(store)])
        store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER})))
        assert [look.day for look in _take(store, at=AT + LEASE)] == [TODAY - 1]

    def test_a_new_edition_brings_everybody_back_but_who_is_claimed(self, store: Store) -> None:
        """Whoever was last looked at in an older edition is taken at once, with the number of the newer one."""
        store.apply(samples.tenant(learners=(LEARNER, "ben", "cy")))
        looks = {look.learner: look for look in _take(store)}
        verdicts = [_claim(looks[LEARNER], "claim-1"), _put_off(looks["ben"], until=AT + DAY)]
        assert store.settle(TENANT, verdicts) == {LEARNER, "ben"}
        taken = _take(store, edition=2, mark="b")
        assert {(look.learner, look.edition) for look in taken} == {("ben", 2), ("cy", 2)}
        assert store.settle(TENANT, [_claim(looks["cy"], "stale")]) == frozenset()

    def test_when_a_claim_was_delivered_is_told_to_whoever_looks_next(self, store: Store) -> None:
        """Written at the end of a claim, it stays through looks, other ends and waking, until the next delivery."""
        store.apply(samples.tenant())
        (look,) = _take(store)
        assert look.delivered_at is None
        store.settle(TENANT, [_claim(look, "claim-1")])
        end = Verdict(learner=LEARNER, held="claim-1", day=TODAY, look_at=AT, delivered_at=AT + MINUTE)
        assert store.settle(TENANT, [end]) == {LEARNER}
        store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER})))
        (second,) = _take(store, mark="b")
        assert second.delivered_at == AT + MINUTE
        store.settle(TENANT, [_claim(second, "claim-2")])
        store.settle(TENANT, [Verdict(learner=LEARNER, held="claim-2", day=TODAY, look_at=AT)])
        assert [look.delivered_at for look in _take(store, mark="c")] == [AT + MINUTE]

    def test_who_has_a_claim_is_found_wherever_it_went(self, store: Store) -> None:
        """By its id, or the mark of how it ended; where two are merged while both are out, both stay till the later."""
        store.apply(samples.tenant(learners=(LEARNER, "ben", "cy")))
        looks = {look.learner: look for look in _take(store)}
        later = AT + 2 * LEASE
        verdicts = [_claim(looks[LEARNER], "of-ana"), _claim(looks["ben"], "of-ben", until=later)]
        store.settle(TENANT, verdicts)
        alone = Holder(learner=LEARNER, held="of-ana", day=TODAY, look_at=AT + LEASE)
        assert store.holders(TENANT, ["of-ana", "elsewhere"]) == (alone,)
        assert store.holders(TENANT, ["elsewhere"]) == store.holders("nobody", ["of-ana"]) == ()
        _move(store, LEARNER, "ben")
        both = replace(alone, learner="ben", held="of-ben of-ana", look_at=later)
        assert store.holders(TENANT, ["of-ana"]) == store.holders(TENANT, ["elsewhere"]) == (both,)
        assert _names(_take(store, at=later - MINUTE, mark="b")) == {"cy"}
        end = Verdict(learner="ben", held=both.held, claim_id="look:over", day=TODAY, look_at=later)
        assert store.settle(TENANT, [end]) == {"ben"}
        assert store.holders(TENANT, ["of-ana"]) == ()
        assert store.holders(TENANT, ["look:over"]) == (replace(both, held="look:over"),)

    def test_the_next_look_of_each_tenant_is_known(self, store: Store) -> None:
        """It is the epoch while somebody is free to be looked at, else the first time that is set; nobody has none."""
        store.apply(replace(samples.tenant(learners=(LEARNER, "ben")), editions=(samples.edition(1),)))
        store.apply(samples.tenant("empty", learners=()))
        assert store.next_looks() == store.next_looks(TENANT) == {TENANT: EPOCH}
        looks = {look.learner: look for look in _take(store)}
        assert store.next_looks() == {TENANT: AT + LEASE}
        verdicts = [_claim(looks[LEARNER], "claim-1"), _put_off(looks["ben"], until=AT + DAY)]
        store.settle(TENANT, verdicts)
        assert store.next_looks(TENANT) == {TENANT: AT + LEASE}
        store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER})))
        assert store.next_looks() == {TENANT: AT + LEASE}  # a claim stays whose it is
        store.apply(Change(tenant=TENANT, waking=frozenset({"ben"})))
        assert store.next_looks() == {TENANT: EPOCH}
        assert store.next_looks("empty") == store.next_looks("nobody") == {}

    def test_to_wake_somebody_who_is_gone_is_stale(self, store: Store) -> None:
        """As any other change about somebody who is not there."""
        store.apply(samples.tenant())
        with pytest.raises(StaleError):
            store.apply(Change(tenant=TENANT, waking=frozenset({LEARNER, "somebody who is gone"})))

    def test_eight_workers_at_once_never_take_the_same_learner(self, store: Store) -> None:
        """Threads that take and settle in small bites share everybody among them."""
        learners = tuple(f"learner {number:03}" for number in range(120))
        store.apply(samples.tenant(learners=learners))

        def work(worker: int) -> list[str]:
            mine: list[str] = []
            while looks := _take(store, limit=7, mark=f"{worker}-{len(mine)}"):
                verdicts = [_put_off(look, until=AT + DAY, day=TODAY) for look in looks]
                assert store.settle(TENANT, verdicts) == _names(looks)
                mine += (look.learner for look in looks)
            return mine

        with ThreadPoolExecutor(8) as threads:
            taken = [learner for mine in threads.map(work, range(8)) for learner in mine]
        assert sorted(taken) == list(learners)

    def test_claims_of_one_tenant_are_not_anothers(self, store: Store) -> None:
        """The same learners and marks in two tenants have nothing to do with each other."""
        for tenant in ("a", "b"):
            store.apply(samples.tenant(tenant))
        looks = [store.take(tenant, edition=1, now=AT, until=AT + LEASE, limit=9, mark="t") for tenant in ("a", "b")]
        assert looks[0] == looks[1] != ()
        assert store.settle("a", [_claim(looks[0][0], "claim-1")]) == {LEARNER}
        assert store.settle("b", [_put_off(looks[1][0], until=AT + DAY)]) == {LEARNER}
        assert store.take("nobody", edition=1, now=AT, until=AT + LEASE, limit=9, mark="t") == ()
        assert store.settle("nobody", [_claim(looks[0][0], "claim-1")]) == frozenset()

    def test_the_log_brings_every_entry_once_in_the_order_of_the_changes(self, store: Store) -> None:
        """From slice to slice come all reviews and events, of learners and the tenant, change after change."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        changes = _changes()
        for change in changes:
            store.apply(change)
        whole = log_slice(store, limit=100)
        assert whole.held_since is None
        assert _grouped(whole.entries, changes) == [_keys(_entries(change)) for change in changes]
        found: list[Entry] = []
        place = Place()
        while (part := log_slice(store, after=place, limit=2)).entries:
            assert (len(part.entries) <= 2, part.end > place) == (True, True)
            found += part.entries
            place = part.end
        assert tuple(found) == whole.entries
        assert part.end == place == whole.end

    def test_the_log_goes_on_from_where_it_was_left(self, store: Store) -> None:
        """What is written after a slice was read comes next; what is in the log already does not come again."""
        store.apply(samples.tenant())
        assert log_slice(store, limit=9).entries == ()
        goal, review = samples.event("goal", EventKind.GOAL), samples.review("r-1")
        store.apply(Change(tenant=TENANT, events=(goal,)))
        first = log_slice(store, limit=9)
        store.apply(Change(tenant=TENANT, events=(goal,), reviews=(review,)))
        assert (first.entries, log_slice(store, after=first.end, limit=9).entries) == ((goal,), (review.review,))

    def test_the_log_of_one_tenant_is_not_anothers(self, store: Store) -> None:
        """Entries of other tenants are not among those of one; a tenant who is not there has an empty log."""
        for tenant in ("a", "b"):
            store.apply(samples.tenant(tenant))
        store.apply(Change(tenant="a", reviews=(samples.review("r-1"),)))
        assert [len(log_slice(store, tenant=tenant, limit=9).entries) for tenant in ("a", "b", "nobody")] == [1, 0, 0]

    def test_a_place_beyond_the_end_of_the_log_is_refused(self, store: Store) -> None:
        """Going on from a place that this log has not reached would pass over what is written next."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, reviews=(samples.review("r-1"),)))
        end = log_slice(store, limit=9).end
        assert log_slice(store, after=end, limit=9).entries == ()
        for beyond in (replace(end, epoch=end.epoch + 1), Place(end.epoch, end.transaction + 1_000_000, 10**9)):
            with pytest.raises(InvalidParameterError) as refused:
                log_slice(store, after=beyond, limit=9)
            assert refused.value.field == "after"


def _take(store: Store, *, at: datetime = AT, edition: int = 1, limit: int = 100, mark: str = "a") -> tuple[Look, ...]:
    return store.take(TENANT, edition=edition, now=at, until=at + LEASE, limit=limit, mark=mark)


def _names(looks: tuple[Look, ...]) -> frozenset[str]:
    names = [look.learner for look in looks]
    assert len(set(names)) == len(names)
    return frozenset(names)


def _move(store: Store, source: str, target: str) -> None:
    """Merge a learner into another, with nothing but what the store moves by itself."""
    store.apply(Change(tenant=TENANT, rewriting=Rewriting(moves=((source, target),))))


def _put_off(look: Look, *, until: datetime, day: int | None = None) -> Verdict:
    return Verdict(learner=look.learner, held=look.mark, edition=look.edition, day=day, look_at=until)


def _claim(look: Look, claim_id: str, *, until: datetime = AT + LEASE) -> Verdict:
    return Verdict(
        learner=look.learner, held=look.mark, edition=look.edition, claim_id=claim_id, day=TODAY, look_at=until
    )


def _changes() -> list[Change]:
    """Return changes that bring entries of every kind, with instants that say nothing about their order."""
    full = samples.full_review("r-2")
    hers, his = (samples.event("leave", EventKind.LEAVE, learner=learner) for learner in (LEARNER, "ben"))
    return [
        Change(tenant=TENANT, reviews=(samples.review("r-3", at=AT + DAY), samples.review("r-3", learner="ben"))),
        Change(tenant=TENANT, events=(hers, his, samples.content_change("leave"))),
        Change(tenant=TENANT, reviews=(full,), events=(samples.event("new", EventKind.RECHECK, at=AT - DAY),)),
        Change(tenant=TENANT, reviews=(samples.review("r-0", at=AT - 9 * DAY),)),
    ]


def _entries(change: Change) -> list[Entry]:
    return [*(record.review for record in change.reviews), *change.events]


def _keys(entries: list[Entry]) -> list[str]:
    return sorted(map(repr, entries))


def _grouped(entries: tuple[Entry, ...], changes: list[Change]) -> list[list[str]]:
    """Return the entries in as many groups as there are changes, each as large as its change."""
    groups, start = [], 0
    for change in changes:
        end = start + len(_entries(change))
        groups.append(_keys(list(entries[start:end])))
        start = end
    assert start == len(entries)
    return groups


def log_slice(store: Store, *, after: Place | None = None, limit: int, tenant: str = TENANT) -> LogSlice:
    """
    Return a slice of the log that nothing is held back from.

    Whoever else uses the same PostgreSQL, and be it another test, holds entries back for as long as a transaction of
    theirs lasts.
    """
    for _ in range(_PATIENCE):
        found = store.log(tenant, after=after or Place(), limit=limit)
        if found.held_since is None:
            break
        sleep(0.01)
    return found
