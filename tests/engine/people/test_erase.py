"""What is left of somebody who was erased: nothing in the files of the database, and nothing that a dump tells."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event

from reinforce import Engine, InvalidParameterError, ManualClock, Rating, Tenant
from reinforce.engine.context.erased_persons import ErasedPersons
from reinforce.engine.context.versions import Known
from reinforce.errors import ErasedError
from reinforce.memory import MemoryModels
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.engines import open_engine
from reinforce.testing.packs import small_pack
from tests.support.stores import START

PERSON, OTHER = "marguerite.duras@example.org", "somebody-else"
SECRET = b"a secret of the host, 32 bytes or more"
DAY = timedelta(days=1)


def practised(engine: Engine, *, reviews: int = 12) -> Tenant:
    """Return a tenant in which the person, and somebody beside them, have practised, corrected and been named."""
    tenant = engine.create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    for learner in (PERSON, OTHER):
        tenant.roster.put(learner)
    for number in range(reviews):
        for learner, assessor in ((PERSON, OTHER), (OTHER, PERSON)):
            tenant.practice.review(learner, "terms", Rating.Good, review_id=f"{learner[0]}-{number}", assessor=assessor)
    tenant.practice.override(OTHER, review_id="s-1", rating="Hard", reason="heard it", by=PERSON)
    return tenant


def files_with(folder: Path, text: str) -> list[str]:
    """Return the names of the files in which *text* stands."""
    return sorted(path.name for path in folder.iterdir() if text.encode() in path.read_bytes())


def overwriting(path: Path, *, on: bool, mode: str = "WAL") -> Any:  # noqa: ANN401 - an engine of SQLAlchemy
    """Return a host's engine whose connections overwrite what they delete, or do not, as on another SQLite."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA secure_delete = {on:d}")
        connection.execute(f"PRAGMA journal_mode = {mode}")

    return engine


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands still."""
    return ManualClock(START)


@pytest.fixture
def own(tmp_path: Path, clock: ManualClock) -> Iterator[Engine]:
    """Give an engine that opened its file itself."""
    with Engine.open(f"sqlite:///{tmp_path / 'own.db'}", clock=clock) as engine:
        yield engine


GOING: dict[str, Callable[[Tenant], Any]] = {
    "erase": lambda tenant: tenant.privacy.erase(PERSON).remains,
    "rename": lambda tenant: tenant.roster.rename(PERSON, to="u-17"),
    "merge": lambda tenant: tenant.roster.merge(PERSON, into=OTHER),
}


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let SQLite overwrite nothing unless it is told to, as where it was built so."""
    connect = sqlite3.dbapi2.connect

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - the driver's
        connection: sqlite3.Connection = connect(*args, **options)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", connected)


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("how", GOING)
def test_nothing_of_them_is_left_in_or_beside_an_open_file(own: Engine, tmp_path: Path, how: str) -> None:
    """While the engine stays open, the id of who is erased, renamed or merged stands in no file of the database."""
    tenant = practised(own)
    assert files_with(tmp_path, PERSON)
    assert not GOING[how](tenant)
    assert files_with(tmp_path, PERSON) == []
    assert tenant.policies.verify().clean


@pytest.mark.parametrize("how", GOING)
def test_nothing_is_left_where_pages_were_put_in_order(own: Engine, tmp_path: Path, how: str) -> None:
    """Rows that moved to other pages leave their bytes in gaps, where not even secure_delete overwrites them."""
    tenant = practised(own, reviews=150)
    assert not GOING[how](tenant)
    assert files_with(tmp_path, PERSON) == []
    assert tenant.policies.verify().clean


@pytest.mark.usefixtures("careless")
def test_connections_of_ours_overwrite_what_they_delete(tmp_path: Path) -> None:
    """Most is gone also where the file cannot be written anew, as while somebody writes, and that is said."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    ours = open_engine(url)
    with closing(SQLStore.open(url)) as store, ours.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        assert "VACUUM" in store.purge()
        connection.rollback()
        assert store.purge() == ""
    ours.dispose()


def test_nothing_that_is_compacted_is_left_either(own: Engine, tmp_path: Path, clock: ManualClock) -> None:
    """An entry that is older than the period is in no file any more."""
    tenant = practised(own)
    tenant.practice.review(OTHER, "terms", Rating.Good, review_id="an-old-review")
    clock.advance(3 * DAY)
    assert files_with(tmp_path, "an-old-review")
    assert tenant.privacy.compact(DAY).remains == ""
    assert files_with(tmp_path, "an-old-review") == []


@pytest.mark.parametrize("mode", ["WAL", "DELETE", "TRUNCATE", "PERSIST", "MEMORY"])
@pytest.mark.parametrize("on", [True, False])
def test_over_a_hosts_engine_it_is_gone_or_said_not_to_be(tmp_path: Path, mode: str, on: bool) -> None:  # noqa: FBT001 - a parameter
    """Where a host's engine leaves bytes, in whatever mode, the answer says so and what would remove them."""
    with closing(SQLStore(overwriting(tmp_path / "host.db", on=on, mode=mode))) as store:
        erased = practised(Engine.over(store)).privacy.erase(PERSON)
        left = files_with(tmp_path, PERSON)
    assert erased.remains or not left
    assert ("VACUUM" in erased.remains) or on


def test_a_file_that_somebody_else_wrote_is_written_anew(tmp_path: Path) -> None:
    """What a connection without secure_delete left in a file goes when an engine of ours erases a person of it."""
    path = tmp_path / "both.db"
    with Engine.open(f"sqlite:///{path}"):
        pass
    host = overwriting(path, on=False)
    with closing(SQLStore(host)) as store:
        tenant = practised(Engine.over(store))
        tenant.roster.rename(PERSON, to="u-17")
    host.dispose()
    assert files_with(tmp_path, PERSON)
    with Engine.open(f"sqlite:///{path}") as engine:
        assert engine.tenant("acme").privacy.erase("u-17").remains == ""
        assert files_with(tmp_path, PERSON) == files_with(tmp_path, "u-17") == []
        engine.tenant("acme").privacy.erase(OTHER)
        assert files_with(tmp_path, OTHER) == []


def test_somebody_who_reads_keeps_the_log_and_is_said_to(own: Engine, tmp_path: Path) -> None:
    """As long as a reader sees the time before, the write-ahead log cannot go; erasing again afterwards lets it."""
    tenant = practised(own)
    reader = create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    with reader.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM reviews")
        assert "reading" in tenant.privacy.erase(PERSON).remains
    reader.dispose()
    assert tenant.privacy.erase(PERSON).remains == ""
    assert files_with(tmp_path, PERSON) == []


def test_inside_a_hosts_transaction_nothing_can_be_removed_yet(tmp_path: Path) -> None:
    """What is erased inside a transaction that may still be rolled back is said to be there."""
    host = overwriting(tmp_path / "host.db", on=True)
    with closing(SQLStore(host)) as store:
        engine = Engine.over(store)
        practised(engine)
        with host.begin() as connection, engine.joining(connection) as joined:
            assert "transaction" in joined.tenant("acme").privacy.erase(PERSON).remains
        assert engine.tenant("acme").privacy.erase(PERSON).remains.startswith("the file may hold")
        assert files_with(tmp_path, PERSON) == []
    host.dispose()


def test_what_others_wrote_about_them_is_named_in_the_answer(acme: Tenant) -> None:
    """Free text in which the id stands as a word is named, whatever its case; other words and ids are not."""
    acme.roster.put("bo")
    acme.roster.put("eve")
    acme.practice.record_coaching("ana", "terms", note="Bo, and then bo. helped; robot not", by="eve", event_id="c-1")
    acme.practice.record_coaching("ana", "terms", note="robot, a-bo, bo@home, bo.x", by="eve", event_id="c-2")
    acme.practice.record_coaching("bo", "terms", note="bo himself", by="eve", event_id="c-3")
    (found,) = acme.privacy.erase("bo").mentioned
    assert (found.learner, found.id, found.field) == ("ana", "c-1", "note")
    assert [one.id for one in acme.privacy.mentions("ROBOT")] == ["c-1", "c-2"]
    assert acme.privacy.mentions("100%_\\/") == ()


@pytest.mark.parametrize("secret", [None, SECRET])
def test_a_dump_names_nobody_where_the_host_has_the_key(secret: bytes | None) -> None:
    """With all that the store keeps, and no secret, ids can be tried against tombstones where the key was made here."""
    with Engine.open("memory:", erasure_key=secret) as engine:
        tenant = practised(engine, reviews=2)
        tenant.privacy.erase(PERSON)
        store = tenant.privacy._context.store  # noqa: SLF001 - what a dump has
        dumped = ErasedPersons(store, tenant="acme", secret=None, known=Known(MemoryModels()))
        if secret is None:
            assert dumped.erased_at([PERSON])
        else:
            with pytest.raises(InvalidParameterError, match="erasure_key"):
                dumped.erased_at([PERSON])
        key = store.erasure_key("acme")
        assert key is not None
        assert SECRET.hex() not in key


def test_the_hosts_key_is_asked_for_again(tmp_path: Path) -> None:
    """With the same key late devices are refused; without it, or with another, nothing is taken for somebody new."""
    url = f"sqlite:///{tmp_path / 'keyed.db'}"
    with Engine.open(url, erasure_key=SECRET) as engine:
        practised(engine, reviews=2).privacy.erase(PERSON)
        other = engine.create_tenant("other")
        assert other.privacy.digest(PERSON) != engine.tenant("acme").privacy.digest(PERSON)
    at = datetime(2020, 1, 1, tzinfo=UTC)
    with Engine.open(url, erasure_key=SECRET) as engine, pytest.raises(ErasedError):
        engine.tenant("acme").practice.review(PERSON, "terms", Rating.Good, at=at)
    for wrong in (None, b"another secret of 32 bytes or more"):
        with Engine.open(url, erasure_key=wrong) as engine, pytest.raises(InvalidParameterError, match="erasure_key"):
            engine.tenant("acme").roster.put(PERSON)


@pytest.mark.parametrize("given", [b"short", "a text of more than thirty-two characters", 7])
def test_a_key_that_can_be_guessed_is_refused(given: Any) -> None:  # noqa: ANN401 - what is no key
    """A key is at least 32 bytes, and no error repeats it."""
    with pytest.raises(InvalidParameterError) as refused:
        Engine.open("memory:", erasure_key=given)
    assert repr(given) not in str(refused.value)
    assert refused.value.value is None
