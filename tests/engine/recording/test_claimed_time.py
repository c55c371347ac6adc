"""How far a sender's word on the time is taken: the floor, the late limit, and what the host vouches for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reinforce import (
    Answer,
    ClockSkewError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NewReview,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.journal import Review
from reinforce.practice import Arrival, Audience, TooEarly, fold
from reinforce.practice.progress import Level
from tests.support.stores import START, AnyStore, small_tenant

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, 12, tzinfo=UTC)
LATE = Arrival().late


def _level(acme: Tenant, skill: str = "terms") -> Level:
    return acme.progress.mastery("ana", audience=Audience.MANAGER).skill(skill).level


def _quiz(id_: str, at: datetime | None) -> QuizAttempt:
    return QuizAttempt(attempt_id=id_, edition=1, answers=[Answer("q-terms-1", "b")], at=at)


def test_nobody_practised_before_they_were_heard_of(acme: Tenant, clock: ManualClock) -> None:
    """An instant before the floor is refused, of a review and of an attempt; at the floor it is taken."""
    floor = START - LATE
    for at in (EPOCH, floor - timedelta(microseconds=1)):
        with pytest.raises(ClockSkewError, match="before the first instant that is taken") as refused:
            acme.practice.review("ana", "terms", Rating.Good, at=at)
        assert (refused.value.field, refused.value.floor) == ("at", floor)
        with pytest.raises(ClockSkewError):
            acme.practice.record("ana", _quiz("a", at))
        (fault,) = acme.practice.check_reviews([NewReview(learner="ana", skill="terms", rating=3, at=at)])
        assert (fault.kind, fault.field) == ("ClockSkewError", "at")
    assert acme.practice.cards() == ()
    clock.advance(300 * DAY)
    assert acme.practice.review("ana", "terms", Rating.Good, at=floor).at == floor


def test_a_phone_that_says_1970_proves_nothing(acme: Tenant) -> None:
    """Two right answers, the first of them in 1970, are one right answer and a refusal, and no long interval."""
    with pytest.raises(ClockSkewError):
        acme.practice.review("ana", "terms", Rating.Good, at=EPOCH)
    card = acme.practice.review("ana", "terms", Rating.Good).cards[0]
    assert card.reps == 1
    assert _level(acme) is Level.UNPROVEN


def test_what_is_too_early_may_count_at_arrival(acme: Tenant, clock: ManualClock) -> None:
    """Where the tenant says so it is practice of now; what was said is kept, so that a retry is still the same."""
    acme.policies.adopt(replace(acme.policy, arrival=Arrival(too_early=TooEarly.ARRIVAL)))
    first = acme.practice.review("ana", "terms", Rating.Good, review_id="r", at=EPOCH)
    attempt = acme.practice.record("ana", _quiz("a", EPOCH))
    for outcome in (first, attempt):
        (review,) = outcome.reviews
        assert (review.at, review.said_at, review.late_day) == (START, EPOCH, None)
    clock.advance(DAY)
    acme.policies.adopt(replace(acme.policy, arrival=Arrival()))
    assert acme.practice.review("ana", "terms", Rating.Good, review_id="r", at=EPOCH) == first
    assert acme.practice.record("ana", _quiz("a", EPOCH)) == attempt
    assert [entry.at for entry in acme.practice.history("ana", "terms")] == [START, START]
    assert _level(acme) is Level.UNPROVEN


def test_a_tenant_sets_its_own_floor(acme: Tenant) -> None:
    """A floor that is an instant holds for everybody, before and after they came."""
    acme.policies.adopt(replace(acme.policy, arrival=Arrival(floor=START - 5 * DAY)))
    acme.practice.review("ana", "terms", Rating.Good, at=START - 5 * DAY)
    with pytest.raises(ClockSkewError):
        acme.practice.review("ana", "terms", Rating.Good, at=START - 6 * DAY)


def test_a_learner_who_was_put_by_a_clock_that_ran_ahead_can_practise(acme: Tenant, clock: ManualClock) -> None:
    """Who is there was put there by now, whatever the clock said then."""
    clock.advance(365 * DAY)
    acme.roster.put("ben")
    clock.move_to(START)
    assert acme.practice.review("ben", "terms", Rating.Good, at=START - DAY).at == START - DAY


@pytest.mark.parametrize("back", [range(360, 30, -30), range(360, 30, -3)], ids=["months", "days"])
def test_one_evening_makes_no_master(acme: Tenant, clock: ManualClock, back: range) -> None:
    """Right answers of one sitting, dated over the last year, are kept and move memory, and raise no level."""
    clock.advance(700 * DAY)
    for days in back:
        acme.practice.review("ana", "terms", Rating.Good, at=clock.now() - days * DAY)
    report = acme.progress.mastery("ana").skill("terms")
    assert (report.evidence.practices, report.evidence.successes, report.level) == (len(back), 0, Level.UNPROVEN)
    history = acme.practice.history("ana", "terms")
    assert acme.practice.card("ana", "terms") == fold(history, policy=acme.policy)
    assert acme.practice.card("ana", "terms").reps == len(back)


def test_what_comes_late_opens_no_gap(acme: Tenant, clock: ManualClock) -> None:
    """The first practice that is believed proves no time after one that is not; the time after that counts."""
    clock.advance(700 * DAY)
    for days in (360, 200, 29, 20):
        acme.practice.review("ana", "terms", Rating.Good, at=clock.now() - days * DAY)
    evidence = acme.progress.mastery("ana").skill("terms").evidence
    assert (evidence.successes, evidence.longest) == (1, 9)


def test_what_comes_late_takes_nothing_away(acme: Tenant, clock: ManualClock) -> None:
    """A delayed success that was seen stays one, whatever a device sends later from in between."""
    acme.practice.review("ana", "terms", Rating.Good)
    clock.advance(20 * DAY)
    acme.practice.review("ana", "terms", Rating.Good)
    clock.advance(90 * DAY)
    before = acme.progress.mastery("ana").skill("terms").evidence
    acme.practice.review("ana", "terms", Rating.Good, at=START + 12 * DAY)
    after = acme.progress.mastery("ana").skill("terms").evidence
    assert (before.successes, before.longest) == (1, 20)
    assert (after.successes, after.longest) == (1, 8)


def test_after_what_came_late_time_is_seen_to_pass(acme: Tenant, clock: ManualClock) -> None:
    """From the day on which it was there, the time up to the next practice counts."""
    clock.advance(700 * DAY)
    acme.practice.review("ana", "terms", Rating.Good, at=clock.now() - 300 * DAY)
    clock.advance(8 * DAY)
    acme.practice.review("ana", "terms", Rating.Good)
    evidence = acme.progress.mastery("ana").skill("terms").evidence
    assert (evidence.successes, evidence.longest) == (1, 8)


def test_a_week_offline_counts(acme: Tenant, clock: ManualClock) -> None:
    """Within the late limit a device is believed."""
    clock.advance(100 * DAY)
    for days in (7, 4):
        acme.practice.record("ana", _quiz(f"a{days}", clock.now() - days * DAY))
    assert _level(acme) is Level.FLOOR


@pytest.mark.parametrize("sent", ["review", "review_many", "record", "record_many", "record_application"])
def test_what_the_host_imports_knows_no_limit(acme: Tenant, sent: str) -> None:
    """It is taken from before anybody was heard of, and proves what it proves."""
    first, second = START - 900 * DAY, START - 800 * DAY
    practice = acme.practice
    if sent == "review":
        for at in (first, second):
            practice.review("ana", "terms", Rating.Good, at=at, imported=True)
    elif sent == "record_application":
        for at in (first, second):
            practice.record_application("ana", "terms", at=at, imported=True)
    elif sent == "review_many":
        rows = [NewReview(learner="ana", skill="terms", rating=3, at=at) for at in (first, second)]
        assert acme.practice.check_reviews(rows, imported=True) == ()
        practice.review_many(rows, imported=True)
    elif sent == "record":
        for at in (first, second):
            practice.record("ana", _quiz(at.isoformat(), at), imported=True)
    else:
        attempts = [("ana", _quiz(at.isoformat(), at)) for at in (first, second)]
        assert practice.check_attempts(attempts, imported=True) == ()
        practice.record_many(attempts, imported=True)
    evidence = acme.progress.mastery("ana").skill("terms").evidence
    assert (evidence.successes, evidence.longest) == (1, 100)


def test_an_import_that_is_sent_again_is_the_same(acme: Tenant) -> None:
    """Whether the host vouches for it is no part of what was said."""
    at = START - 900 * DAY
    first = acme.practice.review("ana", "terms", Rating.Good, review_id="r", at=at, imported=True)
    assert acme.practice.review("ana", "terms", Rating.Good, review_id="r", at=at) == first


def test_what_was_decided_at_arrival_stays(acme: Tenant, clock: ManualClock) -> None:
    """Another limit later changes no evidence of what is in the log, whatever is folded anew."""
    clock.advance(700 * DAY)
    for days in (360, 20, 10):
        acme.practice.record("ana", _quiz(f"a{days}", clock.now() - days * DAY))
    before = acme.progress.mastery("ana").skill("terms").evidence
    acme.policies.adopt(replace(acme.policy, arrival=Arrival(late=timedelta()), desired_retention=0.8))
    assert acme.progress.mastery("ana").skill("terms").evidence == before
    assert acme.policies.verify().clean
    reviews = [entry for entry in acme.practice.history("ana", "terms") if isinstance(entry, Review)]
    late = [review.late_day for review in reviews]
    assert [day is None for day in late] == [False, True, True]
    again = acme.practice.record("ana", _quiz("a360", clock.now() - 360 * DAY))
    assert again.reviews[0].late_day == late[0]


def test_the_order_of_arrival_changes_no_card(engine: Engine, clock: ManualClock) -> None:
    """Law 2 holds for what comes late: the same entries give the same card."""
    cards = []
    for name, order in (("one", (360, 40, 3)), ("other", (3, 360, 40))):
        clock.move_to(START)
        acme = small_tenant(engine, name)
        clock.advance(700 * DAY)
        for days in order:
            acme.practice.review("ana", "terms", Rating.Good, review_id=f"r{days}", at=clock.now() - days * DAY)
        cards.append(acme.practice.card("ana", "terms"))
    assert cards[0] == cards[1]


def test_it_is_all_there_after_a_restart(any_store: AnyStore, clock: ManualClock) -> None:
    """What was decided at arrival is in the log of every store."""
    store = any_store.new()
    acme = small_tenant(Engine.over(store, clock=clock))
    acme.policies.adopt(replace(acme.policy, arrival=Arrival(too_early=TooEarly.ARRIVAL)))
    clock.advance(40 * DAY)
    acme.practice.review("ana", "terms", Rating.Good, review_id="late", at=START)
    acme.practice.review("ana", "terms", Rating.Good, review_id="early", at=EPOCH)
    history = acme.practice.history("ana", "terms")
    again = Engine.over(any_store.again(store), clock=clock).tenant("acme")
    assert again.practice.history("ana", "terms") == history


def test_the_settings_are_checked() -> None:
    """A limit that is none, a floor without a zone, and another word for what is too early are refused by name."""
    for wrong, field in (
        ({"late": timedelta(days=-1)}, "arrival.late"),
        ({"floor": datetime(2026, 1, 1)}, "arrival.floor"),  # noqa: DTZ001 - it is what is refused
        ({"too_early": "refuse"}, "arrival.too_early"),
    ):
        with pytest.raises(InvalidParameterError) as refused:
            Arrival(**wrong)
        assert refused.value.field == field
