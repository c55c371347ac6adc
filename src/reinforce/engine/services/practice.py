"""The practice service: sessions, attempts and reviews in; cards, queues, plans and forecasts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.reading.seen_log import log_as_seen
from reinforce.engine.reading.situation import read_situation
from reinforce.engine.reading.tenant_overview import due_learners
from reinforce.engine.recording.hand_out import hand_out as handing_out
from reinforce.engine.recording.recorded_attempt import recorded_attempt
from reinforce.engine.services.corrections import Corrections
from reinforce.engine.services.exams import Exams
from reinforce.engine.services.marking import PendingAnswers
from reinforce.engine.services.steering import Steering
from reinforce.engine.services.submissions import Submissions
from reinforce.journal import EventKind
from reinforce.practice import Audience, Calendar, by_urgency, cards_html, forecast, plan, preview, sessions, visible
from reinforce.practice.cards.effective_log import concerning
from reinforce.practice.grading.stakes import checked, hides, seen, seen_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.reading.tenant_overview import DueLearner
    from reinforce.engine.recording.recorded_attempt import RecordedAttempt
    from reinforce.journal import Entry, Rating
    from reinforce.practice import Card, Forecast, Plan, Session

_MOST_DAYS = 3660
_MOST_HANDED = 31


class Cards(tuple["Card", ...]):
    """Cards in a tuple that shows itself as a table in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return cards_html(self)


class Practice(Submissions, Exams, PendingAnswers, Corrections, Steering):
    """
    Who practises what, when.

    A learner or skill that is not there is a `NotFoundError`, what cannot be an argument an `InvalidParameterError`.
    """

    def __init__(self, context: TenantContext) -> None:
        Corrections.__init__(self, context)
        Steering.__init__(self, context)

    def session(
        self,
        learner: str,
        *,
        budget: timedelta | None = None,
        items: int | None = None,
        ahead: int = 0,
        hand_out: bool = False,
    ) -> Session:
        """
        Return today's practice of one learner: quizzes and drills, in order.

        What was practised today already counts, so that asking a second time brings what is left, not a second share.

        Args:
            learner: whose.
            budget: time for practice on a full day; by default that of the policy, which may be without limit.
            items: exercises on a full day; by default that of the policy, which may be without limit.
            ahead: how many days before its window opens a card may be practised today: practising ahead.
            hand_out: whether the session is handed out, which the log keeps: whoever asks so again on that day, from
                whatever device, gets the same, less what was answered meanwhile (``done``), whatever the limits and
                whatever the plan would say by now. With *ahead* more is handed out once all of it is done. Where there
                is nothing to practise, nothing is handed out. Otherwise asking is a read, and knows of none of this.
        """
        return self._sessions(learner, days=1, budget=budget, items=items, ahead=ahead, hand_out=hand_out)[0]

    def sessions(
        self,
        learner: str,
        *,
        days: int,
        budget: timedelta | None = None,
        items: int | None = None,
        ahead: int = 0,
        hand_out: bool = False,
    ) -> tuple[Session, ...]:
        """
        Return the practice of today and of the days after it, one session a day: for a phone that will be offline.

        What is handed out for a day holds on that day. A day that was not, or that had nothing to practise, gets what
        the plan says by then, less the skills that are still to be practised in what was handed out for other days.

        Args:
            learner: whose.
            days: how many, today among them, 1 to 31.
            budget: as for `session`.
            items: as for `session`.
            ahead: as for `session`; it is about today alone.
            hand_out: as for `session`; one entry for each day with something to practise.
        """
        checks.whole("days", days, 1, _MOST_HANDED)
        return self._sessions(learner, days=days, budget=budget, items=items, ahead=ahead, hand_out=hand_out)

    def _sessions(
        self, learner: str, *, days: int, budget: timedelta | None, items: int | None, ahead: int, hand_out: bool
    ) -> tuple[Session, ...]:
        if checks.flag("hand_out", hand_out):
            return handing_out(self._context, learner, days=days, budget=budget, items=items, ahead=ahead)
        return sessions(read_situation(self._context, learner, budget=budget, items=items, ahead=ahead), days=days)

    def due(self, learner: str, *, at: datetime | None = None, audience: Audience = Audience.LEARNER) -> Cards:
        """
        Return the cards that are due at the instant *at* (now by default), most urgent first, as *audience* sees them.

        This is a fact of memory: it knows nothing of budgets, windows, leave or goals, which the session and plan do.
        A skill that waits for a coach, or for an answer to be marked, or is suspended or buried, is due all the same:
        ``plan(learner, days=1)`` tells it apart, whose ``paused`` and ``backlog`` say what keeps it out, and whose
        ``explain_today()`` says so in words.
        """
        when = self._context.clock.now() if at is None else checks.instant("at", at)
        snapshot = self._context.learners.read(learner, skills=None, private=hides(audience))
        day, skills = Calendar(snapshot.calendar).day(when), self._context.versions.curriculum(snapshot.edition).skills
        policy = self._context.versions.policy_of(snapshot)
        due = [
            card
            for card in self._context.folds.cards(learner, snapshot, audience=audience).values()
            if card.skill in skills and card.is_due(day=day, now=when)
        ]
        return Cards(by_urgency(due, day=day, policy=policy))

    def card(self, learner: str, skill: str, *, audience: Audience = Audience.LEARNER) -> Card:
        """
        Return the card of one learner and one skill; a new one where the skill was never practised.

        What was done at practice stakes is part of it for the learner alone.
        """
        snapshot = self._read(learner, skill, private=hides(audience))
        cards = self._context.folds.cards(learner, snapshot, audience=audience)
        return cards[skill] if skill in cards else self._context.folds.fold(learner, skill, snapshot)

    def cards(self, *, learners: str | Iterable[str] | None = None, audience: Audience = Audience.LEARNER) -> Cards:
        """
        Return the cards of *learners* (one id, several, or all of the tenant), by learner and skill.

        A card is there for each skill that was practised, or taken for known. What was done at practice stakes is part
        of it for the learner alone: ask as a manager for what a manager is to see.
        """
        found: list[Card] = []
        named, private = self._context.learners.named(learners), hides(audience)
        for page in self._context.learners.read_pages(named, skills=None, private=private):
            for cards in self._context.folds.cards_of_many(page, audience=audience).values():
                found += (cards[skill] for skill in sorted(cards) if cards[skill].is_begun)
        return Cards(found)

    def due_learners(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        after: str = "",
        limit: int = 1_000,
        audience: Audience = Audience.MANAGER,
    ) -> tuple[DueLearner, ...]:
        """
        Return who has cards due now, each on their own learner day, by learner id: the first thousand, as a page.

        Whoever may have more asks on, until a page has fewer than *limit*::

            page = found = practice.due_learners()
            while len(page) == 1_000:
                found += (page := practice.due_learners(after=page[-1].learner))

        How many are due is a fact of memory, as for `due`, without budgets and leave; skills not yet introduced do not
        count. How many may be called overdue is another figure, see `DueLearner`. The next page comes after the last
        learner of this one. Fewer than *limit* are the last.

        Args:
            learners: one id, several, or all of the tenant.
            after: only learners with greater ids.
            limit: most learners, 1 to 10,000.
            audience: who looks: a manager by default, since it is about several people.
        """
        return due_learners(self._context, learners, after=after, limit=limit, audience=audience)

    def history(self, learner: str, skill: str, *, audience: Audience = Audience.LEARNER) -> tuple[Entry, ...]:
        """
        Return the log of one card: its reviews, oldest first, then the events that amend them, oldest first.

        These are the overrides of its reviews, the events by which the skill was forgotten or taken for known, and the
        retractions of all of them. ``fold(history, policy=tenant.policy, changes=curriculum.changes(skill))`` is the
        card, where the history is not empty and ``curriculum = tenant.catalog.curriculum()``. What was done at practice
        stakes is part of it for the learner alone. What came of the mock exams that asked for the skill stands last.
        """
        checked(audience)
        snapshot = self._read(learner, skill, log=True)
        reviews = seen(snapshot.reviews.get(skill, ()), audience)
        events = self._context.store.events(self._context.tenant, learner=learner)
        exams = (event for event in events if event.kind is EventKind.EXAM_RESULT and skill in event.body["skills"])
        return (*reviews, *concerning(skill, reviews, seen_events(snapshot.amendments, audience)), *exams)

    def log(self, learner: str, *, audience: Audience = Audience.LEARNER) -> tuple[Entry, ...]:
        """
        Return all that stands in a learner's log, reviews and events, in the order ``(at, id)``.

        What was done at practice stakes, and what was said about that, is part of it for the learner alone. For the
        logs of all learners, page by page, see ``outbox.read_log``.
        """
        checked(audience)
        self._context.learners.read(learner)
        found = self._context.store.entries(self._context.tenant, learner=learner)
        return log_as_seen(found, audience)

    def preview(self, learner: str, skill: str, *, at: datetime | None = None) -> Mapping[Rating, Card]:
        """Return the card that each of the four ratings would lead to at the instant *at*; nothing is touched."""
        when = self._context.clock.now() if at is None else checks.instant("at", at)
        snapshot = self._read(learner, skill, log=True)
        return preview(
            self._context.folds.fold(learner, skill, snapshot),
            at=when,
            day=Calendar(snapshot.calendar).day(when),
            policy=self._context.versions.policy_of(snapshot),
        )

    def plan(
        self,
        learner: str,
        *,
        days: int = 60,
        budget: timedelta | None = None,
        items: int | None = None,
        audience: Audience = Audience.LEARNER,
    ) -> Plan:
        """
        Return which cards to practise on which of the coming *days*, today among them, and why.

        The learner's own is what sessions follow. A manager's is made of what is on record alone, as if no exercise had
        been met and nothing practised today: of neither is it kept at what stakes.

        Args:
            learner: whose.
            days: how far to look, 1 to 3660.
            budget: time for practice on a full day; by default that of the policy, which may be without limit.
            items: exercises on a full day; by default that of the policy, which may be without limit.
            audience: who looks.
        """
        checks.whole("days", days, 1, _MOST_DAYS)
        return plan(read_situation(self._context, learner, budget=budget, items=items, audience=audience), days=days)

    def attempts(self, learner: str, *, audience: Audience = Audience.LEARNER) -> tuple[RecordedAttempt, ...]:
        """
        Return the learner's attempts as *audience* may see them, in the order ``(at, id)``, each with what came of it.

        The cards after an attempt are in its outcome for the learner alone, since what was done at practice stakes is
        part of them.
        """
        records, cards = self._context.learners.read(learner, attempts=True).attempts, not hides(audience)
        editions = self._context.versions.curriculum
        return tuple(recorded_attempt(one, editions(one.edition), cards=cards) for one in visible(records, audience))

    def forecast(self, learner: str, *, days: int = 30) -> Forecast:
        """Return how much practice the coming *days* would bring if each fell on its due day and went well."""
        checks.whole("days", days, 1, _MOST_DAYS)
        return forecast(read_situation(self._context, learner), days=days)
