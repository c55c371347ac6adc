"""The practice service: sessions, attempts and reviews in; cards, queues, plans and forecasts out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.recording import Recording, sent_review
from reinforce.practice import Calendar, Situation, by_urgency, cards_html, forecast, plan, preview, session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from reinforce.engine.desk import Desk
    from reinforce.engine.recording import Undone
    from reinforce.journal import Entry, Rating
    from reinforce.ports import Snapshot
    from reinforce.practice import Attempt, Card, Forecast, Outcome, Plan, Session

_LONGEST_DAY = timedelta(hours=50)
"""No learner day, with a change of the clocks and of the zone, began longer ago than this."""
_MOST_DAYS = 3660


class Cards(tuple["Card", ...]):
    """Cards in a tuple that shows itself as a table in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return cards_html(self)


class Practice:
    """Who practises what, when."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._recording = Recording(desk)

    def session(self, learner: str, *, budget: timedelta | None = None) -> Session:
        """
        Return today's practice of one learner: quizzes and drills, in order.

        Args:
            learner: whose.
            budget: time for practice on this day. What was practised today already counts, so that asking a second
                time brings what is left, not a second share. Without a budget everything due is in the session.

        Raises:
            NotFoundError: there is no such learner.
            InvalidParameterError: the budget is not a span of time.
        """
        return session(self._situation(learner, budget=budget))

    def record(self, learner: str, attempt: Attempt | Mapping[str, Any]) -> Outcome:
        """
        Grade an attempt, move the memory of every skill it shows, and return the outcome with feedback.

        The same attempt a second time, by its id, changes nothing and returns the first outcome.

        Args:
            learner: who made it.
            attempt: a `QuizAttempt` or a `DrillAttempt`, or the JSON values of one (see `attempt_from`).

        Raises:
            NotFoundError: there is no such learner, edition, question or drill.
            InvalidParameterError: an answer does not fit its question, a score its rubric, …; nothing was recorded.
            ConflictError: the id is taken by an attempt with other content.
            ClockSkewError: ``at`` is more than five minutes in the future.
        """
        return self._recording.record(learner, attempt)

    def review(
        self,
        learner: str,
        skill: str,
        rating: Rating | int | str,
        *,
        review_id: str | None = None,
        at: datetime | None = None,
        source: str = "host",
        assessor: str | None = None,
        duration: timedelta | None = None,
    ) -> Outcome:
        """
        Record one review of one skill: the lowest level, and the way in for scores from outside.

        Args:
            learner: who practised.
            skill: what was practised.
            rating: how well: a `Rating`, its number or its name.
            review_id: makes a retry harmless: the same id with the same content changes nothing and returns the
                first outcome. Left out, the review gets an id of its own.
            at: when; the present by default. May be in the past, in any order.
            source: what rated it, in the host's own word.
            assessor: the person who scored it.
            duration: how long it took.

        Raises:
            NotFoundError: there is no such learner or skill.
            InvalidParameterError: an argument is not acceptable.
            ConflictError: the id is taken by an entry with other content.
            ClockSkewError: ``at`` is more than five minutes in the future.
        """
        sent = sent_review(
            skill, rating, review_id=review_id, at=at, source=source, assessor=assessor, duration=duration
        )
        return self._recording.review(learner, sent)

    def undo(self, learner: str, *, review_id: str) -> Undone:
        """
        Take back a review, for good. One that has not arrived yet will not count when it does.

        Raises:
            NotFoundError: there is no such learner.
            ConflictError: the id is an attempt's.
        """
        return self._recording.undo(learner, review_id, attempt=False)

    def undo_attempt(self, learner: str, *, attempt_id: str) -> Undone:
        """Take back all reviews of an attempt, for good; otherwise as `undo`."""
        return self._recording.undo(learner, attempt_id, attempt=True)

    def due(self, learner: str, *, at: datetime | None = None) -> Cards:
        """Return the cards that are due at the instant *at* (now by default), most urgent first."""
        when = self._desk.now() if at is None else checks.instant("at", at)
        snapshot = self._desk.read(learner, skills=None)
        day, skills = Calendar(snapshot.calendar).day(when), self._desk.curriculum(snapshot.edition).skills
        policy = self._desk.policy(snapshot.policy_version)
        due = [
            card
            for card in self._desk.cards(learner, snapshot).values()
            if card.skill in skills and card.is_due(day=day, now=when)
        ]
        return Cards(by_urgency(due, day=day, policy=policy))

    def card(self, learner: str, skill: str) -> Card:
        """
        Return the card of one learner and one skill; a new one where the skill was never practised.

        Raises:
            NotFoundError: there is no such learner or skill.
        """
        snapshot = self._read(learner, skill)
        cards = self._desk.cards(learner, snapshot)
        return cards[skill] if skill in cards else self._desk.fold(learner, skill, snapshot)

    def cards(self, *, learners: str | Iterable[str] | None = None) -> Cards:
        """Return every practised card of *learners* (one id, several, or all of the tenant), by learner and skill."""
        wanted = self._desk.everybody() if learners is None else [learners] if isinstance(learners, str) else learners
        found: list[Card] = []
        for learner in wanted:
            cards = self._desk.cards(learner, self._desk.read(learner, skills=None))
            found += (cards[skill] for skill in sorted(cards) if cards[skill].reps)
        return Cards(found)

    def history(self, learner: str, skill: str) -> tuple[Entry, ...]:
        """
        Return the log of one card: its reviews, oldest first, then the retractions that concern them.

        ``fold(history, policy=tenant.policy, changes=tenant.curriculum.changes(skill))`` is the card.

        Raises:
            NotFoundError: there is no such learner or skill.
        """
        snapshot = self._read(learner, skill, log=True)
        reviews = snapshot.reviews.get(skill, ())
        ids = {review.id for review in reviews} | {review.attempt_id for review in reviews}
        return (*reviews, *(event for event in snapshot.retractions if event.target in ids))

    def preview(self, learner: str, skill: str, *, at: datetime | None = None) -> Mapping[Rating, Card]:
        """Return the card that each of the four ratings would lead to at the instant *at*; nothing is touched."""
        when = self._desk.now() if at is None else checks.instant("at", at)
        snapshot = self._read(learner, skill, log=True)
        return preview(
            self._desk.fold(learner, skill, snapshot),
            at=when,
            day=Calendar(snapshot.calendar).day(when),
            policy=self._desk.policy(snapshot.policy_version),
        )

    def plan(self, learner: str, *, days: int = 60, budget: timedelta | None = None) -> Plan:
        """
        Return which cards to practise on which of the coming *days*, today among them, and why.

        Args:
            learner: whose.
            days: how far to look, 1 to 3660.
            budget: time for practice on each day; without one no day is full.
        """
        checks.whole("days", days, 1, _MOST_DAYS)
        return plan(self._situation(learner, budget=budget), days=days)

    def forecast(self, learner: str, *, days: int = 30) -> Forecast:
        """Return how much practice the coming *days* would bring if each fell on its due day and went well."""
        checks.whole("days", days, 1, _MOST_DAYS)
        return forecast(self._situation(learner, budget=None), days=days)

    def _read(self, learner: str, skill: str, *, log: bool = False) -> Snapshot:
        """Return what is held of one learner and one skill, both of which must be there."""
        checks.identifier("skill", skill)
        snapshot = self._desk.read(learner, skills=(skill,), log=log)
        self._desk.check_skill(skill, snapshot)
        return snapshot

    def _situation(self, learner: str, *, budget: timedelta | None) -> Situation:
        """Return all that a plan depends on."""
        desk, now = self._desk, self._desk.now()
        if budget is not None:
            checks.duration("budget", budget)
        snapshot = desk.read(learner, skills=None, practice=True, practised_since=now - _LONGEST_DAY)
        calendar = Calendar(snapshot.calendar)
        today = calendar.day(now)
        return Situation(
            learner=learner,
            now=now,
            today=today,
            calendar=calendar,
            policy=desk.policy(snapshot.policy_version),
            curriculum=desk.curriculum(snapshot.edition),
            cards=desk.cards(learner, snapshot),
            journeys=snapshot.journeys,
            exposures=snapshot.exposures,
            spent=sum((duration for day, duration in snapshot.practised if day == today), timedelta()),
            budget=budget,
        )
