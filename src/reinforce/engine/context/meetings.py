"""Meetings with exercises: which ones an attempt brought, and what is taken off again once it counts no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.journal.stakes import Stakes
from reinforce.ports import Meeting, Unmeeting
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.grading.parsing import attempt_kept
from reinforce.practice.grading.stakes import stakes_of
from reinforce.practice.grading.timing import by_exercise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from reinforce.engine.context.versions import Versions
    from reinforce.ports import AttemptRecord, Snapshot


def taken_off(
    gone: Iterable[AttemptRecord],
    staying: Collection[AttemptRecord],
    *,
    versions: Versions,
    closed_before: datetime | None,
) -> tuple[Unmeeting, ...]:
    """
    Return what is taken off the exposures of a learner whose attempts *gone* were counted and count no more.

    Where none of those *staying* met an exercise, it was met before the log began, *closed_before*, if at all.
    """
    latest: dict[str, datetime] = {}
    for record in sorted(filter(_meets, staying), key=lambda record: record.at):
        latest |= dict.fromkeys(_exercises(record), record.at)
    return tuple(
        Unmeeting(Meeting(record.learner, exercise, record.at, took), latest.get(exercise, closed_before))
        for record in filter(_meets, gone)
        for exercise, took in by_exercise(attempt_kept(record.body), versions.curriculum(record.edition)).items()
    )


def undone(target: str, snapshot: Snapshot, *, versions: Versions) -> tuple[Unmeeting, ...]:
    """Return the same where the attempt *target*, if that is one of all that are in *snapshot*, is being taken back."""
    gone = EffectiveLog.of(snapshot.amendments).retracted
    being = [record for record in snapshot.attempts if record.id == target]
    staying = [record for record in snapshot.attempts if record.id != target and record.id not in gone]
    return taken_off(being, staying, versions=versions, closed_before=snapshot.closed_before)


def _meets(record: AttemptRecord) -> bool:
    """Whether an attempt is a meeting with its exercises, which a mock exam is not."""
    return stakes_of(record) is not Stakes.EXAM


def _exercises(record: AttemptRecord) -> list[str]:
    answers = record.body.get("answers")
    return [record.body["drill"]] if answers is None else [answer["question"] for answer in answers]
