"""
A pytest plugin: ``any_store``, with which a test runs on every store, and ``acme``, a tenant in it.

Those are a store in memory, SQLite, and PostgreSQL through psycopg. ``REINFORCE_STORES="psycopg2 asyncpg"`` has the
same tests run through other drivers.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import Engine, ManualClock, Tenant
from reinforce.catalog import parse_pack
from reinforce.ports import Entries, Query, Snapshot, Store
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.loops import OnALoop
from tests.support.postgres import through

if TYPE_CHECKING:
    from tests.support.schemas import Schemas

STORES = os.environ.get("REINFORCE_STORES", "memory sqlite postgresql").split()
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACK = parse_pack(small_pack())


@dataclass
class AnyStore:
    """One kind of store: how to open a new, empty one, and how to open the same one again."""

    kind: str
    new: Callable[[], Store]
    again: Callable[[Store], Store]


class Overtaken:
    """A store that lets something else happen, once, after the next read and before whatever follows from it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.meanwhile: Callable[[], object] | None = None

    def read(self, query: Query) -> Snapshot:
        """Read, and then let it happen."""
        seen = self._store.read(query)
        self._let_it_happen()
        return seen

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Read for many, and then let it happen."""
        seen = self._store.read_many(queries)
        self._let_it_happen()
        return seen

    def _let_it_happen(self) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self._store, name)


class OvertakenLate(Overtaken):
    """The same, after the next time that whole logs are read."""

    def read(self, query: Query) -> Snapshot:
        """Read."""
        return self._store.read(query)

    def entries(self, *args: Any, **wanted: Any) -> Entries:  # noqa: ANN401 - whatever a store takes
        """Read, and then let it happen."""
        seen = self._store.entries(*args, **wanted)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return seen


@dataclass(repr=False)  # which would be longer with each store that a property opens
class _Databases:
    """Opens SQL stores and remembers where, so that each can be opened again."""

    opened: ExitStack
    places: Iterator[tuple[str, str | None]]
    at: dict[int, tuple[str, str | None]] = field(default_factory=dict)

    def open(self, url: str, schema: str | None) -> Store:
        store: Any
        if "+asyncpg" in url:
            store = OnALoop(lambda: SQLStore.open_async(url, schema=schema))
        else:
            store = SQLStore.open(url, schema=schema, durability="full" if schema else "normal")
        self.opened.enter_context(closing(store))
        self.at[id(store)] = url, schema
        opened: Store = store
        return opened

    def new(self) -> Store:
        return self.open(*next(self.places))

    def again(self, store: Store) -> Store:
        store.close()
        return self.open(*self.at[id(store)])


def _files(folder: Path) -> Iterator[tuple[str, str | None]]:
    """Yield a place for one SQLite file after the other."""
    return ((f"sqlite:///{folder / str(number)}.db", None) for number in count())


def _same_memory(store: Store) -> Store:
    """Return a store of what another one holds in memory, which is closed."""
    store.close()
    again = MemoryStore()
    again.__dict__["_tenants"] = store.__dict__["_tenants"]
    return again


@pytest.fixture(params=STORES)
def any_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyStore]:
    """Return each kind of store in turn."""
    if request.param == "memory":
        yield AnyStore("memory", MemoryStore, _same_memory)
        return
    kind = "sqlite" if request.param == "sqlite" else "postgresql"
    with ExitStack() as opened:
        if kind == "sqlite":
            places = _files(tmp_path_factory.mktemp("stores"))
        else:
            driver = "psycopg" if request.param == "postgresql" else request.param
            url = through(request.getfixturevalue("postgres_url"), driver)
            schemas: Schemas = request.getfixturevalue("postgres_schemas")
            places = ((url, opened.enter_context(schemas.lent())) for _ in count())
        databases = _Databases(opened, places)
        yield AnyStore(kind, databases.new, databases.again)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands still on a Monday morning."""
    return ManualClock(START)


@pytest.fixture
def engine(any_store: AnyStore, clock: ManualClock) -> Iterator[Engine]:
    """Return an engine over an empty store of each kind."""
    with Engine.over(any_store.new(), clock=clock) as engine:
        yield engine


def small_tenant(engine: Engine, name: str = "acme", *, timezone: str = "Europe/Dublin") -> Tenant:
    """Return a new tenant with the small pack, and Ana enrolled in its journey."""
    tenant = engine.create_tenant(name, seed=7)
    tenant.catalog.publish(PACK)
    tenant.roster.put("ana", timezone=timezone, day_start=4)
    tenant.roster.enroll("ana", journey=JOURNEY)
    return tenant


@pytest.fixture
def acme(engine: Engine) -> Tenant:
    """Return a tenant with the small pack, and Ana in Dublin enrolled in its journey."""
    return small_tenant(engine)
