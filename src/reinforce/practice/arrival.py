"""What of a sender's word is taken, on the time and on what they were asked; part of a tenant's policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reinforce import checks, slips
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError, shown

_LONGEST = timedelta(days=36_500)


class TooEarly(StrEnum):
    """
    What becomes of practice that a sender dates before the floor.

    - REFUSE: it is refused, so that whoever sends it learns that a clock is wrong.
    - ARRIVAL: it is taken as practice of the moment at which it arrives.
    """

    REFUSE = "refuse"
    ARRIVAL = "arrival"


class Unseen(StrEnum):
    """
    What becomes of an attempt at something that was never handed out to whoever sends it.

    - ACCEPT: it is taken, as for hosts that choose what to ask themselves.
    - REFUSE: it is refused, unless the host says that it is imported. What counts as handed out are the exercises of
      sessions and exams, by edition, for days within a month of the attempt.
    """

    ACCEPT = "accept"
    REFUSE = "refuse"

    @classmethod
    def of(cls, value: object) -> Unseen:
        """
        Return the one that *value* is, or is the value of.

        Raises:
            InvalidParameterError: it is neither.
        """
        for one in cls:
            if value == one:
                return one
        reason = f"must be {' or '.join(map(repr, map(str, cls)))}, not {shown(value)}{slips.name(value, cls)}"
        raise InvalidParameterError("unseen", reason, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Value):
    """
    How far back the instants that senders give are believed. What the host imports knows neither limit.

    Attributes:
        late: the late limit. What arrives later than this after its instant moves memory as of that instant, and no
            time that passed before it is proven: it is no evidence of a delayed success.
        floor: practice that is dated before this instant cannot be; ``None`` for the instant at which the learner was
            put on the roster, less the late limit.
        too_early: what becomes of it.

    Raises:
        InvalidParameterError: a setting is not acceptable; the error names it.
    """

    late: timedelta = timedelta(days=30)
    floor: datetime | None = None
    too_early: TooEarly = TooEarly.REFUSE

    def __post_init__(self) -> None:
        """Check every setting, and keep the floor in UTC."""
        checks.duration("arrival.late", self.late, most=_LONGEST)
        if self.floor is not None:
            object.__setattr__(self, "floor", checks.instant("arrival.floor", self.floor))
        checks.of_kind("arrival.too_early", self.too_early, TooEarly)

    def earliest(self, *, put_at: datetime, now: datetime) -> datetime:
        """
        Return the first instant that is taken of a learner who was put on the roster at *put_at*.

        A learner who is there was put there by *now*, whatever the clock said then.
        """
        return min(put_at, now) - self.late if self.floor is None else self.floor
