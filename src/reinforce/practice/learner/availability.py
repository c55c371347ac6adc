"""When a learner can practise: the load of each weekday, dates off, public holidays, and leave known in advance."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from reinforce import checks, slips
from reinforce.codec import Value
from reinforce.errors import InvalidParameterError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK = len(WEEKDAYS)
_LONGEST_LEAVE = 3_660


class Load(StrEnum):
    """How much of a full day's practice a weekday takes: all of it, half of it, or none."""

    FULL = "full"
    REDUCED = "reduced"
    NONE = "none"


_SHARES: Mapping[Load, float] = {Load.FULL: 1.0, Load.REDUCED: 0.5, Load.NONE: 0.0}
"""What share of a full day each load is."""


class OnLeave(StrEnum):
    """
    What becomes of practice that falls due while a learner is away.

    HOLD: nothing is due, intervals stretch, and it is taken up again after the leave. SPREAD: what would be lost most
    is practised before the leave, and the rest after it. After either, what has gathered is spread over several days.
    """

    HOLD = "hold"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Value):
    """
    A stretch of days on which a learner does not practise, known in advance.

    Attributes:
        first, last: its first and last date, both included.
        policy: what becomes of practice that falls due meanwhile.
        id: unique for the learner.

    Raises:
        InvalidParameterError: a date is none, or the last comes before the first.
    """

    first: date
    last: date
    policy: OnLeave = OnLeave.SPREAD
    id: str = "leave"

    def __post_init__(self) -> None:
        """Refuse what is no stretch of days."""
        checks.identifier("leave", self.id)
        calendar_date("first", self.first)
        calendar_date("last", self.last)
        if not self.first <= self.last or (self.last - self.first).days >= _LONGEST_LEAVE:
            reason = f"must be from {self.first} on, and less than {_LONGEST_LEAVE} days later, not {self.last}"
            raise InvalidParameterError("last", reason, value=self.last)
        checks.of_kind("policy", self.policy, OnLeave)


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability(Value):
    """
    How much a learner can practise on which day.

    Attributes:
        week: the load of each weekday, Monday first.
        off: dates without practice: days off and public holidays.
        leaves: stretches of days without practice.

    >>> weekdays = Availability(week=(Load.FULL,) * 5 + (Load.REDUCED, Load.NONE))
    >>> [weekdays.share(date(2026, 3, day).toordinal()) for day in (6, 7, 8)]
    [1.0, 0.5, 0.0]
    """

    week: tuple[Load, ...] = (Load.FULL,) * _WEEK
    off: frozenset[date] = frozenset()
    leaves: tuple[Leave, ...] = ()
    _off_days: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a week that is none, and what is no date."""
        if not isinstance(self.week, tuple) or len(self.week) != _WEEK:
            raise InvalidParameterError("week", "must be seven loads, Monday first", value=self.week)
        for index, load in enumerate(self.week):
            checks.of_kind(f"week[{index}]", load, Load)
        if not isinstance(self.off, AbstractSet):
            raise InvalidParameterError("off", f"must be a set of dates, not {shown(self.off)}", value=self.off)
        for day in self.off:
            calendar_date("off", day)
        object.__setattr__(self, "_off_days", frozenset(day.toordinal() for day in self.off))

    def share(self, day: int) -> float:
        """Return what share of a full day's practice learner day number *day* takes, 0 to 1."""
        if day in self._off_days or self.leave(day) is not None:
            return 0.0
        return _SHARES[self.week[(day - 1) % _WEEK]]

    def leave(self, day: int) -> Leave | None:
        """Return the leave that learner day number *day* is part of, if any."""
        for leave in self.leaves:
            if leave.first.toordinal() <= day <= leave.last.toordinal():
                return leave
        return None


def calendar_date(name: str, value: object) -> date:
    """
    Return *value* if it is a date.

    Raises:
        InvalidParameterError: it is not; an instant is no date, since which day it is depends on the zone.
    """
    if type(value) is not date or not checks.FIRST_YEAR <= value.year <= checks.LAST_YEAR:
        reason = f"must be a date of the years {checks.FIRST_YEAR} to {checks.LAST_YEAR}, not {shown(value)}"
        raise InvalidParameterError(name, reason + slips.day(value), value=value)
    return value
