"""
The entries of the log: what happened, to whom, when.

Their fields' metadata say which of them identify a person, so that export and erasure need no list of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Annotated, Any, TypeAlias

from reinforce import checks, days
from reinforce.codec import OWN, Value, Written, told_by
from reinforce.journal.event_kinds import EventKind
from reinforce.journal.stakes import Stakes

PERSON: Mapping[str, Any] = {"person": True}
"""The mark of a field that holds the id of a person."""


class Rating(IntEnum):
    """How well a skill was shown; the four ratings of FSRS, with its names and numbers."""

    Again = 1
    Hard = 2
    Good = 3
    Easy = 4

    @classmethod
    def of(cls, value: object, *, field: str = "rating") -> Rating:
        """
        Return the rating that *value* is: a rating of ours or of FSRS, its number, or its name in any case.

        Raises:
            InvalidParameterError: it is none of them.
        """
        return checks.by_name(field, value, cls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Value):
    """
    One log entry: a learner showed a skill this well, at this instant.

    Attributes:
        id: unique for the learner; the same id is the same review.
        learner: who practised.
        skill: what was practised.
        rating: how well; given as `Rating.of` takes it.
        at: when, as an aware instant of any zone; kept in UTC.
        day: the learner day of ``at``; by default its date in UTC.
        source: what rated it: ``quiz``, ``drill``, ``self``, or the host's own word for an outside score.
        attempt_id: the attempt it was graded from, if any.
        assessor: the person who scored it, if any.
        duration: how long it took, if known.
        at_omitted: whether the sender left ``at`` out, so that the engine's clock filled it in; not in its JSON.
        recorded_at: when the store accepted it; ``None`` before that.
        stakes: whether it is on record, or the learner's own as all of its attempt is.
        late_day: the learner day on which it came in, where that was later than the tenant takes a sender's word for:
            it moves memory as of ``at``, and no gap before it is proven. ``None`` where ``at`` is believed.
        said_at: the instant that the sender gave, where it counts at another one: at that of its arrival.

    Raises:
        InvalidParameterError: the instant has no time zone, or the rating is none.
    """

    id: str
    learner: str = field(metadata=PERSON)
    skill: str
    rating: Rating
    at: datetime
    day: days.Day = -1
    source: str = "self"
    attempt_id: str | None = None
    assessor: str | None = field(default=None, metadata=PERSON)
    duration: timedelta | None = None
    at_omitted: bool = field(default=False, repr=False, metadata=OWN)
    recorded_at: datetime | None = field(default=None, repr=False)
    stakes: Stakes = Stakes.RECORDED
    late_day: days.Day | None = field(default=None, repr=False)
    said_at: datetime | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Put the instant into UTC, rating and stakes into ours, and fill in the day of a review without one."""
        if type(self.at) is not datetime or self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", checks.instant("at", self.at))
        if type(self.rating) is not Rating:
            object.__setattr__(self, "rating", Rating.of(self.rating))
        if type(self.stakes) is not Stakes:  # a row of an older schema has none
            object.__setattr__(self, "stakes", Stakes.RECORDED if self.stakes is None else Stakes.of(self.stakes))
        if self.day < 0:
            object.__setattr__(self, "day", days.day_number(self.at))

    @property
    def late_date(self) -> date | None:
        """The date of the learner day on which it came in late; ``None`` where ``at`` is believed."""
        return days.date_of(self.late_day)

    @property
    def date(self) -> date:
        """The date of the learner day of ``at``."""
        return days.date_of(self.day)

    @property
    def order(self) -> tuple[datetime, str]:
        """The place of this review among those of its card."""
        return (self.at, self.id)

    @property
    def said(self) -> tuple[Any, ...]:
        """What the sender said, without whose it is and what the engine filled in."""
        at = None if self.at_omitted else self.said_at or self.at
        return self.skill, self.rating, at, self.source, self.attempt_id, self.assessor, self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Value):
    """
    One log entry that is not a review.

    Attributes:
        id: unique for the learner, or for the tenant where no learner is named.
        kind: what happened.
        at: when it happened, as an aware instant of any zone; kept in UTC.
        learner: whom it is about; empty for what concerns the whole tenant.
        target: the id of the entry, or of the skill, that it is about.
        body: whatever else belongs to it, as JSON values: as they are kept here, with learner days and ratings as
            numbers; in the event's own JSON as everywhere else, dates and names.
        by: the person who decided it, where that is not the learner.
        recorded_at: when the store accepted it; ``None`` before that.
    """

    id: str
    kind: EventKind
    at: datetime
    learner: str = field(default="", metadata=PERSON)
    target: str = ""
    body: Mapping[str, Any] = field(
        default_factory=dict, metadata=told_by("kind", lambda kind: BODY_TYPES.get(kind, {}))
    )
    by: str | None = field(default=None, metadata=PERSON)
    recorded_at: datetime | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Put the instant into UTC."""
        if type(self.at) is not datetime or self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", checks.instant("at", self.at))

    @property
    def order(self) -> tuple[datetime, str]:
        """The place of this event among the entries that it concerns."""
        return (self.at, self.id)

    @property
    def said(self) -> dict[str, Any]:
        """What the sender said of the body, without what the engine added."""
        return {name: value for name, value in self.body.items() if name not in self.kind.traits.stamps}


_OF_CARD: Mapping[str, Any] = {"due_day": days.Day, "last_day": days.Day, "last_rating": Rating}

BODY_TYPES: Mapping[EventKind, Mapping[str, Any]] = {
    EventKind.OVERRIDE: {"rating": Rating},
    EventKind.PLACEMENT: {"day": days.Day},
    EventKind.CHECKPOINT: {**_OF_CARD, "on_record": _OF_CARD},
    EventKind.BURIAL: {"day": days.Day},
    EventKind.RECHECK: {"day": days.Day},
    EventKind.PENDING: {"until": days.Day},
    EventKind.JUDGEMENT: {"rating": Rating},
    EventKind.HAND_OUT: {"day": days.Day},
    EventKind.EXAM: {"day": days.Day, "until": days.Day, "time_limit": timedelta | None},
    EventKind.EXAM_RESULT: {"took": timedelta},
    EventKind.GOAL: {"lasting": timedelta, "retrievability": Annotated[float, Written("still_known")]},
}
"""What stands in bodies and is a number there, but a date, a name or a duration to people."""

Entry: TypeAlias = Review | Event


def own_id(kind: str, *parts: str) -> str:
    """
    Return the id of an entry that the engine makes by itself, of what it follows from.

    It begins with a space, as no id does that anybody may send (`checks.identifier`), so that no entry of a host's is
    ever taken for it.
    """
    return " " + ":".join((kind, *parts))


def retraction(learner: str, target: str, *, at: datetime, reason: str = "", by: str | None = None) -> Event:
    """
    Return the entry that takes back the review or attempt with the id *target*: final, and the same each time.

    Its id follows from the target alone, so that of several the first stays, with its reason and who gave it.
    """
    who, what = checks.text("learner", learner), checks.text("target", target)
    when, body = checks.instant("at", at), {"reason": reason} if reason else {}
    return Event(
        id=own_id("undo", what), kind=EventKind.RETRACTION, at=when, learner=who, target=what, body=body, by=by
    )
