"""Looking back: the log of one learner as it was at any instant, as an audience may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reinforce.catalog import Facet
from reinforce.journal import TO_SKILLS, EventKind
from reinforce.journal.last_words import ENDLESS
from reinforce.practice import Calendar, fold
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.grading.attempts import review_id
from reinforce.practice.grading.kept_outcome import facets_kept
from reinforce.practice.grading.stakes import seen, seen_events, visible
from reinforce.practice.progress import DEFAULT_MASTERING, evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from reinforce.catalog import ContentChange
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Entry, Event
    from reinforce.ports import Snapshot
    from reinforce.practice import Card
    from reinforce.practice.grading.stakes import Audience
    from reinforce.practice.progress import Passage


_ALL: Final[dict[str, Any]] = {"log": True, "attempts": True, "practice": True, "since_day": ENDLESS}


class PastState:
    """
    All that was logged about one learner.

    What happened up to an instant is what its entries say of themselves (``at``), so that practice on a device without
    a connection counts from when it took place. It is judged by the policy and the curriculum of today.

    To an audience that may not see attempts at practice stakes, it is as if they had never been made: they leave no
    trace in memory, in delays or in failures.
    """

    def __init__(
        self,
        context: TenantContext,
        learner: str,
        *,
        now: datetime,
        audience: Audience,
        skills: tuple[str, ...] | None = None,
        read: Snapshot | None = None,
    ) -> None:
        snapshot = context.learners.read(learner, skills=skills, **_ALL) if read is None else read
        self._now = now
        self.learner = learner
        self.audience = audience
        self.policy = context.versions.policy_of(snapshot)
        self.curriculum = context.versions.curriculum(snapshot.edition)
        self.calendar = Calendar(snapshot.calendar)
        self.journeys = snapshot.journeys
        gone = {event.target for event in snapshot.amendments if event.kind is EventKind.RETRACTION}
        self.surveys = tuple(event for event in snapshot.surveys if event.id not in gone)
        self._to_entries: list[Event] = []  # retractions and overrides, which may concern any skill
        self._to_skills: dict[str, list[Event]] = {}
        for event in seen_events(snapshot.amendments, audience):
            to_skill = event.kind in TO_SKILLS
            (self._to_skills.setdefault(event.target, []) if to_skill else self._to_entries).append(event)
        self._reviews = {skill: seen(reviews, audience) for skill, reviews in snapshot.reviews.items()}
        self._facets = {
            review_id(attempt.id, skill): facets
            for attempt in visible(snapshot.attempts, audience)
            for skill, facets in facets_kept(attempt.outcome).items()
        }
        self._facets |= {
            event.target: {Facet(facet): right for facet, right in event.body.get("facets", {}).items()}
            for event in snapshot.amendments
            if event.kind is EventKind.JUDGEMENT
        }

    @classmethod
    def of_many(
        cls,
        context: TenantContext,
        learners: Iterable[str],
        *,
        now: datetime,
        audience: Audience,
        surveys: bool = False,
    ) -> Iterator[PastState]:
        """
        Yield the looks back at several learners, who are read a page at a time, in as few statements as one is.

        What they said in *surveys* is read along where it is wanted.
        """
        for page in context.learners.read_pages(learners, skills=None, surveys=surveys, **_ALL):
            for learner, read in page.items():
                yield cls(context, learner, now=now, audience=audience, read=read)

    def happened(self, what_at: datetime, *, by: datetime) -> bool:
        """
        Whether what bears the instant *what_at* had happened by another one.

        By now everything has that is in the log, though a device's clock may run ahead of ours.
        """
        return what_at <= by or by >= self._now

    def touched(self, *, at: datetime) -> tuple[str, ...]:
        """Return the skills that were practised, placed or forgotten up to the instant *at*, sorted."""
        named = self._to_skills.keys() | self._reviews.keys()
        return tuple(skill for skill in sorted(named) if self.counting(skill, at=at))

    def entries(self, skill: str, *, at: datetime) -> tuple[Entry, ...]:
        """Return the log of one card up to the instant *at*."""
        to_skill = self._to_skills.get(skill, ())
        entries: tuple[Entry, ...] = (*self._reviews.get(skill, ()), *to_skill, *self._to_entries)
        return tuple(entry for entry in entries if self.happened(entry.at, by=at))

    def counting(self, skill: str, *, at: datetime) -> list[Entry]:
        """Return what of it counts, in order, each review with the rating that it counts with."""
        return EffectiveLog.of(self.entries(skill, at=at)).counting(skill)

    def card(self, skill: str, *, at: datetime) -> Card:
        """Return the card as it was at the instant *at*."""
        entries, changes = self.entries(skill, at=at), self._changes(skill, at=at)
        return fold(entries, policy=self.policy, changes=changes, learner=self.learner, skill=skill)

    def left(self, skill: str, *, at: datetime) -> float | None:
        """Return what share of a skill was there at the instant *at*; ``None`` where nothing was."""
        return self.card(skill, at=at).retrievability(day=self.calendar.day(at), policy=self.policy)

    def passages(self, skill: str, *, at: datetime) -> tuple[Passage, ...]:
        """Return how the evidence of a skill had grown up to the instant *at*."""
        return evidence_of(
            self.entries(skill, at=at),
            skill=skill,
            changes=self._changes(skill, at=at),
            facets=self._facets,
            success=DEFAULT_MASTERING.success,
        )

    def _changes(self, skill: str, *, at: datetime) -> tuple[ContentChange, ...]:
        return tuple(change for change in self.curriculum.changes(skill) if self.happened(change.at, by=at))
