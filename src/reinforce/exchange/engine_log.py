"""The engine's own log as a review log: what counts there is what the fold counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import checks, days
from reinforce.catalog.changes import OnChange
from reinforce.engine import Tenant
from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.day_numbers import INSTANT
from reinforce.exchange.review_log import ReviewLog
from reinforce.journal import AMENDING, TO_SKILLS, EventKind, Review
from reinforce.practice.cards.effective_log import EffectiveLog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.catalog.changes import ContentChange
    from reinforce.journal import Entry

_PAGE = 10_000
_MS = timedelta(milliseconds=1)
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "learner": pl.String,
    "skill": pl.String,
    "rating": pl.Int8,
    "at": INSTANT,
    "id": pl.String,
    "day": pl.Date,
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

    Raises:
        NotFoundError: somebody is asked for who is neither in the log nor on the roster.
        InvalidParameterError: *tenant* is none, as the address of a store is none, or *learners* holds no ids.
    """
    checks.of_kind("tenant", tenant, Tenant)
    wanted = None if learners is None else _ids(learners)
    rows: list[tuple[Any, ...]] = []
    everybody = entries_by_learner(tenant)
    for learner in sorted((wanted or set()) - set(everybody)):
        tenant.roster.get(learner)
    for learner, entries in everybody.items():
        if wanted is None or learner in wanted:
            rows += _rows(learner, entries, tenant)
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("at", "id", "learner")
    return ReviewLog(frame=frame, rows=frame.height)


def _ids(learners: object) -> set[str]:
    """Return the ids in *learners*; one text would be taken for its letters."""
    if isinstance(learners, str) or not isinstance(learners, Iterable):
        raise InvalidParameterError("learners", f"must hold ids, not be {shown(learners)}", value=learners)
    return {checks.identifier("learners", learner) for learner in learners}


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
    """Yield the reviews of one learner that count, going through each card's log as the fold does."""
    for skill, concerned in cards_of(entries).items():
        spell = _Spell()
        pending: list[ContentChange] = list(tenant.catalog.curriculum().changes(skill))
        for entry in EffectiveLog.of(concerned).counting(skill):
            while pending and pending[0].at < entry.at:
                spell = spell.after_change(pending.pop(0))
            if isinstance(entry, Review):
                spell = replace(spell, remembers=True)
                took = None if entry.duration is None else round(entry.duration / _MS)
                day, number = days.date_of(entry.day), spell.number
                yield (learner, skill, int(entry.rating), entry.at, entry.id, day, took, number, spell.carried)
            else:
                spell = spell.anew(carried=entry.kind is not EventKind.FORGET)


@dataclass(frozen=True, slots=True)
class _Spell:
    """From one new beginning with a skill to the next: which it is, and whether anything is remembered in it yet."""

    number: int = 0
    carried: bool = False
    remembers: bool = False

    def anew(self, *, carried: bool) -> _Spell:
        return _Spell(self.number + 1, carried, remembers=carried)

    def after_change(self, change: ContentChange) -> _Spell:
        if change.effect is OnChange.RESET:
            return self.anew(carried=False)
        # What is not remembered yet cannot be softened.
        return self.anew(carried=True) if change.effect is OnChange.SOFTEN and self.remembers else self


def cards_of(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of one learner by the skill that they concern; retractions and overrides are with each."""
    everywhere = [entry for entry in entries if not isinstance(entry, Review)]
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, Review):
            found[entry.skill].append(entry)
        elif entry.kind in TO_SKILLS:
            _ = found[entry.target]  # a card without a review
    return {skill: [*found[skill], *everywhere] for skill in sorted(found)}
