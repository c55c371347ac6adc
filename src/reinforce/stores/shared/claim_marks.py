"""What a row of claims says, and where the log ends: the same for every store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from reinforce.ports import Place

WOKEN = -1
"""An edition before all others: that of a learner who was woken, and is to be looked at whatever was settled."""


def beyond(after: Place) -> InvalidParameterError:
    """Return the error for a place that the log has not reached."""
    reason = "lies beyond the end of the log: the store was restored to an earlier state, or is another one"
    return InvalidParameterError("after", reason, value=after)
