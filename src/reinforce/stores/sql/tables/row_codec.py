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

    __slots__ = ("_fields", "_kind", "_readers", "_values", "_writers", "names")

    def __init__(self, kind: type[T], listed: str, /, **choices: type[Enum]) -> None:
        self._kind = kind
        self._readers: list[tuple[str, Callable[[Any], Any]]] = []
        self._writers: list[tuple[str, Callable[[Any], Any]]] = []
        self.names = tuple([name for name, *_ in split(listed)])
        self._fields = tuple(map(plain_name, self.names))
        self._values = attrgetter(*self._fields)
        for name, of, _ in split(listed):
            read, write = _READERS.get(of), _WRITERS.get(of)
            if of == "json":
                write = partial(to_text, name)
            if name in choices:
                read, write = {one.value: one for one in choices[name]}.__getitem__, attrgetter("_value_")
            if read is not None:
                self._readers.append((plain_name(name), read))
            if write is not None:
                self._writers.append((name, write))

    def value(self, row: Row, **others: object) -> T:
        """Return the value of a row; *others* are fields that no column holds."""
        values: Values = dict(zip(self._fields, row, strict=True))
        for field, read in self._readers:
            if values[field] is not None:
                values[field] = read(values[field])
        return self._kind(**values, **others)

    def row(self, tenant: str, value: T, **owner: str) -> Values:
        """Return the row of a value of *tenant*; *owner* has the learner whose it is, if that is not a column."""
        values: Values = dict(zip(self.names, self._values(value), strict=True))
        for name, write in self._writers:
            if values[name] is not None:
                values[name] = write(values[name])
        return {"tenant_id": tenant, **owner, **values}
