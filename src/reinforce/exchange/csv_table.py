"""The cells of a CSV file as it comes: in which encoding, with which separator, and lines of another length."""

from __future__ import annotations

import codecs
import csv
import re
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, TextIO

import polars as pl

from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.columns import places
from reinforce.exchange.review_log import DROPPED, FAULTS, Form
from reinforce.exchange.sources import MOST_ROWS, past_limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file begins with that says its encoding; that of UTF-32 begins as that of UTF-16 does."""
_SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r"sep=(.)\s{0,2}")
"""What a spreadsheet writes above the header, to say its separator."""
_LINES = 50_000
_LONGEST_HEADER = 100_000
_UNCLOSED = "is a quote opened and not closed? What follows it is part of one cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """
    What of a CSV file is read.

    Attributes:
        form: which form it has.
        frame: our columns, by our names, as texts.
        places: which line each row is, the first below the header being 0.
        rows: how many lines there are.
        faults: of the lines that have more or fewer cells than the header.
    """

    form: Form
    frame: pl.DataFrame
    places: pl.Series
    rows: int
    faults: pl.DataFrame


def opened(data: bytes, *, encoding: str | None, name: str) -> TextIO:
    """
    Return the text that *data* is in an encoding, or in that which its first bytes name, or in UTF-8.

    Raises:
        InvalidParameterError: there is no encoding of texts of that name.
    """
    marked = next((known for mark, known in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = TextIOWrapper(BytesIO(data), encoding=marked if encoding is None else encoding, newline="")
    except (LookupError, TypeError, ValueError) as error:
        raise InvalidParameterError("encoding", f"is none of a text: {shown(encoding)}", value=encoding) from error
    with _in_words(text, name):
        if text.read(1) != "\ufeff":
            text.seek(0)
    return text


@contextmanager
def _in_words(text: TextIO, name: str) -> Iterator[None]:
    """Raise InvalidParameterError where what is read is no text in its encoding, or no CSV."""
    try:
        yield
    except UnicodeError as error:
        way = "encoding='cp1252' reads what many a spreadsheet writes"
        reason = f"must be a CSV file in {text.encoding.upper()}: {error}"[:300] + f"; {way}"
        raise InvalidParameterError("path", reason, value=name) from error
    except csv.Error as error:
        hint = f"; {_UNCLOSED}" if "field limit" in str(error) else ""
        raise InvalidParameterError("path", f"must be a CSV file: {error}{hint}", value=name) from error


def read_table(
    text: TextIO, *, separator: str | None, form: Form | str | None, columns: Mapping[str, str] | None, name: str
) -> CsvTable:
    """
    Return the columns that we read of a CSV file.

    Args:
        text: its content, a header first; where it is read from is where it begins.
        separator: of cells; told from the header if omitted.
        form: which form it has; told from the header if omitted.
        columns: our names by the table's own.
        name: how errors call it.

    Raises:
        InvalidParameterError: it is no CSV, its header is of neither form, or an argument is not acceptable.
    """
    with _in_words(text, name):
        first = text.readline(_LONGEST_HEADER)
        if said := _SAID.fullmatch(first):
            separator, first = separator or said[1], text.readline(_LONGEST_HEADER)
        separator = _separator(first, form, columns) if separator is None else _checked(separator)
        header = [cell.strip() for cell in next(csv.reader([first], delimiter=separator), [])]
        kind, where = places(header, form=form, columns=columns)
        lines = csv.reader(text, delimiter=separator)
        found: list[pl.DataFrame] = []
        wrong: list[tuple[int, str, str, str, str]] = []
        count = 0
        for rows in _batches(lines):
            numbered = list(enumerate(rows, start=count))
            found.append(_frame([(row, line) for row, line in numbered if len(line) == len(header)], where))
            wrong += [
                (row, "row", "cells", _other_length(line, header), DROPPED)
                for row, line in numbered
                if len(line) != len(header)
            ]
            count += len(rows)
            if count > MOST_ROWS:
                raise past_limit(name, f"{MOST_ROWS:,} lines")
    table = pl.concat([_frame([], where), *found])
    faults = pl.DataFrame(wrong, schema=FAULTS, orient="row")
    return CsvTable(form=kind, frame=table.drop("_row"), places=table["_row"], rows=count, faults=faults)


def _other_length(line: list[str], header: list[str]) -> str:
    """Return what is wrong with a line that has more or fewer cells than the header."""
    said = f"has {len(line)} cells below a header of {len(header)}"
    return f"{said}; {_UNCLOSED}" if any("\n" in cell or "\r" in cell for cell in line) else said


def _checked(separator: object) -> str:
    if not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n\0':
        raise InvalidParameterError("separator", f"must be one character, not {shown(separator)}", value=separator)
    return separator


def _separator(first: str, form: Form | str | None, columns: Mapping[str, str] | None) -> str:
    """Return the separator with which the header has our columns; the commonest where none has."""
    for separator in _SEPARATORS:
        try:
            header = next(csv.reader([first], delimiter=separator), [])
            places(header, form=form, columns=columns)
        except (InvalidParameterError, csv.Error):
            continue
        return separator
    return max(_SEPARATORS, key=first.count)


def _batches(lines: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Yield the lines that are not empty, many at a time."""
    rows: list[list[str]] = []
    for line in lines:
        if line:
            rows.append(line)
        if len(rows) == _LINES:
            yield rows
            rows = []
    if rows:
        yield rows


def _frame(rows: list[tuple[int, list[str]]], where: Mapping[str, int]) -> pl.DataFrame:
    cells = {name: [line[place] for _, line in rows] for name, place in where.items()}
    return pl.DataFrame(
        {"_row": [row for row, _ in rows], **cells}, schema={"_row": pl.UInt32, **dict.fromkeys(where, pl.String)}
    )
