"""
How well the performance model predicts simulated practice, whether it finds what made a log, and how long it takes.

``python -m benchmarks.performance --prior`` fits the prior to simulated practice of all kinds, and prints it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np
from sklearn.linear_model import LogisticRegression

from reinforce.fitting import evaluate_performance, fit_performance
from reinforce.fitting.attempt_arrays import read_attempts
from reinforce.fitting.feature_matrix import feature_matrix, terms
from reinforce.memory import PRIOR, TERMS, Fsrs6
from tests.support.model_practice import practise_by
from tests.support.skill_practice import KINDS
from tests.support.skill_practice import practise as simulated

ATTEMPTS, LEARNERS, SKILLS = 200_000, 1_000, 100
MANY, MANY_LEARNERS, MANY_SKILLS = 1_000_000, 5_000, 300
OWN_ATTEMPTS = 150_000
_LOGS, _ROWS = 6, 20_000
_UNSURE = ("held", "slow_left", "elapsed", "crowded", "crowded_same_day")
"""Terms whose sign depends on the kind of learner: the prior says nothing of them."""


def bench_prediction() -> None:
    """Print log losses on simulated skill practice, beside the loss of somebody who knows the true chances."""
    print(f"log loss on the later half of {ATTEMPTS:,} simulated attempts: later-day / all")
    for kind in KINDS:
        frame = simulated(kind, attempts=ATTEMPTS, learners=LEARNERS, skills=SKILLS, rng=1, truth=True)
        found = evaluate_performance(frame.drop("chance"))
        losses = {
            said: dict(found.filter(attempts=said).select("model", "log_loss").iter_rows())
            for said in ("later-day", "all")
        }
        late = frame.sort("at")[frame.height // 2 :]
        right, chance = late["correct"].to_numpy(), late["chance"].to_numpy()
        truth = -float(np.mean(np.log(np.where(right, chance, 1 - chance))))
        print(f"  {kind}, truth - / {truth:.3f}")
        for model, loss in losses["all"].items():
            print(f"    {model:<22} {losses['later-day'][model]:.3f} / {loss:.3f}")


def bench_recovery() -> None:
    """Print the coefficients that made a log beside those that are found in it."""
    changed = {"skill": 0.8, "successes": 0.45, "failures": -0.35, "fast": 0.3, "left": 0.3, "same_day": 1.0}
    truth = replace(PRIOR, coefficients=replace(PRIOR.coefficients, **changed))
    frame = practise_by(truth, attempts=OWN_ATTEMPTS, learners=300, skills=30, seed=1)
    found = fit_performance(frame)
    print(f"coefficients that made {OWN_ATTEMPTS:,} attempts / found in them")
    for name, made, fitted in zip(TERMS, truth.coefficients.values(), found.coefficients.values(), strict=True):
        print(f"    {name:<18} {made:6.2f} / {fitted:6.2f}")


def bench_fitting() -> None:
    """Print how long a fit to a million attempts takes, and the evaluation with everything that it compares."""
    frame = simulated("item response", attempts=MANY, learners=MANY_LEARNERS, skills=MANY_SKILLS, rng=1)
    took: dict[str, list[float]] = {"fit_performance": [], "evaluate_performance": []}
    for _ in range(3):
        for name, call in (("fit_performance", fit_performance), ("evaluate_performance", evaluate_performance)):
            start = perf_counter()
            call(frame)
            took[name].append(perf_counter() - start)
    for name, seconds in took.items():
        print(f"{name} on {frame.height:,} attempts: {median(seconds):.1f} s (median of {len(seconds)})")


def bench_performance() -> None:
    """Print everything about the performance model."""
    bench_prediction()
    bench_recovery()
    bench_fitting()


def print_prior() -> None:
    """Fit the prior: a logistic regression on logs of all kinds, of several sizes."""
    columns, outcomes = [], []
    for seed in range(_LOGS):
        for kind in KINDS:
            learners, skills = (60, 150, 400)[seed % 3], (30, 100)[seed % 2]
            attempts = read_attempts(simulated(kind, attempts=_ROWS, learners=learners, skills=skills, rng=100 + seed))
            practised = feature_matrix(attempts, memory=Fsrs6(), skill_pool=PRIOR.skill_pool)
            columns.append(terms(practised, ability_pool=PRIOR.ability_pool))
            outcomes.append(attempts.correct)
    table, right = np.concatenate(columns), np.concatenate(outcomes)
    kept = [place for place, name in enumerate(TERMS[1:]) if name not in _UNSURE]
    scale = table[:, kept].std(axis=0)
    regression = LogisticRegression(C=1.0, solver="newton-cholesky").fit(table[:, kept] / scale, right)
    found = dict(zip((TERMS[1:][place] for place in kept), regression.coef_[0] / scale, strict=True))
    print(f"{len(right):,} attempts")
    for name in TERMS:
        print(f"{name}={regression.intercept_[0] if name == 'intercept' else found.get(name, 0.0):.3f},")


if __name__ == "__main__":
    if "--prior" in sys.argv:
        print_prior()
    else:
        bench_performance()
