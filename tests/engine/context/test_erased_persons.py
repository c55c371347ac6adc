"""Laws of the key for hashes of ids: which one holds, whoever has another at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reinforce import Engine, ManualClock, Rating
from reinforce.errors import ErasedError
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import small_pack
from tests.support.stores import START

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from reinforce import Tenant


class Noting(MemoryStore):
    """A store that notes what it is asked for about people, and can be emptied behind an engine's back."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def erasure_key(self, tenant: str) -> str | None:
        """Note it."""
        self.asked.append("key")
        return super().erasure_key(tenant)

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Note it."""
        self.asked.append("tombstones")
        return super().tombstones(tenant, digests)

    def empty(self) -> None:
        """Have nothing any more."""
        self._tenants.clear()


def _begun(engine: Engine) -> Tenant:
    tenant = engine.create_tenant("acme")
    tenant.catalog.publish(small_pack())
    tenant.roster.put("ana")
    return tenant


@pytest.mark.parametrize("secret", [None, b"s" * 32])
def test_an_old_key_at_hand_hides_nobody_who_was_erased(secret: bytes | None) -> None:
    """After somebody else emptied the database, who is erased by the new key is refused, found and hashed by it."""
    store = Noting()
    old, other = (Engine.over(store, clock=ManualClock(START), erasure_key=secret) for _ in range(2))
    held = _begun(old)
    held.practice.review("ana", "terms", Rating.Good, assessor="zoe")
    store.empty()
    here = _begun(other)
    for person in ("zoe", "ben"):
        here.roster.put(person)
        here.privacy.erase(person)
    with pytest.raises(ErasedError):
        held.practice.review("ana", "terms", Rating.Good, assessor="zoe")
    store.empty()
    here = _begun(old)
    here.roster.put("ben")
    here.privacy.erase("ben")
    with pytest.raises(ErasedError):
        other.tenant("acme").practice.card("ben", "terms")
    assert here.privacy.digest("ben") == other.tenant("acme").privacy.digest("ben")


def test_that_asking_for_the_key_costs_no_call() -> None:
    """Whoever names somebody asks for tombstones once, and not for the key that is at hand."""
    store = Noting()
    held = _begun(Engine.over(store, clock=ManualClock(START)))
    held.practice.review("ana", "terms", Rating.Good, assessor="zoe")
    store.asked.clear()
    held.practice.review("ana", "terms", Rating.Good, assessor="zoe")
    assert store.asked == ["tombstones"]
