"""How a skill is remembered, and how likely success is: memory models and FSRS-6, seeded fuzz, performance models."""

from reinforce.memory.features import NO_ATTEMPTS, Ability, Features, SkillCount
from reinforce.memory.fsrs6 import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.fuzz import draw, fuzz, fuzz_range
from reinforce.memory.model import MemoryModel, MemoryState, Phase, Scheduled, Standing
from reinforce.memory.performance import TERMS, Coefficients, PerformanceModel
from reinforce.memory.presets import PROCEDURAL_PARAMETERS
from reinforce.memory.prior import PRIOR
from reinforce.memory.registry import MemoryModels

__all__ = [
    "DEFAULT_PARAMETERS",
    "NO_ATTEMPTS",
    "PRIOR",
    "PROCEDURAL_PARAMETERS",
    "TERMS",
    "Ability",
    "Coefficients",
    "Features",
    "Fsrs6",
    "MemoryModel",
    "MemoryModels",
    "MemoryState",
    "PerformanceModel",
    "Phase",
    "Scheduled",
    "SkillCount",
    "Standing",
    "draw",
    "fuzz",
    "fuzz_range",
]
