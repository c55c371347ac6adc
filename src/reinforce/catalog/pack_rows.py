"""A pack out of a table of questions, as it stands in a spreadsheet: a row a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.catalog.ids import ID_RULE, is_id
from reinforce.catalog.pack import pack_of
from reinforce.catalog.source import Source
from reinforce.catalog.table_cells import cell_parts, cell_text, column_name, made_id, mark
from reinforce.catalog.table_rows import RowOrigin, lost_columns, table_rows
from reinforce.checks import MAX_ID_LENGTH, MAX_TEXT_LENGTH
from reinforce.errors import Fault, InvalidPackError, InvalidParameterError, listed, shown
from reinforce.near import hint, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reinforce.catalog.model import Pack
    from reinforce.catalog.source import Path
    from reinforce.catalog.table_rows import Cells, Frame

_NEEDED = ("skill", "question", "answer")
_COLUMNS = (*_NEEDED, "wrong", "explanation", "capability", "facet", "kind", "id")
_KINDS = ("single_choice", "multiple_choice", "recall", "short_text", "numeric")
_CHOICES = _KINDS[:2]
_MOST_ROWS = 50_000
_FIRST = 2
"""The number of the first row of questions: in a spreadsheet, the first of all holds the names of the columns."""
_SLIP = 0.8
"""From which ratio on a column is called by a slip of one of our names, and not by a word of another language."""
_SEPARATORS = (";", "\t", ",", "|")
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WRONG = re.compile(r"wrong(?:_?\d+|_answers?(?:_?\d+)?)?(?:_duplicated_\d+)?")  # as polars calls the second of a name
_FOREIGN = 3
"""How many columns that are none of ours are told one by one."""


def pack_from_rows(
    rows: Iterable[Mapping[Any, Any] | Sequence[Any]] | Frame,
    *,
    pack: str,
    title: str = "",
    language: str = "en",
    columns: Mapping[str, str | None] | None = None,
    file: str = "<rows>",
) -> Pack:
    """
    Return the pack that a table of questions makes, a row a question, as `csv.reader` gives them.

    The columns are ``skill``, ``question`` and ``answer``, and where there are any ``wrong`` (also ``wrong 1``,
    ``wrong 2``, …), ``explanation``, ``capability``, ``facet``, ``kind`` and ``id``. A question with wrong answers is a
    single choice, one without them a recall, unless its ``kind`` says something else. Several answers in one cell stand
    on lines of their own, or between ``|``. Ids are made of what is written, so that rows may be put in another order.
    Rows without any text are passed over.

    Args:
        rows: lists of cells, the names of the columns first; or mappings from those names to cells; or a data frame of
            polars or pandas. In names upper case, spaces and hyphens make no difference.
        pack: the pack's id, and that of the journey of all its skills.
        title: the pack's title.
        language: that of the answers, a tag of BCP 47.
        columns: our names by the table's own, for those that differ; ``None`` for a column that is not to be read.
        file: what faults call the table. Their lines are its rows, the one with the names of the columns being 1.

    Raises:
        InvalidPackError: what is wrong with the table, all of it, by row and column.
        InvalidParameterError: an argument is not acceptable.

    >>> row = {"Skill": "Give-get", "Question": "What is one?", "Answer": "A trade", "Wrong": "A gift | A loss"}
    >>> made = pack_from_rows([row], pack="renewals")
    >>> made.skills[0].id, [option.text for option in made.questions[0].options if option.correct]
    ('give-get', ['A trade'])
    """
    if not isinstance(pack, str) or not is_id(pack):
        raise InvalidParameterError("pack", f"{ID_RULE.format(most=MAX_ID_LENGTH)}, not {shown(pack)}", value=pack)
    checks.text("title", title)
    checks.text("language", language, least=1)
    table = _Table(checks.text("file", file, least=1), _said(columns))
    table.refuse_lost(lost_columns(rows))
    for number, row in enumerate(table_rows(rows), _FIRST):
        if number >= _MOST_ROWS + _FIRST:
            raise InvalidParameterError("rows", f"must not be more than {_MOST_ROWS:,}", value=None)
        table.read(number, row)
    table.finish()
    if table.faults:
        raise InvalidPackError(table.faults)
    if not table.questions:
        raise InvalidParameterError("rows", "must not be empty: a question is a row", value=rows)
    raw: dict[str, Any] = {"pack": pack, "language": language, "skills": [*table.skills.values()]}
    raw |= {"title": title} if title.strip() else {}
    raw |= {"capabilities": [*table.capabilities.values()]} if table.capabilities else {}
    raw["questions"] = table.questions
    return pack_of(Source(raw, table.origin(), ()))


class _Table:
    """What is read of a table, row by row, and what is wrong with it."""

    def __init__(self, file: str, said: Mapping[str, str | None]) -> None:
        self.faults: set[Fault] = set()
        self.skills: dict[str, dict[str, str]] = {}
        self.capabilities: dict[str, dict[str, str]] = {}
        self.questions: list[dict[str, Any]] = []
        self._file, self._said = file, said
        self._columns: dict[str, str] = {}
        self._foreign: list[str] = []
        self._rows: dict[tuple[str, str], int] = {}
        self._written: dict[tuple[str, str], str] = {}

    def origin(self) -> RowOrigin:
        """Return where everything stands."""
        sections = {"skills": self.skills, "capabilities": self.capabilities}
        rows: dict[Path, int] = {
            (section, at): self._rows[section, name]
            for section, all_ in sections.items()
            for at, name in enumerate(all_)
        }
        rows |= {("questions", at): self._rows["questions", one["id"]] for at, one in enumerate(self.questions)}
        return RowOrigin(self._file, {}, rows=rows)

    def refuse_lost(self, names: Iterable[str]) -> None:
        """Refuse a table of which cells were lost before it came here: those of columns that share one of *names*."""
        for name in names:
            said = "stands over several columns, of which csv.DictReader keeps the last: csv.reader(sheet) gives all"
            self._fault(1, name, said)

    def finish(self) -> None:
        """Say what only the whole table tells: the columns that are none of ours, and those that are not there."""
        every = f"is no column of a table of questions, which has {', '.join(_COLUMNS)}"
        if len(self._foreign) > _FOREIGN:
            first, *others = self._foreign
            names = ", ".join(map(shown, others[: _FOREIGN - 1]))
            more = f"nor are {len(others)} others such as {names}; columns={{{shown(first)}: None, …}} leaves them out"
            self._fault(1, first, f"{every}, {more}")
        else:
            for name in self._foreign:
                self._fault(
                    1, name, f"{every}; columns={{{shown(name)}: '…'}} says which it is, with None it is left out"
                )
        there = {column_name(name) for name in self._columns}
        for name in self._said if there else ():
            if column_name(name) not in there:
                guess = hint(near(name, there, least=_SLIP))
                self._fault(1, name, f"is named in columns, and the table has {listed(self._columns)}{guess}")

    def read(self, number: int, row: Cells) -> None:
        """Read one row."""
        if self._is_unsplit(row):
            return
        if any(name is None and cell for name, cell in row):
            self._fault(number, "", "has more cells than there are columns: a text with a comma needs quotes")
        cells, wrong = self._cells(number, row)
        if not wrong and not any(cells.values()):
            return
        for name in _NEEDED:
            if not cells.get(name):
                there = name in self._columns.values()
                self._fault(number if there else 1, name, "is empty" if there else self._no_column(name))
        if all(cells.get(name) for name in _NEEDED):
            self._question(number, cells, wrong)

    def _is_unsplit(self, row: Cells) -> bool:
        """Whether the table was read with another separator than its own, of which its one column tells."""
        names = [name for name, _ in row if name is not None]
        header = str(names[0]) if len(names) == 1 else ""
        separator = max(_SEPARATORS, key=header.count)
        if not header.count(separator):
            return False
        said = f"is one column, and {separator!r} is between its names: csv.reader(sheet, delimiter={separator!r})"
        more = f"tells them apart, separator={separator!r} with polars, sep={separator!r} with pandas"
        self._fault(1, header, f"{said} {more}")
        return True

    def _cells(self, number: int, row: Cells) -> tuple[dict[str, str], list[str]]:
        """Return the texts of a row by our columns, and its wrong answers."""
        cells: dict[str, str] = {}
        wrong: list[str] = []
        for name, value in row:
            if name is None or (column := self._column(name)) == "":
                continue
            text = cell_text(value)
            if len(text) > MAX_TEXT_LENGTH:
                self._fault(number, column, f"is longer than {MAX_TEXT_LENGTH:,} characters")
                text = text[:MAX_TEXT_LENGTH]  # it is there all the same
            if column == "wrong":
                wrong += cell_parts(text)
            elif text and cells.get(column):
                self._fault(1, column, f"is there twice; the second is {shown(name)}")
            else:
                cells[column] = cells.get(column) or text
        return cells, wrong

    def _column(self, name: object) -> str:
        """Return which of our columns the one of that *name* is; empty for one that is not read."""
        written = str(name)
        if written not in self._columns:
            plain = re.sub(r"[\s_.-]+", "_", column_name(written).casefold())
            plain = "wrong" if _WRONG.fullmatch(plain) else plain
            own = written if written in self._said else column_name(written)
            known = self._said.get(own, plain if plain in _COLUMNS else None)
            if known is None and own not in self._said and plain:
                if guess := hint(near(plain, _COLUMNS, least=_SLIP)):
                    said = f"{guess} columns={{{shown(own)}: '…'}} says which it is, with None it is left out"
                    self._fault(1, own, f"is no column of a table of questions, which has {', '.join(_COLUMNS)}{said}")
                else:
                    self._foreign.append(own)
            self._columns[written] = known or ""
        return self._columns[written]

    def _no_column(self, name: str) -> str:
        return f"is missing: the table has {listed(self._columns)}; columns={{'…': {name!r}}} says which of them it is"

    def _question(self, number: int, cells: Mapping[str, str], wrong: list[str]) -> None:
        skill = self._named(number, "skills", "skill", cells["skill"])
        if capability := cells.get("capability"):
            within = self._named(number, "capabilities", "capability", capability)
            if self.skills[skill].setdefault("capability", within) != within:
                said = f"is {capability!r}, and {self.skills[skill]['capability']!r} in a row above with the same skill"
                self._fault(number, "capability", said)
        kind = cells.get("kind", "").casefold().replace(" ", "_") or ("single_choice" if wrong else "recall")
        if kind not in _KINDS:
            guess = hint(near(kind, _KINDS))
            self._fault(number, "kind", f"must be one of {', '.join(_KINDS)} in a table, not {shown(kind)}{guess}")
            return
        if bool(wrong) != (kind in _CHOICES):
            said = f"is there, and a {kind} has none" if wrong else f"is empty, and a {kind} needs one at least"
            self._fault(number, "wrong", said)
            return
        made = cells.get("id") or f"q-{mark(skill, cells['question'])}"
        if (above := self._rows.setdefault(("questions", made), number)) != number:
            self._fault(number, "id" if cells.get("id") else "question", f"is the same as in row {above}")
            return
        question = {"id": made, "skill": skill, "kind": kind, "prompt": cells["question"]}
        question |= {"explanation": cells["explanation"]} if cells.get("explanation") else {}
        question |= {"facet": cells["facet"].casefold()} if cells.get("facet") else {}
        self.questions.append(question | self._answered(number, kind, cells["answer"], wrong))

    def _answered(self, number: int, kind: str, answer: str, wrong: list[str]) -> dict[str, Any]:
        """Return the fields that say what is right."""
        if kind == "recall":
            return {"answer": answer}
        if kind == "short_text":
            return {"accept": cell_parts(answer)}
        if kind == "numeric":
            if _NUMBER.fullmatch(answer):
                return {"answer": int(answer) if _WHOLE.fullmatch(answer) else float(answer)}
            # A comma may stand for either of two things, so that nobody guesses.
            self._fault(number, "answer", f"must be a number such as 1000.5, not {shown(answer)}")
            return {"answer": 0}
        right = cell_parts(answer) if kind == "multiple_choice" else [answer]
        texts = [*right, *wrong]
        for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
            among = "as the right answer and a wrong one" if text in right and text in wrong else "in one question"
            self._fault(number, "wrong" if text in wrong else "answer", f"has {shown(text)} twice, {among}")
        options = [
            {"id": f"o-{mark(text)}", "text": text} | ({"correct": True} if text in right else {}) for text in texts
        ]
        return {"options": sorted(options, key=lambda option: str(option["id"]))}  # an order that does not tell

    def _named(self, number: int, section: str, column: str, written: str) -> str:
        """Return the id of the skill or capability that is *written* in a cell, which is made where it is new."""
        same = " ".join(re.split(r"[\s_-]+", written.casefold()))
        made = made_id(written)
        first = self._written.setdefault((section, made), same)
        if first != same:
            row, as_well = self._rows[section, made], made
            made = f"{made}-{mark(same)}"  # so that its rows are not taken for those of the other
            if (section, made) not in self._rows:
                said = f"{shown(written)} makes the id {as_well!r}, as another name in row {row} does"
                self._fault(number, column, f"{said}: write one differently")
        self._rows.setdefault((section, made), number)
        there = self.skills if section == "skills" else self.capabilities
        there.setdefault(made, {"id": made, "title": written})
        return made

    def _fault(self, number: int, column: str, reason: str) -> None:
        self.faults.add(Fault(self._file, number, column or "row", reason))


def _said(columns: Mapping[str, str | None] | None) -> dict[str, str | None]:
    """Return what the caller says of the columns, checked."""
    given: object = {} if columns is None else columns
    if not isinstance(given, Mapping):
        reason = f"must be a mapping from the table's names to ours, not {type(given).__name__}"
        raise InvalidParameterError("columns", reason, value=given)
    for ours in given.values():
        if ours is not None and ours not in _COLUMNS:
            guess = hint(near(str(ours), _COLUMNS))
            raise InvalidParameterError(
                "columns", f"must name some of {', '.join(_COLUMNS)}, not {shown(ours)}{guess}", value=ours
            )
    return dict(given)
