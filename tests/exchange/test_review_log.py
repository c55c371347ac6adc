"""A review log as a value: written and read again it is the same, and the engine takes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from reinforce import Engine, ManualClock, Tenant
from reinforce.errors import InvalidParameterError
from reinforce.exchange import Form, ReviewLog, from_engine, from_frame, read_csv, read_parquet
from reinforce.testing.packs import small_pack

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def small_log(learners: tuple[str, ...] = ("ana", "ben")) -> ReviewLog:
    """Return a log of three reviews each of two skills."""
    rows = [
        {
            "learner": learner,
            "skill": skill,
            "rating": rating,
            "at": START + timedelta(days=days, microseconds=days + 1),
            "duration": 1000 + rating if days else None,
        }
        for learner in learners
        for skill in ("terms", "questions")
        for rating, days in ((3, 0), (1, 4), (4, 5))
    ]
    return from_frame(pl.DataFrame(rows), timezone="Europe/Dublin", day_start=4)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """CSV and Parquet give back every column as it was, to the microsecond."""
    log = small_log()
    log.to_csv(tmp_path / "log.csv")
    log.to_parquet(tmp_path / "log.parquet")
    for again in (read_csv(tmp_path / "log.csv"), read_parquet(tmp_path / "log.parquet")):
        assert again.frame.equals(log.frame)
        assert len(again.faults) == 0


def test_the_form_of_the_optimizer_is_for_one_learner(tmp_path: Path) -> None:
    """One learner's log goes out in that form and comes back; that of several is refused."""
    path = tmp_path / "revlog.csv"
    log = small_log(("ana",))
    log = replace(log, frame=log.frame.with_columns(pl.col("at").dt.truncate("1ms")))
    log.to_csv(path, form=Form.FSRS_OPTIMIZER)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "card_id,review_rating,review_time,review_state,review_duration"
    assert lines[1] == f"terms,3,{int(START.timestamp() * 1000)},0,"
    again = read_csv(path, learner="ana", timezone="Europe/Dublin", day_start=4)
    assert again.frame.equals(log.frame)
    with pytest.raises(InvalidParameterError, match="that of the optimizer knows one learner"):
        small_log().to_csv(path, form="fsrs-optimizer")


@pytest.fixture
def tenant() -> Tenant:
    """Return a tenant with the skills of the small log, and its learners."""
    engine = Engine.open("memory:", clock=ManualClock(START + timedelta(days=30)))
    tenant = engine.create_tenant("acme")
    tenant.catalog.publish(small_pack())
    for learner in ("ana", "ben"):
        tenant.roster.put(learner, timezone="Europe/Dublin", day_start=4)
    return tenant


def test_the_engine_takes_a_log_and_gives_it_back(tenant: Tenant) -> None:
    """Sent once or twice, the reviews are there once, with their instants, days and durations."""
    log = small_log()
    for _ in range(2):
        outcomes = tenant.practice.review_many(log.to_reviews())
    assert len({outcome.id for outcome in outcomes if outcome.cards[0].learner == "ana"}) == 6
    back = from_engine(tenant).frame
    columns = log.frame.columns
    assert back.select(columns).sort(columns).equals(log.frame.sort(columns))


def test_reviews_at_one_instant_have_ids_of_their_own() -> None:
    """Two reviews of a card at the same instant, which differ, are two to the engine."""
    both = small_log(("ana",)).frame.head(1)
    log = from_frame(pl.concat([both, both.with_columns(rating=pl.lit(1, pl.Int8))]))
    first, second = log.to_reviews(source="phone")
    assert first.review_id != second.review_id
    assert (first.source, first.duration) == ("phone", None)


def test_ids_that_the_log_has_are_kept() -> None:
    """A review with an id goes to the engine under it."""
    log = from_frame(small_log(("ana",)).frame.with_columns(id=pl.format("r{}", pl.int_range(pl.len()))))
    assert [review.review_id for review in log.to_reviews()] == [f"r{number}" for number in range(6)]


def test_a_log_tells_of_itself() -> None:
    """The summary says what there is, for how long, and what was wrong; a notebook shows it with the first rows."""
    frame = small_log(("ana",)).frame
    log = from_frame(pl.concat([frame, frame.head(1)]))
    lines = log.summary().splitlines()
    assert lines == [
        "6 reviews of 2 skills by 1 learner, 2026-03-02 to 2026-03-07",
        "7 rows read, 1 dropped",
        "  1 × duplicate: dropped",
        "  1 × unordered: kept, put in its place",
    ]
    assert lines[0] in log._repr_html_()
