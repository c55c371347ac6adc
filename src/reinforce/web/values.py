"""What the endpoints take and give besides sessions: values of their own, with titles for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from reinforce import checks
from reinforce.catalog import Dimension
from reinforce.codec import Value
from reinforce.journal import PERSON
from reinforce.practice import Delivery, Feedback, Obstacle, Reason
from reinforce.practice.progress import CoachingNeed, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PractisedSkill(Value):
    """
    A skill that an attempt has shown.

    Attributes:
        skill: which.
        title: what people call it.
        due_date: when it falls due next; null where that is not known, and for anybody but the learner.
    """

    skill: str
    title: str
    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Value):
    """
    What came of an attempt; the same attempt again gets the same.

    Attributes:
        attempt_id: the attempt's id, as it was sent; before that of a coach's the coach's own id.
        at: when it took place.
        date: the learner day of that.
        feedback: on every answer or criterion, to be shown at once.
        over_time: whether a drill's time limit was exceeded.
        skills: the skills that it has shown, and when they are due next.
    """

    attempt_id: str
    at: datetime
    date: date
    feedback: tuple[Feedback, ...] = ()
    over_time: bool = False
    skills: tuple[PractisedSkill, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSkill(Value):
    """
    A skill's next practice, on a day of a plan.

    Attributes:
        skill: which.
        minutes: the time expected; 0 for one that comes with another's drill.
        reason: why it stands there.
        required: whether the learner must do it on that day; the rest is up to them.
        still_known: what share of it will still be known then, 0 to 1; null for a new skill.
    """

    skill: str
    minutes: float
    reason: Reason
    required: bool = False
    still_known: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay(Value):
    """
    One day of a plan.

    Attributes:
        date: which.
        minutes: the time expected for all of it.
        skills: what is practised on it, in order.
    """

    date: date
    minutes: float
    skills: tuple[PlannedSkill, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Value):
    """
    A skill that stands on no day of a plan.

    Attributes:
        skill: which.
        obstacle: why.
    """

    skill: str
    obstacle: Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGoal(Value):
    """
    What becomes of one of the learner's goals.

    Attributes:
        goal: its id.
        on: its date.
        feasible: whether all its skills can be had on the date.
        explanation: in words for the learner.
    """

    goal: str
    on: date
    feasible: bool
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan(Value):
    """
    What to practise on the coming days, as far as can be said today.

    Attributes:
        days: every day from today on, also those without practice.
        next_date: the first day after today that has practice; null where none of these has.
        backlog: what is due within these days and has no room on any.
        paused: what is kept out of plans.
        goals: what becomes of the learner's goals, in the order of their dates.
        titles: by skill, what people call it, of all skills that are named here.
        explanation: in words for the learner, what today brings; where that is nothing, why.
    """

    days: tuple[PlanDay, ...]
    next_date: date | None
    backlog: tuple[LeftOut, ...] = ()
    paused: tuple[LeftOut, ...] = ()
    goals: tuple[PlannedGoal, ...] = ()
    titles: Mapping[str, str]
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillStanding(Value):
    """
    How well a learner holds one skill.

    Attributes:
        skill: which.
        title: what people call it.
        dimension: knowledge, skill or attitude.
        level: the level that is held.
        score: from 0 to 1: grows with every delayed success and fades with memory.
        still_known: what share is still there, 0 to 1; null where there is no memory of it.
        missing: what the next level still asks for, in words; empty at the highest.
    """

    skill: str
    title: str
    dimension: Dimension
    level: Level
    score: float
    still_known: float | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityStanding(Value):
    """
    How well a learner holds one capability: as well as its weakest skill.

    Attributes:
        capability: which.
        title: what people call it.
        level: the level that is held.
        weakest: the skill that decides it.
        skills: those of it that the learner is expected to hold, or has practised.
    """

    capability: str
    title: str
    level: Level
    weakest: str
    skills: tuple[SkillStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Value):
    """
    What one learner holds today.

    Attributes:
        learner: who.
        date: the learner's today.
        capabilities: in the order of the curriculum.
    """

    learner: str = field(metadata=PERSON)
    date: date
    capabilities: tuple[CapabilityStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coaching(Value):
    """
    What a coach is to work on, with whom.

    Attributes:
        needs: skills that would not stick, by learner and skill.
        titles: by skill, what people call it, of all skills that are named here.
    """

    needs: tuple[CoachingNeed, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coached(Value):
    """
    That a coach has worked on a skill with a learner: it may be drilled on again.

    Attributes:
        id: made by the client; the same again changes nothing.
        skill: on what.
        note: in the coach's words.
    """

    id: str
    skill: str
    note: str = ""

    def __post_init__(self) -> None:
        """Check what the log would call otherwise."""
        checks.identifier("id", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDelivery(Delivery):
    """
    What a learner says of when and how practice may be brought to them; what is left out is without limits.

    Attributes:
        id: made by the client; the same again changes nothing, also where something else was said since.
    """

    id: str

    def __post_init__(self) -> None:
        """Check every field."""
        super(OwnDelivery, self).__post_init__()
        checks.identifier("id", self.id)

    def delivery(self) -> Delivery:
        """Return what is said, without the id of saying so."""
        return Delivery(**{one.name: getattr(self, one.name) for one in fields(Delivery)})
