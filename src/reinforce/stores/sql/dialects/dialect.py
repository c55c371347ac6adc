"""What the store has to know of a database and of the driver through which it speaks to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import URL, Column, ColumnElement, Engine, FromClause, Join, Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.engine import Dialect as Compiler
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.pool import PoolProxiedConnection
    from sqlalchemy.types import TypeEngine

    NamedCursor = Callable[[Any, DBAPICursor, str], Any]
    Insert = postgresql.Insert | sqlite.Insert
    Columns = Mapping[str, ColumnElement[Any]]
    Types = Mapping[str, type[TypeEngine[Any]]]


class Purge(Protocol):
    """Removes what a database still keeps of rows that are gone; returns in words what may be left."""

    def __call__(self, cursor: DBAPICursor, *, owned: bool) -> str:
        """Do so; *owned* says whether the engine is ours, or a host's."""
        ...


# Whatever is begun on a connection of ours is ended before it goes back to the pool, which need not make sure of it.
OURS: dict[str, Any] = {
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "hide_parameters": True,
    "execution_options": {"reinforce_owns": True},
}
"""With what SQLAlchemy makes an engine of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """
    One kind of database, spoken to through one driver or its twin for asyncio.

    Lists go into a statement as one parameter, JSON: its text does not depend on how many there are, it is compiled and
    prepared once, and no limit on parameters is met.

    Another driver is `dataclasses.replace` of a value that is there; another database is a file beside this one.

    Attributes:
        name, title: what SQLAlchemy calls it, and people do.
        driver, async_driver: the drivers that the store opens it with, as SQLAlchemy calls them in a URL; empty where
            there is none of the kind.
        drivers: the same, and a host's, as an engine of SQLAlchemy names them.
        package: what has to be installed for them to be there.
        install: what is missing, and how to install it, where a driver is not there.
        durabilities: how long a commit may outlive its call: of ``full`` and ``normal``, those that can be chosen.
        open: makes an engine for a URL and a durability.
        make_ready: does to a database of our own what has to be done once each time it is opened.
        purge: removes what the database still keeps of rows that are gone, *owned* or over a host's engine; returns in
            words what may be left.
        opened: does what has to be done once a database of our own has its tables.
        is_in_memory: whether a URL is that of a database that is gone with its one connection.
        is_embedded: whether the database is a part of the process, which has to have closed its files when it forks.
        upgrades_on_opening: whether an older schema is upgraded by whoever opens it, as nobody else is at work.
        has_one_writer: whether one transaction writes at a time. Then nothing has to be locked, and the next place in
            the log is free for whoever writes; else the database numbers transactions and entries itself.
        has_schemas: whether tables can be in a schema that is named.
        has_row_security: whether the database can show a transaction the rows of one tenant only.
        writes_at_once: whether one statement can write to several tables.
        id_type: the type of ids, which are compared by code point.
        transaction: the SQL of the number of the transaction that writes.
        compiler: makes what compiles statements of SQLAlchemy, with parameters by position.
        insert: makes an INSERT that can say what to do where the key is taken.
        joined: joins two tables on a condition so that the first is read first, however short it is.
        among: makes the condition that a column is among the ids in a parameter, a JSON array of texts.
        listed: makes the column of the ids in such a parameter.
        rows: makes a table of the columns named, with their types, of the rows in a parameter. That is a JSON array of
            objects, each of which says as ``tenant_id`` what the parameter ``tenant`` is.
        json_rows: makes the expression for all rows of those columns, as a JSON array of arrays.
        begin_reading, begin_writing: the SQL that begins a transaction.
        settings: what a driver's connection is set to so that it begins no transaction of its own.
        host_begins: whether a host of SQLAlchemy has to begin transactions by listening to it, and so may have.
        to_join: makes the SQL that begins in the database the transaction that a host has begun on a connection:
            nothing where it has begun there, ``None`` where the driver commits every statement by itself.
        cursor: makes the cursor of a connection on which the store's statements run. Without parameters it executes
            any text of SQL, be it of several statements; with some, one statement, and says how many rows it wrote.
        names_at_once: returns, for an engine, what makes of a connection, its cursor and a tenant a cursor whose every
            statement names the tenant first, in the same message and transaction; ``None`` where the driver cannot.
        is_in_transaction: whether a driver's connection is in a transaction.
        socket: the number of the socket of a driver's connection; ``None`` where it is closed, or has none.
        has_written: the SQL that says whether that has written; nothing where it begins with the first write.
        schemas: the SQL that says in which schema a connection makes tables, and in which it finds that of the name in
            its one parameter; nothing where there are no schemas.
        place: the SQL that says in a text where the table is of the name ``:table`` that a connection finds.
        raises: what is raised beside the errors that PEP 249 names, where SQLAlchemy does not turn it into one of them;
            called with the driver's module as SQLAlchemy has it.
        is_stale: whether an error of the driver says that somebody else wrote at the same time.
        is_unavailable: whether it says that the database cannot be reached, or is locked.
        is_aborted: whether it says that an earlier error has broken the transaction.
    """

    name: str
    title: str
    driver: str
    async_driver: str
    drivers: frozenset[str]
    package: str
    install: str
    durabilities: frozenset[str]
    open: Callable[[URL, str], Engine]
    make_ready: Callable[[Engine], None]
    purge: Purge
    opened: Callable[[DBAPICursor], None]
    is_in_memory: Callable[[URL], bool]
    is_embedded: bool
    upgrades_on_opening: bool
    has_one_writer: bool
    has_schemas: bool
    has_row_security: bool
    writes_at_once: bool
    id_type: TypeEngine[str]
    transaction: str
    compiler: Callable[[], Compiler]
    insert: Callable[[Table], Insert]
    joined: Callable[[FromClause, FromClause, ColumnElement[bool]], Join]
    among: Callable[[Column[str] | ColumnElement[str], str], ColumnElement[bool]]
    listed: Callable[[str], ColumnElement[str]]
    rows: Callable[[str, Types], tuple[FromClause, Columns]]
    json_rows: Callable[[Iterable[ColumnElement[Any]]], ColumnElement[Any]]
    begin_reading: str
    begin_writing: str
    settings: tuple[tuple[str, object], ...]
    host_begins: bool
    to_join: Callable[[PoolProxiedConnection | DBAPIConnection], str | None]
    cursor: Callable[[Any], Any]
    names_at_once: Callable[[Engine], NamedCursor | None]
    is_in_transaction: Callable[[Any], bool]
    socket: Callable[[Any], int | None]
    has_written: str
    schemas: str
    place: str
    raises: Callable[[Any], tuple[type[Exception], ...]]
    is_stale: Callable[[BaseException], bool]
    is_unavailable: Callable[[BaseException], bool]
    is_aborted: Callable[[BaseException], bool]

    def __repr__(self) -> str:
        return f"Dialect({self.name}+{self.driver or self.async_driver})"
