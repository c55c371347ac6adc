"""Checkpoint entries: a card as it was, in the log, in place of the older entries that it was folded from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.journal import Event, EventKind
from reinforce.journal.stakes import Stakes
from reinforce.practice.cards.card import Card

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.practice.policy import Policy


def checkpoint(
    card: Card,
    *,
    id: str,  # noqa: A002 - the field's name
    policy: Policy,
    recorded_at: datetime,
    stakes: Stakes = Stakes.RECORDED,
) -> Event:
    """
    Return the entry that stands for all that *card* was folded from, with its place in the order of the log.

    Args:
        card: folded with *policy*, from at least one entry that counts.
        id: a new id; ``last_id`` in the body is that of the last entry that it stands for.
        policy: the settings in force.
        recorded_at: when it is written.
        stakes: PRACTICE where any of what it stands for was at practice stakes; the entry says so then.
    """
    said = {name: value for name, value in card.to_json().items() if name not in ("learner", "skill")}
    own = {} if stakes is Stakes.RECORDED else {"stakes": stakes.value}
    return Event(
        id=id,
        kind=EventKind.CHECKPOINT,
        at=card.last_at or recorded_at,
        learner=card.learner,
        target=card.skill,
        body={**said, "folding": policy.folding, **own},
        recorded_at=recorded_at,
    )


def restored(card: Card, event: Event, *, policy: Policy) -> Card:
    """Return the card that a checkpoint says, stamped with *policy*; what *card* counted before is added."""
    said = {name: value for name, value in event.body.items() if name not in ("folding", "stakes")}
    held = Card.from_json({**said, "learner": card.learner, "skill": card.skill})
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
        model_version=policy.memory.version,
    )
