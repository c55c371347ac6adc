"""The settings of schedules that are numbers: which values one tries of them, and how one says them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import ceil
from typing import TYPE_CHECKING

from reinforce import slips
from reinforce.errors import InvalidParameterError, shown
from reinforce.practice import text
from reinforce.simulation.schedules import (
    Expanding,
    FixedInterval,
    Fsrs,
    Leitner,
    Memorize,
    Schedule,
    Workshop,
    schedule_of,
    setting_slip,
)

if TYPE_CHECKING:
    from reinforce.simulation.study import Study

_USUAL: tuple[Schedule, ...] = (Fsrs(), FixedInterval(), Expanding(), Workshop(), Leitner(), Memorize())
"""Whose setting it is where no schedule is named: that of the first that has it."""

_STEP = 1.03
_LEAST = 0.1
"""Where one begins at least with what is no whole number and no share."""
_SHARES = 200
"""Steps of a share: 0.005 each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """
    A setting that is a number.

    Attributes:
        name: that of the schedule's field.
        low, high: between which values one looks if nobody says; a word stands for as many as a study has of it.
        said: how practice with it is described.
        noun: what it counts, in the singular; "" for a bare number.
        whole: whether it is a whole number.
        moves: whether it moves the days of practice, so that on a single day less practice may leave more.
    """

    name: str
    low: float | str
    high: float | str
    said: str
    noun: str = ""
    whole: bool = True
    moves: bool = False

    def values(self, schedule: Schedule, study: Study) -> tuple[float, ...]:
        """Return the values to look among: all whole ones, or steps of about 3 %; boxes are those of the *schedule*."""
        low, high = (getattr(study, end) if isinstance(end, str) else end for end in (self.low, self.high))
        boxes = getattr(schedule, self.name)
        if self.whole:
            return tuple(range(int(low), int(len(boxes) if isinstance(boxes, tuple) else high) + 1))
        if high <= 1:
            return tuple(step / _SHARES for step in range(round(low * _SHARES), round(high * _SHARES) + 1))
        found, value = [], max(_LEAST, ceil(low * 100) / 100) if isinstance(self.low, str) else low
        high = max(high, value)
        while value <= high:
            found.append(float(f"{value:.3g}"))
            value *= _STEP
        return tuple(dict.fromkeys(found))

    def spoken(self, low: float, high: float | None = None) -> str:
        """Return how practice with a value, or with one from *low* to *high*, is described, as in every 7 days."""
        greatest = low if high is None else high
        counted = text.amount(low, greatest, self.noun) if self.noun else text.span(low, greatest)
        return self.said.format(counted).replace("every 1 ", "every ")


_SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(name="interval", low=1, high="days", said="every {}", noun="day", moves=True),
        Setting(name="desired_retention", low=0.5, high=0.99, said="at a desired retention of {}", whole=False),
        Setting(
            name="minutes_a_day", low="longest_exercise", high=120, said="up to {} a day", noun="minute", whole=False
        ),
        Setting(name="reviews_a_day", low=1, high="skills", said="with up to {} a day", noun="review"),
        Setting(name="new_a_day", low=1, high="skills", said="with up to {} a day", noun="new skill"),
        Setting(name="times", low=1, high=100, said="each skill {}", noun="time"),
        Setting(name="repetitions", low=1, high=30, said="each skill {} on the day", noun="time"),
        Setting(name="factor", low=1, high=10, said="with gaps that grow by {}", whole=False, moves=True),
        Setting(name="boxes", low=1, high="days", said="with {} of the boxes"),
        Setting(name="q", low=0.01, high=1_000, said="with q = {}", whole=False),
        Setting(name="maximum_interval", low=1, high="days", said="with gaps of at most {}", noun="day", moves=True),
        Setting(name="day", low=0, high="days", said="on day {}", moves=True),
        Setting(name="deadline", low=1, high="days", said="until day {}", moves=True),
    )
}
_OTHERS: dict[tuple[type[Schedule], str], Setting] = {
    (Expanding, "interval"): Setting(
        name="interval", low=1, high="days", said="with a first gap of {}", noun="day", moves=True
    )
}


def settings_of(schedule: Schedule) -> dict[str, Setting]:
    """Return the settings of a *schedule* that are numbers, by their names."""
    names = [spec.name for spec in fields(schedule) if spec.name in _SETTINGS]
    return {name: _OTHERS.get((type(schedule), name), _SETTINGS[name]) for name in names}


def setting_of(schedule: Schedule | None, over: object) -> tuple[Schedule, Setting]:
    """
    Return a *schedule* and its setting *over*; if there is none, the usual one that has such a setting.

    Raises:
        InvalidParameterError: there is no such schedule, or no such setting of it that is a number.
    """
    if schedule is not None:
        schedule_of("schedule", schedule)
    known: dict[str, tuple[Schedule, Setting]] = {}
    for one in _USUAL if schedule is None else (schedule,):
        known = {name: (one, setting) for name, setting in settings_of(one).items()} | known
    if isinstance(over, str) and over in known:
        return known[over]
    whose = "a schedule" if schedule is None else type(schedule).__name__
    names = ", ".join(sorted(known))
    guess = setting_slip(over, known) if over in list(_SETTINGS) else slips.name(over, known)
    reason = f"must be a setting of {whose} that is a number ({names}), not {shown(over)}{guess}"
    raise InvalidParameterError("over", reason, value=over)
