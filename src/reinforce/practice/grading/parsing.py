"""Reading attempts from the JSON that a browser or a device sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reinforce.checks import given
from reinforce.codec import from_kept
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal.stakes import Stakes
from reinforce.practice.grading.attempts import DrillAttempt, QuizAttempt

if TYPE_CHECKING:
    from reinforce.practice.grading.attempts import Attempt


_HOSTS = {
    "assessor": "give the person who is signed in to attempt_from, once their role is checked",
    "imported": "give it to record or record_many",
    "learner": "give the person who is signed in to record",
    "person": "give the person who is signed in to record",
    "recorded_at": "the engine's clock says it",
    "source": "an attempt's is its kind",
}
"""What no client may say of an attempt, and who does."""


def attempt_from(
    data: Mapping[str, Any], *, assessor: str | None = None, stakes: Stakes | str | None = None
) -> Attempt:
    """
    Return the attempt that *data*, parsed JSON as a browser or a device sends it, describes.

    ``kind`` is ``quiz`` or ``drill``; without it the fields tell. Instants are ISO 8601 with an offset, durations are
    seconds, and null is the same as left out. What only the host may say is an argument, and is refused in *data*. A
    client may ask for practice stakes, where the host leaves that open, and say that it is an exam: that is refused
    where the host handed none out.

    Args:
        data: what the client sent.
        assessor: the person who scored a drill, by the host's own sign-in.
        stakes: what is at stake, where the host decides it; what *data* says, or on record, if omitted.

    Raises:
        InvalidParameterError: a field is missing, unknown, for the host to say, or not acceptable; the error names its
            path.

    >>> attempt_from({"attempt_id": "a1", "edition": 1, "answers": [{"question": "q-1", "response": "b"}]}).answers
    (Answer(question='q-1', response='b', confidence=None, duration=None, pending=False),)
    """
    if not isinstance(data, Mapping):
        raise InvalidParameterError("attempt", f"must be an object, not {given(data)}", value=data)
    for name, instead in _HOSTS.items():
        if data.get(name) is not None:
            raise InvalidParameterError(name, f"is not for a client to say: {instead}", value=data[name])
    said = data.get("stakes")
    if stakes is not None and said != Stakes.EXAM:
        if said is not None and Stakes.of(said) is not Stakes.of(stakes):
            raise InvalidParameterError("stakes", f"is not for a client to say here: it is {stakes}", value=said)
        data = {**data, "stakes": Stakes.of(stakes).value}
    read = _kind(data).from_json(data)
    if assessor is None:
        return read
    if not isinstance(read, DrillAttempt):
        raise InvalidParameterError("assessor", "goes with a drill: nobody scores a quiz", value=assessor)
    return replace(read, assessor=assessor)


def attempt_kept(data: Mapping[str, Any]) -> Attempt:
    """
    Return the attempt of which *data* were kept, with all that its host said of it.

    Raises:
        InvalidParameterError: a field is missing, unknown or not acceptable; the error names its path.
    """
    return from_kept(_kind(data), data)


def _kind(data: Mapping[str, Any]) -> type[Attempt]:
    """Return which kind of attempt *data* say; raise InvalidParameterError if they say another."""
    default = DrillAttempt.kind if data.get("answers") is None else QuizAttempt.kind
    kind = default if data.get("kind") is None else data["kind"]
    for made in (QuizAttempt, DrillAttempt):
        if kind == made.kind:
            return made
    raise InvalidParameterError("kind", f"must be 'quiz' or 'drill', not {shown(kind)}", value=kind)
