"""What workers and readers of the log are given: looks, their verdicts, and slices of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from reinforce.codec import Kept
from reinforce.days import Day
from reinforce.journal import PERSON, Entry

LOOKING = "look:"
"""
How the mark of a look begins, and no id of a claim.

A row with such a mark is looked at until its time runs out, or keeps the mark of how its claim ended; with another id
it is claimed, for its day; with none it is neither. A day stands there for which no claim may be given out any more,
unless the row is claimed.
"""

JOINING = " "
"""What stands between the ids of claims of two who were merged while both were out; and in no id of a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Kept):
    """
    A learner whom one worker looks at, and nobody else does until the time set for it has run out.

    Attributes:
        learner: who.
        mark: what `Store.settle` asks for.
        edition: the edition that the look was taken in.
        day: the last learner day for which no claim may be given out any more; ``None`` if there is none.
        delivered_at: when a claim was last acknowledged; ``None`` before the first.
    """

    learner: str = field(metadata=PERSON)
    mark: str
    edition: int
    day: Day | None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Kept):
    """
    What becomes of a look, or of a claim.

    Attributes:
        learner: who.
        held: the mark of the look, or the id of the claim, that this is the end of; or the mark of such an end.
        edition: of a look, the edition that it was taken in; ``None`` for a claim.
        claim_id: the id of the claim that is given out; ``None`` for none. At the end of a claim, a mark of how it
            ended, which begins as that of a look, and can be held.
        day: the learner day that is claimed; without a claim, the last one for which none may be given out any more.
        look_at: until when the claim is leased; without a claim, when to look at the learner again.
        delivered_at: at the end of a claim, when it was acknowledged; with ``None`` what is known of that stays.
    """

    learner: str = field(metadata=PERSON)
    held: str
    edition: int | None = None
    claim_id: str | None = None
    day: Day | None = None
    look_at: datetime
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder(Kept):
    """
    Who has a claim now, or the mark of how it ended.

    Attributes:
        learner: who.
        held: what stands with them: the id of a claim, or several, or a mark.
        day: the learner day that is claimed, or the last one for which no claim may be given out any more.
        look_at: until when the claim is leased; without a claim, when to look at the learner again.
    """

    learner: str = field(metadata=PERSON)
    held: str
    day: Day | None
    look_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Place(Kept):
    """
    A place in a tenant's log, which is in the order of the transactions that wrote it.

    Attributes:
        epoch: goes up where the numbers of transactions start anew.
        transaction: the number of the transaction; zero in a store that has one writer at a time.
        number: of the entry.
    """

    epoch: int = 0
    transaction: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSlice(Kept):
    """
    A part of a tenant's log.

    Attributes:
        entries: in the order of the log.
        end: the place of the last of them; the place asked for where there are none.
        held_since: when the first entry was recorded that is held back for now; ``None`` where none is.
    """

    entries: tuple[Entry, ...]
    end: Place
    held_since: datetime | None = None
