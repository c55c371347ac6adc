"""Review logs as frames for pictures: what the model held of each day, and what it expected of each review."""

from datetime import date, timedelta

import polars as pl
import pytest

from reinforce import Engine, InvalidParameterError, ManualClock, Rating, Tenant, pictures
from reinforce.exchange import ReviewLog, from_engine
from reinforce.memory import Fsrs6, Standing
from reinforce.testing.packs import small_pack
from tests.support.stores import START

RATINGS = {"terms": (3, 1, 3, 4), "questions": (1, 3, 3)}
DAYS = 14
FIRST = START.date()


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """Return a tenant in which one of two people practised two skills, three days apart and from START on."""
    clock = ManualClock(START)
    tenant = Engine.open("memory:", clock=clock).create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    for person in ("ana", "ben"):
        tenant.roster.put(person)
    for number in range(4):
        for skill, ratings in RATINGS.items():
            if number < len(ratings):
                took = timedelta(seconds=30)
                tenant.practice.review(
                    "ana", skill, Rating(ratings[number]), review_id=f"{skill}{number}", duration=took
                )
        clock.advance(timedelta(days=3))
    clock.move_to(START + timedelta(days=DAYS - 1))
    return tenant


@pytest.fixture(scope="module")
def log(tenant: Tenant) -> ReviewLog:
    """Return its log."""
    return from_engine(tenant)


def held(log: ReviewLog, *, first: date = FIRST, days: int = DAYS, skills: int = 3) -> pl.DataFrame:
    """Return its days."""
    return pictures.log_days(log, first=first, days=days, learners=2, skills=skills)


def test_each_day_holds_what_the_cards_held(tenant: Tenant, log: ReviewLog) -> None:
    """On the last day retention is the mean over the engine's own cards; what was never practised counts 0 of all."""
    cards = list(tenant.practice.cards())
    today = START.toordinal() + DAYS - 1
    left = [card.retrievability(day=today, policy=tenant.policy) or 0.0 for card in cards]
    last = held(log).row(-1, named=True)
    assert len(cards) == 2
    assert last["retention"] == pytest.approx(sum(left) / 2, abs=1e-9)
    assert last["retention_of_all"] == pytest.approx(sum(left) / 6, abs=1e-9)
    assert last["introduced"] == pytest.approx(2 / 6)


def test_a_day_is_how_it_stands_in_the_evening(log: ReviewLog) -> None:
    """On a day of practice all is there again; it falls until the next, and minutes fall on days of practice."""
    frame = held(log)
    retention = frame["retention"].to_list()
    assert [retention[day] for day in (0, 3, 6)] == [1.0, 1.0, 1.0]
    assert retention[0] > retention[1] > retention[2]
    assert frame["minutes"].to_list() == [0.5, 0, 0] * 3 + [0.25] + [0] * 4
    assert frame["reviews"].to_list() == [1, 0, 0] * 3 + [0.5] + [0] * 4


def test_what_came_before_the_first_day_counts(log: ReviewLog) -> None:
    """A window into a log holds what the whole log holds of its days, and before any practice it holds nothing."""
    whole = held(log)
    later = held(log, first=FIRST + timedelta(days=5), days=6)
    assert later.drop("day").equals(whole.slice(5, 6).drop("day"))
    before = held(log, first=FIRST - timedelta(days=2), days=3)
    assert before["retention"].to_list() == [None, None, 1.0]


def test_a_card_whose_memory_comes_from_elsewhere_is_left_out(log: ReviewLog) -> None:
    """Where a skill's memory goes on from what no review tells of, neither picture takes it for known."""
    terms = pl.col("skill") == "terms"
    later = terms & (pl.col("day") > FIRST + timedelta(days=3))
    part = log.frame.with_columns(carried=later, spell=later.cast(pl.Int32))
    only = ReviewLog(frame=log.frame.filter(~terms), rows=3)
    assert held(ReviewLog(frame=part, rows=len(log)))["retention"].equals(held(only)["retention"])
    whole = ReviewLog(frame=log.frame.with_columns(carried=terms), rows=len(log))
    assert pictures.log_calibration(whole).equals(pictures.log_calibration(only))


def test_what_was_expected_is_the_retrievability_right_before(log: ReviewLog) -> None:
    """Each review but a card's first is predicted by the model from those before, and succeeds unless it is Again."""
    model = Fsrs6()
    expected = []
    for ratings in RATINGS.values():
        standing = Standing()
        for rating in ratings:
            if standing.memory is not None:
                expected.append((model.retrievability(standing.memory, elapsed_days=3), rating > 1))
            standing = model.review(standing, Rating(rating), elapsed_days=3 if standing.memory else 0).standing
    found = pictures.log_calibration(log, bins=100)
    assert found["n"].sum() == len(expected) == 5
    assert (found["predicted"] * found["n"]).sum() == pytest.approx(sum(chance for chance, _ in expected), abs=1e-9)
    assert (found["observed"] * found["n"]).sum() == pytest.approx(sum(right for _, right in expected))
    assert found["predicted"].min() == pytest.approx(min(chance for chance, _ in expected), abs=1e-9)


def test_where_nothing_says_how_long_it_took_minutes_are_not_known(log: ReviewLog) -> None:
    """Minutes are null, not nought, for a log without durations."""
    frame = held(ReviewLog(frame=log.frame.drop("duration"), rows=len(log)))
    assert frame["minutes"].null_count() == DAYS
    assert frame["reviews"].sum() == 3.5


def test_what_makes_no_sense_is_refused(log: ReviewLog) -> None:
    """Errors name the argument."""
    with pytest.raises(InvalidParameterError, match=r"^skills"):
        pictures.log_days(log, first=FIRST, days=3, learners=1, skills=1)
    with pytest.raises(InvalidParameterError, match=r"^days"):
        held(log, days=0)
    with pytest.raises(InvalidParameterError, match=r"^log"):
        pictures.log_calibration(log.frame)  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match=r"^log"):
        pictures.log_calibration(ReviewLog(frame=log.frame.head(1), rows=1))
