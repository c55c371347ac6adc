"""
From values to rows and back, by what the columns are.

A row is a plain sequence in the order of its columns, so that this serves rows of any driver. What cannot be stored is
refused while rows are made, before anything is written.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from reinforce.days import from_microseconds, microseconds
from reinforce.stores.shared.json import from_text, to_text
from reinforce.stores.sql.tables.columns import plain_name, split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import Enum

Row: TypeAlias = "Sequence[Any]"
Values: TypeAlias = dict[str, Any]
T = TypeVar("T")

MICROSECOND = timedelta(microseconds=1)
"""In what the tables count durations."""

_READERS: dict[str, Callable[[Any], Any]] = {
    "instant": from_microseconds,
    "duration": MICROSECOND.__mul__,
    "json": from_text,
    "truth": bool,
}
_WRITERS: dict[str, Callable[[Any], Any]] = {"instant": microseconds, "duration": lambda value: value // MICROSECOND}


class RowCodec(Generic[T]):
    """
    The rows that stand for values of one class.

    Args:
        kind: the class; its fields are called as the columns are, plainly.
        listed: the columns.
        choices: by column, the enumeration whose values it holds.
    """

    __slots__ = ("_kind", "_readers", "_writers", "names")

    def __init__(self, kind: type[T], listed: str, /, **choices: type[Enum]) -> None:
        self._kind = kind
        self._readers: list[tuple[str, Callable[[Any], Any] | None]] = []
        self._writers: list[tuple[str, Callable[[Any], Any], Callable[[Any], Any] | None]] = []
        for name, of, _ in split(listed):
            read, write = _READERS.get(of), _WRITERS.get(of)
            if of == "json":
                write = partial(to_text, name)
            if name in choices:
                read, write = {one.value: one for one in choices[name]}.__getitem__, attrgetter("value")
            self._readers.append((plain_name(name), read))
            self._writers.append((name, attrgetter(plain_name(name)), write))
        self.names = tuple(name for name, *_ in self._writers)

    def value(self, row: Row, **others: object) -> T:
        """Return the value of a row; *others* are fields that no column holds."""
        for (field, read), value in zip(self._readers, row, strict=True):
            others[field] = value if read is None or value is None else read(value)
        return self._kind(**others)

    def row(self, tenant: str, value: T, **owner: str) -> Values:
        """Return the row of a value of *tenant*; *owner* has the learner whose it is, if that is not a column."""
        values: Values = {"tenant_id": tenant, **owner}
        for name, get, write in self._writers:
            held = get(value)
            values[name] = held if write is None or held is None else write(held)
        return values
