"""What is kept of outcomes is enough to say them again, and little more."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Curriculum, Facet, parse_pack
from reinforce.journal import Rating, Review
from reinforce.practice import Answer, DrillAttempt, Feedback, Outcome, QuizAttempt
from reinforce.practice.grading.attempts import Attempt
from reinforce.practice.grading.feedback import said
from reinforce.practice.grading.kept_outcome import (
    facets_kept,
    kept_of_attempt,
    kept_of_review,
    outcome_of_attempt,
    outcome_of_review,
    ratings_kept,
)
from reinforce.practice.grading.outcome import Assurance
from reinforce.testing.packs import small_pack
from tests.practice.grading.test_outcome import CARDS, FEEDBACK, REVIEWS

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CURRICULUM = Curriculum.of([(1, parse_pack(small_pack()))])
ANSWERS = (
    Answer("q-terms-1", "a"),
    Answer("q-terms-2", "12.5"),
    Answer("q-questions-1", "To learn"),
    Answer("q-questions-2", {"c", "a"}),
    Answer("q-discovery-1", Rating.Hard),
)
STRANGE = Answer("q-terms-2", ("no", "number"))
"""An answer that only a grader of the host's can make sense of."""
QUIZZES = st.lists(st.sampled_from((*ANSWERS, STRANGE)), min_size=1, unique_by=lambda answer: answer.question).map(
    lambda answers: QuizAttempt(attempt_id="a", edition=1, answers=answers, at=AT)
)
DRILLS = st.builds(
    lambda asks, leads: DrillAttempt(
        attempt_id="a", edition=1, drill="d-talk", scores={"asks": asks, "leads": leads}, at=AT
    ),
    st.integers(0, 2),
    st.integers(0, 2),
)
CHANGES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "right": st.none() | st.booleans(),
        "share": st.floats(0, 1),
        "assurance": st.none() | st.sampled_from(Assurance),
        "confident_error": st.booleans(),
        "explanation": st.just("As the host's grader says."),
        "remarks": st.just(("One more remark.",)),
        "next_level": st.none() | st.just("Next time."),
        "skill": st.sampled_from(("terms", "elsewhere")),
    },
)


@st.composite
def graded(draw: st.DrawFn) -> tuple[Attempt, Outcome]:
    """Return an attempt and what some grader, ours or not, may have made of it."""
    attempt = draw(QUIZZES | DRILLS)
    feedback = [replace(part, **draw(CHANGES)) for part in said(attempt, CURRICULUM)]
    if draw(st.booleans()):
        feedback = draw(st.permutations([*feedback, *draw(st.lists(FEEDBACK, max_size=2))]))
    skills = draw(st.lists(st.sampled_from(("terms", "questions", "discovery")), unique=True))
    reviews = tuple(
        replace(
            draw(REVIEWS),
            id=f"a:{skill}",
            learner="ana",
            skill=skill,
            at=AT,
            day=7,
            rating=draw(st.sampled_from(Rating)),
        )
        for skill in skills
    )
    cards = tuple(replace(draw(CARDS), learner="ana", skill=skill) for skill in skills)
    return attempt, Outcome(
        id="a",
        at=AT,
        day=7,
        reviews=reviews,
        cards=cards,
        feedback=tuple(feedback),
        over_time=draw(st.booleans()),
    )


@given(graded())
def test_the_first_outcome_of_an_attempt_is_said_again_whoever_graded_it(made: tuple[Attempt, Outcome]) -> None:
    """From what was kept, the attempt and its edition comes an equal outcome, through JSON too."""
    attempt, outcome = made
    kept = json.loads(json.dumps(kept_of_attempt(outcome, attempt, CURRICULUM)))
    assert outcome_of_attempt(kept, attempt, CURRICULUM, at=AT, day=7, reviews=outcome.reviews) == outcome
    assert ratings_kept(kept) == {review.skill: review.rating for review in outcome.reviews}


@given(REVIEWS, CARDS)
def test_the_first_outcome_of_a_review_is_said_again(review: Review, card: object) -> None:
    """The card afterwards comes back equal, whatever was the last entry that it was folded from."""
    held = replace(card, learner=review.learner, skill=review.skill)  # type: ignore[type-var]
    kept = json.loads(json.dumps(kept_of_review(held, review)))  # type: ignore[arg-type]
    assert outcome_of_review(review, kept).cards == (held,)


@given(QUIZZES | DRILLS)
def test_no_text_of_the_edition_is_kept(attempt: Attempt) -> None:
    """Where the feedback is what the edition says, only right and wrong are kept of it."""
    feedback = said(attempt, CURRICULUM)
    kept = kept_of_attempt(Outcome(id="a", at=AT, day=7, feedback=feedback), attempt, CURRICULUM)
    assert kept == {
        "skills": {},
        "feedback": [{} if part.right is None else {"right": part.right} for part in feedback],
    }


def test_the_facets_that_were_shown_are_known_without_the_edition() -> None:
    """A facet was shown right if one of its parts was; where no part says, that is up to the rating."""
    parts = tuple(
        Feedback(exercise=exercise, skill=skill, right=right, share=0.5, response="", answer="", explanation="")
        for exercise, skill, right in (
            ("q-terms-1", "terms", False),
            ("q-terms-2", "terms", True),
            ("q-questions-2", "questions", False),
            ("q-questions-1", "questions", None),
            ("nowhere", "questions", True),
        )
    )
    reviews = tuple(
        Review(id=f"a:{skill}", learner="ana", skill=skill, rating=Rating.Good, at=AT, day=7)
        for skill in ("terms", "questions")
    )
    cards = tuple(outcome_of_review(review, {"card": {}}).cards[0] for review in reviews)
    outcome = Outcome(id="a", at=AT, day=7, reviews=reviews, cards=cards, feedback=parts)
    attempt = QuizAttempt(attempt_id="a", edition=1, answers=ANSWERS[:1], at=AT + timedelta())
    assert facets_kept(kept_of_attempt(outcome, attempt, CURRICULUM)) == {
        "terms": {Facet.WHAT: True},
        "questions": {Facet.HOW: False, Facet.WHY: None},
    }
