"""The laws of what a store keeps: what was applied is read back equal, and only what was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reinforce.errors import NotFoundError
from reinforce.journal import Event, EventKind, retraction
from reinforce.ports import Change, Exposure, Held, Query
from reinforce.practice.calendar import CalendarEntry
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, LEARNER, SKILL, TENANT, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.ports import Store


class Keeping:
    """What was applied is read back equal."""

    def test_the_newest_policy_is_in_force_and_older_ones_are_kept(self, store: Store) -> None:
        """A tenant's policies come back equal, by version, and the newest without one."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, policies=(samples.policy(3), samples.policy(2))))
        assert store.policy(TENANT) == samples.policy(3)
        assert [store.policy(TENANT, version) for version in (1, 2, 3, 4)] == [*map(samples.policy, (1, 2, 3)), None]
        assert store.read(whole()).policy_version == 3

    def test_editions_come_oldest_first_up_to_a_number(self, store: Store) -> None:
        """Editions come back equal, in the order of their numbers, all of them or the first few."""
        store.apply(samples.tenant())
        assert (store.editions(TENANT), store.read(whole()).edition) == ((), 0)
        editions = [samples.edition(number, pack=f"pack {number % 2}") for number in range(1, 12)]
        store.apply(Change(tenant=TENANT, editions=tuple(reversed(editions))))
        assert list(store.editions(TENANT)) == editions
        assert list(store.editions(TENANT, upto=2)) == editions[:2]
        assert store.editions(TENANT, upto=0) == ()
        assert store.read(whole()).edition == 11

    def test_a_new_learner_has_a_calendar_and_nothing_else(self, store: Store) -> None:
        """Enrolling somebody writes no card; the epoch of somebody new is 0."""
        store.apply(samples.tenant())
        found = store.read(whole(ids=("review-1",)))
        assert found.epoch == 0
        assert found.calendar == (CalendarEntry(effective_at=AT),)
        parts = (found.cards, found.reviews, found.prior_reviews, found.prior_attempts, found.exposures)
        assert parts == ({}, {}, {}, {}, {})
        assert (found.retractions, found.journeys, found.practised, found.latest_at) == ((), (), (), None)

    def test_a_learner_who_is_not_there_has_no_epoch(self, store: Store) -> None:
        """Reading an unknown learner gives the tenant's policy and edition, and the epoch None."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, editions=(samples.edition(7),)))
        found = store.read(whole("nobody", ids=("review-1",)))
        assert (found.policy_version, found.edition, found.epoch) == (1, 7, None)
        assert (found.calendar, found.cards, found.reviews) == ((), {}, {})

    def test_an_unknown_tenant_is_an_error_to_read_and_nothing_to_list(self, store: Store) -> None:
        """Reading needs a tenant; listings of one who is not there are empty."""
        with pytest.raises(NotFoundError) as refused:
            store.read(whole(tenant="nobody"))
        assert (refused.value.kind, refused.value.id) == ("tenant", "nobody")
        listings = (store.policy("nobody"), store.editions("nobody"), store.events("nobody"), store.learners("nobody"))
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

    def test_journeys_come_oldest_enrolment_first(self, store: Store) -> None:
        """Journeys are ordered by the instant of enrolment; a second enrolment leaves the first as it is."""
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, enrolments=((LEARNER, "a", AT + 2 * DAY), (LEARNER, "b", AT))))
        store.apply(Change(tenant=TENANT, enrolments=((LEARNER, "c", AT + DAY), (LEARNER, "b", AT + 3 * DAY))))
        assert store.read(whole()).journeys == ("b", "c", "a")
        assert store.read(Query(tenant=TENANT, learner=LEARNER)).journeys == ()

    def test_meetings_with_an_exercise_are_counted(self, store: Store) -> None:
        """Each meeting counts, within a change and across changes, and the latest instant is kept."""
        store.apply(samples.tenant())
        meetings = ((LEARNER, "q-1", AT + DAY), (LEARNER, "q-1", AT), (LEARNER, "q-2", AT))
        store.apply(Change(tenant=TENANT, exposures=meetings))
        store.apply(Change(tenant=TENANT, exposures=((LEARNER, "q-1", AT - DAY), (LEARNER, "q-2", AT + DAY))))
        assert store.read(whole()).exposures == {"q-1": Exposure(3, AT + DAY), "q-2": Exposure(2, AT + DAY)}
        assert store.read(Query(tenant=TENANT, learner=LEARNER)).exposures == {}

    def test_learners_are_listed_by_code_point_in_pages(self, store: Store) -> None:
        """Ids are sorted by code point, whatever their language, and paged after the last id of the page before."""
        names = ("A", "Z", "a", "aa", "a b", "z", "é", "ß", "Ω", "日本", "ﬁ", "😀")
        store.apply(samples.tenant(learners=names))
        assert store.learners(TENANT) == tuple(sorted(names))
        first = store.learners(TENANT, limit=5)
        assert first + store.learners(TENANT, after=first[-1]) == tuple(sorted(names))

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


class Asking:
    """A query brings what it asks for, and no more."""

    def test_cards_are_those_of_the_skills_asked_for(self, store: Store) -> None:
        """Some skills bring their cards, none bring none, and no choice brings all."""
        store.apply(samples.tenant())
        cards = {skill: Held(samples.card(skill), 1) for skill in ("a", "b", "c")}
        store.apply(Change(tenant=TENANT, cards=tuple((held.card, 0) for held in cards.values())))
        assert store.read(Query(tenant=TENANT, learner=LEARNER)).cards == {}
        assert store.read(Query(tenant=TENANT, learner=LEARNER, skills=None)).cards == cards
        some = store.read(Query(tenant=TENANT, learner=LEARNER, skills=("c", "a", "never practised"))).cards
        assert some == {"a": cards["a"], "c": cards["c"]}

    def test_the_log_is_that_of_the_skills_asked_for_in_order(self, store: Store) -> None:
        """Reviews come by skill, ordered by instant and then by the code points of their ids, when asked for."""
        store.apply(samples.tenant())
        ids = ("B", "a", "é", "😀", "ﬁ")
        written = [samples.review(f"{skill}-{id_}", skill=skill) for skill in ("s", "t") for id_ in ids]
        early = samples.review("z", skill="s", at=AT - DAY)
        store.apply(Change(tenant=TENANT, reviews=(*reversed(written), early)))
        expected = (
            early.review,
            *(record.review for record in sorted(written[:5], key=lambda record: record.review.id)),
        )
        assert store.read(Query(tenant=TENANT, learner=LEARNER, skills=("s",))).reviews == {}
        assert store.read(Query(tenant=TENANT, learner=LEARNER, skills=("s",), log=True)).reviews == {"s": expected}
        assert store.read(Query(tenant=TENANT, learner=LEARNER, log=True)).reviews == {}
        assert set(store.read(whole()).reviews) == {"s", "t"}

    def test_retractions_come_with_the_log_or_for_the_ids_asked_for(self, store: Store) -> None:
        """With the log come all retractions of the learner, else those that target one of the ids."""
        store.apply(samples.tenant())
        gone = tuple(retraction(LEARNER, target, at=AT + n * DAY) for n, target in enumerate(("c", "b", "a")))
        store.apply(Change(tenant=TENANT, events=(*reversed(gone), samples.content_change("a"))))
        ask = Query(tenant=TENANT, learner=LEARNER)
        assert store.read(ask).retractions == ()
        assert store.read(replace(ask, log=True)).retractions == gone
        assert store.read(replace(ask, ids=("a", "c", "d"))).retractions == (gone[0], gone[2])

    def test_practice_since_an_instant_is_that_of_attempts_and_lone_reviews(self, store: Store) -> None:
        """Day and duration come for attempts, and for reviews outside attempts if known, since the instant asked."""
        store.apply(samples.tenant())
        minutes = timedelta(minutes=2)
        lone = replace(samples.review("lone").review, duration=minutes)
        within = replace(lone, id="within", attempt_id="attempt-1")
        early = replace(lone, id="early", at=AT - timedelta(microseconds=1))
        unknown = samples.review("unknown", at=AT + 2 * DAY)
        reviews = tuple(replace(samples.review(), review=review) for review in (lone, within, early))
        attempts = (samples.attempt(), samples.attempt("attempt-2", at=AT - DAY))
        store.apply(Change(tenant=TENANT, reviews=(*reviews, unknown), attempts=attempts))
        found = store.read(Query(tenant=TENANT, learner=LEARNER, practised_since=AT))
        assert found.practised == tuple(sorted([(attempts[0].day, attempts[0].duration), (lone.day, minutes)]))
        assert found.latest_at == AT + 2 * DAY
        not_asked = store.read(Query(tenant=TENANT, learner=LEARNER))
        assert (not_asked.practised, not_asked.latest_at) == ((), None)

    def test_the_latest_instant_may_be_an_attempts(self, store: Store) -> None:
        """The latest instant is that of any review or attempt, however long ago."""
        store.apply(samples.tenant())
        attempts = (samples.attempt(at=AT + DAY),)
        store.apply(Change(tenant=TENANT, reviews=(samples.review(),), attempts=attempts))
        later = Query(tenant=TENANT, learner=LEARNER, practised_since=AT + 9 * DAY)
        assert (store.read(later).latest_at, store.read(later).practised) == (AT + DAY, ())

    def test_many_ids_and_skills_are_no_more_trouble_than_one(self, store: Store) -> None:
        """A query may name tens of thousands of skills and ids."""
        store.apply(samples.tenant())
        store.apply(samples.everything())
        names = tuple(f"no. {number}" for number in range(33_000))
        query = Query(tenant=TENANT, learner=LEARNER, skills=(*names, SKILL), log=True, ids=(*names, "review-1"))
        found = store.read(query)
        assert (set(found.cards), set(found.reviews), set(found.prior_reviews)) == ({SKILL}, {SKILL}, {"review-1"})
