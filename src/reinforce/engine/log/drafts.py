"""What a sender says about one event that amends the log, and whether it was said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.errors import ConflictError
from reinforce.journal import Event, EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reinforce.engine.context.erased_persons import ErasedPersons
    from reinforce.ports import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What a sender says about one event, before anything is filled in.

    Attributes:
        id: of the event.
        kind, target, body, by: what happened; the body is without what the engine adds.
        at: when; ``None`` lets the engine's clock say.
        named: whether the sender chose the id.
    """

    id: str
    kind: EventKind
    target: str
    body: Mapping[str, Any] = field(default_factory=dict)
    by: str | None = None
    at: datetime | None = None
    named: bool = True

    def same_as(self, prior: Event, persons: ErasedPersons) -> bool:
        """Whether *prior* came with the same content: what the sender said, not what was filled in."""
        said = Event(id=self.id, kind=self.kind, at=self.at or prior.at, target=self.target, body=self.said, by=self.by)
        return persons.same_event(said, prior) and said.at == prior.at

    @property
    def said(self) -> dict[str, Any]:
        """The body, with a note that no instant was named, so that a retry that names one is told apart."""
        return dict(self.body) if self.at is not None else {**self.body, "at_omitted": True}


def draft(
    kind: EventKind,
    target: str,
    *,
    event_id: str | None,
    at: datetime | None,
    body: Mapping[str, Any] | None = None,
    by: str | None = None,
) -> Draft:
    """Return a draft, checked; without an id it gets a new one, and is never a retry."""
    return Draft(
        id=new_id() if event_id is None else checks.identifier("event_id", event_id),
        kind=kind,
        target=target,
        body=body or {},
        by=by,
        at=None if at is None else checks.instant("at", at),
        named=event_id is not None,
    )


def prior_entry(wanted: Draft, found: Snapshot, persons: ErasedPersons) -> Event | None:
    """Return the event that is in the log under the draft's id already; refuse an id that is taken otherwise."""
    if wanted.id in found.prior_reviews or wanted.id in found.prior_attempts:
        raise ConflictError("event", wanted.id, "has the id of a review or an attempt")
    prior = found.prior_events.get(wanted.id)
    if prior is not None and not wanted.same_as(prior, persons):
        raise ConflictError("event", wanted.id, "is in the log already, with other content")
    return prior
