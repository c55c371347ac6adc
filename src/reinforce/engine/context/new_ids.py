"""Ids of entries to which their senders gave none."""

from itertools import count
from secrets import token_hex

_MADE = count()
_MOST = 2**48 - 1


def new_id() -> str:
    """
    Return an id that no entry has.

    It is greater than all that this process made before, so that of several entries of one instant the last that was
    sent is the last of the log, as it would be a moment later, and the same calls give the same cards.
    """
    return f"{next(_MADE) & _MOST:012x}{token_hex(10)}"
