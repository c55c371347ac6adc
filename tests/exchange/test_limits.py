"""What reading a file may cost, and leave behind: traps are refused in words; nothing is left beside a collection."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import zstandard

from reinforce.errors import InvalidParameterError
from reinforce.exchange import anki_collection, anki_tables, files, read_anki, read_csv, read_parquet, sources
from tests.exchange.test_anki import BORN, CARD, DAY, collection, package

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return the path of a collection in a folder of its own."""
    folder = tmp_path / "anki"
    folder.mkdir()
    return collection(folder / "collection.anki2")


def changed(path: Path, *statements: str) -> Path:
    """Return the collection after these statements."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_what_unpacks_to_far_more_is_no_collection(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - a parameter
    """A package of a few kilobytes that holds a hundred megabytes is left half-way, by Zip as by Zstandard."""
    plain = b"SQLite format 3\x00" + bytes(100 * 1024**2)
    path = tmp_path / "bomb.apkg"
    if packed:
        package(path, collection_anki21b=zstandard.ZstdCompressor().compress(plain))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("collection.anki2", plain)
    with pytest.raises(InvalidParameterError, match="unpacks to more than 100 times its size"):
        read_anki(path)


@pytest.mark.parametrize("window", [27, 31])
def test_how_much_unpacking_holds_in_memory_has_a_limit(window: int) -> None:
    """A file that asks for two gigabytes at once to be unpacked is refused."""
    head = b"\x28\xb5\x2f\xfd\x00" + bytes([(window - 10) << 3]) + b"\x01\x00\x00"
    with pytest.raises(InvalidParameterError, match="path is"):
        read_anki(head)


@pytest.mark.parametrize(
    "statements",
    [
        [f"CREATE VIEW revlog AS {ENDLESS} x id, 1 cid, 1 ease, 1 lastIvl, 1 factor, 1 time, 1 type FROM n"],
        ["CREATE VIRTUAL TABLE revlog USING fts5(id, cid, ease, lastIvl, factor, time, type)"],
        [
            "CREATE TABLE revlog (id integer primary key, cid, ease, lastIvl, factor, type, t AS (hex(zeroblob(9))))",
            "INSERT INTO revlog VALUES (1772442000000, 1, 3, 0, 0, 0)",
        ],
    ],
    ids=["view", "virtual", "generated"],
)
def test_only_a_plain_table_is_read(plain: Path, statements: list[str]) -> None:
    """A view, a virtual table or one with reckoned columns could cost anything."""
    changed(plain, "DROP TABLE revlog", *statements)
    with pytest.raises(InvalidParameterError, match="no plain table revlog"):
        read_anki(plain)


def test_reading_a_table_has_so_many_steps(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else takes SQLite long ends, in words."""
    monkeypatch.setattr(anki_tables, "_STEP", 10)
    monkeypatch.setattr(anki_tables, "_MOST_STEPS", 3)
    with pytest.raises(InvalidParameterError, match="can be read: interrupted"):
        read_anki(plain)


def test_sizes_and_rows_have_limits(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of files, of what packages unpack to, of lines and rows: the error says which."""
    text = b"learner,skill,rating,at\n" + b"a,b,3,2026-03-02T09:00Z\n" * 20
    table = BytesIO()
    pl.DataFrame({"card_id": [1] * 20, "review_rating": [3] * 20, "review_time": [BORN] * 20}).write_parquet(table)
    for module in (sources, anki_collection):
        monkeypatch.setattr(module, "MOST_BYTES", 100)
    path = plain.with_name("log.csv")
    path.write_bytes(text)
    for read, source in ((read_csv, path), (read_parquet, path), (read_anki, plain), (read_anki, plain.read_bytes())):
        with pytest.raises(InvalidParameterError, match="more than is read at once"):
            read(source)
    monkeypatch.undo()
    from reinforce.exchange import csv_table

    for module, name in ((anki_tables, "MOST_ROWS"), (files, "MOST_ROWS"), (csv_table, "MOST_ROWS")):
        monkeypatch.setattr(module, name, 5)
    for read, source in ((read_csv, text), (read_parquet, table.getvalue()), (read_anki, plain.read_bytes())):
        with pytest.raises(InvalidParameterError, match="has more than 5 "):
            read(source)


def test_a_package_that_lists_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of files in a package is read whole, and so has a limit."""
    path = package(tmp_path / "many.apkg", **{f"f{number}": b"" for number in range(50)})
    monkeypatch.setattr(anki_collection, "_MOST_LISTED", 1000)
    with pytest.raises(InvalidParameterError, match="MiB of names of files"):
        read_anki(path)


@pytest.mark.parametrize(
    ("column", "value"),
    [("ease", "'three'"), ("cid", "x'00ff'"), ("id", "2.5"), ("time", "1e300"), ("type", "''"), ("factor", "NULL")],
)
def test_a_cell_that_is_no_number_costs_its_row(plain: Path, column: str, value: str) -> None:
    """Cells of SQLite have any type, whatever the column says."""
    changed(
        plain,
        "ALTER TABLE revlog RENAME TO old",
        "CREATE TABLE revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type)",
        "INSERT INTO revlog SELECT * FROM old",
        f"UPDATE revlog SET {column} = {value} WHERE id = {BORN + DAY}",  # noqa: S608 - a test's own
    )
    log = read_anki(plain)
    assert log.dropped == {"cells": 1, "crammed": 1, "set by hand": 2}
    assert (log.rows, len(log)) == (8, 4)


@pytest.mark.parametrize(
    ("change", "dropped", "kept"),
    [
        ("id = -62135596800000", {"time": 1}, 4),
        ("id = 253402300800000", {"time": 1}, 4),
        ("id = 9223372036854775807", {"time": 1}, 4),
        ("lastIvl = 4294967296", {}, 5),
        ("lastIvl = -9223372036854775808", {}, 5),
        ("time = 100080000", {}, 5),
        ("time = -1", {}, 5),
        ("ease = 9", {"rating": 1}, 4),
        ("cid = -1", {}, 5),
    ],
)
def test_numbers_at_the_edges_cost_no_more_than_their_row(
    plain: Path, change: str, dropped: dict[str, int], kept: int
) -> None:
    """Instants of no calendar, intervals that no column holds, durations of more than a day."""
    log = read_anki(changed(plain, f"UPDATE revlog SET {change} WHERE id = {BORN + DAY}"))  # noqa: S608 - as above
    assert log.dropped == {"crammed": 1, "set by hand": 2, **dropped}
    assert len(log) == kept


def beside(path: Path) -> dict[str, bytes]:
    """Return the files in the folder of a collection, with what is in them."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def with_a_log(path: Path) -> None:
    """Write a review to a collection that is only in its write-ahead log, as after Anki was stopped."""
    copy = path.with_name("copy")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"INSERT INTO revlog VALUES ({BORN + 20 * DAY}, {CARD}, -1, 3, 9, 4, 2500, 5000, 1)")  # noqa: S608 - as above
        connection.commit()
        for ending in ("", "-wal"):
            shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    for ending in ("", "-wal"):
        shutil.move(f"{copy}{ending}", f"{path}{ending}")


def test_a_write_ahead_log_is_read_and_left_as_it_is(plain: Path) -> None:
    """Its reviews are in the log, and no file is made, changed or taken away beside the collection."""
    with_a_log(plain)
    before = beside(plain)
    assert len(read_anki(plain)) == 6
    assert beside(plain) == before
    plain.with_name(plain.name + "-wal").unlink()
    assert len(read_anki(plain)) == 5
    assert set(beside(plain)) == {plain.name}


def test_a_folder_may_be_read_only(plain: Path) -> None:
    """What has to be written goes elsewhere."""
    with_a_log(plain)
    plain.parent.chmod(0o500)
    try:
        code = "import sys; from reinforce.exchange import read_anki; print(len(read_anki(sys.argv[1])))"
        assert len(read_anki(plain)) == 6
        if os.access(plain.parent, os.W_OK):  # as root; somebody else may not write there
            return
        done = subprocess.run([sys.executable, "-c", code, str(plain)], capture_output=True, text=True, check=True)
        assert done.stdout == "6\n"
    finally:
        plain.parent.chmod(0o700)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("PRAGMA journal_mode = " + sys.argv[2])
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["WAL", "DELETE"])
def held(plain: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Return a collection that another process has to itself, as Anki does."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(plain), request.param], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield plain
        holder.communicate()


def test_a_collection_in_use_is_refused_with_what_to_do(held: Path) -> None:
    """As long as Anki runs."""
    with pytest.raises(InvalidParameterError, match="path is in use: close Anki"):
        read_anki(held)


def test_one_that_this_process_has_to_itself_is_in_use_too(plain: Path) -> None:
    """A lock of one's own is no lock to most ways of asking."""
    with closing(sqlite3.connect(plain, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InvalidParameterError, match="close Anki"):
            read_anki(plain)


@pytest.mark.parametrize("address", ["http://host/log", "s3://bucket/log", "file:///etc/passwd", "gs://b/*", "hf://x"])
@pytest.mark.parametrize("read", [read_csv, read_parquet, read_anki])
def test_nothing_is_fetched(read: object, address: str) -> None:
    """Readers open local files; an address, and a pattern, is none."""
    with pytest.raises(InvalidParameterError, match="path must be a local file, not an address"):
        read(address)  # type: ignore[operator]
    for none in ("*.parquet", "log-*"):
        with pytest.raises(FileNotFoundError):
            read(none)  # type: ignore[operator]
    for other in (3, None, ["log"], "a\0b"):
        with pytest.raises(InvalidParameterError, match="path must be"):
            read(other)  # type: ignore[operator]
