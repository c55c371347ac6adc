"""What a spreadsheet would run is written so that it does not, and comes back as it was."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.exchange import from_frame, read_csv
from reinforce.exchange.review_log import ReviewLog

RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width signs, which run as well
IDS = st.text(st.sampled_from("'=+-@＝a1;,\" "), min_size=1, max_size=6).map(str.strip).filter(bool)  # noqa: RUF001 - the same


def log_of(*ids: str) -> ReviewLog:
    """Return a log in which learners, skills and reviews have these ids."""
    count = len(ids)
    at = [f"2026-03-02T09:00:00.{place:06}Z" for place in range(count)]
    return from_frame({"learner": ids, "skill": ids, "id": ids, "rating": [3] * count, "at": at})


@pytest.mark.parametrize("sign", RUNS)
def test_no_cell_of_a_file_is_a_formula(sign: str, tmp_path: Path) -> None:
    """By default none begins with a sign that a spreadsheet runs, but for numbers; as they are on demand."""
    log = log_of(f"{sign}cmd|' /C calc'!A0", "-17", f"'{sign}x")
    path = tmp_path / "log.csv"
    log.to_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(RUNS)] == ["-17"] * 3
    assert read_csv(path).frame.equals(log.frame)
    log.to_csv(path, guard=False)
    assert f"{sign}cmd" in path.read_text(encoding="utf-8")


@given(ids=st.lists(IDS, min_size=1, max_size=5, unique=True))
def test_what_is_written_comes_back(ids: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever apostrophes and signs an id begins with."""
    log = log_of(*ids)
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    log.to_csv(path)
    again = read_csv(path)
    assert again.frame.equals(log.frame)


@pytest.mark.parametrize("address", ["s3://bucket/log", "https://host/log", "file:///log", "az://c/log", "hf://d/log"])
def test_nothing_is_written_elsewhere(address: str) -> None:
    """Writers take the path of a local file, not an address."""
    for write in (log_of("a").to_csv, log_of("a").to_parquet):
        with pytest.raises(InvalidParameterError, match="path must be a local file, not an address"):
            write(address)
