"""Learning steps: the delays inside a day that a model may ask for before its first interval of days."""

from __future__ import annotations

from datetime import timedelta

from reinforce import checks
from reinforce.errors import InvalidParameterError

_DAY = timedelta(days=1)


def check_steps(name: str, steps: tuple[timedelta, ...]) -> None:
    """Raise InvalidParameterError unless *steps* are positive, none shorter than the last, together under a day."""
    before = timedelta()
    for index, step in enumerate(steps):
        if checks.duration(f"{name}[{index}]", step) == timedelta():
            raise InvalidParameterError(f"{name}[{index}]", "must be longer than zero", value=step)
        if step < before:
            reason = f"must not be shorter than the step before it ({before}): Hard would wait longer than Good"
            raise InvalidParameterError(f"{name}[{index}]", reason, value=step)
        before = step
    if sum(steps, timedelta()) >= _DAY:
        raise InvalidParameterError(name, "must together be shorter than a day", value=steps)
    if len(steps) == 1 and steps[0] * 1.5 > _DAY:
        reason = "must be at most 16 hours when it is the only one: Hard waits half as long again, Good a day"
        raise InvalidParameterError(f"{name}[0]", reason, value=steps[0])
