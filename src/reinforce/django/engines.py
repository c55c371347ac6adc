"""One engine for each process and database, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections

from reinforce.django import databases, settings
from reinforce.django.dotted_paths import NAME
from reinforce.django.store import DjangoStore
from reinforce.engine import Engine
from reinforce.forks import ForkLock

if TYPE_CHECKING:
    from reinforce.engine import Tenant


class _Made(NamedTuple):
    store: DjangoStore
    engine: Engine


_LOCK = ForkLock()
_made: dict[tuple[str, str], _Made] = {}


def engine(using: str | None = None) -> Engine:
    """
    Return this process's engine over the database that Django calls *using*; no connection is made yet.

    Without an alias it is the database that ``USING`` in the settings names.

    Inside `atomic` its calls are part of that transaction, each change in a savepoint; outside each is a transaction of
    its own. It is safe to share between threads, and needs not be closed; after one that was closed comes another.

    Raises:
        InvalidParameterError: there is no such database among ``DATABASES``, it is neither SQLite nor PostgreSQL, or a
            router of the project keeps our tables out of it.
        ImproperlyConfigured: a setting is wrong.
    """
    using = databases.alias(using)
    named = using, str(connections[using].settings_dict["NAME"])  # a test run has another database under the same alias
    found = _made.get(named)
    if found is None or found.store.is_closed:
        with _LOCK:
            found = _made.get(named)
            if found is None or found.store.is_closed:
                found = _made[named] = _make(using)
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
    for (alias, _), made in tuple(_made.items()):
        if alias == using:
            made.engine._at_hand.forget()  # noqa: SLF001 - as Engine.close does


def renew(*, setting: str, **_signal: Any) -> None:  # noqa: ANN401 - what Django sends
    """Make new engines where our settings, or routers, are changed, as tests do."""
    if setting in (NAME, "DATABASE_ROUTERS"):
        _made.clear()


def _make(using: str) -> _Made:
    found = settings.read()
    databases.check_routers(using)
    store = DjangoStore(using, schema=found.schema)
    return _Made(store, Engine.over(store, **found.options()))
