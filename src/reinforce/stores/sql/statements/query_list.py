"""What queries ask for, as a table of its own that other tables are joined with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Text, and_, bindparam, cast, select

# What no database can hold in a text stays as it is, so that the driver refuses it.
_encode = json.JSONEncoder(ensure_ascii=False).encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, FromClause, Select

    from reinforce.stores.sql.dialects.dialect import Dialect
    from reinforce.stores.sql.tables.row_codec import Values


def as_list(values: Sequence[object]) -> str:
    """Return what a parameter is given for a list of ids, or of rows."""
    return _encode(values)


class QueryList:
    """
    Rows of place, learner and item, in one parameter.

    The place is that of the query which asks; the item is a skill, the id of an entry, the target of an event, or an
    instant. So the text of a statement is the same however many queries there are.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.table, columns = dialect.rows("wanted", {"place": Integer, "learner": Text, "item": Text})
        self.place: ColumnElement[int] = columns["place"]
        self.learner: ColumnElement[str] = columns["learner"]
        self.item: ColumnElement[str] = columns["item"]

    @property
    def since(self) -> ColumnElement[int]:
        """The item as an instant."""
        return cast(self.item, BigInteger)

    @staticmethod
    def parameters(tenant: str, wanted: Iterable[tuple[int, str, str]]) -> Values:
        """Return the parameters that stand for the rows *wanted*."""
        listed = [
            {"tenant_id": tenant, "place": place, "learner": learner, "item": item} for place, learner, item in wanted
        ]
        return {"tenant": tenant, "wanted": as_list(listed)}

    def of_learners(self, table: FromClause, names: Sequence[str]) -> Select[Any]:
        """Return the statement that reads, after the place, those columns of the rows of the learners wanted."""
        joined = self._dialect.joined(self.table, table, self.mine(table))
        return select(self.place, *(table.c[name] for name in names)).select_from(joined)

    def mine(self, table: FromClause) -> ColumnElement[bool]:
        """Return the condition that a row is one of the learner wanted."""
        return and_(table.c.tenant_id == bindparam("tenant"), table.c.learner_id == self.learner)
