"""The rows of a table, whatever it was read with: none of its cells is lost, also where two columns have one name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from reinforce import checks
from reinforce.catalog.source import Flaw, Origin, path_text
from reinforce.checks import given
from reinforce.errors import Fault, InvalidParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reinforce.catalog.source import Path

Cells = list[tuple[object, object]]
"""The cells of a row, each with the name of its column; ``None`` for a cell beyond the last column."""
_SHOWN_IN = {"prompt": "question", "accept": "answer", "options": "answer"}
"""The columns in which fields of a question stand, where they have another name."""


class Frame(Protocol):
    """A data frame, of polars or pandas."""

    @property
    def columns(self) -> Any:  # noqa: ANN401 - a list here, an index there
        """The names of its columns."""


@dataclass(frozen=True, slots=True)
class RowOrigin(Origin):
    """A table: the row of each element, by section and position."""

    rows: Mapping[Path, int] = field(default_factory=dict)

    def fault(self, flaw: Flaw) -> Fault:
        """Return *flaw* with the row and the column that it is in."""
        row = self.rows.get(flaw.path[:2])
        if row is None:
            return Fault(self.file, 1, path_text(flaw.path), flaw.reason)
        name = str(flaw.path[2]) if len(flaw.path) > len(("section", "place")) else "id"
        if flaw.path[0] == "questions":
            column = _SHOWN_IN.get(name, name)
        else:
            column = "skill" if flaw.path[0] == "skills" else "capability"
            column += f".{name}" if name not in {"id", "title", "capability"} else ""
        return Fault(self.file, row, column, flaw.reason)


def table_rows(rows: object) -> Iterator[Cells]:
    """
    Yield the cells of each row below the names of the columns.

    Args:
        rows: mappings from the names of columns to cells; or lists, of which the first has those names; or a data frame
            of polars or pandas.

    Raises:
        InvalidParameterError: it is none of them, or a row is neither a mapping nor a list like the first.
    """
    frame = cast("Any", rows)
    if hasattr(rows, "iter_rows") and hasattr(rows, "columns"):
        yield from (_beside(frame.columns, row) for row in frame.iter_rows())
        return
    if hasattr(rows, "itertuples") and hasattr(rows, "columns"):
        yield from (_beside(list(frame.columns), row) for row in frame.itertuples(index=False, name=None))
        return
    several = checks.several("rows", cast("Iterable[object]", rows))
    header = several[0] if several and isinstance(several[0], list | tuple) else None
    for place, row in enumerate(several):
        if not isinstance(row, Mapping if header is None else list | tuple):
            wanted = "a mapping from the names of columns to cells" if header is None else "a list, as the first is"
            raise InvalidParameterError(f"rows[{place}]", f"must be {wanted}, not {given(row)}", value=row)
        if header is None:
            yield list(cast("Mapping[object, object]", row).items())
        elif place:
            yield _beside(header, cast("Sequence[object]", row))


def lost_columns(rows: object) -> list[str]:
    """Return the names that stand over several columns of a `csv.DictReader`, which keeps the last of them only."""
    names = list(getattr(rows, "fieldnames", None) or ())
    return sorted({str(name) for name in names if names.count(name) > 1 and str(name).strip()})


def _beside(header: Sequence[object], row: Sequence[object]) -> Cells:
    """Return the cells of *row* with their names; those beyond the last name have none, and count if one has a text."""
    return [*zip(header, row, strict=False), *((None, cell) for cell in row[len(header) :] if cell not in {None, ""})]
