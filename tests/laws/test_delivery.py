"""Laws 1 to 5 through the engine: what is delivered, in whatever order and however often, gives the same cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Card, Engine, ManualClock, Rating, Tenant, fold
from reinforce.ports import Store
from reinforce.testing.packs import SKILLS
from tests.support.stores import AnyStore, small_tenant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_tenants = count(1)


@dataclass(frozen=True)
class Sent:
    """One thing that a device sends: a review, or the retraction of one."""

    id: str
    skill: str
    rating: Rating
    hours_ago: int
    retracts: bool

    def deliver(self, tenant: Tenant) -> None:
        """Send it."""
        if self.retracts:
            tenant.practice.undo("ana", review_id=self.id)
        else:
            at = NOW - timedelta(hours=self.hours_ago)
            tenant.practice.review("ana", self.skill, self.rating, review_id=self.id, at=at)


def _deliveries() -> st.SearchStrategy[tuple[list[Sent], list[Sent]]]:
    """Return the same things twice: in one order, and in another with some of them repeated."""
    ids = st.integers(0, 9)
    reviews = st.builds(
        lambda number, hours: Sent(
            f"r{number}", SKILLS[number % 2], Rating(1 + (number * 5 + 2) % 4), hours, retracts=False
        ),
        ids,
        st.integers(0, 24 * 40),
    )
    retractions = st.builds(lambda number: Sent(f"r{number}", "terms", Rating.Good, 0, retracts=True), ids)
    once = st.lists(reviews, min_size=1, max_size=8, unique_by=lambda sent: sent.id).flatmap(
        lambda sent: st.lists(retractions, max_size=2, unique_by=lambda gone: gone.id).map(lambda gone: sent + gone)
    )
    return once.flatmap(
        lambda sent: st.tuples(
            st.just(sent),
            st.lists(st.sampled_from(sent), max_size=4).flatmap(lambda extra: st.permutations(sent + extra)),
        )
    )


def _cards(store: Store, sent: Sequence[Sent]) -> tuple[Card, ...]:
    """Deliver *sent* to a new tenant and return the cards; each is checked against the fold of its history."""
    engine = Engine.over(store, clock=ManualClock(NOW))
    tenant = small_tenant(engine, f"tenant-{next(_tenants)}", timezone="America/St_Johns")
    for each in sent:
        each.deliver(tenant)
    cards = tenant.practice.cards(learners="ana")
    for card in cards:
        assert card == fold(tenant.practice.history("ana", card.skill), policy=tenant.policy)
    assert tenant.models.verify().clean
    return cards


def test_order_and_repetition_do_not_matter(any_store: AnyStore) -> None:
    """The same entries in any order, any number of times, retractions among them, give the same cards."""
    store = any_store.new()

    @settings(max_examples=25)
    @given(_deliveries())
    def law(deliveries: tuple[list[Sent], list[Sent]]) -> None:
        one, other = deliveries
        assert _cards(store, one) == _cards(store, other)

    law()
