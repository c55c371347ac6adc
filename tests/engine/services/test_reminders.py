"""Reminders for many people: each only when they said, and few statements for all of them together."""

from collections.abc import Iterator

import pytest

from reinforce import Engine, ManualClock, Tenant
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import small_pack
from tests.support.reminders import BEGIN, check, enlist, people, work_for_a_week
from tests.support.statements import statements, watched
from tests.support.stores import AnyStore

MOST = 20  # statements for a thousand reminders, whatever begins and ends a transaction among them


def _tenant(engine: Engine) -> Tenant:
    tenant = engine.create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    return tenant


def test_a_week_of_reminders_is_as_everybody_said(any_store: AnyStore) -> None:
    """In twelve zones, in a week in which clocks are put on: each as often as they said, and at no other time."""
    clock, everybody = ManualClock(BEGIN), people(144)
    with Engine.over(any_store.new(), clock=clock) as engine:
        tenant = _tenant(engine)
        enlist(tenant, everybody)
        delivered, asked = work_for_a_week(tenant, clock)
        check(everybody, delivered)
        assert len(delivered) == 120  # the others want none
        assert asked < sum(map(len, delivered.values()))  # people of a zone are reminded together


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[SQLStore]:
    """Return a store of each kind that notes what it asks of the database."""
    engine = watched(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_database_url"))
    yield SQLStore(engine)
    engine.dispose()


def test_an_ask_takes_few_statements(store: SQLStore) -> None:
    """One where there is nobody to look at, and no more for several who are looked at than for one."""
    clock, (wanted, *_) = ManualClock(BEGIN), people(12).values()
    tenant = _tenant(Engine.over(store, clock=clock))
    enlist(tenant, {f"l-{number}": wanted for number in range(5)})
    clock.move_to(next(wanted.expected()))
    tenant.outbox.claim_due(limit=1)  # by which policy and curriculum are read
    with statements() as seen:
        claims = tenant.outbox.claim_due()
    assert (len(claims), len(seen)) == (4, 14), "\n".join(statement for statement, _ in seen)
    with statements() as seen:
        assert all(tenant.outbox.acknowledge_many(claims))
    assert len(seen) == 5
    with statements() as seen:
        assert not tenant.outbox.claim_due()
    assert len(seen) == 1


def test_a_thousand_reminders_take_few_statements(store: SQLStore) -> None:
    """To claim and to acknowledge them, a thousand at once, with what each of them said."""
    clock, (wanted, *_) = ManualClock(BEGIN), people(12).values()
    tenant = _tenant(Engine.over(store, clock=clock))
    enlist(tenant, {f"l-{number:05}": wanted for number in range(2_001)})
    clock.move_to(next(wanted.expected()))
    tenant.outbox.claim_due(limit=1)  # by which policy and curriculum are read
    with statements() as seen:
        for _ in range(2):
            claims = tenant.outbox.claim_due(limit=1_000)
            assert (len(claims), sum(tenant.outbox.acknowledge_many(claims))) == (1_000, 1_000)
    assert len(seen) <= 2 * MOST, "\n".join(statement for statement, _ in seen)
