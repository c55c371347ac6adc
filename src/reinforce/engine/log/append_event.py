"""Adding an event to the log of a learner, of several, or of the tenant: once, whatever is sent twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.errors import ConflictError
from reinforce.journal import Event
from reinforce.journal.last_words import subject_of
from reinforce.journal.persons import roles
from reinforce.ports import Change, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import EventKind

_TICK = timedelta(microseconds=1)


def append(
    context: TenantContext,
    learners: Iterable[str],
    *,
    kind: EventKind,
    target: str = "",
    body: Mapping[str, Any],
    by: str | None = None,
    event_id: str | None = None,
) -> None:
    """
    Add the same event to the logs of *learners*, all of them or none; an empty id stands for the tenant's own log.

    It happens now, and in any case after the last word about the same, so that it is the last word even where the
    clock stands still. No card is touched. What says what happened are fields of `Event`. An *event_id* makes a retry
    harmless; where it is taken by an entry with other content, it is a `ConflictError`.
    """
    id_ = new_id() if event_id is None else checks.identifier("event_id", event_id)
    wanted = list(dict.fromkeys(learners))
    now = context.clock.now()
    draft = Event(id=id_, kind=kind, at=now, target=target, body=dict(body), by=by, recorded_at=now)

    def once() -> None:
        found = [(learner, *_known(context, learner, draft)) for learner in wanted]
        new = [
            event
            for learner, events, prior, _ in found
            if (event := _placed(draft, learner, events=events, prior=prior, persons=context.erased)) is not None
        ]
        if new:
            # turning the epoch, so that of two who write at once the second looks again, and finds the id taken
            epochs = {learner: epoch for learner, _, _, epoch in found if learner}
            context.writing.apply(
                Change(
                    tenant=context.tenant,
                    events=tuple(new),
                    epochs=epochs,
                    turning=frozenset(epochs),
                    waking=frozenset(epochs),
                    absent=() if event_id is None else tuple((learner, id_) for learner in epochs),
                    persons=context.erased.named(*(person for _, person in roles(draft))),
                )
            )

    context.writing.retrying(once)
    if "" in wanted and event_id is not None:
        once()  # the tenant has no epoch: where somebody else took the id meanwhile, theirs stayed, and we say so


def _placed(
    draft: Event, learner: str, *, events: Iterable[Event], prior: Event | None, persons: ErasedPersons
) -> Event | None:
    """Return *draft* as the learner's last word about its target; ``None`` where it is in the log already."""
    if prior is not None:
        if not persons.same_event(draft, prior):
            raise ConflictError("event", draft.id, "is in the log already, with other content")
        return None
    return replace(draft, learner=learner, at=max((draft.at, *(event.at + _TICK for event in events))))


def _known(context: TenantContext, learner: str, draft: Event) -> tuple[tuple[Event, ...], Event | None, int]:
    """Return the last words of *learner*, or of all, about the same; the event under that id, if any; and the epoch."""
    subjects = (subject_of(draft.kind, draft.target),)
    if learner:
        snapshot = context.learners.read(learner, ids=(draft.id,), subjects=subjects)
    else:
        snapshot = context.store.read(Query(tenant=context.tenant, learner="", ids=(draft.id,), subjects=subjects))
    if draft.id in snapshot.prior_reviews or draft.id in snapshot.prior_attempts:
        raise ConflictError("event", draft.id, "has the id of a review or an attempt")
    return snapshot.steering, snapshot.prior_events.get(draft.id), snapshot.epoch or 0
