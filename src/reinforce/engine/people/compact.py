"""Keeping the log for a period and no longer, in batches, while practice goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.people.references import chosen
from reinforce.errors import InvalidParameterError
from reinforce.journal import AMENDING, TO_SKILLS, Event, EventKind
from reinforce.journal.stakes import Stakes
from reinforce.ports import Change, Entries, Rewriting
from reinforce.practice.cards.compaction import compacted
from reinforce.practice.grading.stakes import Audience, seen, seen_events, stamp_of, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot

_BATCH = 20
_COUNTS = ("removed", "checkpoints")
_LEAST, _MOST = timedelta(days=1), timedelta(days=36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction(Value):
    """
    How far the removal of old entries has come.

    Attributes:
        cut: entries dated before this instant are gone, and are no longer taken.
        learners: how many learners were looked at.
        removed: how many log entries are gone.
        checkpoints: how many cards have a checkpoint in their place.
        after: the last learner that was done; what was interrupted goes on after them.
        remains: what the database may still keep of what is gone, and what would remove it, in words; empty where that
            is nothing, and before the last batch.
    """

    cut: datetime
    learners: int = 0
    removed: int = 0
    checkpoints: int = 0
    after: str = ""
    remains: str = ""


class Compacting:
    """Shortens logs."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def compact(
        self,
        period: timedelta,
        *,
        learners: Iterable[str] | None,
        after: str,
        progress: Callable[[Compaction], object] | None,
    ) -> Compaction:
        """Shorten logs to *period*, as `Privacy.compact` says."""
        if checks.duration("period", period, most=_MOST) < _LEAST:
            raise InvalidParameterError("period", f"must be at least a day, not {period}", value=period)
        wanted = None if learners is None else sorted(set(checks.identifiers("learners", learners)))
        if wanted is not None:
            for learner in wanted:
                self._context.learners.read(learner)
        everybody = self._context.learners.everybody(retired=True) if wanted is None else iter(wanted)
        checks.text("after", after)
        rest = (learner for learner in everybody if learner > after)
        done = Compaction(cut=self._context.clock.now() - period, after=after)
        while batch := tuple(islice(rest, _BATCH)):
            done = self._context.writing.retrying(partial(self._shorten, batch, done))
            if progress is not None:
                progress(done)
        return replace(done, remains=self._context.store.purge())

    def _shorten(self, batch: tuple[str, ...], done: Compaction) -> Compaction:
        """Shorten the logs of some learners in one change, and return how far it has come with them."""
        notes: list[Event] = []
        parts = [part for learner in batch if (part := self._part(learner, done.cut, notes)) is not None]
        if parts:
            self._context.writing.apply(_together(self._context.tenant, parts))
        counts = {name: getattr(done, name) + sum(note.body[name] for note in notes) for name in _COUNTS}
        return replace(done, learners=done.learners + len(batch), **counts, after=batch[-1])

    def _part(self, learner: str, cut: datetime, notes: list[Event]) -> Change | None:
        """
        Return the change that shortens one learner's log; ``None`` where there is nothing to do.

        To *notes* goes the entry that says what came of it, also where the same cut was made before: of a call whose
        answer was lost the next one tells what it did.
        """
        context = self._context
        snapshot = context.learners.look_for([context.learners.query(learner)])[learner]
        if snapshot.epoch is None:  # gone since the page was read
            return None
        listed = context.store.entries(context.tenant, learner=learner)
        events, removed = self._shortened(learner, listed, snapshot, cut)
        told = events or listed.events
        notes += [one for one in told if one.kind is EventKind.COMPACTION and one.body["before"] == cut.isoformat()]
        if not removed and snapshot.closed_before is not None and snapshot.closed_before >= cut:
            return None
        closed = max(filter(None, (snapshot.closed_before, cut)))
        return Change(
            tenant=context.tenant,
            events=events,
            epochs={learner: snapshot.epoch},
            rewriting=Rewriting(removed=removed, closed={learner: closed}, counted={learner: len(listed)}),
        )

    def _shortened(
        self, learner: str, listed: Entries, snapshot: Snapshot, cut: datetime
    ) -> tuple[tuple[Event, ...], Entries]:
        """Return the new entries and those that go."""
        context, now = self._context, self._context.clock.now()
        short = compacted(
            learner,
            reviews=[record.review for record in listed.reviews],
            attempts={record.id: record.at for record in listed.attempts},
            events=listed.events,
            cut=cut,
            policy=context.versions.policy_of(snapshot),
            changes=context.versions.curriculum(snapshot.edition).changes,
            new_id=new_id,
            now=now,
        )
        removed = Entries(
            reviews=tuple(record for record in listed.reviews if record.review.id in short.reviews),
            attempts=tuple(record for record in listed.attempts if record.id in short.attempts),
            events=chosen(listed, lambda _, id_: id_ in short.events).events,
        )
        if not removed:
            return (), removed
        own = {} if _any_on_record(removed) else stamp_of(Stakes.PRACTICE)
        notes = tuple(event for event in listed.events if event.kind is EventKind.COMPACTION)
        replaced = [event for event in notes if not own or "stakes" in event.body]  # what others see stays
        removed = replace(removed, events=(*removed.events, *replaced))
        # The last entry: it keeps the greatest place in the log, so that nobody gets a place that was read already.
        note = Event(
            id=new_id(),
            kind=EventKind.COMPACTION,
            at=now,
            learner=learner,
            body={"before": cut.isoformat(), "removed": len(removed), "checkpoints": len(short.checkpoints), **own},
            recorded_at=now,
        )
        return (*short.checkpoints, note), removed


def _any_on_record(removed: Entries) -> bool:
    """
    Whether others than the learner miss any of what goes.

    Neither amendments tell, which go with what they amend, nor checkpoints, which go where something else does.
    """
    telling = (one for one in removed.events if one.kind not in AMENDING or one.kind in TO_SKILLS)
    events = (one for one in telling if one.kind is not EventKind.CHECKPOINT)
    return bool(
        seen((one.review for one in removed.reviews), Audience.MANAGER)
        or visible(removed.attempts, Audience.MANAGER)
        or seen_events(events, Audience.MANAGER)
    )


def _together(tenant: str, parts: list[Change]) -> Change:
    """Return changes that each shorten one learner's log as one."""
    removed = [part.rewriting.removed for part in parts]
    return Change(
        tenant=tenant,
        events=tuple(event for part in parts for event in part.events),
        epochs={learner: epoch for part in parts for learner, epoch in part.epochs.items()},
        turning=frozenset(learner for part in parts for learner in part.epochs),
        rewriting=Rewriting(
            removed=Entries(
                reviews=tuple(record for one in removed for record in one.reviews),
                attempts=tuple(record for one in removed for record in one.attempts),
                events=tuple(event for one in removed for event in one.events),
            ),
            closed={learner: at for part in parts for learner, at in part.rewriting.closed.items()},
            counted={learner: count for part in parts for learner, count in part.rewriting.counted.items()},
        ),
    )
