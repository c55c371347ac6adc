"""How far back a sender's word on the time is taken; part of a tenant's policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reinforce import checks
from reinforce.codec import Value

_LONGEST = timedelta(days=36_500)


class TooEarly(StrEnum):
    """
    What becomes of practice that a sender dates before the floor.

    - REFUSE: it is refused, so that whoever sends it learns that a clock is wrong.
    - ARRIVAL: it is taken as practice of the moment at which it arrives.
    """

    REFUSE = "refuse"
    ARRIVAL = "arrival"


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
