"""A file that is damaged, cut short, or no database is refused in words, whatever is asked of it."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from reinforce import Engine, Rating, ReinforceError, Tenant
from reinforce.__main__ import main
from reinforce.errors import StoreError, StoreUnavailableError
from reinforce.testing.packs import small_pack

ASKED: dict[str, Callable[[Tenant], object]] = {
    "cards": lambda tenant: tenant.practice.cards(),
    "verify": lambda tenant: tenant.policies.verify(),
    "session": lambda tenant: tenant.practice.session("ana"),
    "history": lambda tenant: tenant.practice.history("ana", "terms"),
    "log": lambda tenant: tenant.outbox.read_log(),
    "export": lambda tenant: tenant.privacy.export("ana"),
    "get": lambda tenant: tenant.roster.get("ana"),
    "put": lambda tenant: tenant.roster.put("ana", timezone="Asia/Tokyo"),
    "review": lambda tenant: tenant.practice.review("ana", "terms", Rating.Good),
    "curriculum": lambda tenant: tenant.catalog.curriculum(),
    "policy": lambda tenant: tenant.policy,
    "claims": lambda tenant: tenant.outbox.claim_due(),
    "erase": lambda tenant: tenant.privacy.erase("ana"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a file with a tenant in which somebody has practised."""
    path = tmp_path_factory.mktemp("whole") / "practice.db"
    with Engine.open(f"sqlite:///{path}") as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(small_pack())
        tenant.roster.put("ana")
        for number in range(20):
            tenant.practice.review("ana", "terms", Rating.Good, review_id=f"r-{number}", assessor="zoe")
    return path.read_bytes()


def ask_everything(path: Path) -> int:
    """Open a file and ask everything of it; return how much of it was refused. Any other error comes through."""
    refused = 0
    try:
        with Engine.open(f"sqlite:///{path}") as engine:
            tenant = engine.tenant("acme")
            for ask in ASKED.values():
                try:
                    ask(tenant)
                except ReinforceError:
                    refused += 1
    except ReinforceError:
        refused += 1
    return refused


@pytest.mark.parametrize("how", ["flipped", "zeroed", "cut", "overwritten"])
def test_a_damaged_file_raises_nothing_but_our_errors(tmp_path: Path, whole: bytes, how: str) -> None:
    """Bits that turned, pages of zeros, a file cut short, texts that are no JSON: a call works or says it cannot."""
    chance, refused = Random(how), 0
    for number in range(12):
        data, at = bytearray(whole), chance.randrange(len(whole))
        if how == "flipped":
            for _ in range(40):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif how == "zeroed":
            data[at : at + 4096] = bytes(len(data[at : at + 4096]))
        elif how == "cut":
            data = data[: max(at, 1)]
        else:
            data = data.replace(chance.choice([b'{"', b'"id"', b"fsrs-6", b'"pack"']), b"xx")
        path = tmp_path / f"{number}.db"
        path.write_bytes(data)
        refused += ask_everything(path)
    assert refused


@pytest.mark.parametrize("data", [b"SQLite format 3\0", b"no database at all " * 500, b"\0" * 8192])
def test_what_is_no_database_is_refused_when_it_is_opened(tmp_path: Path, data: bytes) -> None:
    """The error says where it is; the file stays as it was."""
    path = tmp_path / "other.txt"
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"other\.txt"):
        Engine.open(f"sqlite:///{path}")
    assert path.read_bytes() == data


def test_a_folder_and_a_place_that_is_none_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder, a file inside a file and a folder that is not there are no places for a database."""
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path, tmp_path / "file" / "x.db", tmp_path / "nowhere" / "x.db"):
        with pytest.raises(StoreError):
            Engine.open(f"sqlite:///{place}")
        assert main(["migrate", f"sqlite:///{place}"]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_a_place_where_nothing_may_be_written_is_refused(tmp_path: Path, whole: bytes) -> None:
    """A file that is opened only to be read can be neither kept up to date nor written; it stays as it was."""
    path = tmp_path / "practice.db"
    path.write_bytes(whole)
    with pytest.raises(StoreError):
        Engine.open(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true").tenant("acme").roster.put("ben")
    assert path.read_bytes() == whole


@pytest.mark.parametrize("asked", ["history", "cards", "log", "export", "policy"])
def test_a_text_that_is_none_is_damage_and_is_not_quoted(tmp_path: Path, whole: bytes, asked: str) -> None:
    """Trying again does not help, and what stands in the rows is learners' data."""
    path = tmp_path / "practice.db"
    path.write_bytes(whole.replace(b"fsrs-6", b"fsr\xff-6").replace(b'"reps"', b'"r\xffps"').replace(b"zoe", b"zo\xff"))
    with Engine.open(f"sqlite:///{path}") as engine, pytest.raises(StoreError, match="may be damaged") as refused:
        ASKED[asked](engine.tenant("acme"))
    assert not isinstance(refused.value, StoreUnavailableError)
    assert "with text" not in str(refused.value)
