"""Whatever bytes a reader is given, it gives a log or raises an error of ours."""

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from inspect import signature
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import exchange
from reinforce.errors import ReinforceError
from reinforce.exchange import ReviewLog
from tests.exchange.test_anki import collection
from tests.exchange.test_review_log import small_log

READERS: dict[str, Callable[..., ReviewLog | pl.DataFrame]] = {
    name: function
    for name in exchange.__all__
    if callable(function := getattr(exchange, name))
    and not isinstance(function, type)
    and next(iter(signature(function).parameters.values())).annotation == "Source"
}
"""All functions of the room that read a file or bytes."""

CALLS = 1_700
CUTS = ("cut", "flip", "drop", "double", "zero", "splice", "number")


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return a real file of each kind."""
    folder = tmp_path_factory.mktemp("originals")
    log = small_log(("ana",))
    log.to_csv(folder / "ours.csv")
    log.to_csv(folder / "optimizer.csv", form="fsrs-optimizer")
    log.to_parquet(folder / "log.parquet")
    plain = collection(folder / "collection.anki2")
    with closing(sqlite3.connect(folder / "small.anki2")) as small, closing(sqlite3.connect(plain)) as whole:
        small.execute("PRAGMA page_size = 512")
        whole.backup(small)
    packed = zstandard.ZstdCompressor().compress(plain.read_bytes())
    (folder / "collection.anki21b").write_bytes(packed)
    for name, content, how in (
        ("collection.anki2", plain.read_bytes(), zipfile.ZIP_DEFLATED),
        ("collection.anki21", plain.read_bytes(), zipfile.ZIP_STORED),
        ("collection.anki21b", packed, zipfile.ZIP_STORED),
    ):
        with zipfile.ZipFile(folder / f"{name}.apkg", "w", how) as zipped:
            zipped.writestr(name, content)
            zipped.writestr("media", "{}")
    (folder / "utf-16.csv").write_bytes((folder / "ours.csv").read_text(encoding="utf-8").encode("utf-16"))
    for compression in ("uncompressed", "snappy", "gzip"):
        table = BytesIO()
        log.frame.with_columns(pl.lit("x").alias("extra")).write_parquet(table, compression=compression)
        (folder / f"{compression}.parquet").write_bytes(table.getvalue())
    return [file.read_bytes() for file in sorted(folder.iterdir()) if isinstance(file, Path)]


def damaged(data: bytes, other: bytes, draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    """Return *data* with a few things wrong with it."""
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.sampled_from((1, 2, 4, 8, 64)))
        match draw(st.sampled_from(CUTS)):
            case "cut":
                data = data[:place]
            case "flip":
                data = data[:place] + bytes([draw(st.integers(0, 255))]) + data[place + 1 :]
            case "drop":
                data = data[:place] + data[place + size :]
            case "double":
                data = data[: place + size] + data[place:]
            case "zero":
                data = data[:place] + bytes(size) + data[place + size :]
            case "splice":
                data = data[:place] + other[place:]
            case _:
                data = data[:place] + draw(st.sampled_from((b"\xff", b"\x7f"))) * size + data[place + size :]
    return data


def test_the_readers_are_found() -> None:
    """By what their first argument takes, so that a new one is tried too."""
    assert set(READERS) == {"read_csv", "read_parquet", "read_anki", "read_anki_cards"}


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
@settings(max_examples=CALLS, deadline=None)
def test_no_bytes_raise_anything_else(name: str, originals: list[bytes], data: st.DataObject) -> None:
    """Real files of every kind with something wrong with them, and bytes of no kind."""
    kinds = st.sampled_from(range(len(originals)))
    made = data.draw(st.booleans() | st.just(value=True))
    given_ = (
        damaged(originals[data.draw(kinds)], originals[data.draw(kinds)], data.draw)
        if made
        else data.draw(st.binary(max_size=200))
    )
    try:
        log = READERS[name](given_)
    except ReinforceError:
        return
    if isinstance(log, ReviewLog):
        assert log.rows == len(log) + sum(log.dropped.values())
    else:
        assert log["skill"].is_unique().all()
