"""
Spaced, distributed practice for many learners, embeddable: an engine, what it takes and gives, and its errors.

At most fifty names stand here, for whoever embeds the library; all others are imported from their rooms.

>>> from datetime import UTC, datetime
>>> from reinforce import Engine, ManualClock, Rating
>>> engine = Engine.open("memory:", clock=ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
>>> team = engine.tenant()
>>> published = team.catalog.put_skills(["pricing", "objections"])
>>> ana = team.roster.put("ana")
>>> outcome = team.practice.review("ana", "pricing", Rating.Good, review_id="r1")
>>> [card.skill for card in team.practice.due("ana", at=datetime(2026, 3, 9, 9, tzinfo=UTC))]
['pricing']
>>> engine.close()
"""

from reinforce.engine import Claim, DueLearner, Engine, Learner, NewReview, StillKnown, Tenant
from reinforce.errors import (
    ClockSkewError,
    ConflictError,
    ErasedError,
    InvalidPackError,
    InvalidParameterError,
    NotFoundError,
    ReinforceError,
    StaleError,
    StoreError,
    StoreUnavailableError,
)
from reinforce.journal import Event, Rating, Review
from reinforce.ports import ManualClock
from reinforce.practice import (
    Answer,
    Audience,
    Card,
    Drill,
    DrillAttempt,
    Elapsed,
    Feedback,
    Forecast,
    Goal,
    Grading,
    Leave,
    Load,
    OnLeave,
    Order,
    Outcome,
    Plan,
    Planning,
    Policy,
    Quiz,
    QuizAttempt,
    Session,
    Stakes,
)
from reinforce.practice.progress import Level, MasteryReport


def __getattr__(name: str) -> str:
    """Return the version of the library, looked up only when it is asked for."""
    if name == "__version__":
        from importlib import metadata  # noqa: PLC0415 - slow to import

        return metadata.version("reinforce-engine")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Answer",
    "Audience",
    "Card",
    "Claim",
    "ClockSkewError",
    "ConflictError",
    "Drill",
    "DrillAttempt",
    "DueLearner",
    "Elapsed",
    "Engine",
    "ErasedError",
    "Event",
    "Feedback",
    "Forecast",
    "Goal",
    "Grading",
    "InvalidPackError",
    "InvalidParameterError",
    "Learner",
    "Leave",
    "Level",
    "Load",
    "ManualClock",
    "MasteryReport",
    "NewReview",
    "NotFoundError",
    "OnLeave",
    "Order",
    "Outcome",
    "Plan",
    "Planning",
    "Policy",
    "Quiz",
    "QuizAttempt",
    "Rating",
    "ReinforceError",
    "Review",
    "Session",
    "Stakes",
    "StaleError",
    "StillKnown",
    "StoreError",
    "StoreUnavailableError",
    "Tenant",
]
