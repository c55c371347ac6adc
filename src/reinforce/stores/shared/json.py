"""What can be stored: JSON values as text and finite numbers, checked alike for every store."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce.memory import MemoryState


def _plain(value: object) -> dict[str, Any]:
    """Return as a dict what is a mapping of another kind; JSON knows no other objects."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


# ASCII only: a NUL or half of a surrogate pair, which some databases refuse in a text, is six harmless letters then.
_encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=_plain).encode


def to_text(field: str, values: Mapping[str, Any] | Sequence[Any]) -> str:
    """
    Return JSON *values* as compact ASCII text, keys in the order in which they came.

    Raises:
        InvalidParameterError: a value is not JSON's: another type, a number that is not finite, a circle.
    """
    try:
        return _encode(values)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidParameterError(field, f"cannot be stored: {error}", value=values) from error


def from_text(text: str) -> Any:  # noqa: ANN401 - a mapping or a list
    """
    Return the JSON values that *text* holds, new each time, so that no two readers share one.

    Raises:
        StoreError: it is not JSON, as in a damaged file.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"a stored JSON value cannot be read, and may be damaged: {error}") from error


def finite(field: str, memory: MemoryState) -> MemoryState:
    """
    Return *memory* if all its numbers are finite.

    Raises:
        InvalidParameterError: one of them is not.
    """
    if not all(map(math.isfinite, memory.values())):
        raise InvalidParameterError(field, f"must hold finite numbers: {memory}", value=memory)
    return memory
