"""What the endpoints take and give of sessions: those of today and of coming days, with titles for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reinforce import checks
from reinforce.codec import Value
from reinforce.web.shown import ShownDrill, ShownQuiz

MOST_DAYS, MOST_MINUTES, MOST_AHEAD = 31, 1440, 60
"""For how many days sessions are handed out, how long a day is, and how far one may practise ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Value):
    """
    Today's practice of one learner.

    Attributes:
        date: the learner's today.
        minutes: the time expected for all of it.
        items: quizzes and drills, in order; none where nothing is left for today.
        titles: by skill, what people call it, of all skills that are named here.
        explanation: in words for the learner, what today brings; where that is nothing, why.
    """

    date: date
    minutes: float
    items: tuple[ShownQuiz | ShownDrill, ...]
    titles: Mapping[str, str]
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextItem(Value):
    """
    The one thing to practise next: a quiz of one question, or a drill.

    Attributes:
        date: the learner's today.
        item: what to do; null where nothing is left for today.
        left: how many questions and drills are left for today, this one among them.
        titles: by skill, what people call it, of all skills that are named here.
        explanation: in words for the learner, what today brings; where that is nothing, why.
    """

    date: date
    item: ShownQuiz | ShownDrill | None
    left: int
    titles: Mapping[str, str]
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession(Value):
    """
    The practice of one day.

    Attributes:
        date: the learner day that it is for.
        minutes: the time expected for all of it.
        items: quizzes and drills, in order; of a session that was handed out, those that are left.
        handed_out_at: when it was handed out; null for what is read off the plan, and where there is nothing to do.
        done: of a session that was handed out, the ids of the exercises that were answered since.
    """

    date: date
    minutes: float
    items: tuple[ShownQuiz | ShownDrill, ...]
    handed_out_at: datetime | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSessions(Value):
    """
    The practice of today and of the days after it.

    Attributes:
        now: the engine's own instant, by which a device that will be offline can tell how wrong its clock is.
        sessions: one for each day, today first.
        titles: by skill, what people call it, of all skills that are named here.
        explanation: in words for the learner, what today brings; where that is nothing, why.
    """

    now: datetime
    sessions: tuple[ShownSession, ...]
    titles: Mapping[str, str]
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut(Value):
    """
    That practice is to be handed out: from then on it is the same on every device, until it is done.

    Attributes:
        days: of how many days, today among them, 1 to 31.
        minutes: the time that the learner has on a full day, at most what the host allows; null for all of that.
        ahead: how many days before its window opens a skill may be practised today, 0 to 60: more than was planned is
            handed out once all of today's is done.
    """

    days: int = 1
    minutes: float | None = None
    ahead: int = 0

    def __post_init__(self) -> None:
        """Check every field."""
        checks.whole("days", self.days, 1, MOST_DAYS)
        if self.minutes is not None:
            checks.between("minutes", self.minutes, 0, MOST_MINUTES)
        checks.whole("ahead", self.ahead, 0, MOST_AHEAD)
