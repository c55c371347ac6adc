"""Laws 1 to 5 through the engine: what is delivered, in whatever order and however often, gives the same cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Card, Engine, ManualClock, Rating, Tenant
from reinforce.ports import Store
from reinforce.practice import fold
from reinforce.testing.packs import SKILLS, small_pack
from tests.support.stores import AnyStore, small_tenant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_EXAMPLES = {"memory": 100, "sqlite": 20, "postgresql": 12}
_tenants = count(1)


@dataclass(frozen=True)
class Sent:
    """A review that a device sends."""

    id: str
    skill: str
    rating: Rating
    hours_ago: int

    def deliver(self, tenant: Tenant) -> None:
        """Send it."""
        at = NOW - timedelta(hours=self.hours_ago)
        tenant.practice.review("ana", self.skill, self.rating, review_id=self.id, at=at, imported=True)


@dataclass(frozen=True)
class Retracted:
    """That an entry does not count."""

    id: str

    def deliver(self, tenant: Tenant) -> None:
        """Send it."""
        if self.id.startswith("r"):
            tenant.practice.undo("ana", review_id=self.id)
        else:
            tenant.practice.undo_event("ana", event_id=self.id)


@dataclass(frozen=True)
class Overridden:
    """That a review counts with another rating."""

    id: str
    target: str
    rating: Rating
    hours_ago: int

    def deliver(self, tenant: Tenant) -> None:
        """Send it."""
        at = NOW - timedelta(hours=self.hours_ago)
        tenant.practice.override(
            "ana",
            review_id=self.target,
            rating=self.rating,
            reason="heard it",
            by="zoe",
            event_id=self.id,
            at=at,
            may_wait=True,
        )


@dataclass(frozen=True)
class Restarted:
    """That a skill was forgotten, or is known with a *stability*."""

    id: str
    skill: str
    stability: float | None
    hours_ago: int

    def deliver(self, tenant: Tenant) -> None:
        """Send it."""
        at = NOW - timedelta(hours=self.hours_ago)
        if self.stability is None:
            tenant.practice.forget("ana", self.skill, event_id=self.id, at=at)
        else:
            tenant.practice.place("ana", self.skill, stability=self.stability, event_id=self.id, at=at)


Delivery = Sent | Retracted | Overridden | Restarted
HOURS = st.integers(0, 24 * 40)


def _reviews() -> st.SearchStrategy[list[Delivery]]:
    """Return reviews; what each says follows from its id, all but its instant."""
    review = st.builds(
        lambda number, hours: Sent(f"r{number}", SKILLS[number % 2], Rating(1 + (number * 5 + 2) % 4), hours),
        st.integers(0, 4),
        HOURS,
    )
    return st.lists(review, min_size=1, max_size=5, unique_by=lambda sent: sent.id)


def _events() -> st.SearchStrategy[list[Delivery]]:
    """Return overrides, and events by which skills are forgotten or placed, each under an id of its own."""
    event = st.one_of(
        st.builds(
            lambda number, target, rating, hours: Overridden(f"o{number}", f"r{target}", rating, hours),
            st.integers(0, 3),
            st.integers(0, 2),
            st.sampled_from(Rating),
            HOURS,
        ),
        st.builds(
            lambda number, skill, stability, hours: Restarted(f"s{number}", skill, stability, hours),
            st.integers(0, 3),
            st.sampled_from(SKILLS[:2]),
            st.sampled_from([None, 0.5, 30.0]),
            HOURS,
        ),
    )
    return st.lists(event, max_size=4, unique_by=lambda sent: sent.id)


def _retractions() -> st.SearchStrategy[list[Delivery]]:
    """Return retractions of what may be delivered, or not."""
    ids = st.sampled_from([*(f"r{number}" for number in range(5)), *(f"{kind}{n}" for kind in "os" for n in range(4))])
    return st.lists(st.builds(Retracted, ids), max_size=3, unique_by=lambda gone: gone.id)


def _deliveries() -> st.SearchStrategy[tuple[list[Delivery], list[Delivery]]]:
    """Return the same things twice: in one order, and in another with some of them repeated."""
    once = st.tuples(_reviews(), _events(), _retractions()).map(lambda parts: [one for part in parts for one in part])
    return once.flatmap(
        lambda sent: st.tuples(
            st.just(sent),
            st.lists(st.sampled_from(sent), max_size=4).flatmap(lambda extra: st.permutations(sent + extra)),
        )
    )


def _cards(store: Store, sent: Sequence[Delivery], *, published: float) -> tuple[Card, ...]:
    """
    Deliver *sent* to a new tenant and return the cards; each is checked against the fold of its history.

    Twenty days earlier one skill changed, so that its memory is softer from then on; that was published after the share
    *published* of all that is delivered.
    """
    clock = ManualClock(NOW)
    engine = Engine.over(store, clock=clock)
    tenant = small_tenant(engine, f"tenant-{next(_tenants)}", timezone="America/St_Johns")
    for place, each in enumerate([*sent, None]):
        if place == int(published * len(sent)):
            clock.move_to(NOW - timedelta(days=20))
            tenant.catalog.publish(small_pack(revision=2, on_change="soften"))
            clock.move_to(NOW)
        if each is not None:
            each.deliver(tenant)
    cards = tenant.practice.cards(learners="ana")
    for card in cards:
        changes = tenant.catalog.curriculum().changes(card.skill)
        assert card == fold(tenant.practice.history("ana", card.skill), policy=tenant.policy, changes=changes)
    assert tenant.policies.verify().clean
    return cards


def test_order_and_repetition_do_not_matter(any_store: AnyStore) -> None:
    """
    The same entries in any order, any number of times, give the same cards.

    Among them are overrides, events by which a skill is forgotten or placed, and retractions of all of these; a change
    of content may be published before, between or after them.
    """
    store = any_store.new()

    @settings(max_examples=_EXAMPLES[any_store.kind])
    @given(_deliveries(), st.sampled_from([0.0, 0.5, 1.0]))
    def law(deliveries: tuple[list[Delivery], list[Delivery]], published: float) -> None:
        one, other = deliveries
        assert _cards(store, one, published=0.0) == _cards(store, other, published=published)

    law()
