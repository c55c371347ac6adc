"""The store over Django's connection keeps the laws of a store; run by pytest, once for each database."""

from collections.abc import Callable, Iterator

import django
import pytest
from django.core.management import call_command
from django.db import connections

django.setup()

from reinforce.django import schema  # noqa: E402 - after Django is there
from reinforce.django.store import DjangoStore  # noqa: E402
from reinforce.ports import Store  # noqa: E402
from reinforce.testing import StoreConformance  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def tables() -> Iterator[None]:
    """Make the tables as `migrate` does."""
    call_command("migrate", verbosity=0)
    yield
    connections.close_all()


# The suite's threads end without telling Django, which leaves their connections to whoever began them.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestDjango(StoreConformance):
    """The laws of a store, over Django's connection."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Return a store of empty tables."""
        schema.clear("default")
        yield DjangoStore("default")
        connections.close_all()

    @pytest.fixture
    def reopen(self) -> Callable[[], Store]:
        """Return what opens the same database once more."""
        return lambda: DjangoStore("default")
