"""Leeches: when a skill becomes a task for a coach, and since when it is one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.journal import Event, EventKind, Rating, Review
from reinforce.practice import Card, Policy, fold
from reinforce.practice.cards.leeches import CoachingNeed, coaching_need, is_leech
from reinforce.practice.planning import Planning

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def _card(lapses: int) -> Card:
    return Card(learner="ana", skill="terms", lapses=lapses)


@pytest.mark.parametrize(
    ("threshold", "coached", "least"), [(8, None, 8), (8, 8, 12), (8, 0, 4), (1, None, 1), (1, 1, 2), (3, 3, 4)]
)
def test_a_leech_is_one_from_the_threshold_on(threshold: int, coached: int | None, least: int) -> None:
    """It is one at the threshold and not before; after a coaching, again at half of it, and at one lapse at least."""
    planning = Planning(leech_lapses=threshold)
    assert not is_leech(_card(least - 1), planning=planning, coached=coached)
    assert is_leech(_card(least), planning=planning, coached=coached)
    assert is_leech(_card(least + 1), planning=planning, coached=coached)


@pytest.mark.parametrize("coached", [None, 0, 5])
def test_without_a_threshold_nothing_is_a_leech(coached: int | None) -> None:
    """Zero means never."""
    assert not is_leech(_card(1_000), planning=Planning(leech_lapses=0), coached=coached)


@given(
    st.lists(st.sampled_from([Rating.Again, Rating.Again, Rating.Good]), max_size=25),
    st.integers(1, 4),
    st.none() | st.integers(0, 3),
)
def test_a_task_says_since_when(ratings: list[Rating], threshold: int, coached: int | None) -> None:
    """There is a task where the card is a leech, since the day of the review that made it one."""
    policy = Policy(planning=Planning(leech_lapses=threshold))
    log = [
        Review(id=f"r{at}", learner="ana", skill="terms", rating=rating, at=START + timedelta(days=3 * at))
        for at, rating in enumerate(ratings)
    ]
    retracted = Event(id="u", kind=EventKind.RETRACTION, at=START, learner="ana", target="r2")
    cards = [
        fold([*log[:count], retracted], policy=policy, learner="ana", skill="terms") for count in range(len(log) + 1)
    ]
    leeches = [is_leech(card, planning=policy.planning, coached=coached) for card in cards]
    task = coaching_need(cards[-1], [retracted, *reversed(log)], policy=policy, coached=coached)
    if not leeches[-1]:
        assert task is None
        return
    since = log[leeches.index(True) - 1].day
    assert task == CoachingNeed(learner="ana", skill="terms", lapses=cards[-1].lapses, coached=coached, since=since)
