"""Looking ahead: renewals count, and a preview is what a review would do."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, OnChange
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating, Review
from reinforce.memory import Phase
from reinforce.practice import Elapsed, Exposure, Policy, Situation, advance, blank, fold, forecast, preview
from tests.practice.building import NOW, TODAY, card, curriculum, question, simple, situation, skill
from tests.practice.drawing import situations

DAYS = st.integers(1, 60)


@given(situations(), DAYS)
def test_a_longer_forecast_begins_with_the_shorter(given_: Situation, days: int) -> None:
    """Each day is forecast by itself, and neither budget, journeys nor exposures matter."""
    made = forecast(given_, days=days)
    assert [ahead.day for ahead in made.days] == list(range(TODAY, TODAY + days))
    assert forecast(given_, days=days + 5).days[:days] == made.days
    plain = situation(given_.curriculum, *given_.cards.values())
    assert forecast(plain, days=days) == made


@given(situations(), DAYS)
def test_without_practice_nothing_is_gained(given_: Situation, days: int) -> None:
    """What is left of today's cards never grows from day to day."""
    left = [ahead.still_known for ahead in forecast(given_, days=days).days]
    if not given_.cards:
        assert set(left) == {None}
    known = [share for share in left if share is not None]
    assert known == sorted(known, reverse=True)


@given(situations())
def test_what_is_due_is_in_the_forecast(given_: Situation) -> None:
    """Every card that is due within the days is practised at least once, everything overdue today."""
    made = forecast(given_, days=13)
    due = [one.due_day for one in given_.cards.values() if one.due_day is not None]
    assert made.days[0].reviews == sum(day <= TODAY for day in due)
    assert made.reviews >= sum(day < TODAY + 13 for day in due)


def test_renewals_count() -> None:
    """A card comes back after each good practice: a hundred days hold the chain of its intervals, not one practice."""
    taught, (name,) = simple(1, minutes=2)
    first = card(name, stability=2.0)
    made = forecast(situation(taught, first), days=100)
    days = [ahead.day for ahead in made.days if ahead.reviews]
    expected, one = [], first
    while one.due_day is not None and one.due_day < TODAY + 100:
        expected.append(one.due_day)
        at = datetime.fromordinal(one.due_day).replace(tzinfo=UTC)
        review = Review(id="x", learner="ana", skill=name, rating=Rating.Good, at=at, day=one.due_day)
        one = advance(one, review, policy=Policy())
    assert days == expected
    assert len(days) > 2
    assert made.minutes == 2.0 * len(days)
    assert made.days[0].date.toordinal() == TODAY


def test_costs_are_the_mean_of_a_skills_exercises() -> None:
    """A practice costs what the skill's exercises cost on average, and nothing where there is none."""
    taught = curriculum([skill("a"), skill("b")], [question("q1", "a", minutes=1), question("q2", "a", minutes=2)])
    made = forecast(situation(taught, card("a"), card("b")), days=1)
    assert (made.reviews, made.cost) == (2, timedelta(seconds=90))


def test_the_mean_is_over_todays_cards() -> None:
    """Retrievability is the mean over the cards of skills that are still there; new skills are no part of it."""
    taught, (name, _) = simple(2)
    made = forecast(situation(taught, card(name, stability=10, ago=10), card("gone"), journeys=["j"]), days=1)
    assert made.days[0].still_known == pytest.approx(0.9)
    assert made.reviews == 1


@pytest.mark.parametrize("elapsed", Elapsed)
def test_learning_steps_are_walked_through(elapsed: Elapsed) -> None:
    """A card inside learning steps takes each of them, then comes back after days."""
    policy = Policy(learning_steps=(timedelta(minutes=1), timedelta(minutes=10)), elapsed=elapsed, fuzz=False)
    taught, (name,) = simple(1)
    first = Review(id="r", learner="ana", skill=name, rating=Rating.Again, at=NOW)
    stepping = fold([first], policy=policy)
    assert stepping.phase is Phase.LEARNING
    made = forecast(situation(taught, stepping, policy=policy), days=8)
    assert made.days[0].reviews == 2
    assert made.reviews > 2


def test_by_rolling_hours_a_card_comes_back_at_its_instant() -> None:
    """In the rolling convention the chain of practices is that of the due instants, not of the starts of days."""
    policy = Policy(elapsed=Elapsed.ROLLING_24H, fuzz=False)
    taught, (name,) = simple(1)
    first = fold([Review(id="r", learner="ana", skill=name, rating=Rating.Good, at=NOW)], policy=policy)
    expected, one = [], first
    while one.due_day is not None and one.due_at is not None and one.due_day < TODAY + 200:
        expected.append(one.due_day)
        review = Review(id="x", learner="ana", skill=name, rating=Rating.Good, at=one.due_at, day=one.due_day)
        one = advance(one, review, policy=policy)
    made = forecast(situation(taught, first, policy=policy), days=200)
    assert [ahead.day for ahead in made.days if ahead.reviews] == expected


def test_a_forecast_shows_itself() -> None:
    """In a notebook a forecast is a table of days."""
    taught, (name,) = simple(1)
    html = forecast(situation(taught, card(name)), days=2)._repr_html_()
    assert "<td>2026-03-02</td><td>1</td><td>1.0</td><td>0.8</td><td>90 %</td>" in html


# ------------------------------------------------------------------------------------------------------------ preview

HISTORIES = st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 60)), max_size=8)


@given(HISTORIES, st.integers(0, 90), st.integers(-9, 9), st.sampled_from(["roi", "nps", "qbr"]))
def test_a_preview_is_what_a_review_would_do(
    history: list[tuple[Rating, int]], wait: int, seed: int, name: str
) -> None:
    """Each of the four cards is the card after a review with that rating, and Hard ≤ Good ≤ Easy in days."""
    policy, one, at = Policy(seed=seed), blank("ana", name, policy=Policy(seed=seed)), NOW
    for number, (rating, days) in enumerate(history):
        at += timedelta(days=days)
        one = advance(one, Review(id=f"r{number}", learner="ana", skill=name, rating=rating, at=at), policy=policy)
    at += timedelta(days=wait)
    before = repr(one)
    shown = preview(one, at=at, day=at.toordinal(), policy=policy)
    assert list(shown) == list(Rating)
    assert repr(one) == before
    for rating, after in shown.items():
        review = Review(id="preview", learner="ana", skill=name, rating=rating, at=at)
        assert after == advance(one, review, policy=policy)
    due = [shown[rating].due_day or math.nan for rating in (Rating.Hard, Rating.Good, Rating.Easy)]
    assert due == sorted(due)


def test_a_preview_meets_changes_of_content() -> None:
    """A reset that the card has not met is applied first; one that it has met, or that is yet to come, is not."""
    policy = Policy(fuzz=False)
    old = card("s", stability=50.0)
    anew = preview(blank("ana", "s", policy=policy), at=NOW, day=TODAY, policy=policy)
    reset = ContentChange(NOW - timedelta(days=1), 2, OnChange.RESET)
    after = preview(old, at=NOW, day=TODAY, policy=policy, changes=[reset])
    assert after[Rating.Good].memory == anew[Rating.Good].memory
    assert after[Rating.Good].content_version == 2
    plain = preview(old, at=NOW, day=TODAY, policy=policy)
    ahead = ContentChange(NOW + timedelta(days=1), 2, OnChange.RESET)
    assert preview(old, at=NOW, day=TODAY, policy=policy, changes=[ahead]) == plain
    met = card("s", stability=50.0, content_version=2)
    assert (
        preview(met, at=NOW, day=TODAY, policy=policy, changes=[reset])[Rating.Good].memory == plain[Rating.Good].memory
    )


def test_a_preview_of_the_past_is_refused() -> None:
    """Before the last review there is nothing to preview, but for what clocks may disagree by."""
    one = card("s", ago=0)
    with pytest.raises(InvalidParameterError, match="at must be after the last review"):
        preview(one, at=NOW - timedelta(hours=1), day=TODAY, policy=Policy())
    rolling = Policy(elapsed=Elapsed.ROLLING_24H)
    shown = preview(one, at=NOW - timedelta(minutes=1), day=TODAY, policy=rolling)
    assert {after.last_at for after in shown.values()} == {NOW}


def test_an_exposure_does_not_change_a_forecast() -> None:
    """Which exercise comes next is no part of a forecast."""
    taught, (name,) = simple(1)
    met = situation(taught, card(name), exposures={f"q-{name}": Exposure(3, NOW)})
    assert forecast(met, days=3) == forecast(situation(taught, card(name)), days=3)
