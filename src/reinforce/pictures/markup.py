"""The HTML of what stands on a page; every text is escaped."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.errors import InvalidParameterError
from reinforce.pictures.sections import MOST_ROWS, Bullets, Cell, Figure, Link, Section, Table
from reinforce.pictures.specification import specification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.pictures.sections import Part

_LARGE = 1000
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SHADES = 5
"""Steps of colour, of which the last is the darkest; ``page.css`` has them."""
_NARROW = 48
"""So many letters stand side by side on any screen."""
_SHORT = 12
_MANY = 6
"""More coloured columns than these leave room for numbers alone, and their names stand upright."""
_DEEPEST = 6
_NUMBER = re.compile(r"[\d.,\s%–-]*")


class Markup:
    """
    What writes the parts of one page.

    Attributes:
        pictures: how many it has written so far; each has its number.
    """

    def __init__(self) -> None:
        self.pictures = 0

    def parts(self, parts: Iterable[Part], *, level: int = 2, field: str = "parts") -> Iterator[str]:
        """Yield the lines of *parts*, whose headings are of that *level*; *field* is their place, for errors."""
        for number, part in enumerate(parts):
            yield from self._part(part, level=level, field=f"{field}[{number}]")

    def _part(self, part: Part, *, level: int, field: str) -> Iterator[str]:
        if isinstance(part, str):
            yield from paragraphs(part)
        elif isinstance(part, Section):
            yield from self._section(part, level=level, field=field)
        elif isinstance(part, Bullets):
            yield "<ul>"
            yield from (f"<li>{_item(item)}</li>" for item in part.items)
            yield "</ul>"
        elif isinstance(part, Link):
            yield f'<p><a href="{escape(part.file)}">{escape(part.text)}</a></p>'
        elif isinstance(part, Table):
            yield from _table(part)
        else:
            figure = part if isinstance(part, Figure) else Figure(chart=part)
            yield from self._figure(figure, level=level, field=field)

    def _section(self, section: Section, *, level: int, field: str) -> Iterator[str]:
        heading = f"<h{level}>{said(section.heading)}</h{level}>"
        yield f"<details><summary>{heading}</summary>" if section.folded else f"<section>{heading}"
        yield from self.parts(section.parts, level=min(level + 1, _DEEPEST), field=f"{field}.parts")
        yield "</details>" if section.folded else "</section>"

    def _figure(self, figure: Figure, *, level: int, field: str) -> Iterator[str]:
        """Yield the lines of a picture: heading, picture, caption and numbers."""
        self.pictures += 1
        number = self.pictures
        spec = specification(figure.chart, field=field)
        title, subtitle = heads(spec)
        spec.pop("title", None)  # it is the heading, where it breaks into lines
        heading = title if figure.heading is None else figure.heading
        caption = subtitle if figure.caption is None else figure.caption
        words = spec.get("description") or heading or f"Picture {number}"
        yield "<section>"
        if heading:
            yield f"<h{level}>{said(heading)}</h{level}>"
        yield "<figure>"
        yield (
            f'<div class="picture" role="img" tabindex="0" aria-label="{escape(words)}" data-spec="spec-{number}">'
            f"<noscript>{escape(words)}</noscript></div>"
        )
        if caption:
            yield f"<figcaption>{said(caption)}</figcaption>"
        yield "</figure>"
        if figure.table is not None:
            yield from _numbers(figure.table, name=f"The numbers of {heading or words}", field=f"{field}.table")
        yield f'<script type="application/json" id="spec-{number}">{_json(spec)}</script>'
        yield "</section>"


def said(text: str) -> str:
    """Return a text as HTML; a per cent sign stays with its number."""
    return escape(text).replace(" %", f"{_NO_BREAK}%")


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text; an empty line begins another."""
    return (f"<p>{said(words.strip())}</p>" for words in text.split("\n\n") if words.strip())


def heads(spec: dict[str, Any]) -> tuple[str, str]:
    """Return a specification's title and subtitle."""
    title = spec.get("title") or {}
    if not isinstance(title, dict):
        title = {"text": title}
    texts = (title.get("text") or "", title.get("subtitle") or "")
    first, second = (" ".join(text) if isinstance(text, list) else str(text) for text in texts)
    return first, second


def _item(item: str | tuple[str, str]) -> str:
    if isinstance(item, str):
        return said(item)
    strong, text = item
    return f"<strong>{said(strong)}</strong> {said(text)}"


def _json(spec: dict[str, Any]) -> str:
    """Return a specification as JSON that no text in it can end: ``<`` is written as its number."""
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _table(table: Table) -> Iterator[str]:
    """Yield the lines of a table; its roles are said, since a narrow screen lays rows out as blocks."""
    scale = _scale(table)
    look = "plain" if _needs(table) <= _NARROW else "blocks"
    if scale is not None:
        look = "shaded many" if len(table.columns) > _MANY else "shaded"
    kinds = ["" if scale else _kind([row[at] for row in table.rows]) for at in range(len(table.columns))]
    columns = [said(column) for column in table.columns]
    room = "" if scale is None else f' style="--columns: {max(1, len(columns) - 1)}"'
    yield f'<div class="table {look}"{room}><table role="table">'
    if table.caption:
        yield f"<caption>{said(table.caption)}</caption>"
    heads = (
        f'<th scope="col" role="columnheader"{kind}><span>{column}</span></th>'
        for column, kind in zip(columns, kinds, strict=True)
    )
    yield f'<thead role="rowgroup"><tr role="row">{"".join(heads)}</tr></thead><tbody role="rowgroup">'
    for first, *others in table.rows:
        cells = (
            f'<td role="cell"{_class(cell, kind, scale)} data-label="{column}">{_content(cell)}</td>'
            for cell, kind, column in zip(others, kinds[1:], columns[1:], strict=True)
        )
        head = f'<th scope="row" role="rowheader"{_class(first, "", scale)}>{_content(first)}</th>'
        yield f'<tr role="row">{head}{"".join(cells)}</tr>'
    yield "</tbody></table></div>"


def _kind(cells: Iterable[str | Cell]) -> str:
    """Return the class of a column: numbers alone are flush right, and what is short stays on a line."""
    texts = [_text(cell) for cell in cells]
    if any(texts) and all(_NUMBER.fullmatch(text) for text in texts):
        return ' class="number"'
    return ' class="short"' if all(len(text) <= _SHORT for text in texts) else ""


def _scale(table: Table) -> tuple[float, float] | None:
    """Return the least and the greatest value of the colours; ``None`` where no cell has one."""
    cells = (cell for row in table.rows for cell in row if isinstance(cell, Cell))
    values = [cell.value for cell in cells if cell.value is not None]
    return (table.scale or (min(values), max(values))) if values else None


def _needs(table: Table) -> int:
    """Return how many letters the table needs side by side: of a head its longest word, of cells all."""
    longest = [max(map(len, head.split()), default=0) for head in table.columns]
    for row in table.rows:
        longest = [max(least, len(_text(cell))) for least, cell in zip(longest, row, strict=True)]
    return sum(longest) + 2 * len(longest)


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _class(cell: str | Cell, kind: str, scale: tuple[float, float] | None) -> str:
    if isinstance(cell, str) or cell.value is None or scale is None:
        return kind
    low, high = scale
    depth = (high - cell.value) / (high - low) if high > low else 0.0
    return f' class="shade-{max(0, min(_SHADES - 1, int(depth * _SHADES)))}"'


def _content(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return said(cell)
    return f"{said(cell.text)}<small>{said(cell.note)}</small>" if cell.note else said(cell.text)


def _numbers(frame: pl.DataFrame, *, name: str, field: str) -> Iterator[str]:
    """Yield the lines of a picture's numbers, which unfold."""
    if not isinstance(frame, pl.DataFrame):
        raise InvalidParameterError(field, f"must be a polars DataFrame, not {type(frame).__name__}", value=frame)
    if len(frame) > MOST_ROWS:
        raise InvalidParameterError(field, f"must have at most {MOST_ROWS} rows, not {len(frame)}", value=len(frame))
    kinds = [' class="number"' if dtype.is_numeric() else "" for dtype in frame.dtypes]
    yield "<details><summary>The numbers</summary>"
    yield f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0"><table>'
    columns = (f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(frame.columns, kinds, strict=True))
    yield f"<thead><tr>{''.join(columns)}</tr></thead><tbody>"
    for row in frame.iter_rows():
        yield f"<tr>{''.join(f'<td{kind}>{_number(value)}</td>' for value, kind in zip(row, kinds, strict=True))}</tr>"
    yield "</tbody></table></div></details>"


def _number(value: object) -> str:
    """Return the text of a cell: a fraction with three decimals at most, none where it is large."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.3f}".rstrip("0").rstrip(".")
    return escape(str(value))
