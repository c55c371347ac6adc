"""A pytest plugin: ``secured``, a schema with row-level security and a role that may do no more than the guide says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from reinforce.stores.sql import migrate
from reinforce.stores.sql.dialects.postgresql import POSTGRESQL
from reinforce.stores.sql.tables.schema import Tables
from tests.support.postgres import fresh_name, psycopg_url

if TYPE_CHECKING:
    import psycopg  # which is not there where another driver is the only one

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "row-level-security.md"
TABLES = Tables(POSTGRESQL).metadata.sorted_tables


@dataclass(frozen=True)
class Secured:
    """A schema with row-level security: its name, and how its owner and a restricted role connect."""

    schema: str
    owner: str
    role: str

    def raw(self, url: str) -> psycopg.Connection:
        """Return a connection of psycopg alone, whose tables are the schema's."""
        import psycopg

        return psycopg.connect(psycopg_url(url), autocommit=True, options=f"-c search_path={self.schema}")

    def empty(self) -> None:
        """Delete all rows, of every tenant."""
        from psycopg import sql

        with self.raw(self.owner) as owner:
            for table in reversed(TABLES):
                owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))


def as_role(url: str, role: str) -> str:
    """Return *url* for another role."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def guide(schema: str, role: str) -> str:
    """Return the statements by which the guide makes a restricted role."""
    found = re.search(r"```sql\n(CREATE ROLE.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return re.sub(r"\breinforce\b", schema, found[1]).replace("practice", role)


def new_schema(url: str) -> Secured:
    """Return a new schema with row-level security, and a role as the guide makes it."""
    import psycopg

    schema, role = fresh_name("schema"), fresh_name("role")
    migrate(url, schema=schema, row_level_security=True)
    with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
        connection.execute(guide(schema, role).encode())
    return Secured(schema=schema, owner=url, role=as_role(url, role))


@pytest.fixture(scope="session")
def secured_schema(postgres_url: str) -> Secured:
    """Return a schema that tests share, since making one takes longer than most of them."""
    return new_schema(postgres_url)


@pytest.fixture
def secured(secured_schema: Secured) -> Secured:
    """Return that schema, empty."""
    secured_schema.empty()
    return secured_schema
