"""What the services of one tenant share, each thing with one job of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.engine.context.card_folds import CardFolds
from reinforce.engine.context.erased_persons import ErasedPersons
from reinforce.engine.context.learners import Learners
from reinforce.engine.context.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.engine.context.observing import Observer
    from reinforce.engine.context.versions import Known
    from reinforce.engine.context.writing import Writing
    from reinforce.ports import Clock, Store
    from reinforce.practice import Grader, Policy


class TenantContext:
    """
    One tenant's place at the store.

    Inside a transaction of the host's nothing is decided twice: what was read stays the same for as long as
    that transaction lasts, or the transaction is lost.

    Attributes:
        tenant, store, clock, grader: what it works with.
        versions: policies and curricula, by version and in force.
        erased: who was erased.
        learners: what is held of learners.
        folds: cards under what is in force.
        writing: writing, and trying again; it is done with the reads of the store too.
        observer: who tells the host of every call, if anybody does.
    """

    def __init__(
        self,
        store: Store,
        *,
        tenant: str,
        clock: Clock,
        grader: Callable[[Policy], Grader],
        known: Known,
        writing: Writing,
        erasure_key: bytes | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.tenant, self.store, self.clock, self.grader = tenant, store, clock, grader
        self.versions = Versions(store, tenant=tenant, known=known)
        self.erased = ErasedPersons(store, tenant=tenant, secret=erasure_key, known=known)
        self.learners = Learners(store, tenant=tenant, erased=self.erased, versions=self.versions)
        self.folds = CardFolds(self.versions, self.learners)
        self.writing = writing
        self.observer = observer
