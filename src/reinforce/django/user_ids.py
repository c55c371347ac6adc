"""Of which attributes of a project's user model the id of a learner can be made."""

from __future__ import annotations

from functools import cached_property  # noqa: TID251 - a host's, which is only recognised
from inspect import isroutine, signature
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from reinforce.errors import InvalidParameterError, shown
from reinforce.near import near

_NO_IDS = (
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.FloatField,
    models.DecimalField,
    models.BinaryField,
    models.JSONField,
    models.FileField,
)


def is_kept(value: object) -> bool:
    """Whether the text of a *value* is the same whenever it is read: that of a text, a whole number or a UUID."""
    return isinstance(value, str | int | UUID) and not isinstance(value, bool)


def check_learner_id(name: str, value: object) -> None:
    """
    Refuse what is no attribute of the user model, and one that could be no id of one user.

    Raises:
        InvalidParameterError: it is such.
    """
    if not (isinstance(value, str) and value):
        reason = f"must be the name of a field, a function or its dotted path, not {shown(value)}"
        raise InvalidParameterError(name, reason)
    try:
        user = get_user_model()
    except ImproperlyConfigured:  # a project without users, whose functions say who is signed in
        return
    field = _field(user, value)
    fault = _fault_of_attribute(user, value) if field is None else _fault_of_field(field, value)
    if fault:
        raise InvalidParameterError(name, f"must be an id of one user: {value!r} of {user.__name__} {fault}")


def is_shared(value: object) -> bool:
    """Whether *value* is a field of the user model in which two users may have the same."""
    try:
        user = get_user_model()
    except ImproperlyConfigured:
        return False
    field = _field(user, value) if isinstance(value, str) else None
    if field is None:
        return False
    alone = any(tuple(one.fields) == (field.name,) for one in user._meta.total_unique_constraints)  # noqa: SLF001 - as documented
    return not (field.unique or alone)


def _field(user: Any, name: str) -> Any:  # noqa: ANN401 - Django has no types
    if name == "pk":
        return user._meta.pk  # noqa: SLF001 - as documented
    try:
        return user._meta.get_field(name)  # noqa: SLF001 - as above
    except FieldDoesNotExist:
        own = (one for one in user._meta.concrete_fields if one.attname == name)  # noqa: SLF001 - as above
        return next(own, None)


def _fault_of_field(field: Any, name: str) -> str:  # noqa: ANN401 - as above
    if field.is_relation and name == field.name:
        return "is another object"
    if isinstance(field, _NO_IDS):
        return f"is a {type(field).__name__}"
    return ""


def _fault_of_attribute(user: Any, name: str) -> str:  # noqa: ANN401 - as above
    found = getattr(user, name, None)
    if found is None and not hasattr(user, name):
        meant = near(name, [one.name for one in user._meta.get_fields()])  # noqa: SLF001 - as above
        return f"is not there{f': did you mean {meant[0]!r}?' if meant else ''}"
    if isinstance(found, property | cached_property):
        return _fault_of_value(user, name)
    if not isroutine(found):
        return "is the same for everybody" if is_kept(found) else ""
    try:
        signature(found).bind(*(() if hasattr(found, "__self__") else (user,)))
    except TypeError as error:
        return f"cannot be called: {error}"
    except ValueError:
        return ""
    return ""


def _fault_of_value(user: Any, name: str) -> str:  # noqa: ANN401 - as above
    """Return what is wrong with a property, as far as one of a user who is not saved tells."""
    try:
        found = getattr(user(), name)
    except Exception:  # noqa: BLE001 - it may need a user who is saved
        return ""
    return "" if found is None or is_kept(found) else f"is {shown(found)}"
