"""The command line, as its user sees it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reinforce import Engine, Rating
from reinforce.__main__ import main
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.testing.packs import small_pack


def test_check_counts_what_a_good_pack_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack without faults: one line, and status 0."""
    pack = tmp_path / "small.yaml"
    pack.write_text(small_pack(), encoding="utf-8")
    assert main(["check", str(pack)]) == 0
    assert capsys.readouterr().out == f"{pack}: no faults; 3 skills, 5 questions, 1 drill\n"


def test_check_lists_every_fault_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack with two faults: both with file and line on standard error, and status 1."""
    pack = tmp_path / "small.yaml"
    text = small_pack().replace("accept: [to learn]", "accept: []").replace("[terms, questions]", "[terms, question]")
    pack.write_text(text, encoding="utf-8")
    assert main(["check", str(pack)]) == 1
    said = capsys.readouterr().err
    assert "the pack has 2 faults" in said
    for wrong in ("accept: []", "[terms, question]"):
        line = next(number for number, line in enumerate(text.splitlines(), 1) if wrong in line)
        assert f"{pack}:{line}: " in said


def test_migrate_creates_the_schema_and_says_its_revision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second time there is nothing to do, and the revision is the same."""
    url = f"sqlite:///{tmp_path / 'practice.db'}"
    assert main(["migrate", url]) == 0
    first = capsys.readouterr().out
    assert main(["migrate", url]) == 0
    assert capsys.readouterr().out == first == f"the schema is at revision {HISTORY.newest}\n"


def test_due_lists_titles_by_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is due for one learner of the default tenant, or a sentence where there is nothing."""
    url = f"sqlite:///{tmp_path / 'practice.db'}"
    now = datetime.now(UTC)
    with Engine.open(url) as engine:
        team = engine.tenant()
        team.catalog.publish(small_pack())
        team.roster.put("ana")
        team.roster.put("ben")
        due = team.practice.review("ana", "terms", Rating.Good, at=now - timedelta(days=9)).cards[0].due_day
    assert due is not None
    assert main(["due", url, "ana"]) == 0
    assert main(["due", url, "ben"]) == 0
    assert capsys.readouterr().out == f"{datetime.fromordinal(due).date()}  Terms\nnothing is due\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "nowhere.yaml"], "nowhere.yaml"),
        (["migrate", "practice.db"], "url"),
        (["due", "memory:", "ana"], "tenant 'default'"),
        (["due", "sqlite:///no-such.db", "ana"], "no-such.db"),
        (["backup", "sqlite:///no-such.db", "copy.db"], "no-such.db"),
        (["due", "memory:", "ana", "--tenant", "acme"], "tenant 'acme'"),
    ],
)
def test_an_error_is_one_line_and_status_1(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be done is said in words, without a traceback."""
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("reinforce: ")
    assert says in said
    assert said.count("\n") == 1


def test_what_only_reads_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in the URL leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    for arguments in (["due", "sqlite:///practise.db", "ana"], ["backup", "sqlite:///practise.db", "copy.db"]):
        assert main(arguments) == 1
    assert "practise.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
