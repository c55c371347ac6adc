"""The engine: opens a store, knows its tenants, and hands each tenant its services."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from time import sleep
from typing import TYPE_CHECKING, Self

from reinforce import checks
from reinforce.codec import kept
from reinforce.engine.context.erased_persons import checked_secret
from reinforce.engine.context.read_again import read_again
from reinforce.engine.context.tenant_context import TenantContext
from reinforce.engine.context.versions import Known
from reinforce.engine.context.writing import Writing
from reinforce.engine.open_store import open_store
from reinforce.engine.services.all_tenants import AllTenants
from reinforce.engine.services.catalog import Catalog
from reinforce.engine.services.goals import Goals
from reinforce.engine.services.outbox import Outbox
from reinforce.engine.services.policies import Policies
from reinforce.engine.services.practice import Practice
from reinforce.engine.services.privacy import Privacy
from reinforce.engine.services.progress import Progress
from reinforce.engine.services.roster import Roster
from reinforce.errors import ConflictError, ConnectionLostError, InvalidParameterError, NotFoundError, StaleError, shown
from reinforce.memory import MemoryModels
from reinforce.ports import Change, PolicyRecord, SystemClock
from reinforce.ports.clock import CheckedClock
from reinforce.practice import Policy, TableGrader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from reinforce.engine.context.observing import ObservedCall
    from reinforce.ports import Clock, Store
    from reinforce.practice import Grader

DEFAULT_TENANT = "default"


def _store(store: Store) -> Store:
    """Return *store* if it is one; a URL and a connection, which are no stores, are told the way."""
    if callable(getattr(store, "apply", None)):
        return store
    reason = f"must be a store, such as SQLStore(engine), not {type(store).__name__}; a URL is for Engine.open"
    raise InvalidParameterError("store", reason, value=store)


class Engine(AllTenants):
    """
    Spaced practice for many tenants over one store, made by `open` or `over`. Safe to share between threads.

    >>> with Engine.open("memory:") as engine:
    ...     engine.create_tenant("acme", seed=7)
    Tenant('acme')
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock | None = None,
        grader: Callable[[Policy], Grader] = TableGrader,
        memory_models: MemoryModels | None = None,
        erasure_key: bytes | None = None,
        observe: Callable[[ObservedCall], object] | None = None,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._writing = Writing(_store(store), pause=pause, tries=self._tries)
        self._store = read_again(store, self._writing)
        if clock is not None and not callable(getattr(clock, "now", None)):
            raise InvalidParameterError("clock", f"must have now(), as a Clock has, not be {shown(clock)}", value=clock)
        self._clock: Clock = clock if isinstance(clock, CheckedClock) else CheckedClock(clock or SystemClock())
        if not callable(grader):
            raise InvalidParameterError(
                "grader", f"must make a grader of a policy, not be {shown(grader)}", value=grader
            )
        self._grader = grader
        self._memory_models = MemoryModels() if memory_models is None else memory_models
        if not isinstance(self._memory_models, MemoryModels):
            raise InvalidParameterError("memory_models", "must be a MemoryModels", value=memory_models)
        self._erasure_key = checked_secret(erasure_key)
        self._pause = pause
        self._tenants: dict[str, Tenant] = {}
        self._at_hand, self._joins = Known(self._memory_models, unsettled=getattr(store, "unsettled", None)), False
        self._observe, self._observer = observe, None
        if observe is not None:
            from reinforce.engine.context.observing import Observer  # noqa: PLC0415 - only who observes pays for it

            self._observer = Observer(observe)
            self._observer.watch(self, room="engine")

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        grader: Callable[[Policy], Grader] = TableGrader,
        memory_models: MemoryModels | None = None,
        durability: str = "full",
        erasure_key: bytes | None = None,
        observe: Callable[[ObservedCall], object] | None = None,
    ) -> Self:
        """
        Return an engine over the store at *url*, created if there is none; in SQLite, upgraded if it is older.

        Args:
            url: ``sqlite:///practice.db``, ``postgresql+psycopg://…``, or ``memory:``.
            clock: where the present comes from; the machine's clock by default. While it stands outside of the years
                1900 to 2999, every call that needs it raises `InvalidParameterError`.
            grader: makes what turns attempts into ratings from a tenant's policy; by default its table does.
            memory_models: those that policies may name; by default FSRS-6, and what installed packages bring.
            durability: ``full``; or ``normal``, for an SQLite file that may lose its last commits when the power fails.
            erasure_key: a secret of at least 32 bytes, always the same, with which ids of erased people are hashed. A
                tenant that has erased somebody without one keeps the key that it made, which lies in the database.
            observe: called with an `ObservedCall` after each public call: what it was called, how long it took, what it
                asked of the store. It must not wait; what it raises is logged, and breaks nothing.

        Raises:
            InvalidParameterError: the URL or the durability is not known, or another argument is not acceptable.
            SchemaVersionError: the tables are newer than this library or, in PostgreSQL, older.
            StoreError: the database cannot be opened.
        """
        checked_secret(erasure_key)  # before anything is opened
        store = open_store(url, durability=durability)
        return cls.over(
            store,
            clock=clock,
            grader=grader,
            memory_models=memory_models,
            erasure_key=erasure_key,
            observe=observe,
        )

    @classmethod
    def over(
        cls,
        store: Store,
        *,
        clock: Clock | None = None,
        grader: Callable[[Policy], Grader] = TableGrader,
        memory_models: MemoryModels | None = None,
        erasure_key: bytes | None = None,
        observe: Callable[[ObservedCall], object] | None = None,
    ) -> Self:
        """Return an engine over a *store* that the host made; otherwise as `open`."""
        return cls(
            store,
            clock=clock,
            grader=grader,
            memory_models=memory_models,
            erasure_key=erasure_key,
            observe=observe,
        )

    def create_tenant(self, name: str, *, seed: int | None = None, policy: Policy | None = None) -> Tenant:
        """
        Create a tenant and return it.

        A second time it is a conflict, also after `ConnectionLostError`, since two customers may want one name. Whether
        the first call made it, `tenant` tells.

        Args:
            name: the tenant's id.
            seed: decides fuzz, the order of options and ties; takes the place of the policy's.
            policy: the tenant's settings; the default ones if omitted.

        Raises:
            ConflictError: there is such a tenant already.
            InvalidParameterError: the name or the seed is not acceptable, or the engine knows no such memory model.
        """
        checks.identifier("tenant", name)
        if policy is not None and not isinstance(policy, Policy):
            raise InvalidParameterError("policy", f"must be a Policy, not {type(policy).__name__}", value=policy)
        settings = replace(policy or Policy(), memory_models=self._memory_models).numbered(1)
        if seed is not None:
            settings = replace(settings, seed=seed)
        record = PolicyRecord(version=1, body=kept(settings), recorded_at=self._clock.now())
        tries = count()
        self._writing.retrying(lambda: self._create(name, record, again=next(tries) > 0), after=(ConnectionLostError,))
        return self.tenant(name)

    def _create(self, name: str, record: PolicyRecord, *, again: bool) -> None:
        """Create a tenant; *again*, after a try of which the answer was lost, it may be there by that one."""
        try:
            self._store.apply(Change(tenant=name, policies=(record,)))
        except StaleError as error:
            if not again or self._store.policy(name, 1) != record:
                raise ConflictError("tenant", name, f"exists already: tenant({name!r}) returns it") from error

    def tenant(self, name: str | None = None) -> Tenant:
        """
        Return the tenant of that *name*; without one the tenant ``default``, which is made on first use.

        Raises:
            NotFoundError: there is no such tenant.
        """
        wanted = DEFAULT_TENANT if name is None else checks.identifier("tenant", name)
        if wanted not in self._at_hand.here.tenants:
            if self._store.policy(wanted) is None:
                if name is not None:
                    raise NotFoundError("tenant", wanted)  # without a guess, which would name another customer
                try:
                    return self.create_tenant(DEFAULT_TENANT)
                except ConflictError:  # somebody else made it in the meantime
                    pass
            self._at_hand.here.tenants.add(wanted)
        return self._tenants.get(wanted) or self._tenants.setdefault(wanted, Tenant(self._context(wanted)))

    def _tries(self) -> bool:
        """Whether what meets another writer is decided again: never inside a transaction of the host's."""
        return not (self._joins or getattr(self._store, "is_inside", bool)())

    def _outbox(self, tenant: str) -> Outbox:
        return self.tenant(tenant).outbox

    def _context(self, tenant: str) -> TenantContext:
        return TenantContext(
            self._store,
            tenant=tenant,
            clock=self._clock,
            grader=self._grader,
            known=self._at_hand,
            writing=self._writing,
            erasure_key=self._erasure_key,
            observer=self._observer,
        )

    def _inside(self, outside: Engine) -> Self:
        """Return this engine, which works inside a host's transaction; the one *outside* lends what it knows."""
        unsettled = getattr(self._store, "unsettled", None)
        self._at_hand, self._joins = Known(self._memory_models, outside=outside._at_hand, unsettled=unsettled), True
        return self

    @contextmanager
    def joining(self, connection: object) -> Iterator[Self]:
        """
        Give an engine whose reads and writes are part of the host's own transaction, until the ``with`` ends.

        What it writes is kept when the host commits and gone when the host rolls back. A call of it that raises has
        written nothing, and the host may go on. Nothing is tried again: where somebody else wrote first, a call raises
        `StaleError`, and the host begins anew.

        Args:
            connection: a connection of SQLAlchemy to the store's database on which a transaction has begun, or an ORM
                session.

        Raises:
            InvalidParameterError: there is no transaction to join, or the store cannot join one; the first call says
                so where the connection finds other tables than the store's, in another database or schema.
        """
        join = getattr(self._store, "joining", None)
        if join is None:
            reason = f"cannot be joined by a {type(self._writing.store).__name__}, which has no transactions"
            raise InvalidParameterError("connection", reason, value=connection)
        joined = type(self)(
            join(connection),
            clock=self._clock,
            grader=self._grader,
            memory_models=self._memory_models,
            erasure_key=self._erasure_key,
            observe=self._observe,
            pause=self._pause,
        )
        yield joined._inside(self)  # noqa: SLF001 - one of our own kind

    def tenants(self) -> tuple[str, ...]:
        """
        Return the names of all tenants, sorted.

        Raises:
            StoreError: the database shows us the rows of one tenant at a time (row-level security).
        """
        return self._store.tenants()

    def close(self) -> None:
        """Let go of the store's connections. All that is asked of the engine afterwards raises StoreClosedError."""
        self._store.close()
        self._at_hand.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Tenant:
    """
    One customer organisation of the host: its curriculum, its people, their practice. Nothing here reaches another's.

    Attributes:
        name: the tenant's id.
        catalog: what can be practised.
        roster: who practises, and when.
        goals: what has to be remembered by when.
        practice: sessions, attempts, reviews, cards, plans.
        progress: what has come of it: mastery, gaps, drift.
        policies: the policy and its memory model; verification of every card.
        outbox: what the host passes on: practice to deliver, and the log.
        privacy: what is held about a person, erasing them, and how long the log is kept.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context
        self.name = context.tenant
        self.catalog = Catalog(context)
        self.roster = Roster(context)
        self.goals = Goals(context)
        self.practice = Practice(context)
        self.progress = Progress(context)
        self.policies = Policies(context)
        self.outbox = Outbox(context)
        self.privacy = Privacy(context)
        self._in_force = context.versions.policy
        if context.observer is not None:
            self._in_force = context.observer.observed(self._in_force, name="tenant.policy", tenant=self.name)
            for room, service in tuple(vars(self).items()):
                if not room.startswith("_") and service is not self.name:
                    context.observer.watch(service, room=room, tenant=self.name)

    @property
    def policy(self) -> Policy:
        """The settings in force."""
        return self._in_force()

    def __repr__(self) -> str:
        return f"Tenant({self.name!r})"
