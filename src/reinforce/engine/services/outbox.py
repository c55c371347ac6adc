"""The outbox service: what the host passes on, which is practice to deliver and the log."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.reading.claims import Claim, Claims, verdict_of
from reinforce.engine.reading.situation import read_situations
from reinforce.engine.services.claim_ends import ClaimEnds, check_claim_of
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import Entry
from reinforce.ports import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Look, Verdict

_MOST = 10_000
_DIGITS = 18
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(seconds=1), timedelta(days=1)
_CARDS_AT_ONCE = 100_000  # that are held in memory
_CARDS_EACH = 100  # of a learner, as long as nobody was looked at
_FEWEST, _BITE = 100, 2_000  # learners who are looked at before the time is looked at
_A_LOOK = timedelta(milliseconds=4)  # it takes less


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage(Value):
    """
    A page of a tenant's log.

    Attributes:
        entries: reviews and events, in the order of the log.
        cursor: where the next page begins; keep it where you keep what came of the entries.
        lag: for how long the first entry that is held back has been waiting for an older transaction to end; zero where
            none is held back.
    """

    entries: tuple[Entry, ...]
    cursor: str
    lag: timedelta


class Outbox:
    """What the host passes on: practice to deliver, to many workers at once, and the log, to whoever follows it."""

    def __init__(self, context: TenantContext) -> None:
        self._context, self._cards_each = context, _CARDS_EACH
        self._ends = ClaimEnds(context)

    def claim_due(self, *, limit: int = 100, lease: timedelta = timedelta(minutes=5)) -> Claims:
        """
        Return learners who have practice waiting now, none of them anybody else's while the lease lasts.

        All of them want it now: what they said by `roster.set_delivery` about hours, weekdays and spacing holds. Each
        learner is offered once on each of their days on which there is practice; after `acknowledge` not before
        the next. A claim that is not acknowledged before its lease runs out is offered again, so that each is delivered
        at least once. The days of a learner only go up, also where somebody flies west and a day comes back. Those who
        have waited longest come first, as far as that is known. No lease is longer than the hours in which the learner
        wants it.

        What changes about one learner during the day (an enrolment, a leave that is cancelled, an undo) and a new
        edition are seen at once; what changes for the whole tenant otherwise (a policy, holidays, a goal of a journey,
        the default of `roster.set_default_delivery`) when the learner is next looked at, at the latest when their next
        day begins.

        Args:
            limit: how many at most, 1 to 10,000. There may be more where there are as many as this; where there are
                fewer, this can also be because finding them took half of the lease.
            lease: for how long they are the caller's, from a second to a day. Longer than a delivery takes, and than
                the clocks of the workers disagree by.

        Raises:
            InvalidParameterError: an argument is not acceptable.
        """
        check_claiming(limit=limit, lease=lease)
        context, began = self._context, self._context.clock.now()
        claims: list[Claim] = []
        first = context.store.next_looks(context.tenant).get(context.tenant)
        if first is None or first > began:  # which nobody has to wait for, as they do for a write
            return Claims(claims=(), look_again_at=first)
        while len(claims) < limit:
            now = context.clock.now()
            if claims and now - began >= lease / 2:
                return Claims(claims=tuple(claims), look_again_at=now)
            most = min(limit - len(claims), self._bite(lease))
            looks = context.store.take(
                context.tenant,
                edition=context.versions.edition(),
                now=now,
                until=now + lease,
                limit=most,
                mark=uuid4().hex,
            )
            claims += self._settled(looks, until=now + lease) if looks else []
            if len(looks) < most:  # there was nobody else
                next_looks = context.store.next_looks(context.tenant)
                return Claims(claims=tuple(claims), look_again_at=next_looks.get(context.tenant))
        return Claims(claims=tuple(claims), look_again_at=context.clock.now())

    def acknowledge(self, claim: Claim) -> bool:
        """
        Say that a claim was delivered, so that the learner is not offered again before their next day.

        Returns:
            Whether it counts. It does not, and changes nothing, where the claim was ended otherwise before, or where
            its lease had run out and the learner was looked at again: then the same day may be delivered twice. A lease
            that ran out without anybody noticing is as good as one that runs. A second time it is answered as the
            first, until the learner is looked at again. It does also where the learner was renamed or merged meanwhile;
            where two were merged while claims of both were out, the first that is acknowledged ends the day, and the
            other counts as well.
        """
        return self._ends.acknowledge([check_claim_of(self._context.tenant, claim)])[0]

    def acknowledge_many(self, claims: Iterable[Claim]) -> tuple[bool, ...]:
        """Say that claims were delivered; return of each, in their order, whether it counts, as for `acknowledge`."""
        tenant, several = self._context.tenant, enumerate(checks.several("claims", claims))
        checked = [check_claim_of(tenant, claim, field=f"claims[{place}]") for place, claim in several]
        return self._ends.acknowledge(checked)

    def release(self, claim: Claim) -> bool:
        """
        Give a claim back undelivered: whoever asks next is offered the same day at once.

        Returns:
            Whether it counts; as for `acknowledge`.
        """
        return self._ends.release(check_claim_of(self._context.tenant, claim))

    def read_log(self, *, after: str | None = None, limit: int = 1000) -> LogPage:
        """
        Return the next entries of the tenant's log, reviews and events of everybody, in the order of transactions.

        Whoever goes from cursor to cursor gets every entry once: none is passed over because its transaction was slower
        than another. For that an entry is held back as long as an older transaction is under way, anywhere in the same
        PostgreSQL; ``lag`` says for how long. An empty page means that there is nothing more for now.

        Args:
            after: the cursor of the page before; from the beginning of the log without one.
            limit: how many entries at most, 1 to 10,000.

        Raises:
            InvalidParameterError: ``after`` is no cursor of this tenant, or the log ends before it, as after going back
                to a backup; or the limit is not acceptable.
        """
        context = self._context
        place = Place() if after is None else _place(context.tenant, after)
        found = context.store.log(context.tenant, after=place, limit=checks.whole("limit", limit, 1, _MOST))
        held = timedelta() if found.held_since is None else context.clock.now() - found.held_since
        return LogPage(entries=found.entries, cursor=_cursor(context.tenant, found.end), lag=max(timedelta(), held))

    def _settled(self, looks: Iterable[Look], *, until: datetime) -> list[Claim]:
        """Return the claims that come of *looks*; the others are put off."""
        by_learner = {look.learner: look for look in looks}
        verdicts: list[Verdict] = []
        channels: dict[str, str | None] = {}
        cards = 0
        for one in read_situations(self._context, by_learner):
            verdicts.append(verdict_of(by_learner[one.learner], one, until=until))
            channels[one.learner] = one.delivery.channel
            cards += len(one.cards)
        self._cards_each = -(-cards // len(by_learner))
        settled = self._context.store.settle(self._context.tenant, verdicts)
        return [
            Claim(
                tenant=self._context.tenant,
                learner=one.learner,
                day=one.day,
                claim_id=one.claim_id,
                leased_until=one.look_at,
                channel=channels[one.learner],
            )
            for one in verdicts
            if one.learner in settled and one.claim_id is not None and one.day is not None
        ]

    def _bite(self, lease: timedelta) -> int:
        """Return how many learners to look at together: as memory has room, and the lease has time."""
        room = _CARDS_AT_ONCE // max(1, self._cards_each)
        return max(1, min(max(_FEWEST, room), _BITE, lease // 2 // _A_LOOK))


def check_claiming(*, limit: int, lease: timedelta) -> None:
    """Refuse a limit or a lease that cannot be."""
    checks.whole("limit", limit, 1, _MOST)
    if checks.duration("lease", lease, most=_LONGEST_LEASE) < _SHORTEST_LEASE:
        raise InvalidParameterError("lease", f"must be at least {_SHORTEST_LEASE}, not {lease}", value=lease)


def _cursor(tenant: str, place: Place) -> str:
    """Return a place as a text, with a mark by which another tenant's, and a damaged one, is told."""
    text = f"{place.epoch}.{place.transaction}.{place.number}"
    return f"{text}.{hashlib.blake2b(f'{tenant} {text}'.encode(), digest_size=4).hexdigest()}"


def _place(tenant: str, cursor: str) -> Place:
    """Return the place that a cursor stands for; raise InvalidParameterError where it is none of the tenant's."""
    parts = cursor.split(".") if isinstance(cursor, str) else []
    if len(parts) == len(Place.__slots__) + 1 and all(map(_is_number, parts[:-1])):
        place = Place(*map(int, parts[:-1]))
        if _cursor(tenant, place) == cursor:
            return place
    raise InvalidParameterError("after", f"must be a cursor of tenant {tenant!r}, not {shown(cursor)}", value=cursor)


def _is_number(text: str) -> bool:
    """Whether a text is a whole number that databases can hold."""
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
