"""Checkpoint entries: a card as it was, in the log, in place of the older entries that it was folded from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reinforce.codec import from_kept, kept
from reinforce.journal import Event, EventKind
from reinforce.journal.stakes import Stakes
from reinforce.practice.cards.card import Card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.practice.policy import Policy

_BESIDES = frozenset(("folding", "stakes", "on_record"))


def checkpoint(
    card: Card,
    *,
    id: str,  # noqa: A002 - the field's name
    policy: Policy,
    recorded_at: datetime,
    own: Mapping[str, Any] = MappingProxyType({}),
) -> Event:
    """
    Return the entry that stands for all that *card* was folded from, with its place in the order of the log.

    Args:
        card: folded with *policy*, from at least one entry that counts.
        id: a new id; ``last_id`` in the body is that of the last entry that it stands for.
        policy: the settings in force.
        recorded_at: when it is written.
        own: what `told_apart` says where any of what it stands for was at practice stakes.
    """
    return Event(
        id=id,
        kind=EventKind.CHECKPOINT,
        at=card.last_at or recorded_at,
        learner=card.learner,
        target=card.skill,
        body={**_said(card), "folding": policy.of(card.skill).folding, **own},
        recorded_at=recorded_at,
    )


def told_apart(on_record: Card | None) -> Mapping[str, Any]:
    """
    Return what a checkpoint says besides the card where some of what it stands for was at practice stakes.

    Args:
        on_record: the card without that, which is all that a manager may see; ``None`` where nothing else is in it.
    """
    return {"stakes": Stakes.PRACTICE.value, "on_record": None if on_record is None else _said(on_record)}


def recorded_part(event: Event) -> Event | None:
    """Return a checkpoint that says at what stakes as one of what is on record; ``None`` where nothing is."""
    said = event.body["on_record"]
    if said is None:
        return None
    body = {**said, "folding": event.body["folding"]}
    return replace(event, at=datetime.fromisoformat(said["last_at"]), body=body)


def restored(card: Card, event: Event, *, policy: Policy) -> Card:
    """Return the card that a checkpoint says, stamped with *policy*; what *card* counted before is added."""
    said = {name: value for name, value in event.body.items() if name not in _BESIDES}
    held = from_kept(Card, {**said, "learner": card.learner, "skill": card.skill})
    memory = held.memory
    if memory is not None and held.model_version.partition("/")[0] != policy.model:
        memory = policy.memory.placed(stability=memory.stability, difficulty=memory.difficulty)
    return replace(
        held,
        memory=memory,
        reps=card.reps + held.reps,
        lapses=card.lapses + held.lapses,
        last_day=max((day for day in (card.last_day, held.last_day) if day is not None), default=None),
        content_version=max(card.content_version, held.content_version),
        features=card.features.plus(held.features),
        policy_version=policy.version,
        model_version=policy.stamp,
    )


def _said(card: Card) -> dict[str, Any]:
    """Return a card as JSON values, without whose it is and of what."""
    return {name: value for name, value in kept(card).items() if name not in ("learner", "skill")}
