"""The laws of what a store keeps: what was applied is read back equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from reinforce.errors import NotFoundError, StoreClosedError
from reinforce.journal import Event, EventKind, retraction
from reinforce.ports import Change, Exposure, Held, Query, Unmeeting
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, LEARNER, SKILL, TENANT, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.ports import Store


class RoundTrip:
    """What was applied is read back equal."""

    def test_the_newest_policy_is_in_force_and_older_ones_are_kept(self, store: Store) -> None:
        """A tenant's policies come back equal, by version, and the newest without one."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, policies=(samples.policy(3), samples.policy(2))))
        assert store.policy(TENANT) == samples.policy(3)
        assert [store.policy(TENANT, version) for version in (1, 2, 3, 4)] == [*map(samples.policy, (1, 2, 3)), None]
        assert store.read(whole()).policy_version == 3

    def test_editions_come_by_number_oldest_first(self, store: Store) -> None:
        """Those of the editions asked for that are there come back equal, once each, in the order of their numbers."""
        store.apply(samples.tenant())
        assert (store.editions(TENANT, [1]), store.read(whole()).edition) == ((), 0)
        editions = [samples.edition(number, pack=f"pack {number % 2}") for number in range(1, 12)]
        store.apply(Change(tenant=TENANT, editions=tuple(reversed(editions))))
        assert list(store.editions(TENANT, range(20))) == editions
        assert list(store.editions(TENANT, [7, 2, 12, 7])) == [editions[1], editions[6]]
        assert store.editions(TENANT, []) == ()
        assert store.read(whole()).edition == 11

    def test_a_new_learner_has_a_calendar_and_nothing_else(self, store: Store) -> None:
        """Enrolling somebody writes no card; the epoch of somebody new is 0."""
        store.apply(samples.tenant())
        found = store.read(whole(ids=("review-1",)))
        assert found.epoch == 0
        assert found.calendar == (CalendarEntry(effective_at=AT),)
        parts = (found.cards, found.reviews, found.prior_reviews, found.prior_attempts, found.exposures)
        assert parts == ({}, {}, {}, {}, {})
        assert (found.amendments, found.prior_events, found.attempts, found.steering) == ((), {}, (), ())
        assert (found.journeys, found.practised, found.latest_at) == ((), (), None)

    def test_a_learner_who_is_not_there_has_no_epoch(self, store: Store) -> None:
        """Reading an unknown learner gives the tenant's policy and edition, and the epoch None."""
        store.apply(samples.tenant())
        holidays = samples.event("holidays", EventKind.HOLIDAYS, learner="")
        store.apply(Change(tenant=TENANT, editions=(samples.edition(7),), events=(holidays,)))
        found = store.read(whole("nobody", ids=("review-1",)))
        assert (found.policy_version, found.edition, found.epoch) == (1, 7, None)
        assert (found.calendar, found.cards, found.reviews, found.steering) == ((), {}, {}, ())

    def test_an_unknown_tenant_is_an_error_to_read_and_nothing_to_list(self, store: Store) -> None:
        """Reading needs a tenant; listings of one who is not there are empty."""
        with pytest.raises(NotFoundError) as refused:
            store.read(whole(tenant="nobody"))
        assert (refused.value.kind, refused.value.id) == ("tenant", "nobody")
        listings = (
            store.policy("nobody"),
            store.editions("nobody", [1]),
            store.events("nobody"),
            store.learners("nobody"),
        )
        assert listings == (None, (), (), ())
        assert store.tenants() == ()

    def test_the_calendar_comes_oldest_first_and_one_instant_has_one_entry(self, store: Store) -> None:
        """Calendar entries come in the order of their instants; a second one at the same instant replaces the first."""
        store.apply(samples.tenant())
        later, latest = (CalendarEntry(effective_at=AT + n * DAY, timezone="Asia/Tokyo", day_start=n) for n in (1, 2))
        store.apply(Change(tenant=TENANT, calendar=((LEARNER, latest), (LEARNER, replace(later, timezone="UTC")))))
        store.apply(Change(tenant=TENANT, calendar=((LEARNER, later),)))
        assert store.read(whole()).calendar == (CalendarEntry(effective_at=AT), later, latest)

    def test_a_card_comes_back_equal_to_the_last_bit(self, store: Store) -> None:
        """Every field of a card in any phase comes back equal, with version 1; the next write is version 2."""
        store.apply(samples.tenant())
        cards = {name: replace(card, skill=name) for name, card in samples.CARDS.items()}
        store.apply(Change(tenant=TENANT, cards=tuple((card, 0) for card in cards.values())))
        assert store.read(whole()).cards == {name: Held(card, 1) for name, card in cards.items()}
        others = dict(zip(cards, reversed(cards.values()), strict=True))
        turned = {name: replace(card, skill=name) for name, card in others.items()}
        store.apply(Change(tenant=TENANT, cards=tuple((card, 1) for card in turned.values())))
        assert store.read(whole()).cards == {name: Held(card, 2) for name, card in turned.items()}

    def test_a_review_comes_back_equal_with_its_outcome(self, store: Store) -> None:
        """Every field of a review comes back equal, full or empty, and so does what the engine answered."""
        store.apply(samples.tenant())
        full, bare = samples.full_review("review-1"), samples.review("review-2", at=datetime(1969, 7, 20, tzinfo=UTC))
        store.apply(Change(tenant=TENANT, reviews=(full, bare)))
        found = store.read(whole(ids=("review-1", "review-2", "review-3")))
        assert found.prior_reviews == {"review-1": full, "review-2": bare}
        assert found.reviews == {SKILL: (bare.review, full.review)}

    def test_an_attempt_comes_back_equal(self, store: Store) -> None:
        """Every field of an attempt comes back equal: texts of any kind and numbers to the last bit."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, attempts=(samples.attempt("attempt-1"), samples.attempt("attempt-2"))))
        found = store.read(whole(ids=("attempt-2", "attempt-3")))
        assert found.prior_attempts == {"attempt-2": samples.attempt("attempt-2")}
        assert found.prior_reviews == {}

    def test_the_order_of_keys_in_a_body_is_kept(self, store: Store) -> None:
        """JSON objects come back with their keys in the order in which they went in."""
        store.apply(samples.tenant())
        found = store.policy(TENANT)
        assert found is not None
        assert list(found.body) == list(samples.policy().body)

    def test_events_come_by_learner_in_the_order_of_instant_and_id(self, store: Store) -> None:
        """The events of the tenant and those of a learner are listed apart, each ordered by instant, then id."""
        store.apply(samples.tenant())
        ours = [
            samples.content_change("b"),
            samples.content_change("a", at=AT + DAY),
            samples.content_change("c", at=AT + DAY),
        ]
        hers = [retraction(LEARNER, "y", at=AT), Event(id="x", kind=EventKind.RETRACTION, at=AT + DAY, learner=LEARNER)]
        store.apply(Change(tenant=TENANT, events=(*reversed(ours), *reversed(hers))))
        assert list(store.events(TENANT)) == ours
        assert list(store.events(TENANT, learner=LEARNER)) == hers

    def test_an_event_comes_back_equal(self, store: Store) -> None:
        """Every field of an event of any kind, of a learner or of the tenant, comes back equal, full or empty."""
        store.apply(samples.tenant())
        for learner in (LEARNER, ""):
            full = [samples.event(f"a-{kind}", kind, learner=learner) for kind in sorted(EventKind)]
            bare = Event(id="b", kind=EventKind.SURVEY, at=datetime(1969, 7, 20, tzinfo=UTC), learner=learner)
            store.apply(Change(tenant=TENANT, events=(*full, bare)))
            assert store.events(TENANT, learner=learner) == (bare, *full)
        ids = tuple(event.id for event in full)
        assert store.read(whole(ids=ids)).prior_events == {event.id: replace(event, learner=LEARNER) for event in full}

    def test_journeys_come_oldest_enrolment_first(self, store: Store) -> None:
        """Journeys are ordered by the instant of enrolment; a second enrolment leaves the first as it is."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, enrolments=((LEARNER, "a", AT + 2 * DAY), (LEARNER, "b", AT))))
        store.apply(Change(tenant=TENANT, enrolments=((LEARNER, "c", AT + DAY), (LEARNER, "b", AT + 3 * DAY))))
        assert store.read(whole()).journeys == ("b", "c", "a")
        assert store.read(Query(tenant=TENANT, learner=LEARNER)).journeys == ()

    def test_meetings_with_an_exercise_are_counted_and_summed(self, store: Store) -> None:
        """Within a change and across, meetings are counted, known durations add up, and the latest instant is kept."""
        store.apply(samples.tenant())
        week, tick = timedelta(days=7), timedelta(microseconds=1)
        first = (
            samples.meeting("q-1", at=AT + DAY, took=week),
            samples.meeting("q-1"),
            samples.meeting("q-1", took=timedelta()),
            samples.meeting("q-2"),
        )
        store.apply(Change(tenant=TENANT, exposures=first))
        assert store.read(whole()).exposures == {
            "q-1": Exposure(3, AT + DAY, timed=2, took=week),
            "q-2": Exposure(1, AT),
        }
        second = (samples.meeting("q-1", at=AT - DAY, took=tick), samples.meeting("q-2", at=AT + DAY))
        store.apply(Change(tenant=TENANT, exposures=second))
        assert store.read(whole()).exposures == {
            "q-1": Exposure(4, AT + DAY, timed=3, took=week + tick),
            "q-2": Exposure(2, AT + DAY),
        }
        assert store.read(Query(tenant=TENANT, learner=LEARNER)).exposures == {}

    def test_meetings_are_taken_off(self, store: Store) -> None:
        """What a meeting added goes again; where it was the latest, that is an earlier one; a row without any goes."""
        store.apply(samples.tenant())
        latest, first = samples.meeting("q-1", at=AT + DAY, took=DAY), samples.meeting("q-1", took=timedelta())
        alone = samples.meeting("q-2", at=AT + DAY)
        store.apply(Change(tenant=TENANT, exposures=(latest, first, alone)))
        gone = (Unmeeting(latest, AT), Unmeeting(alone, None), Unmeeting(samples.meeting("q-3"), None))
        store.apply(Change(tenant=TENANT, unmet=gone, epochs={LEARNER: 0}, turning=frozenset({LEARNER})))
        assert store.read(whole()).exposures == {"q-1": Exposure(1, AT, timed=1, took=timedelta())}
        store.apply(Change(tenant=TENANT, exposures=(latest,)))
        store.apply(Change(tenant=TENANT, unmet=(Unmeeting(first, AT - DAY),)))
        assert store.read(whole()).exposures == {"q-1": Exposure(1, AT + DAY, timed=1, took=DAY)}

    def test_learners_are_listed_by_code_point_in_pages(self, store: Store) -> None:
        """Ids are sorted by code point, whatever their language, and paged after the last id of the page before."""
        names = ("A", "Z", "a", "aa", "a b", "z", "é", "ß", "Ω", "日本", "ﬁ", "😀")
        store.apply(samples.tenant(learners=names))
        assert store.learners(TENANT) == tuple(sorted(names))
        first = store.learners(TENANT, limit=5)
        assert first + store.learners(TENANT, after=first[-1]) == tuple(sorted(names))

    def test_a_closed_store_is_asked_in_vain(self, store: Store) -> None:
        """After closing, reading and writing raise StoreClosedError; closing again does not."""
        store.apply(samples.tenant())
        store.close()
        store.close()
        for call in (store.tenants, partial(store.read, whole()), partial(store.apply, samples.tenant())):
            with pytest.raises(StoreClosedError):
                call()

    def test_everything_outlives_a_restart(self, store: Store, reopen: Callable[[], Store]) -> None:
        """What was applied is held, equal, by the store that is opened next."""
        store.apply(samples.tenant())
        store.apply(samples.everything())
        before = samples.held(store)
        again = reopen()
        assert samples.held(again) == before
        assert again.tenants() == (TENANT,)

    def test_values_are_the_stores_own(self, store: Store) -> None:
        """Changing what went in, or what came out, changes nothing in the store."""
        given = samples.attempt()
        mine = {"answers": [1]}
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, attempts=(replace(given, body=mine),)))
        mine["answers"].append(2)
        found = store.read(whole(ids=(given.id,))).prior_attempts[given.id]
        assert found.body == {"answers": [1]}
        found.body["answers"].append(3)
        assert store.read(whole(ids=(given.id,))).prior_attempts[given.id].body == {"answers": [1]}
