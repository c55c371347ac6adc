"""PostgreSQL keeps the laws of a store for a role that row-level security applies to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import datetime

import pytest

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance
from tests.support.restricted import Secured


class Restricted(SQLStore):
    """A store as a restricted role, which asks the owner about all tenants."""

    secured: Secured

    def tenants(self) -> tuple[str, ...]:
        """Ask as the owner, as long as the store is open."""
        self.policy("anybody")
        with closing(SQLStore.open(self.secured.owner, schema=self.secured.schema)) as owner:
            return owner.tenants()

    def next_looks(self, tenant: str | None = None) -> Mapping[str, datetime]:
        """Ask as the owner where it is about all tenants."""
        if tenant is not None:
            return super().next_looks(tenant)
        with closing(SQLStore.open(self.secured.owner, schema=self.secured.schema)) as owner:
            return owner.next_looks()


def restricted(secured: Secured) -> Restricted:
    """Return a store as the restricted role."""
    store = Restricted.open(secured.role, schema=secured.schema)
    store.secured = secured
    return store


class TestRestrictedRole(StoreConformance):
    """The laws of a store, for a role that policies apply to."""

    @pytest.fixture
    def store(self, secured: Secured) -> Iterator[Store]:
        """Return a store of a schema that is empty again."""
        with closing(restricted(secured)) as store:
            yield store

    @pytest.fixture
    def reopen(self, secured: Secured) -> Iterator[Callable[[], Store]]:
        """Return what opens the same schema once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(restricted(secured)))
