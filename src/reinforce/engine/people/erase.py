"""Erasing a person: one change, after which nothing that is kept identifies them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.people.anonymize import anonymous
from reinforce.engine.people.mentions import Mention, mentions
from reinforce.engine.people.references import chosen, renamed
from reinforce.errors import NotFoundError
from reinforce.journal import Event, EventKind
from reinforce.ports import Change, Entries, Query, Rewriting
from reinforce.practice import CalendarEntry, fold

if TYPE_CHECKING:
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import ReviewRecord, Snapshot
    from reinforce.practice import Card

_SWEEPS = 3
_COUNTS = ("removed", "renamed", "kept")


class Keep(StrEnum):
    """
    What may stay of somebody who is erased.

    - NOTHING: nothing.
    - STATISTICS: their reviews, under a random learner id that nothing links to them, so that fitting and the team's
      statistics stay: skill, rating, learner day, what kind of thing rated it and how long it took.
    """

    NOTHING = "nothing"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Value):
    """
    What erasing a person came to; the same, from the log, where they had been erased before.

    Attributes:
        digest: the keyed hash of their id, as in the entry of the log that tells others to erase them too.
        at: the instant.
        removed: how many log entries of theirs are gone.
        renamed: in how many entries of others, or of the tenant, a pseudonym stands for them now.
        kept: how many reviews were kept for statistics.
        mentioned: where free text of others, or of the tenant, holds the id still; look at each.
        remains: what the database may still keep of what is gone, and what would remove it, in words; empty where that
            is nothing.
    """

    digest: str
    at: datetime
    removed: int
    renamed: int
    kept: int
    mentioned: tuple[Mention, ...] = ()
    remains: str = ""


class Erasing:
    """Erases people."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def erase(self, person: str, *, keep: Keep) -> Erasure:
        """Erase a person, as `Privacy.erase` says."""
        checks.identifier("learner", person)
        checks.of_kind("keep", keep, Keep)
        erased = self._context.writing.retrying(lambda: self._erase(person, keep))
        for _ in range(_SWEEPS):  # somebody may have been writing their name meanwhile
            if not self._context.writing.retrying(lambda: self._sweep(person)):
                break
        mentioned = self._context.writing.retrying(lambda: mentions(self._context, person))
        return replace(erased, mentioned=mentioned, remains=self._context.store.purge())

    def _erase(self, person: str, keep: Keep) -> Erasure:
        context, persons = self._context, self._context.erased
        snapshot = context.store.read(Query(tenant=context.tenant, learner=person))
        named = self._named(person)
        if snapshot.epoch is None:
            if persons.erased_at([person]):
                return self._first(person)
            if not named:
                raise NotFoundError("learner", person, told=False)
        now, digest = context.clock.now(), persons.digest(person)
        there = {} if snapshot.epoch is None else {person: snapshot.epoch}
        mine = context.store.entries(context.tenant, learner=person) if there else Entries()
        pseudonym = f"anonymous:{uuid4().hex}"
        kept = anonymous(pseudonym, mine) if keep is Keep.STATISTICS else ()
        retired = frozenset({pseudonym}) if kept else frozenset[str]()
        erased = Erasure(digest=digest, at=now, removed=len(mine), renamed=len(named), kept=len(kept))
        context.writing.apply(
            Change(
                tenant=context.tenant,
                events=(_entry(erased),),
                calendar=tuple((learner, CalendarEntry(effective_at=now)) for learner in retired),
                reviews=kept,
                cards=tuple((card, 0) for card in self._cards(pseudonym, kept, snapshot)),
                epochs=there,
                turning=frozenset(there),
                rewriting=replace(
                    persons.tombstone(person, now),
                    erased=frozenset(there),
                    retired=retired,
                    replaced=renamed(named, person, persons.pseudonym(person)),
                    counted=dict.fromkeys(there, len(mine)),
                ),
            )
        )
        return erased

    def _first(self, person: str) -> Erasure:
        """Return what erasing somebody who is gone came to, as the tenant's log says."""
        digest, events = self._context.erased.digest(person), self._context.store.events(self._context.tenant)
        entry = [one for one in events if one.kind is EventKind.ERASURE and one.target == digest][-1]
        counts = {name: entry.body[name] for name in _COUNTS}
        return Erasure(digest=digest, at=entry.at, **counts)

    def _sweep(self, person: str) -> int:
        """Put the pseudonym into entries that have arrived since, and return how many there were."""
        context = self._context
        if context.store.read(Query(tenant=context.tenant, learner=person)).epoch is not None:
            return 0  # on the roster again already
        named = self._named(person)
        if named:
            replaced = renamed(named, person, context.erased.pseudonym(person))
            context.writing.apply(Change(tenant=context.tenant, rewriting=Rewriting(replaced=replaced)))
        return len(named)

    def _named(self, person: str) -> Entries:
        """Return the entries of others, and of the tenant, that name a person."""
        found = self._context.store.entries(self._context.tenant, naming=person)
        return chosen(found, lambda learner, _: learner != person)

    def _cards(self, learner: str, kept: tuple[ReviewRecord, ...], snapshot: Snapshot) -> list[Card]:
        """Return the cards that the kept reviews fold to."""
        context = self._context
        policy, curriculum = context.versions.in_force(snapshot)
        return [
            fold(
                [record.review for record in kept if record.review.skill == skill],
                policy=policy,
                changes=curriculum.changes(skill),
                learner=learner,
                skill=skill,
            )
            for skill in sorted({record.review.skill for record in kept})
        ]


def _entry(erased: Erasure) -> Event:
    """Return the entry of the tenant's log that tells who reads it that somebody was erased, and what it came to."""
    digest, at = erased.digest, erased.at
    body = {"digest": digest} | {name: getattr(erased, name) for name in _COUNTS}
    return Event(id=new_id(), kind=EventKind.ERASURE, at=at, target=digest, body=body, recorded_at=at)
