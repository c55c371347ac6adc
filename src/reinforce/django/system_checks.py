"""What Django's system checks say of the app: every fault of its settings at once, and where the tables cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import connections

from reinforce.django import databases, settings
from reinforce.django.connections import dialect_of
from reinforce.django.dotted_paths import NAME
from reinforce.django.setting_faults import fault_of_alias
from reinforce.django.user_ids import is_shared
from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.connections.engines import check_schema

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(**_asked: object) -> list[checks.CheckMessage]:
    """Return what Django's system checks are to say of the settings."""
    found = settings.given()
    messages: list[checks.CheckMessage] = [checks.Error(fault, id="reinforce.E001") for fault in settings.faults(found)]
    said = found if isinstance(found, dict) else {}
    messages += [checks.Error(fault, id="reinforce.E002") for fault in _of_database(said)]
    how = said.get("LEARNER_ID")
    if is_shared(how):
        hint = "Where two users had the same, they would be one learner: name a field that is unique."
        messages.append(
            checks.Warning(f"{NAME}['LEARNER_ID'] is {how!r}, which is not unique", hint, id="reinforce.W001")
        )
    return messages


def _of_database(said: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the database that practice is in; no connection is made."""
    using = said.get("USING", settings.Settings.__dataclass_fields__["using"].default)
    if fault_of_alias(using):  # of which the settings' own faults tell
        return
    try:
        dialect = dialect_of(connections[using])
    except InvalidParameterError as error:
        yield f"{NAME}['USING'] {error.reason}"
        return
    fault = databases.fault_of_routers(using)
    if fault:
        yield f"{NAME}['USING'] {fault}"
    schema = said.get("SCHEMA")
    try:
        check_schema(dialect, schema if isinstance(schema, str) and schema else None)
    except InvalidParameterError as error:
        yield f"{NAME}['SCHEMA'] {error.reason}"
