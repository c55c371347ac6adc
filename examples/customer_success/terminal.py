"""The sections of a page as plain text for a terminal, never wider than it."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from examples.customer_success.wording import WIDTH
from reinforce.pictures import Bullets, Cell, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reinforce.pictures.sections import Part

_GAP = "  "
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LEAST = 12
"""Letters that a column keeps."""
_NUMBER = re.compile(r"[\d.,\s%–-]*")


def lines(parts: Iterable[Part], *, indent: int = 0) -> Iterator[str]:
    """Yield the lines of *parts*; pictures, links to other pages and what is folded away are for the page alone."""
    for part in parts:
        if isinstance(part, Section) and not part.folded:
            yield " " * indent + (part.heading if indent else part.heading.upper())
            yield from lines(part.parts, indent=indent + 2)
            if not indent:
                yield ""
        elif isinstance(part, Table):
            yield from _table(part, indent=indent)
        elif isinstance(part, str | Bullets):
            yield from _words(part, margin=" " * indent)


def _words(part: str | Bullets, *, margin: str) -> Iterator[str]:
    """Yield a text or a list."""
    if isinstance(part, str):
        for words in part.split("\n\n"):
            yield from _wrapped(words, first=margin, other=margin)
        return
    for item in part.items:
        words = item if isinstance(item, str) else " ".join(item)
        yield from _wrapped(words, first=f"{margin}- ", other=f"{margin}  ")


def _wrapped(text: str, *, first: str, other: str, width: int = WIDTH) -> list[str]:
    """Return *text* wrapped; a per cent sign stays with its number."""
    kept = text.replace(" %", f"{_NO_BREAK}%")
    found = textwrap.wrap(kept, width, initial_indent=first, subsequent_indent=other, break_long_words=False)
    return [line.replace(_NO_BREAK, " ") for line in found]


def _table(table: Table, *, indent: int) -> Iterator[str]:
    """Yield a table, whose cells break into lines where there is no room; numbers are flush right."""
    if table.caption:
        yield from _wrapped(table.caption, first=" " * indent, other=" " * indent)
    body = [[_text(cell) for cell in row] for row in table.rows]
    right = [all(_NUMBER.fullmatch(row[at]) for row in body) for at in range(len(table.columns))]
    widths = _widths([list(table.columns), *body], room=WIDTH - indent)
    for row in (list(table.columns), *body):
        cells = [_cell(text, width) for text, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            said = [cell[number] if number < len(cell) else "" for cell in cells]
            aligned = (
                one.rjust(width) if flush else one.ljust(width)
                for one, width, flush in zip(said, widths, right, strict=True)
            )
            yield (" " * indent + _GAP.join(aligned)).rstrip()


def _text(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell.text}\n{cell.note}" if cell.note else cell.text


def _cell(text: str, width: int) -> list[str]:
    return [line for words in text.split("\n") for line in _wrapped(words, first="", other="", width=width) or [""]]


def _widths(rows: Sequence[Sequence[str]], *, room: int) -> list[int]:
    """Return how wide each column is: as its longest line, but that the widest give way to the page."""
    widths = [max(len(line) for row in rows for line in row[at].split("\n")) for at in range(len(rows[0]))]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > room and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths
