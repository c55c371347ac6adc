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
    from collections.abc import Callable, Iterable, Mapping

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
    beside: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """
    Add the same event to the logs of *learners*, all of them or none; an empty id stands for the tenant's own log.

    It happens now, and in any case after the last word about the same, so that it is the last word even where the
    clock stands still. No card is touched. What says what happened are fields of `Event`. An *event_id* makes a retry
    harmless; where it is taken by an entry with other content, it is a `ConflictError`. What goes with it are fields of
    `Change`, which *beside* returns.
    """
    bodies = dict.fromkeys(learners, body)
    append_to(context, bodies, kind=kind, target=target, by=by, event_id=event_id, beside=beside)


def append_to(
    context: TenantContext,
    bodies: Mapping[str, Mapping[str, Any]],
    *,
    kind: EventKind,
    target: str = "",
    by: str | None = None,
    event_id: str | None = None,
    beside: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Add an event with a body of its own to the log of each learner, by whom the *bodies* are; otherwise `append`."""
    id_ = new_id() if event_id is None else checks.identifier("event_id", event_id)
    now = context.clock.now()
    drafts = {
        learner: Event(id=id_, kind=kind, at=now, target=target, body=dict(body), by=by, recorded_at=now)
        for learner, body in bodies.items()
    }
    if not drafts:
        return

    def once() -> None:
        found = _known(context, drafts)
        new = [
            event
            for learner, events, prior, _ in found
            if (event := _placed(drafts[learner], learner, events=events, prior=prior, persons=context.erased))
            is not None
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
                    persons=context.erased.named(*{person for draft in drafts.values() for _, person in roles(draft)}),
                    **beside(),
                )
            )

    context.writing.retrying(once)
    if "" in drafts and event_id is not None:
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


def _known(
    context: TenantContext, drafts: Mapping[str, Event]
) -> list[tuple[str, tuple[Event, ...], Event | None, int]]:
    """Return of each learner, or of all, the last words about the same; the event under that id, if any; the epoch."""
    draft = next(iter(drafts.values()))
    wanted: dict[str, Any] = {"ids": (draft.id,), "subjects": (subject_of(draft.kind, draft.target),)}
    queries = [context.learners.query(learner, **wanted) for learner in drafts if learner]
    found = context.learners.read_many(queries)
    if "" in drafts:
        found[""] = context.store.read(Query(tenant=context.tenant, learner="", **wanted))
    for snapshot in found.values():
        if draft.id in snapshot.prior_reviews or draft.id in snapshot.prior_attempts:
            raise ConflictError("event", draft.id, "has the id of a review or an attempt")
    return [(learner, one.steering, one.prior_events.get(draft.id), one.epoch or 0) for learner, one in found.items()]
