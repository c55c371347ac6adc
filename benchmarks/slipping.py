"""
Is the list of who is slipping right? The demo over many seeds: of the first twenty, how many are, by its truth.

``python -m benchmarks.slipping --help`` lists what can be chosen; ``make slipping`` writes the table of the docs. All
lists rank the same cards: those of which the engine knows enough. Seeds from 1 on are for this table alone: what was
chosen about the list was chosen on seeds from 1001 on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, cast

from scipy.stats import t as student

from benchmarks.slipping_observer import Practised, WatchedSimulation, forgotten
from examples.customer_success.demo import FIRST_DAY, SIGNED_UP_AT, signed_up
from examples.customer_success.figures import SLIPPING_BELOW, Figures
from examples.customer_success.team import team
from reinforce import Engine, ManualClock, Rating, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.slipping_observer import WatchedMemory

SHOWN = 20
SEEDS = range(1, 21)
LISTS = {
    "the engine's list": "engine",
    "days since practice": "days",
    "what memory says is left": "left",
    "misses of 30 days × what has faded": "misses",
    "drawn by lot": "lot",
    "equations known, answers seen": "observer",
    "the truth": "truth",
}
_LATELY = 30

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """
    How the lists did with one seed.

    Attributes:
        worst, below: by list, the share of the first twenty that are among the truly worst twenty, and below 70 %.
        cards: how many were ranked, and of them how many are truly below.
        unsure: how many the engine did not rank, and of them how many are truly below.
        held: the share of truths that lie between low and high.
        order: what the engine's list went by.
    """

    worst: dict[str, float]
    below: dict[str, float]
    cards: tuple[int, int]
    unsure: tuple[int, int]
    held: float
    order: str


def judge(seed: int, *, people: int, days: int) -> Judged:
    """Let the demo's team practise, and return how the lists did on the morning after."""
    clock, members = ManualClock(SIGNED_UP_AT), team(people)
    with Engine.open("memory:", clock=clock) as engine:
        tenant = signed_up(engine, members, seed=seed)
        simulation = WatchedSimulation(tenant, clock, people=members, first_day=FIRST_DAY, days=days, seed=seed)
        simulation.run()
        figures = Figures(tenant, simulation)
        rows = {(row.person.id, row.card.skill): row for row in figures.slipping()}
        truth = {key: row.truth for key, row in rows.items()}
        scores: dict[str, Callable[[Key], float]] = {
            "engine": {key: float(place) for place, key in enumerate(rows)}.__getitem__,
            "days": lambda key: -rows[key].card.days,
            "left": lambda key: figures.estimate(rows[key].person, key[1]),
            "misses": _misses(figures).__getitem__,
            "observer": _observed(figures, seed=seed).__getitem__,
            "truth": truth.__getitem__,
        }
        lists = {name: sorted(rows, key=lambda key, of=score: (of(key), key))[:SHOWN] for name, score in scores.items()}  # type: ignore[misc]
        unsure = figures.unsure()
    low = [key for key, value in truth.items() if value < SLIPPING_BELOW]
    return Judged(
        worst=_shares(lists, set(lists["truth"])) | {"lot": SHOWN / len(rows)},
        below=_shares(lists, set(low)) | {"lot": len(low) / len(rows)},
        cards=(len(rows), len(low)),
        unsure=(len(unsure), sum(row.truth < SLIPPING_BELOW for row in unsure)),
        held=fmean(row.card.low <= row.truth <= row.card.high for row in rows.values()),
        order=figures.judged.order,
    )


def _shares(lists: dict[str, list[Key]], right: set[Key]) -> dict[str, float]:
    return {name: sum(key in right for key in listed) / len(listed) for name, listed in lists.items()}


def _reviews(figures: Figures) -> dict[Key, list[Review]]:
    """Return the reviews by person and skill, oldest first."""
    found: dict[Key, list[Review]] = defaultdict(list)
    for outcomes in figures.record.outcomes.values():
        for review in (review for outcome in outcomes for review in outcome.reviews):
            found[review.learner, review.skill].append(review)
    return {key: sorted(some, key=lambda review: review.order) for key, some in found.items()}


def _misses(figures: Figures) -> Counter[Key]:
    """Return minus the misses of the last days times what has faded since: what the demo's list went by before."""
    since, people = figures.day.toordinal() - _LATELY, {person.id: person for person in figures.people}
    found: Counter[Key] = Counter()
    for (who, skill), reviews in _reviews(figures).items():
        missed = sum(review.day >= since and review.rating is Rating.Again for review in reviews)
        found[who, skill] = -missed * (1.0 - figures.estimate(people[who], skill))  # type: ignore[assignment]
    return found


def _observed(figures: Figures, *, seed: int) -> dict[Key, float]:
    """Return minus the chance that a person has forgotten a skill, for somebody who knows the equations."""
    people = {person.id: person for person in figures.people}
    seen = {}
    for (who, skill), reviews in _reviews(figures).items():
        memory = cast("WatchedMemory", figures.simulation.memories[who])
        seen[who, skill] = Practised.of(memory, skill, reviews=reviews, now=figures.morning(people[who]))
    return {key: -share for key, share in forgotten(seen, below=SLIPPING_BELOW, seed=seed).items()}


def table(found: Sequence[Judged]) -> Iterator[list[str]]:
    """Yield the rows of the table: of each list what it got right, and by how much more than days since practice."""
    yield [
        "the list goes by", "among the truly worst 20", "more than days do", "below 70 %", "more than days do",
    ]  # fmt: skip
    for title, name in LISTS.items():
        cells = [title]
        for shares in ([one.worst for one in found], [one.below for one in found]):
            cells.append(_spread([SHOWN * share[name] for share in shares]))
            cells.append(
                "" if name == "days" else _interval([SHOWN * (share[name] - share["days"]) for share in shares])
            )
        yield cells


def _spread(values: Sequence[float]) -> str:
    return f"{fmean(values):.1f} ± {stdev(values) if len(values) > 1 else 0.0:.1f}"


def _interval(values: Sequence[float]) -> str:
    """Return the mean of paired differences, and the interval that holds it with 95 % confidence (Student's t)."""
    if len(values) == 1:
        return f"{values[0]:+.1f}"
    half = float(student.ppf(0.975, len(values) - 1)) * stdev(values) / sqrt(len(values))
    return f"{fmean(values):+.1f} ({fmean(values) - half:+.1f} to {fmean(values) + half:+.1f})".replace("-", "−")


def remarks(found: Sequence[Judged], *, people: int, days: int) -> Iterator[str]:
    """Yield what was simulated, and what the table does not show."""
    ranked, low = (fmean(one.cards[place] for one in found) for place in (0, 1))
    unsure, lost = (fmean(one.unsure[place] for one in found) for place in (0, 1))
    by_chance = sum(one.order == "chance" for one in found)
    held = 100 * fmean(one.held for one in found)
    yield f"{len(found)} seeds of {people} people and {days} days."
    yield f"Ranked were {ranked:.0f} cards a seed, of which {low:.0f} are truly below 70 %."
    yield f"Of {unsure:.0f} more the engine said that it knows too little; {lost:.0f} of these are."
    yield f"{by_chance} of the {len(found)} lists went by the chance, the others by days."
    yield f"The intervals, meant to hold nine truths in ten, held {held:.0f} % of them."


def bench_slipping(arguments: Sequence[str] = ()) -> None:
    """Print how many of the first twenty are slipping in truth, beside other lists; write the table where wanted."""
    options = _options(arguments)
    started = time.perf_counter()
    one = partial(judge, people=options.people, days=options.days)
    with ProcessPoolExecutor(options.processes) as executor:
        found = []
        for judged in executor.map(one, range(options.first, options.first + options.seeds)):
            found.append(judged)
            print(f"{len(found)} of {options.seeds} seeds, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    rows, said = list(table(found)), " ".join(remarks(found, people=options.people, days=options.days))
    print("    who is slipping: how many of the first 20 are, by the demo's truth; mean ± spread over seeds (95 %)")
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print("    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"    {said}")
    if options.write is not None:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
        options.write.write_text("\n".join((said, "", *lines, "")), encoding="utf-8")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.slipping",
        description="Simulate the demo over many seeds, and say how many of those listed as slipping are.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="how many")
    parser.add_argument("--first", type=int, default=SEEDS[0], help="the first of them")
    parser.add_argument("--people", type=int, default=12, help="how large the team is")
    parser.add_argument("--days", type=int, default=90, help="how long it practises")
    parser.add_argument("--processes", type=int, default=2, help="how many seeds at once")
    parser.add_argument("--write", type=Path, help="Markdown file to write the table to")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    bench_slipping(sys.argv[1:])
