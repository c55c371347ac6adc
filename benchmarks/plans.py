"""How long a plan takes, and how that grows with the number of cards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.timing import compare
from reinforce import Policy, Rating
from reinforce.catalog import (
    Capability,
    Curriculum,
    Dimension,
    Facet,
    Option,
    Pack,
    SingleChoice,
    Skill,
)
from reinforce.memory import Features, Fsrs6, MemoryState, Phase, Standing
from reinforce.practice import Calendar, CalendarEntry, Card, Situation, plan

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TODAY = NOW.toordinal()
DAYS = 60
SIZES = (500, 5_000)
CAPABILITIES = 5
_MOST = {500: 20, 5_000: 200}
"""Milliseconds that a plan of so many cards should take at most."""


def situation(cards: int, *, minutes: float | None, late: float) -> Situation:
    """Return a learner with so many *cards*, a share of them *late*, and so many minutes a day."""
    rng, policy = Random(cards), Policy(seed=7)
    calendar = Calendar((CalendarEntry(effective_at=NOW - timedelta(days=400)),))
    return Situation(
        learner="ana",
        now=NOW,
        today=TODAY,
        calendar=calendar,
        policy=policy,
        curriculum=curriculum(cards),
        cards={f"s-{number}": _card(f"s-{number}", rng, policy, late) for number in range(cards)},
        budget=None if minutes is None else timedelta(minutes=minutes),
    )


def curriculum(skills: int) -> Curriculum:
    """Return a curriculum of so many *skills* with two questions of half a minute each."""
    return Curriculum.of([(1, pack(skills))])


def pack(skills: int) -> Pack:
    """Return a pack of so many *skills* with two questions of half a minute each."""
    return Pack(
        pack="bench",
        title="Bench",
        capabilities=tuple(
            Capability(id=f"c-{number}", title="C", method="m", measurement="m", early_warning="w")
            for number in range(CAPABILITIES)
        ),
        skills=tuple(
            Skill(
                id=f"s-{number}",
                capability=f"c-{number % CAPABILITIES}",
                title=f"S {number}",
                dimension=Dimension.KNOWLEDGE,
                description="d",
            )
            for number in range(skills)
        ),
        questions=tuple(
            SingleChoice(
                id=f"q-{number}-{variant}",
                skill=f"s-{number}",
                facet=Facet.WHAT,
                minutes=0.5,
                prompt="p",
                explanation="e",
                options=(Option(id="a", text="a", correct=True), Option(id="b", text="b")),
            )
            for number in range(skills)
            for variant in range(2)
        ),
    )


def _card(skill: str, rng: Random, policy: Policy, late: float) -> Card:
    memory = MemoryState(min(max(rng.lognormvariate(3, 1.2), 1.0), 2_000.0), rng.uniform(3, 8))
    interval = policy.memory.interval_days(memory)
    ago = int(interval * (1 + rng.random() if rng.random() < late else rng.random()))
    return Card(
        learner="ana",
        skill=skill,
        phase=Phase.REVIEW,
        memory=memory,
        due_day=TODAY - ago + interval,
        last_at=NOW - timedelta(days=ago),
        last_id="r",
        last_day=TODAY - ago,
        last_rating=Rating.Good,
        reps=3,
        model_version=policy.memory.version,
        features=Features(successes=2, failures=1, fast=1.25, slow=1.71, lately=1.1, lately_right=1.0),
    )


def bench_plans() -> None:
    """Print what plans cost, as ratios to one step of memory for each card, and how that grows."""
    model, standing = Fsrs6(), Standing(Phase.REVIEW, None, MemoryState(10.0, 5.0))

    for name, minutes_per_card, late in (
        ("no limit", None, 0.1),
        ("10 % late, budget above the load", 0.03, 0.1),
        ("80 % late, budget far below the load", 0.002, 0.8),
    ):
        took = {}
        for size in SIZES:
            minutes = None if minutes_per_card is None else max(1.0, minutes_per_card * size)
            looked = situation(size, minutes=minutes, late=late)

            def steps(count: int = size) -> None:
                for _ in range(count):
                    model.review(standing, Rating.Good, elapsed_days=9)

            def planned(given: Situation = looked) -> None:
                plan(given, days=DAYS)

            title = f"plan of {size} cards, {DAYS} days, {name} / {size} Fsrs6.review"
            took[size] = compare(title, planned, steps, calls=1, rounds=9)
        growth = took[SIZES[1]] / took[SIZES[0]]
        said = ", ".join(f"{took[size]:.0f} ms for {size} (aim {_MOST[size]})" for size in SIZES)
        print(f"    {said}; tenfold the cards cost {growth:.1f} times as much")
