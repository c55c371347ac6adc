"""One engine for each process and place that has our tables, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections

from reinforce.django import databases, settings
from reinforce.django.connections import schema_found
from reinforce.django.dotted_paths import NAME
from reinforce.django.store import DjangoStore
from reinforce.engine import Engine
from reinforce.forks import ForkLock

if TYPE_CHECKING:
    from reinforce.engine import Tenant


class _Place(NamedTuple):
    """
    Where tables are. What one engine keeps at hand is of one place: in another there are other people's tenants.

    A test run has another database under the same alias, and a project with a schema for each customer sends the same
    connection from one to the next.
    """

    using: str
    database: tuple[str, ...]
    schema: str | None


class _Made(NamedTuple):
    store: DjangoStore
    engine: Engine


_LOCK = ForkLock()
_made: dict[_Place, _Made] = {}


def engine(using: str | None = None) -> Engine:
    """
    Return this process's engine over the database that Django calls *using*.

    In PostgreSQL it is that of the schema in which this thread's connection works now, which it asks unless the
    settings name one. The engine stays with that schema, whatever ``search_path`` says later.

    Without an alias it is the database that ``USING`` in the settings names.

    Inside `atomic` its calls are part of that transaction, each change in a savepoint; outside each is a transaction of
    its own. It is safe to share between threads, and needs not be closed; after one that was closed comes another.

    Raises:
        InvalidParameterError: there is no such database among ``DATABASES``, it is neither SQLite nor PostgreSQL, or a
            router of the project keeps our tables out of it.
        SchemaVersionError: there is no schema that tables could be in.
        ImproperlyConfigured: a setting is wrong, or the tables are found in another schema than the first.
    """
    place = _place(databases.alias(using))
    found = _made.get(place)
    if found is None or found.store.is_closed:
        with _LOCK:
            found = _made.get(place)
            if found is None or found.store.is_closed:
                found = _made[place] = _make(place)
    return found.engine


def tenant(name: str | None = None, *, using: str | None = None) -> Tenant:
    """
    Return the tenant of that *name* in the database *using*; without one the tenant ``default``, made on first use.

    Without an alias it is the database that ``USING`` in the settings names.

    Raises:
        NotFoundError: there is no such tenant.
        InvalidParameterError, ImproperlyConfigured: as `engine` does.
    """
    return engine(using).tenant(name)


def forget(using: str) -> None:
    """Have the engine over *using* keep nothing at hand of what the database held: it was emptied."""
    for place, made in tuple(_made.items()):
        if place.using == using:
            made.engine._at_hand.forget()  # noqa: SLF001 - as Engine.close does


def renew(*, setting: str, **_signal: Any) -> None:  # noqa: ANN401 - what Django sends
    """Make new engines where our settings, or routers, are changed, as tests do."""
    if setting in (NAME, "DATABASE_ROUTERS"):
        _made.clear()


def _place(using: str) -> _Place:
    connection = connections[using]
    said = connection.settings_dict
    schema = settings.read().schema or schema_found(connection)
    return _Place(using, (str(said["NAME"]), str(said["HOST"]), str(said["PORT"])), schema)


def _make(place: _Place) -> _Made:
    databases.check_routers(place.using)
    store = DjangoStore(place.using, schema=place.schema)
    return _Made(store, Engine.over(store, **settings.read().options()))
