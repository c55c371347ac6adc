"""Reading logs: every row is in the log or was dropped, and whatever was wrong with it is told."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.exchange import Form, from_frame, read_anki, read_csv, read_parquet

GOOD = {"learner": "ana", "skill": "roi", "rating": 3, "at": "2026-03-02T09:00:00+00:00"}
LATER = {**GOOD, "at": "2026-03-05T09:00:00+00:00"}

FAULTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"rating": 5}, "rating", "rating", "dropped"),
    ({"rating": 0}, "rating", "rating", "dropped"),
    ({"rating": None}, "rating", "rating", "dropped"),
    ({"rating": "2.5"}, "rating", "rating", "dropped"),
    ({"rating": "Great"}, "rating", "rating", "dropped"),
    ({"learner": " "}, "learner", "id", "dropped"),
    ({"skill": None}, "skill", "id", "dropped"),
    ({"skill": "1.71168E+12"}, "skill", "id", "dropped"),
    ({"skill": "1711684180217.0"}, "skill", "id", "kept, without its fraction"),
    ({"at": None}, "at", "time", "dropped"),
    ({"at": "soon"}, "at", "time", "dropped"),
    ({"at": "0203-03-02T09:00:00Z"}, "at", "time", "dropped"),
    ({"at": "-5"}, "at", "time", "dropped"),
    ({"at": "0001-01-01T00:00:00+14:00"}, "at", "time", "dropped"),
    ({"at": "2026-03-04 09:00"}, "at", "no zone", "kept, read as local time of Europe/Dublin"),
    ({"at": "2026-03-29 01:30"}, "at", "time", "dropped"),  # clocks in Dublin went from 1:00 to 2:00
    ({"at": "2026-03-04T10:00:00+01:00"}, "at", "mixed zones", "kept, put into UTC"),
    ({"at": "1772614800000"}, "at", "unit", "kept, read as milliseconds since 1970"),
    ({"at": "1772614800"}, "at", "unit", "kept, read as seconds since 1970"),
    ({"at": "1772614800000000"}, "at", "unit", "kept, read as microseconds since 1970"),
    ({"at": "2026-03-01T09:00:00+00:00"}, "at", "unordered", "kept, put in its place"),
    ({}, "at", "duplicate", "dropped"),
    ({"rating": 4}, "at", "same instant", "kept"),
    ({"at": "2026-03-04T09:00:00+00:00", "duration": "-1"}, "duration", "duration", "kept, without its duration"),
    ({"at": "2026-03-04T09:00:00+00:00", "duration": "long"}, "duration", "duration", "kept, without its duration"),
]


@pytest.mark.parametrize(("change", "field", "kind", "done"), FAULTS)
def test_a_fault_is_told_with_its_row(change: dict[str, Any], field: str, kind: str, done: str) -> None:
    """One faulty row among good ones: its number, field and kind, and whether it was dropped or how it was kept."""
    rows = [{"duration": None, **row} for row in (GOOD, {**GOOD, **change}, LATER)]
    columns = {name: pl.Series([row[name] for row in rows], dtype=pl.Object).to_list() for name in rows[0]}
    log = from_frame(
        {name: [None if v is None else str(v) for v in column] for name, column in columns.items()},
        timezone="Europe/Dublin",
    )
    (fault,) = log.faults.iter_rows(named=True)
    assert (fault["row"], fault["field"], fault["kind"], fault["done"]) == (1, field, kind, done)
    assert len(log) == 3 - (done == "dropped")
    assert log.dropped == ({kind: 1} if done == "dropped" else {})


def test_instants_of_every_unit_are_the_same() -> None:
    """Seconds, milliseconds and microseconds since 1970, a text with an offset and a local one: one instant."""
    told = ["1772614800", "1772614800000", "1772614800000000", "2026-03-04T09:00:00Z", "2026-03-04 10:00:00"]
    log = from_frame(
        {"learner": ["a"] * 5, "skill": list("vwxyz"), "rating": ["3"] * 5, "at": told}, timezone="Europe/Berlin"
    )
    assert set(log.frame["at"]) == {datetime(2026, 3, 4, 9, tzinfo=UTC)}


def test_ids_tell_reviews_apart() -> None:
    """The same id again is the same review, or, with other content, a contradiction; other ids are other reviews."""
    rows = [
        {**GOOD, "id": "r1"},
        {**GOOD, "id": "r1"},
        {**GOOD, "id": "r1", "rating": 1},
        {**GOOD, "id": "r2"},
        {**GOOD, "id": "r1", "learner": "ben"},
        {**LATER, "id": None},
        {**LATER, "id": None},
    ]
    log = from_frame(pl.DataFrame(rows))
    assert log.dropped == {"duplicate": 2, "id taken": 1}
    assert log.faults.filter(pl.col("done") == "dropped")["row"].to_list() == [1, 2, 6]
    assert log.faults.filter(pl.col("kind") == "same instant")["row"].to_list() == [3]
    assert len(log) == 4


MESSY = st.fixed_dictionaries(
    {
        "learner": st.sampled_from(["ana", "ben", "", None, "7.0"]),
        "skill": st.sampled_from(["roi", "1.5E+12", None, "x" * 201]),
        "rating": st.sampled_from(["1", "3", "Good", "best", "", None]),
        "at": st.sampled_from(
            ["2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00", "2026-03-01 09:00", "1772614800", "?"]
        ),
        "id": st.sampled_from(["r1", "r2", "", None]),
        "duration": st.sampled_from(["100", "-1", "x", None]),
    }
)


@given(rows=st.lists(MESSY, min_size=1, max_size=30))
def test_no_row_is_lost_silently(rows: list[dict[str, Any]]) -> None:
    """What was read is in the log or was dropped once, with one reason; what is in the log is good, and in order."""
    log = from_frame(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)))
    assert log.rows == len(rows) == len(log) + sum(log.dropped.values())
    dropped = Counter(log.faults.filter(pl.col("done") == "dropped")["row"])
    assert set(dropped.values()) <= {1}
    assert log.frame["rating"].is_between(1, 4).all()
    assert log.frame["at"].is_sorted()
    assert log.frame.select("learner", "skill", "at", "rating", "day").null_count().sum_horizontal().item() == 0
    assert log.frame.filter(pl.col("id").is_not_null()).select("learner", "id").is_duplicated().sum() == 0


def test_ratings_are_read_by_number_and_by_name() -> None:
    """Whole numbers of any type and the four names, in any case."""
    for ratings in ([1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0], ["again", "Hard", "GOOD", "4"]):
        log = from_frame({"learner": ["a"] * 4, "skill": list("wxyz"), "rating": ratings, "at": [GOOD["at"]] * 4})
        assert log.frame.sort("skill")["rating"].to_list() == [1, 2, 3, 4]


def test_numbers_serve_as_ids() -> None:
    """Ids that a frame holds as numbers are the texts that one would write; a rounded one is refused."""
    at = [GOOD["at"]] * 2
    log = from_frame({"learner": [1.0, 2.0], "skill": [1711684180217, 5], "rating": [3, 3], "at": at})
    assert log.frame.select("learner", "skill").rows() == [("1", "1711684180217"), ("2", "5")]
    assert from_frame({"learner": [0.5, 2.0], "skill": [1, 2], "rating": [3, 3], "at": at}).frame[
        "learner"
    ].to_list() == [
        "0.5",
        "2",
    ]


def test_frames_of_other_libraries_are_read() -> None:
    """A frame is a mapping of columns, a lazy one, an Arrow stream, or whatever ``to_dict`` makes lists of."""
    frame = pl.DataFrame([GOOD, LATER])

    class Columns:
        def to_dict(self, *, orient: str) -> dict[str, list[Any]]:
            assert orient == "list"
            return frame.to_dict(as_series=False)

    class Arrow:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return frame.__arrow_c_stream__(requested_schema)

    for other in (frame.lazy(), frame.to_dict(), frame.to_dict(as_series=False), frame.to_pandas(), Columns(), Arrow()):
        assert from_frame(other).frame.equals(from_frame(frame).frame)
    for nothing in (None, 7, [GOOD], {"learner": 3}):
        with pytest.raises(InvalidParameterError, match="must be a data frame"):
            from_frame(nothing)


def test_days_are_numbered_by_the_zone_and_start_or_as_given() -> None:
    """A number that the log has stays; another follows from zone and day start."""
    rows = {"learner": ["a", "a"], "skill": ["x", "y"], "rating": [3, 3], "at": ["2026-03-02T02:30:00Z"] * 2}
    late = from_frame(rows, timezone="Europe/Dublin", day_start=4)
    assert late.frame["day"].to_list() == [date(2026, 3, 1)] * 2
    given = from_frame({**rows, "day": [date(2026, 2, 28).toordinal(), None]})
    assert given.frame["day"].to_list() == [date(2026, 2, 28), date(2026, 3, 2)]


OPTIMIZER = """card_id,review_rating,review_time,review_duration,review_state
17,3,1772614800000,5000,0
17,1,1772701200000,,2
"""


def test_the_form_of_the_optimizer_is_read(tmp_path: Path) -> None:
    """Its times are milliseconds since 1970, which is no fault there; a card is a skill of one learner."""
    path = tmp_path / "revlog.csv"
    path.write_text("\ufeff" + OPTIMIZER, encoding="utf-8")
    log = read_csv(path, learner="ana")
    assert len(log.faults) == 0
    assert log.frame.select("learner", "skill", "rating", "duration").rows() == [
        ("ana", "17", 3, 5000),
        ("ana", "17", 1, None),
    ]
    assert log.frame["at"][0] == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert read_csv(path, form="fsrs-optimizer").frame.height == 2


def test_rows_of_other_lengths_are_told(tmp_path: Path) -> None:
    """A row with too few or too many cells is dropped, and the others are read."""
    path = tmp_path / "log.csv"
    path.write_text(
        "learner,skill,rating,at\nana,roi\nana,roi,3,2026-03-02T09:00Z\nana,roi,3,2026-03-03,x\n", encoding="utf-8"
    )
    log = read_csv(path)
    assert (log.rows, len(log), log.dropped) == (3, 1, {"cells": 2})
    assert log.faults["row"].to_list() == [0, 2]


@pytest.mark.parametrize(
    ("text", "form", "reason"),
    [
        ("", None, "header must have learner, skill, rating, at or card_id, review_rating, review_time"),
        ("card_id,rating\n", None, "header must have"),
        (OPTIMIZER, Form.OURS, "header must have learner, skill, rating, at, not card_id"),
        (OPTIMIZER, "anki", "form must be 'ours' or 'fsrs-optimizer', not 'anki'"),
        ("learner,learner,skill,rating,at\n", None, "header must name each column once"),
    ],
)
def test_a_table_of_neither_form_is_refused(tmp_path: Path, text: str, form: Form | str | None, reason: str) -> None:
    """The error says which columns there must be."""
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidParameterError, match=reason):
        read_csv(path, form=form)


def test_what_is_no_text_and_no_parquet_is_refused(tmp_path: Path) -> None:
    """A file of another kind is refused with the reason."""
    path = tmp_path / "log"
    path.write_bytes(b"learner;skill\xe9")
    with pytest.raises(InvalidParameterError, match=r"must be a CSV file in UTF-8: .*; encoding='cp1252' reads"):
        read_csv(path)
    with pytest.raises(InvalidParameterError, match="must be a Parquet file"):
        read_parquet(path)


def test_arguments_are_checked_before_a_row_is_read(tmp_path: Path) -> None:
    """A zone, an hour or an id that is none is refused by its name, whatever the file has."""
    rows = {"card_id": [1], "review_rating": [3], "review_time": ["2026-03-02"]}
    for argument, value in (("timezone", "Mars"), ("day_start", 24), ("learner", "\ud800"), ("learner", 3)):
        with pytest.raises(InvalidParameterError, match=f"^{argument} "):
            from_frame(rows, **{argument: value})  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match=r"^learner "):
        read_anki(tmp_path / "gone", learner=" ")


def test_an_empty_log_is_a_log(tmp_path: Path) -> None:
    """A header alone is a log without reviews, which can be written and read again."""
    path = tmp_path / "log.csv"
    path.write_text("learner,skill,rating,at\n", encoding="utf-8")
    log = read_csv(path)
    assert (len(log), log.rows, log.dropped, len(log.to_reviews())) == (0, 0, {}, 0)
    assert log.summary().startswith("0 reviews of 0 skills by 0 learners")
    log.to_csv(path)
    assert read_csv(path).frame.height == 0
