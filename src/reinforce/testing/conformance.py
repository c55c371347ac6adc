"""The laws that every store keeps, as a pytest suite to subclass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reinforce.testing.feed_contract import FeedContract
from reinforce.testing.privacy_contract import PrivacyContract
from reinforce.testing.read_contract import ReadContract
from reinforce.testing.round_trip import RoundTrip
from reinforce.testing.write_contract import Sharing, WriteContract

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.ports import Store


class StoreConformance(RoundTrip, ReadContract, WriteContract, Sharing, FeedContract, PrivacyContract):
    """
    Every law that `reinforce.ports.Store` states, for one store.

    Subclass it as ``Test…`` and give it a fixture ``store``: a new, empty store for each test. A store that outlives
    its process also overrides the fixture ``reopen``::

        class TestMyStore(StoreConformance):
            @pytest.fixture
            def store(self, tmp_path):
                with closing(MyStore(tmp_path / "practice")) as store:
                    yield store

            @pytest.fixture
            def reopen(self, store, tmp_path):
                with ExitStack() as opened:
                    yield lambda: opened.enter_context(closing(MyStore(tmp_path / "practice")))
    """

    @pytest.fixture
    def store(self) -> Store:
        """Return a new, empty store."""
        raise NotImplementedError("give the suite a store to test: override the fixture `store`")

    @pytest.fixture
    def reopen(self, store: Store) -> Callable[[], Store]:
        """Return what opens another store over what *store* keeps; by default, for one that forgets, the same."""
        return lambda: store
