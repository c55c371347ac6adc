"""
Many processes that do everything at once to one tenant, and what has to hold when they are done.

Time runs faster here: an hour passes in a second, so that a run of a minute sees several days.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from random import Random
from typing import TYPE_CHECKING

from reinforce import Answer, ErasedError, InvalidPackError, NotFoundError, QuizAttempt, Rating
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.loops import engine_at

if TYPE_CHECKING:
    from reinforce import Tenant

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOURS_A_SECOND = 1.0
LEARNERS = tuple(f"learner-{number}" for number in range(60))
ERASED = tuple(f"leaver-{number}" for number in range(60))
CALLS_A_PAGE = 4  # the reader, who waits after each page, is done at about the same time as the others
SHARED_IDS = 400  # reviews that all processes send, each as often as it comes to it
LEASE = timedelta(hours=20)


class FastClock:
    """A clock that all processes share, in which a second is an hour."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> datetime:
        """Return the present instant."""
        return START + timedelta(hours=(time.time() - self._began) * HOURS_A_SECOND)


@dataclass
class Done:
    """
    What one process did.

    Attributes:
        calls: how many calls of each kind came through.
        acknowledged: learner and id of each review or attempt that did.
        claimed: learner and day of every claim, and of those that were acknowledged.
        acked: see above.
        refused: calls that were refused because the learner was erased meanwhile.
    """

    calls: Counter[str] = field(default_factory=Counter)
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    claimed: list[tuple[str, int]] = field(default_factory=list)
    acked: list[tuple[str, int]] = field(default_factory=list)
    refused: int = 0


@dataclass
class Result:
    """What all of it came to; everything but the counts has to be empty or zero."""

    calls: Counter[str]
    refused: int
    lost: int
    differences: int
    claimed_twice: int
    claims: int
    read: int
    read_twice: int
    unread: int

    @property
    def clean(self) -> bool:
        """Whether everything held."""
        return not (self.lost or self.differences or self.claimed_twice or self.read_twice or self.unread)


def hammer(url: str, *, processes: int, calls: int) -> Result:
    """Let *processes* make so many *calls* each, and one more read the log slowly; then look at everything."""
    began = time.time()
    with engine_at(url, clock=FastClock(began)) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(small_pack())
        for learner in (*LEARNERS, *ERASED):
            tenant.roster.put(learner, timezone="Pacific/Auckland" if learner.endswith("7") else "UTC")
            tenant.roster.enroll(learner, journey=JOURNEY)
        with ProcessPoolExecutor(processes + 1, mp_context=get_context("spawn")) as pool:
            reading = pool.submit(_read, url, began, calls // CALLS_A_PAGE)
            given = [url] * processes, range(processes), [began] * processes, [calls] * processes
            done = list(pool.map(_work, *given))
            cursor, read = reading.result()
        return _look(tenant, done, cursor, read)


def _work(url: str, number: int, began: float, calls: int) -> Done:
    """Do whatever comes, so many times."""
    rng, done = Random(number), Done()
    with engine_at(url, clock=FastClock(began)) as engine:
        worker = _Worker(engine.tenant("acme"), number, rng, done)
        for _ in range(calls):
            (call,) = rng.choices(worker.calls, worker.weights)
            try:
                call()
            except (ErasedError, NotFoundError):
                done.refused += 1
    return done


class _Worker:
    """The calls that one process makes."""

    def __init__(self, tenant: Tenant, number: int, rng: Random, done: Done) -> None:
        self.tenant, self.practice = tenant, tenant.practice
        self.rng, self.done, self.number, self.count = rng, done, number, 0
        self.calls = (
            self.review,
            self.duplicate,
            self.late,
            self.quiz,
            self.undo,
            self.claim,
            self.erase,
            self.publish,
        )
        self.weights = (30, 20, 10, 15, 8, 10, 1, 1)

    def review(self) -> None:
        """Review a skill under an id of its own."""
        self._review(self._somebody(), f"{self.number}-{self._next()}")
        self.done.calls["review"] += 1

    def duplicate(self) -> None:
        """Send a review that other processes send too; what is in it follows from its number."""
        same = Random(self.rng.randrange(SHARED_IDS))
        id_ = f"shared-{same.randrange(10**9)}"
        learner, skill, rating = same.choice(LEARNERS), same.choice(SKILLS), Rating(same.randint(1, 4))
        at = START - timedelta(minutes=same.randrange(10**5))
        self.practice.review(learner, skill, rating, review_id=id_, at=at, imported=True)
        self.done.acknowledged.add((learner, id_))
        self.done.calls["duplicate"] += 1

    def late(self) -> None:
        """Review a skill some days ago."""
        at = START - timedelta(minutes=self.rng.randrange(100_000))
        self._review(self._somebody(), f"{self.number}-{self._next()}", at=at)
        self.done.calls["late"] += 1

    def quiz(self) -> None:
        """Record a quiz."""
        learner, id_ = self._somebody(), f"quiz-{self.number}-{self._next()}"
        answers = [Answer("q-terms-1", self.rng.choice("ab")), Answer("q-questions-1", "to learn")]
        self.practice.record(learner, QuizAttempt(attempt_id=id_, edition=1, answers=answers))
        self.done.acknowledged.add((learner, id_))
        self.done.calls["quiz"] += 1

    def undo(self) -> None:
        """Take back one of its own reviews, or one that never came."""
        self.practice.undo(self._somebody(), review_id=f"{self.number}-{self.rng.randrange(self.count + 1)}")
        self.done.calls["undo"] += 1

    def claim(self) -> None:
        """Claim some learners, and acknowledge most."""
        for claim in self.tenant.outbox.claim_due(limit=5, lease=LEASE):
            self.done.claimed.append((claim.learner, claim.day))
            if self.tenant.outbox.acknowledge(claim):
                self.done.acked.append((claim.learner, claim.day))
        self.done.calls["claim"] += 1

    def erase(self) -> None:
        """Erase somebody."""
        self.tenant.privacy.erase(self.rng.choice(ERASED))
        self.done.calls["erase"] += 1

    def publish(self) -> None:
        """Publish another edition, which may reset a skill or only change a word."""
        revision = self.rng.randint(1, 3)
        try:
            self.tenant.catalog.publish(small_pack(revision=revision, wording=f"Which one, {self.rng.randint(1, 9)}?"))
        except InvalidPackError:  # an older revision than somebody else has published meanwhile
            return
        self.done.calls["publish"] += 1

    def _review(self, learner: str, id_: str, *, at: datetime | None = None) -> None:
        skill, rating = self.rng.choice(SKILLS), Rating(self.rng.randint(1, 4))
        self.practice.review(learner, skill, rating, review_id=id_, at=at, imported=at is not None)
        self.done.acknowledged.add((learner, id_))

    def _somebody(self) -> str:
        return self.rng.choice(ERASED if self.rng.random() < 0.1 else LEARNERS)

    def _next(self) -> int:
        self.count += 1
        return self.count


def _read(url: str, began: float, pages: int) -> tuple[str | None, list[tuple[str, str]]]:
    """Read *pages* of the log slowly, from another process; return the cursor and whose entries it saw."""
    cursor: str | None = None
    seen: list[tuple[str, str]] = []
    with engine_at(url, clock=FastClock(began)) as engine:
        outbox = engine.tenant("acme").outbox
        for _ in range(pages):
            page = outbox.read_log(after=cursor, limit=50)
            cursor = page.cursor
            seen += [(entry.learner, entry.id) for entry in page.entries]
            time.sleep(0.02)
    return cursor, seen


def _look(tenant: Tenant, done: list[Done], cursor: str | None, read: list[tuple[str, str]]) -> Result:
    """Compare what was done with what is there."""
    while (page := tenant.outbox.read_log(after=cursor, limit=1000)).entries or page.lag:  # others may hold some back
        cursor = page.cursor
        read += [(entry.learner, entry.id) for entry in page.entries]
    stay = set(LEARNERS)
    held = {(learner, entry["id"]) for learner in LEARNERS for entry in _entries(tenant, learner)}
    acknowledged = {(learner, id_) for each in done for learner, id_ in each.acknowledged if learner in stay}
    acked = Counter(claim for each in done for claim in each.acked)
    return Result(
        calls=sum((each.calls for each in done), Counter()),
        refused=sum(each.refused for each in done),
        lost=len(acknowledged - held),
        differences=len(tenant.policies.verify().differences),
        claimed_twice=sum(count > 1 for count in acked.values()),
        claims=len(acked),
        read=len(read),
        read_twice=len(read) - len(set(read)),
        unread=len({entry for entry in held if not entry[1].startswith("quiz-") or ":" in entry[1]} - set(read)),
    )


def _entries(tenant: Tenant, learner: str) -> list[dict[str, str]]:
    """Return the reviews, events and attempts of a learner."""
    held = tenant.privacy.export(learner)["held"]
    return [*held["reviews"], *held["events"], *held["attempts"]]
