"""Reads whose connection breaks are made again; what is read is the same as if it had held."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from inspect import getmembers, isfunction
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.engine.context.read_again import _READS
from reinforce.errors import ConnectionLostError
from reinforce.ports import Store
from reinforce.stores.memory import MemoryStore
from reinforce.testing import Break, FaultyStore
from tests.laws.test_exam_keys import PRESENTED, READS
from tests.support.stores import START, small_tenant

if TYPE_CHECKING:
    from reinforce.engine import ObservedCall

WRITING = {
    "outbox.claim_due": "it takes claims, and one whose answer was lost is free again when its lease runs out",
    "policies.refold": "it writes cards",
    "practice.exam": "it is handed out, which is an entry",
}
"""Calls that say something and write too, and why."""
ASKED: dict[str, Callable[[Tenant], Any]] = {
    name: ask for name, ask in (READS | PRESENTED).items() if name not in WRITING
}
TRIES = 5


@pytest.fixture(scope="module")
def kept() -> MemoryStore:
    """Return a store in which Ana has practised, and has lost something of it again."""
    store, clock = MemoryStore(), ManualClock(START)
    acme = small_tenant(Engine.over(store, clock=clock))
    for rating in (Rating.Good, Rating.Again):
        for skill in ("terms", "questions"):
            acme.practice.review("ana", skill, rating, review_id=f"{skill}:{rating}")
        clock.advance(timedelta(days=9))
    acme.practice.suspend("ana", "discovery", reason="later")
    acme.privacy.digest("zoe")
    return store


def test_every_read_of_a_store_is_made_again() -> None:
    """All that a store can do, but for what writes, and what comes of its end."""
    does = {name for name, _ in getmembers(Store, isfunction) if not name.startswith("_")}
    assert does - {"apply", "take", "settle", "purge", "close"} == _READS


def over(store: FaultyStore, **given: Any) -> Engine:  # noqa: ANN401 - what an engine takes
    """Return an engine to which nothing is at hand yet."""
    return Engine(store, clock=ManualClock(START + timedelta(days=20)), pause=lambda _: None, **given)


def breaks(kept: MemoryStore, ask: Callable[[Tenant], Any], **how: Any) -> Iterator[FaultyStore]:  # noqa: ANN401 - as there
    """Yield a store that breaks at the first call of *ask*, at its second, and so on."""
    whole = FaultyStore(kept)
    whole.break_at(0, Break.BEFORE, times=0)
    ask(over(whole).tenant("acme"))
    for number in range(whole.calls):
        store = FaultyStore(kept)
        store.break_at(number, **how)
        yield store


@pytest.mark.parametrize("name", ASKED)
def test_what_is_read_is_the_same_wherever_the_connection_breaks(kept: MemoryStore, name: str) -> None:
    """Before the database was asked, and before its answer came; it is told as one call."""
    ask = ASKED[name]
    expected = ask(over(FaultyStore(kept)).tenant("acme"))
    for how in Break:
        for store in breaks(kept, ask, how=how):
            assert ask(over(store).tenant("acme")) == expected
            assert store.broken == 1


@pytest.mark.parametrize("name", ["practice.due", "roster.learners", "outbox.read_log", "privacy.export"])
def test_it_is_tried_a_few_times(kept: MemoryStore, name: str) -> None:
    """Whoever asks hears of a database that stays away."""
    for store in breaks(kept, ASKED[name], how=Break.BEFORE, times=10**6):
        with pytest.raises(ConnectionLostError):
            ASKED[name](over(store).tenant("acme"))
        assert store.broken == TRIES


def test_whoever_observes_sees_one_call_and_its_retries(kept: MemoryStore) -> None:
    """As for a call that writes."""
    seen: list[ObservedCall] = []
    store = FaultyStore(kept)
    acme = over(store, observe=seen.append).tenant("acme")
    store.break_at(0, Break.AFTER, times=2)
    acme.practice.due("ana")
    assert [(one.name, one.retries, one.error) for one in seen[1:]] == [("practice.due", 2, None)]


def test_what_an_engine_itself_asks_is_made_again(kept: MemoryStore) -> None:
    """Which tenants there are, and whether one is there."""
    store = FaultyStore(kept)
    engine = over(store)
    store.break_at(0, Break.BEFORE, times=2)
    assert (engine.tenants(), store.broken) == (("acme",), 2)
    store.break_at(0, Break.AFTER, times=2)
    assert (engine.tenant("acme").name, store.broken) == ("acme", 2)


def test_inside_a_transaction_of_the_hosts_nothing_is_made_again(kept: MemoryStore) -> None:
    """What was read there before is lost with the transaction, so that its host has to hear of it."""

    class Inside(FaultyStore):
        def is_inside(self) -> bool:
            return True

    for ask in ASKED.values():
        for store in breaks(kept, ask, how=Break.AFTER):
            inside = Inside(kept)
            inside.break_at(store._at, Break.AFTER)  # noqa: SLF001 - the same call
            with pytest.raises(ConnectionLostError):
                ask(over(inside).tenant("acme"))
            assert inside.broken == 1
