"""What waits to be marked: of one learner, several, or all of the tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import PERSON, EventKind
from reinforce.journal.last_words import kind_of_subjects
from reinforce.practice import Attempt
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.grading.attempts import review_id
from reinforce.practice.grading.marking import waiting
from reinforce.practice.grading.parsing import attempt_kept
from reinforce.practice.grading.stakes import hides, seen_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Event
    from reinforce.ports import AttemptRecord
    from reinforce.practice import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAttempt(Value):
    """
    An attempt of which something waits to be marked.

    Attributes:
        learner: who made it.
        sent: the attempt as it was sent; its edition says what was asked.
        at, day: when it was made, and on which learner day.
        exercises: the ids of the questions, or of the drill, that wait.
        skills: the skills that wait for it, and are not asked for meanwhile.
    """

    learner: str = field(metadata=PERSON)
    sent: Attempt
    at: datetime
    day: Day
    exercises: tuple[str, ...]
    skills: tuple[str, ...]

    @property
    def attempt_id(self) -> str:
        """The id of the attempt."""
        return self.sent.attempt_id

    @property
    def date(self) -> date:
        """The date of ``day``."""
        return date_of(self.day)


def pending_attempts(
    context: TenantContext, learners: str | Iterable[str] | None, *, audience: Audience
) -> Iterator[PendingAttempt]:
    """Yield what waits to be marked, by learner and instant, as *audience* may see it."""
    hides(audience)
    named = context.learners.named(learners)
    for page in context.learners.read_pages(named, subjects=(kind_of_subjects(EventKind.PENDING),)):
        open_: dict[str, dict[str, list[Event]]] = {}
        for learner, snapshot in page.items():
            for event in seen_events(snapshot.steering, audience):
                if event.kind is EventKind.PENDING and event.learner:
                    open_.setdefault(learner, {}).setdefault(event.body["attempt"], []).append(event)
        yield from _found(context, open_)


def _found(context: TenantContext, open_: dict[str, dict[str, list[Event]]]) -> Iterator[PendingAttempt]:
    """Yield the attempts to which events of open markings belong, but for what was taken back meanwhile."""
    queries = [
        context.learners.query(
            learner, ids=(*attempts, *(event.target for events in attempts.values() for event in events))
        )
        for learner, attempts in open_.items()
    ]
    for learner, snapshot in (context.learners.look_for(queries) if queries else {}).items():
        gone = EffectiveLog.of(snapshot.amendments).retracted
        records = sorted(snapshot.prior_attempts.values(), key=lambda record: (record.at, record.id))
        for record in records:
            skills = [
                event.body["skill"]
                for event in open_[learner].get(record.id, ())
                if record.id not in gone and review_id(record.id, event.body["skill"]) not in gone
            ]
            if skills:
                yield _pending(context, record, skills)


def _pending(context: TenantContext, record: AttemptRecord, skills: list[str]) -> PendingAttempt:
    sent, curriculum = attempt_kept(record.body), context.versions.curriculum(record.edition)
    waits = [name for name in waiting(sent) if not set(curriculum.exercise(name).skills).isdisjoint(skills)]
    return PendingAttempt(
        learner=record.learner,
        sent=sent,
        at=record.at,
        day=record.day,
        exercises=tuple(waits),
        skills=tuple(sorted(skills)),
    )
