"""Review logs from CSV and Parquet files."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.exchange.columns import places
from reinforce.exchange.csv_table import opened, read_table
from reinforce.exchange.formulas import unguard_formulas
from reinforce.exchange.review_log import Form, ReviewLog
from reinforce.exchange.sources import MOST_ROWS, Source, content, named, past_limit
from reinforce.exchange.validation import validated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.exchange.scales import Scale


def read_csv(
    path: Source,
    *,
    form: Form | str | None = None,
    columns: Mapping[str, str] | None = None,
    ratings: Scale | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    learner: str = "learner",
    timezone: str = "UTC",
    day_start: int = 0,
) -> ReviewLog:
    """
    Return the review log in a CSV file with a header.

    Args:
        path: of the file, or its bytes.
        form: which of the two forms it has; told from the header if omitted. Upper case, spaces and hyphens in its
            names make no difference.
        columns: our names by those of the file, where they are others: ``{"Student": "learner", "Item": "skill"}``.
        ratings: what each value of another scale means: ``{0: "Again", 1: "Again", 2: "Again", 3: "Hard", …}``.
        separator: of cells; a comma, semicolon, tab or bar is told from the header if omitted.
        encoding: of the text; what the file's first bytes say, or UTF-8, if omitted. Many a spreadsheet writes cp1252.
        learner: whose reviews they are, where the form knows one learner.
        timezone: the zone of the learners' days, and of instants that name none.
        day_start: the hour, 0 to 23, at which their days start.

    Raises:
        InvalidParameterError: the file is no text in that encoding, its header is of neither form, its ratings are on
            another scale, it is larger than 2 GiB or 20 million lines, or an argument is wrong.
        OSError: the file cannot be opened.
    """
    text = opened(content(path), encoding=encoding, name=named(path))
    table = read_table(text, separator=separator, form=form, columns=columns, name=named(path))
    return validated(
        _of_one(unguard_formulas(table.frame), table.form, learner=learner),
        places=table.places,
        rows=table.rows,
        faults=table.faults,
        ratings=ratings,
        timezone=timezone,
        day_start=day_start,
        optimizer=table.form is Form.FSRS_OPTIMIZER,
    )


def read_parquet(
    path: Source,
    *,
    form: Form | str | None = None,
    columns: Mapping[str, str] | None = None,
    ratings: Scale | None = None,
    learner: str = "learner",
    timezone: str = "UTC",
    day_start: int = 0,
) -> ReviewLog:
    """
    Return the review log in a Parquet file; arguments and errors are those of `read_csv`.

    Columns may have any type from which a rating, an instant or a name can be read.
    """
    data = content(path)
    try:
        header = list(pl.read_parquet_schema(BytesIO(data)))
        _, where = places(header, form=form, columns=columns)
        table = pl.scan_parquet(BytesIO(data))
        if table.select(pl.len()).collect().item() > MOST_ROWS:
            raise past_limit(named(path), f"{MOST_ROWS:,} rows")
        raw = table.select(header[place] for place in where.values()).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, InvalidParameterError):
            raise
        raise InvalidParameterError("path", f"must be a Parquet file: {error}"[:300], value=named(path)) from error
    return read_frame(
        raw, form=form, columns=columns, ratings=ratings, learner=learner, timezone=timezone, day_start=day_start
    )


def read_frame(
    raw: pl.DataFrame,
    *,
    form: Form | str | None,
    columns: Mapping[str, str] | None,
    ratings: Scale | None,
    learner: str,
    timezone: str,
    day_start: int,
) -> ReviewLog:
    """Return the review log in a frame of one of the two forms."""
    kind, where = places(raw.columns, form=form, columns=columns)
    names = raw.columns
    ours = raw.select(pl.col(names[place]).alias(name) for name, place in where.items())
    return validated(
        _of_one(ours, kind, learner=learner),
        ratings=ratings,
        timezone=timezone,
        day_start=day_start,
        optimizer=kind is Form.FSRS_OPTIMIZER,
    )


def _of_one(frame: pl.DataFrame, form: Form, *, learner: str) -> pl.DataFrame:
    """Return *frame* with the one learner whose it is, where it is of the optimizer's form and names none."""
    if form is Form.OURS or "learner" in frame.columns:
        return frame
    return frame.with_columns(learner=pl.lit(checks.identifier("learner", learner)))
