"""The outbox service: what the host passes on, which is practice to deliver and the log."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from reinforce import checks, days
from reinforce.codec import Value
from reinforce.engine.reading.situation import read_situations
from reinforce.errors import InvalidParameterError, NotFoundError, shown
from reinforce.journal import PERSON, Entry
from reinforce.logger import LOGGER
from reinforce.ports import Place, Verdict
from reinforce.ports.feed import LOOKING
from reinforce.practice import Calendar
from reinforce.practice.sessions.due_check import has_practice_waiting, next_look_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Look
    from reinforce.practice import Situation

_MOST = 10_000
_DIGITS = 18
_FIRST_DAY, _LAST_DAY = date(checks.FIRST_YEAR, 1, 1).toordinal(), date(checks.LAST_YEAR, 12, 31).toordinal()
_BITE = 200  # learners to look at before the time is looked at
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Value):
    """
    A learner who has practice waiting on a day, and is one worker's until the lease runs out.

    Attributes:
        learner: who.
        day: the learner day; learner and day together are the key of a delivery, also of a repeated one.
        claim_id: unique; a day that is offered again has another one.
        leased_until: until then nobody else gets this learner.
    """

    learner: str = field(metadata=PERSON)
    day: days.Day
    claim_id: str
    leased_until: datetime

    @property
    def date(self) -> date:
        """The date of the learner day."""
        return days.date_of(self.day)


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
        self._context = context

    def claim_due(self, *, limit: int = 100, lease: timedelta = timedelta(minutes=5)) -> tuple[Claim, ...]:
        """
        Return learners who have practice waiting now, none of them anybody else's while the lease lasts.

        Each learner is offered once on each of their days on which there is practice; after `acknowledge` not before
        the next. A claim that is not acknowledged before its lease runs out is offered again, so that each is delivered
        at least once. The days of a learner only go up, also where somebody flies west and a day comes back. Those who
        have waited longest come first, as far as that is known.

        What changes about one learner during the day (an enrolment, a leave that is cancelled, an undo) and a new
        edition are seen at once; what changes for the whole tenant otherwise (a policy, holidays, a goal of a journey)
        when the learner's next day begins.

        Args:
            limit: how many at most, 1 to 10,000. There may be more where there are as many as this; where there are
                fewer, this can also be because finding them took half of the lease.
            lease: for how long they are the caller's, from a second to a day. Longer than a delivery takes, and than
                the clocks of the workers disagree by.

        Raises:
            InvalidParameterError: an argument is not acceptable.
        """
        checks.whole("limit", limit, 1, _MOST)
        if checks.duration("lease", lease, most=_LONGEST_LEASE) < _SHORTEST_LEASE:
            raise InvalidParameterError("lease", f"must be at least {_SHORTEST_LEASE}, not {lease}", value=lease)
        context, began = self._context, self._context.clock.now()
        claims: list[Claim] = []
        while len(claims) < limit:
            now = context.clock.now()
            if claims and now - began >= lease / 2:
                break
            looks = context.store.take(
                context.tenant,
                edition=context.versions.edition(),
                now=now,
                until=now + lease,
                limit=min(limit - len(claims), _BITE),
                mark=uuid4().hex,
            )
            if not looks:
                break
            claims += self._settled(looks, until=now + lease)
        return tuple(claims)

    def acknowledge(self, claim: Claim) -> bool:
        """
        Say that a claim was delivered, so that the learner is not offered again before their next day.

        Returns:
            Whether it counts. It does not, and changes nothing, where the claim was ended otherwise before, or where
            its lease had run out and the learner was looked at again: then the same day may be delivered twice. A lease
            that ran out without anybody noticing is as good as one that runs. A second time it is answered as the
            first, until the learner is looked at again.
        """
        _check(claim)
        try:
            snapshot = self._context.learners.read(claim.learner)
        except NotFoundError:
            return False
        entry = Calendar(snapshot.calendar).at(self._context.clock.now())
        again = days.day_start_at(claim.day + 1, timezone=entry.timezone, day_start=entry.day_start)
        return self._end(claim, "acknowledged", day=claim.day, look_at=again)

    def release(self, claim: Claim) -> bool:
        """
        Give a claim back undelivered: whoever asks next is offered the same day at once.

        Returns:
            Whether it counts; as for `acknowledge`.
        """
        _check(claim)
        return self._end(claim, "released", day=claim.day - 1, look_at=days.EPOCH)

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
        situations = read_situations(self._context, by_learner)
        verdicts = [_verdict(by_learner[one.learner], one, until=until) for one in situations]
        settled = self._context.store.settle(self._context.tenant, verdicts)
        return [
            Claim(learner=one.learner, day=one.day, claim_id=one.claim_id, leased_until=until)
            for one in verdicts
            if one.learner in settled and one.claim_id is not None and one.day is not None
        ]

    def _end(self, claim: Claim, how: str, *, day: int, look_at: datetime) -> bool:
        """Leave a mark of how the claim ended, by which the same call is known again where its answer was lost."""
        mark = f"{LOOKING}{how}:{claim.claim_id}"
        verdicts = [
            Verdict(learner=claim.learner, held=held, claim_id=mark, day=day, look_at=look_at)
            for held in (mark, claim.claim_id)
        ]
        counts = bool(self._context.store.settle(self._context.tenant, verdicts))
        if not counts:
            LOGGER.warning("a claim was %s after it had run out or ended: its day may be delivered twice", how)
        return counts


def _verdict(look: Look, situation: Situation, *, until: datetime) -> Verdict:
    """Return a claim of today for a learner who has practice waiting, and otherwise when to look again."""
    first = situation.today if look.day is None else look.day + 1
    is_offered = situation.today >= first and has_practice_waiting(situation)
    return Verdict(
        learner=look.learner,
        held=look.mark,
        edition=look.edition,
        claim_id=uuid4().hex if is_offered else None,
        day=situation.today if is_offered else look.day,
        look_at=until if is_offered else next_look_at(situation, day=first),
    )


def _check(claim: object) -> None:
    if not isinstance(claim, Claim):
        raise InvalidParameterError("claim", f"must be a Claim, not {type(claim).__name__}", value=claim)
    checks.identifier("claim.learner", claim.learner)
    checks.identifier("claim.claim_id", claim.claim_id)
    checks.whole("claim.day", claim.day, _FIRST_DAY, _LAST_DAY)


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
