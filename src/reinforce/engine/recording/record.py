"""Writing practice down: what is sent together is decided and written together; one alone is a batch of one."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from reinforce.engine.recording.batch_rows import placed
from reinforce.engine.recording.entry_rules import LearnerNow, Needs, NewEntries
from reinforce.errors import ConflictError, ReinforceError, StaleError
from reinforce.ports import Change, Query
from reinforce.practice import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
    new = [one for one in decided if not isinstance(one, Outcome)]
    outcomes = _written(context, deciding, dict.fromkeys(new)) if new else {}
    return tuple([one if isinstance(one, Outcome) else outcomes[one] for one in decided])


def _written(context: TenantContext, deciding: Deciding, new: Collection[NewEntries]) -> dict[NewEntries, Outcome]:
    """Write *new* entries with the cards that they move, and return what came of each."""
    learners = deciding.learners
    cards, moved = deciding.folded([review for one in new for review in one.reviews])
    outcomes: dict[NewEntries, Outcome] = {}
    parts: defaultdict[str, list[Any]] = defaultdict(list)
    epochs: dict[str, int] = {}
    for one in new:
        after = tuple([cards[one.learner, review.skill] for review in one.reviews])
        outcomes[one] = outcome = one.outcome(cards=after)
        for part, rows in one.rows(outcome).items():
            parts[part] += rows
        epochs[one.learner] = learners[one.learner].snapshot.epoch or 0
    entries: dict[str, Any] = {part: tuple(rows) for part, rows in parts.items()}
    context.writing.apply(
        Change(
            tenant=context.tenant,
            cards=tuple(moved),
            epochs=epochs,
            waking=frozenset([card.learner for card, _ in moved if learners[card.learner].is_due(card)]),
            persons=context.erased.named(*[one.assessor for one in new]),
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
        tenant, asks = context.tenant, context.learners.asks
        queries = [
            Query(tenant=tenant, learner=who, skills=tuple(skills[who]), ids=tuple(ids[who]), settings=asks)
            for who in skills
        ]
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
            if first[0].content(needs) != row.content(needs):
                raise ConflictError(row.kind, row.id, "comes twice, with different content")
            return first[1]
        decided = row.decided(self._context, learner, needs)
        if not isinstance(decided, Outcome):
            ids = [(row.learner, id_) for id_ in needs.ids]
            if not self._taken.isdisjoint(ids):
                taken = next(id_ for learner_, id_ in ids if (learner_, id_) in self._taken)
                reason = f"needs the id {taken!r}, which another one sent with it has"
                raise ConflictError(row.kind, row.id, reason)
            self._taken.update(ids)
        self._seen[place] = row, decided
        return decided

    def folded(self, reviews: Iterable[Review]) -> tuple[dict[_Place, Card], list[tuple[Card, int]]]:
        """Return the cards after all *reviews*, by learner and skill; and which to write, over which versions."""
        by_card: defaultdict[_Place, list[Review]] = defaultdict(list)
        for review in reviews:
            by_card[review.learner, review.skill].append(review)
        cards: dict[_Place, Card] = {}
        moved: dict[_Place, int] = {}
        for place, new in by_card.items():
            learner, skill = self.learners[place[0]], place[1]
            counting = [review for review in new if learner.counts(review)]
            if len(counting) > 1:
                counting.sort(key=attrgetter("order"))
            card = learner.advanced(skill, counting)
            if card is not None:
                cards[place] = card
            if card is None or counting:
                moved[place] = learner.version(skill)
        if len(cards) < len(by_card):
            for place, logged in self._logs(place for place in by_card if place not in cards):
                _refuse_recorded(by_card[place], logged.reviews.get(place[1], ()))
                cards[place] = self._context.folds.fold(*place, logged, *by_card[place])
        return cards, [(cards[place], version) for place, version in moved.items()]

    def _learner(self, learner: str) -> LearnerNow:
        if learner not in self.learners:
            snapshot = self._snapshots[learner]
            if not snapshot.is_there:
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


def _refuse_recorded(new: Iterable[Review], logged: Iterable[Review]) -> None:
    """Raise StaleError where one of *new* came in while this was decided: who decides again finds what it came to."""
    there = {review.id for review in logged}
    for review in new:
        if review.id in there:
            raise StaleError("review", review.id, "is there by now")
