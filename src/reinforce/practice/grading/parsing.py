"""Reading attempts from the JSON that a browser or a device sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError
from reinforce.practice.grading.attempts import DrillAttempt, QuizAttempt

if TYPE_CHECKING:
    from reinforce.practice.grading.attempts import Attempt


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
    default = DrillAttempt.kind if data.get("answers") is None else QuizAttempt.kind
    kind = default if data.get("kind") is None else data["kind"]
    for made in (QuizAttempt, DrillAttempt):
        if kind == made.kind:
            return made.from_json(data)
    raise InvalidParameterError("kind", f"must be 'quiz' or 'drill', not {kind!r}", value=kind)
