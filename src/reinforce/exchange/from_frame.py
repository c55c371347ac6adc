"""Review logs from data frames of any library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange.cells import own
from reinforce.exchange.files import read_frame

_LONGEST = 300

if TYPE_CHECKING:
    from reinforce.exchange.review_log import Form, ReviewLog
    from reinforce.exchange.scales import Scale


def from_frame(
    frame: object,
    *,
    form: Form | str | None = None,
    columns: Mapping[str, str] | None = None,
    ratings: Scale | None = None,
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
        columns: our names by those of the frame, where they are others.
        ratings: what each value of another scale means, as in `read_csv`.
        learner: whose reviews they are, where the form knows one learner.
        timezone: the zone of the learners' days, and of instants that name none.
        day_start: the hour, 0 to 23, at which their days start.

    Raises:
        InvalidParameterError: *frame* is nothing of the kind, its columns are of neither form, or an argument is wrong.

    >>> log = from_frame({"learner": ["ana"], "skill": ["roi"], "rating": ["Good"], "at": ["2026-03-02T09:00Z"]})
    >>> log.frame.row(0, named=True)["rating"], len(log.faults)
    (3, 0)
    """
    return read_frame(
        _polars(frame),
        form=form,
        columns=columns,
        ratings=ratings,
        learner=learner,
        timezone=timezone,
        day_start=day_start,
    )


def _polars(frame: Any) -> pl.DataFrame:  # noqa: ANN401 - a frame of any library
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        if isinstance(frame, pl.LazyFrame):
            return frame.collect()
        columns = frame if isinstance(frame, Mapping) else _columns(frame)
        return pl.DataFrame({str(name): _series(str(name), column) for name, column in columns.items()})
    except Exception as error:
        # Of any library, and so are its errors; what polars cannot go on from is none of Exception.
        reason = f"must be a data frame or a mapping of columns, not {type(frame).__name__}: {error}"[:_LONGEST]
        raise InvalidParameterError("frame", reason, value=type(frame).__name__) from error


def _series(name: str, column: object) -> pl.Series:
    """Return a column; where its values are of several types, of Python's own."""
    if isinstance(column, pl.Series):
        return column.alias(name)
    if isinstance(column, str | bytes):
        raise TypeError(f"the column {name!r} is no sequence of values")
    values = [own(value) for value in column]  # type: ignore[attr-defined] # what it is not, it says
    try:
        return pl.Series(name, values)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(name, values, dtype=pl.Object)


def _columns(frame: Any) -> Mapping[str, Any]:  # noqa: ANN401 - as above
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame).to_dict()
    found: Mapping[str, Any] = frame.to_dict(orient="list")
    return found
