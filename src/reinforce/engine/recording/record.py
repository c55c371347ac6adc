"""Writing practice down: what is sent together is decided and written together; one alone is a batch of one."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from reinforce.engine.recording.batch_rows import placed
from reinforce.engine.recording.entry_rules import LearnerNow, Needs, NewEntries
from reinforce.errors import ConflictError, ReinforceError
from reinforce.ports import Change
from reinforce.practice import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.sent_attempt import SentAttempt
    from reinforce.engine.recording.sent_review import SentReview
    from reinforce.journal import Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Card

Sent: TypeAlias = "SentReview | SentAttempt"

_Place = tuple[str, str]
"""A learner and a skill, or a learner and the id of an entry."""


def record(context: TenantContext, rows: Sequence[Sent], name: str = "") -> tuple[Outcome, ...]:
    """
    Add what is new of *rows* to the logs of their learners, all of it or nothing, and return the outcome of each.

    An error names the place of its row in *name*, if there is one.
    """
    return context.writing.retrying(lambda: _recorded(context, rows, name))


def _recorded(context: TenantContext, rows: Sequence[Sent], name: str) -> tuple[Outcome, ...]:
    deciding = Deciding(context, rows)
    decided: list[Outcome | NewEntries] = []
    for number, row in enumerate(rows):
        try:
            decided.append(deciding.decide(row))
        except ReinforceError as error:
            if not name:
                raise
            raise placed(error, f"{name}[{number}]") from error.__cause__
    new = {id(one): one for one in decided if not isinstance(one, Outcome)}
    outcomes = _written(context, deciding, new.values()) if new else {}
    return tuple(one if isinstance(one, Outcome) else outcomes[id(one)] for one in decided)


def _written(context: TenantContext, deciding: Deciding, new: Collection[NewEntries]) -> dict[int, Outcome]:
    """Write *new* entries with the cards that they move, and return by identity what came of each."""
    cards, moved = deciding.folded(review for one in new for review in one.reviews)
    outcomes: dict[int, Outcome] = {}
    parts: defaultdict[str, tuple[Any, ...]] = defaultdict(tuple)
    persons: dict[str, datetime | None] = {}
    for one in new:
        after = tuple(cards[one.learner, review.skill] for review in one.reviews)
        outcomes[id(one)] = outcome = one.outcome(cards=after)
        for part, written in one.rows(outcome).items():
            parts[part] += written
    for assessor in {one.assessor for one in new}:
        persons |= context.erased.named(assessor)
    learners, entries = deciding.learners, dict[str, Any](parts)
    context.writing.apply(
        Change(
            tenant=context.tenant,
            cards=tuple((card, learners[card.learner].version(card.skill)) for card in moved),
            epochs={one.learner: learners[one.learner].snapshot.epoch or 0 for one in new},
            waking=frozenset(card.learner for card in moved if learners[card.learner].is_due(card)),
            persons=persons,
            **entries,
        )
    )
    return outcomes


class Deciding:
    """One look at everything that *rows* need, and what each of them comes to in its light."""

    def __init__(self, context: TenantContext, rows: Iterable[Sent]) -> None:
        self._context, self._now = context, context.clock.now()
        self.learners: dict[str, LearnerNow] = {}
        self._seen: dict[_Place, tuple[Sent, Outcome | NewEntries]] = {}
        self._taken: set[_Place] = set()
        self._needs: dict[int, Needs | ReinforceError] = {}
        skills: defaultdict[str, dict[str, None]] = defaultdict(dict)
        ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for row in rows:
            try:
                needs = self._needs[id(row)] = row.needs(context)
            except ReinforceError as error:  # which deciding it says, with the place of the row
                self._needs[id(row)], needs = error, Needs((), ())
            skills[row.learner].update(dict.fromkeys(needs.skills))
            ids[row.learner].update(dict.fromkeys(needs.ids))
        queries = [context.learners.query(who, skills=tuple(skills[who]), ids=tuple(ids[who])) for who in skills]
        self._snapshots: dict[str, Snapshot] = context.learners.look_for(queries)

    def decide(self, row: Sent) -> Outcome | NewEntries:
        """
        Return the first outcome of *row*, or what it becomes; the same a second time, if it comes twice.

        Raises:
            ReinforceError: the row cannot be taken, as it is or beside those before it.
        """
        place = row.learner, row.id
        learner, needs = self._learner(row.learner), self._needs[id(row)]
        if isinstance(needs, ReinforceError):
            raise needs
        first = self._seen.get(place)
        if first is not None:
            if first[0].content != row.content:
                raise ConflictError(row.kind, row.id, "comes twice, with different content")
            return first[1]
        decided = row.decided(self._context, learner, needs)
        if not isinstance(decided, Outcome):
            ids = {(row.learner, id_) for id_ in needs.ids}
            if taken := sorted(ids & self._taken):
                reason = f"needs the id {taken[0][1]!r}, which another one sent with it has"
                raise ConflictError(row.kind, row.id, reason)
            self._taken |= ids
        self._seen[place] = row, decided
        return decided

    def folded(self, reviews: Iterable[Review]) -> tuple[dict[_Place, Card], list[Card]]:
        """Return the cards after all *reviews*, by learner and skill; and those of them that have to be written."""
        by_card: defaultdict[_Place, list[Review]] = defaultdict(list)
        for review in reviews:
            by_card[review.learner, review.skill].append(review)
        cards: dict[_Place, Card] = {}
        unmoved: set[_Place] = set()
        for place, new in by_card.items():
            learner = self.learners[place[0]]
            counting = [review for review in new if learner.counts(review)]
            if len(counting) > 1:
                counting.sort(key=attrgetter("order"))
            card = learner.advanced(place[1], counting)
            if card is not None:
                cards[place] = card
                if not counting:
                    unmoved.add(place)
        if len(cards) < len(by_card):
            for place, logged in self._logs(place for place in by_card if place not in cards):
                cards[place] = self._context.folds.fold(*place, logged, *by_card[place])
        return cards, [cards[place] for place in by_card if place not in unmoved]

    def _learner(self, learner: str) -> LearnerNow:
        if learner not in self.learners:
            snapshot = self._snapshots[learner]
            if snapshot.epoch is None:
                raise self._context.erased.gone(learner)
            self.learners[learner] = LearnerNow(self._context, learner, snapshot, now=self._now)
        return self.learners[learner]

    def _logs(self, places: Iterable[_Place]) -> Iterator[tuple[_Place, Snapshot]]:
        """Yield each of those learners and skills with its log."""
        skills: defaultdict[str, list[str]] = defaultdict(list)
        for learner, skill in places:
            skills[learner].append(skill)
        queries = [
            self._context.learners.query(learner, skills=tuple(wanted), log=True) for learner, wanted in skills.items()
        ]
        for learner, logged in self._context.learners.read_many(queries).items():
            for skill in skills[learner]:
                yield (learner, skill), logged
