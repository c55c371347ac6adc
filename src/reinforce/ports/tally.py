"""What is asked of a store during one call of the engine, counted where it happens, for whoever observes the engine."""

from __future__ import annotations

from contextvars import ContextVar


class Tally:
    """
    What one call came to so far.

    Attributes:
        statements: how many the store executed, without those that begin and end transactions.
        rows: how many these gave back or wrote.
        retries: how often the engine decided again, as what it had read changed or the connection broke.
        is_open: whether the call is under way.
    """

    __slots__ = ("is_open", "retries", "rows", "statements")

    def __init__(self) -> None:
        self.statements = self.rows = self.retries = 0
        self.is_open = True


TALLY: ContextVar[Tally | None] = ContextVar("reinforce_tally", default=None)
"""Of the call that this thread or task is in; what a call begins in its turn inherits it, and may outlive the call."""


def count_statement(rows: int) -> None:
    """Count a statement that a store executed, and the *rows* that it gave back or wrote: a driver's -1 is none."""
    tally = TALLY.get()
    if tally is not None:
        tally.statements += 1
        tally.rows += max(rows, 0)
