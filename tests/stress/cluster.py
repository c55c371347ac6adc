"""A PostgreSQL of its own, which writes through to the disk, and which may be killed and started again."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.support.postgres import psycopg_url
from tests.support.postgres_keeper import Server


@contextmanager
def cluster() -> Iterator[Server]:
    """Yield a server that answers; it and its data are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="reinforce-stress-"))
    home.chmod(0o755)  # As root, the server runs as somebody else.
    server = Server(home, fsync="on", full_page_writes="on")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def restart(server: Server) -> None:
    """Kill the server in the middle of whatever it does, and start it again."""
    server.kill()
    server.run()


def database(server: Server, name: str) -> str:
    """Make an empty database and return its URL."""
    with psycopg.connect(psycopg_url(server.url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)
