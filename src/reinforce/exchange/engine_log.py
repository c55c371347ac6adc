"""The engine's own log as a review log: what counts there is what the fold counts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce.catalog.changes import OnChange
from reinforce.exchange.numbering import INSTANT
from reinforce.exchange.review_log import ReviewLog
from reinforce.journal import AMENDING, EventKind, Review
from reinforce.practice.amended import Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reinforce.catalog.changes import ContentChange
    from reinforce.engine import Tenant
    from reinforce.journal import Entry

_PAGE = 10_000
_SCHEMA = {
    "learner": pl.String,
    "skill": pl.String,
    "rating": pl.Int8,
    "at": INSTANT,
    "id": pl.String,
    "day": pl.Int32,
    "duration": pl.Int64,
    "spell": pl.Int32,
    "carried": pl.Boolean,
}


def from_engine(tenant: Tenant, *, learners: Iterable[str] | None = None) -> ReviewLog:
    """
    Return the reviews of a tenant that count, as its cards are folded from them.

    What was retracted is not there, what was overridden has its last rating, and the days are those that the engine
    gave the reviews. ``spell`` counts how often the learner had started anew with the skill, whether by forgetting it
    or because its content changed. ``carried`` marks the reviews of a spell whose memory comes from elsewhere: from a
    placement, a checkpoint, or a softening; parameters cannot be fitted to them.

    Args:
        tenant: of an open engine.
        learners: whose reviews; those of everybody if omitted.
    """
    wanted = None if learners is None else set(learners)
    rows: list[tuple[Any, ...]] = []
    for learner, entries in entries_by_learner(tenant).items():
        if wanted is None or learner in wanted:
            rows += _rows(learner, entries, tenant)
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("at", "id", "learner")
    return ReviewLog(frame=frame, rows=frame.height)


def entries_by_learner(tenant: Tenant) -> dict[str, list[Entry]]:
    """Return the reviews of each learner of a tenant, and the events that amend them, in no particular order."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    cursor: str | None = None
    while entries := (page := tenant.outbox.read_log(after=cursor, limit=_PAGE)).entries:
        cursor = page.cursor
        for entry in entries:
            if isinstance(entry, Review) or (entry.learner and entry.kind in AMENDING):
                found[entry.learner].append(entry)
    return dict(sorted(found.items()))


def _rows(learner: str, entries: Sequence[Entry], tenant: Tenant) -> Iterator[tuple[Any, ...]]:
    by_skill = cards_of(entries)
    for skill, concerned in by_skill.items():
        spell, carried, counting = 0, False, Log.of(concerned).counting(skill)
        pending: list[ContentChange] = list(tenant.curriculum.changes(skill))
        for entry in counting:
            while pending and pending[0].at < entry.at:
                change = pending.pop(0)
                spell, carried = _changed(change.effect, spell, carried=carried)
            if isinstance(entry, Review):
                took = None if entry.duration is None else round(entry.duration.total_seconds() * 1000)
                yield (learner, skill, int(entry.rating), entry.at, entry.id, entry.day, took, spell, carried)
            else:
                spell, carried = spell + 1, entry.kind is not EventKind.FORGET


def _changed(effect: OnChange, spell: int, *, carried: bool) -> tuple[int, bool]:
    """Return the spell after a content change, and whether its memory comes from elsewhere."""
    if effect is OnChange.KEEP:
        return spell, carried
    return spell + 1, effect is OnChange.SOFTEN


def cards_of(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of one learner by the skill that they concern; retractions and overrides are with each."""
    everywhere = [entry for entry in entries if not isinstance(entry, Review)]
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, Review):
            found[entry.skill].append(entry)
    return {skill: [*found[skill], *everywhere] for skill in sorted(found)}
