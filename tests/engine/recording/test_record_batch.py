"""Batches: what thousands of reviews sent together come to is what they come to one by one."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import (
    Answer,
    ClockSkewError,
    ConflictError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NewReview,
    NotFoundError,
    QuizAttempt,
    Rating,
    ReinforceError,
    Tenant,
)
from reinforce.engine import RowFault
from reinforce.ports import Store
from reinforce.testing.packs import SKILLS, small_pack
from tests.support.stores import START, AnyStore, Overtaken, small_tenant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_EXAMPLES = {"memory": 80, "sqlite": 15, "postgresql": 10}
_tenants = count(1)

GOOD = NewReview(learner="ana", skill="terms", rating=Rating.Good, review_id="r1", at=START)


def as_row(review: NewReview) -> dict[str, Any]:
    """Return a review as JSON with an instant in it, as a host may put it together by hand."""
    return {**{name: value for name, value in review.to_json().items() if value is not None}, "at": review.at}


def _review(number: int, learner: str, hours: int) -> NewReview:
    """Return a review; what it says follows from its number, all but its learner and instant."""
    rating, at = Rating(1 + (number * 5 + 2) % 4), NOW - timedelta(hours=hours)
    return NewReview(learner=learner, skill=SKILLS[number % 2], rating=rating, review_id=f"r{number}", at=at)


REVIEWS = st.lists(
    st.builds(_review, st.integers(0, 7), st.sampled_from(["ana", "ben"]), st.integers(0, 24 * 40)),
    min_size=1,
    max_size=8,
    unique_by=lambda review: (review.learner, review.review_id),
)
AMENDMENTS = st.lists(st.tuples(st.sampled_from(["undo", "override", "forget"]), st.integers(0, 7)), max_size=3)


def _tenant(store: Store, reviews: Sequence[NewReview], amended: Sequence[tuple[str, int]], first: int) -> Tenant:
    """Return a tenant in which some amendments wait, the *first* reviews are in the log, and a policy is adopted."""
    clock = ManualClock(NOW - timedelta(days=20))
    tenant = small_tenant(Engine.over(store, clock=clock), f"tenant-{next(_tenants)}", timezone="America/St_Johns")
    tenant.roster.put("ben", timezone="Asia/Tokyo")
    clock.move_to(NOW)
    for review in reviews[:first]:
        _alone(tenant, review)
    for kind, number in amended:
        id_ = f"{kind}-{number}"
        if kind == "undo":
            tenant.practice.undo("ana", review_id=f"r{number}")
        elif kind == "override":
            given = {
                "review_id": f"r{number}",
                "rating": Rating.Easy,
                "reason": "heard it",
                "by": "zoe",
                "may_wait": True,
            }
            tenant.practice.override("ana", event_id=id_, at=NOW - timedelta(hours=number), **given)  # type: ignore[arg-type] # as they are
        else:
            tenant.practice.forget("ana", "terms", event_id=id_, at=NOW - timedelta(hours=100 * number))
    if first % 2:
        tenant.policies.adopt(replace(tenant.policy, desired_retention=0.8))
    if first % 3:
        tenant.catalog.publish(small_pack(revision=2, on_change="soften"))
    return tenant


def _alone(tenant: Tenant, review: NewReview) -> None:
    sent = asdict(review)
    tenant.practice.review(sent.pop("learner"), sent.pop("skill"), sent.pop("rating"), **sent)


def _held(tenant: Tenant) -> dict[str, Any]:
    """Return all cards, and what the log says, without the outcomes."""
    places = [(learner, skill) for learner in ("ana", "ben") for skill in SKILLS[:2]]
    return {
        "cards": [tenant.practice.card(*place) for place in places],
        "log": [[entry.id for entry in tenant.practice.history(*place)] for place in places],
    }


def test_a_batch_comes_to_what_its_reviews_come_to_one_by_one(any_store: AnyStore) -> None:
    """
    Reviews in one batch, or one by one in another order, give the same cards and the same log.

    Some are in the log already, some come twice; some are retracted or overridden before they arrive, some come after
    a skill was forgotten, a policy adopted or an edition published.
    """
    store = any_store.new()

    @settings(max_examples=_EXAMPLES[any_store.kind])
    @given(REVIEWS, AMENDMENTS, st.integers(0, 3), st.data())
    def law(reviews: list[NewReview], amended: list[tuple[str, int]], first: int, data: st.DataObject) -> None:
        extra = data.draw(st.lists(st.sampled_from(reviews), max_size=3))
        together = _tenant(store, reviews, amended, first)
        batch = data.draw(st.permutations(reviews + extra))
        outcomes = together.practice.review_many(batch)
        one_by_one = _tenant(store, reviews, amended, first)
        for review in data.draw(st.permutations(reviews)):
            _alone(one_by_one, review)
        assert _held(together) == _held(one_by_one)
        assert [outcome.id for outcome in outcomes] == [review.review_id for review in batch]
        verified = together.policies.verify()
        assert verified.clean
        assert together.practice.review_many(batch) == outcomes

    law()


def test_the_cards_of_an_outcome_are_those_after_the_batch(acme: Tenant) -> None:
    """Each of several reviews of one card says what the card is in the end, and again when it comes again."""
    reviews = [replace(GOOD, review_id=f"r{n}", at=START - timedelta(days=9 - n)) for n in range(3)]
    outcomes = acme.practice.review_many(reversed(reviews))
    assert [outcome.cards for outcome in outcomes] == [(acme.practice.card("ana", "terms"),)] * 3
    assert outcomes[0].cards[0].reps == 3
    assert acme.practice.review("ana", "terms", 3, review_id="r1", at=reviews[1].at) == outcomes[1]


def test_rows_may_be_json(acme: Tenant) -> None:
    """A mapping of JSON values says what a NewReview says, as far as a client may say it."""
    full = replace(GOOD, at=START - timedelta(days=1), duration=timedelta(seconds=90))
    row = {**as_row(full), "rating": "good", "at": "2026-03-01T10:00:00+01:00", "duration_seconds": 90.0}
    assert acme.practice.review_many([row]) == acme.practice.review_many([full])
    assert [entry.id for entry in acme.practice.history("ana", "terms")] == ["r1"]


@pytest.mark.parametrize(("name", "value"), [("assessor", "zoe"), ("source", "exam"), ("imported", True)])
def test_a_row_of_json_says_nothing_that_is_for_the_host_to_say(acme: Tenant, name: str, value: object) -> None:
    """Who scored it and where it comes from stand in a NewReview, and whether it is imported beside the rows."""
    row = {**as_row(GOOD), name: value}
    with pytest.raises(InvalidParameterError) as refused:
        acme.practice.review_many([row])
    (fault,) = acme.practice.check_reviews([row])
    assert (refused.value.field, fault.field) == (f"reviews[0].{name}", name)


BAD: dict[str, tuple[Any, type[ReinforceError]]] = {
    "reviews[1].rating": (replace(GOOD, rating=5), InvalidParameterError),
    "reviews[1].learner: ": (replace(GOOD, learner="nobody"), NotFoundError),
    "reviews[1].skill: ": (replace(GOOD, skill="nothing", review_id="r2"), NotFoundError),
    "reviews[1].at ": (replace(GOOD, at=START + timedelta(minutes=6), review_id="r3"), ClockSkewError),
    "reviews[1].review_id: ": (replace(GOOD, rating=1), ConflictError),
    "reviews[1].duration_seconds": ({**as_row(GOOD), "duration_seconds": "long"}, InvalidParameterError),
    "reviews[1].at must be an instant": ({**as_row(GOOD), "at": "yesterday"}, InvalidParameterError),
    "reviews[1].grade is none": ({**as_row(GOOD), "grade": 1}, InvalidParameterError),
    "reviews[1].skill is missing": ({"learner": "ana", "rating": 3}, InvalidParameterError),
    "reviews[1] must be": ("r1", InvalidParameterError),
}


@pytest.mark.parametrize("says", BAD)
def test_one_bad_row_refuses_the_batch_and_is_named(acme: Tenant, says: str) -> None:
    """The error is the one that the row alone would raise, names row and field, and nothing is written."""
    row, kind = BAD[says]
    with pytest.raises(kind) as caught:
        acme.practice.review_many([GOOD, row])
    assert type(caught.value) is kind
    assert str(caught.value).startswith(says)
    assert acme.practice.history("ana", "terms") == ()
    assert acme.practice.cards() == ()


def test_what_is_checked_and_left_out_blocks_nobody(acme: Tenant) -> None:
    """Every fault of every row is reported, nothing is written; the rows without one are taken."""
    acme.practice.review("ana", "terms", Rating.Easy, review_id="taken", at=START)
    twice = {"learner": "", "skill": "terms", "rating": 9, "review_id": "r9"}
    rows = [GOOD, *(row for row, _ in BAD.values()), twice, replace(GOOD, review_id="taken")]
    faults = acme.practice.check_reviews(rows)
    assert [(fault.row, fault.field, fault.kind) for fault in faults] == [
        (1, "rating", "InvalidParameterError"),
        (2, "learner", "NotFoundError"),
        (3, "skill", "NotFoundError"),
        (4, "at", "ClockSkewError"),
        (5, "review_id", "ConflictError"),
        (6, "duration_seconds", "InvalidParameterError"),
        (7, "at", "InvalidParameterError"),
        (8, "grade", "InvalidParameterError"),
        (9, "skill", "InvalidParameterError"),
        (10, "", "InvalidParameterError"),
        (11, "learner", "InvalidParameterError"),
        (11, "rating", "InvalidParameterError"),
        (12, "review_id", "ConflictError"),
    ]
    assert (faults[0].id, faults[8].id, str(faults[2])) == (
        "r1",
        None,
        "[3].skill: there is no skill 'nothing': catalog.put_skills(['nothing']) adds it",
    )
    assert [entry.id for entry in acme.practice.history("ana", "terms")] == ["taken"]
    bad = {fault.row for fault in faults}
    outcomes = acme.practice.review_many(row for number, row in enumerate(rows) if number not in bad)
    assert [outcome.id for outcome in outcomes] == ["r1"]
    assert acme.practice.check_reviews(rows[:1]) == ()


def test_a_batch_that_somebody_overtakes_decides_again(any_store: AnyStore, clock: ManualClock) -> None:
    """A review of one of the cards, or a retraction, that comes between our look and our write is not lost."""
    store = Overtaken(any_store.new())
    acme = small_tenant(Engine.over(store, clock=clock))
    reviews = [replace(GOOD, review_id=f"r{n}", at=START - timedelta(hours=n)) for n in range(4)]
    store.meanwhile = lambda: acme.practice.review("ana", "terms", Rating.Hard, review_id="between")
    acme.practice.review_many(reviews)
    store.meanwhile = lambda: acme.practice.undo("ana", review_id="r5")
    acme.practice.review_many([*reviews, replace(GOOD, review_id="r5")])
    assert acme.practice.card("ana", "terms").reps == 5
    assert len(acme.practice.history("ana", "terms")) == 7
    assert acme.policies.verify().clean


def _quiz(id_: str, *answers: Answer, at: datetime = START) -> QuizAttempt:
    return QuizAttempt(attempt_id=id_, edition=1, answers=answers, at=at)


def test_attempts_come_in_batches_too(engine: Engine, clock: ManualClock) -> None:
    """Attempts of one skill in any order, several of one learner, come to what they come to one by one."""
    right, wrong = Answer("q-terms-1", "b", confidence=0.9), Answer("q-terms-1", "a", confidence=0.9)
    sent: list[tuple[str, Any]] = [
        (who, _quiz(f"a{n}", answer, at=START - timedelta(days=n)))
        for who in ("ana", "ben")
        for n, answer in enumerate((right, wrong, right))
    ]
    one, many = (small_tenant(engine, name) for name in ("one", "many"))
    for tenant in (one, many):
        tenant.roster.put("ben")
    for learner, attempt in sent:
        one.practice.record(learner, attempt)
    outcomes = many.practice.record_many([*sent[::-1], sent[0]])
    assert [outcome.id for outcome in outcomes] == ["a2", "a1", "a0"] * 2 + ["a0"]
    assert [many.practice.cards(), many.practice.attempts("ana")[0].sent, many.practice.session("ben").items] == [
        one.practice.cards(),
        one.practice.attempts("ana")[0].sent,
        one.practice.session("ben").items,
    ]
    as_json = [(learner, attempt.to_json()) for learner, attempt in sent]
    assert many.practice.record_many(as_json)[:3] == outcomes[5:2:-1]
    assert many.policies.verify().clean
    clock.advance(timedelta(days=1))


def test_a_bad_attempt_is_named_and_blocks_nobody(acme: Tenant) -> None:
    """A batch of attempts is refused whole with the place of the fault, and can be checked beforehand."""
    good, other = _quiz("a", Answer("q-terms-1", "b")), _quiz("a", Answer("q-terms-1", "a"))
    nested = _quiz("a:terms", Answer("q-terms-1", "b"))
    rows: list[tuple[str, Any]] = [
        ("ana", good),
        ("ana", {**good.to_json(), "edition": 9, "attempt_id": "b"}),
        ("nobody", good),
        ("ana", _quiz("c", Answer("q-terms-1", "z"))),
        ("ana", other),
        ("ana", nested),
        ("ana", 7),
    ]
    faults = acme.practice.check_attempts(rows)
    assert [(fault.row, fault.id, fault.field) for fault in faults] == [
        (1, "b", "edition"),
        (2, "a", "learner"),
        (3, "c", "answers[0].response"),
        (4, "a", "attempt_id"),
        (5, "a:terms", "attempt_id"),
        (6, None, faults[-1].field),
    ]
    for fault in faults:
        with pytest.raises(ReinforceError) as caught:
            acme.practice.record_many([rows[0], rows[fault.row]])
        assert str(caught.value).startswith(f"attempts[1]{'.' if fault.field else ''}{fault.field}")
        assert acme.practice.attempts("ana") == ()
    assert isinstance(faults[0], RowFault)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**as_row(GOOD), "duration_seconds": "40"}, "duration_seconds must be a number of seconds, not '40'"),
        ({**as_row(GOOD), "duration_seconds": True}, "duration_seconds must be a number of seconds, not True"),
        ({**as_row(GOOD), "at": 1772443200000}, "at must be an instant in ISO 8601, not 1772443200000"),
        (replace(GOOD, duration="40"), "duration must be a timedelta, not '40': timedelta(minutes=10) is one"),  # type: ignore[arg-type]
        (
            replace(GOOD, at=1772443200000),  # type: ignore[arg-type]
            "at must be a datetime, not 1772443200000: datetime.fromtimestamp(1772443200, UTC) is one",
        ),
    ],
)
def test_a_row_is_told_what_it_could_have_written(acme: Tenant, row: object, reason: str) -> None:
    """JSON has numbers of seconds and texts in ISO 8601, and a NewReview has values of Python's."""
    (fault,) = acme.practice.check_reviews([row])  # type: ignore[list-item]
    assert fault.reason == reason
    with pytest.raises(InvalidParameterError) as refused:
        acme.practice.review_many([row])  # type: ignore[list-item]
    assert str(refused.value) == f"reviews[0].{reason}"


@pytest.mark.parametrize("call", ["check_reviews", "check_attempts"])
def test_what_is_wrong_with_a_whole_row_reads_as_a_phrase(acme: Tenant, call: str) -> None:
    """Where no field is named, nothing stands before the reason."""
    (fault,) = getattr(acme.practice, call)([7])
    assert fault.field == ""
    assert fault.reason.startswith("must be a ")


@pytest.mark.parametrize("call", ["review_many", "check_reviews", "record_many", "check_attempts"])
def test_a_batch_is_an_iterable_that_may_be_empty(acme: Tenant, call: str) -> None:
    """What is no iterable of rows is refused, a text as a whole; where there are none, nothing is done."""
    wrong: list[Any] = [7, None, "x" * 100_000, b"rows", {"reviews": []}]
    for rows in wrong:
        with pytest.raises(InvalidParameterError, match="must be several, in a list or the like, not"):
            getattr(acme.practice, call)(rows)
    assert getattr(acme.practice, call)([]) == ()
