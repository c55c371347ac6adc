"""How a list of ids goes into a statement, whatever its length."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, FromClause


class IdList:
    """
    Lists as one parameter each: an array in PostgreSQL, a JSON array in SQLite.

    So the text of a statement does not depend on how many ids there are: it is compiled and prepared once, and no
    database's limit on parameters is met.
    """

    def __init__(self, dialect: str) -> None:
        self._arrays = dialect == "postgresql"

    def among(self, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """Return the condition that *column* is among those in the parameter *name*."""
        if self._arrays:
            return column == any_(bindparam(name, type_=ARRAY(Text)))
        return column.in_(select(self.table(name).c.value))

    def table(self, name: str) -> FromClause:
        """Return the list in the parameter *name* as a table with one column, ``value``."""
        if self._arrays:
            return func.unnest(bindparam(name, type_=ARRAY(Text))).table_valued("value").render_derived(name="listed")
        return func.json_each(bindparam(name, type_=Text)).table_valued("value", name="listed")

    def parameter(self, ids: Iterable[str]) -> object:
        """Return what the parameter is given for *ids*."""
        return list(ids) if self._arrays else json.dumps(list(ids))
