"""From values to rows and back: settings, curriculum, and what is kept of a learner beside the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reinforce.days import from_microseconds, microseconds
from reinforce.journal import Rating
from reinforce.memory import Features, MemoryState, Phase
from reinforce.ports import EditionRecord, Exposure, Held, PolicyRecord
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.stores.shared.json import finite
from reinforce.stores.sql.tables import columns
from reinforce.stores.sql.tables.row_codec import RowCodec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.ports import Meeting, Unmeeting
    from reinforce.stores.sql.tables.row_codec import Row, Values

_RATINGS: dict[int | None, Rating | None] = {None: None} | {int(rating): rating for rating in Rating}
_PHASES = {phase.value: phase for phase in Phase}

POLICY = RowCodec(PolicyRecord, columns.POLICY)
EDITION = RowCodec(EditionRecord, columns.EDITION)
CALENDAR = RowCodec(CalendarEntry, columns.CALENDAR)
EXPOSURE = RowCodec(Exposure, columns.MET)
CARD = tuple(name for name, *_ in columns.split(columns.CARD))
_FEATURES = CARD[-len(Features().values()) :]


def held(learner: str, row: Row) -> Held:
    """Return the card of a `CARD` row, with its version."""
    (skill, version, phase, step, stability, difficulty, extra, due_day, due_at, *rest) = row
    (last_at, last_id, last_day, last_rating, reps, lapses, policy_version, *rest) = rest
    (model_version, content_version, *features) = rest
    card = Card(
        learner=learner,
        skill=skill,
        phase=_PHASES[phase],
        step=step,
        memory=None
        if stability is None
        else MemoryState(stability, difficulty, tuple(json.loads(extra)) if extra else ()),
        due_day=due_day,
        due_at=instant(due_at),
        last_at=instant(last_at),
        last_id=last_id,
        last_day=last_day,
        last_rating=_RATINGS[last_rating],
        reps=reps,
        lapses=lapses,
        policy_version=policy_version,
        model_version=model_version,
        content_version=content_version,
        features=Features.of(features),
    )
    return Held(card, version)


def of_card(tenant: str, card: Card, version: int) -> Values:
    """Return the row of a card; *version* is the one it gets."""
    memory = None if card.memory is None else finite("memory", card.memory)
    return {
        "tenant_id": tenant,
        "learner_id": card.learner,
        "skill_id": card.skill,
        "version": version,
        "phase": card.phase.value,
        "step": card.step,
        "stability": None if memory is None else memory.stability,
        "difficulty": None if memory is None else memory.difficulty,
        "memory_extra": json.dumps(memory.extra) if memory is not None and memory.extra else None,
        "due_day": card.due_day,
        "due_at": optional(card.due_at),
        "last_at": optional(card.last_at),
        "last_id": card.last_id,
        "last_day": card.last_day,
        "last_rating": card.last_rating if card.last_rating is None else int(card.last_rating),
        "reps": card.reps,
        "lapses": card.lapses,
        "policy_version": card.policy_version,
        "model_version": card.model_version,
        "content_version": card.content_version,
        **dict(zip(_FEATURES, card.features.values(), strict=True)),
    }


def exposure(row: Row) -> tuple[str, Exposure]:
    """Return the exercise of a row, and how it was met."""
    return row[0], EXPOSURE.value(row[1:])


def of_exposures(tenant: str, meetings: Iterable[Meeting]) -> list[Values]:
    """Return one row for each learner and exercise of *meetings*."""
    found: dict[tuple[str, str], Exposure] = {}
    for met in meetings:
        key = met.learner, met.exercise
        found[key] = Exposure.met(met.at, met.took).plus(found.get(key))
    return [
        EXPOSURE.row(tenant, both, learner_id=learner, exercise_id=exercise)
        for (learner, exercise), both in found.items()
    ]


def of_unmeeting(tenant: str, off: Unmeeting) -> Values:
    """Return what is taken off a row of exposures: a meeting, with the instant that is the latest then."""
    met = Exposure.met(off.met.at, off.met.took)
    row = EXPOSURE.row(tenant, met, learner_id=off.met.learner, exercise_id=off.met.exercise)
    return {**row, "before": row["last_at"] if off.before is None else microseconds(off.before)}


def instant(value: int | None) -> datetime | None:
    """Return the instant of a column that may be empty."""
    return None if value is None else from_microseconds(value)


def optional(at: datetime | None) -> int | None:
    """Return the column of an instant that may be missing."""
    return None if at is None else microseconds(at)
