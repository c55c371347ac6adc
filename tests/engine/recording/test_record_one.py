"""Reviews, attempts and retractions through the engine, on every store."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reinforce import (
    Answer,
    ConflictError,
    DrillAttempt,
    Engine,
    ManualClock,
    Policy,
    QuizAttempt,
    Rating,
    Review,
    Tenant,
)
from reinforce.memory import Phase
from reinforce.practice import Attempt, Graded, TableGrader, fold
from reinforce.testing.packs import small_pack
from tests.support.stores import START, AnyStore, Overtaken, small_tenant


def _quiz(attempt_id: str, *answers: Answer) -> QuizAttempt:
    return QuizAttempt(attempt_id=attempt_id, edition=1, answers=answers or (Answer("q-terms-1", "b"),))


def test_without_ids_too_the_same_calls_give_the_same_cards_where_the_clock_stands_still(engine: Engine) -> None:
    """Of several reviews of one instant the last that was sent is the last of the card, however often it is tried."""
    ratings = [Rating.Again, Rating.Easy, Rating.Hard, Rating.Good] * 3
    cards = []
    for number in range(5):
        tenant = small_tenant(engine, f"t{number}")
        for rating in ratings:
            tenant.practice.review("ana", "terms", rating)
        sent = [one for one in tenant.practice.history("ana", "terms") if isinstance(one, Review)]
        assert [review.rating for review in sent] == ratings
        tenant.practice.override("ana", review_id=sent[-1].id, rating=1, reason="Misheard.", by="zoe")
        cards.append(tenant.practice.card("ana", "terms"))
    assert len({replace(card, last_id=None) for card in cards}) == 1


def test_the_same_review_twice_changes_nothing_and_returns_the_first_outcome(acme: Tenant, clock: ManualClock) -> None:
    """Law 3 for reviews, after other reviews have moved the card and time has passed."""
    first = acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    clock.advance(timedelta(days=3))
    acme.practice.review("ana", "terms", Rating.Again, review_id="r-2")
    before = acme.practice.card("ana", "terms")
    assert acme.practice.review("ana", "terms", Rating.Good, review_id="r-1") == first
    assert acme.practice.card("ana", "terms") == before
    assert len(acme.practice.history("ana", "terms")) == 2


def test_an_instant_left_out_compares_as_left_out(acme: Tenant, clock: ManualClock) -> None:
    """A retry that names the instant which the clock had filled in is other content."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    with pytest.raises(ConflictError):
        acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=clock.now())


def test_the_same_attempt_twice_returns_the_first_outcome(acme: Tenant, clock: ManualClock) -> None:
    """Law 3 for attempts: feedback, cards and all, and whether it comes as values or as JSON."""
    attempt = _quiz("a-1", Answer("q-terms-1", "a", confidence=0.9), Answer("q-questions-1", "to learn"))
    first = acme.practice.record("ana", attempt)
    clock.advance(timedelta(days=1))
    assert acme.practice.record("ana", attempt) == first
    assert acme.practice.record("ana", attempt.to_json()) == first
    assert [part.confident_error for part in first.feedback] == [True, False]
    with pytest.raises(ConflictError):
        acme.practice.record("ana", replace(attempt, answers=(Answer("q-terms-1", "b"),)))


def test_a_late_review_takes_its_place(acme: Tenant) -> None:
    """A review that arrives after later ones is folded where it belongs."""
    late, early = START - timedelta(days=9), START - timedelta(days=20)
    acme.practice.review("ana", "terms", Rating.Good, review_id="b", at=late)
    acme.practice.review("ana", "terms", Rating.Again, review_id="a", at=early)
    card = acme.practice.card("ana", "terms")
    assert [entry.id for entry in acme.practice.history("ana", "terms")] == ["a", "b"]
    assert (card.reps, card.last_id, card.last_rating) == (2, "b", Rating.Good)
    assert card == fold(acme.practice.history("ana", "terms"), policy=acme.policy)


def test_undo_takes_a_review_back_for_good(acme: Tenant) -> None:
    """The card is as if the review had not been; sending it again does not bring it back."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START - timedelta(days=5))
    before = acme.practice.card("ana", "terms")
    acme.practice.review("ana", "terms", Rating.Again, review_id="r-2", at=START)
    undone = acme.practice.undo("ana", review_id="r-2")
    assert (undone.waiting, undone.cards) == (False, (before,))
    acme.practice.review("ana", "terms", Rating.Again, review_id="r-2", at=START)
    assert acme.practice.undo("ana", review_id="r-2") == undone
    assert acme.practice.card("ana", "terms") == before
    assert acme.policies.verify().clean


def test_undoing_the_only_review_leaves_a_new_card(acme: Tenant) -> None:
    """A card without a review that counts is new, is not due, and is not listed."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    acme.practice.undo("ana", review_id="r-1")
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    assert acme.practice.cards(learners="ana") == ()
    assert acme.practice.due("ana", at=START + timedelta(days=99)) == ()


def test_a_retraction_that_comes_first_waits(acme: Tenant) -> None:
    """A review or attempt that was taken back before it arrived does not count when it does."""
    assert acme.practice.undo("ana", review_id="r-1").waiting
    assert acme.practice.undo_attempt("ana", attempt_id="a-1").waiting
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1")
    acme.practice.record("ana", _quiz("a-1"))
    assert acme.practice.card("ana", "terms").reps == 0
    assert len(acme.practice.history("ana", "terms")) == 4
    assert acme.policies.verify().clean


def test_undo_attempt_takes_back_all_its_reviews(acme: Tenant) -> None:
    """An attempt over two skills is taken back from both, other practice stays."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START - timedelta(days=3))
    kept = acme.practice.card("ana", "terms")
    acme.practice.record("ana", _quiz("a-1", Answer("q-terms-1", "b"), Answer("q-questions-1", "no")))
    undone = acme.practice.undo_attempt("ana", attempt_id="a-1")
    assert {card.skill: card.reps for card in undone.cards} == {"questions": 0, "terms": 1}
    assert acme.practice.card("ana", "terms") == kept


def test_an_attempt_is_graded_against_the_edition_it_came_from(acme: Tenant) -> None:
    """A question that has since changed its right answer, or gone, is graded as it was when it was asked."""
    turned = (
        small_pack()
        .replace("text: Two, correct: true", "text: Two")
        .replace("feedback: Not this one.", "correct: true")
    )
    assert acme.catalog.publish(turned).edition == 2
    then = acme.practice.record("ana", QuizAttempt(attempt_id="a-1", edition=1, answers=[Answer("q-terms-1", "b")]))
    now = acme.practice.record("ana", QuizAttempt(attempt_id="a-2", edition=2, answers=[Answer("q-terms-1", "b")]))
    assert [then.feedback[0].right, now.feedback[0].right] == [True, False]


def test_a_skill_that_was_retired_keeps_its_log(acme: Tenant) -> None:
    """A skill that left the curriculum is not due or planned, but late reviews of it are still taken."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START - timedelta(days=30))
    without = (
        small_pack()
        .replace("skills: [terms, questions]", "skills: [questions]")
        .replace("     prerequisites: [terms]}", "     }")
    )
    lines = without.splitlines()
    start = next(number for number, line in enumerate(lines) if "id: terms, capability" in line)
    del lines[start : start + 2]
    start = next(number for number, line in enumerate(lines) if "id: q-terms-1" in line)
    end = next(number for number, line in enumerate(lines) if "id: q-questions-1" in line)
    del lines[start:end]
    published = acme.catalog.publish("\n".join(lines).replace("Knows what to ask.,\n     }", "Knows what to ask.}"))
    assert any(change.kind == "removed" and change.id == "terms" for change in published.changes)
    assert acme.practice.due("ana") == ()
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-2", at=START - timedelta(days=20))
    assert acme.practice.card("ana", "terms").reps == 2
    assert "terms" not in {placement.skill for placement in acme.practice.plan("ana").placements}


def test_a_raised_revision_starts_memory_anew_and_only_for_later_reviews(acme: Tenant, clock: ManualClock) -> None:
    """The card is new after the edition; a review from before it, arriving late, does not change that."""
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-1", at=START - timedelta(days=5))
    acme.catalog.publish(small_pack(revision=2))
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-0", at=START - timedelta(days=1))
    assert acme.practice.card("ana", "terms").phase is Phase.NEW
    clock.advance(timedelta(days=1))
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-2")
    card = acme.practice.card("ana", "terms")
    assert (card.reps, card.stability) == (3, acme.policy.parameters[2])
    changes = acme.catalog.curriculum().changes("terms")
    assert card == fold(acme.practice.history("ana", "terms"), policy=acme.policy, changes=changes)
    assert acme.policies.verify().clean


def test_reviews_of_an_attempt_have_ids_derived_from_it(acme: Tenant) -> None:
    """One attempt, at most one review a skill, each with an id that follows from the attempt's."""
    scores = {"asks": 2, "leads": 0}
    attempt = DrillAttempt(attempt_id="d-1", edition=1, drill="d-talk", scores=scores, assessor="zoe")
    outcome = acme.practice.record("ana", attempt)
    assert [(review.id, review.rating) for review in outcome.reviews] == [
        ("d-1:questions", Rating.Easy),
        ("d-1:discovery", Rating.Again),
    ]
    assert {review.assessor for review in outcome.reviews} == {"zoe"}


def test_a_change_of_calendar_rewrites_no_day(acme: Tenant, clock: ManualClock) -> None:
    """Law 5: a review keeps the day of the zone that was in force; a late one from before the change gets the old."""
    evening = START - timedelta(days=1) + timedelta(hours=14, minutes=30)  # 23:30 in Dublin
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=evening)
    before = acme.practice.card("ana", "terms")
    acme.roster.put("ana", timezone="Asia/Tokyo")
    assert acme.practice.card("ana", "terms") == before
    late = acme.practice.review("ana", "questions", Rating.Good, review_id="r-2", at=evening)
    assert date.fromordinal(late.day) == date(2026, 3, 1)
    clock.advance(timedelta(hours=12))  # 21:00 in UTC, 6:00 of the next day in Tokyo
    timely = acme.practice.review("ana", "discovery", Rating.Good, review_id="r-3")
    assert date.fromordinal(timely.day) == date(2026, 3, 3)


def test_everything_survives_a_restart(any_store: AnyStore, clock: ManualClock) -> None:
    """Cards, history, plan and outcomes are the same after the store was closed and opened again."""
    store = any_store.new()
    engine = Engine.over(store, clock=clock)
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana", timezone="America/St_Johns", day_start=3)
    acme.roster.enroll("ana", journey="start")
    outcome = acme.practice.record("ana", _quiz("a-1", Answer("q-terms-2", 12.25, confidence=0.1)))
    cards, plan, policy = acme.practice.cards(), acme.practice.plan("ana"), acme.policy
    engine.close()
    again = Engine.over(any_store.again(store), clock=clock).tenant("acme")
    assert again.practice.cards() == cards
    assert again.practice.plan("ana").days == plan.days
    assert again.practice.record("ana", _quiz("a-1", Answer("q-terms-2", 12.25, confidence=0.1))) == outcome
    assert again.policy == policy
    assert again.policies.verify().clean


def test_a_host_may_bring_its_own_grader(any_store: AnyStore, clock: ManualClock) -> None:
    """Grading is a policy that can be replaced: this one is never content."""

    class Strict(TableGrader):
        def grade(self, attempt: Attempt, curriculum: object) -> Graded:
            graded = super().grade(attempt, curriculum)  # type: ignore[arg-type]
            return replace(graded, ratings=dict.fromkeys(graded.ratings, Rating.Hard))

    acme = Engine.over(any_store.new(), clock=clock, grader=Strict).create_tenant("acme")
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")
    assert acme.practice.record("ana", _quiz("a-1")).reviews[0].rating is Rating.Hard


def test_a_policy_adopted_later_refolds_what_is_touched(acme: Tenant) -> None:
    """Law 1: cards read after a change of policy are folds under the new one, and so are those written then."""
    for number in range(3):
        acme.practice.review(
            "ana", "terms", Rating.Good, review_id=f"r-{number}", at=START - timedelta(days=20 - number)
        )
    before = acme.practice.card("ana", "terms")
    adopted = acme.policies.adopt(Policy(seed=7, desired_retention=0.97))
    assert adopted.version == 2
    assert acme.policies.adopt(Policy(seed=7, desired_retention=0.97)) == adopted
    after = acme.practice.card("ana", "terms")
    assert after.due_day is not None
    assert before.due_day is not None
    assert after.due_day < before.due_day
    assert acme.policies.verify().outdated == 1
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-9")
    assert acme.policies.verify() == replace(acme.policies.verify(), outdated=0, differences=())
    history = acme.practice.history("ana", "terms")
    assert all(isinstance(entry, Review) for entry in history)
    assert acme.practice.card("ana", "terms") == fold(history, policy=adopted)


@pytest.fixture
def overtaken(any_store: AnyStore, clock: ManualClock) -> tuple[Overtaken, Tenant]:
    """Return a tenant over a store in which something can happen between a read and what follows from it."""
    store = Overtaken(any_store.new())
    tenant = small_tenant(Engine.over(store, clock=clock))
    tenant.practice.review("ana", "terms", Rating.Good, review_id="r-0", at=START - timedelta(days=9))
    return store, tenant


def test_a_review_overtaken_by_another_keeps_both(overtaken: tuple[Overtaken, Tenant]) -> None:
    """Law 8: what another writer did between our read and our write is not lost."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Again, review_id="r-1")
    acme.practice.review("ana", "terms", Rating.Easy, review_id="r-2", at=START - timedelta(days=1))
    assert acme.practice.card("ana", "terms") == fold(acme.practice.history("ana", "terms"), policy=acme.policy)
    assert acme.practice.card("ana", "terms").reps == 3


def test_a_review_overtaken_by_its_own_retraction_does_not_count(overtaken: tuple[Overtaken, Tenant]) -> None:
    """A retraction that finds no review yet waits, also for one that is just being written."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.undo("ana", review_id="r-1")
    acme.practice.review("ana", "terms", Rating.Again, review_id="r-1")
    assert acme.practice.card("ana", "terms").reps == 1
    assert acme.policies.verify().clean


def test_a_retraction_overtaken_by_its_review_finds_it(overtaken: tuple[Overtaken, Tenant]) -> None:
    """The other way round: the review arrives while its retraction is being written."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Again, review_id="r-1")
    acme.practice.undo("ana", review_id="r-1")
    assert acme.practice.card("ana", "terms").reps == 1
    assert acme.policies.verify().clean


def test_a_review_overtaken_by_a_change_of_calendar_has_the_day_of_the_new_one(
    overtaken: tuple[Overtaken, Tenant],
) -> None:
    """The day of a review is that of the calendar in force when it is written, not when it was read."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.roster.put("ana", timezone="Pacific/Pago_Pago", day_start=0)
    outcome = acme.practice.review("ana", "terms", Rating.Good, at=START + timedelta(minutes=4))
    assert date.fromordinal(outcome.day) == date(2026, 3, 1)  # in Dublin it would be the day after
    assert outcome.day == acme.practice.review("ana", "questions", Rating.Good, at=START + timedelta(minutes=4)).day


def test_the_same_review_from_two_devices_at_once_is_one(overtaken: tuple[Overtaken, Tenant]) -> None:
    """Law 3 under a race: the second writer finds the first's review and returns its outcome."""
    store, acme = overtaken
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START)
    outcome = acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", at=START)
    assert outcome.cards[0].reps == acme.practice.card("ana", "terms").reps == 2
