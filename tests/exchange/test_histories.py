"""Histories: what memory models learn from is what the fold would see."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from reinforce import Elapsed, Policy, Rating, Review
from reinforce.errors import InvalidParameterError
from reinforce.exchange import from_frame
from reinforce.exchange.histories import Histories, histories
from reinforce.fitting.prediction import fsrs6
from reinforce.memory import DEFAULT_PARAMETERS
from reinforce.practice import fold
from tests.fitting.people import simulated

START = datetime(2026, 3, 2, 22, tzinfo=UTC)


def of(*hours_and_ratings: tuple[float, int], elapsed: Elapsed = Elapsed.LEARNER_DAY) -> Histories:
    """Return the histories of one card reviewed so many hours after the start, with these ratings."""
    rows = [
        {"learner": "ana", "skill": "roi", "rating": rating, "at": START + timedelta(hours=hours)}
        for hours, rating in hours_and_ratings
    ]
    return histories(from_frame(pl.DataFrame(rows)), elapsed=elapsed)


def test_days_are_nights_or_spans_of_24_hours() -> None:
    """Three hours over midnight are a day to the learner, and none by the clock."""
    reviews = ((0, 1), (3, 1), (20, 3), (47, 3))
    assert of(*reviews).elapsed.tolist() == [0, 1, 0, 1]
    assert of(*reviews, elapsed=Elapsed.ROLLING_24H).elapsed.tolist() == [0, 0, 0, 1]


def test_only_the_first_review_of_a_day_is_predicted() -> None:
    """Neither the first of all, nor those that follow on the same day; lapses count on later days only."""
    known = of((0, 1), (0.5, 1), (24, 1), (24.5, 1), (48, 3), (72, 3))
    assert known.predicted.tolist() == [False, False, True, False, True, True]
    assert known.count.tolist() == [1, 1, 2, 2, 3, 4]
    assert known.lapses.tolist() == [0, 0, 0, 1, 1, 1]
    assert known.succeeded.tolist() == [False, False, False, False, True, True]


def test_a_gap_is_measured_by_the_clock() -> None:
    """Reviews far enough apart are those with that many hours between them, whatever the day."""
    known = of((0, 3), (3, 3), (27, 3), (50, 3))
    assert known.apart(timedelta(hours=24)).tolist() == [False, False, True, False]


@pytest.mark.parametrize("elapsed", Elapsed)
def test_memory_before_each_review_is_that_of_the_fold(elapsed: Elapsed) -> None:
    """Stability and retrievability are those of the card that the reviews before it fold to."""
    log = simulated(learners=("ana", "ben"), skills=3)
    known = histories(log, elapsed=elapsed)
    left, stability = fsrs6(known, DEFAULT_PARAMETERS)
    policy = Policy(elapsed=elapsed)
    for learner, skill in log.frame.select("learner", "skill").unique().rows():
        rows = log.frame.filter(pl.col("learner") == learner, pl.col("skill") == skill)
        reviews = [
            Review(
                id=f"{place:03}",
                learner=learner,
                skill=skill,
                rating=Rating(row["rating"]),
                at=row["at"],
                day=row["day"].toordinal(),
            )
            for place, row in enumerate(rows.iter_rows(named=True))
        ]
        mine = known.frame.select((pl.col("learner") == learner) & (pl.col("skill") == skill)).to_series().to_numpy()
        for place, row in enumerate(np.flatnonzero(mine)):
            if place == 0:
                assert np.isnan(stability[row])
                continue
            card = fold(reviews[:place], policy=policy)
            assert card.memory is not None
            share = policy.memory.retrievability(card.memory, elapsed_days=int(known.elapsed[row]))
            assert stability[row] == pytest.approx(card.memory.stability, rel=1e-9)
            assert left[row] == pytest.approx(share, rel=1e-9)


def test_spells_are_histories_of_their_own() -> None:
    """Where the learner started anew a history begins; where memory came from elsewhere there is none."""
    frame = simulated(skills=1, reviews=5).frame.with_columns(
        spell=pl.Series([0, 0, 1, 1, 2], dtype=pl.Int32), carried=pl.Series([False, False, False, False, True])
    )
    known = histories(frame.pipe(from_frame_with_spells))
    assert known.begins.tolist() == [True, False, True, False]
    assert known.left_out == 1


def from_frame_with_spells(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as it is: what the engine's log has beyond the four columns is read again."""
    assert from_frame(frame).frame.equals(frame.select(from_frame(frame).frame.columns))
    return frame


def test_days_never_go_back() -> None:
    """Where a learner flew west and the day came again, no time passed, and none is counted twice."""
    rows = {"learner": ["a"] * 4, "skill": ["x"] * 4, "rating": [3] * 4, "day": [10, 12, 11, 13]}
    at = [START + timedelta(hours=hours) for hours in (0, 30, 31, 60)]
    assert histories(from_frame({**rows, "at": at})).elapsed.tolist() == [0, 2, 0, 1]


def test_the_way_of_counting_is_one_of_two() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidParameterError, match="must be an Elapsed"):
        histories(simulated(skills=1), elapsed="days")  # type: ignore[arg-type]
