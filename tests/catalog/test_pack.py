"""Reading packs from wherever they are, and texts that are no packs at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from reinforce.catalog import (
    Cloze,
    OnChange,
    Option,
    Pack,
    Recall,
    SingleChoice,
    Stage,
    parse_pack,
    read_pack,
    to_body,
)
from reinforce.errors import Fault, InvalidPackError, InvalidParameterError, NotFoundError
from tests.catalog.packs import BAKERY, edited, written


def faults(text: str | bytes, tmp_path: Path) -> list[tuple[int, str, str]]:
    """Return line, path and reason of all that is wrong with a file of that content."""
    file = tmp_path / "broken.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InvalidPackError) as refused:
        read_pack(file)
    assert {fault.file for fault in refused.value.faults} == {str(file)}
    return [(fault.line, fault.path, fault.reason) for fault in refused.value.faults]


def test_a_pack_is_read_alike_from_a_path_a_name_a_text_and_itself(tmp_path: Path) -> None:
    """It does not matter in which of its forms a pack is given."""
    file = tmp_path / "bakery.yaml"
    file.write_text(BAKERY, encoding="utf-8")
    pack = parse_pack(BAKERY)
    assert read_pack(file) == read_pack(BAKERY) == read_pack(pack) == pack
    assert read_pack(pack) is pack


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    """What Windows editors add to a file is not a part of the pack, and lines are counted as before."""
    file = tmp_path / "bakery.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + BAKERY.replace("\n", "\r\n").encode())
    assert read_pack(file) == parse_pack(BAKERY)
    wrong = edited(BAKERY, ("title: Bakery", "title: 7"), ("minutes: 10\n", "minutes: ten\n"))
    assert faults("\ufeff" + wrong.replace("\n", "\r\n"), tmp_path) == faults(wrong, tmp_path)


def test_json_is_read_too() -> None:
    """JSON is YAML; a pack written as JSON comes back equal."""
    pack = parse_pack(BAKERY)
    assert parse_pack(written(pack)) == pack


def test_words_mean_what_they_say() -> None:
    """Without quotes, yes, a time and a date are text, a leading zero makes no octal number, and 1e-1 is a number."""
    text = edited(
        BAKERY,
        ("accept: [yeast, Hefe, levure]", "accept: [yes, no, 12:30, 2026-01-05, 1_000, 0x10]"),
        ("tolerance: 2", "tolerance: 1e-1"),
        ("answer: 20\n", "answer: 020\n"),
    )
    leaven, salt = parse_pack(text).questions[2:4]
    assert leaven.model_dump()["accept"] == ("yes", "no", "12:30", "2026-01-05", "1_000", "0x10")
    assert (salt.model_dump()["answer"], salt.model_dump()["tolerance"]) == (20.0, 0.1)


def test_an_alias_repeats_what_its_anchor_names() -> None:
    """Levels that many criteria share can be written once."""
    text = edited(
        BAKERY,
        ("        levels:\n          - It tears.", "        levels: &two\n          - It tears."),
        ("levels: [Hurries., Rests it.]", "levels: *two"),
    )
    smooth, calm = parse_pack(text).drills[0].rubric
    assert smooth.levels == calm.levels == ("It tears.", "It stretches.")


def test_what_goes_without_saying_is_filled_in() -> None:
    """Minutes follow from the kind of question, other fields have the defaults that the format documents."""
    pack = parse_pack(BAKERY)
    assert [question.minutes for question in pack.questions] == [0.5, 0.75, 0.25, 1.0, 0.75, 1.0, 1.5]
    flour = pack.skills[0]
    assert (flour.why, flour.prerequisites, flour.encompasses, flour.revision) == ("", (), {}, 1)
    assert flour.on_change is OnChange.KEEP
    assert pack.drills[0].rubric[1].weight == 1


def test_a_drill_exercises_the_skills_of_its_rubric_each_once_in_order() -> None:
    """The skills of a drill are those that its criteria map to."""
    drill = parse_pack(BAKERY).drills[0]
    assert drill.skills == ("kneading", "patience")
    twice = drill.model_copy(update={"rubric": (*drill.rubric, drill.rubric[0])})
    assert twice.skills == ("kneading", "patience")


def test_a_cloze_knows_its_placeholders_in_order() -> None:
    """The blanks are asked for as they follow each other in the text, however the mapping is sorted."""
    cloze = parse_pack(BAKERY).questions[4]
    assert isinstance(cloze, Cloze)
    assert cloze.placeholders == ("verb", "place")


def test_a_pack_cannot_be_changed() -> None:
    """Neither a field nor a mapping inside a pack can be written to, so that it can be shared and hashed."""
    pack = parse_pack(BAKERY)
    with pytest.raises(ValueError, match="frozen"):
        pack.skills[0].title = "Other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        pack.skills[1].encompasses["flour"] = 1.0  # type: ignore[index]
    assert hash(pack) == hash(parse_pack(BAKERY))


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def any_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with PyYAML's C library, and without."""
    if not hasattr(yaml, request.param):
        pytest.skip("this PyYAML was built without its C library")
    monkeypatch.setattr("reinforce.catalog.source._LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("any_loader")
@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "is empty"),
        ("# only\n# words\n\n", 1, "is empty"),
        ("~\n", 1, "must be a mapping of fields such as 'pack' and 'skills', not nothing"),
        ("- pack: p\n", 1, "must be a mapping of fields such as 'pack' and 'skills', not a list"),
        (
            "just words\n",
            1,
            "must be a mapping of fields such as 'pack' and 'skills', not the text 'just words'",
        ),
        ("pack: p\ntitle: Bread: a love story\n", 2, r"is not YAML: .*\(text with a colon in it needs quotes\)"),
        ("pack: p\ntitle: @home\n", 2, r"is not YAML: .*\(text that starts with a sign needs quotes\)"),
        ("pack: p\n\ttitle: T\n", 2, "is not YAML: .*"),
        ("pack: p\nskills: [a,\n  b\n", 3, "is not YAML: .*"),
        ("pack: p\ntitle: 'no end\n\n\n", 2, "is not YAML: .*"),
        ("pack: p\n---\npack: q\n", 2, "has a second document; a pack is one"),
        ("pack: p\ntitle: *t\n", 2, r"repeats \*t, which is not there before it"),
        ("pack: p\nskills: &s [*s]\n", 2, r"repeats \*s, which is not there before it"),
        ("pack: p\n? [a, b]\n: c\n", 2, "has a field whose name is not text"),
        ("pack: p\ntitle: a\x07b\n", 2, r"has the character U\+0007 in it, which YAML does not allow"),
        ("pack: p\ntitle: T\nskills: " + "[" * 99 + "]" * 99, 3, "is nested more than 50 deep"),
        ("pack: p\ntitle: T\nskills: " + "{a: " * 9999, 3, "is nested more than 50 deep"),
        ('pack: p\ntitle: "\\Uffffffff"\n', 2, "is not YAML: .*"),
    ],
)
def test_what_is_no_yaml_is_one_fault_with_its_line(text: str, line: int, reason: str, tmp_path: Path) -> None:
    """A text that cannot be read to its end is refused where reading stopped, with or without PyYAML's C library."""
    [(found, path, said)] = faults(text, tmp_path)
    assert (found, path) == (line, "yaml")
    assert re.fullmatch(reason, said)


def test_aliases_that_multiply_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    """A few lines can stand for a billion values; they are counted before they are made."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert faults("\n".join(lines), tmp_path) == [(6, "yaml", "comes to more than 200,000 values")]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    """Only UTF-8 is read; the line is that of the first byte that is not."""
    assert faults("pack: p\ntitle: Bäckerei\n".encode("latin-1"), tmp_path) == [
        (2, "yaml", "is not text in UTF-8: byte 0xe4")
    ]


def test_a_file_that_is_not_there_is_not_found_and_its_neighbour_is_named(tmp_path: Path) -> None:
    """Whoever mistypes the name of a file is told the one beside it."""
    (tmp_path / "bakery.yaml").write_text(BAKERY, encoding="utf-8")
    with pytest.raises(NotFoundError) as refused:
        read_pack(tmp_path / "bakrey.yaml")
    assert refused.value.kind == "pack file"
    assert refused.value.near == (str(tmp_path / "bakery.yaml"),)
    with pytest.raises(NotFoundError):
        read_pack(tmp_path / "nowhere" / "bakery.yaml")


def test_what_cannot_be_opened_is_refused_in_our_words(tmp_path: Path) -> None:
    """A folder, and a name that no file can have, are faults and not the system's errors."""
    with pytest.raises(InvalidPackError, match="is a folder, not a file"):
        read_pack(tmp_path)
    with pytest.raises(InvalidPackError, match="cannot be read"):
        read_pack(Path("bakery\0.yaml"))


@pytest.mark.parametrize("source", [None, 7, b"pack: p", {"pack": "p"}])
def test_what_is_neither_path_nor_text_nor_pack_is_refused(source: object) -> None:
    """A value of another type is the caller's mistake, not the author's."""
    with pytest.raises(InvalidParameterError, match="source must be a path, text or a Pack"):
        read_pack(source)  # type: ignore[arg-type]


def test_a_pack_made_by_hand_is_checked_when_it_is_read() -> None:
    """Models check their fields one by one; what the fields amount to is checked on reading, for all packs alike."""
    pack = parse_pack(BAKERY)
    question = SingleChoice(
        id="q-none",
        skill="flour",
        facet=pack.questions[0].facet,
        prompt="Which?",
        options=(Option(id="a", text="This"), Option(id="b", text="That")),
        explanation="Neither.",
    )
    broken = Pack.model_validate(to_body(pack)).model_copy(update={"questions": (*pack.questions, question)})
    with pytest.raises(InvalidPackError) as refused:
        read_pack(broken)
    assert refused.value.faults == (
        Fault(
            "<pack>", 1, "questions[7].options", "must have exactly one correct option, not none: nobody could be right"
        ),
    )


def test_a_text_without_a_file_is_named_as_such() -> None:
    """Faults of a text name no file, and print as file, line, path and reason."""
    with pytest.raises(InvalidPackError) as refused:
        read_pack(edited(BAKERY, ("title: Bakery", "title: 7")))
    assert str(refused.value) == "the pack has 1 fault:\n  <pack>:2: title: must be text: put quotes around 7"


def test_an_element_made_by_hand_is_refused_in_the_words_of_a_file() -> None:
    """What is wrong with a field is said alike, wherever it comes from."""
    with pytest.raises(InvalidParameterError, match=r"^skills must have at least 1 entry, not 0$"):
        Stage(id="first", skills=())
    with pytest.raises(InvalidParameterError, match=r"^answer must be text, not 7$|^answer must be text: put quotes"):
        Recall(id="q", skill="a", prompt="A?", answer=7)  # type: ignore[arg-type]
