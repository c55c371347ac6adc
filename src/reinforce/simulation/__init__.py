"""Simulated learners, policies, results, and pictures of them."""

from __future__ import annotations

try:
    import numpy as _numpy  # noqa: ICN001 - only to see whether it is there
except ImportError as error:  # pragma: no cover - the tests run with numpy
    _reason = "reinforce.simulation needs numpy: pip install reinforce-engine[simulation]"
    raise ImportError(_reason, name="numpy") from error

from reinforce.simulation.comparison import Comparison
from reinforce.simulation.log import Log
from reinforce.simulation.policies import (
    Expanding,
    First,
    FixedInterval,
    Fsrs,
    Leitner,
    Limited,
    Memorize,
    Sm2,
    UniformToDeadline,
    Workshop,
)
from reinforce.simulation.population import Population, Repeats
from reinforce.simulation.result import Result
from reinforce.simulation.simulating import compare, simulate

__all__ = [
    "Comparison",
    "Expanding",
    "First",
    "FixedInterval",
    "Fsrs",
    "Leitner",
    "Limited",
    "Log",
    "Memorize",
    "Population",
    "Repeats",
    "Result",
    "Sm2",
    "UniformToDeadline",
    "Workshop",
    "compare",
    "simulate",
]
