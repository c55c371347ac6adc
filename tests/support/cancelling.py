"""Cancelling a task at each of its waits in turn, instead of after times that another machine would need."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from reinforce.stores.sql.dialects.known import dialect_of

T = TypeVar("T")

MOST_WAITS = 200


async def cancelled_at(number: int, call: Coroutine[Any, Any, T], *, is_answered: bool) -> bool:
    """
    Whether *call* was cancelled at its wait of that *number*, from 1; ``False`` where it ended before.

    *is_answered* says when: as what it waits for is there already, or before anything of it is.
    """
    task = asyncio.ensure_future(_cancelling(number, call, is_answered=is_answered))
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return task.cancelled()


@coroutine
def _cancelling(number: int, call: Coroutine[Any, Any, T], *, is_answered: bool) -> Generator[Any, Any, T]:
    error: BaseException | None = None
    for waits in range(1, MOST_WAITS):
        try:
            awaited = call.send(None) if error is None else call.throw(error)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            error = None  # else it would keep, by its traceback, all that the call has open
        if waits == number:
            _cancel(awaited, is_answered=is_answered)
        try:
            yield awaited
        except BaseException as raised:  # noqa: BLE001 - the call is told of all
            error = raised
    raise AssertionError


def _cancel(awaited: asyncio.Future[Any] | None, *, is_answered: bool) -> None:
    task = asyncio.current_task()
    assert task is not None
    if is_answered and awaited is not None:
        awaited.add_done_callback(lambda _: task.cancel())  # before the task is told that it can go on
    else:
        task.cancel()


async def is_in_transaction(host: AsyncEngine) -> bool:
    """Whether the pool of *host* lends a connection on which a transaction is open in the database."""
    async with host.connect() as connection:
        raw = await connection.get_raw_connection()
        return dialect_of(host.sync_engine).is_in_transaction(raw.driver_connection)
