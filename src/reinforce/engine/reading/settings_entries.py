"""What is set for some of a tenant, since when and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from reinforce.codec import Value, from_kept
from reinforce.journal import PERSON, EventKind
from reinforce.journal.last_words import is_withdrawn, kind_of_subjects
from reinforce.ports import Query
from reinforce.practice import Settings
from reinforce.practice.settings import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsEntry(Value):
    """
    What is set for a learner, a skill, a dimension, a capability or a journey.

    Attributes:
        subject: which of these: ``learner``, ``skill``, ``dimension``, ``capability`` or ``journey``.
        id: its id.
        settings: what is said.
        at: since when.
        by: who set it, where that was said.
        event_id: the id of the entry in the log.
    """

    subject: str
    id: str = field(metadata=PERSON)
    settings: Settings
    at: datetime
    by: str | None = field(default=None, metadata=PERSON)
    event_id: str


def settings_entries(context: TenantContext) -> tuple[SettingsEntry, ...]:
    """Return what is set for some and was not taken back, in the order in which it holds, and by id."""
    found = _of_tenant(context)
    said = context.versions.policy().exceptions
    if said is not None and said.tenant.learners:
        found += _of_learners(context)
    return tuple(sorted(found, key=lambda one: (SUBJECTS.index(one.subject), one.id)))


def _of_tenant(context: TenantContext) -> list[SettingsEntry]:
    wanted = (kind_of_subjects(EventKind.SETTINGS),)
    said = context.store.read(Query(tenant=context.tenant, learner="", subjects=wanted)).steering
    return [_entry(event, *event.target.split(":", 1)) for event in _holding(said)]


def _of_learners(context: TenantContext) -> list[SettingsEntry]:
    every = (one.settings for page in context.learners.read_all(settings=True) for one in page.values())
    return [_entry(event, "learner", event.learner) for said in every for event in _holding(said)]


def _holding(events: Iterable[Event]) -> Iterator[Event]:
    return (event for event in events if event.kind is EventKind.SETTINGS and not is_withdrawn(event))


def _entry(event: Event, subject: str, id_: str) -> SettingsEntry:
    settings = from_kept(Settings, event.body)
    return SettingsEntry(subject=subject, id=id_, settings=settings, at=event.at, by=event.by, event_id=event.id)
