"""The table of what drivers can do stands once in the docs, and says what their dialects say."""

import re
from pathlib import Path

import psycopg
import psycopg2
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from reinforce.stores.sql.connections.engines import open_engine
from reinforce.stores.sql.dialects.dialect import Dialect
from reinforce.stores.sql.dialects.known import dialects_of
from tests.support.postgres import psycopg_url

DOCS = Path(__file__).parents[4] / "docs"
PAGE = DOCS / "how-to" / "choose-a-store.md"
HEADING = "| | psycopg 3 | psycopg2 | asyncpg |"
ROWS = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n\n")[0].splitlines()[2:]
COLUMNS = dict(zip(("psycopg", "psycopg2", "asyncpg"), range(1, 4), strict=True))
DIALECTS = {dialect.package: dialect for dialect in dialects_of("postgresql")}


def said(driver: str, about: str) -> str:
    """Return what the table says of a driver in the row that begins so."""
    (row,) = [cells for cells in (line.strip("| ").split(" | ") for line in ROWS) if cells[0].startswith(about)]
    return row[COLUMNS[driver]]


def test_the_table_stands_once_and_has_every_driver() -> None:
    """A driver of PostgreSQL that is listed has a column, and no other page has such a table."""
    assert list(DIALECTS) == list(COLUMNS)
    tables = [
        page
        for page in DOCS.rglob("*.md")
        if re.search(r"^\|.*\| *psycopg2 *\|", page.read_text("utf-8"), re.MULTILINE)
    ]
    assert tables == [PAGE]


@pytest.mark.parametrize(("driver", "dialect"), DIALECTS.items(), ids=DIALECTS.keys())
def test_how_a_driver_is_named_and_installed_and_which_engines_it_serves(driver: str, dialect: Dialect) -> None:
    """By its URL, by the extra that the error names, and for which of the two engines there is one."""
    extra = re.findall(r"\[(\w+)\]", dialect.install)
    assert said(driver, "URL") == f"`postgresql+{driver}://`"
    assert said(driver, "extra").startswith(f"`{extra[0]}`")
    assert said(driver, "`Engine`") == ("yes" if dialect.driver else "no")
    assert said(driver, "`reinforce.aio`") == ("yes" if dialect.async_driver else "no")


@pytest.mark.parametrize(("driver", "dialect"), DIALECTS.items(), ids=DIALECTS.keys())
def test_whether_a_driver_sends_two_statements_together(driver: str, dialect: Dialect) -> None:
    """As a pipeline, or as one text: where it can, a tenant is named without a round trip more."""
    url = f"postgresql+{driver}://nobody@/nothing"
    blocking = dialect.driver and dialect.names_at_once(open_engine(url)) is not None
    awaited = dialect.async_driver and dialect.names_at_once(create_async_engine(url).sync_engine) is not None
    cell = said(driver, "the tenant is named")
    assert cell.startswith("yes" if blocking or awaited else "no")
    assert ("with asyncio no" in cell) == bool(blocking and dialect.async_driver and not awaited)


@pytest.mark.parametrize(("driver", "module"), [("psycopg", psycopg), ("psycopg2", psycopg2)])
def test_no_cursor_is_kept_on_the_server(driver: str, module: object, postgres_url: str) -> None:
    """A cursor that the server keeps has a name; ours have none, and asyncpg's are made by no call of ours."""
    connection = module.connect(psycopg_url(postgres_url))  # type: ignore[attr-defined] # either module's
    assert getattr(DIALECTS[driver].cursor(connection), "name", None) is None
    connection.close()
    assert all(said(one, "cursors on the server").startswith("not used") for one in COLUMNS)
