"""Queues, previews, plans and forecasts through the engine, on every store."""

from datetime import timedelta

from reinforce import Answer, Engine, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.stores import START


def _practise(acme: Tenant, **days_ago: int) -> None:
    for skill, days in days_ago.items():
        acme.practice.review("ana", skill, Rating.Good, at=START - timedelta(days=days))


def test_due_lists_what_is_due_most_urgent_first(acme: Tenant) -> None:
    """The card with the least left comes first; what is not due yet is not listed."""
    _practise(acme, terms=10, questions=30, discovery=0)
    assert [card.skill for card in acme.practice.due("ana")] == ["questions", "terms"]
    assert len(acme.practice.due("ana", at=START + timedelta(days=30))) == 3


def test_preview_shows_all_four_ratings_and_touches_nothing(acme: Tenant) -> None:
    """The preview of a rating is the card that the review then leads to."""
    _practise(acme, terms=10)
    before = acme.practice.history("ana", "terms")
    preview = acme.practice.preview("ana", "terms")
    assert list(preview) == list(Rating)
    days = [card.due_day or 0 for card in preview.values()]
    assert days == sorted(days)
    assert acme.practice.history("ana", "terms") == before
    outcome = acme.practice.review("ana", "terms", Rating.Hard)
    assert outcome.cards[0].due_day == preview[Rating.Hard].due_day
    assert outcome.cards[0].memory == preview[Rating.Hard].memory


def test_a_second_ask_on_the_same_day_grants_no_second_share(acme: Tenant, clock: ManualClock) -> None:
    """The budget is the day's: what was practised already counts, and on the next day it is whole again."""
    _practise(acme, terms=10, questions=10, discovery=10)
    budget = timedelta(minutes=2)
    first = acme.practice.session("ana", budget=budget)
    assert 0 < first.minutes <= 2
    answers = [Answer("q-terms-1", "b"), Answer("q-questions-1", "to learn")]
    attempt = QuizAttempt(attempt_id=first.items[0].id, edition=1, answers=answers, duration=budget)
    acme.practice.record("ana", attempt)
    assert len(acme.practice.session("ana", budget=budget)) == 0
    clock.advance(timedelta(days=1))
    assert len(acme.practice.session("ana", budget=budget)) == 1


def test_new_skills_come_in_journey_order_once_their_prerequisites_hold(acme: Tenant, clock: ManualClock) -> None:
    """Nothing is due for somebody new, and yet there is practice: the first skill whose prerequisites hold."""
    assert acme.practice.due("ana") == ()
    assert [placement.skill for placement in acme.practice.session("ana").plan.today.placements] == ["terms"]
    acme.practice.review("ana", "terms", Rating.Good)
    assert [placement.skill for placement in acme.practice.session("ana").plan.today.placements] == ["questions"]
    clock.advance(timedelta(hours=1))
    acme.practice.review("ana", "terms", Rating.Again)
    assert len(acme.practice.session("ana")) == 0


def test_somebody_who_is_not_enrolled_gets_only_what_is_due(engine: Engine, acme: Tenant) -> None:
    """Without a journey nothing new is introduced; what was practised falls due all the same."""
    acme.roster.put("ben")
    assert len(acme.practice.session("ben")) == 0
    acme.practice.review("ben", "terms", Rating.Good, at=START - timedelta(days=9))
    assert len(acme.practice.session("ben")) == 1
    assert engine.tenants() == ("acme",)


def test_the_forecast_counts_renewals(acme: Tenant) -> None:
    """A card that falls due, and again within the horizon, is counted each time."""
    _practise(acme, terms=0)
    forecast = acme.practice.forecast("ana", days=60)
    assert len(forecast.days) == 60
    assert sum(day.reviews for day in forecast.days) >= 3


def test_cards_of_everybody_come_by_learner_and_skill(acme: Tenant) -> None:
    """The cards of one, of several and of all learners; those never practised have none."""
    acme.roster.put("ben")
    acme.roster.put("zoe")
    for learner in ("zoe", "ana"):
        for skill in ("terms", "questions"):
            acme.practice.review(learner, skill, Rating.Good)
    everybody = [(card.learner, card.skill) for card in acme.practice.cards()]
    assert everybody == sorted(everybody)
    assert len(everybody) == 4
    assert {card.learner for card in acme.practice.cards(learners=["zoe", "ben"])} == {"zoe"}
    assert "<table" in acme.practice.cards()._repr_html_()


def test_two_tenants_do_not_meet(engine: Engine, acme: Tenant) -> None:
    """Law 6: the same ids in two tenants are different people, skills and entries."""
    other = engine.create_tenant("other", seed=8)
    other.catalog.publish(small_pack(wording="Another?"))
    other.roster.put("ana", timezone="Asia/Tokyo")
    acme.practice.review("ana", "terms", Rating.Again, review_id="r-1")
    assert other.practice.history("ana", "terms") == ()
    other.practice.review("ana", "terms", Rating.Easy, review_id="r-1")
    assert acme.practice.card("ana", "terms").last_rating is Rating.Again
    assert other.practice.undo("ana", review_id="r-1").cards[0].reps == 0
    assert acme.practice.card("ana", "terms").reps == 1


def test_enrolling_and_publishing_write_no_cards(acme: Tenant) -> None:
    """Law 7: nothing before it is needed: neither an enrolment nor an edition writes a card."""
    acme.roster.enroll("ana", journey=JOURNEY)
    acme.catalog.publish(small_pack(revision=3, wording="Now?"))
    assert acme.practice.cards() == ()
    assert acme.policies.verify().cards == 0
