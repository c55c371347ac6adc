"""Reading attempts from the JSON that a browser or a device sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.practice.grading.attempts import Answer, DrillAttempt, QuizAttempt, parts, within

if TYPE_CHECKING:
    from reinforce.practice.grading.attempts import Attempt

T = TypeVar("T")


def attempt_from(data: Mapping[str, Any]) -> Attempt:
    """
    Return the attempt that *data*, parsed JSON, describes; ``to_json()`` of any attempt is such data.

    ``kind`` is ``quiz`` or ``drill``; without it the fields tell. Instants are ISO 8601 with an offset, durations are
    seconds, and null is the same as left out.

    Raises:
        InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.

    >>> attempt_from({"attempt_id": "a1", "edition": 1, "answers": [{"question": "q-1", "response": "b"}]}).answers
    (Answer(question='q-1', response='b', confidence=None, duration=None),)
    """
    if not isinstance(data, Mapping):
        raise InvalidParameterError("attempt", f"must be an object, not {type(data).__name__}", value=data)
    given = {name: value for name, value in data.items() if value is not None}
    kind = given.pop("kind", "quiz" if "answers" in given else "drill")
    if kind not in (QuizAttempt.kind, DrillAttempt.kind):
        raise InvalidParameterError("kind", f"must be 'quiz' or 'drill', not {kind!r}", value=kind)
    if kind == DrillAttempt.kind:
        return _built(DrillAttempt, given)
    if "answers" in given:
        listed = parts("answers", given["answers"], object)
        given["answers"] = [_answer(index, entry) for index, entry in enumerate(listed)]
    return _built(QuizAttempt, given)


def _answer(index: int, data: object) -> Answer:
    path = f"answers[{index}]"
    if not isinstance(data, Mapping):
        raise InvalidParameterError(path, f"must be an object, not {type(data).__name__}", value=data)
    with within(path):
        return _built(Answer, data)


def _built(made: type[T], data: Mapping[str, Any]) -> T:
    """Return the dataclass *made* from JSON values."""
    known = {spec.name for spec in fields(made)}  # type: ignore[arg-type]
    given = {name: value for name, value in data.items() if value is not None}
    for name in given:
        if name not in known:
            raise InvalidParameterError(str(name), f"is not one of {', '.join(sorted(known))}", value=data[name])
    for name in ("attempt_id", "edition", "answers", "drill", "scores", "question", "response"):
        if name in known and name not in given:
            raise InvalidParameterError(name, "is missing")
    if "at" in given:
        given["at"] = _parsed_instant(given["at"])
    if "duration" in given:
        seconds = checks.between("duration", given["duration"], 0, timedelta(days=1).total_seconds())
        given["duration"] = timedelta(seconds=seconds)
    return made(**given)


def _parsed_instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise InvalidParameterError("at", f"must be a string, not {type(value).__name__}", value=value)
    try:
        return datetime.fromisoformat(value)  # one without an offset is refused when the attempt is made
    except ValueError:
        raise InvalidParameterError("at", f"is not an instant in ISO 8601: {value!r}", value=value) from None
