"""The comparison: the same people in each scenario, their days chosen in one way after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examples.levelling.year import Life, live

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from examples.levelling.scenarios import Arm, Scenario
    from examples.levelling.year import Setting, Year


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario, and by way to choose days the years of all learners, in the same order."""

    scenario: Scenario
    years: Mapping[Arm, Sequence[Year]]


def compare(setting: Setting, scenarios: Iterable[Scenario], *, executor: Executor | None = None) -> Iterator[Compared]:
    """
    Yield what comes of each of *scenarios*, in their order.

    Args:
        setting: what is the same for all lives.
        scenarios: what happens in them.
        executor: where lives are lived, many at once; by default here, one after the other.
    """
    learners = [f"p{number:03d}" for number in range(1, setting.learners + 1)]
    planned = [
        (
            scenario,
            [
                Life(scenario=scenario, arm=arm, learner=who, setting=setting)
                for arm in scenario.arms
                for who in learners
            ],
        )
        for scenario in scenarios
    ]
    lives = [life for _, some in planned for life in some]
    years = map(live, lives) if executor is None else executor.map(live, lives)
    for scenario, some in planned:
        lived = [(life.arm, next(years)) for life in some]
        yield Compared(scenario, {arm: [year for chosen, year in lived if chosen is arm] for arm in scenario.arms})
