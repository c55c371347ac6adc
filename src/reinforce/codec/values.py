"""Values that become JSON values and are read from them again, each in the form that the types of its fields give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from reinforce.codec.converters import Given, Json, under
from reinforce.codec.forms import form_of
from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

LEFT_OUT: Mapping[str, Any] = {"left_out": True}
"""The mark of a field that is not written; to read the value again, it is given to ``from_json`` by its name."""

OWN: Mapping[str, Any] = {"own": True}
"""The mark of a field that is kept, and that no client could use: ``to_json`` does not write it."""

KEPT_WHEN_SAID: Mapping[str, Any] = {"kept_when_said": True}
"""The mark of a field that came later, with a default that is false: what says no more is kept as it was before."""


def kept_as(name: str) -> Mapping[str, Any]:
    """Return the mark of a field that is kept under another name, as when people got a better one later."""
    return {"kept_as": name}


def shown_as(*names: str) -> Mapping[str, Any]:
    """Return the mark of a field that is kept as it is, and of which these properties of the value are written."""
    return {"shown_as": names}


def told_by(field: str, types: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the mark of a field with JSON values as they are kept, whose *types* follow from another *field*."""
    return {"told_by": (field, types)}


class Kept:
    """A value with a form in which it is `kept`: its fields' types are known at run time."""

    __slots__ = ()


class Value(Kept):
    """A value that is written as an object: its fields by their names."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """
        Return the value as JSON values, as people and browsers read them.

        Instants and learner days are ISO 8601, durations seconds under a name that ends in ``_seconds``, ratings names.
        """
        written: dict[str, Any] = form_of(type(self)).write(self)
        return written

    @classmethod
    def from_json(cls, values: Mapping[str, Any], **left_out: Any) -> Self:  # noqa: ANN401 - whatever is not written
        """
        Return the value whose ``to_json()`` is *values*; null, and a field left out, stand for the field's default.

        Args:
            values: parsed JSON.
            left_out: what ``to_json()`` does not write, of this value or of one inside it, by the name of the field.

        Raises:
            InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.
        """
        return _named(cls, form_of(cls).read, values, left_out)


class Row(Value):
    """A value that is kept as a list of its fields in their order, without those at the end that have defaults."""

    __slots__ = ()
    kept_in_rows: ClassVar[bool] = True


def kept(value: object) -> Json:
    """
    Return a value as it is kept: every field, compact and exact, in a form of our own that stores alone read again.

    Learner days and ratings are numbers, durations seconds under the field's own name, rows lists.
    """
    form = form_of(type(value), kept=True)
    written: Json = form.row(value) if isinstance(value, Row) else form.write(value)
    return written


def from_kept(kind: type[T], values: Json, **left_out: Any) -> T:  # noqa: ANN401 - whatever is not kept
    """Return the value of a *kind* of which *values* were `kept`; raise InvalidParameterError if they are of none."""
    form = form_of(kind, kept=True)
    return _named(kind, form.read_row if issubclass(kind, Row) else form.read, values, left_out)


def _named(kind: type[T], read: Callable[[Json, Given], T], values: Json, left_out: Given) -> T:
    """Return what *read* makes of *values*; an error that is about all of them names the *kind* of value."""
    try:
        return read(values, left_out)
    except InvalidParameterError as error:
        raise error if error.field else under(kind.__name__, error) from None
