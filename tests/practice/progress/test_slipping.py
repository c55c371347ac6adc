"""Who is slipping: laws of the model that the log makes, and of the list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import Card, Policy, Rating, Review
from reinforce.memory import NO_ATTEMPTS, Features
from reinforce.memory.features import log_odds
from reinforce.practice import fold
from reinforce.practice.cards.fold import reviewed
from reinforce.practice.progress import (
    LaterAttempt,
    SlippingCard,
    SlippingModel,
    SlippingOrder,
    Unsure,
    judged,
    later_attempts,
    slipping,
    slipping_card,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = MONDAY.toordinal()
ANSWERS = st.lists(st.booleans(), min_size=1, max_size=8)


def _tried(answers: list[bool]) -> Features:
    """Return the features of answers, one a day."""
    features = NO_ATTEMPTS
    for right in answers:
        features = features.after(right, elapsed_days=1)
    return features


def _log(*, learners: int = 8, skills: int = 6, able: bool = True, seed: int = 7) -> list[LaterAttempt]:
    """Return a log in which what is long ago and was seldom tried fails, or, where not *able*, all is luck."""
    chance = Random(seed)
    found = []
    for learner in range(learners):
        for skill in range(skills):
            features, day = _tried([chance.random() < 0.5]), TODAY - 200
            for _ in range(12):
                days = chance.randint(1, 20)
                day += days
                known = 0.5 + 0.4 * (learner % 2) if able else 0.7
                right = chance.random() < known
                found.append(
                    LaterAttempt(
                        learner=f"l-{learner}",
                        skill=f"s-{skill}",
                        day=day,
                        features=features,
                        retrievability=0.9,
                        days=days,
                        right=right,
                    )
                )
                features = features.after(right, elapsed_days=days)
    return found


NOTHING = SlippingModel.of([])
LEARNT = SlippingModel.of(_log())


def _card(answers: list[bool], *, skill: str = "s-1", days: int = 5, learner: str = "l-1") -> Card:
    return Card(learner=learner, skill=skill, last_day=TODAY - days, features=_tried(answers))


def _judged(card: Card, *, model: SlippingModel = LEARNT, retrievability: float = 0.9) -> SlippingCard:
    return slipping_card(card, day=TODAY, retrievability=retrievability, model=model, own=model.learner([card]))


@given(ANSWERS, st.data(), st.sampled_from([NOTHING, LEARNT]))
def test_a_miss_in_place_of_a_success_never_raises_the_chance(
    answers: list[bool], data: st.DataObject, model: SlippingModel
) -> None:
    """Of the same practice, with the same left, whoever missed more is told no greater chance."""
    missed = data.draw(st.sets(st.integers(0, len(answers) - 1)))
    worse = [right and place not in missed for place, right in enumerate(answers)]
    assert _judged(_card(worse), model=model).chance <= _judged(_card(answers), model=model).chance + 1e-12


@given(ANSWERS, st.integers(0, 60), st.integers(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_time_without_practice_never_raises_the_chance(
    answers: list[bool], some: int, more: int, left: float, lost: float
) -> None:
    """Nor does it where less is left."""
    before = _judged(_card(answers, days=some), retrievability=max(left, lost))
    after = _judged(_card(answers, days=some + more), retrievability=min(left, lost))
    assert after.chance <= before.chance + 1e-12


@given(ANSWERS, st.integers(0, 400), st.floats(0, 1), st.sampled_from([NOTHING, LEARNT]))
def test_the_chance_lies_within_its_doubt(answers: list[bool], days: int, left: float, model: SlippingModel) -> None:
    """Both ends are chances, and there always is a doubt."""
    one = _judged(_card(answers, days=days), model=model, retrievability=left)
    assert 0 <= one.low < one.chance < one.high <= 1


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 400))
def test_more_attempts_never_make_it_less_enough(some: int, more: int, days: int) -> None:
    """What is enough with few attempts is enough with more, the last one on the same day."""
    few, many = (_judged(_card([True] * number, days=days)) for number in (some, some + more))
    assert many.enough >= few.enough


def test_too_little_has_its_reason() -> None:
    """Nobody is ranked who never tried, tried less than three times, or longer ago than the log tells of."""
    longest = LEARNT.longest
    said = [
        _judged(_card(answers, days=days)).unsure
        for answers, days in (([], 2), ([True] * 2, 2), ([True] * 3, longest), ([True] * 3, longest + 1))
    ]
    assert said == [Unsure.NEVER, Unsure.FEW, None, Unsure.LONG]
    never = _judged(_card([], days=2))
    assert (never.last_day, never.days, never.attempts) == (None, 2, 0)


def test_the_log_says_how_long_it_tells_of() -> None:
    """A span counts once twenty answers came after as long a one; without a log it is thirty days."""
    log = [replace(one, days=90) if place < 20 else one for place, one in enumerate(_log())]
    assert (NOTHING.longest, SlippingModel.of(log).longest, SlippingModel.of(log[1:]).longest) == (30, 90, 30)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_log_makes_no_difference(random: Random) -> None:
    """The same attempts make the same model, in whatever order they come."""
    log = _log(learners=2, skills=2)
    shuffled = random.sample(log, len(log))
    assert SlippingModel.of(shuffled) == SlippingModel.of(log)


def test_the_model_learns_who_does_well() -> None:
    """Of two learners with cards alike, the one whose other answers went better is told the greater chance."""
    good, bad = (
        slipping_card(
            _card([True] * 4, learner=who),
            day=TODAY,
            retrievability=0.9,
            model=LEARNT,
            own=LEARNT.known.effect(*LEARNT.known.learners[who]),
        ).chance
        for who in ("l-1", "l-0")
    )
    assert good > bad + 0.1


def test_no_log_makes_a_miss_a_good_sign() -> None:
    """Where all that went well before goes badly next, the terms that say so are left out instead of turned round."""
    chance = Random(7)
    perverse = [
        replace(one, right=chance.random() < (0.3 if 2 * one.features.successes > one.features.attempts else 0.7))
        for one in _log()
    ]
    model = SlippingModel.of(perverse)
    assert min(model.regression.weights[1:]) == 0.0
    assert _judged(_card([True] * 6), model=model).chance >= _judged(_card([False] * 6), model=model).chance


@given(st.lists(st.booleans(), min_size=3, max_size=8))
def test_the_doubt_is_less_with_more_attempts_alike(answers: list[bool]) -> None:
    """On the scale of log-odds, where a doubt is as wide whatever the chance, of cards with as large a chance."""

    def width(card: SlippingCard) -> float:
        return (log_odds(card.high) - log_odds(card.low)) * sqrt(card.chance * (1 - card.chance))

    few, many = (_judged(_card(answers * times), model=replace(LEARNT, spread=2.0)) for times in (1, 6))
    assert width(many) < width(few)


def test_the_list_goes_by_days_where_the_chance_tells_no_more() -> None:
    """Where all is luck, or too few answers say anything, it is sorted by days, and says so."""
    assert LEARNT.order is SlippingOrder.CHANCE
    assert SlippingModel.of(_log()[:250]).order is SlippingOrder.DAYS
    assert SlippingModel.of([]).order is SlippingOrder.DAYS
    luck = SlippingModel.of(_log(able=False))
    assert luck.order is SlippingOrder.DAYS
    cards = [_judged(_card([True] * number, days=days), model=luck) for number, days in ((9, 12), (3, 4), (5, 30))]
    assert [one.days for one in slipping(cards, model=luck, limit=2).cards] == [30, 12]


@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_the_list_is_the_worst_of_all(random: Random, limit: int) -> None:
    """Whatever the order in which cards come: the least chances, and apart from them those too little known."""
    cards = [
        _judged(_card([random.random() < 0.7 for _ in range(number % 9)], learner=f"l-{number}", days=number % 70))
        for number in range(60)
    ]
    found = slipping(random.sample(cards, len(cards)), model=LEARNT, limit=limit)
    ranked = sorted((one for one in cards if one.enough), key=lambda one: (one.chance, one.learner))
    unsure = [one for one in cards if not one.enough]
    assert list(found.cards) == ranked[:limit]
    assert (found.ranked, found.unknown) == (len(ranked), len(unsure))
    assert set(found.unsure) <= set(unsure)
    assert len(found.unsure) == min(limit, len(unsure))


def test_what_is_learnt_from_is_what_was_known_before() -> None:
    """Each attempt on a later day than the one before it, with the features and the memory that the card had then."""
    ratings = (Rating.Again, Rating.Good, Rating.Good, Rating.Again)
    days = (0, 0, 3, 10)
    reviews = [
        Review(id=f"r{n}", learner="ana", skill="roi", rating=rating, at=MONDAY + timedelta(days=day, minutes=n))
        for n, (rating, day) in enumerate(zip(ratings, days, strict=True))
    ]
    policy = Policy()
    history = reviewed(reviews[::-1], learner="ana", skill="roi", policy=policy)
    found = later_attempts(history, policy=policy)
    before = [fold(reviews[:count], policy=policy) for count in (2, 3)]
    assert [(one.features, one.days, one.right) for one in found] == [
        (before[0].features, 3, True),
        (before[1].features, 7, False),
    ]
    assert [one.retrievability for one in found] == [
        card.retrievability(day=one.day, policy=policy) for card, one in zip(before, found, strict=True)
    ]


def test_the_list_is_json_and_back() -> None:
    """It is read again as it was written."""
    cards = [_judged(_card([True] * number)) for number in (0, 2, 4)]
    found = slipping(cards, model=LEARNT, limit=5)
    assert type(found).from_json(found.to_json()) == found
    assert "of 2 too little is known" in found._repr_html_()


@pytest.mark.parametrize("answers", [[], [True] * 3])
def test_a_skill_and_a_learner_that_the_log_does_not_know_count_as_usual(answers: list[bool]) -> None:
    """There is a chance for them too."""
    assert 0 < _judged(_card(answers, skill="new", learner="nobody")).chance < 1


def test_a_list_is_judged_by_what_came_of_it() -> None:
    """Counted are the misses among the first of those that were ranked, by the chance, by days, and by lot."""
    answered = [
        (_judged(_card(answers, learner=f"l-{place}", days=days)), right)
        for place, (answers, days, right) in enumerate(
            [([False] * 4, 2, False), ([True] * 4, 20, True), ([True] * 9, 5, False), ([True] * 2, 25, False)]
        )
    ]
    found = judged(answered, at=MONDAY, order=SlippingOrder.CHANCE, limit=1)
    assert (found.answers, found.shown, found.missed, found.by_days, found.best) == (3, 1, 1, 0, 1)
    assert found.at_random == pytest.approx(2 / 3)
    assert judged(answered, at=MONDAY, order=SlippingOrder.DAYS, limit=1).missed == 0
    assert judged(answered, at=MONDAY, order=SlippingOrder.CHANCE, limit=5).missed == 2
    nothing = judged([], at=MONDAY, order=SlippingOrder.DAYS, limit=5)
    assert (nothing.shown, nothing.missed, nothing.at_random) == (0, 0, 0.0)
