"""Telling the host of every call: which it was, how long it took and what it asked of the store; never about whom."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction, isfunction, isgeneratorfunction, unwrap
from time import perf_counter
from types import MethodType
from typing import TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError, shown
from reinforce.logger import LOGGER
from reinforce.ports.tally import TALLY, Tally

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCall:
    """
    One call of the engine that has ended: what may be counted, timed and traced. No person's id or text is in it.

    Attributes:
        name: of the call, such as ``practice.review``; those of the engine itself begin with ``engine.``.
        tenant: whose, an id of the host's; ``None`` for calls of the engine itself.
        seconds: how long it took, waiting for the database included.
        statements: how many the store executed, without those that begin and end transactions; 0 for a store that
            counts none, such as the one in memory.
        rows: how many these gave back or wrote.
        retries: how often it was decided again, as somebody else wrote first or the connection broke.
        error: the class of what it raised; ``None`` where it returned.
    """

    name: str
    tenant: str | None
    seconds: float
    statements: int
    rows: int
    retries: int
    error: type[BaseException] | None


class Observer:
    """
    Tells a host's function of every public call of what it watches, after each, in the thread or task that called.

    A call inside a call is part of it, and so are calls that the function makes itself. What it raises is logged, the
    first time as an error, and changes nothing: the call has written what it has, and answers or raises as ever.

    Raises:
        InvalidParameterError: *observe* is no function, or one that would have to be awaited.
    """

    def __init__(self, observe: Callable[[ObservedCall], object]) -> None:
        if not callable(observe) or iscoroutinefunction(observe) or iscoroutinefunction(type(observe).__call__):
            reason = f"must be a function of one ObservedCall that is called and not awaited, not {shown(observe)}"
            raise InvalidParameterError("observe", reason, value=observe)
        self._observe, self._has_failed = observe, False

    def watch(self, service: object, *, room: str, tenant: str | None = None) -> None:
        """Let every public method of *service*, whose calls are named after its *room*, be told of."""
        kind = type(service)
        for name in dir(kind):
            method = getattr(kind, name)
            # A context such as `Engine.joining` is no call that ends; those inside of it are told of.
            if name[0] != "_" and isfunction(method) and not isgeneratorfunction(unwrap(method)):
                observed = self.observed(method, name=f"{room}.{name}", tenant=tenant)
                setattr(service, name, MethodType(observed, service))

    def observed(self, call: Callable[..., Any], *, name: str, tenant: str | None = None) -> Callable[..., Any]:
        """Return *call* so that it is told of under that *name*."""

        @wraps(call)
        def observed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the call takes
            around = TALLY.get()
            if around is not None and around.is_open:
                return call(*args, **kwargs)
            tally, error = Tally(), None
            TALLY.set(tally)
            began = perf_counter()
            try:
                return call(*args, **kwargs)
            except BaseException as raised:
                error = type(raised)
                raise
            finally:
                seconds = perf_counter() - began
                try:
                    self._tell(_observed_call(name, tenant, seconds, tally, error))
                finally:
                    tally.is_open = False
                    TALLY.set(around)

        return observed

    def _tell(self, observation: ObservedCall) -> None:
        try:
            self._observe(observation)
        except Exception as error:  # noqa: BLE001 - whatever the host's function raises
            level, self._has_failed = logging.DEBUG if self._has_failed else logging.ERROR, True
            LOGGER.log(
                level,
                "observe raised %s after %s (%s); the call itself is as it was, and further errors are logged as DEBUG",
                type(error).__name__,
                observation.name,
                _place(error),
            )


def _observed_call(
    name: str, tenant: str | None, seconds: float, tally: Tally, error: type[BaseException] | None
) -> ObservedCall:
    return ObservedCall(
        name=name,
        tenant=tenant,
        seconds=seconds,
        statements=tally.statements,
        rows=tally.rows,
        retries=tally.retries,
        error=error,
    )


def _place(error: BaseException) -> str:
    """Return where *error* was raised; its text may say anything."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "nowhere" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
