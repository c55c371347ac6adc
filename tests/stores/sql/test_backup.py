"""A SQLite file has its tables from the beginning, and is copied whole while others write."""

from pathlib import Path
from shutil import copyfile

import pytest

from reinforce import Engine, InvalidParameterError, Rating
from reinforce.__main__ import main
from reinforce.engine.open_store import backup
from reinforce.errors import ReinforceError, StoreError
from reinforce.testing.packs import small_pack


def test_a_new_file_has_its_tables_also_without_its_log(tmp_path: Path) -> None:
    """What is copied by hand from beside an open engine knows at least that it is a database of ours."""
    with Engine.open(f"sqlite:///{tmp_path / 'a.db'}"):
        copyfile(tmp_path / "a.db", tmp_path / "b.db")
    assert b"reinforce_version" in (tmp_path / "b.db").read_bytes()


def test_a_copy_is_whole_and_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All that was recorded is in the copy, though the engine is open and its log is not written back."""
    url, copy = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "copy.db"
    with Engine.open(url) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(small_pack())
        tenant.roster.put("ana")
        tenant.practice.review("ana", "terms", Rating.Good, review_id="r-1")
        assert main(["backup", url, str(copy)]) == 0
        tenant.practice.review("ana", "terms", Rating.Good, review_id="r-2")
    assert capsys.readouterr().out == f"copied to {copy}\n"
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
    with Engine.open(f"sqlite:///{copy}") as engine:
        found = engine.tenant("acme")
        assert [entry.id for entry in found.practice.history("ana", "terms")] == ["r-1"]
        assert found.policies.verify().clean


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://localhost/x", "sqlite://", "sqlite:///{}/nothing.db", "nonsense"]
)
def test_what_cannot_be_copied_is_refused(tmp_path: Path, url: str) -> None:
    """Another database, one in memory and a file that is not there leave no copy behind."""
    with pytest.raises(InvalidParameterError, match="url"):
        backup(url.format(tmp_path), tmp_path / "copy.db")
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path) -> None:
    """A file that is there stays as it is; where the copy fails, there is none."""
    path, there = tmp_path / "a.db", tmp_path / "there.db"
    there.write_text("mine")
    path.write_bytes(b"no database at all " * 500)
    for file, error in ((there, InvalidParameterError), (tmp_path / "no" / "x.db", ReinforceError)):
        with pytest.raises(error):
            backup(f"sqlite:///{path}", file)
    with pytest.raises(StoreError):
        backup(f"sqlite:///{path}", tmp_path / "new.db")
    assert there.read_text() == "mine"
    assert not (tmp_path / "new.db").exists()
