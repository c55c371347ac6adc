"""What a setting names by its dotted path."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

NAME = "REINFORCE"


def imported(name: str, value: object) -> Any:  # noqa: ANN401 - whatever stands there
    """
    Return *value*, or what is there under the dotted path that it is; an erasure key is none.

    Raises:
        ImproperlyConfigured: nothing is there, or its module cannot be imported.
    """
    if not isinstance(value, str) or name == "ERASURE_KEY":
        return value
    try:
        return import_string(value)
    except Exception as error:
        raise ImproperlyConfigured(f"{NAME}[{name!r}] cannot be imported: {type(error).__name__}: {error}") from error
