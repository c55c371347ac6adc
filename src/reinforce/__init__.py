"""
Spaced, distributed practice for many learners, embeddable: cards with FSRS memory, a scheduler, and storage.

>>> from datetime import UTC, datetime
>>> from reinforce import Rating, Review, fold
>>> card = fold([Review(id="r1", learner="ana", skill="roi", rating=Rating.Good, at=datetime(2026, 3, 2, tzinfo=UTC))])
>>> round(card.stability, 4)
2.3065
"""

from reinforce.engine import (
    Amended,
    Claim,
    Compaction,
    DueLearner,
    Engine,
    Erasure,
    Keep,
    Learner,
    LearnerRetention,
    LogPage,
    Mention,
    NewReview,
    Published,
    Refolded,
    RowFault,
    Tenant,
    Undone,
    Verification,
)
from reinforce.errors import (
    ClockSkewError,
    ConflictError,
    ConnectionLostError,
    ErasedError,
    Fault,
    InvalidPackError,
    InvalidParameterError,
    NotFoundError,
    ReinforceError,
    SchemaVersionError,
    StaleError,
    StoreError,
    StoreUnavailableError,
    UnregisteredModelError,
)
from reinforce.journal import Event, Rating, Review
from reinforce.memory import Fsrs6, MemoryModel, MemoryModels, MemoryState, Phase
from reinforce.ports import ManualClock, SystemClock
from reinforce.practice import (
    Answer,
    Arrival,
    Assurance,
    Audience,
    Availability,
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
    Situation,
    Stakes,
    TooEarly,
    fold,
    plan,
)
from reinforce.practice.progress import Level, MasteryReport


def __getattr__(name: str) -> str:
    """Return the version of the library, looked up only when it is asked for."""
    if name == "__version__":
        from importlib import metadata  # noqa: PLC0415 - slow to import

        return metadata.version("reinforce-engine")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Amended",
    "Answer",
    "Arrival",
    "Assurance",
    "Audience",
    "Availability",
    "Card",
    "Claim",
    "ClockSkewError",
    "Compaction",
    "ConflictError",
    "ConnectionLostError",
    "Drill",
    "DrillAttempt",
    "DueLearner",
    "Elapsed",
    "Engine",
    "ErasedError",
    "Erasure",
    "Event",
    "Fault",
    "Feedback",
    "Forecast",
    "Fsrs6",
    "Goal",
    "Grading",
    "InvalidPackError",
    "InvalidParameterError",
    "Keep",
    "Learner",
    "LearnerRetention",
    "Leave",
    "Level",
    "Load",
    "LogPage",
    "ManualClock",
    "MasteryReport",
    "MemoryModel",
    "MemoryModels",
    "MemoryState",
    "Mention",
    "NewReview",
    "NotFoundError",
    "OnLeave",
    "Order",
    "Outcome",
    "Phase",
    "Plan",
    "Planning",
    "Policy",
    "Published",
    "Quiz",
    "QuizAttempt",
    "Rating",
    "Refolded",
    "ReinforceError",
    "Review",
    "RowFault",
    "SchemaVersionError",
    "Session",
    "Situation",
    "Stakes",
    "StaleError",
    "StoreError",
    "StoreUnavailableError",
    "SystemClock",
    "Tenant",
    "TooEarly",
    "Undone",
    "UnregisteredModelError",
    "Verification",
    "fold",
    "plan",
]
