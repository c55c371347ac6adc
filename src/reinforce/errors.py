"""
The errors that this library raises, in one tree.

::

    ReinforceError
    ├─ InvalidParameterError(ValueError)   one argument, setting or field: .field, .value, .reason
    │  └─ HostError                        … that no client sent: what the host set up, or its functions return
    ├─ InvalidPackError(ValueError)        a pack: .faults, all of them at once
    ├─ NotFoundError(LookupError)          a tenant, learner, skill, journey, … that is not there: .kind, .id
    │  └─ ErasedError                      … because it was erased: .before
    ├─ ConflictError                       the same id with other content: .kind, .id
    │  └─ StaleError                       somebody else wrote first, and went on doing so
    ├─ UnregisteredModelError(LookupError) a stored policy's memory model, not known to this process: .model, .known
    ├─ ClockSkewError(ValueError)          an instant too far ahead, or too early: .field, .at, .now, .floor
    └─ StoreError                          the database said no; the driver's error is the cause
       ├─ StoreUnavailableError            … because it cannot be reached or is locked
       │  └─ ConnectionLostError           … because the connection broke on the way
       ├─ ForkedError                      … because this process inherited it from the one that opened it
       ├─ StoreClosedError                 … because it was closed
       └─ SchemaVersionError               … because its schema is not the one this library knows

Each also is the builtin exception that it resembles, so that ``except ValueError`` works as expected.
When a call raises one of these, nothing was changed. One case cannot be known: where the connection breaks while a
transaction commits, `ConnectionLostError` may come although it did. The same call with the same id settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime


_MOST_NAMED = 5
_ADDS: Mapping[str, str] = {
    "tenant": ": create_tenant({!r}) makes one",
    "learner": ": roster.put({!r}) adds one",
    "skill": ": catalog.put_skills([{!r}]) adds it",
    "journey": ": catalog.publish brings those of a pack, and the pack itself",
    "calendar": ": roster.set_holidays(…, calendar={!r}) makes one",
}
"""By kind of what is not there, what brings it, where no other name is likely."""
_MOST_FAULTS = 200
_LONGEST, _LONGEST_VALUE, _END = 2_000, 200, 200


def safe(text: str, *, longest: int = _LONGEST) -> str:
    """
    Return *text* as it may be printed anywhere: on one line, without characters that act, and not too long.

    Whatever is not printable (line breaks, escape codes, marks that turn the direction of writing, halves of
    surrogate pairs) is written as Python escapes it; of what is too long the middle is left out.
    """
    if len(text) > longest:
        text = f"{text[: longest - _END]}…{text[-_END:]}" if longest > 2 * _END else f"{text[:longest]}…"
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def shown(value: object) -> str:
    """Return a value that somebody gave as an error may quote it, whatever it is, and however long."""
    try:
        return safe(repr(value[:_LONGEST_VALUE]) if isinstance(value, str) else repr(value), longest=_LONGEST_VALUE)
    except Exception:  # noqa: BLE001 - a number of too many digits, or a class of the host's
        return f"a value of type {type(value).__name__} that cannot be written out"


def listed(names: Iterable[object]) -> str:
    """
    Return the first few *names*, in quotes, and how many more there are.

    >>> listed("abcdefg")
    "'a', 'b', 'c', 'd', 'e' and 2 more"
    """
    all_ = [*names]
    more = f" and {len(all_) - _MOST_NAMED} more" if len(all_) > _MOST_NAMED else ""
    return f"{', '.join(shown(name) for name in all_[:_MOST_NAMED])}{more}"


class ReinforceError(Exception):
    """
    The base of every error that this library raises on purpose; each survives pickling, as worker processes need.

    What its message quotes may come from anybody: the message is made `safe` here, for all of them. Attributes that
    hold what was given (``value``, ``id``) hold it as it came.
    """

    def __init__(self, *said: object) -> None:
        super().__init__(*(safe(part) if isinstance(part, str) else part for part in said))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[ReinforceError], args: tuple[Any, ...], attributes: dict[str, Any]) -> ReinforceError:
    """Return a pickled error as it was: its message is made from its fields, not the other way round."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class InvalidParameterError(ReinforceError, ValueError):
    """
    An argument, a setting or a field of an attempt is not acceptable.

    Attributes:
        field: the name of the field, with its path inside a larger value (``answers[2].response``).
        value: what was given.
        reason: what is wrong with it, as a phrase that follows the field's name.
    """

    def __init__(self, field: str, reason: str, *, value: object = None) -> None:
        super().__init__(f"{field} {reason}".strip())  # of a whole row no field is named
        self.field = safe(field)
        self.reason = safe(reason)
        self.value = value


class HostError(InvalidParameterError):
    """
    What the host itself says is not acceptable: a setting, or what a function of its own returns.

    No client can mend it, so that endpoints tell it as an error of the server's, and none of its words.
    """


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One thing that is wrong with a pack, and where.

    Attributes:
        file: the pack's file name, or ``<pack>`` for text without one.
        line: the line in that file, counted from 1.
        path: the field's path inside the pack (``questions[3].options``).
        reason: what is wrong, in words.
    """

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        return safe(f"{self.file}:{self.line}: {self.path}: {self.reason}")


class InvalidPackError(ReinforceError, ValueError):
    """
    A pack cannot be published; nothing of it was.

    Attributes:
        faults: every fault found, in the order of the file; the message lists the first two hundred.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        count = len(self.faults)
        listed = "\n".join(f"  {fault}" for fault in self.faults[:_MOST_FAULTS])
        more = f"\n  and {count - _MOST_FAULTS} more" if count > _MOST_FAULTS else ""
        super().__init__()
        self.args = (f"the pack has {count} fault{'' if count == 1 else 's'}:\n{listed}{more}",)  # each of them is safe


class NotFoundError(ReinforceError, LookupError):
    """
    Something was named that does not exist.

    Attributes:
        kind: what was looked for (``learner``, ``skill``, ``journey``, …).
        id: the id under which it was looked for.
        near: ids that exist and look alike, best first.
        others: further ids of that kind that do not exist either, where several were named at once.

    Where no id looks alike, the message names a few that are *there*, if those are given, or else, if *told*, what
    adds such a one. What is numbered, as editions are, has a *newest* one, 0 if there is none at all.
    """

    def __init__(
        self,
        kind: str,
        id: str,  # noqa: A002 - the field's name
        *,
        near: Iterable[str] = (),
        others: Iterable[str] = (),
        there: Collection[str] = (),
        newest: int | None = None,
        told: bool = True,
    ) -> None:
        self.kind = kind
        self.id = id
        self.near = tuple(near)
        self.others = tuple(others)
        if self.others:
            count = 1 + len(self.others)
            super().__init__(f"there are no {count} {kind}s {listed((id, *self.others))}")
            return
        if newest is not None:
            super().__init__(f"there is no {kind} {id}: {f'the newest is {newest}' if newest else 'there is none yet'}")
            return
        hint = _ADDS.get(kind, "").format(id) if told else ""
        if self.near:
            hint = f"; did you mean {' or '.join(repr(name) for name in self.near)}?"
        elif there:
            hint = f"; there {'is' if len(there) == 1 else 'are'} {listed(there)}"
        super().__init__(f"there is no {kind} {id!r}{hint}")


class ErasedError(NotFoundError):
    """
    What was sent is about a person who was erased, or about a time of which the log was erased.

    Sending it again will not help: a device that kept it should throw it away.

    Attributes:
        kind: ``learner`` where the person is gone, ``person`` where it is one who is named as assessor or by, and
            ``log`` where the learner is there and what was sent is dated before the part of their log that is left.
        id: the id under which the person was named.
        before: what is dated before this instant is refused.
    """

    def __init__(self, kind: str, id: str, *, before: datetime) -> None:  # noqa: A002 - the field's name
        super().__init__(kind, id)
        self.args = (safe(f"{kind} {id!r} was erased: nothing dated before {before.isoformat()} is there or is taken"),)
        self.before = before


class ConflictError(ReinforceError):
    """
    An id that is already taken came with other content.

    Attributes:
        kind: what the id names (``review``, ``attempt``, ``tenant``, …).
        id: the id.
        reason: what differs, as a phrase that follows the kind and id.
    """

    def __init__(self, kind: str, id: str, reason: str) -> None:  # noqa: A002 - the field's name
        super().__init__(f"{kind} {id!r} {reason}")
        self.kind = kind
        self.id = id
        self.reason = reason


class StaleError(ConflictError):
    """What was read had changed before it was written. The engine tries again; a host sees this after many tries."""


class UnregisteredModelError(ReinforceError, LookupError):
    """
    A policy that is in the store names a memory model that this process does not know.

    Attributes:
        model: its name.
        known: the names of the memory models that are known.
    """

    def __init__(self, model: str, *, known: Iterable[str]) -> None:
        self.model = model
        self.known = tuple(known)
        super().__init__(
            f"a policy in the store names the memory model {model!r}, which is not registered here (known: "
            f"{', '.join(self.known)}): open the engine with memory_models=MemoryModels.of(...), or install the "
            f"package that has the entry point {model!r} in the group reinforce.memory_models"
        )


class ClockSkewError(ReinforceError, ValueError):
    """
    An instant lies further in the future than clocks may disagree, or before anything that can have happened.

    Attributes:
        field: the name of the field.
        at: the instant given.
        now: the engine's own instant.
        floor: the first instant that is taken, where the one given lies before it; otherwise ``None``.
    """

    def __init__(
        self, field: str, *, at: datetime, now: datetime, floor: datetime | None = None, of: str = "this learner"
    ) -> None:
        wrong = (
            f"{at - now} after now ({now.isoformat()})"
            if floor is None
            else f"before the first instant that is taken of {of} ({floor.isoformat()})"
        )
        super().__init__(f"{field} is {at.isoformat()}, which is {wrong}")
        self.field = field
        self.at = at
        self.now = now
        self.floor = floor


class StoreError(ReinforceError):
    """The store could not do what was asked; the driver's own error is the cause (``__cause__``)."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached, or stayed locked for longer than the time allowed. Trying again may help."""


class ConnectionLostError(StoreUnavailableError):
    """
    The connection to the database broke while it was in use. The engine tries again a few times before a host sees it.

    Not so inside a transaction of the host's, which is gone together with its connection.
    """


class ForkedError(StoreError):
    """
    What is asked for belongs to the process that this one was forked from. Nothing was read, sent or written.

    The message says what to do.
    """


class StoreClosedError(StoreError):
    """The engine, or its store, was closed; nothing can be asked of it any more."""

    def __init__(self) -> None:
        super().__init__("the store is closed: open another engine")


class SchemaVersionError(StoreError):
    """
    The store's schema is not the one that this version of the library works with.

    Attributes:
        found: the schema revision in the database, or ``None`` where there is none.
        known: the schema revision that this library writes.
    """

    def __init__(self, message: str, *, found: str | None, known: str) -> None:
        super().__init__(message)
        self.found = found
        self.known = known
