"""PostgreSQL keeps the laws of a store for a role that row-level security applies to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from reinforce.ports import Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import StoreConformance
from tests.support.restricted import Secured


class Restricted(SQLStore):
    """A store as a restricted role, which asks the owner about all tenants."""

    secured: Secured

    def tenants(self) -> tuple[str, ...]:
        """Ask as the owner."""
        with closing(SQLStore.open(self.secured.owner, schema=self.secured.schema)) as owner:
            return owner.tenants()


def restricted(secured: Secured) -> Restricted:
    """Return a store as the restricted role."""
    store = Restricted.open(secured.role, schema=secured.schema)
    store.secured = secured
    return store


@pytest.fixture(scope="module")
def opened(secured_schema: Secured) -> Iterator[Store]:
    """Return a store that all tests share."""
    with closing(restricted(secured_schema)) as store:
        yield store


class TestRestrictedRole(StoreConformance):
    """The laws of a store, for a role that policies apply to."""

    @pytest.fixture
    def store(self, opened: Store, secured: Secured) -> Store:  # noqa: ARG002 - empties the schema
        """Return a store that is empty again."""
        return opened

    @pytest.fixture
    def reopen(self, secured: Secured) -> Iterator[Callable[[], Store]]:
        """Return what opens the same schema once more."""
        with ExitStack() as opened:
            yield lambda: opened.enter_context(closing(restricted(secured)))
