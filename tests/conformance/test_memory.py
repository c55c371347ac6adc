"""The store in memory keeps the laws of a store."""

import pytest

from reinforce.ports import Store
from reinforce.stores.memory import MemoryStore
from reinforce.testing import StoreConformance


class TestMemoryStore(StoreConformance):
    """The laws of a store, for the reference."""

    @pytest.fixture
    def store(self) -> Store:
        """Return a new store in memory."""
        return MemoryStore()
