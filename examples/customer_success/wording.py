"""Numbers, dates and lists in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WIDTH = 100
"""Columns of a terminal."""


def shortened(text: str, width: int) -> str:
    """Return *text* on one line, cut with an ellipsis where it is longer than *width*."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: max(0, width - 1)].rstrip() + "…"


def share(value: float) -> str:
    """Return a number from 0 to 1 as whole per cents."""
    return f"{100 * value:.0f} %"


def counted(count: float, noun: str) -> str:
    """Return a number with its noun, in the plural where it has to be."""
    plural = {"entry": "entries", "person": "people", "quiz": "quizzes"}.get(noun, f"{noun}s")
    return f"{count:,g} {noun if count == 1 else plural}"


def spoken(day: date) -> str:
    """Return a date as people say it, without the year."""
    return f"{day:%A} {day.day} {day:%B}"


def spoken_span(first: date, last: date, *, joined: str = "to") -> str:
    """Return two days as people say them, *joined* by a word, the month once if it is the same; a single day once."""
    if first == last:
        return spoken(first)
    return f"{f'{first:%A} {first.day}' if first.month == last.month else spoken(first)} {joined} {spoken(last)}"


def listed(words: Sequence[str], *, most: int) -> str:
    """Return *words* as a list in a sentence, with at most so many of them named."""
    named = [*words[:most], *([f"{len(words) - most} more"] if len(words) > most else [])]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
