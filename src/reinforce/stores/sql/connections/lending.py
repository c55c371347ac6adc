"""
Engines of the host's that lend connections on which somebody else is at work.

Such is one that was made over the open connection of another framework (``creator=``), or whose pool has one connection
for all. A transaction of ours on it would end theirs: what they have written is gone, or kept although they take it
back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.pool import SingletonThreadPool, StaticPool

from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.connections.processes import keep

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.pool import PoolProxiedConnection

    from reinforce.stores.sql.dialects.dialect import Dialect

_REASON = (
    "lends a connection on which somebody else's transaction is open: join that one (Engine.joining), or hand over an "
    "engine that makes connections of its own"
)


class Lender:
    """
    A host's engine, each of whose connections is looked at before anything is done with it.

    SQLAlchemy rolls back what is open on the first connection that it is given. Where that comes from a function of the
    host's, it is looked at before.

    Raises:
        InvalidParameterError: the function gives one and the same connection, and a transaction is open on it.
    """

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self._engine, self._dialect = engine, dialect
        creator: Any = getattr(engine.pool, "_creator", None)  # SQLAlchemy has no public name for it
        if engine.dialect.is_async or creator is None or creator.__module__.startswith("sqlalchemy."):
            return
        some = [engine.pool._invoke_creator(None) for _ in range(2)]  # type: ignore[arg-type] # noqa: SLF001 - as above
        if some[0] is not some[1]:
            for connection in some:
                connection.close()
        elif dialect.is_in_transaction(some[0]):
            raise InvalidParameterError("sa_engine", _REASON, value=engine)

    def check(self, held: PoolProxiedConnection) -> None:
        """
        Refuse a connection on which somebody else's transaction is open, and leave it as it is.

        Where a host's listener has only read or set something, as it may, there is nobody's work to be lost.

        Raises:
            InvalidParameterError: it is.
        """
        if self._dialect.is_in_transaction(held.driver_connection) and self._has_written(held):
            if isinstance(self._engine.pool, StaticPool | SingletonThreadPool):
                keep(held)  # not given back, which would roll back; the pool has but this one, and has no other to make
            else:
                held.detach()
            raise InvalidParameterError("sa_engine", _REASON, value=self._engine)

    def _has_written(self, held: PoolProxiedConnection) -> bool:
        if not self._dialect.has_written:
            return True
        cursor = held.cursor()
        cursor.execute(self._dialect.has_written)
        (found,) = cursor.fetchone() or (True,)
        cursor.close()
        return bool(found)
