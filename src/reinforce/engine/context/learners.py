"""Reading learners of one tenant: one, several, or all of them, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.errors import ErasedError, NotFoundError
from reinforce.ports import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.versions import Versions
    from reinforce.ports import Snapshot, Store

_PAGE = 1000
_AT_ONCE = 5000
_LEARNERS = 200  # whose cards, and perhaps logs, are held in memory at once


class Learners:
    """What the store holds of the tenant's learners; who is not there, or was erased, is an error."""

    def __init__(self, store: Store, *, tenant: str, erased: ErasedPersons, versions: Versions) -> None:
        self._store, self._tenant, self._erased, self._versions = store, tenant, erased, versions
        self.asks = False  # as far as is known, whether settings for some hold, so that a learner's own matter

    def read(self, learner: str, **wanted: Any) -> Snapshot:  # noqa: ANN401 - the fields of Query
        """Return what is held of *learner*; raise NotFoundError, or ErasedError, where there is no such learner."""
        snapshot = self._look_for(self.query(learner, **wanted))
        if not snapshot.is_there:
            raise self._erased.gone(learner)
        return snapshot

    def query(self, learner: str, **wanted: Any) -> Query:  # noqa: ANN401 - the fields of Query
        """Return the query for what is *wanted* of one learner of the tenant."""
        wanted.setdefault("settings", self.asks)
        return Query(tenant=self._tenant, learner=checks.identifier("learner", learner), **wanted)

    def _look_for(self, query: Query) -> Snapshot:
        """
        Return what *query* asks for, with what settings for some depend on, where there are any.

        Whoever is the first here to hear of settings reads twice; from then on they are asked for at once. For a policy
        that is known to say the same for all, nothing is looked up.
        """
        snapshot, versions = self._store.read(query), self._versions
        if query.settings or snapshot.policy_version == versions.for_all.get(self._tenant):
            return snapshot
        if not versions.asks_for_settings(snapshot):
            return snapshot
        self.asks = True
        return self._store.read(replace(query, settings=True))

    def read_many(self, queries: Sequence[Query]) -> dict[str, Snapshot]:
        """Return by learner what each of *queries* asks for; NotFoundError names all who are not there."""
        found = self.look_for(queries)
        if nobody := [learner for learner, snapshot in found.items() if not snapshot.is_there]:
            erased = self._erased.erased_at(nobody)
            if gone := [learner for learner in nobody if learner in erased]:
                raise ErasedError("learner", gone[0], before=erased[gone[0]])
            raise NotFoundError("learner", nobody[0], others=nobody[1:])
        return found

    def look_for(self, queries: Sequence[Query]) -> dict[str, Snapshot]:
        """Return the same, with the epoch ``None`` for learners who are not there; thousands at a time."""
        if len(queries) == 1:
            return {query.learner: self._look_for(query) for query in queries}
        found: dict[str, Snapshot] = {}
        for start in range(0, len(queries), _AT_ONCE):
            some = queries[start : start + _AT_ONCE]
            read = self._store.read_many(some)
            if not some[0].settings and any(map(self._versions.asks_for_settings, read)):
                self.asks = True
                some = [replace(query, settings=True) for query in some]
                read = self._store.read_many(some)
            found |= {query.learner: each for query, each in zip(some, read, strict=True)}
        return found

    def read_pages(self, learners: Iterable[str], **wanted: Any) -> Iterator[dict[str, Snapshot]]:  # noqa: ANN401 - as above
        """Yield what is wanted of each of *learners*, a page of them at a time."""
        for page in self._pages(learners, **wanted):
            yield self.read_many(page)

    def read_all(self, **wanted: Any) -> Iterator[dict[str, Snapshot]]:  # noqa: ANN401 - as above
        """Yield what is wanted of everybody and of the retired, but for those who go meanwhile, a page at a time."""
        for page in self._pages(self.everybody(retired=True), **wanted):
            yield {learner: one for learner, one in self.look_for(page).items() if one.epoch is not None}

    def _pages(self, learners: Iterable[str], **wanted: Any) -> Iterator[list[Query]]:  # noqa: ANN401 - as above
        remaining = iter(learners)
        while page := [self.query(learner, **wanted) for learner in islice(remaining, _LEARNERS)]:
            yield page

    def named(self, learners: str | Iterable[str] | None) -> Iterable[str]:
        """Return the ids asked for, each once: one, several, or, for ``None``, all of the tenant."""
        if learners is None:
            return self.everybody()
        return [learners] if isinstance(learners, str) else dict.fromkeys(checks.identifiers("learners", learners))

    def everybody(self, *, retired: bool = False) -> Iterator[str]:
        """Yield the ids of all learners, of the *retired* too or not; sorted, read a page at a time."""
        after = ""
        while page := self._store.learners(self._tenant, after=after, limit=_PAGE, retired=retired):
            yield from page
            after = page[-1]


def refuse_closed(learner: str, at: datetime, snapshot: Snapshot) -> None:
    """Raise ErasedError where an entry is dated at an instant of which the learner's log was erased."""
    if snapshot.closed_before is not None and at < snapshot.closed_before:
        raise ErasedError("log", learner, before=snapshot.closed_before)
