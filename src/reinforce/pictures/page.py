"""Pages that stand alone: several pictures with headings, captions and tables in one HTML file without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.specification import png, program, specification, svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reinforce.pictures.theme import Picture

_ENDINGS = (".html", ".svg", ".png")
_MOST_ROWS = 500
_LARGE = 1000
# Nothing is loaded and nothing is sent, whatever the page holds.
_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    A picture on a page, and what stands around it.

    Attributes:
        chart: the picture.
        heading: what stands above it; the chart's own title if omitted.
        caption: what stands below it; the chart's own subtitle if omitted.
        table: its numbers, at most 500 rows, to unfold below it; columns are named as they are.
    """

    chart: Picture
    heading: str | None = None
    caption: str | None = None
    table: pl.DataFrame | None = None


def save(chart: Picture, path: str | Path, *, scale: float = 2.0) -> Path:
    """
    Write a chart to a file that stands alone, and return its path.

    Args:
        chart: a picture of this package, or any Altair chart that carries its data.
        path: where to; the ending says in which form: ``.html``, ``.svg`` or ``.png``. The folder must exist.
        scale: for PNG, pixels of the file for a pixel of the chart, 0.1 to 10.

    Raises:
        InvalidParameterError: *path* has another ending, *scale* is outside these bounds, or *chart* is no chart or
            would load its data from elsewhere.
    """
    file = _file(path, _ENDINGS)
    checks.between("scale", scale, 0.1, 10)
    if file.suffix == ".html":
        heading = _heads(specification(chart))[0] or "Picture"
        return page([Figure(chart=chart, heading="")], file, title=heading)
    spec = specification(chart)
    if file.suffix == ".svg":
        file.write_text(svg(spec), encoding="utf-8")
    else:
        file.write_bytes(png(spec, scale=scale))
    return file


def page(
    charts: Iterable[Figure | Picture], path: str | Path, *, title: str, intro: str = "", language: str = "en"
) -> Path:
    """
    Write several pictures to one HTML file that stands alone, and return its path.

    The program that draws is in it once; the page loads nothing. Each picture fits the width of the screen, tells its
    description to those who cannot see it, and stays on white paper in the dark.

    Args:
        charts: the pictures, with what stands around them, or alone.
        path: where to; it ends in ``.html``. The folder must exist.
        title: the page's title and first heading.
        intro: what stands below it; an empty line begins a paragraph.
        language: of its words, as an HTML ``lang``.

    Raises:
        InvalidParameterError: *path* has another ending, there is no chart, one is no chart or would load its data from
            elsewhere, or a table has too many rows.
    """
    file = _file(path, (".html",))
    figures = [one if isinstance(one, Figure) else Figure(chart=one) for one in charts]
    if not figures:
        raise InvalidParameterError("charts", "must be at least one", value=charts)
    body = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(words)}</p>" for words in _paragraphs(intro))]
    for number, figure in enumerate(figures, 1):
        body += _figure(figure, number)
    shell = resources.files("reinforce.pictures")
    style, script = ((shell / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_CLOSED)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
    ]
    html = [
        "<!doctype html>",
        f'<html lang="{escape(language)}">',
        *("<head>", *head, "</head>"),
        *("<body>", "<main>", *body, "</main>"),
        f"<script>{program()}</script>",
        f"<script>{script}</script>",
        *("</body>", "</html>", ""),
    ]
    file.write_text("\n".join(html), encoding="utf-8")
    return file


def _file(path: str | Path, endings: Sequence[str]) -> Path:
    file = Path(path)
    if file.suffix not in endings:
        raise InvalidParameterError("path", f"must end in {' or '.join(endings)}, not {file.name!r}", value=path)
    return file


def _figure(figure: Figure, number: int) -> Iterator[str]:
    """Yield the lines of a section: heading, picture, caption and table."""
    spec = specification(figure.chart, field=f"charts[{number - 1}]")
    title, subtitle = _heads(spec)
    spec.pop("title", None)  # it is the heading, where it breaks into lines
    heading = title if figure.heading is None else figure.heading
    caption = subtitle if figure.caption is None else figure.caption
    words = spec.get("description") or heading or f"Picture {number}"
    yield "<section>"
    if heading:
        yield f"<h2>{escape(heading)}</h2>"
    yield "<figure>"
    yield (
        f'<div class="picture" role="img" tabindex="0" aria-label="{escape(words)}" data-spec="spec-{number}">'
        f"<noscript>{escape(words)}</noscript></div>"
    )
    if caption:
        yield f"<figcaption>{escape(caption)}</figcaption>"
    yield "</figure>"
    if figure.table is not None:
        yield from _table(figure.table, field=f"charts[{number - 1}].table")
    yield f'<script type="application/json" id="spec-{number}">{_json(spec)}</script>'
    yield "</section>"


def _json(spec: dict[str, Any]) -> str:
    """Return a specification as JSON that no text in it can end: ``<`` is written as its number."""
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _heads(spec: dict[str, Any]) -> tuple[str, str]:
    """Return a specification's title and subtitle."""
    title = spec.get("title") or {}
    if not isinstance(title, dict):
        title = {"text": title}
    texts = (title.get("text") or "", title.get("subtitle") or "")
    first, second = (" ".join(text) if isinstance(text, list) else str(text) for text in texts)
    return first, second


def _paragraphs(text: str) -> list[str]:
    return [words.strip() for words in text.split("\n\n") if words.strip()]


def _table(frame: pl.DataFrame, *, field: str) -> Iterator[str]:
    """Yield the lines of a table that unfolds."""
    if not isinstance(frame, pl.DataFrame):
        raise InvalidParameterError(field, f"must be a polars DataFrame, not {type(frame).__name__}", value=frame)
    if len(frame) > _MOST_ROWS:
        raise InvalidParameterError(field, f"must have at most {_MOST_ROWS} rows, not {len(frame)}", value=len(frame))
    kinds = [' class="number"' if dtype.is_numeric() else "" for dtype in frame.dtypes]
    yield '<details><summary>The numbers</summary><div class="table" tabindex="0"><table>'
    heads = (f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(frame.columns, kinds, strict=True))
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for row in frame.iter_rows():
        yield f"<tr>{''.join(f'<td{kind}>{_cell(value)}</td>' for value, kind in zip(row, kinds, strict=True))}</tr>"
    yield "</tbody></table></div></details>"


def _cell(value: object) -> str:
    """Return the text of a cell: a fraction with three decimals at most, none where it is large."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.3f}".rstrip("0").rstrip(".")
    return escape(str(value))
