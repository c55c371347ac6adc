"""What stands on a page: sections of paragraphs, lists, tables, pictures and links, as values that say no HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reinforce import checks
from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from reinforce.pictures.theme import Picture

MOST_ROWS = 500
_PAIR = 2
_FILE = re.compile(r"[\w-][\w.-]*")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    A cell of a table that says more than a text.

    Attributes:
        text: what it says.
        value: what colours it: the lower among the values that occur, the darker. The colour adds nothing that the text
            does not say.
        note: what stands below the text, smaller.
    """

    text: str
    value: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A table of texts. The first column names its row.

    On a narrow screen each row of a plain table becomes a block of its own, and a table with coloured cells keeps its
    columns.

    Attributes:
        columns: what heads them.
        rows: as many cells each, at most 500 rows.
        caption: what stands above it.
        scale: the least and the greatest value of the colours; of those that occur in it if omitted.

    Raises:
        InvalidParameterError: there is no column, a row has more or fewer cells, or there are too many rows.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    caption: str = ""
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Check that every row fits its columns."""
        columns = checks.several("columns", self.columns, str)
        if not columns:
            raise InvalidParameterError("columns", "must be at least one", value=self.columns)
        for number, row in enumerate(checks.several("rows", self.rows)):
            cells = checks.several(f"rows[{number}]", row)
            if len(cells) != len(columns):
                reason = f"must have {len(columns)} cells, as there are columns, not {len(cells)}"
                raise InvalidParameterError(f"rows[{number}]", reason, value=row)
        if len(self.rows) > MOST_ROWS:
            reason = f"must be at most {MOST_ROWS}, not {len(self.rows)}"
            raise InvalidParameterError("rows", reason, value=len(self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """
    A list.

    Attributes:
        items: what it lists; of two texts the first is set in bold.

    Raises:
        InvalidParameterError: an item is neither a text nor two.
    """

    items: Sequence[str | tuple[str, str]]

    def __post_init__(self) -> None:
        """Check that every item can be set."""
        for number, item in enumerate(items := checks.several("items", self.items)):
            if not isinstance(item, str) and len(texts := checks.several(f"items[{number}]", item, str)) != _PAIR:
                reason = f"must be a text, or two of which the first is set in bold, not {len(texts)}"
                raise InvalidParameterError(f"items[{number}]", reason, value=item)
        object.__setattr__(self, "items", tuple(items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    A way to another page in the same folder.

    Attributes:
        text: what it is called.
        file: the name of the file, such as ``research.html``.

    Raises:
        InvalidParameterError: *file* is no name of a file.
    """

    text: str
    file: str

    def __post_init__(self) -> None:
        """Refuse an address: a page leads nowhere but to its neighbours."""
        if not _FILE.fullmatch(checks.text("file", self.file)):
            raise InvalidParameterError("file", f"must be the name of a file, not {self.file!r}", value=self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    A heading and what stands below it.

    Attributes:
        heading: in a few words.
        parts: paragraphs, lists, tables, pictures, links and further sections, in their order.
        folded: whether it shows its heading alone until it is opened; print has all of it.
    """

    heading: str
    parts: Sequence[Part] = ()
    folded: bool = False


Part: TypeAlias = "str | Bullets | Table | Figure | Picture | Link | Section"
"""What a section, or a page, is made of; a text is a paragraph, and an empty line in it begins another."""
