"""A log of attempts, ``learner, skill, at, correct``, as arrays in one order, whatever order its rows came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange import day_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

COLUMNS = ("learner", "skill", "at", "correct")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttemptArrays:
    """
    *n* attempts in the order of learner, skill, instant and success, each of shape ``(n,)``.

    Attributes:
        learner, skill: codes, the places of the ids in ``learners`` and ``skills``.
        at: microseconds since 1970 began.
        day: number of the calendar day.
        correct: whether it succeeded.
        learners, skills: the ids, as strings, in order.
    """

    learner: Whole
    skill: Whole
    at: Whole
    day: Whole
    correct: Booleans
    learners: tuple[str, ...]
    skills: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many attempts there are."""
        return len(self.correct)


def read_attempts(frame: pl.DataFrame | pl.LazyFrame, *, timezone: str = "UTC") -> AttemptArrays:
    """
    Return the attempts of a polars frame.

    Args:
        frame: ``learner`` and ``skill`` are strings, whole numbers, categories; ``at`` a date or a datetime, which
            counts as UTC where it has no zone; ``correct`` is Boolean, or 0 or 1 as a number of any kind. Other columns
            are left aside; rows may come in any order.
        timezone: the zone whose calendar days count, as for ``Europe/Dublin``.

    Raises:
        InvalidParameterError: there is no row, or a column is missing, of another kind, or has an empty or unusable
            value; the first such row is named.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    given: object = frame
    if not isinstance(given, pl.DataFrame):
        reason = f"must be a polars DataFrame, not {type(given).__name__} (polars.from_pandas makes one of pandas')"
        raise InvalidParameterError("frame", reason, value=type(given).__name__)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        reason = f"must have the columns {', '.join(COLUMNS)}; there is no {', no '.join(missing)}"
        raise InvalidParameterError("frame", reason, value=frame.columns)
    for name in COLUMNS:
        _refuse_rows(f"frame.{name}", "must not be empty", frame[name], frame[name].is_null().to_numpy())
    learner, learners = _codes("frame.learner", frame["learner"])
    skill, skills = _codes("frame.skill", frame["skill"])
    at, day = _instants(frame["at"], timezone)
    correct = _successes(frame["correct"])
    if frame.is_empty():
        raise InvalidParameterError("frame", "must have at least one row", value=0)
    order = np.lexsort((correct, at, skill, learner))
    return AttemptArrays(
        learner=learner[order],
        skill=skill[order],
        at=at[order],
        day=day[order],
        correct=correct[order],
        learners=learners,
        skills=skills,
    )


def _codes(field: str, column: pl.Series) -> tuple[Whole, tuple[str, ...]]:
    """Return the places of the ids among all of them, in order, and all of them as strings."""
    usable = column.dtype.is_integer() or column.dtype in (pl.String, pl.Categorical, pl.Enum)
    if not usable:
        reason = f"must be strings or whole numbers, not {column.dtype}"
        raise InvalidParameterError(field, reason, value=str(column.dtype))
    texts = column.cast(pl.String)
    ids = texts.unique().sort()
    codes = texts.replace_strict(ids, pl.Series(np.arange(len(ids), dtype=np.int64)), return_dtype=pl.Int64)
    return codes.to_numpy().astype(np.int64), tuple(ids)


def _instants(column: pl.Series, timezone: str) -> tuple[Whole, Whole]:
    """Return microseconds and day numbers."""
    if column.dtype == pl.Date:
        day = column.cast(pl.Int32).to_numpy().astype(np.int64)
        return day * 86_400_000_000, day
    if not isinstance(column.dtype, pl.Datetime):
        reason = f"must be datetimes or dates, not {column.dtype}"
        raise InvalidParameterError("frame.at", reason, value=str(column.dtype))
    aware = column if column.dtype.time_zone else column.dt.replace_time_zone("UTC")
    numbers = day_numbers(aware, timezone=timezone)
    return aware.dt.epoch("us").to_numpy().astype(np.int64), numbers.to_numpy().astype(np.int64)


def _successes(column: pl.Series) -> Booleans:
    if column.dtype == pl.Boolean:
        return column.to_numpy().astype(np.bool_)
    if not column.dtype.is_numeric():
        reason = f"must be Boolean, or 0 or 1, not {column.dtype}"
        raise InvalidParameterError("frame.correct", reason, value=str(column.dtype))
    values = column.to_numpy()
    _refuse_rows("frame.correct", "must be 0 or 1", column, ~np.isin(values, (0, 1)))
    return values.astype(np.bool_)


def _refuse_rows(field: str, reason: str, column: pl.Series, bad: Booleans) -> None:
    rows = np.flatnonzero(bad)
    if len(rows):
        found = column[int(rows[0])]
        said = f"{reason}: {len(rows)} of {len(bad)} rows are not, the first of them row {rows[0]} with {found!r}"
        raise InvalidParameterError(field, said, value=found)
