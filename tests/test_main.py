"""The command line, as its user sees it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import reinforce
from reinforce import Engine, Rating
from reinforce.__main__ import main
from reinforce.catalog import warnings_of
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.testing.packs import small_pack


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_check_counts_what_a_good_pack_holds(strict: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A pack without faults that lacks nothing: one line, and status 0, also for those who are strict."""
    pack = "examples/customer_success/pack.yaml"
    assert main(["check", *strict, pack]) == 0
    assert capsys.readouterr().out == f"{pack}: no faults; 37 skills, 155 questions, 28 drills\n"


def test_check_warns_of_what_a_sound_pack_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each warning with its line, and status 0; for those who are strict they are faults, and the status is 1."""
    pack = tmp_path / "small.yaml"
    lines = small_pack().replace("    measurement: Share of talks with a note.\n", "").splitlines()
    pack.write_text("\n".join(lines), encoding="utf-8")
    terms = next(at for at, line in enumerate(lines, 1) if "id: terms" in line)
    warnings = [
        f"{pack}:5: capabilities[0].measurement: is missing: how will you know that people can do it?",
        f"{pack}:{terms}: skills[0]: has no exercise of the facet why: nobody gets to its highest level, mastery",
    ]
    assert lines[4] == "  - id: talking"
    assert main(["check", str(pack)]) == 0
    counted = f"{pack}: no faults, 2 warnings; 3 skills, 5 questions, 1 drill"
    assert capsys.readouterr().out.splitlines() == [*warnings, counted]
    assert main(["check", "--strict", str(pack)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == warnings
    assert said.err == f"reinforce: {pack}: no faults, 2 warnings, which are faults with --strict\n"


def test_warnings_are_counted_once_however_many_are_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Strict or not there are as many; of those that are alike one line tells."""
    names = [f"s{number}" for number in range(5)]
    skills = ", ".join(f"{{id: {name}}}" for name in names)
    asked = ", ".join(f"{{id: q-{name}, skill: {name}, kind: recall, prompt: A?, answer: B.}}" for name in names)
    pack = tmp_path / "alike.yaml"
    pack.write_text(f"pack: p\nskills: [{skills}]\nquestions: [{asked}]\n", encoding="utf-8")
    count = len(warnings_of(pack))
    assert main(["check", str(pack)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < count
    assert lines[-1] == f"{pack}: no faults, {count} warnings; 5 skills, 5 questions, 0 drills"
    assert main(["check", "--strict", str(pack)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == lines[:-1]
    assert said.err == f"reinforce: {pack}: no faults, {count} warnings, which are faults with --strict\n"


@pytest.mark.parametrize("name", ["questions.csv", "Questions.TSV", "team.xlsx"])
def test_a_table_is_told_what_makes_a_pack_of_it(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is no YAML with a fault in it."""
    table = tmp_path / name
    table.write_bytes(b"PK\x03\x04\xff" if name.endswith("xlsx") else b"Skill;Question;Answer\na;b;c\n")
    assert main(["check", str(table)]) == 1
    said = capsys.readouterr().err
    assert f"{table}:1: yaml: is a table, and a pack is written in YAML: reinforce.catalog.pack_from_rows" in said


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """As every command line says it."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, capsys.readouterr().out) == (0, f"reinforce {reinforce.__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["due", "sqlite:///d.db", "ana"], "there is no learner 'ana'"),
        (["due", "sqlite:///d.db", "ana", "--tenant", "acme"], "there is no tenant 'acme'; --tenant names another"),
        (["migrate", "sqlite:///d.db", "--schema", "x"], "--schema cannot be named: SQLite has only one"),
        (
            ["migrate", "sqlite:///d.db", "--row-level-security"],
            "--row-level-security is for PostgreSQL; SQLite has none",
        ),
        (["migrate", "d.db"], "URL must be a database's, such as "),
        (["backup", "sqlite:///d.db", "d.db"], "FILE is there already: d.db"),
        (["check", "notes.txt"], "notes.txt:1: yaml: must be a mapping of fields such as 'pack' and 'skills'"),
    ],
)
def test_a_command_is_answered_in_its_own_words(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Options and arguments have the names that they have there, and no call in Python is a way on."""
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("Some words.", encoding="utf-8")
    with Engine.open("sqlite:///d.db") as engine:
        engine.tenant()
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert says in said
    for foreign in ("pathlib", "create_tenant", "roster", "row_level_security", "put("):
        assert foreign not in said


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
        (["migrate", "practice.db"], "URL"),
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
