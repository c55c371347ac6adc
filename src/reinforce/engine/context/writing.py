"""Writing changes, and deciding again where what was read has changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from reinforce.errors import ConnectionLostError, StaleError
from reinforce.logger import LOGGER
from reinforce.ports.tally import TALLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

    from reinforce.errors import ReinforceError
    from reinforce.ports import Change, Store

T = TypeVar("T")

_AGAIN = (StaleError, ConnectionLostError)

_MOST_TRIES = 200
_MOST_LOST = 4
_MANY_TRIES = 10  # more than who write for one learner at a time need
_LONGEST_WAIT = 0.05  # seconds


class Writing:
    """
    How decisions are written to a *store*.

    *pause* waits so many seconds before one is tried again, where *tries* says so.
    """

    def __init__(self, store: Store, *, pause: Callable[[float], None], tries: Callable[[], bool]) -> None:
        self.store, self._pause, self._tries = store, pause, tries

    def apply(self, change: Change) -> None:
        """Write *change*, whole or not at all."""
        self.store.apply(change)

    def retrying(self, decide: Callable[[], T], *, after: tuple[type[ReinforceError], ...] = _AGAIN) -> T:
        """
        Return what *decide* returns, deciding again *after* errors: as long as what it read changed before it wrote.

        Where the connection breaks it is tried again a few times too, and nobody knows whether the change was written.
        So *decide* first looks for what an earlier try wrote, its own or the host's, and returns what that came to:
        ids are made before, and what does not follow from the state is kept in the log.
        """
        try:
            return decide()
        except after as error:
            if not self._tries():
                raise
            _note(error, tries=1)
            import tenacity  # noqa: PLC0415 - needed only under contention, and slow to import

            again = tenacity.Retrying(
                retry=tenacity.retry_if_exception_type(after),
                stop=_enough,
                wait=tenacity.wait_random(0, _LONGEST_WAIT),
                sleep=self._pause,
                before_sleep=lambda state: _note(_error(state), tries=state.attempt_number + 1),
                reraise=True,
            )
            return again(decide)


def _note(error: BaseException | None, *, tries: int) -> None:
    """Say that it is decided again, as an *error* has ended the last of so many *tries*."""
    if (tally := TALLY.get()) is not None:
        tally.retries += 1
    if isinstance(error, ConnectionLostError):
        LOGGER.info("a call whose connection broke is tried again")
    elif tries == _MANY_TRIES:
        LOGGER.warning("a change met others %d times, and is decided again: many write about the same", _MANY_TRIES)
    else:
        LOGGER.debug("a change met another one, and is decided again")


def _error(state: RetryCallState) -> BaseException | None:
    return None if state.outcome is None else state.outcome.exception()


def _enough(state: RetryCallState) -> bool:
    """Whether to give up after the attempt that *state* describes."""
    error = _error(state)
    return state.attempt_number >= (_MOST_LOST if isinstance(error, ConnectionLostError) else _MOST_TRIES)
