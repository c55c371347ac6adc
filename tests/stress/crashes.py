"""What is left when a writing process, or the database server under it, is killed in the middle."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import cast

from reinforce import NotFoundError
from reinforce.ports import Query, Store
from reinforce.testing.packs import small_pack
from tests.stress.writer import LEARNERS
from tests.support.loops import engine_at

MOST_ENTRIES = 80  # that are acknowledged before the kill


@dataclass
class Crashes:
    """
    What became of a number of kills.

    Attributes:
        kills: how many there were.
        acknowledged: by learner, the ids of all entries that were acknowledged before a kill.
        lost: those of them that were not there after it.
        differing: how many cards were not the fold of their log.
    """

    kills: int = 0
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    differing: int = 0

    def __str__(self) -> str:
        entries = sum(map(len, self.acknowledged.values()))
        return (
            f"{self.kills} kills, {entries} entries acknowledged, {len(self.lost)} lost, {self.differing} cards differ"
        )


def prepare(url: str) -> None:
    """Make the tenant that the writer writes to, unless it is there."""
    with engine_at(url) as engine:
        try:
            engine.tenant("acme")
        except NotFoundError:
            tenant = engine.create_tenant("acme", seed=7)
            tenant.catalog.publish(small_pack())
            for learner in LEARNERS:
                tenant.roster.put(learner)


def crash(url: str, *, kills: int, seed: int = 7, server: Callable[[], None] | None = None) -> Crashes:
    """
    Start the writer, kill it after some entries, and look at what is there; *kills* times.

    Args:
        url: of the database.
        kills: how often.
        seed: decides after how many entries.
        server: kills the database server and starts it again; then that is what is killed, and the writer after it.
    """
    rng, found = Random(seed), Crashes()
    prepare(url)
    for number in range(kills):
        with _writer(url, f"{seed}-{number}") as writer:
            output = cast("Iterable[str]", writer.stdout)
            lines = [line for line, _ in zip(output, range(rng.randint(1, MOST_ENTRIES)), strict=False)]
            if server is not None:
                server()
            writer.kill()
            lines += output
        for line in lines:
            if line.endswith("\n"):
                _, learner, id_ = line.split()
                found.acknowledged.setdefault(learner, set()).add(id_)
        found.kills += 1
        _look(url, found)
    return found


def _look(url: str, found: Crashes) -> None:
    """Note which acknowledged entries are not there, and which cards are not their folds."""
    with engine_at(url) as engine:
        tenant = engine.tenant("acme")
        store: Store = engine._store  # noqa: SLF001 - the log by id is asked of the store
        for learner, ids in found.acknowledged.items():
            seen = store.read(Query(tenant="acme", learner=learner, ids=tuple(ids)))
            found.lost += ids - seen.prior_reviews.keys() - seen.prior_attempts.keys()
        found.differing += len(tenant.policies.verify().differences)


def _writer(url: str, run: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "tests.stress.writer", url, run]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
