"""A worker for many customers: practice of all tenants in fair shares, whatever becomes of one of them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reinforce import Engine, InvalidParameterError, Learner, ManualClock, NotFoundError, Tenant
from reinforce.errors import StoreError
from reinforce.ports import Store
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.restricted import Secured
from tests.support.stores import AnyStore

LEASE = timedelta(minutes=5)


class Counted:
    """A store that counts its calls, by tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        method = getattr(self._store, name)

        def call(*args: Any, **wanted: Any) -> Any:  # noqa: ANN401 - as above
            first = args[0] if args else "all"
            queried = getattr(first, "tenant", None) or (first[0].tenant if isinstance(first, list) else first)
            self.calls[str(queried)] += 1
            return method(*args, **wanted)

        return call


def _tenant(engine: Engine, name: str, *, waiting: int, others: int = 0) -> Tenant:
    tenant = engine.create_tenant(name, seed=1)
    tenant.catalog.publish(small_pack())
    names = [f"{name}-{number:03}" for number in range(waiting + others)]
    tenant.roster.put_many([Learner(id=one) for one in names])
    tenant.roster.enroll_many(names[:waiting], journey=JOURNEY)
    return tenant


def test_tenants_get_equal_shares_as_far_as_they_need_them(any_store: AnyStore, clock: ManualClock) -> None:
    """A large tenant takes what small ones leave, and no more; whoever is left comes with the next calls."""
    with Engine.over(any_store.new(), clock=clock) as engine:
        sizes = {"huge": 60, "large": 25, "small": 3, "none": 0}
        for name, size in sizes.items():
            _tenant(engine, name, waiting=size, others=2)
        engine.create_tenant("empty")
        first = engine.claim_due(limit=40)
        shares = Counter(claim.tenant for claim in first)
        assert sum(shares.values()) == 40
        assert shares["small"] == 3
        assert min(shares["huge"], shares["large"]) >= 10
        assert first.look_again_at == clock.now()  # there may be more
        rest = engine.claim_due(limit=1_000)
        assert Counter(claim.tenant for claim in (*first, *rest)) == Counter(sizes)
        assert rest.look_again_at == clock.now() + LEASE  # when the leases run out
        assert all(engine.acknowledge_many([*first, *rest]))
        done = engine.claim_due()
        assert (len(done), done.look_again_at) == (0, datetime(2026, 3, 3, tzinfo=UTC))


def test_where_there_are_more_tenants_than_places_all_have_their_turn(clock: ManualClock) -> None:
    """Of twelve tenants five at a time: each call serves five of them, and nobody is left in the end."""
    engine = Engine.open("memory:", clock=clock)
    for number in range(12):
        _tenant(engine, f"t-{number:02}", waiting=2)
    served: Counter[str] = Counter()
    while claims := engine.claim_due(limit=5):
        turn = Counter(claim.tenant for claim in claims)
        assert len(claims) < 5 or sum(1 for name in turn if turn[name] == 1) >= 3
        served += turn
    assert set(served.values()) == {2}
    assert len(served) == 12


def test_a_tenant_without_anybody_to_look_at_costs_nothing(clock: ManualClock) -> None:
    """Of fifty tenants one has practice waiting: the store is asked once for all, and then about that one alone."""
    store = Counted(MemoryStore())
    engine = Engine.over(store, clock=clock)
    for number in range(50):
        _tenant(engine, f"t-{number:02}", waiting=0, others=1)
    assert not engine.claim_due()
    engine.tenant("t-07").roster.enroll("t-07-000", journey=JOURNEY)
    store.calls.clear()
    assert [claim.learner for claim in engine.claim_due()] == ["t-07-000"]
    assert set(store.calls) == {"all", "t-07"}
    assert store.calls["all"] == 1
    store.calls.clear()
    assert not engine.claim_due()
    assert store.calls == {"all": 1}


def test_a_tenant_that_fails_keeps_nobody_waiting(clock: ManualClock) -> None:
    """What others have is handed out; its error comes when nobody else has anything."""

    class Broken(MemoryStore):
        def take(self, tenant: str, **wanted: Any) -> Any:  # noqa: ANN401 - as a store's
            if tenant == "broken":
                raise StoreError("cannot be read")
            return super().take(tenant, **wanted)

    engine = Engine.over(Broken(), clock=clock)
    for name in ("broken", "fine"):
        _tenant(engine, name, waiting=2)
    claims = engine.claim_due()
    assert {claim.tenant for claim in claims} == {"fine"}
    assert all(engine.acknowledge_many(claims))
    with pytest.raises(StoreError, match="cannot be read"):
        engine.claim_due()


def test_tenants_may_be_named(any_store: AnyStore, clock: ManualClock) -> None:
    """Then only they are asked; a name of nobody is refused."""
    with Engine.over(any_store.new(), clock=clock) as engine:
        for name in ("a", "b", "c"):
            _tenant(engine, name, waiting=2)
        assert {claim.tenant for claim in engine.claim_due(tenants=["a", "c", "a"])} == {"a", "c"}
        with pytest.raises(NotFoundError):
            engine.claim_due(tenants=["a", "nobody"])
        for wrong in ("a", [3]):
            with pytest.raises(InvalidParameterError):
                engine.claim_due(tenants=wrong)  # type: ignore[arg-type]
        for arguments in ({"limit": 0}, {"lease": timedelta()}):
            with pytest.raises(InvalidParameterError):
                engine.claim_due(**arguments)


def test_with_row_level_security_tenants_are_named(secured: Secured, clock: ManualClock) -> None:
    """The database shows the restricted role one tenant at a time: to ask for all fails, and names are answered."""
    secured.empty()
    with Engine.over(SQLStore.open(secured.role, schema=secured.schema), clock=clock) as engine:
        for name in ("a", "b"):
            _tenant(engine, name, waiting=2)
        with pytest.raises(StoreError):
            engine.claim_due()
        claims = engine.claim_due(tenants=["a", "b"])
        assert Counter(claim.tenant for claim in claims) == {"a": 2, "b": 2}
        assert engine.acknowledge_many(claims) == (True,) * 4
        assert not engine.claim_due(tenants=["a", "b"])


def test_claims_of_a_tenant_that_is_gone_do_not_count_and_keep_no_others_back(
    any_store: AnyStore, clock: ManualClock
) -> None:
    """Wherever in the list they stand, all others are acknowledged."""
    with Engine.over(any_store.new(), clock=clock) as engine:
        for name in ("acme", "zed"):
            _tenant(engine, name, waiting=1)
        first, last = engine.claim_due()
        gone = replace(first, tenant="gone")
        assert engine.acknowledge_many([gone, first, gone, last]) == (False, True, False, True)
        clock.advance(2 * LEASE)
        assert not engine.claim_due()
