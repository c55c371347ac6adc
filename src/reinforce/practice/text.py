"""How values of this room show themselves in a notebook: small tables in HTML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; every cell is escaped, and ``None`` is an empty cell."""
    from html import escape  # noqa: PLC0415 - a notebook needs it, and importing the library does not

    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def on(day: int | None) -> str | None:
    """Return the date of learner day number *day*, as in 2026-03-02."""
    return None if day is None else date.fromordinal(day).isoformat()


def spoken(day: int) -> str:
    """Return the date of learner day number *day* as people say it, as in 2 March 2026."""
    when = date.fromordinal(day)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def number(value: float | None) -> str | None:
    """Return *value* with two decimals."""
    return None if value is None else f"{value:.2f}"


def share(value: float | None) -> str | None:
    """Return a share from 0 to 1 in per cent."""
    return None if value is None else f"{100 * value:.0f} %"


def counted(count: float, noun: str) -> str:
    """
    Return *count* with its *noun* in the singular or plural.

    >>> counted(1, "card"), counted(2.5, "minute"), counted(1_000_000, "skill")
    ('1 card', '2.5 minutes', '1,000,000 skills')
    """
    return f"{count:{',' if isinstance(count, int) else 'g'}} {noun}{'' if count == 1 else 's'}"


def amount(low: float, high: float, noun: str, *, form: str = "g") -> str:
    """
    Return a number of what a *noun* names, or from where to where it lies, if that can be told apart as it is written.

    >>> amount(1.2, 1.2, "minute", form=",.0f"), amount(3.9, 4.1, "minute", form=",.0f"), amount(1, 7, "day")
    ('1 minute', '4 minutes', '1 to 7 days')
    """
    return f"{span(low, high, form=form)} {noun}{'' if f'{high:{form}}' == '1' else 's'}"


def span(low: float, high: float, *, form: str = "g") -> str:
    """Return a number, or from where to where it lies, if that can be told apart as it is written."""
    first, last = f"{low:{form}}", f"{high:{form}}"
    return last if first == last else f"{first} to {last}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
