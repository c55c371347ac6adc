"""A log into the engine: cards are what their whole life makes them, or are left out with the reason."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog, from_engine, from_frame, to_engine
from reinforce.memory import Fsrs6, MemoryState, Phase, Standing
from reinforce.testing.packs import small_pack
from tests.support.whole_log import whole_log

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def tenant() -> Tenant:
    """Return a tenant with the small pack and two people."""
    engine = Engine.open("memory:", clock=ManualClock(START + timedelta(days=400)))
    tenant = engine.create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    for learner in ("ana", "ben"):
        tenant.roster.put(learner, timezone="Europe/Dublin", day_start=4)
    return tenant


def log_of(*rows: dict[str, object]) -> ReviewLog:
    """Return a log of reviews of ana and *terms*, unless they say otherwise, every two days."""
    usual = {"learner": "ana", "skill": "terms", "rating": 3, "state": None, "interval": None, "id": None}
    made = [{**usual, "at": START + timedelta(days=2 * number), **row} for number, row in enumerate(rows)]
    return from_frame(pl.DataFrame(made, infer_schema_length=None), timezone="Europe/Dublin", day_start=4)


def memory_after(*ratings: int, placed: float | None = None, wait: int = 2) -> MemoryState | None:
    """Return the memory that reviews every two days lead to, the first so many days after a placement."""
    model, standing = Fsrs6(), Standing()
    if placed is not None:
        standing = Standing(phase=Phase.REVIEW, memory=model.placed(stability=placed, difficulty=None))
    for number, rating in enumerate(ratings):
        elapsed = 0 if standing.memory is None else wait if number == 0 else 2
        standing = model.review(standing, Rating(rating), elapsed_days=elapsed).standing
    return standing.memory


def test_a_card_that_was_scheduled_for_days_is_placed_by_them(tenant: Tenant) -> None:
    """It has the stability of its interval since so many days before its first review here, not that of a new card."""
    log = log_of({"interval": 30}, {"interval": 60, "rating": 4})
    done = to_engine(tenant, log, source="anki")
    assert (done.reviews, done.placed, done.forgotten, done.left_out.height) == (2, 1, 0, 0)
    card = tenant.practice.card("ana", "terms")
    assert card.memory == memory_after(3, 4, placed=30.0, wait=30)
    assert card.memory is not None
    assert card.memory.stability > 60
    assert from_engine(tenant).frame["carried"].to_list() == [True, True]


def test_a_card_of_which_nothing_is_known_is_left_out_unless_something_is_said(tenant: Tenant) -> None:
    """Its reviews are named with the reason; with a stability to take they are placed by it."""
    log = log_of({"state": "review"}, {"state": "review"}, {"skill": "questions", "state": "new"})
    done = to_engine(tenant, log)
    assert (done.reviews, done.placed) == (1, 0)
    assert done.left_out["skill"].to_list() == ["terms", "terms"]
    assert "2 left out: the log begins in the middle" in done.summary()
    assert tenant.practice.card("ana", "terms").reps == 0
    assert to_engine(tenant, log, stability=20.0).placed == 1
    assert tenant.practice.card("ana", "terms").memory == memory_after(3, 3, placed=20.0, wait=20)


def test_a_life_after_another_is_one_of_its_own(tenant: Tenant) -> None:
    """Whether the log says that it was reset, or it was learned again after reviews: memory is that of the last."""
    log = log_of({"state": "new", "rating": 4}, {"state": "review"}, {"state": "learning", "rating": 2})
    done = to_engine(tenant, log)
    assert (done.reviews, done.placed, done.forgotten) == (3, 0, 1)
    card = tenant.practice.card("ana", "terms")
    assert (card.reps, card.memory) == (3, memory_after(2))
    back = from_engine(tenant)
    assert back.frame["spell"].to_list() == [0, 0, 1]


def test_a_log_sent_twice_is_there_once(tenant: Tenant) -> None:
    """Reviews, placements and new beginnings: what is there already is not added again, also where more has come."""
    rows: list[dict[str, object]] = [{"interval": 9, "state": "review"}, {"state": "new"}, {"state": "review"}]
    to_engine(tenant, log_of(*rows[:2]))
    first = to_engine(tenant, log_of(*rows))
    again = to_engine(tenant, log_of(*rows))
    assert (first.reviews, first.placed, first.forgotten) == (again.reviews, again.placed, again.forgotten) == (3, 1, 1)
    assert len(whole_log(tenant)) == 5
    assert tenant.policies.verify().clean


def test_what_goes_out_of_an_engine_comes_into_another(tenant: Tenant) -> None:
    """Cards whose memory is that of their reviews are the same there."""
    for number, rating in enumerate((3, 1, 4)):
        at = START + timedelta(days=3 * number)
        tenant.practice.review("ana", "terms", Rating(rating), review_id=f"r{number}", at=at, imported=True)
    tenant.practice.forget("ana", "terms", at=START + timedelta(days=10))
    tenant.practice.review("ana", "terms", Rating.Good, review_id="r3", at=START + timedelta(days=12), imported=True)
    other = Engine.open("memory:", clock=ManualClock(START + timedelta(days=400))).create_tenant("b", seed=7)
    other.catalog.publish(small_pack())
    other.roster.put("ana", timezone="Europe/Dublin", day_start=4)
    to_engine(other, from_engine(tenant))
    mine, theirs = (one.practice.card("ana", "terms") for one in (tenant, other))
    assert (theirs.memory, theirs.due_day, theirs.reps) == (mine.memory, mine.due_day, mine.reps)


def test_what_the_engine_would_refuse_is_left_out_with_its_reason(tenant: Tenant) -> None:
    """An unknown skill, an unknown learner, a review of tomorrow: the others are taken."""
    log = log_of({"skill": "gone"}, {"learner": "zoe"}, {"at": START + timedelta(days=500)}, {})
    done = to_engine(tenant, log)
    assert done.reviews == 1
    assert done.left_out.select("learner", "skill").rows() == [("ana", "gone"), ("zoe", "terms"), ("ana", "terms")]
    assert all(done.left_out["reason"])


def test_reviews_alone_are_refused_where_they_say_something_else(tenant: Tenant) -> None:
    """Sent as they are they would be those of new cards; the error says what takes them."""
    for log in (log_of({"interval": 30}), log_of({"state": "new"}, {"state": "new"})):
        with pytest.raises(InvalidParameterError, match=r"exchange\.to_engine"):
            log.to_reviews()
    assert len(log_of({"state": "new"}, {"state": "review"}).to_reviews()) == 2
    assert tenant.practice.card("ana", "terms").reps == 0


def test_arguments_are_checked(tenant: Tenant) -> None:
    """A frame is no log, and a stability has its bounds."""
    with pytest.raises(InvalidParameterError, match="log must be a ReviewLog"):
        to_engine(tenant, log_of({}).frame)  # type: ignore[arg-type]
    for stability in (0.0, 1e9):
        with pytest.raises(InvalidParameterError, match="stability must be from"):
            to_engine(tenant, log_of({}), stability=stability)
