"""How far practice has brought somebody: mastery, gaps, drift, confidence, use at work, and how long it takes."""

from reinforce.practice.cards.leeches import CoachingNeed
from reinforce.practice.progress.activity import (
    Activity,
    ActivityDay,
    ActivitySum,
    LearnerActivity,
    activity,
    learner_activity,
)
from reinforce.practice.progress.application import APPLICATION, Application, application
from reinforce.practice.progress.capabilities import (
    CapabilityMastery,
    Leg,
    MasteryReport,
    capabilities,
    expected,
)
from reinforce.practice.progress.confidence import Calibration, Feeling, SkillConfidence, ranked, survey_body
from reinforce.practice.progress.curve import CurvePoint, practice_curve
from reinforce.practice.progress.drift import Drift, SkillDrift
from reinforce.practice.progress.evidence import Evidence, Passage, Showing, evidence_of
from reinforce.practice.progress.gaps import Gap, focus, gaps
from reinforce.practice.progress.mastery import (
    DEFAULT_MASTERING,
    Demand,
    Level,
    Mastering,
    SkillMastery,
    mastery,
    practised_score,
    reached,
)
from reinforce.practice.progress.slipping import (
    Slipping,
    SlippingCard,
    SlippingJudged,
    Unsure,
    judged,
    slipping,
    slipping_card,
)
from reinforce.practice.progress.slipping_model import (
    LaterAttempt,
    SlippingModel,
    SlippingOrder,
    later_attempts,
    succeeded,
)
from reinforce.practice.progress.survival import Survival, SurvivalStep, Wait, survival

__all__ = [
    "APPLICATION",
    "DEFAULT_MASTERING",
    "Activity",
    "ActivityDay",
    "ActivitySum",
    "Application",
    "Calibration",
    "CapabilityMastery",
    "CoachingNeed",
    "CurvePoint",
    "Demand",
    "Drift",
    "Evidence",
    "Feeling",
    "Gap",
    "LaterAttempt",
    "LearnerActivity",
    "Leg",
    "Level",
    "Mastering",
    "MasteryReport",
    "Passage",
    "Showing",
    "SkillConfidence",
    "SkillDrift",
    "SkillMastery",
    "Slipping",
    "SlippingCard",
    "SlippingJudged",
    "SlippingModel",
    "SlippingOrder",
    "Survival",
    "SurvivalStep",
    "Unsure",
    "Wait",
    "activity",
    "application",
    "capabilities",
    "evidence_of",
    "expected",
    "focus",
    "gaps",
    "judged",
    "later_attempts",
    "learner_activity",
    "mastery",
    "practice_curve",
    "practised_score",
    "ranked",
    "reached",
    "slipping",
    "slipping_card",
    "succeeded",
    "survey_body",
    "survival",
]
