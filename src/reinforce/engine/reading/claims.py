"""Claims: which learner is offered to a worker, until when, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from reinforce import days
from reinforce.codec import Value
from reinforce.journal import PERSON, EventKind
from reinforce.journal.last_words import subject_of
from reinforce.ports import Verdict
from reinforce.ports.feed import LOOKING
from reinforce.practice import Calendar, steered
from reinforce.practice.sessions.due_check import has_practice_waiting, next_look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.ports import Look, Snapshot
    from reinforce.practice import Situation

DELIVERY = (subject_of(EventKind.DELIVERY, ""),)
"""What is asked for to know when practice may be brought to a learner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Value):
    """
    A learner who has practice waiting on a day, and is one worker's until the lease runs out.

    Attributes:
        tenant: whose learner.
        learner: who.
        day: the learner day; learner and day together are the key of a delivery, also of a repeated one.
        claim_id: unique; a day that is offered again has another one.
        leased_until: until then nobody else gets this learner, and until then it may be delivered: it is no later than
            the end of the hours in which the learner wants it.
        channel: how the learner wants it (`Delivery.channel`), if that was said.
    """

    tenant: str
    learner: str = field(metadata=PERSON)
    day: days.Day
    claim_id: str
    leased_until: datetime
    channel: str | None = None

    @property
    def date(self) -> date:
        """The date of the learner day."""
        return days.date_of(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims(Value):
    """
    What a worker was given, to go through with ``for``, and when to ask again.

    Attributes:
        claims: who has practice waiting.
        look_again_at: when somebody is next to be looked at: not after now where there may be more already; ``None``
            where there is nobody at all. Until then nothing appears by itself. What is written meanwhile, such as an
            enrolment, a late review or a new edition, may make practice appear before.
    """

    claims: tuple[Claim, ...]
    look_again_at: datetime | None

    def __len__(self) -> int:
        """Return how many claims there are."""
        return len(self.claims)

    def __iter__(self) -> Iterator[Claim]:
        """Go through the claims."""
        return iter(self.claims)


def verdict_of(look: Look, situation: Situation, *, until: datetime) -> Verdict:
    """Return a claim of today for a learner who has practice waiting and wants it now; otherwise when to look again."""
    delivery, calendar, now = situation.delivery, situation.calendar, situation.now
    first = situation.today if look.day is None else look.day + 1
    free_at = now if look.delivered_at is None else max(now, look.delivered_at + delivery.spacing)
    is_wanted = situation.today >= first and free_at == now and delivery.allows(now, calendar)
    is_offered = is_wanted and has_practice_waiting(situation)
    if is_offered:
        look_at = delivery.ends_at(now, calendar, before=until)
    else:
        by_itself = next_look_at(situation, day=first)
        is_put_off = situation.today >= first and not is_wanted
        earliest = max(free_at, now if is_put_off else by_itself)
        look_at = delivery.next_at(earliest, calendar) or by_itself
    return Verdict(
        learner=look.learner,
        held=look.mark,
        edition=look.edition,
        claim_id=uuid4().hex if is_offered else None,
        day=situation.today if is_offered else look.day,
        look_at=look_at,
    )


def look_after(claim: Claim, snapshot: Snapshot, *, now: datetime) -> datetime:
    """Return when to look again at a learner to whom a claim was delivered."""
    calendar, delivery = Calendar(snapshot.calendar), steered(snapshot.steering, today=0).delivery
    entry = calendar.at(now)
    next_day = days.day_start_at(claim.day + 1, timezone=entry.timezone, day_start=entry.day_start)
    return delivery.next_at(max(next_day, now + delivery.spacing), calendar) or next_day


def mark_of(claim_id: str, how: str) -> str:
    """Return the mark of how a claim ended."""
    return f"{LOOKING}{how}:{claim_id}"


def end_of(
    claim: Claim, how: str, *, day: int, look_at: datetime, delivered_at: datetime | None = None
) -> tuple[Verdict, Verdict]:
    """
    Return the verdicts by which a claim ends.

    They leave a mark of how it ended, by which the same call is known again where its answer was lost.
    """
    mark = mark_of(claim.claim_id, how)
    first = Verdict(
        learner=claim.learner, held=claim.claim_id, claim_id=mark, day=day, look_at=look_at, delivered_at=delivered_at
    )
    return replace(first, held=mark, delivered_at=None), first
