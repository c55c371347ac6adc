"""Outcomes: to JSON and back without loss, and as a small table."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reinforce.codec import from_kept, kept
from reinforce.journal import Rating, Review
from reinforce.memory import MemoryState, Phase
from reinforce.practice import Card, Feedback, Outcome, cards_html
from reinforce.practice.grading.outcome import Assurance

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - bounds, which hypothesis wants without a zone
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(fold=0))
DAYS = st.integers(700_000, 800_000)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MEMORIES = st.builds(MemoryState, NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=2).map(tuple))
REVIEWS = st.builds(
    Review,
    id=TEXTS,
    learner=TEXTS,
    skill=TEXTS,
    rating=st.sampled_from(Rating),
    at=INSTANTS,
    day=DAYS,
    source=TEXTS,
    attempt_id=st.none() | TEXTS,
    assessor=st.none() | TEXTS,
    duration=st.none() | st.timedeltas(timedelta(), timedelta(days=1)),
    at_omitted=st.booleans(),
    recorded_at=st.none() | INSTANTS,
)
CARDS = st.builds(
    Card,
    learner=TEXTS,
    skill=TEXTS,
    phase=st.sampled_from(Phase),
    step=st.none() | st.integers(0, 3),
    memory=st.none() | MEMORIES,
    due_day=st.none() | DAYS,
    due_at=st.none() | INSTANTS,
    last_at=st.none() | INSTANTS,
    last_id=st.none() | TEXTS,
    last_day=st.none() | DAYS,
    last_rating=st.none() | st.sampled_from(Rating),
    reps=st.integers(0, 99),
    lapses=st.integers(0, 99),
    policy_version=st.integers(1, 9),
    model_version=TEXTS,
    content_version=st.integers(0, 9),
)
FEEDBACK = st.builds(
    Feedback,
    exercise=TEXTS,
    skill=TEXTS,
    criterion=st.none() | TEXTS,
    right=st.none() | st.booleans(),
    share=st.floats(0, 1),
    response=TEXTS,
    answer=TEXTS,
    explanation=TEXTS,
    remarks=st.lists(TEXTS, max_size=2).map(tuple),
    next_level=st.none() | TEXTS,
    confident_error=st.booleans(),
    assurance=st.none() | st.sampled_from(Assurance),
)
OUTCOMES = st.builds(
    Outcome,
    id=TEXTS,
    at=INSTANTS,
    day=DAYS,
    reviews=st.lists(REVIEWS, max_size=2).map(tuple),
    cards=st.lists(CARDS, max_size=2).map(tuple),
    feedback=st.lists(FEEDBACK, max_size=2).map(tuple),
    over_time=st.booleans(),
)


@given(OUTCOMES)
def test_an_outcome_survives_json(outcome: Outcome) -> None:
    """What was answered once can be answered again, to the last bit, from the JSON that was kept."""
    again = from_kept(Outcome, json.loads(json.dumps(kept(outcome))))
    assert again == outcome
    assert repr(again) == repr(outcome)


def test_an_outcome_kept_before_assurance_was_known_is_read() -> None:
    """Feedback that was stored without a word on assurance is read, and says nothing about it."""
    part = Feedback(exercise="q", skill="s", right=False, share=0.0, response="a", answer="b", explanation="!")
    outcome = Outcome(id="a", at=datetime(2026, 3, 2, tzinfo=UTC), day=739_677, feedback=(part,))
    was = kept(outcome)
    del was["feedback"][0]["assurance"]
    assert from_kept(Outcome, was) == outcome


def test_values_show_themselves_as_tables() -> None:
    """In a notebook an outcome and cards are tables, in which nothing a host sends is taken for markup."""
    card = Card(learner="<b>ana", skill="s", due_day=datetime(2026, 3, 5, tzinfo=UTC).toordinal())
    review = Review(id="r", learner="<b>ana", skill="s", rating=Rating.Good, at=datetime(2026, 3, 2, tzinfo=UTC))
    html = Outcome(id="<a>", at=review.at, day=review.day, reviews=(review,), cards=(card,))._repr_html_()
    assert "<td>s</td><td>Good</td><td>2026-03-05</td>" in html
    assert "&lt;a&gt;, 2026-03-02" in html
    assert "<td>&lt;b&gt;ana</td>" in cards_html([card])
