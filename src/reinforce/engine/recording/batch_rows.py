"""What arrives in batches, row by row: reviews and attempts as senders say them, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from reinforce.codec import Value
from reinforce.engine.recording.sent_attempt import SentAttempt
from reinforce.engine.recording.sent_review import SentReview
from reinforce.errors import ClockSkewError, ConflictError, InvalidParameterError, NotFoundError, ReinforceError
from reinforce.journal import PERSON, Rating

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview(Value):
    """
    One review of a batch, as `review` takes it. It is checked when the batch is sent.

    Attributes:
        learner, skill: who practised what.
        rating: how well: a `Rating`, its number or its name.
        review_id: makes a retry harmless; without one, each sending is a new review.
        at: when; the present if omitted. As a JSON value a text in ISO 8601 with its offset.
        source: what rated it, in the host's own word.
        assessor: the person who scored it.
        duration: how long it took. As a JSON value a number of seconds.
    """

    learner: str = field(metadata=PERSON)
    skill: str
    rating: Rating | int | str
    review_id: str | None = None
    at: datetime | None = None
    source: str = "host"
    assessor: str | None = field(default=None, metadata=PERSON)
    duration: timedelta | None = None


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


_FIELDS = tuple(spec.name for spec in fields(NewReview))
_DEFAULTS: dict[str, Any] = {"review_id": None, "at": None, "source": "host", "assessor": None, "duration": None}
_HARMLESS: dict[str, Any] = {**_DEFAULTS, "learner": "learner", "skill": "skill", "rating": 3}


def review_row(value: object) -> SentReview:
    """
    Return what a `NewReview`, or a mapping of JSON values of one, says.

    Raises:
        InvalidParameterError: a field is not acceptable; the first of them is named.
    """
    for error in _strangers(value):
        raise error
    return _row(_values(value))


def review_faults(value: object) -> Iterator[InvalidParameterError]:
    """Yield everything that is wrong with one review by itself."""
    yield from _strangers(value)
    values = _values(value)
    for name in _FIELDS:
        if name in values:
            try:
                _row({**_HARMLESS, name: values[name]})
            except InvalidParameterError as error:
                yield error


def attempt_row(value: object) -> SentAttempt:
    """
    Return what a pair of learner and attempt says.

    Raises:
        InvalidParameterError: it is no such pair, or the attempt cannot be read.
        NotFoundError: the attempt has no such question, ….
    """
    if not isinstance(value, tuple | list) or len(value) != len(("learner", "attempt")):
        raise InvalidParameterError("", "must be a pair of learner and attempt", value=value)
    learner, attempt = value
    return SentAttempt.of(learner, attempt)


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
        return ClockSkewError(path, at=error.at, now=error.now)
    error.args = (f"{path}: {error}",)
    return error


def _values(value: object) -> dict[str, Any]:
    if isinstance(value, NewReview):
        return {name: getattr(value, name) for name in _FIELDS}
    return {**_DEFAULTS, **value} if isinstance(value, Mapping) else {}


def _strangers(value: object) -> Iterator[InvalidParameterError]:
    """Yield what is wrong with the shape of a row."""
    if isinstance(value, NewReview):
        return
    if not isinstance(value, Mapping):
        reason = f"must be a NewReview or a mapping of its fields, not {type(value).__name__}"
        yield InvalidParameterError("", reason, value=value)
        return
    for name in value:
        if name not in _FIELDS:
            yield InvalidParameterError(str(name), f"is none of the fields {', '.join(_FIELDS)}", value=value[name])
    for name in _FIELDS:
        if name not in value and name not in _DEFAULTS:
            yield InvalidParameterError(name, "is missing")


def _row(values: Mapping[str, Any]) -> SentReview:
    return SentReview.of(**{**values, "at": _instant(values["at"]), "duration": _span(values["duration"])})


def _instant(value: Any) -> datetime | None:  # noqa: ANN401 - whatever was sent
    """Return an instant that may be a text; what is neither is refused later."""
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return] # checked by SentReview.of
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise InvalidParameterError("at", f"must be an instant in ISO 8601: {value!r}", value=value) from None


def _span(value: Any) -> timedelta | None:  # noqa: ANN401 - whatever was sent
    """Return a duration that may be a number of seconds; what is neither is refused later."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value  # type: ignore[return-value] # checked by SentReview.of
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise InvalidParameterError("duration", f"must be a number of seconds, not {value}", value=value) from None
