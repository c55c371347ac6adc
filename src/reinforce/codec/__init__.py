"""
The one codec: public values as JSON values, and back, by the types of their fields.

There are two forms. What people and browsers get (`Value.to_json`): instants are texts in ISO 8601, in UTC; dates and
learner days likewise; durations are seconds under a name that ends in ``_seconds``; ratings and levels are names, other
enumerations their values; tuples and sets are lists, a set in order. On the way back null is the same as left out, and
a field that is left out has its default; whatever else does not fit is refused with the path of the field.

What is `kept` in a log is compact, whole and ours alone.
"""

from reinforce.codec.converters import LEARNER_DAY, under
from reinforce.codec.forms import Written
from reinforce.codec.schema import schema_of
from reinforce.codec.values import (
    KEPT_WHEN_SAID,
    LEFT_OUT,
    OWN,
    Kept,
    Row,
    Value,
    from_kept,
    kept,
    kept_as,
    shown_as,
    told_by,
)

__all__ = [
    "KEPT_WHEN_SAID",
    "LEARNER_DAY",
    "LEFT_OUT",
    "OWN",
    "Kept",
    "Row",
    "Value",
    "Written",
    "from_kept",
    "kept",
    "kept_as",
    "schema_of",
    "shown_as",
    "told_by",
    "under",
]
