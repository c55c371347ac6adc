"""Collections of Anki: what is a review in them is read, and the rest is counted."""

import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
import zstandard

from reinforce.errors import InvalidParameterError
from reinforce.exchange import anki_collection, read_anki, read_anki_cards

BORN = 1_772_442_000_000  # 2 March 2026, 9:00 UTC, in milliseconds since 1970
DAY = 86_400_000
CARD, OTHER = BORN - 5, BORN - 4
LEARN, REVIEW, FILTERED, MANUAL, RESCHEDULED = 0, 1, 3, 4, 5
#       id               cid    usn ease ivl lastIvl factor time  type
ROWS = [
    (BORN, CARD, -1, 3, -600, -60, 0, 7000, LEARN),
    (BORN + DAY, CARD, -1, 3, 4, -600, 2500, 5000, REVIEW),
    (BORN + 5 * DAY, CARD, -1, 1, -600, 4, 2300, 9000, REVIEW),
    (BORN + 5 * DAY + 7, OTHER, -1, 4, 1, 0, 0, 3000, FILTERED),
    (BORN + 6 * DAY, CARD, -1, 0, 30, 4, 2300, 0, RESCHEDULED),
    (BORN + 7 * DAY, CARD, -1, 0, 0, 30, 0, 0, MANUAL),
    (BORN + 8 * DAY, CARD, -1, 2, 1, 0, 2500, 4000, LEARN),
    (BORN + 9 * DAY, OTHER, -1, 2, 3, 2, 2500, 4000, FILTERED),
]
#      id     type  due  odue odid ivl factor data
CARDS = [
    (CARD, 2, 12, 0, 0, 4, 2300, '{"s": 6.25, "d": 5.5, "dr": 0.9}'),
    (OTHER, 2, -100_000, 15, 7, 6, 2500, ""),
    (OTHER + 1, 2, 30, 0, 0, 0, 0, "no JSON"),
    (OTHER + 2, 0, 3, 0, 0, 0, 0, "{}"),
    (OTHER + 3, 3, 1_772_500_000, 0, 0, 1, 2000, "{}"),
    (OTHER + 4, 2, "soon", 0, 0, 1, 2000, "{}"),
]
BEGAN = 1_772_424_000  # 2 March 2026, 4:00 UTC


def collection(path: Path) -> Path:
    """Write a collection with only what is read of one: reviews, cards, and when it began."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, "
            "ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null, "
            "time integer not null, type integer not null)"
        )
        connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ROWS)
        connection.execute("CREATE TABLE cards (id integer primary key, type, due, odue, odid, ivl, factor, data)")
        connection.executemany("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?)", CARDS)
        connection.execute("CREATE TABLE col (id integer primary key, crt integer not null)")
        connection.execute("INSERT INTO col VALUES (1, ?)", (BEGAN,))
    return path


def package(path: Path, **files: bytes) -> Path:
    """Write a package with such files in it."""
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("_", "."), content)
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return the path of a collection."""
    return collection(tmp_path / "collection.anki2")


def test_reviews_are_read_and_the_rest_is_counted(plain: Path) -> None:
    """Entries made by hand and cramming are no reviews; a card that was reset begins anew."""
    log = read_anki(plain, learner="ana", timezone="Europe/Dublin")
    assert log.frame.drop("day", "id", "learner").rows() == [
        (str(CARD), 3, at(0), 7000, None, 0, False),
        (str(CARD), 3, at(1), 5000, None, 0, False),
        (str(CARD), 1, at(5), 9000, 4, 0, False),
        (str(CARD), 2, at(8), 4000, None, 1, False),
        (str(OTHER), 2, at(9), 4000, 2, 0, True),
    ]
    assert log.frame["id"][0] == f"anki:{BORN}"
    assert set(log.frame["learner"]) == {"ana"}
    assert (log.rows, log.dropped) == (8, {"crammed": 1, "set by hand": 2})
    assert log.faults["row"].to_list() == [3, 4, 5]


def test_cards_are_due_on_the_days_that_anki_shows(plain: Path) -> None:
    """Of those in review, also while they are in a filtered deck; with the memory state where FSRS was switched on."""
    assert read_anki_cards(plain).rows(named=True) == [
        {
            "skill": str(CARD),
            "due": date(2026, 3, 14),
            "interval": 4,
            "ease": 2.3,
            "at": at(8),
            "stability": 6.25,
            "difficulty": 5.5,
            "desired_retention": 0.9,
        },
        {
            "skill": str(OTHER),
            "due": date(2026, 3, 17),
            "interval": 6,
            "ease": 2.5,
            "at": at(9),
            "stability": None,
            "difficulty": None,
            "desired_retention": None,
        },
        {
            "skill": str(OTHER + 1),
            "due": date(2026, 4, 1),
            "interval": 0,
            "ease": None,
            "at": None,
            "stability": None,
            "difficulty": None,
            "desired_retention": None,
        },
    ]


@pytest.mark.parametrize(
    ("data", "stability", "wanted"),
    [
        ('{"s": 3, "d": 10, "dr": 0.87}', 3.0, 0.87),
        ('{"s": 0, "d": 5, "dr": 1.5}', None, None),
        ('{"s": -1, "d": 5, "dr": 0}', None, None),
        ('{"s": 1e99, "d": 5}', None, None),
        ('{"s": 9, "d": 0.5, "dr": 1}', None, None),
        ('{"s": 9}', None, None),
        ('{"s": "9", "d": [5], "dr": {}}', None, None),
        ("[9]", None, None),
        (b"\xff\x00", None, None),
        (7, None, None),
    ],
)
def test_what_is_no_memory_state_is_left_empty(
    plain: Path, data: object, stability: float | None, wanted: float | None
) -> None:
    """A state that no card can have would stop a whole move; the card keeps its due day and interval."""
    with closing(sqlite3.connect(plain)) as connection, connection:
        connection.execute("UPDATE cards SET data = ? WHERE id = ?", (data, CARD))
    (card,) = (row for row in read_anki_cards(plain).rows(named=True) if row["skill"] == str(CARD))
    assert (card["stability"], card["desired_retention"], card["interval"]) == (stability, wanted, 4)
    assert (card["stability"] is None) == (card["difficulty"] is None)


def test_days_are_counted_where_anki_counted_them(plain: Path) -> None:
    """In California the collection began on the day before; and where days start at three, in Paris on that day."""
    dues = [
        read_anki_cards(plain, **where)["due"][0]
        for where in ({"timezone": "America/Los_Angeles"}, {"timezone": "Europe/Paris", "day_start": 3})
    ]
    assert dues == [date(2026, 3, 13), date(2026, 3, 14)]


@pytest.mark.parametrize("table", ["col", "cards", "revlog"])
def test_a_collection_without_a_table_is_none(plain: Path, table: str) -> None:
    """And one that does not say when it began says nothing about days."""
    with closing(sqlite3.connect(plain)) as connection, connection:
        connection.execute(f"DROP TABLE {table}")
    with pytest.raises(InvalidParameterError, match=f"no plain table {table}"):
        read_anki_cards(plain)


def test_a_collection_that_does_not_say_when_it_began_is_refused(plain: Path) -> None:
    """Its days are numbers from nowhere."""
    with closing(sqlite3.connect(plain)) as connection, connection:
        connection.execute("UPDATE col SET crt = -5")
    with pytest.raises(InvalidParameterError, match="when it began"):
        read_anki_cards(plain)


def at(days: int) -> datetime:
    """Return the instant so many days after the first review."""
    return datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=days)


def test_the_day_starts_when_it_does_in_anki(tmp_path: Path) -> None:
    """At four in the morning of the learner's zone, unless told otherwise."""
    path = collection(tmp_path / "c.anki2")
    assert read_anki(path, timezone="America/Los_Angeles").frame["day"][0] == date(2026, 3, 1)
    assert read_anki(path).frame["day"][0] == date(2026, 3, 2)


@pytest.mark.parametrize("name", ["collection_anki2", "collection_anki21"])
def test_packages_are_read(tmp_path: Path, plain: Path, name: str) -> None:
    """A package holds a collection; where it holds a newer and an older one, the newer is read."""
    files = {"media": b"{}", "collection_anki2": b"only asks for an update", name: plain.read_bytes()}
    found = read_anki(package(tmp_path / "deck.apkg", **files))
    assert found.frame.equals(read_anki(plain).frame)


def test_a_compressed_collection_is_refused_with_what_to_do(
    tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can read Zstandard the error says how to export; where something can, it is read."""
    path = package(tmp_path / "new.colpkg", collection_anki21b=b"squeezed", collection_anki2=b"asks for an update")
    monkeypatch.setattr(anki_collection, "zstandard", lambda: None)
    with pytest.raises(InvalidParameterError, match="Support older Anki versions"):
        read_anki(path)
    opened = lambda file: BytesIO(plain.read_bytes() if file.read() == b"squeezed" else b"")  # noqa: E731 - short
    monkeypatch.setattr(anki_collection, "zstandard", lambda: (opened, (ValueError,)))
    assert read_anki(path).frame.height == 5


def test_what_anki_exports_by_default_is_read(tmp_path: Path, plain: Path) -> None:
    """A collection compressed by Zstandard, in a package or alone, in one frame or several, as a file or as bytes."""
    content = plain.read_bytes()
    for packed in (
        zstandard.ZstdCompressor(level=3).compress(content),
        zstandard.ZstdCompressor(write_content_size=False).compress(content),
        b"".join(zstandard.ZstdCompressor().compress(part) for part in (content[:5000], content[5000:])),
    ):
        path = package(tmp_path / "new.colpkg", collection_anki21b=packed, collection_anki2=b"asks for an update")
        for source in (path, str(path), path.read_bytes(), packed):
            assert read_anki(source).frame.equals(read_anki(plain).frame)


def test_what_is_damaged_is_refused(tmp_path: Path, plain: Path) -> None:
    """Cut off, with other bytes in it, or encrypted: an error of ours, in words."""
    content = plain.read_bytes()
    packed = zstandard.ZstdCompressor().compress(content)
    whole = package(tmp_path / "deck.apkg", collection_anki2=content).read_bytes()
    encrypted = bytearray(whole)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[whole.index(head) + flags] |= 1
    new = package(tmp_path / "new.apkg", collection_anki21b=packed[:-100]).read_bytes()
    wrong = bytearray(content)
    wrong[100:4096] = bytes(3996)
    for broken in (content[:4096], whole[:3000], whole[:-30], bytes(encrypted), packed[:-100], new, bytes(wrong)):
        with pytest.raises(
            InvalidParameterError, match=r"path is (a damaged or encrypted package|damaged|no Anki coll)"
        ):
            read_anki(broken)


def test_zstandard_is_read_by_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """By Python's own module where there is one, else by the package of that name, else by nothing."""
    packed = zstandard.ZstdCompressor().compress(b"abc")
    own = ModuleType("compression.zstd")
    own.ZstdFile, own.ZstdError = lambda _: BytesIO(b"own"), ValueError  # type: ignore[attr-defined] # of our making
    parent = ModuleType("compression")
    parent.zstd = own  # type: ignore[attr-defined] # as above
    cases: list[tuple[dict[str, ModuleType | None], bytes | None]] = [
        ({"compression": parent, "compression.zstd": own}, b"own"),
        ({"compression": None}, b"abc"),
        ({"compression": None, "zstandard": None}, None),
    ]
    for modules, expected in cases:
        with monkeypatch.context() as patched:
            for name, module in modules.items():
                patched.setitem(sys.modules, name, module)
            read = anki_collection.zstandard()
            assert (read and read[0](BytesIO(packed)).read()) == expected


def test_what_is_no_collection_is_refused(tmp_path: Path) -> None:
    """A text, a package of something else, and a database of something else."""
    text, zipped, database = tmp_path / "notes.txt", tmp_path / "photos.zip", tmp_path / "other.db"
    text.write_text("notes", encoding="utf-8")
    package(zipped, photo_png=b"")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE notes (id)")
    for path, reason in (
        (text, "neither an Anki collection"),
        (zipped, "without a collection"),
        (database, "no plain table revlog"),
    ):
        with pytest.raises(InvalidParameterError, match=reason):
            read_anki(path)
    with pytest.raises(FileNotFoundError):
        read_anki(tmp_path / "gone.anki2")


def test_the_collection_is_only_read(plain: Path) -> None:
    """Reading changes no byte of the file."""
    before = plain.read_bytes()
    read_anki(plain)
    assert plain.read_bytes() == before


def test_instants_in_another_unit_are_told(plain: Path) -> None:
    """A collection counts milliseconds: seconds are no January of 1970."""
    with closing(sqlite3.connect(plain)) as connection, connection:
        for at in (BORN // 1000, -BORN, BORN * 1000):
            connection.execute("INSERT INTO revlog VALUES (?, 1, -1, 3, 1, 0, 2500, 1, 1)", (at,))
    log = read_anki(plain)
    assert log.dropped["time"] == 3
    assert all(
        row["reason"].startswith("is no number of milliseconds")
        for row in log.faults.to_dicts()
        if row["kind"] == "time"
    )
    assert log.frame["at"].min() == datetime(2026, 3, 2, 9, tzinfo=UTC)
