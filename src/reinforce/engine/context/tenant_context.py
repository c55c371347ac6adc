"""What all services of one tenant share: reading, the policy and curriculum in force, and trying again when stale."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from itertools import islice
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

from reinforce import checks
from reinforce.catalog import ContentChange, Curriculum, OnChange, from_body
from reinforce.engine.context.erased_persons import ErasedPersons
from reinforce.errors import ConnectionLostError, ErasedError, NotFoundError, StaleError, UnregisteredModelError
from reinforce.journal import Entry, EventKind
from reinforce.ports import Query
from reinforce.practice import Policy, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
    from datetime import datetime

    from tenacity import RetryCallState

    from reinforce.memory import MemoryModels
    from reinforce.ports import Change, Clock, Snapshot, Store
    from reinforce.practice import Card, Grader

T = TypeVar("T")

_NONE: tuple[Entry, ...] = ()

_PAGE = 1000
_AT_ONCE = 5000
_LEARNERS = 200  # whose cards, and perhaps logs, are held in memory at once
_MOST_TRIES = 200
_MOST_LOST = 4
_LONGEST_WAIT = 0.05  # seconds


class TenantContext:
    """
    One tenant's place at the store. Policies and editions never change once written, so they are kept at hand.

    Attributes:
        store, clock, grader, tenant, memory_models: what it works with.
        pause: waits so many seconds before something is tried again.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        grader: Callable[[Policy], Grader],
        tenant: str,
        memory_models: MemoryModels,
        pause: Callable[[float], None] = sleep,
        parent: TenantContext | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.grader = grader
        self.tenant = tenant
        self.memory_models = memory_models
        self.pause = pause
        self.erased = ErasedPersons(store, tenant=tenant)
        self._tries = parent is None
        self._policies: MutableMapping[int, Policy] = {}
        self._curricula: MutableMapping[int, Curriculum] = {}
        self._every_skill: MutableMapping[int, frozenset[str]] = {}
        if parent is not None:  # What the transaction brings stays here: it may be rolled back.
            self._policies, self._curricula, self._every_skill = parent.known()

    def known(self) -> tuple[ChainMap[int, Policy], ChainMap[int, Curriculum], ChainMap[int, frozenset[str]]]:
        """Return policies, curricula and all skills by edition as far as they are at hand, each under an empty map."""
        return ChainMap({}, self._policies), ChainMap({}, self._curricula), ChainMap({}, self._every_skill)

    def joining(self, store: Store) -> TenantContext:
        """
        Return a context over *store*, which works inside a transaction of the host's.

        It knows what this one knows, keeps to itself what it learns, and never decides twice: what it has read stays
        the same for as long as that transaction lasts, or the transaction is lost.
        """
        return TenantContext(
            store,
            clock=self.clock,
            grader=self.grader,
            tenant=self.tenant,
            memory_models=self.memory_models,
            pause=self.pause,
            parent=self,
        )

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()

    def read(self, learner: str, **wanted: Any) -> Snapshot:  # noqa: ANN401 - the fields of Query
        """Return what is held of *learner*; raise NotFoundError, or ErasedError, where there is no such learner."""
        snapshot = self.store.read(self.query(learner, **wanted))
        if snapshot.epoch is None:
            raise self.erased.gone(learner)
        return snapshot

    def refuse_closed(self, learner: str, at: datetime, snapshot: Snapshot) -> None:
        """Raise ErasedError where an entry is dated at an instant of which the learner's log was erased."""
        if snapshot.closed_before is not None and at < snapshot.closed_before:
            raise ErasedError("log", learner, before=snapshot.closed_before)

    def query(self, learner: str, **wanted: Any) -> Query:  # noqa: ANN401 - the fields of Query
        """Return the query for what is *wanted* of one learner of the tenant."""
        return Query(tenant=self.tenant, learner=checks.identifier("learner", learner), **wanted)

    def read_many(self, queries: Sequence[Query]) -> dict[str, Snapshot]:
        """Return by learner what each of *queries* asks for; NotFoundError names all who are not there."""
        found = self.look_for(queries)
        if nobody := [learner for learner, snapshot in found.items() if snapshot.epoch is None]:
            erased = self.erased.erased_at(nobody)
            if gone := [learner for learner in nobody if learner in erased]:
                raise ErasedError("learner", gone[0], before=erased[gone[0]])
            raise NotFoundError("learner", nobody[0], others=nobody[1:])
        return found

    def look_for(self, queries: Sequence[Query]) -> dict[str, Snapshot]:
        """Return the same, with the epoch ``None`` for learners who are not there; thousands at a time."""
        found: dict[str, Snapshot] = {}
        for start in range(0, len(queries), _AT_ONCE):
            some = queries[start : start + _AT_ONCE]
            found |= {query.learner: each for query, each in zip(some, self.store.read_many(some), strict=True)}
        return found

    def read_pages(self, learners: Iterable[str], **wanted: Any) -> Iterator[dict[str, Snapshot]]:  # noqa: ANN401 - as above
        """Yield what is wanted of each of *learners*, a page of them at a time."""
        remaining = iter(learners)
        while page := [self.query(learner, **wanted) for learner in islice(remaining, _LEARNERS)]:
            yield self.read_many(page)

    def apply(self, change: Change) -> None:
        """Write *change*, whole or not at all."""
        self.store.apply(change)

    def policy(self, version: int | None = None) -> Policy:
        """Return the tenant's policy of that *version*, or the one in force."""
        wanted = self.policy_version() if version is None else version
        if wanted not in self._policies:
            record = self.store.policy(self.tenant, wanted)
            if record is None:
                raise NotFoundError("policy", str(wanted))
            if record.body["model"] not in self.memory_models:
                raise UnregisteredModelError(record.body["model"], known=self.memory_models.names)
            self._policies[wanted] = Policy.from_json(record.body, memory_models=self.memory_models).numbered(wanted)
        return self._policies[wanted]

    def policy_version(self) -> int:
        """Return the number of the policy in force."""
        return self._head().policy_version

    def curriculum(self, edition: int | None = None) -> Curriculum:
        """Return all that could be practised as of *edition*, or as of the newest; empty before the first."""
        wanted = self._head().edition if edition is None else edition
        if wanted not in self._curricula:
            records = self.store.editions(self.tenant, upto=wanted)
            if wanted != (records[-1].number if records else 0):
                raise NotFoundError("edition", str(wanted))
            packs = [(record.number, from_body(record.body)) for record in records]
            self._curricula[wanted] = Curriculum.of(packs, changes=self._content_changes(wanted))
        return self._curricula[wanted]

    def edition(self) -> int:
        """Return the number of the newest edition; 0 before the first."""
        return self._head().edition

    def _head(self) -> Snapshot:
        """Return the newest policy version and edition number; the rest of the snapshot is empty."""
        return self.store.read(Query(tenant=self.tenant, learner=""))

    def _content_changes(self, edition: int) -> dict[str, tuple[ContentChange, ...]]:
        """Return by skill the changes up to *edition* that do something to memory."""
        found: dict[str, tuple[ContentChange, ...]] = {}
        for event in self.store.events(self.tenant):
            if event.kind is not EventKind.CONTENT_CHANGE or event.body["edition"] > edition:
                continue
            change = ContentChange(event.at, event.body["edition"], OnChange(event.body["effect"]))
            if change.effect is not OnChange.KEEP:
                found[event.target] = (*found.get(event.target, ()), change)
        return found

    def check_skill(self, skill: str, snapshot: Snapshot) -> None:
        """Raise NotFoundError unless *skill* is, or once was, part of the tenant's curriculum."""
        known = self.curriculum(snapshot.edition).skills
        if skill not in known and skill not in self._retired(snapshot.edition):
            raise checks.missing("skill", skill, known)

    def _retired(self, edition: int) -> frozenset[str]:
        """Return the skills of all editions up to *edition*; asked for only where one is not in the newest."""
        if edition not in self._every_skill:
            bodies = [from_body(record.body) for record in self.store.editions(self.tenant, upto=edition)]
            self._every_skill[edition] = frozenset(skill.id for pack in bodies for skill in pack.skills)
        return self._every_skill[edition]

    def current(self, card: Card, *, policy: Policy, curriculum: Curriculum) -> Card | None:
        """
        Return a stored *card* as it is under what is in force now; ``None`` where it has to be folded anew.

        A policy that was adopted meanwhile and changes nothing about memory, such as a budget, only changes the stamp.
        """
        if self.is_current(card, policy=policy, curriculum=curriculum):
            return card
        stamped = replace(card, policy_version=policy.version)
        if not self.is_current(stamped, policy=policy, curriculum=curriculum):
            return None
        return stamped if policy.folds_like(self.policy(card.policy_version)) else None

    def is_current(self, card: Card, *, policy: Policy, curriculum: Curriculum) -> bool:
        """Whether a stored *card* was folded with what is in force now."""
        return (
            card.policy_version == policy.version
            and card.model_version == policy.memory.version
            and card.content_version == curriculum.content_version(card.skill)
        )

    def fold(self, learner: str, skill: str, snapshot: Snapshot, *more: Entry) -> Card:
        """
        Return the card that the log in *snapshot*, and *more* entries, amount to under what is in force there.

        Without a log in the snapshot it is the card of a skill that was never practised.
        """
        return fold(
            (*snapshot.reviews.get(skill, _NONE), *snapshot.amendments, *more),
            policy=self.policy(snapshot.policy_version),
            changes=self.curriculum(snapshot.edition).changes(skill),
            learner=learner,
            skill=skill,
        )

    def cards(self, learner: str, snapshot: Snapshot) -> dict[str, Card]:
        """Return the learner's cards of *snapshot* by skill, those folded with something older folded anew."""
        cards = self._kept(snapshot)
        old = tuple(skill for skill in snapshot.cards if skill not in cards)
        if old:
            logged = self.read(learner, skills=old, log=True)
            cards |= {skill: self.fold(learner, skill, logged) for skill in old}
        return cards

    def cards_of_many(self, snapshots: Mapping[str, Snapshot]) -> dict[str, dict[str, Card]]:
        """Return by learner what `cards` returns for each of *snapshots*; the logs that are needed are read at once."""
        found = {learner: self._kept(snapshot) for learner, snapshot in snapshots.items()}
        old = {
            learner: tuple(skill for skill in snapshot.cards if skill not in found[learner])
            for learner, snapshot in snapshots.items()
        }
        queries = [self.query(learner, skills=skills, log=True) for learner, skills in old.items() if skills]
        for learner, logged in self.read_many(queries).items():
            found[learner] |= {skill: self.fold(learner, skill, logged) for skill in old[learner]}
        return found

    def _kept(self, snapshot: Snapshot) -> dict[str, Card]:
        """Return the cards of *snapshot* by skill, without those that have to be folded anew."""
        policy, curriculum = self.policy(snapshot.policy_version), self.curriculum(snapshot.edition)
        current = {
            skill: self.current(held.card, policy=policy, curriculum=curriculum)
            for skill, held in snapshot.cards.items()
        }
        return {skill: card for skill, card in current.items() if card is not None}

    def everybody(self) -> Iterator[str]:
        """Yield the ids of all learners, sorted, read a page at a time."""
        after = ""
        while page := self.store.learners(self.tenant, after=after, limit=_PAGE):
            yield from page
            after = page[-1]

    def retrying(self, decide: Callable[[], T]) -> T:
        """
        Return what *decide* returns, deciding again as long as what it read has changed before it wrote.

        Where the connection breaks it is tried again a few times too. That is safe even if the change was written: ids
        are made before, so that the next try finds it.
        """
        try:
            return decide()
        except (StaleError, ConnectionLostError):
            if not self._tries:
                raise
            import tenacity  # noqa: PLC0415 - needed only under contention, and slow to import

            again = tenacity.Retrying(
                retry=tenacity.retry_if_exception_type((StaleError, ConnectionLostError)),
                stop=_enough,
                wait=tenacity.wait_random(0, _LONGEST_WAIT),
                sleep=self.pause,
                reraise=True,
            )
            return again(decide)


def _enough(state: RetryCallState) -> bool:
    """Whether to give up after the attempt that *state* describes."""
    error = None if state.outcome is None else state.outcome.exception()
    return state.attempt_number >= (_MOST_LOST if isinstance(error, ConnectionLostError) else _MOST_TRIES)
