"""Claims and the order of the log, in memory: what one tenant needs to hand practice and entries to others."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from reinforce.days import EPOCH
from reinforce.ports import Holder, Look, Place
from reinforce.ports.feed import JOINING, LOOKING
from reinforce.stores.shared.claim_marks import WOKEN, beyond

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reinforce.ports import Verdict


@dataclass(slots=True)
class ClaimRow:
    """One learner's row of claims."""

    edition: int = 0
    look_at: datetime = EPOCH
    day: int | None = None
    claim_id: str | None = None
    delivered_at: datetime | None = None

    @property
    def is_claim(self) -> bool:
        """Whether a worker has claimed the learner; else somebody is looking at them, or nobody."""
        return self.claim_id is not None and not self.claim_id.startswith(LOOKING)

    def joined(self, other: ClaimRow) -> ClaimRow:
        """
        Return this row as one with that of the *other* learner, who goes on: the later day holds.

        Of one day what was delivered holds before what was only claimed. Who has no claim is looked at anew. Where both
        are claimed, both claims stand in the row until both leases have run out.
        """
        held = max((other, self), key=lambda row: (row.day or 0, not row.is_claim))
        delivered = max((row.delivered_at for row in (self, other) if row.delivered_at is not None), default=None)
        joined = replace(held, edition=WOKEN, delivered_at=delivered)
        if self.is_claim and other.is_claim:  # Both are out, and each may yet be acknowledged.
            lost = self if held is other else other
            return replace(
                joined, claim_id=f"{held.claim_id}{JOINING}{lost.claim_id}", look_at=max(self.look_at, other.look_at)
            )
        return joined

    def is_wanted(self, *, edition: int, now: datetime) -> bool:
        """Whether somebody should look at the learner."""
        if self.edition < edition:
            return not self.is_claim or self.look_at <= now
        return self.edition == edition and self.look_at <= now


@dataclass(slots=True)
class ClaimRows:
    """
    The claims of one tenant's learners, and the order of its log.

    Attributes:
        rows: of claims, by learner.
        keys: of every entry, in the order of the log: its number, the learner or nothing, its id, and whether it is a
            review. The entries themselves are with their learners.
        last: the number of the last entry.
    """

    rows: dict[str, ClaimRow] = field(default_factory=dict)
    keys: list[tuple[int, str, str, bool]] = field(default_factory=list)
    last: int = 0

    def add(self, learner: str) -> None:
        """Let a new learner be looked at."""
        self.rows.setdefault(learner, ClaimRow())

    def of(self, learner: str) -> tuple[ClaimRow, ...]:
        """Return the learner's row of claims, if there is one."""
        return (self.rows[learner],) if learner in self.rows else ()

    def wake(self, learners: Iterable[str]) -> None:
        """Let learners be looked at, whatever was settled."""
        for learner in learners:
            if learner in self.rows:
                self.rows[learner].edition = WOKEN

    def append(self, learner: str, entry: str, *, is_review: bool) -> None:
        """Give a new entry its place at the end of the log."""
        self.last += 1
        self.keys.append((self.last, learner, entry, is_review))

    def forget(self, learner: str) -> None:
        """Let nothing remain of a learner who is gone; what others have keeps its place."""
        self.rows.pop(learner, None)
        self.keys = [key for key in self.keys if key[1] != learner]

    def move(self, source: str, target: str) -> None:
        """Let another learner have what one had; of two rows of claims that of the later day holds."""
        row = self.rows.pop(source, None)
        if row is not None:
            self.rows[target] = row.joined(self.rows[target]) if target in self.rows else row
        theirs = {key[2:] for key in self.keys if key[1] == target}
        left = (key for key in self.keys if key[1] != source or key[2:] not in theirs)
        self.keys = [(key[0], target, *key[2:]) if key[1] == source else key for key in left]

    def drop(self, learner: str, entry: str, *, is_review: bool) -> None:
        """Let an entry be gone that was taken out of the log; the others keep their places."""
        self.keys = [key for key in self.keys if key[1:] != (learner, entry, is_review)]

    def take(self, *, edition: int, now: datetime, until: datetime, limit: int, mark: str) -> tuple[Look, ...]:
        """Take the rows that somebody should look at, at most *limit*."""
        wanted = [(row.edition, row.look_at, learner) for learner, row in self.rows.items()]
        wanted = [key for key in wanted if self.rows[key[-1]].is_wanted(edition=edition, now=now)]
        looks = []
        for _, _, learner in sorted(wanted)[:limit]:
            row = self.rows[learner]
            day = row.day - 1 if row.is_claim and row.day is not None else row.day
            self.rows[learner] = ClaimRow(edition, until, day, LOOKING + mark, row.delivered_at)
            found = Look(learner=learner, mark=LOOKING + mark, edition=edition, day=day, delivered_at=row.delivered_at)
            looks.append(found)
        return tuple(looks)

    def settle(self, verdicts: Iterable[Verdict]) -> frozenset[str]:
        """Write what became of looks and claims whose row is as it was given out."""
        settled = set()
        for verdict in verdicts:
            row = self.rows.get(verdict.learner)
            if row is None or row.claim_id != verdict.held or verdict.edition not in {None, row.edition}:
                continue
            delivered = verdict.delivered_at or row.delivered_at
            self.rows[verdict.learner] = ClaimRow(
                row.edition, verdict.look_at, verdict.day, verdict.claim_id, delivered
            )
            settled.add(verdict.learner)
        return frozenset(settled)

    def holders(self, marks: Sequence[str]) -> tuple[Holder, ...]:
        """Return who has one of *marks*, and all who have several claims."""
        wanted = set(marks)
        return tuple(
            Holder(learner=learner, held=row.claim_id, day=row.day, look_at=row.look_at)
            for learner, row in self.rows.items()
            if row.claim_id is not None and (row.claim_id in wanted or JOINING in row.claim_id)
        )

    def next_look(self, *, edition: int) -> datetime | None:
        """Return when the first learner is to be looked at; ``None`` where there is nobody."""
        times = (EPOCH if row.edition < edition and not row.is_claim else row.look_at for row in self.rows.values())
        return min(times, default=None)

    def after(self, place: Place, *, limit: int) -> tuple[Sequence[tuple[int, str, str, bool]], Place]:
        """Return the keys of the entries after a place, at most *limit*, and the place of the last of them."""
        if place > Place(1, 0, self.last):
            raise beyond(place)
        start = bisect_right(self.keys, place.number, key=itemgetter(0))
        found = self.keys[start : start + limit]
        return found, Place(1, 0, found[-1][0]) if found else place
