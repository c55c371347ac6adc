"""Review logs from CSV and Parquet files."""

from __future__ import annotations

import csv
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.exchange.review_log import DROPPED, FAULTS, Form, ReviewLog, form_of
from reinforce.exchange.validation import COLUMNS, validated

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIMIZER = {"card_id": "skill", "review_rating": "rating", "review_time": "at", "review_duration": "duration"}
"""The columns of the optimizer's form that we read, with our names; another, ``review_state``, is not needed."""


def read_csv(
    path: str | Path,
    *,
    form: Form | str | None = None,
    learner: str = "learner",
    timezone: str = "UTC",
    day_start: int = 0,
) -> ReviewLog:
    """
    Return the review log in a CSV file with a header, in UTF-8.

    Args:
        path: of the file.
        form: which of the two forms it has; told from the header if omitted.
        learner: whose reviews they are, where the form knows one learner.
        timezone: the zone of the learners' days, and of instants that name none.
        day_start: the hour, 0 to 23, at which their days start.

    Raises:
        InvalidParameterError: the file is no text in UTF-8, its header is of neither form, or an argument is wrong.
        OSError: the file cannot be opened.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidParameterError("path", f"must be a CSV file in UTF-8: {error}", value=str(path)) from error
    header = [name.strip() for name in lines[0]] if lines else []
    kind = _form_of(header, form)
    table = [line for line in lines[1:] if line]
    good = [(row, line) for row, line in enumerate(table) if len(line) == len(header)]
    faults = [
        (row, "row", "cells", f"has {len(line)} cells below a header of {len(header)}", DROPPED)
        for row, line in enumerate(table)
        if len(line) != len(header)
    ]
    columns = list(zip_longest(*(line for _, line in good))) or [()] * len(header)
    raw = pl.DataFrame(
        {"row": [row for row, _ in good], **dict(zip(header, columns, strict=True))},
        schema={"row": pl.UInt32, **dict.fromkeys(header, pl.String)},
    )
    return validated(
        _ours(raw, kind, learner=learner),
        rows=len(table),
        faults=pl.DataFrame(faults, schema=FAULTS, orient="row"),
        timezone=timezone,
        day_start=day_start,
        milliseconds=kind is Form.FSRS_OPTIMIZER,
    )


def read_parquet(
    path: str | Path,
    *,
    form: Form | str | None = None,
    learner: str = "learner",
    timezone: str = "UTC",
    day_start: int = 0,
) -> ReviewLog:
    """
    Return the review log in a Parquet file; arguments and errors are those of `read_csv`.

    Columns may have any type from which a rating, an instant or a name can be read.
    """
    try:
        raw = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise InvalidParameterError("path", f"must be a Parquet file: {error}", value=str(path)) from error
    return read_frame(raw, form=form, learner=learner, timezone=timezone, day_start=day_start)


def read_frame(raw: pl.DataFrame, *, form: Form | str | None, learner: str, timezone: str, day_start: int) -> ReviewLog:
    """Return the review log in a frame of one of the two forms."""
    kind = _form_of(raw.columns, form)
    return validated(
        _ours(raw, kind, learner=learner),
        timezone=timezone,
        day_start=day_start,
        milliseconds=kind is Form.FSRS_OPTIMIZER,
    )


def _form_of(header: Sequence[str], form: Form | str | None) -> Form:
    """Return the form that was named, or that the header has; raise InvalidParameterError where columns are missing."""
    needed = {Form.OURS: COLUMNS[:4], Form.FSRS_OPTIMIZER: tuple(OPTIMIZER)[:3]}
    if len(set(header)) < len(header):
        raise InvalidParameterError("header", f"must name each column once: {', '.join(header)}", value=list(header))
    likely = [kind for kind, names in needed.items() if set(names) <= set(header)]
    wanted = likely[0] if form is None and likely else form_of(form) if form is not None else None
    if wanted is None or wanted not in likely:
        asked = [wanted] if wanted is not None else list(Form)
        said = " or ".join(", ".join(needed[kind]) for kind in asked)
        raise InvalidParameterError("header", f"must have {said}, not {', '.join(header)}", value=list(header))
    return wanted


def _ours(raw: pl.DataFrame, form: Form, *, learner: str) -> pl.DataFrame:
    """Return *raw* with our names, and without the columns that we do not read."""
    if form is Form.FSRS_OPTIMIZER:
        raw = raw.rename({name: ours for name, ours in OPTIMIZER.items() if name in raw.columns})
        raw = raw.with_columns(learner=pl.lit(learner))
        wanted = ("row", "learner", *OPTIMIZER.values())
    else:
        wanted = ("row", *COLUMNS)
    return raw.select(name for name in wanted if name in raw.columns)
