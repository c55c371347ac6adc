"""Goals: what must be remembered how well by when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reinforce import checks, spans
from reinforce.codec import Value, kept_as
from reinforce.errors import InvalidParameterError
from reinforce.practice.learner.availability import calendar_date

if TYPE_CHECKING:
    from reinforce.catalog import Curriculum

_LEAST, _MOST = 0.5, 0.99
_LONGEST = timedelta(days=3_660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Value):
    """
    Skills that must be remembered to some extent on a date; after it, practice goes on as usual.

    Exactly one of *capability*, *journey* and *skills* says which skills.

    Attributes:
        id: unique for the learner, and for the tenant where it is a goal of several people.
        on: the date by which practice has to be done.
        still_known: how much of each skill must be there, 0.5 to 0.99.
        lasting: how long after the date it must still be there without any practice in between, in whole days.
        capability: all skills of this capability.
        journey: all skills of this journey.
        skills: these skills.

    Raises:
        InvalidParameterError: a field is not acceptable.
    """

    id: str
    on: date
    still_known: float = field(default=0.9, metadata=kept_as("retrievability"))
    lasting: timedelta = timedelta()
    capability: str | None = None
    journey: str | None = None
    skills: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every field."""
        checks.identifier("goal", self.id)
        checks.make_tuples(self)
        calendar_date("on", self.on)
        checks.between("still_known", self.still_known, _LEAST, _MOST)
        checks.duration("lasting", self.lasting, most=_LONGEST)
        if self.lasting % timedelta(days=1):
            raise InvalidParameterError(
                "lasting", f"must be whole days, not {spans.said(self.lasting)}", value=self.lasting
            )
        given = [name for name in ("capability", "journey", "skills") if getattr(self, name)]
        if len(given) != 1:
            reason = f"needs exactly one of capability, journey and skills, not {' and '.join(given) or 'none'}"
            raise InvalidParameterError("goal", reason, value=given)
        for name in (self.capability, self.journey, *self.skills):
            if name is not None:
                checks.identifier("goal", name)

    @classmethod
    def that_lasts(cls, lasting: timedelta, *, today: date, id: str, **fields: Any) -> Goal:  # noqa: A002, ANN401
        """
        Return the goal that must still be met after a span of time: on the date that is *lasting* after *today*.

        Args:
            lasting: whole days, at least one: "it must last three months".
            today: the date from which they count.
            id: the goal's id.
            fields: the other fields of the goal.
        """
        if checks.duration("lasting", lasting, most=_LONGEST) < timedelta(days=1):
            raise InvalidParameterError("lasting", f"must be at least a day, not {lasting}", value=lasting)
        return cls(id=id, on=today + lasting, **fields)

    @property
    def day(self) -> int:
        """The number of the learner day by which practice has to be done."""
        return self.on.toordinal()

    @property
    def tested_day(self) -> int:
        """The number of the learner day on which everything must still be there."""
        return self.day + self.lasting.days

    def covers(self, curriculum: Curriculum) -> tuple[str, ...]:
        """Return the skills that the goal is about, as far as they are in *curriculum*, in its order."""
        wanted = set(self.skills)
        if self.journey is not None:
            journey = curriculum.journeys.get(self.journey)
            wanted = set() if journey is None else set(journey.skills)
        return tuple(
            skill.id
            for skill in curriculum.skills.values()
            if skill.id in wanted or (self.capability is not None and skill.capability == self.capability)
        )
