"""
The one codec: public values as JSON values, and back exactly, by the types of their fields.

Instants are texts in ISO 8601, in UTC; dates likewise; durations are seconds; a learner day is its number; an
enumeration is its value; tuples and sets are lists, a set in order. On the way back null is the same as left out, and a
field that is left out has its default; whatever else does not fit is refused with the path of the field.
"""

from reinforce.codec.converters import under
from reinforce.codec.values import LEFT_OUT, Row, Value

__all__ = ["LEFT_OUT", "Row", "Value", "under"]
