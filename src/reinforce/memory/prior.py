"""A performance model for those who have no data yet."""

from __future__ import annotations

from reinforce.memory.performance import Coefficients, PerformanceModel

PRIOR: PerformanceModel = PerformanceModel(
    coefficients=Coefficients(
        intercept=-0.32,
        skill=0.92,
        ability=0.76,
        lately=0.1,
        successes=0.11,
        failures=-0.07,
        held=0.0,
        fast=0.2,
        slow=0.08,
        fast_same_day=0.28,
        slow_left=0.0,
        first=-0.16,
        same_day=0.49,
        left=0.13,
        elapsed=0.0,
        crowded=0.0,
        crowded_same_day=0.0,
    )
)
"""
A model that is usable with no data: it knows no skill and no learner, and its coefficients come from simulation alone.

They are a logistic regression, rounded, on 830,000 simulated attempts of skill practice, six logs of each of seven
kinds of learner: item response with practice and forgetting; the same with moods that last for days; performance
factors analysis; Bayesian knowledge tracing with forgetting; the same with practice until three successes in a row;
success by retrieval of a memory that grows with spacing; and chance alone; most with guessing and slipping, all with
skills and learners that differ. Terms whose sign depended on the kind of learner are 0, so that a success never lowers
the chance by itself and time without practice never raises it. No data of people went into it. ``python -m
benchmarks.performance --prior`` fits it again; fit a model to your own log as soon as there is one.
"""
