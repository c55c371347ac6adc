"""Which of Django's databases practice is in: by alias, by the settings, and by what the project's routers allow."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections, router

from reinforce.django import settings
from reinforce.django.setting_faults import fault_of_alias
from reinforce.errors import InvalidParameterError, listed

LABEL = "reinforce"


def alias(using: str | None = None) -> str:
    """
    Return the alias *using*, or without one that of the settings.

    Raises:
        InvalidParameterError: there is no such database among ``DATABASES``.
    """
    if using is None:
        return str(settings.read().using)
    fault = fault_of_alias(using)
    if fault:
        raise InvalidParameterError("using", fault, value=using)
    return using


def check_routers(using: str) -> None:
    """
    Refuse the database *using* where a router keeps the tables out of it.

    Raises:
        InvalidParameterError: one does; the reason names where they may go.
    """
    fault = fault_of_routers(using)
    if fault:
        raise InvalidParameterError("using", fault, value=using)


def fault_of_routers(using: str) -> str:
    """Return what is wrong with keeping practice in the database *using*, as the project's routers have it."""
    if router.allow_migrate(using, LABEL):
        return ""
    others = [name for name in connections.settings if router.allow_migrate(name, LABEL)]
    where = f"they may be in {listed(others)}, as REINFORCE = {{'USING': …}} says" if others else "nor in any other"
    return f"must not be {using!r}: a router of the project keeps the tables of {LABEL!r} out of it; {where}"


def takes_tables(using: str) -> bool:
    """Whether ``manage.py migrate`` makes tables in *using*: in Django's default only where practice is in that one."""
    if using == DEFAULT_DB_ALIAS and settings.read().using != DEFAULT_DB_ALIAS:
        return False
    return bool(router.allow_migrate(using, LABEL))


def migrating(using: str) -> str:
    """Return what brings the tables in *using* up to date, also where Django finds nothing to do."""
    where = "" if using == DEFAULT_DB_ALIAS else f" --database={using}"
    return f"run `manage.py migrate{where}`; where that finds nothing to do, `manage.py reinforce migrate{where}`"
