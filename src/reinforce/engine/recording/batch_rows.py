"""What arrives in batches, row by row: reviews and attempts as senders say them, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.recording.entry_rules import needed, prior_attempt, prior_outcome, review_of
from reinforce.engine.recording.graded_attempt import graded_attempt
from reinforce.engine.recording.record_one import read_attempt, sent_review
from reinforce.errors import ClockSkewError, ConflictError, InvalidParameterError, NotFoundError, ReinforceError
from reinforce.journal import PERSON, Rating
from reinforce.ports import ReviewRecord
from reinforce.practice import Outcome
from reinforce.practice.grading.outcome import kept_of_review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.entry_rules import Sent
    from reinforce.engine.recording.graded_attempt import GradedAttempt
    from reinforce.journal import Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedReview:
    """A new review: what it becomes in the log, once its card is known."""

    learner: str
    reviews: tuple[Review]

    @property
    def assessor(self) -> str | None:
        """The person who scored it."""
        return self.reviews[0].assessor

    def outcome(self, cards: tuple[Card, ...]) -> Outcome:
        """Return what came of the review, after which the skill's card is the one of *cards*."""
        (review,) = self.reviews
        return Outcome(id=review.id, at=review.at, day=review.day, reviews=self.reviews, cards=cards)

    def rows(self, outcome: Outcome) -> dict[str, Any]:
        """Return what is written besides the card, as fields of `Change`."""
        return {"reviews": (ReviewRecord(review=self.reviews[0], outcome=kept_of_review(outcome.cards[0])),)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A row that could be read: one review."""

    kind: ClassVar[str] = "review"

    learner: str
    sent: Sent

    @property
    def id(self) -> str:
        """The review's id."""
        return self.sent.review_id

    @property
    def content(self) -> object:
        """What two sendings of the same review have in common."""
        return self.sent

    def needs(self, _context: TenantContext) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the skills and the ids that have to be read for it."""
        return (self.sent.skill,), (self.sent.review_id,)

    def decided(self, context: TenantContext, snapshot: Snapshot, *, now: datetime) -> Outcome | AcceptedReview:
        """Return its first outcome, or what it becomes."""
        prior = prior_outcome(context, self.sent, snapshot)
        if prior is not None:
            return prior
        review = review_of(context, self.learner, self.sent, snapshot, now=now)
        return AcceptedReview(learner=self.learner, reviews=(review,))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """A row that could be read: one attempt."""

    kind: ClassVar[str] = "attempt"

    learner: str
    attempt: Attempt

    @property
    def id(self) -> str:
        """The attempt's id."""
        return self.attempt.attempt_id

    @property
    def content(self) -> object:
        """What two sendings of the same attempt have in common."""
        return self.attempt.to_json()

    def needs(self, context: TenantContext) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the skills and the ids that have to be read for it."""
        return needed(context, self.attempt)

    def decided(self, context: TenantContext, snapshot: Snapshot, *, now: datetime) -> Outcome | GradedAttempt:
        """Return its first outcome, or what it becomes."""
        prior = prior_attempt(context, self.attempt, snapshot)
        return graded_attempt(context, self.learner, self.attempt, snapshot, now=now) if prior is None else prior


Row = ReviewRow | AttemptRow

_FIELDS = tuple(spec.name for spec in fields(NewReview))
_DEFAULTS: dict[str, Any] = {"review_id": None, "at": None, "source": "host", "assessor": None, "duration": None}
_HARMLESS: dict[str, Any] = {**_DEFAULTS, "learner": "learner", "skill": "skill", "rating": 3}


def review_row(value: object) -> ReviewRow:
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


def attempt_row(value: object) -> AttemptRow:
    """
    Return what a pair of learner and attempt says.

    Raises:
        InvalidParameterError: it is no such pair, or the attempt cannot be read.
        NotFoundError: the attempt has no such question, ….
    """
    if not isinstance(value, tuple | list) or len(value) != len(("learner", "attempt")):
        raise InvalidParameterError("", "must be a pair of learner and attempt", value=value)
    learner, attempt = value
    return AttemptRow(learner=checks.identifier("learner", learner), attempt=read_attempt(attempt))


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


def _row(values: Mapping[str, Any]) -> ReviewRow:
    learner = checks.identifier("learner", values["learner"])
    sent = sent_review(
        values["skill"],
        values["rating"],
        review_id=values["review_id"],
        at=_instant(values["at"]),
        source=values["source"],
        assessor=values["assessor"],
        duration=_span(values["duration"]),
    )
    return ReviewRow(learner=learner, sent=sent)


def _instant(value: Any) -> datetime | None:  # noqa: ANN401 - whatever was sent
    """Return an instant that may be a text; what is neither is refused later."""
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return] # checked by sent_review
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise InvalidParameterError("at", f"must be an instant in ISO 8601: {value!r}", value=value) from None


def _span(value: Any) -> timedelta | None:  # noqa: ANN401 - whatever was sent
    """Return a duration that may be a number of seconds; what is neither is refused later."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value  # type: ignore[return-value] # checked by sent_review
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise InvalidParameterError("duration", f"must be a number of seconds, not {value}", value=value) from None
