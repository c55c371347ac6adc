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
from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.memory import MemoryState, Phase
from reinforce.ports import AttemptRecord, EditionRecord, Exposure, Held, PolicyRecord, ReviewRecord
from reinforce.practice.calendar import CalendarEntry
from reinforce.practice.card import Card
from reinforce.stores.storable import finite, from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

Row: TypeAlias = "Sequence[Any]"
Values: TypeAlias = dict[str, Any]

_MICROSECOND = timedelta(microseconds=1)
_RATINGS: dict[int | None, Rating | None] = {None: None} | {int(rating): rating for rating in Rating}
_PHASES = {phase.value: phase for phase in Phase}
_KINDS = {kind.value: kind for kind in EventKind}

POLICY = ("version", "body", "recorded_at")
EDITION = ("number", "pack", "digest", "body", "recorded_at")
CALENDAR = ("effective_at", "timezone", "day_start")
CARD = (
    *("skill_id", "version", "phase", "step", "stability", "difficulty", "memory_extra", "due_day", "due_at"),
    *("last_at", "last_id", "last_day", "last_rating", "reps", "lapses"),
    *("policy_version", "model_version", "content_version"),
)
REVIEW = (
    *("id", "skill_id", "rating", "at", "day", "source", "attempt_id", "assessor_id", "duration"),
    *("at_omitted", "recorded_at"),
)
REVIEW_RECORD = (*REVIEW, "outcome")
ATTEMPT = ("id", "kind", "edition", "at", "day", "duration", "body", "outcome", "recorded_at")
EVENT = ("id", "kind", "at", "learner_id", "target", "body", "recorded_at")
EXPOSURE = ("exercise_id", "seen", "last_at")


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
    (last_at, last_id, last_day, last_rating, reps, lapses, policy_version, model_version, content_version) = rest
    card = Card(
        learner=learner,
        skill=skill,
        phase=_PHASES[phase],
        step=step,
        memory=None if stability is None else MemoryState(stability, difficulty, tuple(json.loads(extra or "[]"))),
        due_day=due_day,
        due_at=_instant(due_at),
        last_at=_instant(last_at),
        last_id=last_id,
        last_day=last_day,
        last_rating=_RATINGS[last_rating],
        reps=reps,
        lapses=lapses,
        policy_version=policy_version,
        model_version=model_version,
        content_version=content_version,
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
        "due_at": _optional(card.due_at),
        "last_at": _optional(card.last_at),
        "last_id": card.last_id,
        "last_day": card.last_day,
        "last_rating": card.last_rating if card.last_rating is None else int(card.last_rating),
        "reps": card.reps,
        "lapses": card.lapses,
        "policy_version": card.policy_version,
        "model_version": card.model_version,
        "content_version": card.content_version,
    }


def review(learner: str, row: Row) -> Review:
    """Return the review of a `REVIEW` row."""
    id_, skill, rating, at, day, source, attempt_id, assessor, duration, at_omitted, recorded_at = row
    return Review(
        id=id_,
        learner=learner,
        skill=skill,
        rating=Rating(rating),
        at=from_microseconds(at),
        day=day,
        source=source,
        attempt_id=attempt_id,
        assessor=assessor,
        duration=None if duration is None else duration * _MICROSECOND,
        at_omitted=bool(at_omitted),
        recorded_at=_instant(recorded_at),
    )


def review_record(learner: str, row: Row) -> ReviewRecord:
    """Return the review and outcome of a `REVIEW_RECORD` row."""
    return ReviewRecord(review=review(learner, row[:-1]), outcome=from_text(row[-1]))


def reviews_by_skill(learner: str, found: Iterable[Row]) -> dict[str, tuple[Review, ...]]:
    """Return by skill the reviews of `REVIEW` rows, each skill's in the order of the rows."""
    by_skill: dict[str, list[Review]] = {}
    for row in found:
        entry = review(learner, row)
        by_skill.setdefault(entry.skill, []).append(entry)
    return {skill: tuple(entries) for skill, entries in by_skill.items()}


def of_review(tenant: str, record: ReviewRecord) -> Values:
    """Return the row of a review and its outcome."""
    entry = record.review
    return {
        "tenant_id": tenant,
        "learner_id": entry.learner,
        "id": entry.id,
        "skill_id": entry.skill,
        "rating": int(entry.rating),
        "at": microseconds(entry.at),
        "day": entry.day,
        "source": entry.source,
        "attempt_id": entry.attempt_id,
        "assessor_id": entry.assessor,
        "duration": None if entry.duration is None else entry.duration // _MICROSECOND,
        "at_omitted": entry.at_omitted,
        "recorded_at": _optional(entry.recorded_at),
        "outcome": to_text("outcome", record.outcome),
    }


def attempt(learner: str, row: Row) -> AttemptRecord:
    """Return the attempt of an `ATTEMPT` row."""
    id_, kind, number, at, day, duration, body, outcome, recorded_at = row
    return AttemptRecord(
        id=id_,
        learner=learner,
        kind=kind,
        edition=number,
        at=from_microseconds(at),
        day=day,
        duration=duration * _MICROSECOND,
        body=from_text(body),
        outcome=from_text(outcome),
        recorded_at=from_microseconds(recorded_at),
    )


def of_attempt(tenant: str, record: AttemptRecord) -> Values:
    """Return the row of an attempt."""
    return {
        "tenant_id": tenant,
        "learner_id": record.learner,
        "id": record.id,
        "kind": record.kind,
        "edition": record.edition,
        "at": microseconds(record.at),
        "day": record.day,
        "duration": record.duration // _MICROSECOND,
        "body": to_text("body", record.body),
        "outcome": to_text("outcome", record.outcome),
        "recorded_at": microseconds(record.recorded_at),
    }


def event(row: Row) -> Event:
    """Return the event of an `EVENT` row."""
    id_, kind, at, learner, target, body, recorded_at = row
    return Event(
        id=id_,
        kind=_KINDS[kind],
        at=from_microseconds(at),
        learner=learner,
        target=target,
        body=from_text(body),
        recorded_at=_instant(recorded_at),
    )


def of_event(tenant: str, entry: Event) -> Values:
    """Return the row of an event."""
    return {
        "tenant_id": tenant,
        "learner_id": entry.learner,
        "id": entry.id,
        "kind": entry.kind.value,
        "at": microseconds(entry.at),
        "target": entry.target,
        "body": to_text("body", entry.body),
        "recorded_at": _optional(entry.recorded_at),
    }


def exposure(row: Row) -> tuple[str, Exposure]:
    """Return the exercise of an `EXPOSURE` row, and how it was met."""
    exercise, seen, last_at = row
    return exercise, Exposure(seen, from_microseconds(last_at))


def of_exposures(tenant: str, met: Iterable[tuple[str, str, datetime]]) -> list[Values]:
    """Return one row for each learner and exercise of *met*: how often, and when last."""
    rows: dict[tuple[str, str], Values] = {}
    for learner, exercise, at in met:
        row = rows.setdefault(
            (learner, exercise),
            {
                "tenant_id": tenant,
                "learner_id": learner,
                "exercise_id": exercise,
                "seen": 0,
                "last_at": microseconds(at),
            },
        )
        row["seen"] += 1
        row["last_at"] = max(row["last_at"], microseconds(at))
    return list(rows.values())


def latest(row: Row) -> datetime | None:
    """Return the latest instant of a row of instants, some or all of which may be missing."""
    return _instant(max((at for at in row if at is not None), default=None))


def practised(row: Row) -> tuple[int, timedelta]:
    """Return the learner day and the duration of a row of the two."""
    day, duration = row
    return day, duration * _MICROSECOND


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def _optional(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)
