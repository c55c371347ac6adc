"""
What storage costs: the calls of practice at a hundred thousand cards, against the least that a database asks for them.

``floor / ours`` is throughput as a share of the floor: 1.00 would cost no more than the raw driver. All work on random
cards of random learners, taking turns of a few calls each.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.databases import Database, postgresql, sqlite
from benchmarks.floors import anybody, orm_review, raw_cards, raw_claims, raw_review
from reinforce import Answer, QuizAttempt, Rating

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEARNERS, SKILLS = 1_000, 100
ROUNDS = 25
CALLS = 20
CLAIMED = 20
_TARGETS = {"SQLite FULL": 0.45, "SQLite NORMAL": 0.45, "PostgreSQL": 0.75}
_SECOND = timedelta(seconds=1)
_BUDGET = timedelta(minutes=10)
_DAY = timedelta(days=1)

_numbers = count()


def shares(
    ours: Callable[[], object], floors: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS, calls: int = CALLS
) -> dict[str, tuple[float, float, float]]:
    """
    Time all in turns, round by round; return by floor the quartiles of ``floor / ours``, the median in the middle.

    Also under ``ours``, and under the name of each floor with ``µs``, the quartiles of microseconds a call.
    """
    contestants = {"ours": ours, **floors}
    for call in contestants.values():
        _time(call, calls)  # warm
    took: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, call in contestants.items():
            took[name].append(_time(call, calls))
    found = {
        name: _quartiles([floor / mine for floor, mine in zip(took[name], took["ours"], strict=True)])
        for name in floors
    }
    return found | {f"{name} µs": _quartiles([one * 1e6 for one in times]) for name, times in took.items()}


def _quartiles(values: list[float]) -> tuple[float, float, float]:
    low, _, high = quantiles(values, n=4)
    return low, median(values), high


def _time(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls


def review(database: Database) -> Callable[[], object]:
    """Return the call that is measured: one review of somebody's."""
    rng = Random(2)

    def call() -> object:
        database.clock.advance(_SECOND)
        return database.tenant.practice.review(*anybody(database, rng), Rating.Good)

    return call


def record(database: Database) -> Callable[[], object]:
    """Return the call that records a quiz of five answers."""
    rng, curriculum = Random(3), database.tenant.catalog.curriculum()
    options = {
        question.id: next(option.id for option in question.options if option.correct)
        for question in curriculum.questions.values()
        if question.kind == "single_choice"
    }

    def call() -> object:
        database.clock.advance(_SECOND)
        learner, first = anybody(database, rng)
        skills = [(int(first[2:]) + place) % database.skills for place in range(5)]
        answers = [Answer(f"q-{skill}-0", options[f"q-{skill}-0"]) for skill in skills]
        attempt = QuizAttempt(attempt_id=f"a-{next(_numbers)}", edition=1, answers=answers)
        return database.tenant.practice.record(learner, attempt)

    return call


def bench_database(database: Database) -> None:
    """Print what the calls of practice cost on one database."""
    rng, practice = Random(4), database.tenant.practice
    print(f"  {database.name}, {database.learners * database.skills:,} cards")
    one = {"UPDATE + INSERT + COMMIT": raw_review(database), "ORM": orm_review(database)}
    _report("review", shares(review(database), one), target=_TARGETS[database.name])
    five = {"5 UPDATEs + 5 INSERTs + COMMIT": raw_review(database, reviews=5)}
    _report("record of five answers", shares(record(database), five))
    select = {"SELECT of the learner's cards": raw_cards(database)}
    _report("due", shares(lambda: practice.due(anybody(database, rng)[0]), select))
    asked = shares(lambda: practice.session(anybody(database, rng)[0], budget=_BUDGET), select, calls=5)
    _report("session", asked)
    claiming = {f"UPDATE of {CLAIMED} claims + COMMIT": raw_claims(database, limit=CLAIMED)}
    claimed = shares(lambda: database.tenant.outbox.claim_due(limit=CLAIMED, lease=_DAY), claiming, calls=1)
    _report(f"claim_due of {CLAIMED}", claimed, service="outbox")


def _report(
    name: str,
    found: Mapping[str, tuple[float, float, float]],
    *,
    target: float | None = None,
    service: str = "practice",
) -> None:
    mine = found["ours µs"][1]
    for floor in (name for name in found if not name.endswith(" µs")):
        low, middle, high = found[floor]
        scale = found[f"{floor} µs"][1]
        aim = f"   target {target:.2f}" if target is not None and floor != "ORM" else ""
        said = f"{floor} / {service}.{name}"
        print(f"    {said:<56} {middle:6.2f}  ({low:.2f} to {high:.2f})   {scale:7.0f} / {mine:.0f} µs{aim}")


def bench_storage() -> None:
    """Print what storage costs on every database."""
    print(f"storage: floor / ours, {ROUNDS} rounds, medians of paired ratios (quartiles)")
    for durability in ("full", "normal"):
        with sqlite(durability, learners=LEARNERS, skills=SKILLS) as database:
            bench_database(database)
    with postgresql(learners=LEARNERS, skills=SKILLS) as database:
        bench_database(database)


if __name__ == "__main__":
    bench_storage()
