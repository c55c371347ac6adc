"""The chance to succeed: its features are folds kept on the card, and whoever states a chance asks the one model."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog.changes import ContentChange, OnChange
from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.memory import NO_ATTEMPTS, PRIOR, Ability, Features, SkillCount
from reinforce.practice import Card, Policy, forecast
from reinforce.practice.cards.checkpoint import checkpoint
from reinforce.practice.cards.fold import fold
from reinforce.practice.cards.success import ability, chance
from reinforce.practice.planner.gain import expected_gain
from tests.practice.building import TODAY, card, simple, situation

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
HISTORIES = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 40)), min_size=1, max_size=12)


def _reviews(history: list[tuple[Rating, int]]) -> list[Review]:
    reviews, at = [], START
    for number, (rating, days) in enumerate(history):
        at += timedelta(days=days, minutes=1)
        reviews.append(Review(id=f"r{number:02}", learner="ana", skill="roi", rating=rating, at=at))
    return reviews


def _event(kind: EventKind, at: datetime, **body: object) -> Event:
    return Event(id="e", kind=kind, at=at, learner="ana", target="roi", body=body)


@given(HISTORIES)
def test_a_card_keeps_the_features_of_the_reviews_that_count(history: list[tuple[Rating, int]]) -> None:
    """They are the fold of the reviews by their learner days; only Again is a failure."""
    reviews, features = _reviews(history), NO_ATTEMPTS
    for place, review in enumerate(reviews):
        elapsed = review.day - reviews[place - 1].day if place else 0
        features = features.after(review.rating is not Rating.Again, elapsed_days=elapsed)
    card = fold(reviews)
    assert card.features == features
    assert fold(reversed(reviews)).features == features


@given(HISTORIES, st.data())
def test_what_does_not_count_leaves_no_trace(history: list[tuple[Rating, int]], data: st.DataObject) -> None:
    """A retracted review counts for the features as if it had never been there."""
    reviews = _reviews(history)
    gone = data.draw(st.sampled_from(reviews))
    retraction = Event(id="undo", kind=EventKind.RETRACTION, at=gone.at, learner="ana", target=gone.id)
    rest = [review for review in reviews if review is not gone]
    assert fold([*reviews, retraction], learner="ana", skill="roi").features == (
        fold(rest, learner="ana", skill="roi").features
    )


@given(HISTORIES, HISTORIES)
def test_who_starts_anew_is_judged_anew(before: list[tuple[Rating, int]], after: list[tuple[Rating, int]]) -> None:
    """Forgetting a skill, or content that resets it, clears its features; those that soften it do not."""
    reviews = _reviews(before)
    at = reviews[-1].at + timedelta(minutes=1)
    later = [
        Review(id=f"s{one.id}", learner="ana", skill="roi", rating=one.rating, at=one.at + (at - START))
        for one in _reviews(after)
    ]
    alone = fold(later).features
    assert fold([*reviews, _event(EventKind.FORGET, at), *later]).features == alone
    for effect in (OnChange.RESET, OnChange.SOFTEN):
        changes = [ContentChange(at=at, version=1, effect=effect)]
        kept = fold([*reviews, *later], changes=changes).features
        assert kept == (alone if effect is OnChange.RESET else fold([*reviews, *later]).features)


@given(HISTORIES, st.integers(1, 12))
def test_a_checkpoint_holds_the_features(history: list[tuple[Rating, int]], cut: int) -> None:
    """A log whose older reviews were replaced by a checkpoint folds to the same features."""
    reviews, policy = _reviews(history), Policy()
    old, new = reviews[:cut], reviews[cut:]
    stands = checkpoint(fold(old), id="c", policy=policy, recorded_at=reviews[-1].at)
    assert fold([stands, *new], policy=policy).features == fold(reviews, policy=policy).features


def test_a_placed_skill_has_features_that_fade_but_no_attempt() -> None:
    """Taking a skill for known is no success: it moves memory, and time passes for what was made lately."""
    first = _reviews([(Rating.Good, 0)])
    placed = fold(
        [*first, _event(EventKind.PLACEMENT, START + timedelta(days=3), day=first[0].day + 3, stability=40.0)]
    )
    assert placed.features == replace(fold(first).features, lately=0.125, lately_right=0.125)


def test_a_learner_who_does_well_elsewhere_has_the_better_chance() -> None:
    """Ability comes from all of a learner's cards, against what is usual at their skills."""
    policy = Policy(performance=replace(PRIOR, skills={"roi": SkillCount(successes=500, attempts=1000)}))
    well, badly = (
        Card(learner="ana", skill="roi", last_day=TODAY, features=Features(successes=right, failures=8 - right))
        for right in (8, 0)
    )
    untouched = Card(learner="ana", skill="pricing")
    chances = [
        chance(untouched, day=TODAY, policy=policy, ability=ability([one], day=TODAY, policy=policy))
        for one in (well, untouched, badly)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[1] > chances[2]


def test_a_forecast_tells_the_successes_to_expect() -> None:
    """They are the chances of its practices, together, and never more than these are."""
    taught, names = simple(3)
    cards = [card(name, due=place) for place, name in enumerate(names)]
    made = forecast(situation(taught, *cards), days=40)
    policy = Policy()
    shown = ability(cards, day=TODAY, policy=policy)
    assert made.days[1].successes == pytest.approx(chance(cards[1], day=TODAY + 1, policy=policy, ability=shown))
    assert 0 < made.successes < made.reviews
    assert made.successes == pytest.approx(sum(ahead.successes for ahead in made.days))


def test_what_a_practice_gains_is_weighed_by_the_chance_to_succeed() -> None:
    """Of two cards with the same memory, the one whose practice is likelier to succeed is worth more."""
    policy = Policy()
    likely, unlikely = (
        expected_gain(card("roi", ago=20, features=features), day=TODAY, policy=policy, ability=Ability())
        for features in (Features(successes=5, fast=1.9, slow=4.0), Features(failures=5))
    )
    assert likely.memory == unlikely.memory
    assert likely.gain > unlikely.gain > 0
