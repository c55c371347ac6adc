"""Policies and editions: read when they are asked for, and kept at hand as long as they are in use."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from reinforce import catalog
from reinforce.catalog import Curriculum, EditionChanges
from reinforce.codec import from_kept, kept
from reinforce.engine.context.recent import Recent
from reinforce.errors import NotFoundError, StoreError, UnregisteredModelError
from reinforce.journal.last_words import is_withdrawn
from reinforce.ports import Query
from reinforce.practice import Policy, Settings
from reinforce.practice.settings import LIMITS, Exceptions, TenantSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from reinforce.catalog import Pack
    from reinforce.catalog.history import History
    from reinforce.journal import Event
    from reinforce.memory import MemoryModels
    from reinforce.ports import EditionRecord, PolicyRecord, Snapshot, Store

_POLICIES = 256
_TENANTS = 64
_OLDER = 8
_KEYS = 10_000
_SETTINGS = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One published version of a pack: its number, what tells its content, the pack, and the pack's history so far."""

    number: int
    digest: str
    pack: Pack
    history: History


@dataclass(frozen=True, slots=True)
class Content:
    """All that could be practised as of one edition: of each pack the newest edition, and the curriculum of them."""

    editions: Mapping[str, Edition]
    curriculum: Curriculum


NOTHING = Content(MappingProxyType({}), Curriculum.of([]))
"""What could be practised before the first edition."""


class AtHand:
    """
    What is kept at hand of all tenants, which never changes once written; an *outside* one lends what it keeps.

    These are the names of tenants that are there; policies, of tenants and of learners for whom other settings hold;
    for the tenants that were asked for last what their newest edition amounts to; of older editions, which attempts are
    graded against, the last few; and the keys with which ids of erased people are hashed.
    """

    def __init__(self, *, outside: AtHand | None = None) -> None:
        self.tenants: set[str] = set() if outside is None else set(outside.tenants)
        if outside is None:
            self.policies: Recent[tuple[str, int], Policy] = Recent(_POLICIES)
            self.of_learners: Recent[tuple[object, ...], Policy] = Recent(_POLICIES)
            self.newest: Recent[str, Content] = Recent(_TENANTS)
            self.older: Recent[tuple[str, int], Content] = Recent(_OLDER)
            self.keys: Recent[str, str] = Recent(_KEYS)
        else:
            self.policies, self.newest = outside.policies.inside(), outside.newest.inside()
            self.of_learners, self.older = outside.of_learners.inside(), outside.older.inside()
            self.keys = outside.keys.inside()


class Known:
    """
    What an engine keeps at hand; and apart from it, what hosts' transactions have brought, which may be rolled back.

    Args:
        memory_models: that policies may name.
        outside: of the engine that lends what it knows.
        unsettled: returns what stands for whatever the transaction in which it is called has written of what is kept
            at hand, and may yet take back; ``None`` where it has written none. What is kept for it goes with it.
    """

    def __init__(
        self,
        memory_models: MemoryModels,
        *,
        outside: Known | None = None,
        unsettled: Callable[[], object | None] | None = None,
    ) -> None:
        self.memory_models = memory_models
        self._unsettled = unsettled
        self._settled = AtHand(outside=None if outside is None else outside.here)
        self._inside: WeakKeyDictionary[object, AtHand] = WeakKeyDictionary()
        self.for_all: dict[str, int] = {}  # by tenant, a version of its policy that is there and says the same for all

    @property
    def here(self) -> AtHand:
        """What is kept for whoever asks, where it asks."""
        held = None if self._unsettled is None else self._unsettled()
        if held is None:
            return self._settled
        found = self._inside.get(held)
        return self._inside.setdefault(held, AtHand(outside=self._settled)) if found is None else found

    def forget(self) -> None:
        """Keep nothing of what was kept: the database is another, or was emptied."""
        self._settled = AtHand()
        self._inside.clear()
        self.for_all.clear()

    def note_for_all(self, tenant: str, version: int) -> None:
        """Keep that a *version* of a policy says the same for all, unless the transaction may yet take it back."""
        if self.here is self._settled:
            self.for_all[tenant] = version


class Versions:
    """
    Policies and editions of one tenant, by version, and those in force.

    A pack is read and parsed again only where it has a newer edition. *memory_models* are those that policies may name.
    """

    def __init__(self, store: Store, *, tenant: str, known: Known) -> None:
        self._store, self._tenant, self._known = store, tenant, known
        self.memory_models, self.for_all = known.memory_models, known.for_all

    def policy(self, version: int | None = None) -> Policy:
        """
        Return the tenant's policy of that *version*, or the one in force, as it is for all; see `policy_of`.

        Raises:
            NotFoundError: there is none.
        """
        wanted = self.policy_version() if version is None else version
        kept = self._known.here
        known = kept.policies.get((self._tenant, wanted))
        if known is None:
            record = self._store.policy(self._tenant, wanted)
            if record is None:
                raise NotFoundError("policy", str(wanted), newest=self._head().policy_version)
            with _as_stored(f"policy {wanted}"):
                if record.body["model"] not in self.memory_models:
                    raise UnregisteredModelError(record.body["model"], known=self.memory_models.names)
                known = _policy(record, self.memory_models)
            kept.policies.put((self._tenant, wanted), known)
        return known

    def policy_of(self, snapshot: Snapshot) -> Policy:
        """
        Return the policy that is in force for the learner of *snapshot*, which must have been read by `Learners`.

        Where settings for some hold for skills of the learner, ``policy.of(skill)`` goes by them. The limits of a whole
        day are the learner's own, where they have any.
        """
        policy = self.policy(snapshot.policy_version)
        return policy if policy.exceptions is None else self._policy_of(snapshot, policy, policy.exceptions)

    def asks_for_settings(self, snapshot: Snapshot) -> bool:
        """Whether the policy in force when *snapshot* was read may say something else for its learner than for all."""
        version = snapshot.policy_version
        if version == self.for_all.get(self._tenant) or snapshot.epoch is None:
            return False
        try:
            policy = self.policy(version)
        except UnregisteredModelError:  # of which nothing can be reckoned
            return False
        if policy.exceptions is not None:
            return True
        self._known.note_for_all(self._tenant, version)
        return False

    def _policy_of(self, snapshot: Snapshot, policy: Policy, exceptions: Exceptions) -> Policy:
        own, journeys = own_settings(snapshot.settings), exceptions.told(snapshot.journeys)
        key = self._tenant, policy.version, snapshot.edition, journeys, own
        known = self._known.here.of_learners.get(key)
        if known is None:
            of_learner = exceptions.of_learner(own, journeys, self.content(snapshot.edition).curriculum)
            limits = {} if own is None else {name: getattr(own, name) for name in own.names if name in LIMITS}
            planning = replace(policy.planning, **limits) if limits else policy.planning
            known = replace(policy, planning=planning, exceptions=of_learner)
            self._known.here.of_learners.put(key, known)
        return known

    def policy_version(self) -> int:
        """Return the number of the policy in force."""
        return self._head().policy_version

    def curriculum(self, edition: int | None = None) -> Curriculum:
        """Return all that could be practised as of *edition*, or as of the newest; empty before the first."""
        return self.content(self._head().edition if edition is None else edition).curriculum

    def in_force(self, snapshot: Snapshot) -> tuple[Policy, Curriculum]:
        """Return the policy and the curriculum that were in force for a learner when *snapshot* was read."""
        return self.policy_of(snapshot), self.content(snapshot.edition).curriculum

    def edition(self) -> int:
        """Return the number of the newest edition; 0 before the first."""
        return self._head().edition

    def check_skill(self, skill: str, snapshot: Snapshot) -> None:
        """Raise NotFoundError unless *skill* is, or once was, part of the tenant's curriculum."""
        self.content(snapshot.edition).curriculum.check_skill(skill)

    def content(self, edition: int) -> Content:
        """Return what the packs amount to as of *edition*; raise NotFoundError if there is none of that number."""
        if not edition:
            return NOTHING
        kept = self._known.here
        newest = kept.newest.get(self._tenant) or NOTHING
        if newest.curriculum.edition == edition:
            return newest
        found = kept.older.get((self._tenant, edition))
        if found is None:
            found = self._read(edition, newest.editions)
            if edition > newest.curriculum.edition:
                kept.newest.put(self._tenant, found)
            else:
                kept.older.put((self._tenant, edition), found)
        return found

    def _head(self) -> Snapshot:
        """Return the newest policy version and edition number; the rest of the snapshot is empty."""
        return self._store.read(Query(tenant=self._tenant, learner=""))

    def _read(self, number: int, known: Mapping[str, Edition]) -> Content:
        """Return the content as of edition *number*, read from the store as far as its packs are not *known*."""
        records = self._store.editions(self._tenant, [number])
        if not records:
            raise NotFoundError("edition", str(number), newest=self.edition())
        packs = records[0].newest
        unread = [other for pack, other in packs.items() if other != number and not _is(known.get(pack), other)]
        if unread:
            records += self._store.editions(self._tenant, unread)
        read = {record.pack: _edition(record) for record in records}
        editions = {pack: read[pack] if pack in read else known[pack] for pack in packs}
        history = chain.from_iterable(one.history for one in editions.values())
        return Content(editions, Curriculum.of(((one.number, one.pack) for one in editions.values()), history=history))


def _is(edition: Edition | None, number: int) -> bool:
    return edition is not None and edition.number == number


def _edition(record: EditionRecord) -> Edition:
    with _as_stored(f"edition {record.number}"):
        return Edition(
            number=record.number,
            digest=record.digest,
            pack=catalog.from_body(record.body),
            history=tuple(from_kept(EditionChanges, step) for step in record.history),
        )


def policy_body(policy: Policy) -> dict[str, Any]:
    """Return what is kept of a tenant's policy, with what is set for some as of its version."""
    body: dict[str, Any] = kept(policy)
    return body if policy.exceptions is None else {**body, _SETTINGS: kept(policy.exceptions.tenant)}


def own_settings(events: Iterable[Event]) -> Settings | None:
    """Return the settings of a learner's own that *events* about them amount to; ``None`` where none hold."""
    last = max(events, key=attrgetter("order"), default=None)
    return None if last is None or is_withdrawn(last) else from_kept(Settings, last.body)


def _policy(record: PolicyRecord, memory_models: MemoryModels) -> Policy:
    """Return the policy that a record keeps."""
    body = dict(record.body)
    said = body.pop(_SETTINGS, None)
    policy = from_kept(Policy, body, memory_models=memory_models).numbered(record.version)
    return policy if said is None else replace(policy, exceptions=Exceptions(from_kept(TenantSettings, said)))


@contextmanager
def _as_stored(what: str) -> Iterator[None]:
    """Say of what cannot be read that the store holds it so: nobody has given it now."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        if isinstance(error, UnregisteredModelError):
            raise
        raise StoreError(f"{what} cannot be read as it is stored, and may be damaged: {error}") from error
