"""Who is slipping, asked of the engine on every store: what it reads, what changes it, and what it refuses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from reinforce import Engine, InvalidParameterError, ManualClock, NewReview, NotFoundError, Rating, Tenant
from reinforce.practice.progress import SlippingOrder, Unsure
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import SKILLS
from tests.support.stores import START, small_tenant

LEARNERS = ("ana", "ben", "cleo", "dan", "eve", "fay")
TODAY = START + timedelta(days=150)


def _practice(*, days: int = 140) -> list[NewReview]:
    """Return practice of which later answers tell something: each second learner and each long rest goes worse."""
    chance, found = Random(7), []
    for place, learner in enumerate(LEARNERS):
        for skill in SKILLS:
            day = chance.randint(0, 9)
            while day < days:
                known = 0.95 - 0.4 * (place % 2)
                rating = Rating.Good if chance.random() < known else Rating.Again
                at = START + timedelta(days=day, minutes=place)
                id_ = f"{learner}-{skill}-{day}"
                found.append(NewReview(learner=learner, skill=skill, rating=rating, review_id=id_, at=at))
                day += chance.randint(1, 9)
    return found


def _told(engine: Engine, clock: ManualClock, reviews: Sequence[NewReview], name: str = "acme") -> Tenant:
    """Return a tenant to whose learners that happened."""
    acme = small_tenant(engine, name)
    for learner in LEARNERS:
        acme.roster.put(learner)
    clock.move_to(TODAY)
    acme.practice.review_many(reviews, imported=True)
    return acme


def test_the_worst_come_first_with_what_they_rest_on(engine: Engine, clock: ManualClock) -> None:
    """The list is as long as asked, its numbers are those of the log, and its doubt is around each chance."""
    practice = _practice()
    acme = _told(engine, clock, practice)
    found = acme.progress.slipping(limit=5)
    assert found.order is SlippingOrder.CHANCE
    assert (len(found.cards), found.ranked, found.unknown) == (5, len(LEARNERS) * len(SKILLS), 0)
    assert {card.learner for card in found.cards} <= set(LEARNERS[1::2])
    assert [card.chance for card in found.cards] == sorted(card.chance for card in found.cards)
    for card in found.cards:
        log = [one for one in practice if (one.learner, one.skill) == (card.learner, card.skill)]
        assert (card.attempts, card.misses) == (len(log), sum(one.rating is Rating.Again for one in log))
        assert card.low < card.chance < card.high


def test_every_store_and_every_order_of_delivery_tells_the_same(engine: Engine, clock: ManualClock) -> None:
    """It follows from what happened, not from where it is kept or how it came."""
    practice = _practice()
    with Engine.over(MemoryStore(), clock=clock) as other:
        expected = _told(other, clock, practice).progress
        shuffled = Random(3).sample(practice, len(practice))
        found = _told(engine, clock, shuffled).progress
        assert found.slipping() == expected.slipping()
        assert found.judge_slipping() == expected.judge_slipping()


def test_other_tenants_make_no_difference(engine: Engine, clock: ManualClock) -> None:
    """The chances are learnt from the tenant's own log, and only its learners are listed."""
    practice = _practice()
    before = _told(engine, clock, practice).progress.slipping()
    worse = [replace(one, rating=Rating.Again) for one in practice]
    other = _told(engine, clock, worse, "other")
    assert engine.tenant("acme").progress.slipping() == before != other.progress.slipping()


def test_what_is_undone_counts_no_more(engine: Engine, clock: ManualClock) -> None:
    """After an undo the list is what it was before."""
    acme = _told(engine, clock, _practice())
    before = acme.progress.slipping(limit=100)
    acme.practice.review("eve", "terms", Rating.Again, review_id="mistake")
    assert acme.progress.slipping(limit=100) != before
    acme.practice.undo("eve", review_id="mistake")
    assert acme.progress.slipping(limit=100) == before


def test_asking_about_some_changes_no_chance(engine: Engine, clock: ManualClock) -> None:
    """Of one learner or one skill it says what it says of them among all."""
    acme = _told(engine, clock, _practice())
    every = acme.progress.slipping(limit=100).cards
    assert acme.progress.slipping("ben").cards == tuple(card for card in every if card.learner == "ben")
    some = acme.progress.slipping(["fay", "ben"], skills=["terms"]).cards
    assert some == tuple(card for card in every if card.learner in {"ben", "fay"} and card.skill == "terms")
    assert acme.progress.slipping(capability="talking", limit=100).cards == every


def test_what_is_little_known_stands_apart(acme: Tenant, clock: ManualClock) -> None:
    """Once begun it is listed, with the reason; what was never begun is not; without a log the days decide."""
    acme.practice.review("ana", "terms", Rating.Good)
    acme.practice.place("ana", "questions", stability=20.0)
    clock.advance(timedelta(days=3))
    found = acme.progress.slipping()
    assert (found.cards, found.ranked, found.unknown) == ((), 0, 2)
    assert {card.skill: card.unsure for card in found.unsure} == {"terms": Unsure.FEW, "questions": Unsure.NEVER}
    for _ in range(3):
        acme.practice.review("ana", "terms", Rating.Again)
    clock.advance(timedelta(days=30))
    assert [card.skill for card in acme.progress.slipping().cards] == ["terms"]
    clock.advance(timedelta(days=1))
    found = acme.progress.slipping()
    assert [(card.skill, card.unsure) for card in found.unsure][1:] == [("terms", Unsure.LONG)]
    assert found.order is SlippingOrder.DAYS


def test_a_list_is_judged_as_it_was_made_then(engine: Engine, clock: ManualClock) -> None:
    """What came later tells how good it was and is not used to make it: the list then and the answers since."""
    practice = _practice()
    acme = _told(engine, clock, practice)
    then = TODAY - timedelta(days=40)
    found = acme.progress.judge_slipping(days=40, limit=5)
    clock.move_to(then)
    earlier = _told(engine, clock, [one for one in practice if one.at is not None and one.at <= then], "earlier")
    clock.move_to(then)
    listed = earlier.progress.slipping(below=1, limit=100).cards
    since = [one for one in practice if one.at is not None and one.at > then]
    answers = {(one.learner, one.skill): one for one in reversed(since)}
    answered = [(card.learner, card.skill) for card in listed if (card.learner, card.skill) in answers]
    assert (found.at, found.answers, found.shown) == (then, len(answered), 5)
    assert found.missed == sum(answers[key].rating is Rating.Again for key in answered[:5])
    assert found.at_random < found.missed <= found.best


def test_who_is_not_slipping_is_not_listed(acme: Tenant, clock: ManualClock) -> None:
    """However few there are: whose chance is at least the desired retention is counted, and no more."""
    for _ in range(6):
        acme.practice.review("ana", "terms", Rating.Good)
        clock.advance(timedelta(days=2))
    for rating in (Rating.Again, Rating.Good, Rating.Again):
        acme.practice.review("ana", "questions", rating)
        clock.advance(timedelta(days=1))
    found, every = acme.progress.slipping(), acme.progress.slipping(below=1)
    assert found.below == acme.policy.desired_retention
    assert [card.skill for card in found.cards] == ["questions"]
    assert {card.skill: card.chance < found.below for card in every.cards} == {"questions": True, "terms": False}
    assert found.ranked == every.ranked == 2
    acme.policies.adopt(replace(acme.policy, desired_retention=0.99))
    assert len(acme.progress.slipping().cards) == 2
    nobody = acme.progress.slipping(below=0)
    assert (nobody.cards, nobody.ranked) == ((), 2)


def test_what_is_suspended_is_not_listed(acme: Tenant, clock: ManualClock) -> None:
    """Nobody is to practise it now; it is back when it is resumed, and other learners' cards of it stay."""
    acme.roster.put("ben")
    for learner in ("ana", "ben"):
        for rating in (Rating.Again, Rating.Good, Rating.Again):
            acme.practice.review(learner, "questions", rating)
            acme.practice.review(learner, "terms", rating)
            clock.advance(timedelta(days=1))
    every = {("ana", "questions"), ("ana", "terms"), ("ben", "questions"), ("ben", "terms")}

    def listed() -> set[tuple[str, str]]:
        found = acme.progress.slipping(below=1)
        assert found.ranked == len(found.cards)
        return {(card.learner, card.skill) for card in found.cards}

    acme.practice.suspend("ana", "terms")
    assert listed() == every - {("ana", "terms")}
    acme.practice.resume("ana", "terms")
    assert listed() == every


def test_what_it_refuses(acme: Tenant) -> None:
    """Somebody or something that is not there, and numbers out of bounds."""
    with pytest.raises(NotFoundError, match="nobody"):
        acme.progress.slipping("nobody")
    with pytest.raises(NotFoundError, match="nothing"):
        acme.progress.slipping(skills=["nothing"])
    with pytest.raises(InvalidParameterError, match="capability"):
        acme.progress.slipping(skills=["terms"], capability="talking")
    with pytest.raises(InvalidParameterError, match="limit"):
        acme.progress.slipping(limit=0)
    with pytest.raises(InvalidParameterError, match="days"):
        acme.progress.judge_slipping(days=0)
    assert acme.progress.judge_slipping().shown == 0
