"""A store in plain dictionaries, for tests and notebooks; what it does is what every store has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from reinforce.errors import NotFoundError, StaleError
from reinforce.ports import RETIRED, Exposure, Held, LogSlice, Snapshot, one_tenant
from reinforce.stores.memory import people
from reinforce.stores.memory.copies import (
    own_body,
    own_change,
    own_edition,
    own_entries,
    own_events,
)
from reinforce.stores.memory.lock import ProcessLock
from reinforce.stores.memory.snapshots import snapshot
from reinforce.stores.memory.tables import LearnerRows, TenantRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.journal import Event
    from reinforce.ports import (
        AttemptRecord,
        Change,
        EditionRecord,
        Entries,
        Holder,
        Look,
        Place,
        PolicyRecord,
        Query,
        Verdict,
    )

    WithBody = TypeVar("WithBody", PolicyRecord, EditionRecord, AttemptRecord, Event)


class MemoryStore:
    """
    Keeps everything in memory, for as long as it lives. Safe to share between threads.

    >>> MemoryStore().tenants()
    ()
    """

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._tenants: dict[str, TenantRows] = {}

    def read(self, query: Query) -> Snapshot:
        """Return what is held of one learner."""
        with self._lock:
            tenant = self._tenants.get(query.tenant)
            if tenant is None:
                raise NotFoundError("tenant", query.tenant)
            return snapshot(tenant, query)

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Return what is held of many learners of one tenant, all of it at one moment."""
        one_tenant(queries)
        with self._lock:
            return tuple(map(self.read, queries))

    def apply(self, change: Change) -> None:
        """Write all of *change*: first everything is checked, then everything is written."""
        with self._lock:
            tenant = self._tenants.get(change.tenant)
            if tenant is None:
                if not change.policies:
                    raise NotFoundError("tenant", change.tenant)
                tenant = TenantRows()
            own = own_change(change)
            _check(tenant, own)
            _write(tenant, own)
            self._tenants[change.tenant] = tenant

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        with self._lock:
            return tuple(sorted(self._tenants))

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        with self._lock:
            policies = self._tenants.get(tenant, TenantRows()).policies
            found = policies.get(max(policies, default=0) if version is None else version)
            return None if found is None else own_body(found)

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """Return those of the tenant's editions that have one of *numbers*, oldest first."""
        with self._lock:
            editions = self._tenants.get(tenant, TenantRows()).editions
            return tuple(own_edition(editions[number]) for number in sorted(editions.keys() & set(numbers)))

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        with self._lock:
            rows = self._tenants.get(tenant, TenantRows())
            return own_events((rows.learners.get(learner, LearnerRows()) if learner else rows).events.values())

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000, retired: bool = False) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, of the *retired* too or not; by code point, at most *limit*."""
        with self._lock:
            rows = self._tenants.get(tenant, TenantRows()).learners
            wanted = (id_ for id_, one in rows.items() if id_ > after and (retired or one.closed_before != RETIRED))
            return tuple(sorted(wanted)[:limit])

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """Return learners to look at, at most *limit*, whom nobody else is given until then."""
        with self._lock:
            claims = self._tenants.get(tenant, TenantRows()).claims
            return claims.take(edition=edition, now=now, until=until, limit=limit, mark=mark)

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """Write what became of looks and claims; return the learners for whom it was written."""
        with self._lock:
            return self._tenants.get(tenant, TenantRows()).claims.settle(verdicts)

    def holders(self, tenant: str, marks: Sequence[str]) -> tuple[Holder, ...]:
        """Return who has one of *marks*, ids of claims or marks of how they ended; and all who have several claims."""
        with self._lock:
            return self._tenants.get(tenant, TenantRows()).claims.holders(marks)

    def next_looks(self, tenant: str | None = None) -> Mapping[str, datetime]:
        """Return by tenant when the first of its learners is to be looked at; of one *tenant*, or of all."""
        with self._lock:
            found = {
                name: rows.claims.next_look(edition=max(rows.editions, default=0))
                for name, rows in self._tenants.items()
                if tenant in {None, name}
            }
            return {name: at for name, at in found.items() if at is not None}

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """Return the entries of the tenant's log after a place, at most *limit*, in the order they were written in."""
        with self._lock:
            rows = self._tenants.get(tenant, TenantRows())
            keys, end = rows.claims.after(after, limit=limit)
            found = (rows.entry(learner, id_, is_review=is_review) for _, learner, id_, is_review in keys)
            return LogSlice(entries=tuple(found), end=end)

    def entries(
        self, tenant: str, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
    ) -> Entries:
        """Return all log entries of a *learner*, or those of anybody that name a person, or in which a text stands."""
        with self._lock:
            rows = self._tenants.get(tenant, TenantRows())
            return own_entries(people.entries(rows, learner=learner, naming=naming, mentioning=mentioning))

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """Return everything that is held about a person, as JSON values, by the name of what it is kept in."""
        with self._lock:
            return people.held(self._tenants.get(tenant, TenantRows()), person)

    def erasure_key(self, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids; ``None`` before it is first needed."""
        with self._lock:
            return self._tenants.get(tenant, TenantRows()).key or None

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        with self._lock:
            known = self._tenants.get(tenant, TenantRows()).tombstones
            return {digest: known[digest] for digest in digests if digest in known}

    def purge(self) -> str:
        """Return that nothing is left of what is gone."""
        return ""

    def close(self) -> None:
        """Refuse all that comes from now on; what is in memory goes with the store."""
        self._lock.close()


def _check(tenant: TenantRows, change: Change) -> None:
    """Raise StaleError unless everything that *change* depends on still holds."""
    learners, nobody, made = tenant.learners, LearnerRows(), people.made(change)
    _refuse_taken("policy", ((str(record.version), record.version in tenant.policies) for record in change.policies))
    _refuse_taken("edition", ((str(record.number), record.number in tenant.editions) for record in change.editions))
    for id_ in sorted(change.named):
        if id_ not in learners and id_ not in made:
            raise StaleError("learner", id_, "is not there")
    for id_, epoch in change.epochs.items():
        if learners.get(id_, nobody).epoch != epoch:
            raise StaleError("learner", id_, "has another calendar or other retractions by now")
    for id_, entry in change.absent:
        log = learners.get(id_, nobody)
        if entry in log.reviews or entry in log.attempts:
            raise StaleError("entry", entry, "is there by now")
    for card, version in change.cards:
        held = learners.get(card.learner, nobody).cards.get(card.skill)
        if version != (0 if held is None else held.version):
            raise StaleError("card", card.skill, f"of learner {card.learner!r} is not at version {version}")
    _refuse_taken("card", (((card.learner, card.skill), False) for card, _ in change.cards))
    _refuse_taken(
        "attempt",
        (((new.learner, new.id), new.id in learners.get(new.learner, nobody).attempts) for new in change.attempts),
    )
    reviews = (record.review for record in change.reviews)
    _refuse_taken(
        "review", (((new.learner, new.id), new.id in learners.get(new.learner, nobody).reviews) for new in reviews)
    )
    people.check(tenant, change)


def _refuse_taken(kind: str, keys: Iterable[tuple[object, bool]]) -> None:
    """Raise StaleError where a new key is taken already, in the store or by another row of the same change."""
    seen = set()
    for key, taken in keys:
        if taken or key in seen:
            raise StaleError(kind, str(key), "is there already")
        seen.add(key)


def _write(tenant: TenantRows, change: Change) -> None:
    """Write all of *change*; nothing here may fail."""
    for policy in change.policies:
        tenant.policies[policy.version] = policy
    for edition in change.editions:
        tenant.editions[edition.number] = edition
    for id_ in people.made(change):
        tenant.learners.setdefault(id_, LearnerRows())
    for id_ in change.learners:
        tenant.claims.add(id_)
    _write_learners(tenant.learners, change)
    for record in change.reviews:
        tenant.claims.append(record.review.learner, record.review.id, is_review=True)
    for event in change.events:
        events = (tenant.learners[event.learner] if event.learner else tenant).events
        if event.id not in events:
            events[event.id] = event
            tenant.claims.append(event.learner, event.id, is_review=False)
    tenant.claims.wake(change.waking)
    people.rewrite(tenant, change.rewriting)


def _write_learners(learners: dict[str, LearnerRows], change: Change) -> None:
    for id_, entry in change.calendar:
        learners[id_].calendar[entry.effective_at] = entry
    for id_, journey, at in change.enrolments:
        learners[id_].journeys.setdefault(journey, at)
    for card, version in change.cards:
        learners[card.learner].cards[card.skill] = Held(card, version + 1)
    for record in change.reviews:
        learners[record.review.learner].reviews[record.review.id] = record
    for attempt in change.attempts:
        learners[attempt.learner].attempts[attempt.id] = attempt
    for met in change.exposures:
        exposures = learners[met.learner].exposures
        exposures[met.exercise] = Exposure.met(met.at, met.took).plus(exposures.get(met.exercise))
    for off in change.unmet:
        met, exposures = off.met, learners[off.met.learner].exposures
        held = exposures.pop(met.exercise, None)
        left = None if held is None else held.minus(Exposure.met(met.at, met.took), before=off.before)
        if left is not None:
            exposures[met.exercise] = left
    for id_ in change.turning:
        learners[id_].epoch += 1
