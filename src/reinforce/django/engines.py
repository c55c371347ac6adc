"""One engine for each process and database, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

from reinforce.django import settings
from reinforce.django.store import DjangoStore
from reinforce.engine import Engine
from reinforce.forks import ForkLock

if TYPE_CHECKING:
    from reinforce.engine import Tenant

_LOCK = ForkLock()
_engines: dict[tuple[str, str], Engine] = {}


def engine(using: str = DEFAULT_DB_ALIAS) -> Engine:
    """
    Return this process's engine over the database that Django calls *using*; no connection is made yet.

    Inside `atomic` its calls are part of that transaction, each change in a savepoint; outside each is a transaction of
    its own. It is safe to share between threads, and needs not be closed.

    Raises:
        InvalidParameterError: the database is neither SQLite nor PostgreSQL.
        ImproperlyConfigured: a setting is wrong.
        ConnectionDoesNotExist: there is no such database among ``DATABASES``.
    """
    named = using, str(connections[using].settings_dict["NAME"])  # a test run has another database under the same alias
    found = _engines.get(named)
    if found is None:
        with _LOCK:
            found = _engines.get(named)
            if found is None:
                found = _engines[named] = _made(using)
    return found


def tenant(name: str | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Tenant:
    """
    Return the tenant of that *name* in the database *using*; without one the tenant ``default``, made on first use.

    Raises:
        NotFoundError: there is no such tenant.
    """
    return engine(using).tenant(name)


def forget(using: str) -> None:
    """Have the engine over *using* keep nothing at hand of what the database held: it was emptied."""
    for (alias, _), known in tuple(_engines.items()):
        if alias == using:
            known._at_hand.forget()  # noqa: SLF001 - as Engine.close does


def renew(*, setting: str, **_signal: Any) -> None:  # noqa: ANN401 - what Django sends
    """Make new engines where one of our settings is changed, as tests do."""
    if setting == settings.NAME:
        _engines.clear()


def _made(using: str) -> Engine:
    found = settings.read()
    return Engine.over(DjangoStore(using, schema=found.schema), **found.options())
