"""The store: where everything is kept, as a protocol whose docstrings are the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from reinforce.journal import Event
    from reinforce.ports.change import Change
    from reinforce.ports.feed import Holder, LogSlice, Look, Place, Verdict
    from reinforce.ports.records import EditionRecord, Entries, PolicyRecord
    from reinforce.ports.snapshot import Query, Snapshot


class Store(Protocol):
    """
    Where everything is kept.

    Laws that every store keeps (the conformance suite in `reinforce.testing` shows them):

    - what was applied is read back equal, after a restart too;
    - a change is applied whole or not at all, and is durable when `apply` returns;
    - a change whose card versions, epochs or new ids no longer hold raises `StaleError` and writes nothing;
    - no read or write of one tenant ever meets another tenant's rows;
    - work for one learner does not grow with the number of other learners;
    - what a driver raises comes out as `StoreError`, with the driver's error as its cause.
    """

    def read(self, query: Query) -> Snapshot:
        """
        Return what is held of one learner.

        Raises:
            NotFoundError: there is no such tenant. A learner who is not there has the epoch ``None``.
        """
        ...

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """
        Return what `read` would return for each of *queries*, in their order, all of it at one moment.

        The queries are about one tenant, and may ask for the same learner more than once, each for something else. How
        many of them there are does not change the number of statements that a database is sent.

        Raises:
            NotFoundError: there is no such tenant. A learner who is not there has the epoch ``None``.
            InvalidParameterError: the queries are about more than one tenant.
        """
        ...

    def apply(self, change: Change) -> None:
        """
        Write all of *change*.

        Raises:
            StaleError: something it depends on has changed; nothing was written.
            NotFoundError: there is no such tenant, unless the change brings the tenant's first policy.
            InvalidParameterError: a body, an outcome or a memory state holds what JSON cannot say, or a number that is
                not finite.
        """
        ...

    def tenants(self) -> tuple[str, ...]:
        """Return the ids of all tenants, sorted."""
        ...

    def policy(self, tenant: str, version: int | None = None) -> PolicyRecord | None:
        """Return the tenant's policy of that version, or the newest; ``None`` if there is none."""
        ...

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """
        Return those of the tenant's editions that have one of *numbers*, oldest first.

        How many of them there are does not change the number of statements that a database is sent.
        """
        ...

    def events(self, tenant: str, *, learner: str = "") -> tuple[Event, ...]:
        """Return the events of one learner, or those that concern the whole tenant, in the order ``(at, id)``."""
        ...

    def learners(self, tenant: str, *, after: str = "", limit: int = 1000, retired: bool = False) -> tuple[str, ...]:
        """Return ids of learners greater than *after*, of the *retired* too or not; by code point, at most *limit*."""
        ...

    def take(
        self, tenant: str, *, edition: int, now: datetime, until: datetime, limit: int, mark: str
    ) -> tuple[Look, ...]:
        """
        Return learners to look at, at most *limit*, whom nobody else is given until then.

        These are the ones whose time to be looked at has come, and those who were last looked at in an edition before
        *edition* or were woken since, unless they are claimed and the lease still runs. Everybody is there once with
        the learner. The ones who have waited longest come first, as far as nobody else is writing them.

        A claim whose lease has run out ends with the look; its day may be claimed again.

        Args:
            tenant: whose.
            edition: the number of the tenant's newest edition.
            now: the present instant.
            until: for how long nobody else is given the learner, unless somebody wakes them.
            limit: how many at most.
            mark: a new one; part of the marks of the looks.
        """
        ...

    def settle(self, tenant: str, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """
        Write what became of looks and claims, at most one of a learner; return the learners for whom it was written.

        It is written where the mark or the claim is still the one that was given out and, for a look, where the
        learner was not woken meanwhile. Elsewhere nothing is written, and that is no error.
        """
        ...

    def holders(self, tenant: str, marks: Sequence[str]) -> tuple[Holder, ...]:
        """
        Return who has one of *marks*, ids of claims or marks of how they ended; and all who have several claims.

        These are two who were merged while claims of both were out. It may go through all rows of the tenant: it is for
        claims whose learner has another id by now.
        """
        ...

    def next_looks(self, tenant: str | None = None) -> Mapping[str, datetime]:
        """
        Return by tenant when the first of its learners is to be looked at; of one *tenant*, or of all.

        Whom `take` would give out now in whatever edition is the tenant's newest, whatever the time, is to be looked at
        at the `EPOCH`. A tenant without learners is not there.

        It is one statement, which finds each tenant's instant through an index, however many learners there are.
        """
        ...

    def log(self, tenant: str, *, after: Place, limit: int) -> LogSlice:
        """
        Return the entries of the tenant's log after a place, reviews and events, at most *limit*, in the log's order.

        Whoever goes on from the end of one slice to the next gets every entry once, also where transactions commit in
        another order than they wrote: an entry is held back as long as one before it could still appear.

        Raises:
            InvalidParameterError: *after* lies beyond the end of the log, so that the next entries would be missed.
        """

    def entries(
        self, tenant: str, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
    ) -> Entries:
        """
        Return all log entries of a *learner*, or those of anybody that name a person, or in which a text stands.

        *naming* are all that name a person besides their learner; `journal.persons.names` says which do: by a marked
        field, or at a path in the body that the kind declares. *mentioning* are attempts and events, at most 1,000 of
        each, in whose bodies a text stands anywhere, whatever the case of ASCII letters.
        """
        ...

    def held(self, tenant: str, person: str) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """
        Return everything that is held about a person, as JSON values, by the name of what it is kept in.

        Rows of the learner come whole. ``named_in`` has, for each entry of somebody else, or of the tenant, that names
        the person, only where it is kept (``table``), its ``id``, the ``role`` and ``at``. Rows are in the order of
        their keys. There is a name for everything that can hold something, also where it is empty.
        """
        ...

    def erasure_key(self, tenant: str) -> str | None:
        """Return the tenant's key for hashes of ids; ``None`` before it is first needed."""
        ...

    def tombstones(self, tenant: str, digests: Iterable[str]) -> Mapping[str, datetime]:
        """Return the instants of erasure of those of *digests* that are there."""
        ...

    def purge(self) -> str:
        """
        Remove what is still kept of rows that are gone, beside the tables and in the space that they leave.

        Return what may be left, in words, and what would remove it; an empty text where nothing is. It raises nothing:
        what is gone from the tables is gone, whatever becomes of the rest.
        """
        ...

    def close(self) -> None:
        """Let go of connections. All that is asked afterwards raises StoreClosedError, but closing again does not."""
        ...
