"""What a row of claims says, and where the log ends: the same for every store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError

if TYPE_CHECKING:
    from reinforce.ports import Place

LOOKING = "look:"
"""
How the mark of a look begins, and no id of a claim.

A row with such a mark is looked at until its time runs out; with another id it is claimed, for its day; with none it
is neither. A day stands there for which no claim may be given out any more, unless the row is claimed.
"""

WOKEN = -1
"""An edition before all others: that of a learner who was woken, and is to be looked at whatever was settled."""


def beyond(after: Place) -> InvalidParameterError:
    """Return the error for a place that the log has not reached."""
    reason = "lies beyond the end of the log: the store was restored to an earlier state, or is another one"
    return InvalidParameterError("after", reason, value=after)
