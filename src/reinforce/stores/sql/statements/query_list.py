"""What several queries ask for at once, as a table of its own that other tables are joined with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, Integer, Join, Text, and_, bindparam, cast, func, literal_column, select
from sqlalchemy.ext.compiler import compiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.sql.compiler import SQLCompiler

    from reinforce.stores.sql.tables.rows import Values


class InOrder(Join):
    """
    A join whose left side is read first.

    SQLite does not know how short the list of what is wanted is, and would rather read all rows of the tenant.
    """

    inherit_cache = True


@compiles(InOrder, "sqlite")
def _cross_join(element: InOrder, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    joined: str = compiler.visit_join(element, **options)  # type: ignore[no-untyped-call] # SQLAlchemy's
    return joined.replace(" JOIN ", " CROSS JOIN ", 1)


class QueryList:
    """
    Rows of place, learner and item, in one or three parameters: arrays in PostgreSQL, a JSON array in SQLite.

    The place is that of the query which asks; the item is a skill, the id of an entry, the target of an event, or an
    instant. So the text of a statement is the same however many queries there are.
    """

    def __init__(self, dialect: str) -> None:
        self._arrays = dialect == "postgresql"
        self.table: FromClause
        self.place: ColumnElement[int]
        self.learner: ColumnElement[str]
        self.item: ColumnElement[str]
        if self._arrays:
            arrays = (
                bindparam("places", type_=ARRAY(Integer)),
                bindparam("learners", type_=ARRAY(Text)),
                bindparam("items", type_=ARRAY(Text)),
            )
            listed = func.unnest(*arrays).table_valued("place", "learner", "item").render_derived(name="listed")
            self.table, self.place, self.learner, self.item = listed, listed.c.place, listed.c.learner, listed.c.item
        else:
            rows = func.json_each(bindparam("listed", type_=Text)).table_valued("value", name="listed")
            self.table = rows
            self.place, self.learner, self.item = (
                func.json_extract(rows.c.value, literal_column(f"'$[{number}]'")) for number in range(3)
            )

    @property
    def since(self) -> ColumnElement[int]:
        """The item as an instant."""
        return cast(self.item, BigInteger)

    def parameters(self, wanted: Sequence[tuple[int, str, str]]) -> Values:
        """Return the parameters that stand for the rows *wanted*."""
        if not self._arrays:
            return {"listed": json.dumps(wanted)}
        places, learners, items = (list(column) for column in zip(*wanted, strict=True))
        return {"places": places, "learners": learners, "items": items}

    def of_learners(self, table: FromClause, names: Sequence[str]) -> Select[Any]:
        """Return the statement that reads, after the place, those columns of the rows of the learners wanted."""
        return select(self.place, *(table.c[name] for name in names)).select_from(self.joined(table))

    def joined(self, table: FromClause) -> Join:
        """Return the rows of the learners wanted in *table*, beside what is wanted."""
        return InOrder(
            self.table, table, and_(table.c.tenant_id == bindparam("tenant"), table.c.learner_id == self.learner)
        )
