"""
From values to rows and back, in one place.

A row is a plain sequence in the order of the names that stand beside the function which reads it, so that these
functions serve rows of any driver. What cannot be stored is refused while rows are made, before anything is written.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from reinforce.days import from_microseconds, microseconds
from reinforce.journal import Rating
from reinforce.memory import Features, MemoryState, Phase
from reinforce.ports import EditionRecord, Exposure, Held, PolicyRecord
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.stores.shared.exposures import exposures
from reinforce.stores.shared.json import finite, from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reinforce.ports import Meeting

Row: TypeAlias = "Sequence[Any]"
Values: TypeAlias = dict[str, Any]

MICROSECOND = timedelta(microseconds=1)
"""In what the tables count durations."""

_RATINGS: dict[int | None, Rating | None] = {None: None} | {int(rating): rating for rating in Rating}
_PHASES = {phase.value: phase for phase in Phase}

POLICY = ("version", "body", "recorded_at")
EDITION = ("number", "pack", "digest", "body", "recorded_at")
CALENDAR = ("effective_at", "timezone", "day_start")
_FEATURES = ("successes", "failures", "fast", "slow", "lately", "lately_right")
CARD = (
    *("skill_id", "version", "phase", "step", "stability", "difficulty", "memory_extra", "due_day", "due_at"),
    *("last_at", "last_id", "last_day", "last_rating", "reps", "lapses"),
    *("policy_version", "model_version", "content_version"),
    *_FEATURES,
)
EXPOSURE = ("exercise_id", "seen", "last_at", "timed", "took")


def policy(row: Row) -> PolicyRecord:
    """Return the policy of a `POLICY` row."""
    version, body, recorded_at = row
    return PolicyRecord(version=version, body=from_text(body), recorded_at=from_microseconds(recorded_at))


def of_policy(tenant: str, record: PolicyRecord) -> Values:
    """Return the row of a policy."""
    return {
        "tenant_id": tenant,
        "version": record.version,
        "body": to_text("body", record.body),
        "recorded_at": microseconds(record.recorded_at),
    }


def edition(row: Row) -> EditionRecord:
    """Return the edition of an `EDITION` row."""
    number, pack, digest, body, recorded_at = row
    return EditionRecord(
        number=number, pack=pack, digest=digest, body=from_text(body), recorded_at=from_microseconds(recorded_at)
    )


def of_edition(tenant: str, record: EditionRecord) -> Values:
    """Return the row of an edition."""
    return {
        "tenant_id": tenant,
        "number": record.number,
        "pack": record.pack,
        "digest": record.digest,
        "body": to_text("body", record.body),
        "recorded_at": microseconds(record.recorded_at),
    }


def calendar_entry(row: Row) -> CalendarEntry:
    """Return the entry of a `CALENDAR` row."""
    effective_at, timezone, day_start = row
    return CalendarEntry(effective_at=from_microseconds(effective_at), timezone=timezone, day_start=day_start)


def of_calendar_entry(tenant: str, learner: str, entry: CalendarEntry) -> Values:
    """Return the row of a calendar entry."""
    return {
        "tenant_id": tenant,
        "learner_id": learner,
        "effective_at": microseconds(entry.effective_at),
        "timezone": entry.timezone,
        "day_start": entry.day_start,
    }


def of_enrolment(tenant: str, learner: str, journey: str, at: datetime) -> Values:
    """Return the row of an enrolment."""
    return {"tenant_id": tenant, "learner_id": learner, "journey_id": journey, "enrolled_at": microseconds(at)}


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
    """Return the exercise of an `EXPOSURE` row, and how it was met."""
    exercise, seen, last_at, timed, took = row
    return exercise, Exposure(seen, from_microseconds(last_at), timed, took * MICROSECOND)


def of_exposures(tenant: str, meetings: Iterable[Meeting]) -> list[Values]:
    """Return one row for each learner and exercise of *meetings*."""
    return [
        {
            "tenant_id": tenant,
            "learner_id": learner,
            "exercise_id": exercise,
            "seen": met.seen,
            "last_at": microseconds(met.last_at),
            "timed": met.timed,
            "took": met.took // MICROSECOND,
        }
        for (learner, exercise), met in exposures(meetings).items()
    ]


def instant(value: int | None) -> datetime | None:
    """Return the instant of a column that may be empty."""
    return None if value is None else from_microseconds(value)


def optional(at: datetime | None) -> int | None:
    """Return the column of an instant that may be missing."""
    return None if at is None else microseconds(at)
