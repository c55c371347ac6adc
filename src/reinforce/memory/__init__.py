"""How a skill is remembered: the memory model's protocol, FSRS-6 and its presets, and seeded fuzz."""

from reinforce.memory.fsrs6 import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.fuzz import draw, fuzz, fuzz_range
from reinforce.memory.model import MemoryModel, MemoryState, Phase, Scheduled, Standing
from reinforce.memory.presets import PROCEDURAL_PARAMETERS

__all__ = [
    "DEFAULT_PARAMETERS",
    "PROCEDURAL_PARAMETERS",
    "Fsrs6",
    "MemoryModel",
    "MemoryState",
    "Phase",
    "Scheduled",
    "Standing",
    "draw",
    "fuzz",
    "fuzz_range",
]
