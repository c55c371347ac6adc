"""What a request asks, checked; who may ask about whom; and what the host decides for all requests."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from reinforce import checks
from reinforce.errors import InvalidParameterError, NotFoundError, shown
from reinforce.web.hosting import check_offer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reinforce.practice import Stakes

MOST_BYTES = 256 * 1024
"""How long the body of a request may be, where the host does not say: far more than any attempt has."""

_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """
    Somebody who may ask about others, as the host's own function says.

    Attributes:
        id: under which the host, and the log, know them.
        learners: about whom they may ask; ``None`` for everybody in the tenant.
    """

    id: str
    learners: Collection[str] | None = None

    def check(self, learner: str) -> None:
        """Raise NotFoundError for a learner about whom they may not ask, as for one who is not there."""
        if self.learners is not None and learner not in self.learners:
            raise NotFoundError("learner", learner, told=False)

    def entry_id(self, id_: str) -> str:
        """
        Return the id that an entry of theirs has in a learner's log: one of their own.

        What the learner has off the record is never met by it, not even as an id that is taken.
        """
        return f"{self.id}:{id_}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    What a host decides once, for all requests.

    Attributes:
        budget: time for practice on a full day; that of the policy, if ``None``.
        stakes: what is at stake in every attempt; if ``None``, on record, unless the client asks for practice.
        most_bytes: how long the body of a request may be.

    Raises:
        HostError: one of them is not acceptable.
    """

    budget: timedelta | None = None
    stakes: Stakes | str | None = None
    most_bytes: int = MOST_BYTES

    def __post_init__(self) -> None:
        """Refuse what no request could be answered with."""
        check_offer(budget=self.budget, stakes=self.stakes, most_bytes=self.most_bytes)

    def budget_of(self, minutes: float | None) -> timedelta | None:
        """Return the time for a full day's practice of who has *minutes* for it: at most what the host offers."""
        wanted = () if minutes is None else (timedelta(minutes=minutes),)
        return min((*wanted, *(() if self.budget is None else (self.budget,))), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """
    One parameter of an operation, in its path or after the question mark.

    Attributes:
        name: what it is called.
        says: what it is for, in a sentence.
        kind: of which type of JSON Schema it is, or that it is a date.
        least, most: the bounds of a number; of an id none.
        example: one value.
    """

    name: str
    says: str
    kind: Literal["integer", "number", "string", "date"] = "string"
    least: float = 0
    most: float = 0
    example: float | str = ""

    def read(self, given: str) -> float | str | date:
        """Return the value that a text says; raise InvalidParameterError if it says none."""
        if self.kind == "string":
            return checks.identifier(self.name, given)
        if self.kind == "date":
            return self._date(given)
        whole = self.kind == "integer"
        number = float(given) if _NUMBER.fullmatch(given) else None
        if number is None or not self.least <= number <= self.most or (whole and "." in given):
            wanted = f"a {'whole ' if whole else ''}number from {self.least:g} to {self.most:g}"
            raise InvalidParameterError(self.name, f"must be {wanted}, not {shown(given)}", value=given)
        return int(given) if whole else number

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        if self.kind == "string":
            return {"type": "string", "minLength": 1, "maxLength": checks.MAX_ID_LENGTH}
        if self.kind == "date":
            return {"type": "string", "format": "date"}
        return {"type": self.kind, "minimum": self.least, "maximum": self.most}

    def _date(self, given: str) -> date:
        with suppress(ValueError):
            found = date.fromisoformat(given)
            if found.isoformat() == given:  # of several ways to write it one is enough
                return found
        raise InvalidParameterError(self.name, f"must be a date as 2026-03-30, not {shown(given)}", value=given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What one request asks, checked.

    Attributes:
        learner: whom it is about; of a coach who asks about several, nobody.
        coach: the one who asks, where it is not the learner.
        values: by name, the parameters that were given.
        sent: what was sent: an attempt, or what else the operation takes.
        offer: what the host decides.
    """

    learner: str = ""
    coach: Coach | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    sent: Any = None
    offer: Offer = field(default_factory=Offer)

    @property
    def budget(self) -> timedelta | None:
        """The time for a full day's practice: what the learner says they have, at most what the host offers."""
        return self.offer.budget_of(self.values.get("minutes"))
