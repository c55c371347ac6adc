"""Many rows at once through each driver: as many as were written are counted, and all of them are there."""

from collections.abc import Iterator

import psycopg2
import pytest

from reinforce.stores.sql.dialects.postgresql_psycopg2 import PSYCOPG2
from tests.support.postgres import psycopg_url

_ROWS = [(f"row-{number}", number) for number in range(2_500)]


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg2.extensions.connection]:
    """Return a connection of psycopg2 that commits by itself, with a table of its own."""
    connection = psycopg2.connect(psycopg_url(postgres_url))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE notes (id text PRIMARY KEY, number int)")
    yield connection
    connection.close()


def test_new_rows_are_sent_as_one_statement(connection: psycopg2.extensions.connection) -> None:
    """All rows of an INSERT stand in one statement, of which those count whose key was free."""
    cursor = PSYCOPG2.cursor(connection)
    insert = "INSERT INTO notes (id, number) VALUES (%s, CAST(%s AS INTEGER)) ON CONFLICT DO NOTHING"
    cursor.executemany(insert, _ROWS[:1_000])
    cursor.executemany(insert, _ROWS)
    assert cursor.rowcount == 1_500
    assert all(f"'{id_}'".encode() in cursor.query for id_, _ in _ROWS)
    cursor.execute("SELECT count(*), sum(number) FROM notes", ())
    assert cursor.fetchall() == [(2_500, sum(number for _, number in _ROWS))]
    assert cursor.rowcount == 1


def test_rows_that_take_the_place_of_others_may_do_so_twice(connection: psycopg2.extensions.connection) -> None:
    """Where a row is there, each one sent is counted, and the last of one key stays."""
    cursor = PSYCOPG2.cursor(connection)
    put = "INSERT INTO notes (id, number) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET number = excluded.number"
    cursor.executemany(put, [*_ROWS, ("row-7", -1)])
    assert cursor.rowcount == 2_501
    cursor.execute("SELECT number FROM notes WHERE id = %s", ("row-7",))
    assert cursor.fetchall() == [(-1,)]


def test_rows_that_are_rewritten_are_counted(connection: psycopg2.extensions.connection) -> None:
    """Of an UPDATE those rows count that were there."""
    cursor = PSYCOPG2.cursor(connection)
    cursor.executemany("INSERT INTO notes (id, number) VALUES (%s, %s)", _ROWS[:10])
    cursor.executemany("UPDATE notes SET number = 0 WHERE id = %s", [(id_,) for id_, _ in _ROWS[5:15]])
    assert cursor.rowcount == 5


def test_a_text_that_cannot_be_kept_is_refused_by_the_driver(connection: psycopg2.extensions.connection) -> None:
    """A zero among many rows is an error of the driver, as it is for one row; nothing is written."""
    cursor = PSYCOPG2.cursor(connection)
    insert = "INSERT INTO notes (id, number) VALUES (%s, %s)"
    for statement in (insert, insert + " ON CONFLICT (id) DO UPDATE SET number = 0"):
        with pytest.raises(psycopg2.DataError):
            cursor.executemany(statement, [("a", 1), ("b\0", 2)])
    with pytest.raises(psycopg2.DataError):
        cursor.execute("SELECT %s", ("b\0",))
    cursor.execute("SELECT count(*) FROM notes", ())
    assert cursor.fetchall() == [(0,)]
