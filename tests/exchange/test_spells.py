"""Where the life of a card begins: a log that has only its middle says so, and is not taken for a new card's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.exchange import Form, ReviewLog, from_frame, read_csv
from reinforce.exchange.histories import histories
from reinforce.exchange.log_frames import log_calibration
from reinforce.fitting import evaluate, fit
from tests.fitting.people import simulated

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEW, LEARNING, REVIEW, RELEARNING = range(4)


def of(*states: int | str | None, **columns: list[object]) -> ReviewLog:
    """Return the log of one card reviewed every day, which was in these states before."""
    size = max(len(states), *(len(column) for column in columns.values()), 0) if columns else len(states)
    rows: dict[str, list[object]] = {
        "learner": ["ana"] * size,
        "skill": ["roi"] * size,
        "rating": [3] * size,
        "at": [START + timedelta(days=day) for day in range(size)],
        **columns,
    }
    return from_frame(rows if not states else {**rows, "state": list(states)})


def lives(log: ReviewLog) -> list[tuple[int, bool]]:
    """Return the spell of each review, and whether its beginning is elsewhere."""
    frame = log.frame
    spells = frame["spell"].to_list() if "spell" in frame.columns else [0] * len(log)
    carried = frame["carried"].to_list() if "carried" in frame.columns else [False] * len(log)
    return list(zip(spells, carried, strict=True))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((NEW, LEARNING, REVIEW, RELEARNING, REVIEW), [(0, False)] * 5),
        ((LEARNING, LEARNING, REVIEW), [(0, False)] * 3),
        ((REVIEW, REVIEW), [(0, True)] * 2),
        ((RELEARNING, REVIEW), [(0, True)] * 2),
        (("Review", "relearning "), [(0, True)] * 2),
        ((None, None), [(0, False)] * 2),
        ((NEW, REVIEW, LEARNING, REVIEW), [(0, False)] * 2 + [(1, False)] * 2),
        ((REVIEW, RELEARNING, LEARNING), [(0, True)] * 2 + [(1, False)]),
        ((NEW, REVIEW, NEW), [(0, False)] * 2 + [(1, False)]),
    ],
)
def test_a_life_begins_where_the_states_say(states: tuple[int, ...], expected: list[tuple[int, bool]]) -> None:
    """With a card that was new or is learned again; one that was reviewed before began where the log does not reach."""
    assert lives(of(*states)) == expected


def test_an_interval_before_the_first_review_is_a_life_before_it() -> None:
    """A card that had been scheduled for days is no new one, whatever else is not told."""
    assert lives(of(interval=[30, 60])) == [(0, True)] * 2
    assert lives(of(interval=[None, 3])) == lives(of(interval=[0, 3])) == [(0, False)] * 2


def test_a_source_may_say_it_itself() -> None:
    """A column of truths, as texts too; what is none of them is told, and says nothing."""
    log = of(carried=["TRUE", "1", "true"])
    assert lives(log) == [(0, True)] * 3
    log = of(carried=["perhaps", "", None])
    assert lives(log) == [(0, False)] * 3
    assert log.faults["kind"].to_list() == ["carried"]


def test_a_reset_and_a_life_before_it_are_two_things(tmp_path: Path) -> None:
    """After a reset a card whose next entry is a review of days goes on from what is not told."""
    log = of(spell=[0, 0, 1, 1], interval=[None, 2, 30, 60])
    assert lives(log) == [(0, False)] * 2 + [(1, True)] * 2
    log.to_csv(tmp_path / "log.csv")
    assert read_csv(tmp_path / "log.csv").frame.equals(log.frame)


def midway(log: ReviewLog) -> ReviewLog:
    """Return a log whose later half of the cards have lost their first review."""
    frame = log.frame.with_columns(first=pl.struct("learner", "skill").is_first_distinct())
    frame = frame.filter(~(pl.col("first") & (pl.col("skill") >= "s030")))
    state = pl.when("first").then(NEW).otherwise(REVIEW)
    return from_frame(frame.select("learner", "skill", "rating", "at", state=state))


def test_what_has_no_beginning_is_left_out_of_the_fit_and_of_the_judgement() -> None:
    """Weights, losses and calibration are those of the log without such cards, and how many were left out is said."""
    log = midway(simulated(skills=60, reviews=10))
    whole = from_frame(log.frame.filter(~pl.col("carried")).select("learner", "skill", "rating", "at"))
    assert histories(log).left_out == len(log) - len(whole) == 270
    fitted, alone = fit(log, least=100), fit(whole, least=100)
    assert fitted.parameters == alone.parameters
    assert fitted.left_out == 270
    assert "270 reviews left out" in fitted.summary()
    judged, expected = (evaluate(one, splits=2, models=("default",)) for one in (log, whole))
    assert judged.table.equals(expected.table)
    assert (judged.left_out, "270 reviews left out" in judged.summary()) == (270, True)
    assert log_calibration(log).equals(log_calibration(whole))


def test_a_log_cut_off_at_a_date_knows_what_it_has_lost() -> None:
    """Cards begun before are carried, cards begun since are not; a card begun anew since is not either."""
    log = of(NEW, REVIEW, REVIEW, NEW, REVIEW)
    cut = log.since(START + timedelta(days=1))
    assert lives(cut) == [(0, True)] * 2 + [(1, False)] * 2
    assert (cut.rows, len(cut)) == (4, 4)
    assert lives(log.since(START)) == lives(log)
    with pytest.raises(InvalidParameterError, match="at must have a time zone"):
        log.since(START.replace(tzinfo=None))


SPELLS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12)


@given(steps=SPELLS)
def test_the_form_of_the_optimizer_keeps_where_lives_begin(
    steps: list[tuple[bool, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Resets come back as they were, and so does a first life that began elsewhere; its instants are milliseconds."""
    spells: list[int] = []
    for number, (anew, _) in enumerate(steps):
        spells.append(spells[-1] + anew if number else 0)
    first = steps[0][1]
    log = of(spell=[*spells], carried=[first and spell == 0 for spell in spells])
    path = tmp_path_factory.mktemp("form") / "log.csv"
    log.to_csv(path, form=Form.FSRS_OPTIMIZER)
    times = pl.read_csv(path)["review_time"]
    assert times.dtype == pl.Int64
    assert times[0] == int(START.timestamp() * 1000)
    again = read_csv(path, learner="ana")
    assert lives(again) == lives(log)
    assert again.frame["at"].equals(log.frame["at"])
    assert again.faults.height == 0


def test_a_later_life_without_a_beginning_is_left_out_of_the_form_of_the_optimizer(tmp_path: Path) -> None:
    """The form cannot say of it that memory comes from elsewhere, and would join it to the life before."""
    log = of(spell=[0, 0, 1, 1, 2], carried=[False, False, True, True, False])
    log.to_csv(tmp_path / "log.csv", form="fsrs-optimizer")
    assert lives(read_csv(tmp_path / "log.csv")) == [(0, False)] * 2 + [(1, False)]


def test_a_rating_of_nought_is_no_scale_in_the_form_of_the_optimizer() -> None:
    """It stands for a card that was set by hand, as in Anki."""
    rows = {"card_id": [1] * 4, "review_rating": [3, 0, 0, 4], "review_time": [1772614800000 + n for n in range(4)]}
    log = from_frame(rows)
    assert (len(log), log.dropped) == (2, {"set by hand": 2})
    assert replace(log).rows == 4
