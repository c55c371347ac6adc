"""What arrives in batches, row by row: reviews and attempts as senders say them, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reinforce import slips
from reinforce.codec import Value
from reinforce.engine.recording.sent_attempt import SentAttempt
from reinforce.engine.recording.sent_review import NewReview, SentReview
from reinforce.errors import ClockSkewError, ConflictError, InvalidParameterError, NotFoundError, ReinforceError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault(Value):
    """
    One thing that is wrong with one row of a batch.

    Attributes:
        row: the place of the row, counted from 0.
        id: the review's or attempt's id; ``None`` where the row has none that can be read.
        field: the field that is wrong; empty where it is the whole row.
        kind: the name of the error that the row alone would raise (``NotFoundError``, …).
        reason: what is wrong, in words.
    """

    row: int
    id: str | None
    field: str
    kind: str
    reason: str

    def __str__(self) -> str:
        return f"[{self.row}]{'.' if self.field else ''}{self.field}: {self.reason}"


_FIELDS = {spec.name: spec.name for spec in fields(NewReview)} | {"duration": "duration_seconds"}
"""The fields of a review, and their names in its JSON."""

_HARMLESS: dict[str, Any] = {"learner": "learner", "skill": "skill", "rating": 3}  # and nothing else has to be there


_HOSTS = {spec.name: spec.default for spec in fields(NewReview) if spec.name in ("assessor", "source")}
"""What a mapping, which may be a client's JSON, cannot say otherwise; a `NewReview` is the host's own word."""


def review_row(value: object, *, imported: bool = False) -> SentReview:
    """
    Return what a `NewReview`, or a mapping of JSON values of one, says.

    Raises:
        InvalidParameterError: a field is not acceptable; the first of them is named.
    """
    if isinstance(value, NewReview):
        return SentReview.of(value, imported=imported)
    for error in _strangers(value):
        raise error
    return _read(value, imported=imported)


def review_faults(value: object) -> Iterator[InvalidParameterError]:
    """Yield everything that is wrong with one review by itself."""
    yield from _strangers(value)
    for name, said in _FIELDS.items():
        try:
            if isinstance(value, NewReview):
                SentReview.of(NewReview(**{**_HARMLESS, name: getattr(value, name)}))
            elif isinstance(value, Mapping) and said in value:
                _read({**_HARMLESS, said: value[said]})
        except InvalidParameterError as error:
            yield error


def attempt_row(value: object, *, imported: bool = False) -> SentAttempt:
    """
    Return what a pair of learner and attempt says.

    Raises:
        InvalidParameterError: it is no such pair, or the attempt cannot be read.
        NotFoundError: the attempt has no such question, ….
    """
    if not isinstance(value, tuple | list) or len(value) != len(("learner", "attempt")):
        raise InvalidParameterError("", "must be a pair of learner and attempt", value=value)
    learner, attempt = value
    return SentAttempt.of(learner, attempt, imported=imported)


def attempt_faults(value: object) -> Iterator[ReinforceError]:
    """Yield the first thing that is wrong with one attempt by itself."""
    try:
        attempt_row(value)
    except ReinforceError as error:
        yield error


def id_of(value: object) -> str | None:
    """Return the id that a row seems to have."""
    if isinstance(value, tuple | list) and value:
        value = value[-1]
    for name in ("review_id", "attempt_id"):
        id_ = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if isinstance(id_, str):
            return id_
    return None


def field_of(error: ReinforceError) -> str:
    """Return the field of a row that *error* is about; empty where it is the whole row."""
    if isinstance(error, InvalidParameterError | ClockSkewError):
        return error.field
    if isinstance(error, NotFoundError):
        return error.kind
    return f"{error.kind}_id" if isinstance(error, ConflictError) else ""


def placed(error: ReinforceError, where: str) -> ReinforceError:
    """Return *error* so that it names the row, as in ``reviews[17]``, before the field."""
    path = where + "".join(f".{name}" for name in [field_of(error)] if name)
    if isinstance(error, InvalidParameterError):
        return InvalidParameterError(path, error.reason, value=error.value)
    if isinstance(error, ClockSkewError):
        return ClockSkewError(path, at=error.at, now=error.now, floor=error.floor)
    error.args = (f"{path}: {error}",)
    return error


def _strangers(value: object) -> Iterator[InvalidParameterError]:
    """Yield what is wrong with the shape of a row."""
    if isinstance(value, NewReview):
        return
    if not isinstance(value, Mapping):
        reason = f"must be a NewReview or a mapping of its fields, not {type(value).__name__}"
        yield InvalidParameterError("", reason, value=value)
        return
    for name in value:
        if name not in _FIELDS.values():
            known = _FIELDS.values()
            reason = f"is none of the fields {', '.join(known)}{slips.name(name, known)}"
            yield InvalidParameterError(str(name), reason, value=value[name])
        elif name in _HOSTS and value[name] not in (None, _HOSTS[name]):
            yield InvalidParameterError(name, "is not for a client to say: send a NewReview", value=value[name])
    for name in _FIELDS:
        if name not in value and name in _HARMLESS:
            yield InvalidParameterError(name, "is missing")


def _read(values: Any, *, imported: bool = False) -> SentReview:  # noqa: ANN401 - as it comes from a sender
    """Return what a mapping of JSON values says; an instant may stand in it as one, too."""
    at = values.get("at")
    said = {**values, "at": at.isoformat()} if isinstance(at, datetime) else values
    try:
        return SentReview.of(NewReview.from_json(said), imported=imported)
    except InvalidParameterError as error:
        raise InvalidParameterError(_FIELDS.get(error.field, error.field), error.reason, value=error.value) from None
