"""
Schemas of PostgreSQL that hold the store's tables, empty, lent to one test after the other.

To make a schema takes longer than most tests do. Whoever borrows one finds no row in it, and all definitions as they
were: a test that changed any (a column, a policy, a grant, a comment) has had the last of its schema.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, LiteralString

import pytest

from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.migrations.schema_version import VERSION_TABLE
from tests.support.postgres import fresh_name, psycopg_url

if TYPE_CHECKING:
    import psycopg

# Whatever changes a definition writes a row of the catalog, and each row tells which transaction wrote it. The rows of
# `pg_class` are written by emptying a table too, so that of those the columns count that it leaves as they are.
_DEFINITIONS: LiteralString = """
WITH here AS (SELECT * FROM pg_class WHERE relnamespace = %(schema)s::regnamespace)
SELECT md5(string_agg(rows, '' ORDER BY rows)) FROM (
    SELECT format('schema %%s %%s', xmin, oid) FROM pg_namespace WHERE oid = %(schema)s::regnamespace
    UNION ALL SELECT format('class %%s %%s %%s %%s %%s %%s %%s %%s %%s', oid, relname, relowner, relkind, relacl,
        reloptions, relrowsecurity, relforcerowsecurity, relhasrules) FROM here
    UNION ALL SELECT format('attribute %%s %%s %%s', attrelid, attnum, xmin) FROM pg_attribute
        WHERE attrelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('default %%s %%s', oid, xmin) FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('constraint %%s %%s', oid, xmin) FROM pg_constraint
        WHERE connamespace = %(schema)s::regnamespace
    UNION ALL SELECT format('trigger %%s %%s', oid, xmin) FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('policy %%s %%s', oid, xmin) FROM pg_policy WHERE polrelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('sequence %%s %%s', seqrelid, xmin) FROM pg_sequence
        WHERE seqrelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('comment %%s %%s %%s', objoid, objsubid, xmin) FROM pg_description
        WHERE objoid IN (SELECT oid FROM here)
    UNION ALL SELECT format('statistics %%s %%s', starelid, staattnum) FROM pg_statistic
        WHERE starelid IN (SELECT oid FROM here)
    UNION ALL SELECT format('function %%s %%s', oid, xmin) FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
    UNION ALL SELECT format('type %%s %%s', oid, xmin) FROM pg_type WHERE typnamespace = %(schema)s::regnamespace
    UNION ALL SELECT format('grants %%s %%s', oid, xmin) FROM pg_default_acl
        WHERE defaclnamespace = %(schema)s::regnamespace
) AS written (rows)
"""
_WRITTEN: LiteralString = """
SELECT relname, pg_relation_size(oid) > %(much)s FROM pg_class
WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r' AND relname <> %(version)s AND pg_relation_size(oid) > 0
"""
# To truncate a table makes new files for it and each of its indexes; to delete a few rows is a matter of a moment. What
# they leave behind is swept away when there is much of it.
_MUCH = 64 * 1024  # bytes
_START_AGAIN: LiteralString = """
SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence JOIN pg_class ON oid = seqrelid
WHERE relnamespace = %(schema)s::regnamespace
"""


class Schemas:
    """The schemas of one worker, made and emptied over a *connection*, of which some are free."""

    def __init__(self, url: str, connection: "psycopg.Connection") -> None:
        self._url = url
        self.connection = connection
        self._free: list[str] = []
        self._made: dict[str, tuple[object, ...]] = {}

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend the name of one."""
        name = self.borrow()
        yield name
        self.give_back(name)

    def borrow(self) -> str:
        """Return the name of a schema with empty tables."""
        while self._free:
            name = self._free.pop()
            if self._is_as_made(name):
                return name
        return self._new()

    def give_back(self, name: str) -> None:
        """Take the schema *name* back, in whatever state."""
        self._free.append(name)

    def _new(self) -> str:
        name = fresh_name("lent")
        SQLStore.open(self._url, schema=name).close()
        self._made[name] = self._definitions(name)
        return name

    def _is_as_made(self, name: str) -> bool:
        """Empty a schema; return whether it could be, and is in all else as it was made."""
        import psycopg  # here, as whatever needs no database of its own runs where another driver is the only one

        try:
            self._empty(name)
            return self._definitions(name) == self._made[name]
        except psycopg.Error:  # Somebody holds on to it, or it is there no more.
            return False

    def _empty(self, name: str) -> None:
        from psycopg import sql

        wanted = {"schema": _quoted(name), "version": VERSION_TABLE, "much": _MUCH}
        written = [
            sql.SQL("TRUNCATE {} CASCADE" if is_much else "DELETE FROM {}").format(sql.Identifier(name, table))
            for table, is_much in self.connection.execute(_WRITTEN, wanted)
        ]
        self.connection.execute(sql.SQL("; ").join(written))
        self.connection.execute(_START_AGAIN, wanted)

    def _definitions(self, name: str) -> tuple[object, ...]:
        """Return what tells these definitions, and the revision that is written down, from any others."""
        from psycopg import sql

        revision = sql.SQL("SELECT xmin::text, version_num FROM {}").format(sql.Identifier(name, VERSION_TABLE))
        return (
            self.connection.execute(_DEFINITIONS, {"schema": _quoted(name)}).fetchone(),
            *self.connection.execute(revision).fetchall(),
        )


def _quoted(name: str) -> str:
    return f'"{name}"'


@pytest.fixture(scope="session")
def postgres_schemas(postgres_url: str) -> Iterator[Schemas]:
    """Return the schemas that this worker's tests borrow."""
    import psycopg

    # Rows go in any order, and without what a test may have had done then.
    options = "-c lock_timeout=1s -c session_replication_role=replica"
    with closing(psycopg.connect(psycopg_url(postgres_url), autocommit=True, options=options)) as connection:
        yield Schemas(postgres_url, connection)


@pytest.fixture
def postgres_tables(request: pytest.FixtureRequest) -> Iterator[str]:
    """
    Return the name of a schema with the store's tables, empty, which is this test's own while it runs.

    Where another driver is the only one, there is none to empty them with, and it is one that a store makes.
    """
    if find_spec("psycopg") is None:
        yield fresh_name("schema")
        return
    schemas: Schemas = request.getfixturevalue("postgres_schemas")
    with schemas.lent() as name:
        yield name
