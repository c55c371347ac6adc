"""Simulated learners, schedules, results, and pictures of them."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("numpy") is None:  # pragma: no cover - the tests run with numpy
    _reason = "reinforce.simulation needs numpy: pip install reinforce-engine[simulation]"
    raise ImportError(_reason, name="numpy")

from reinforce.simulation.comparison import Comparison
from reinforce.simulation.forgetting import ForgettingCurve, forgetting_curve
from reinforce.simulation.log import PracticeLog
from reinforce.simulation.population import Population, Repeats
from reinforce.simulation.reach import Reach, reach
from reinforce.simulation.resampling import Measure
from reinforce.simulation.result import Result
from reinforce.simulation.schedules import (
    Expanding,
    First,
    FixedInterval,
    Fsrs,
    Leitner,
    Memorize,
    Planned,
    Schedule,
    Sm2,
    UniformToDeadline,
    Workshop,
)
from reinforce.simulation.simulate import compare, simulate
from reinforce.simulation.study import Study
from reinforce.simulation.sweep import OptimalRetention, Sweep, optimal_retention, sweep
from reinforce.simulation.time_to_mastery import Mastery, time_to_mastery

__all__ = [
    "Comparison",
    "Expanding",
    "First",
    "FixedInterval",
    "ForgettingCurve",
    "Fsrs",
    "Leitner",
    "Mastery",
    "Measure",
    "Memorize",
    "OptimalRetention",
    "Planned",
    "Population",
    "PracticeLog",
    "Reach",
    "Repeats",
    "Result",
    "Schedule",
    "Sm2",
    "Study",
    "Sweep",
    "UniformToDeadline",
    "Workshop",
    "compare",
    "forgetting_curve",
    "optimal_retention",
    "reach",
    "simulate",
    "sweep",
    "time_to_mastery",
]
