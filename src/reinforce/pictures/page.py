"""Pages that stand alone: texts, tables and pictures in one HTML file without a network."""

from __future__ import annotations

from html import escape
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.pictures.markup import Markup, heads, paragraphs, said
from reinforce.pictures.sections import Figure
from reinforce.pictures.specification import png, program, specification, svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reinforce.pictures.sections import Part
    from reinforce.pictures.theme import Picture

_ENDINGS = (".html", ".svg", ".png")
# Nothing is loaded and nothing is sent, whatever the page holds.
_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'"


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
        heading = heads(specification(chart))[0] or "Picture"
        return page([Figure(chart=chart, heading="")], file, title=heading)
    spec = specification(chart)
    if file.suffix == ".svg":
        file.write_text(svg(spec), encoding="utf-8")
    else:
        file.write_bytes(png(spec, scale=scale))
    return file


def page(parts: Iterable[Part], path: str | Path, *, title: str, intro: str = "", language: str = "en") -> Path:
    """
    Write texts, tables and pictures to one HTML file that stands alone, and return its path.

    The program that draws is in it once, if there is a picture; the page loads nothing. It fits screens of any width
    and prints whole. Each picture tells its description to those who cannot see it, and stays on white paper in the
    dark.

    Args:
        parts: sections, and pictures with what stands around them or alone, in their order.
        path: where to; it ends in ``.html``. The folder must exist.
        title: the page's title and first heading.
        intro: what stands below it; an empty line begins a paragraph.
        language: of its words, as an HTML ``lang``.

    Raises:
        InvalidParameterError: *path* has another ending, there is no part, one is nothing that can stand on a page, a
            chart would load its data from elsewhere, or a table has too many rows.
    """
    file = _file(path, (".html",))
    for name, words in (("title", title), ("intro", intro), ("language", language)):
        checks.of_kind(name, words, str)
    found = checks.several("parts", parts)
    if not found:
        raise InvalidParameterError("parts", "must be at least one", value=parts)
    markup = Markup()
    body = [f"<h1>{said(title)}</h1>", *paragraphs(intro), *markup.parts(found)]
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
        *([f"<script>{program()}</script>"] if markup.pictures else []),
        f"<script>{script}</script>",
        *("</body>", "</html>", ""),
    ]
    file.write_text("\n".join(html), encoding="utf-8")
    return file


def _file(path: str | Path, endings: Sequence[str]) -> Path:
    given: object = path
    if not isinstance(given, str | PathLike):
        raise InvalidParameterError("path", f"must be a path or a text, not {checks.given(given)}", value=given)
    file = Path(path)
    if file.suffix not in endings:
        raise InvalidParameterError("path", f"must end in {' or '.join(endings)}, not {file.name!r}", value=path)
    return file
