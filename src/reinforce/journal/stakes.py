"""What is at stake in practice, which decides who may see it."""

from __future__ import annotations

from enum import StrEnum

from reinforce import slips
from reinforce.errors import InvalidParameterError, shown


class Stakes(StrEnum):
    """
    What is at stake in an attempt.

    - PRACTICE: nothing. It is the learner's own: it moves memory like any other, and neither managers nor certificates
      ever see it.
    - RECORDED: it is on record, for all who may look.
    - EXAM: it is a mock exam, on record too, and moves nothing: no card, no level, no plan.
    """

    PRACTICE = "practice"
    RECORDED = "recorded"
    EXAM = "exam"

    @classmethod
    def of(cls, value: object) -> Stakes:
        """
        Return the stakes that *value* is: one of ours, or its value.

        Raises:
            InvalidParameterError: it is none of them.
        """
        for stakes in cls:
            if value == stakes:
                return stakes
        reason = f"must be one of {', '.join(cls)}, not {shown(value)}{slips.name(value, cls)}"
        raise InvalidParameterError("stakes", reason, value=value)
