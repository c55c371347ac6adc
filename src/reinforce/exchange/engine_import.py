"""A review log into the engine: its reviews, and what no review tells of the memory of its cards."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import checks
from reinforce.engine import Tenant
from reinforce.errors import InvalidParameterError
from reinforce.exchange.review_log import ReviewLog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.engine import NewReview

_BATCH = 5_000
_TICK = timedelta(microseconds=1)
_LEAST, _MOST = 0.001, 36_500.0
_LEFT_OUT: dict[str, pl.DataType | type[pl.DataType]] = {
    "learner": pl.String,
    "skill": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "reason": pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLog:
    """
    What a log came to in the engine.

    Attributes:
        reviews: how many are in the engine's log now; those that were there before are among them.
        placed: how many cards were taken for known, since the log does not have their beginning.
        forgotten: how often a learner started anew with a skill.
        left_out: the reviews that were not taken: ``learner``, ``skill``, ``at`` and the ``reason``.
    """

    reviews: int
    placed: int
    forgotten: int
    left_out: pl.DataFrame

    def summary(self) -> str:
        """Return what was taken and what was not, in a few lines."""
        taken = f"{self.reviews:,} reviews; {self.placed:,} cards taken for known, {self.forgotten:,} started anew"
        reasons = self.left_out.group_by("reason").len().sort("len", "reason", descending=[True, False])
        return "\n".join([taken, *(f"  {count:,} left out: {reason}" for reason, count in reasons.iter_rows())])


@dataclass(frozen=True, slots=True)
class _Spell:
    """The reviews of one learner and skill from one beginning to the next, in the order of time."""

    learner: str
    skill: str
    rows: list[dict[str, Any]]
    reviews: list[NewReview]
    before: datetime | None

    @property
    def at(self) -> datetime:
        at: datetime = self.rows[0]["at"]
        return at

    @property
    def carried(self) -> bool:
        return any(row.get("carried") for row in self.rows)

    @property
    def event_id(self) -> str:
        said = f"{self.skill}:{self.at.isoformat()}".encode()
        return f"log:begins:{blake2b(said, digest_size=12).hexdigest()}"

    def stability(self, otherwise: float | None) -> float | None:
        """Return the days for which the card had been scheduled when its first review here came."""
        interval = self.rows[0].get("interval")
        known = float(interval) if interval else otherwise
        return None if known is None else min(max(known, _LEAST), _MOST)

    def earlier(self, gap: timedelta) -> datetime:
        """Return the instant so long before the first review, but after the spell before."""
        at = self.at - gap
        return at if self.before is None else max(at, min(self.before + _TICK, self.at - _TICK))


def to_engine(
    tenant: Tenant, log: ReviewLog, *, source: str = "imported", stability: float | None = None
) -> ImportedLog:
    """
    Take the reviews of a log into a tenant's own, with what no review tells of the memory of its cards.

    Where a learner started anew with a skill, the engine is told so (`forget`). A card whose beginning the log does not
    have is taken for known (`place`) as well as the log says: scheduled for 30 days when its first review here came, it
    is given a stability of 30 days as of 30 days before, as if that review had come when it was due. Where the log says
    nothing of the kind, the reviews of such a card are left out, unless *stability* says what to take.

    The reviews are the host's own word (`imported`): they may be older than what a client is believed. Sending a log
    twice adds nothing. The reviews go in batches of 5,000, each of which is one transaction, and each
    beginning in one of its own: where the way breaks off, send the log again. Learners have to be on the roster, and
    skills published; what the engine would refuse is left out, with its reason.

    Args:
        tenant: of an open engine.
        log: what a reader gave.
        source: what is said to have rated the reviews.
        stability: days, 0.001 to 36,500, of cards of which nothing is known.

    Raises:
        InvalidParameterError: an argument is not acceptable.
    """
    checks.of_kind("tenant", tenant, Tenant)
    if not isinstance(log, ReviewLog):
        raise InvalidParameterError("log", f"must be a ReviewLog, not {type(log).__name__}", value=type(log).__name__)
    if stability is not None:
        checks.between("stability", stability, _LEAST, _MOST)
    left: list[tuple[str, str, datetime, str]] = []
    spells, unknown = _known(_spells(log, source), stability)
    left += [(one.learner, one.skill, row["at"], _NO_BEGINNING) for one in unknown for row in one.rows]
    spells = _accepted(tenant, spells, left)
    counts = {"placed": 0, "forgotten": 0}
    for one in spells:
        _begin(tenant, one, counts, stability)
    reviews = [review for one in spells for review in one.reviews]
    for start in range(0, len(reviews), _BATCH):
        tenant.practice.review_many(reviews[start : start + _BATCH], imported=True)
    frame = pl.DataFrame(left, schema=_LEFT_OUT, orient="row").sort("at", "learner", "skill")
    return ImportedLog(reviews=len(reviews), left_out=frame, **counts)


_NO_BEGINNING = "the log begins in the middle of the card's life, and does not say for how long it was scheduled"


def _spells(log: ReviewLog, source: str) -> Iterator[_Spell]:
    rows = log.frame.iter_rows(named=True)
    cards: defaultdict[tuple[str, str], list[tuple[dict[str, Any], NewReview]]] = defaultdict(list)
    for row, review in zip(rows, log.reviews(source=source), strict=True):
        cards[row["learner"], row["skill"]].append((row, review))
    for (learner, skill), found in cards.items():
        before: datetime | None = None
        for _, spell in groupby(found, key=lambda pair: pair[0].get("spell") or 0):
            of_it = list(spell)
            yield _Spell(learner, skill, [row for row, _ in of_it], [review for _, review in of_it], before)
            before = of_it[-1][0]["at"]


def _known(spells: Iterator[_Spell], stability: float | None) -> tuple[list[_Spell], list[_Spell]]:
    """Return the spells of which the beginning is here, or can be told, and the others."""
    found: tuple[list[_Spell], list[_Spell]] = ([], [])
    for one in spells:
        found[one.carried and one.stability(stability) is None].append(one)
    return found


def _accepted(tenant: Tenant, spells: Sequence[_Spell], left: list[tuple[str, str, datetime, str]]) -> list[_Spell]:
    """Return the spells without the reviews that the engine would refuse, of which the reason is *left* behind."""
    sent = [(one, row, review) for one in spells for row, review in zip(one.rows, one.reviews, strict=True)]
    faults = tenant.practice.check_reviews([review for *_, review in sent], imported=True)
    wrong = {fault.row: fault.reason for fault in faults}
    kept: defaultdict[int, list[NewReview]] = defaultdict(list)
    for number, (one, row, review) in enumerate(sent):
        if number in wrong:
            left.append((one.learner, one.skill, row["at"], wrong[number]))
        else:
            kept[id(one)].append(review)
    return [_Spell(one.learner, one.skill, one.rows, kept[id(one)], one.before) for one in spells if id(one) in kept]


def _begin(tenant: Tenant, one: _Spell, counts: dict[str, int], otherwise: float | None) -> None:
    """Say to the engine how a spell begins, where its first review does not."""
    stability = one.stability(otherwise)
    if one.carried and stability is not None:
        at = one.earlier(timedelta(days=stability))
        tenant.practice.place(one.learner, one.skill, stability=stability, event_id=one.event_id, at=at)
        counts["placed"] += 1
    elif one.before is not None:
        tenant.practice.forget(one.learner, one.skill, event_id=one.event_id, at=one.earlier(_TICK))
        counts["forgotten"] += 1
