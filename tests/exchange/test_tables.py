"""Ordinary tables: other names, separators and encodings are read, and where one has to say which, it is said how."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import NewReview
from reinforce.engine.recording.batch_rows import review_faults
from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog, from_frame, read_csv, read_parquet

AT = "2026-03-02T09:00:00Z"
ROWS = f"ana,roi,3,{AT}\nbjörn,terms,1,{AT}\n"
PLAIN = f"learner,skill,rating,at\n{ROWS}"


def same(log: ReviewLog) -> bool:
    """Return whether a log is that of the plain table."""
    return log.frame.equals(read_csv(PLAIN.encode()).frame) and log.faults.height == 0


@pytest.mark.parametrize(
    "header", ["Learner,SKILL,Rating,At", " learner , skill,rating ,at", '"learner",skill,rating,at']
)
def test_the_header_may_be_written_otherwise(header: str) -> None:
    """Upper case, spaces and quotes make no difference; so for the form of the optimizer."""
    assert same(read_csv(f"{header}\n{ROWS}".encode()))
    optimizer = "Card ID;Review-Rating;REVIEW_TIME\nroi;3;1772442000000\n"
    assert read_csv(optimizer.encode()).frame["skill"].to_list() == ["roi"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(separator: str) -> None:
    """Whichever it is, alone or said; another one is read where it is said."""
    text = PLAIN.replace(",", separator).encode()
    assert same(read_csv(text))
    assert same(read_csv(text, separator=separator))
    assert same(read_csv(PLAIN.replace(",", "^").encode(), separator="^"))
    assert same(read_csv(f"sep={separator}\r\n".encode() + text))
    for none in ("", "::", "\n", '"', 3):
        with pytest.raises(InvalidParameterError, match="separator must be one character"):
            read_csv(text, separator=none)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252"])
def test_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    """By the mark that a file begins with, or where it is said; from a file as from bytes."""
    data = PLAIN.encode(encoding)
    path = tmp_path / "log.csv"
    path.write_bytes(data)
    told = {"utf-16-le", "cp1252"}
    for source in (data, path, str(path)):
        assert same(read_csv(source, encoding=encoding if encoding in told else None))
        assert same(read_csv(source, encoding=encoding))


def test_what_cannot_be_told_is_asked_for() -> None:
    """The message names the argument that reads the table."""
    names = "Student,Item,Grade,When"
    with pytest.raises(InvalidParameterError, match=r"must have learner, .*, not Student, Item.*; columns=\{"):
        read_csv(f"{names}\n{ROWS}".encode())
    with pytest.raises(InvalidParameterError, match="encoding='cp1252'"):
        read_csv(PLAIN.encode("cp1252"))
    for none in ("klingon", "hex", "zlib"):
        with pytest.raises(InvalidParameterError, match="encoding is none of a text"):
            read_csv(PLAIN.encode(), encoding=none)
    columns = dict(zip(names.split(","), ("learner", "skill", "rating", "at"), strict=True))
    assert same(read_csv(f"{names}\n{ROWS}".encode(), columns=columns))
    assert same(read_csv(f"{names}\n{ROWS}".lower().encode(), columns=columns))


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"Typo": "skill"}, "columns names 'Typo', which is none of learner"),
        ({"learner": "pupil"}, "columns must map the table's names to learner, .* and maps 'learner' to 'pupil'"),
        ({"learner": "skill", "skill": "skill"}, "each once, and maps 'skill' to 'skill'"),
        (["learner"], "columns must be a mapping"),
    ],
)
def test_names_that_say_nothing_are_refused(columns: Any, reason: str) -> None:  # noqa: ANN401 - what is refused
    """A name that the table lacks, one that is not ours, and the same one twice."""
    with pytest.raises(InvalidParameterError, match=reason):
        read_csv(PLAIN.encode(), columns=columns)
    with pytest.raises(InvalidParameterError, match=reason):
        from_frame(good(), columns=columns)


def good(**columns: Sequence[object]) -> dict[str, Sequence[object]]:
    """Return the columns of a good row, and others."""
    return {"learner": ["ana"], "skill": ["roi"], "rating": [3], "at": [AT], **columns}


def test_other_columns_may_have_any_name(tmp_path: Path) -> None:
    """Also those of ours that a table means otherwise, no name at all, or one name twice."""
    for name in ("row", "_row", "state of mind", "begins", "_spell", ""):
        assert len(from_frame(good(**{name: ["x"]}))) == 1
    text = f"row,learner,skill,,,rating,at\n9,ana,roi,,,3,{AT}\n9,ana\n"
    log = read_csv(text.encode())
    assert (len(log), log.faults["row"].to_list()) == (1, [1])
    path = tmp_path / "log.parquet"
    pl.DataFrame(good(row=["x"])).write_parquet(path)
    for source in (path, path.read_bytes()):
        assert len(read_parquet(source)) == 1
    swapped = from_frame(good(when=["2026-03-05"]), columns={"when": "at"})
    assert str(swapped.frame["at"][0]).startswith("2026-03-05")


def test_columns_of_other_types_are_read_or_refused() -> None:
    """What has no rating, instant or name in it is refused by its name; one odd cell costs its row alone."""
    frame = pl.DataFrame(good())
    for name in ("learner", "skill", "rating", "at"):
        with pytest.raises(InvalidParameterError, match=f"{name} cannot be read from a column of List"):
            from_frame(frame.with_columns(pl.col(name).implode()))
    mixed = {name: [*values, *values] for name, values in good().items()}
    log = from_frame({**mixed, "skill": ["roi", object()], "rating": [3, {}]})
    assert (len(log), log.dropped) == (1, {"id": 1})
    took = from_frame(frame.with_columns(duration=pl.lit(timedelta(seconds=4))))
    assert took.frame["duration"].to_list() == [4000]


TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["ana", " ana ", "x" * 201, "a\x00b", "\u200b", "a\nb", "\ud800", "=1+1", "", "log:x"]),
)
ROW = st.fixed_dictionaries(
    {
        "learner": TEXTS,
        "skill": TEXTS,
        "rating": st.just(3),
        "at": st.one_of(st.just(AT), st.datetimes().map(str), TEXTS),
        "id": st.one_of(st.none(), TEXTS),
        "duration": st.one_of(st.none(), st.integers(-(10**20), 10**20), st.just(100_080_000)),
    }
)


@given(rows=st.lists(ROW, min_size=1, max_size=10))
def test_what_is_kept_the_engine_accepts(rows: list[dict[str, object]]) -> None:
    """Whatever stands in the cells: of a review that the log keeps, the engine finds nothing wrong by itself."""
    log = from_frame({name: [row[name] for row in rows] for name in rows[0]})
    assert log.rows == len(rows) == len(log) + sum(log.dropped.values())
    for review in log.to_reviews():
        assert isinstance(review, NewReview)
        assert list(review_faults(review)) == []


def test_what_the_engine_refuses_of_a_review_is_told() -> None:
    """A duration of more than a day and an id that is too long are left off; white space around ids goes."""
    log = from_frame(good(duration=[100_080_000], id=["x" * 201]))
    assert log.frame.select("id", "duration").row(0) == (None, None)
    assert sorted(log.faults["field"]) == ["duration", "id"]
    assert from_frame(good(id=[" r1 "], learner=["ana "])).frame.select("id", "learner").row(0) == ("r1", "ana")
