"""
``make bench``: what a call costs, as a ratio to a floor measured beside it.

The two take turns, round by round, so that a machine that slows down slows both. Printed is the median of the paired
ratios with its spread (first and third quartile), and the floor's own median for scale. A ratio of 2.0 means that the
call takes twice as long as its floor.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler

from benchmarks.plans import bench_plans
from benchmarks.row_level_security import bench_row_level_security
from benchmarks.timing import ROUNDS, compare
from reinforce import Answer, Engine, Fsrs6, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.memory import MemoryState, Phase, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
PACK = ROOT / "examples" / "customer_success" / "pack.yaml"
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
OTHERS = 500

_SECOND = timedelta(seconds=1)

_numbers = count()


@contextmanager
def tenant(folder: Path, durability: str, clock: ManualClock) -> Iterator[tuple[Tenant, Path]]:
    """Yield a tenant with the example pack and many learners, in a SQLite file."""
    path = folder / f"{durability}.db"
    with Engine.open(f"sqlite:///{path}", clock=clock, durability=durability) as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(PACK)
        for number in range(OTHERS):
            acme.roster.put(f"learner-{number}")
        acme.roster.enroll("learner-0", journey="csm-onboarding")
        for skill in acme.curriculum.skills:
            acme.practice.review("learner-0", skill, Rating.Good, at=NOW - timedelta(days=30))
        yield acme, path


def raw_review(path: Path, durability: str) -> Callable[[], None]:
    """Return the floor of a review: one UPDATE, one INSERT and one COMMIT on the same tables and indexes."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=20)
    connection.execute(f"PRAGMA synchronous = {durability.upper()}")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(reviews)")]
    row = connection.execute(f"SELECT {', '.join(columns)} FROM reviews LIMIT 1").fetchone()  # noqa: S608 - our own names
    insert = f"INSERT INTO reviews ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - the same
    place = columns.index("id")
    card = "tenant_id = 'acme' AND learner_id = 'learner-1' AND skill_id = 'roi-reconciliation'"
    update = f"UPDATE cards SET reps = reps + 1 WHERE {card}"  # noqa: S608 - the same

    def review() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(update)
        connection.execute(insert, (*row[:place], f"raw-{next(_numbers)}", *row[place + 1 :]))
        connection.execute("COMMIT")

    return review


def raw_due(path: Path) -> Callable[[], object]:
    """Return the floor of a due queue: one query for one learner's cards."""
    connection = sqlite3.connect(path, isolation_level=None)
    query = "SELECT * FROM cards WHERE tenant_id = 'acme' AND learner_id = 'learner-0' AND due_day <= 800000"
    return lambda: connection.execute(query).fetchall()


def bench_memory() -> None:
    """Compare one step of memory with bare py-fsrs."""
    ours, theirs = Fsrs6(), Scheduler(enable_fuzzing=False)
    standing = Standing(Phase.REVIEW, None, MemoryState(10.0, 5.0))
    scheduled = theirs.review_card(FsrsCard(card_id=1, due=NOW), FsrsRating.Easy, NOW)[0]
    later = NOW + timedelta(days=9)
    compare(
        "Fsrs6.review / py-fsrs",
        lambda: ours.review(standing, Rating.Good, elapsed_days=9),
        lambda: theirs.review_card(scheduled, FsrsRating.Good, later),
        calls=500,
    )


def bench_practice(acme: Tenant, path: Path, durability: str, clock: ManualClock) -> None:
    """Compare the calls of practice with the statements that they cannot do without."""
    floor = raw_review(path, durability)
    asked = [question for question in acme.curriculum.questions.values() if question.kind == "recall"][:5]
    answers = [Answer(question.id, Rating.Good) for question in asked]

    def review() -> None:
        clock.advance(_SECOND)
        acme.practice.review("learner-1", "roi-reconciliation", Rating.Good)

    def record() -> None:
        clock.advance(_SECOND)
        attempt = QuizAttempt(attempt_id=f"a-{next(_numbers)}", edition=1, answers=answers)
        acme.practice.record("learner-2", attempt)

    compare(f"practice.review, {durability} / UPDATE + INSERT + COMMIT", review, floor)
    compare(f"practice.record of five answers, {durability} / the same, once", record, floor)
    if durability == "full":
        due = raw_due(path)
        compare("practice.due of 37 cards / one SELECT", lambda: acme.practice.due("learner-0"), due)
        session = timedelta(minutes=10)
        compare("practice.session / one SELECT", lambda: acme.practice.session("learner-0", budget=session), due)


def main() -> None:
    """Print every ratio."""
    print(f"{ROUNDS} rounds, medians of paired ratios (quartiles)")
    bench_memory()
    bench_plans()
    with tempfile.TemporaryDirectory() as folder:
        for durability in ("full", "normal"):
            clock = ManualClock(NOW)
            with tenant(Path(folder), durability, clock) as (acme, path):
                bench_practice(acme, path, durability, clock)
    bench_row_level_security()


if __name__ == "__main__":
    main()
