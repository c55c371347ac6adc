"""Plain text for a terminal: tables, paragraphs and figures in words, never wider than the page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

WIDTH = 100
_GAP = "  "
_NO_BREAK = "\N{NO-BREAK SPACE}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> Iterator[str]:
    """Yield a table; its first *left* columns are flush left, and the last of these gives way to the page."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    widths[left - 1] += min(0, WIDTH - sum(len(_GAP) + width for width in widths))
    for line in lines:
        cells = (
            shortened(cell, width).ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield (_GAP + _GAP.join(cells)).rstrip()


def paragraph(text: str, *, indent: int = 2) -> list[str]:
    """Return *text* wrapped to the page, all of it indented; a per cent sign stays with its number."""
    margin = " " * indent
    kept = text.replace(" %", f"{_NO_BREAK}%")
    lines = textwrap.wrap(kept, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False)
    return [line.replace(_NO_BREAK, " ") for line in lines]


def described(word: str, meaning: str, *, room: int = 18) -> list[str]:
    """Return a *word* and what it means, wrapped to the page beside it."""
    first = f"  {word}".ljust(room) + _GAP
    return textwrap.wrap(meaning, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


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


def separated(blocks: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of all *blocks*, with an empty line after each."""
    for block in blocks:
        yield from block
        yield ""
