"""The part of the engine that hands practice of all tenants to workers, a fair share of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING
from uuid import uuid4

from reinforce import checks
from reinforce.engine.reading.claims import Claim, Claims
from reinforce.engine.services.claim_ends import check_claim
from reinforce.engine.services.outbox import check_claiming
from reinforce.errors import NotFoundError, ReinforceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.engine.services.outbox import Outbox
    from reinforce.ports import Clock, Store


class AllTenants(ABC):
    """The part of `Engine` that hands out practice, whosever learners they are."""

    _store: Store
    _clock: Clock

    @abstractmethod
    def _outbox(self, tenant: str) -> Outbox:
        """Return the outbox of a tenant."""

    def claim_due(
        self,
        *,
        limit: int = 100,
        lease: timedelta = timedelta(minutes=5),
        tenants: Iterable[str] | None = None,
    ) -> Claims:
        """
        Return learners of all tenants who have practice waiting now and want it now; of each as `Outbox.claim_due`.

        Tenants that have somebody to look at get equal shares of the limit, as far as they need them. Where there are
        more of these than the limit has room for, it is a matter of luck which come first. One statement finds them
        all, so that tenants without anybody to look at cost next to nothing.

        A tenant that fails, such as one with a memory model that this engine does not know, keeps nobody else waiting:
        its error is raised as soon as no other has anything.

        Args:
            limit: how many at most, 1 to 10,000.
            lease: as for one tenant.
            tenants: only these. Each is asked by itself, as the database has to be with row-level security, where it
                shows us one tenant at a time.

        Raises:
            InvalidParameterError: an argument is not acceptable.
            NotFoundError: there is no tenant of such a name.
            StoreError: no tenants are named, and the database shows us the rows of one tenant at a time.
        """
        check_claiming(limit=limit, lease=lease)
        began, looks = self._clock.now(), self._next_looks(tenants)
        later = [at for at in looks.values() if at > began]
        waiting = _shuffled(name for name, at in looks.items() if at <= began)
        claims: list[Claim] = []
        failed: ReinforceError | None = None
        while waiting:
            share, asked, waiting = -(-(limit - len(claims)) // len(waiting)), waiting, []
            for name in asked:
                room, now = min(share, limit - len(claims)), self._clock.now()
                if not room or (claims and now - began >= lease / 2):
                    return Claims(claims=tuple(claims), look_again_at=now)
                try:
                    found = self._outbox(name).claim_due(limit=room, lease=lease)
                except ReinforceError as error:
                    failed = failed or error
                    continue
                claims += found
                is_more = found.look_again_at is not None and found.look_again_at <= self._clock.now()
                if is_more:
                    waiting.append(name)
                elif found.look_again_at is not None:
                    later.append(found.look_again_at)
        if failed is not None and not claims:
            raise failed
        return Claims(claims=tuple(claims), look_again_at=min(later, default=None))

    def acknowledge_many(self, claims: Iterable[Claim]) -> tuple[bool, ...]:
        """
        Say that claims were delivered, whosever learners they are.

        Returns:
            Of each, in their order, whether it counts; as for `Outbox.acknowledge`. None does of a tenant that is not
            there any more, which keeps no others back.

        Raises:
            InvalidParameterError: one is no claim; the error says at which place. Nothing was written.
        """
        given = enumerate(checks.several("claims", claims))
        several = [check_claim(claim, field=f"claims[{place}]") for place, claim in given]
        counts: dict[int, bool] = {}
        for name in dict.fromkeys(claim.tenant for claim in several):
            places = [place for place, claim in enumerate(several) if claim.tenant == name]
            try:
                theirs = self._outbox(name).acknowledge_many(several[place] for place in places)
            except NotFoundError:
                theirs = (False,) * len(places)
            counts |= dict(zip(places, theirs, strict=True))
        return tuple(counts[place] for place in range(len(several)))

    def _next_looks(self, tenants: Iterable[str] | None) -> dict[str, datetime]:
        """Return by tenant, of all or of those named, when the first of its learners is to be looked at."""
        if tenants is None:
            return dict(self._store.next_looks())
        found: dict[str, datetime] = {}
        for name in dict.fromkeys(checks.identifiers("tenants", tenants)):
            self._outbox(name)  # which refuses a name of nobody
            found |= self._store.next_looks(name)
        return found


def _shuffled(names: Iterable[str]) -> list[str]:
    """Return *names* in an order that is another at each call, so that none is always the last."""
    key = uuid4().bytes
    return sorted(names, key=lambda name: blake2b(name.encode(), key=key, digest_size=8).digest())
