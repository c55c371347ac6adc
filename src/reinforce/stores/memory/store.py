"""A store in plain dictionaries, for tests and notebooks; what it does is what every store has to do."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from reinforce.errors import NotFoundError, StaleError
from reinforce.journal import EventKind
from reinforce.journal.last_words import OWN_SETTINGS
from reinforce.journal.stakes import Stakes
from reinforce.ports import RETIRED, Exposure, Held, LogSlice, Snapshot, one_tenant
from reinforce.stores.memory import people
from reinforce.stores.memory.copies import (
    own_attempt,
    own_body,
    own_change,
    own_edition,
    own_entries,
    own_events,
    own_review,
)
from reinforce.stores.memory.events import EventRows
from reinforce.stores.memory.events import steering as steering_of
from reinforce.stores.memory.lock import ProcessLock
from reinforce.stores.memory.tables import LearnerRows, TenantRows
from reinforce.stores.shared.practised import practised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.journal import Event, Review
    from reinforce.ports import (
        AttemptRecord,
        Change,
        EditionRecord,
        Entries,
        Look,
        Place,
        PolicyRecord,
        Practised,
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
            return _snapshot(tenant, query)

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


def _snapshot(tenant: TenantRows, query: Query) -> Snapshot:
    """Return what *query* asks for."""
    learner, newest = tenant.learners.get(query.learner), max(tenant.policies)
    edition = max(tenant.editions, default=0)
    if learner is None and query.learner:
        return Snapshot(policy_version=newest, edition=edition, epoch=None)
    if learner is None:
        return Snapshot(
            policy_version=newest,
            edition=edition,
            epoch=None,
            prior_events={id_: own_body(tenant.events[id_]) for id_ in query.ids if id_ in tenant.events},
            steering=own_events(steering_of(tenant.events, EventRows(), {}, query)),
        )
    wanted, cards = None if query.skills is None else set(query.skills), learner.cards
    ids, since = set(query.ids), query.practised_since
    amending = learner.events.amendments(None if query.log else ids)
    steering = steering_of(tenant.events, learner.events, cards, query)
    attempts = sorted(learner.attempts.values(), key=attrgetter("at", "id")) if query.attempts else ()
    journeys = sorted(learner.journeys, key=lambda journey: (learner.journeys[journey], journey))
    return Snapshot(
        policy_version=newest,
        edition=edition,
        epoch=learner.epoch,
        closed_before=learner.closed_before,
        calendar=tuple(learner.calendar[at] for at in sorted(learner.calendar)),
        latest_at=None if since is None else _latest_at(learner),
        cards=dict(cards) if wanted is None else {skill: cards[skill] for skill in wanted & cards.keys()},
        reviews=_reviews(learner, wanted) if query.log else {},
        amendments=own_events(amending),
        prior_reviews={id_: own_review(learner.reviews[id_]) for id_ in ids & learner.reviews.keys()},
        prior_attempts={id_: own_attempt(learner.attempts[id_]) for id_ in ids & learner.attempts.keys()},
        prior_events={id_: own_body(learner.events[id_]) for id_ in ids & learner.events.keys()},
        attempts=tuple(map(own_attempt, attempts)),
        journeys=tuple(journeys) if query.practice or query.settings else (),
        exposures=dict(learner.exposures) if query.practice else {},
        steering=own_events(steering),
        practised=() if since is None else _practised(learner, since),
        private=_private(learner) if query.private else frozenset(),
        settings=_settings(learner) if query.settings else (),
    )


def _reviews(learner: LearnerRows, skills: set[str] | None) -> dict[str, tuple[Review, ...]]:
    """Return by skill the reviews of the log, in the order ``(at, id)``."""
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for record in learner.reviews.values():
        if skills is None or record.review.skill in skills:
            found[record.review.skill].append(record.review)
    return {skill: tuple(sorted(reviews, key=attrgetter("order"))) for skill, reviews in found.items()}


def _private(learner: LearnerRows) -> frozenset[str]:
    reviews = (record.review for record in learner.reviews.values())
    own = {review.skill for review in reviews if review.stakes is Stakes.PRACTICE}
    checkpoints = (event for event in learner.events.values() if event.kind is EventKind.CHECKPOINT)
    return frozenset(own | {event.target for event in checkpoints if "stakes" in event.body})


def _settings(learner: LearnerRows) -> tuple[Event, ...]:
    said = learner.events.last_words.get(OWN_SETTINGS)
    return () if said is None else own_events([said])


def _latest_at(learner: LearnerRows) -> datetime | None:
    reviewed = (record.review.at for record in learner.reviews.values())
    attempted = (record.at for record in learner.attempts.values())
    return max((*reviewed, *attempted), default=None)


def _practised(learner: LearnerRows, since: datetime) -> tuple[Practised, ...]:
    """Return what every attempt since an instant was, and every review outside attempts, if not taken back."""
    gone = {event.target for event in learner.events.values() if event.kind is EventKind.RETRACTION}
    counting = (
        new for new in learner.attempts.values() if new.at >= since and new.id not in gone and new.kind != Stakes.EXAM
    )
    attempts = (practised(new.day, new.duration, body=new.body) for new in counting)
    reviews = (record.review for record in learner.reviews.values() if record.review.attempt_id is None)
    alone = (one for one in reviews if one.at >= since and one.id not in gone)
    return tuple(sorted((*attempts, *(practised(one.day, one.duration, one.stakes) for one in alone))))


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
