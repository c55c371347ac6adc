"""What a client is told when something is refused: one table from errors to problems (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from reinforce.codec import Value
from reinforce.errors import (
    ClockSkewError,
    ConflictError,
    ErasedError,
    HostError,
    InvalidPackError,
    InvalidParameterError,
    NotFoundError,
    ReinforceError,
    StaleError,
    StoreUnavailableError,
    safe,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEM_JSON = "application/problem+json"
"""The media type of a problem."""
RETRY_AFTER = 2
"""Seconds after which a client may try again, where trying again may help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Value):
    """
    Why a request was refused, as RFC 9457 has it. What is null is not sent.

    Attributes:
        type: a URN that stands for the kind of problem, and never changes.
        title: the kind of problem in words.
        status: the HTTP status.
        detail: what is wrong this time, in words for whoever builds the client.
        field: the path of the field that is to blame, such as ``answers[2].response``.
        reason: what is wrong with that field, as a phrase that follows its name.
        missing: what kind of thing is not there, such as ``learner`` or ``edition``.
        id: the id that is not there, or is taken.
        now: the engine's own instant, where a device's clock is wrong.
        floor: the first instant that is taken of this learner, where one before it was given.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    reason: str | None = None
    missing: str | None = None
    id: str | None = None
    now: datetime | None = None
    floor: datetime | None = None

    def body(self) -> dict[str, Any]:
        """Return what is sent: what is said of this problem, and nothing that is null."""
        return {name: value for name, value in self.to_json().items() if value is not None}

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        again = {"Retry-After": str(RETRY_AFTER)} if self.status == _AGAIN else {}
        return {"Content-Type": PROBLEM_JSON, **again}


class Refusal(NamedTuple):
    """One kind of problem."""

    name: str
    status: int
    title: str
    detail: str = ""
    """What is said of all of its kind, where the error's own words are not for a client."""


_AGAIN = 503
_INTERNAL = Refusal("internal", 500, "Something is wrong on the server", "the server's log says what")
_LATER = "nothing was changed, or it was and the answer got lost: send the same again later, with the same id"

KINDS: Mapping[type[ReinforceError], Refusal] = {
    StaleError: Refusal("busy", _AGAIN, "Somebody else wrote first", _LATER),
    StoreUnavailableError: Refusal("unavailable", _AGAIN, "The database cannot be reached now", _LATER),
    ConflictError: Refusal("conflict", 409, "The id is taken by something else"),
    ErasedError: Refusal("erased", 410, "It was erased, and is not taken again"),
    NotFoundError: Refusal("not-found", 404, "There is no such thing"),
    ClockSkewError: Refusal("clock-skew", 422, "The clock is wrong"),
    HostError: _INTERNAL,
    InvalidParameterError: Refusal("invalid", 422, "A field is not acceptable"),
    InvalidPackError: Refusal("invalid", 422, "A field is not acceptable", "the pack has faults"),
    ReinforceError: _INTERNAL,
}
"""By error; the first that fits holds, since a StaleError is a ConflictError, and an ErasedError a NotFoundError."""

REQUESTS: Mapping[str, Refusal] = {
    one.name: one
    for one in (
        Refusal("not-json", 400, "The body is not JSON"),
        Refusal("not-signed-in", 401, "Nobody is signed in"),
        Refusal("no-coach", 403, "Who is signed in may not ask about others"),
        Refusal("wrong-path", 404, "The path is another"),
        Refusal("wrong-method", 405, "The method is not offered here"),
        Refusal("hand-out-first", 409, "What is only looked at may not be answered here"),
        Refusal("too-large", 413, "The body is too long"),
        Refusal("unsupported-media-type", 415, "The body is of another type"),
    )
}
"""By name, what can be wrong with a request that no error of the tree tells."""


class RefusedError(Exception):
    """
    A request that is refused for what it is, by no error of the tree.

    Attributes:
        kind: a name in `REQUESTS`.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def problem_of(error: ReinforceError | RefusedError) -> Problem:
    """
    Return what a client is told of an *error*.

    Nothing of it is about other people, or about the database: where the error's own words may be, they are left to the
    server's log.
    """
    if isinstance(error, RefusedError):
        return _problem(REQUESTS[error.kind], detail=str(error))
    refusal = next(one for kind, one in KINDS.items() if isinstance(error, kind))
    return _problem(refusal, detail=refusal.detail or _words(error), **_fields(error))


def _problem(refusal: Refusal, *, detail: str, **fields: Any) -> Problem:  # noqa: ANN401 - fields of Problem
    type_ = f"urn:reinforce:problem:{refusal.name}"
    return Problem(type=type_, title=refusal.title, status=refusal.status, detail=detail, **fields)


def _words(error: ReinforceError) -> str:
    """Return what an error says, but for names that are near the one that was given: they may be of other people."""
    if isinstance(error, ErasedError):
        return safe(f"{error.kind} {error.id!r} was erased")
    if isinstance(error, NotFoundError):
        return safe(f"there is no {error.kind} {error.id!r}")
    return str(error)


def _fields(error: ReinforceError) -> dict[str, Any]:
    """Return what a program may want to know of an error."""
    match error:
        case HostError() | StaleError():
            return {}
        case InvalidParameterError():
            return {"field": error.field, "reason": error.reason}
        case ClockSkewError():
            return {"field": error.field, "now": error.now, "floor": error.floor}
        case NotFoundError():
            return {"missing": error.kind, "id": safe(error.id)}
        case ConflictError():
            return {"id": safe(error.id)}
        case _:
            return {}
