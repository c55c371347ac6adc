"""
Connections and forks: a child neither uses nor closes what it inherited from its parent.

To a server the child makes connections of its own. SQLite is a part of the process, and so is what it knows of its
files and locks: a child that forgets its parent's connections and opens others takes the parent's locks for its own,
and the parent, when it closes, deletes the log that the child is writing. So nothing may be open to a file when the
process forks. Our own calls are waited for, idle connections are closed, and the next calls wait for the fork. Where a
file is open all the same, because a transaction is, the child refuses it.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, RLock, get_ident
from typing import TYPE_CHECKING
from weakref import WeakSet

from sqlalchemy.pool import QueuePool

from reinforce.errors import ForkedError
from reinforce.forks import at_fork
from reinforce.logger import LOGGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import PoolProxiedConnection

    from reinforce.stores.sql.dialects.dialect import Dialect

    _Files = frozenset[tuple[int, int]]

_PATIENCE = 10.0  # seconds that a fork waits for calls; one that is longer at work may be waiting for who forks
_MOST_FILES = 65_536
_SEEN = "reinforce"
_HOW = "make a new engine in this process (for PostgreSQL), or close the engine before the process forks"


class _Calls:
    """The calls that are at work on SQLite, by their threads. They hold a fork up, and it holds the next ones up."""

    def __init__(self, at_work: list[int]) -> None:
        self.at_work = at_work
        self._changed = Condition()
        self._is_forking = False

    def begin(self) -> None:
        with self._changed:
            while self._is_forking and get_ident() not in self.at_work:  # a task beside it may be at rest
                self._changed.wait()
            self.at_work.append(get_ident())

    def end(self) -> None:
        with self._changed:
            self.at_work.remove(get_ident())
            if self._is_forking:
                self._changed.notify_all()

    def hold(self) -> None:
        """Hold the next calls up, and wait for those at work, unless the thread that forks is itself inside of one."""
        with self._changed:
            self._is_forking = True
            if get_ident() not in self.at_work:
                self._changed.wait_for(lambda: not self.at_work, timeout=_PATIENCE)

    def go_on(self) -> None:
        with self._changed:
            self._is_forking = False
            self._changed.notify_all()


class _State:
    """
    What this process knows of forks.

    Attributes:
        calls: at work on SQLite.
        inherited: the files and sockets that were open when this process was forked.
        is_torn: whether it was forked in the middle of a call. Then SQLite may have been left with closed locks.
        connecting: all that connects to databases; *lock* is for whoever changes or walks through it.
    """

    def __init__(self) -> None:
        self.calls = _Calls([])
        self.inherited: _Files = frozenset()
        self.is_torn = False
        self.connecting: WeakSet[Connecting] = WeakSet()
        self.lock = RLock()

    def before(self) -> None:
        self.lock.acquire()
        embedded = [one for one in self.connecting if one.is_embedded]
        if embedded:
            self.calls.hold()
            for one in embedded:
                one.close_idle()

    def in_parent(self) -> None:
        self.calls.go_on()
        self.lock.release()

    def in_child(self) -> None:
        self.lock.release()
        self.is_torn = bool(self.calls.at_work)
        self.calls = _Calls([ident for ident in self.calls.at_work if ident == get_ident()])
        self.inherited = _open_files()
        for one in tuple(self.connecting):
            one.renew()


class Connecting:
    """
    How a store connects in this process, and in its children.

    Args:
        engine: of SQLAlchemy, which makes the connections. In a child it gets a new pool, be it ours or a host's.
        dialect: of its database.
    """

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self._engine, self._dialect, self.is_embedded = engine, dialect, dialect.is_embedded
        self._is_of_file = dialect.is_embedded and not dialect.is_in_memory(engine.url)
        self._path = Path(_path(engine)).resolve() if self._is_of_file else None
        self._process = os.getpid()
        self._is_renewed = False
        self._refused = self._reason()
        with _STATE.lock:
            _STATE.connecting.add(self)

    def check_process(self) -> None:
        """
        Refuse a process in which the database cannot be used, before anything is sent to it.

        Raises:
            ForkedError: this is one.
        """
        if self._process != os.getpid():
            raise ForkedError(f"this process was forked without Python's knowledge: {_HOW}")
        if self._refused:
            raise ForkedError(self._refused)
        if self._is_renewed:  # said by the first call: in the fork itself a host's handler may wait for a lock for ever
            self._is_renewed = False
            LOGGER.info("this process was forked: connections of its own are made to the database")

    def begin(self) -> None:
        """Begin a call; raise ForkedError where the database cannot be used in this process."""
        self.check_process()
        if self.is_embedded:
            _STATE.calls.begin()

    def end(self) -> None:
        """End a call that has begun."""
        if self.is_embedded:
            _STATE.calls.end()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Begin a call, and end it with the context."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def check(self, held: PoolProxiedConnection) -> None:
        """
        Refuse a connection that is the parent's, before anything is sent on it; it stays open, and out of the pool.

        Raises:
            ForkedError: it is.
        """
        if not _STATE.inherited or self.is_embedded or held.info.get(_SEEN) == self._process:
            return
        if is_inherited(held, self._dialect):
            keep(held.dbapi_connection)
            held.detach()
            keep(held)
            raise ForkedError(
                "the pool holds connections of the process that this one was forked from: call "
                "dispose(close=False) on your SQLAlchemy engine at the beginning of the child"
            )
        held.info[_SEEN] = self._process

    def close_idle(self) -> None:
        """Close the connections to a file that nobody uses, which a child would inherit."""
        if self._is_of_file and isinstance(self._engine.pool, QueuePool) and not self._engine.dialect.is_async:
            self._engine.dispose()

    def renew(self) -> None:
        """In a child, forget what was inherited without closing it."""
        keep(self._engine.pool)
        self._engine.dispose(close=False)
        self._refused = self._reason()
        if self.is_embedded and not self._is_of_file:
            self._refused = "a database in memory is of the process that opened it: open another one here"
        self._is_renewed = True
        self._process = os.getpid()  # last: as long as anything is missing, nothing works

    def _reason(self) -> str:
        """Return why the database cannot be used in this process; nothing where it can."""
        if self._path is None:
            return ""
        if is_file_inherited(self._path):
            return (
                f"{self._path} was open in the process that this one was forked from, which SQLite does not bear: "
                "end transactions, and close what is not reinforce's, before the process forks"
            )
        if _STATE.is_torn:
            return "this process was forked in the middle of a call of SQLite, which can no longer be used in it"
        return ""


def check_joined(connection: Connection, dialect: Dialect) -> None:
    """
    Refuse a host's *connection* that is the parent's, before anything is sent on it.

    Raises:
        ForkedError: it is.
    """
    if not _STATE.inherited:
        return
    if dialect.is_embedded:
        Connecting(connection.engine, dialect).check_process()
    elif is_inherited(connection.connection, dialect):
        raise ForkedError("the connection is of the process from which this one was forked")


def is_inherited(held: PoolProxiedConnection, dialect: Dialect) -> bool:
    """Whether a connection to a server was open when this process was forked."""
    number = dialect.socket(held.driver_connection)
    return number is not None and _identity(number) in _STATE.inherited


def is_file_inherited(path: Path) -> bool:
    """Whether the file at *path* was open when this process was forked."""
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in _STATE.inherited


def keep(value: object) -> None:
    """Keep *value* for ever, so that nothing closes it: not even the end of this process, which clears all modules."""
    import ctypes  # noqa: PLC0415 - in children alone

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(value))


def _path(engine: Engine) -> str:
    """Return the path of the file that *engine* is for, which may be in a URI of SQLite's own."""
    name = engine.url.database or ""
    return name.removeprefix("file:").partition("?")[0] if name.startswith("file:") else name


def _open_files() -> _Files:
    """Return what is open in this process, of files and sockets."""
    try:
        numbers = [int(path.name) for path in Path("/dev/fd").iterdir()]
    except OSError:
        numbers = list(range(min(os.sysconf("SC_OPEN_MAX"), _MOST_FILES)))
    return frozenset(identity for number in numbers if (identity := _identity(number)) is not None)


def _identity(number: int) -> tuple[int, int] | None:
    """Return what tells an open file or socket from all others; ``None`` where nothing does."""
    try:
        found = os.fstat(number)
    except OSError:
        return None
    is_known = stat.S_ISREG(found.st_mode) or stat.S_ISSOCK(found.st_mode)
    return (found.st_dev, found.st_ino) if is_known and found.st_ino else None


_STATE = _State()
at_fork(before=_STATE.before, in_parent=_STATE.in_parent, in_child=_STATE.in_child)
