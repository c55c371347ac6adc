"""
What is kept of outcomes: what cannot be worked out again from the review, or from the attempt and its edition.

Every review and attempt keeps one, so that what goes without saying would be most of the log.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from reinforce.catalog import Facet
from reinforce.codec import from_kept
from reinforce.codec import kept as as_kept
from reinforce.journal import Rating
from reinforce.memory import Phase
from reinforce.practice.cards.card import Card
from reinforce.practice.grading.feedback import said
from reinforce.practice.grading.outcome import Assurance, Feedback, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.journal import Review
    from reinforce.practice.grading.attempts import Attempt

_IN_REVIEW = as_kept(Card(learner="", skill="", phase=Phase.REVIEW))
_OWN = {
    name: _IN_REVIEW[name] for name in _IN_REVIEW if not name.startswith("last_") and name not in ("learner", "skill")
}
"""The fields of a card that do not follow from the review before it, as they usually are."""
_STAMPS = ("policy_version", "model_version")
_DECIDED = ("right", "assurance")
"""What the grader decides about a part, kept whatever the edition says."""


def kept_of_review(card: Card, review: Review) -> dict[str, Any]:
    """Return what is kept with a review that came on its own, as JSON values: its skill's *card* afterwards."""
    return {"card": _kept_card(card, review)}


def outcome_of_review(review: Review, kept: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a review that came on its own, exactly as it was, from the review and what was kept."""
    card = _card(kept["card"], review)
    return Outcome(id=review.id, at=review.at, day=review.day, reviews=(review,), cards=(card,))


def kept_of_attempt(outcome: Outcome, attempt: Attempt, curriculum: Curriculum) -> dict[str, Any]:
    """
    Return what is kept with an attempt, as JSON values.

    These are, by skill, the rating, the facets that were shown, and the card afterwards; of each part of the feedback
    what the grader decided, and what else is not as the attempt's edition, the *curriculum*, says.
    """
    told = said(attempt, curriculum)[: len(outcome.feedback)]
    kept: dict[str, Any] = {
        "skills": {
            review.skill: [
                int(review.rating),
                facets_shown(review.skill, outcome.feedback, curriculum),
                _kept_card(card, review, outcome.cards[0]),
            ]
            for review, card in zip(outcome.reviews, outcome.cards, strict=True)
        },
        "feedback": [_kept_part(part, known) for part, known in zip_longest(outcome.feedback, told)],
    }
    if outcome.over_time:
        kept["over_time"] = True
    if outcome.score is not None and outcome.took is not None:
        kept |= {"score": outcome.score, "took": outcome.took.total_seconds()}
    if outcome.pending:
        kept["pending"] = list(outcome.pending)
    late_day = outcome.reviews[0].late_day if outcome.reviews else None
    return kept if late_day is None else {**kept, "late_day": late_day}


def outcome_of_attempt(
    kept: Mapping[str, Any],
    attempt: Attempt,
    curriculum: Curriculum,
    *,
    at: datetime,
    day: int,
    reviews: tuple[Review, ...],
) -> Outcome:
    """Return the outcome of an attempt, exactly as it was, from what was kept, its *reviews* and its edition."""
    parts = kept["feedback"]
    cards: list[Card] = []
    for review in reviews:
        cards.append(_card(kept["skills"][review.skill][2], review, *cards[:1]))
    told = zip_longest(parts, said(attempt, curriculum)[: len(parts)])
    return Outcome(
        id=attempt.attempt_id,
        at=at,
        day=day,
        reviews=reviews,
        cards=tuple(cards),
        feedback=tuple(from_kept(Feedback, {**_expected(part, known), **part}) for part, known in told),
        over_time=kept.get("over_time", False),
        pending=tuple(kept.get("pending", ())),
        score=kept.get("score"),
        took=timedelta(seconds=kept["took"]) if "took" in kept else None,
    )


def ratings_kept(kept: Mapping[str, Any]) -> dict[str, Rating]:
    """Return the rating of each skill that an attempt shows, in the attempt's order."""
    return {skill: Rating(rating) for skill, (rating, _, _) in kept["skills"].items()}


def facets_kept(kept: Mapping[str, Any]) -> dict[str, dict[Facet, bool | None]]:
    """Return by skill whether each facet was shown right; ``None`` where that is up to the rating."""
    return {
        skill: {Facet(facet): right for facet, right in facets.items()}
        for skill, (_, facets, _) in kept["skills"].items()
    }


def facets_shown(skill: str, feedback: Iterable[Feedback], curriculum: Curriculum) -> dict[str, bool | None]:
    """Return as JSON values whether each facet of a skill was shown right; ``None`` where the rating says it."""
    found: dict[str, set[bool | None]] = {}
    for part in feedback:
        exercise = curriculum.questions.get(part.exercise) or curriculum.drills.get(part.exercise)
        if exercise is not None and exercise.facet is not None and part.skill == skill:
            found.setdefault(str(exercise.facet), set()).add(part.right)
    return {facet: True if True in some else None if None in some else False for facet, some in found.items()}


def _kept_card(card: Card, review: Review, first: Card | None = None) -> dict[str, Any]:
    """Return the fields of a card that do not follow from the review before it, and the *first* of those beside it."""
    flat, alone = as_kept(card), first is None or first is card
    last = card.last_id, card.last_at, card.last_day, card.last_rating
    if last == (review.id, review.at, review.day, review.rating):  # the usual case, and the hot path
        usual = _OWN if first is None or alone else _OWN | _stamps(first)
        return {name: flat[name] for name, value in usual.items() if flat[name] != value}
    follows = _following(review, None if alone else first)
    return {name: value for name, value in flat.items() if value != follows[name]}


def _card(kept: Mapping[str, Any], review: Review, first: Card | None = None) -> Card:
    return from_kept(Card, {**_following(review, first), **kept})


def _following(review: Review, first: Card | None) -> dict[str, Any]:
    """Return the fields of the card in review whose last entry is *review*, folded as the *first*, as JSON values."""
    follows: dict[str, Any] = _IN_REVIEW | {
        "learner": review.learner,
        "skill": review.skill,
        "last_at": review.at.isoformat(),
        "last_id": review.id,
        "last_day": review.day,
        "last_rating": int(review.rating),
    }
    return follows if first is None else follows | _stamps(first)


def _stamps(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in _STAMPS}


def _kept_part(part: Feedback, told: Feedback | None) -> dict[str, Any]:
    if part == told:  # the usual case, and the hot path
        return {} if part.right is None else {"right": part.right}
    flat = as_kept(part)
    decided = {name: flat[name] for name in _DECIDED if flat[name] is not None}
    expected = _expected(decided, told)
    return decided | {name: value for name, value in flat.items() if name not in expected or value != expected[name]}


def _expected(kept: Mapping[str, Any], told: Feedback | None) -> dict[str, Any]:
    """Return the fields of feedback that follow from what the grader decided and from what the edition says."""
    if told is None:
        return {}
    decided = {name: kept.get(name) for name in _DECIDED}
    share = told.share if decided["right"] is None else float(decided["right"])
    error = decided["assurance"] == Assurance.MISINFORMATION
    return {**as_kept(told), **decided, "share": share, "confident_error": error}
