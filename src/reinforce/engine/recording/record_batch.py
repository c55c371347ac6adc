"""Batches: thousands of reviews or attempts of many learners, decided together and written in one transaction."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from reinforce.engine.recording.batch_rows import (
    RowFault,
    attempt_faults,
    attempt_row,
    field_of,
    id_of,
    placed,
    review_faults,
    review_row,
)
from reinforce.engine.recording.entry_rules import NextCards, woken
from reinforce.errors import ConflictError, InvalidParameterError, ReinforceError
from reinforce.ports import Change
from reinforce.practice import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.recording.batch_rows import AcceptedReview, Row
    from reinforce.engine.recording.graded_attempt import GradedAttempt
    from reinforce.journal import Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Card

_Place = tuple[str, str]
"""A learner and a skill, or a learner and the id of an entry."""


class Batches:
    """Turns many rows into log entries and cards: all of them, or none."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def review_many(self, reviews: Iterable[object]) -> tuple[Outcome, ...]:
        """Add reviews to the logs of their learners, and return the outcome of each."""
        rows = _all(reviews, review_row, "reviews")
        return self._context.retrying(lambda: self._written(rows, "reviews"))

    def record_many(self, attempts: Iterable[object]) -> tuple[Outcome, ...]:
        """Grade attempts, add their reviews to the logs of their learners, and return the outcome of each."""
        rows = _all(attempts, attempt_row, "attempts")
        return self._context.retrying(lambda: self._written(rows, "attempts"))

    def check_reviews(self, reviews: Iterable[object]) -> tuple[RowFault, ...]:
        """Return everything that is wrong with reviews, row by row; write nothing."""
        return self._checked(_listed(reviews, "reviews"), review_row, review_faults)

    def check_attempts(self, attempts: Iterable[object]) -> tuple[RowFault, ...]:
        """Return the first thing that is wrong with each attempt; write nothing."""
        return self._checked(_listed(attempts, "attempts"), attempt_row, attempt_faults)

    def _checked(
        self,
        values: Sequence[object],
        read: Callable[[object], Row],
        wrong_with: Callable[[object], Iterable[ReinforceError]],
    ) -> tuple[RowFault, ...]:
        found = {number: list(wrong_with(value)) for number, value in enumerate(values)}
        rows = {number: read(values[number]) for number, errors in found.items() if not errors}
        deciding = _Deciding(self._context, rows.values())
        for number, row in rows.items():
            try:
                deciding.decide(row)
            except ReinforceError as error:
                found[number].append(error)
        return tuple(_fault(number, values[number], error) for number, errors in found.items() for error in errors)

    def _written(self, rows: Sequence[Row], name: str) -> tuple[Outcome, ...]:
        deciding = _Deciding(self._context, rows)
        decided: list[Outcome | AcceptedReview | GradedAttempt] = []
        for number, row in enumerate(rows):
            try:
                decided.append(deciding.decide(row))
            except ReinforceError as error:
                raise placed(error, f"{name}[{number}]") from error.__cause__
        new = {id(one): one for one in decided if not isinstance(one, Outcome)}
        if not new:
            return tuple(one for one in decided if isinstance(one, Outcome))
        cards, moved = deciding.folded([review for one in new.values() for review in one.reviews])
        outcomes: dict[int, Outcome] = {}
        parts: defaultdict[str, list[Any]] = defaultdict(list)
        for key, one in new.items():
            outcomes[key] = one.outcome(tuple(cards[one.learner, review.skill] for review in one.reviews))
            for part, written in one.rows(outcomes[key]).items():
                parts[part] += written
        epochs = {one.learner: deciding.snapshots[one.learner].epoch or 0 for one in new.values()}
        entries: dict[str, Any] = {part: tuple(written) for part, written in parts.items()}
        persons: dict[str, datetime | None] = {}
        for assessor in {one.assessor for one in new.values()}:
            persons |= self._context.erased.named(assessor)
        waking = woken(moved, deciding.snapshots, now=self._context.now())
        self._context.apply(
            Change(
                tenant=self._context.tenant,
                cards=tuple(moved),
                epochs=epochs,
                waking=waking,
                persons=persons,
                **entries,
            )
        )
        return tuple(one if isinstance(one, Outcome) else outcomes[id(one)] for one in decided)


class _Deciding:
    """One look at everything that *rows* need, and what each of them comes to in its light."""

    def __init__(self, context: TenantContext, rows: Iterable[Row]) -> None:
        self._context, self._now = context, context.now()
        self._steps: dict[str, NextCards] = {}
        self._seen: dict[_Place, tuple[Row, Outcome | AcceptedReview | GradedAttempt]] = {}
        self._taken: set[_Place] = set()
        skills: defaultdict[str, dict[str, None]] = defaultdict(dict)
        ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for row in rows:
            try:
                needed = row.needs(context)
            except ReinforceError:  # which deciding it will say, with the place of the row
                needed = (), ()
            skills[row.learner] |= dict.fromkeys(needed[0])
            ids[row.learner] |= dict.fromkeys(needed[1])
        queries = [context.query(who, skills=tuple(skills[who]), ids=tuple(ids[who])) for who in skills]
        self.snapshots: dict[str, Snapshot] = context.look_for(queries)

    def decide(self, row: Row) -> Outcome | AcceptedReview | GradedAttempt:
        """
        Return the first outcome of *row*, or what it becomes; the same a second time, if it comes twice.

        Raises:
            ReinforceError: the row cannot be taken, as it is or beside those before it.
        """
        snapshot, place = self.snapshots[row.learner], (row.learner, row.id)
        if snapshot.epoch is None:
            raise self._context.erased.gone(row.learner)
        first = self._seen.get(place)
        if first is not None:
            if first[0].content != row.content:
                raise ConflictError(row.kind, row.id, "comes twice, with different content")
            return first[1]
        decided = row.decided(self._context, snapshot, now=self._now)
        if not isinstance(decided, Outcome):
            ids = {(row.learner, id_) for id_ in row.needs(self._context)[1]}
            if taken := sorted(ids & self._taken):
                reason = f"needs the id {taken[0][1]!r}, which another one sent with it has"
                raise ConflictError(row.kind, row.id, reason)
            self._taken |= ids
        self._seen[place] = row, decided
        return decided

    def folded(self, reviews: Iterable[Review]) -> tuple[dict[_Place, Card], list[tuple[Card, int]]]:
        """Return the cards after all *reviews*, by learner and skill; and those to write, with their rows' versions."""
        by_card: defaultdict[_Place, list[Review]] = defaultdict(list)
        for review in reviews:
            by_card[review.learner, review.skill].append(review)
        cards: dict[_Place, Card] = {}
        unmoved: set[_Place] = set()
        for place, new in by_card.items():
            counting = [review for review in new if self._of(place[0]).counts(review)]
            card = self._advanced(place, sorted(counting, key=attrgetter("order")))
            if card is not None:
                cards[place] = card
                if not counting:
                    unmoved.add(place)
        for place, logged in self._logs(place for place in by_card if place not in cards):
            cards[place] = self._context.fold(*place, logged, *by_card[place])
        return cards, [(cards[place], self._version(place)) for place in by_card if place not in unmoved]

    def _advanced(self, place: _Place, reviews: Iterable[Review]) -> Card | None:
        """Return a card after *reviews*, as far as it can be told without its log."""
        steps = self._of(place[0])
        card = steps.before(place[1])
        for review in reviews:
            if card is None:
                return None
            card = steps.after(card, review)
        return card

    def _logs(self, places: Iterable[_Place]) -> Iterator[tuple[_Place, Snapshot]]:
        """Yield each of those learners and skills with its log."""
        skills: defaultdict[str, list[str]] = defaultdict(list)
        for learner, skill in places:
            skills[learner].append(skill)
        queries = [self._context.query(learner, skills=tuple(wanted), log=True) for learner, wanted in skills.items()]
        for learner, logged in self._context.read_many(queries).items():
            for skill in skills[learner]:
                yield (learner, skill), logged

    def _of(self, learner: str) -> NextCards:
        if learner not in self._steps:
            self._steps[learner] = NextCards(self._context, learner, self.snapshots[learner])
        return self._steps[learner]

    def _version(self, place: _Place) -> int:
        held = self.snapshots[place[0]].cards.get(place[1])
        return 0 if held is None else held.version


def _listed(values: Iterable[object], name: str) -> list[object]:
    try:
        return list(values)
    except TypeError:
        reason = f"must be an iterable of rows, not {type(values).__name__}"
        raise InvalidParameterError(name, reason, value=values) from None


def _all(values: Iterable[object], read: Callable[[object], Row], name: str) -> list[Row]:
    """Return all rows read; raise the first error, with the place of its row."""
    rows: list[Row] = []
    for number, value in enumerate(_listed(values, name)):
        try:
            rows.append(read(value))
        except ReinforceError as error:
            raise placed(error, f"{name}[{number}]") from None
    return rows


def _fault(row: int, value: object, error: ReinforceError) -> RowFault:
    return RowFault(row=row, id=id_of(value), field=field_of(error), kind=type(error).__name__, reason=str(error))
