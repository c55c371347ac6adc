"""Review logs from data frames of any library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange.files import read_frame

if TYPE_CHECKING:
    from reinforce.exchange.review_log import Form, ReviewLog


def from_frame(
    frame: object,
    *,
    form: Form | str | None = None,
    learner: str = "learner",
    timezone: str = "UTC",
    day_start: int = 0,
) -> ReviewLog:
    """
    Return the review log in a data frame that has the columns of one of the two forms (see `Form`).

    Args:
        frame: of polars, a mapping of column names to sequences, or of any library whose frames hand out their columns
            by the Arrow interface or ``to_dict(orient="list")``, as pandas does. Its rows are not changed.
        form: which of the two forms it has; told from the columns if omitted.
        learner: whose reviews they are, where the form knows one learner.
        timezone: the zone of the learners' days, and of instants that name none.
        day_start: the hour, 0 to 23, at which their days start.

    Raises:
        InvalidParameterError: *frame* is nothing of the kind, its columns are of neither form, or an argument is wrong.

    >>> log = from_frame({"learner": ["ana"], "skill": ["roi"], "rating": ["Good"], "at": ["2026-03-02T09:00Z"]})
    >>> log.frame.row(0, named=True)["rating"], len(log.faults)
    (3, 0)
    """
    return read_frame(_polars(frame), form=form, learner=learner, timezone=timezone, day_start=day_start)


def _polars(frame: Any) -> pl.DataFrame:  # noqa: ANN401 - a frame of any library
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    try:
        columns = frame if isinstance(frame, Mapping) else _columns(frame)
        return pl.DataFrame({name: pl.Series(name, list(column), strict=False) for name, column in columns.items()})
    except (AttributeError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        reason = f"must be a data frame or a mapping of columns, not {type(frame).__name__}"
        raise InvalidParameterError("frame", reason, value=frame) from error


def _columns(frame: Any) -> Mapping[str, Any]:  # noqa: ANN401 - as above
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame).to_dict()
    found: Mapping[str, Any] = frame.to_dict(orient="list")
    return found
