"""What learners send: the answers to a quiz, or one performance of a drill, checked when made."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from reinforce import checks
from reinforce.catalog.frozen import FrozenMap
from reinforce.catalog.ids import is_uri
from reinforce.codec import KEPT_WHEN_SAID, Value, under
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import PERSON
from reinforce.journal.stakes import Stakes

if TYPE_CHECKING:
    from collections.abc import Iterator

Response: TypeAlias = str | int | float | Mapping[str, str | int | float | None] | Collection[str]
"""
What answers a question, by its kind.

An option's id; a collection of option ids; a text; a number, or what a person typed as one; a text for each blank;
item ids in order; for a question that the learner grades, a rating.
"""

T = TypeVar("T")

_MOST_PARTS = 1_000
_MOST_EDITION = 2**31 - 1
_NUMBERS = (-sys.float_info.max, sys.float_info.max)


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """
    The answer to one question of a quiz.

    Attributes:
        question: the question's id.
        response: what was answered, in the form that the kind of question wants; ``None`` and an empty text say that it
            was left blank. It has no default: who forgets to send it has not left it blank.
        confidence: how sure the learner was, 0 to 1; ``None`` if they were not asked.
        duration: how long it took, if known.
        pending: whether it waits for somebody to mark it, as a text does that answers a recall, which no key decides.

    Raises:
        InvalidParameterError: a field is not acceptable. Whether the response fits the question, grading finds out.
    """

    question: str
    response: Response | None
    confidence: float | None = None
    duration: timedelta | None = None
    pending: bool = field(default=False, metadata=KEPT_WHEN_SAID)

    def __post_init__(self) -> None:
        """Check every field, and keep the response as a value that nobody else holds."""
        checks.identifier("question", self.question)
        try:
            object.__setattr__(self, "response", _response(self.response))
            if self.confidence is not None:
                object.__setattr__(self, "confidence", float(checks.between("confidence", self.confidence, 0, 1)))
            if self.duration is not None:
                checks.duration("duration", self.duration)
            checks.flag("pending", self.pending)
        except InvalidParameterError as error:
            raise _in(f"the answer to question {self.question!r}", error) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizAttempt(Value):
    """
    The answers to a quiz, sent together.

    Attributes:
        attempt_id: unique for the learner; the same id is the same attempt.
        edition: the edition that the quiz was emitted from.
        answers: at least one, each to another question.
        at: when; ``None`` lets the engine's clock say.
        duration: how long the quiz took, if known.
        stakes: whether it is on record, the learner's own, or a mock exam, which its id says too; given as `Stakes.of`
            takes it, in JSON only for practice.

    Raises:
        InvalidParameterError: a field is not acceptable; the error names its path.
    """

    kind: ClassVar[str] = "quiz"

    attempt_id: str
    edition: int
    answers: Sequence[Answer]
    at: datetime | None = None
    duration: timedelta | None = None
    stakes: Stakes = Stakes.RECORDED

    def __post_init__(self) -> None:
        """Check every field."""
        _check_submission(self)
        answers = parts("answers", self.answers, Answer)
        if not answers:
            raise InvalidParameterError("answers", "must not be empty", value=answers)
        first: dict[str, int] = {}
        for index, answer in enumerate(answers):
            if first.setdefault(answer.question, index) != index:
                reason = f"is answered already in answers[{first[answer.question]}]: {answer.question!r}"
                raise InvalidParameterError(f"answers[{index}].question", reason, value=answer.question)
            if answer.pending and self.stakes is Stakes.EXAM:
                raise InvalidParameterError(
                    f"answers[{index}].pending", "has no place in an exam", value=answer.pending
                )
        object.__setattr__(self, "answers", answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillAttempt(Value):
    """
    One performance of a drill, scored on its rubric.

    Attributes:
        attempt_id: unique for the learner; the same id is the same attempt.
        edition: the edition that the drill was emitted from.
        drill: the drill's id.
        scores: the level reached in each criterion of the rubric, counted from 0; none where that is pending.
        at: when; ``None`` lets the engine's clock say.
        duration: how long it took, if known; says whether a time limit was kept.
        modifiers: the ids of the modifiers that it was performed under.
        evidence: by evidence id, a URI under which it can be seen.
        assessor: the person who scored it; ``None`` if the learner did.
        notes: what the assessor or the learner wants kept with it.
        pending: whether it waits for somebody to score it.
        stakes: whether it is on record or the learner's own; given as `Stakes.of` takes it, in JSON only for practice.

    Raises:
        InvalidParameterError: a field is not acceptable; the error names its path.
    """

    kind: ClassVar[str] = "drill"

    attempt_id: str
    edition: int
    drill: str
    scores: Mapping[str, int]
    at: datetime | None = None
    duration: timedelta | None = None
    modifiers: Collection[str] = ()
    evidence: Mapping[str, str] = FrozenMap()
    assessor: str | None = field(default=None, metadata=PERSON)
    notes: str | None = None
    stakes: Stakes = Stakes.RECORDED
    pending: bool = field(default=False, metadata=KEPT_WHEN_SAID)

    def __post_init__(self) -> None:
        """Check every field."""
        _check_submission(self)
        if self.stakes is Stakes.EXAM:
            raise InvalidParameterError("stakes", "must not be exam: a mock exam is a quiz", value=self.stakes)
        checks.identifier("drill", self.drill)
        try:
            scores = FrozenMap(
                (name, checks.whole(f"scores.{name}", level, 0, _MOST_PARTS))
                for name, level in _pairs("scores", self.scores)
            )
        except InvalidParameterError as error:
            raise _in(f"the levels reached in drill {self.drill!r}, counted from 0", error) from None
        if checks.flag("pending", self.pending) and scores:
            raise InvalidParameterError("scores", "must be empty where they are pending", value=self.scores)
        modifiers = parts("modifiers", self.modifiers, str)
        if len(set(modifiers)) < len(modifiers):
            raise InvalidParameterError("modifiers", f"must differ: {sorted(modifiers)}", value=modifiers)
        evidence = FrozenMap((name, _uri(f"evidence.{name}", uri)) for name, uri in _pairs("evidence", self.evidence))
        if self.assessor is not None:
            checks.identifier("assessor", self.assessor)
        if self.notes is not None:
            checks.text("notes", self.notes)
        object.__setattr__(self, "scores", scores)
        object.__setattr__(self, "modifiers", tuple(sorted(modifiers)))
        object.__setattr__(self, "evidence", evidence)


Attempt: TypeAlias = QuizAttempt | DrillAttempt


def review_id(attempt_id: str, skill: str) -> str:
    """Return the id of the review that an attempt becomes for one of its skills."""
    return f"{attempt_id}:{skill}"


@contextmanager
def within(path: str) -> Iterator[None]:
    """Put *path* before the field that an error from inside names."""
    try:
        yield
    except InvalidParameterError as error:
        raise under(path, error) from None


def _in(what: str, error: InvalidParameterError) -> InvalidParameterError:
    """Return *error* so that it says in *what* it is, as whoever sent many of them needs."""
    return InvalidParameterError(error.field, f"{error.reason} (in {what})", value=error.value)


def _response(value: object) -> object:
    """Return *value* frozen: a text, a number, a tuple or set of ids, or a text by blank."""
    if value is None or isinstance(value, str):
        return _typed("response", value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = checks.between("response", value, *_NUMBERS)
        return number if number != int(number) else int(number)
    if isinstance(value, Mapping):
        return FrozenMap((name, _typed(f"response.{name}", text)) for name, text in _pairs("response", value))
    if isinstance(value, AbstractSet | Sequence):
        ids = [checks.identifier(f"response[{index}]", part) for index, part in enumerate(_listed("response", value))]
        return frozenset(ids) if isinstance(value, AbstractSet) else tuple(ids)
    reason = f"must be a text, a number, a list of ids or a text for each blank, not {shown(value)}"
    raise InvalidParameterError("response", reason, value=value)


def _typed(name: str, value: object) -> str:
    """
    Return *value* as a text that can be kept, whatever a person typed: no text refuses an attempt.

    Halves of surrogate pairs, as where a field cuts an emoji in two, and NUL become U+FFFD; what is too long is cut. A
    number is a program's, not a person's: one that is none, or too large to be kept, is refused.
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return "" if value is None else str(checks.between(name, value, *_NUMBERS))
    if not isinstance(value, str):
        raise InvalidParameterError(name, f"must be a text, not {shown(value)}", value=value)
    cut = value[: checks.MAX_TEXT_LENGTH].replace("\x00", "\ufffd")
    return cut.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _check_submission(attempt: Attempt) -> None:
    """Check what all attempts have, and keep the instant in UTC."""
    checks.identifier("attempt_id", attempt.attempt_id)
    checks.whole("edition", attempt.edition, 1, _MOST_EDITION)
    if attempt.at is not None:
        object.__setattr__(attempt, "at", checks.instant("at", attempt.at))
    if attempt.duration is not None:
        checks.duration("duration", attempt.duration)
    object.__setattr__(attempt, "stakes", Stakes.of(attempt.stakes))


def _uri(name: str, value: object) -> str:
    text = checks.text(name, value)
    if not is_uri(text):
        raise InvalidParameterError(
            name, f"must be a URI with a scheme, such as https:, not {shown(text)}", value=value
        )
    return text


def _listed(name: str, value: object) -> list[Any]:
    if isinstance(value, str | bytes) or not isinstance(value, Collection):
        raise InvalidParameterError(name, f"must be a list, not {shown(value)}", value=value)
    if len(value) > _MOST_PARTS:
        raise InvalidParameterError(name, f"must have at most {_MOST_PARTS} entries, not {len(value)}", value=value)
    return list(value)


def parts(name: str, value: object, wanted: type[T]) -> tuple[T, ...]:
    """
    Return the entries of *value*, a collection of *wanted*.

    Raises:
        InvalidParameterError: it is no collection, too long a one, or one of something else.
    """
    found = _listed(name, value)
    for index, part in enumerate(found):
        checks.of_kind(f"{name}[{index}]", part, wanted)
    return tuple(found)


def _pairs(name: str, value: object) -> list[tuple[str, Any]]:
    """Return the entries of *value*, a mapping of ids, in the order of the ids."""
    if not isinstance(value, Mapping):
        raise InvalidParameterError(name, f"must be a mapping by id, not {shown(value)}", value=value)
    pairs = _listed(name, value.items())
    for key, _ in pairs:
        checks.identifier(f"{name} (a key)", key)
    return sorted(pairs)
