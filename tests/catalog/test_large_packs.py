"""Packs that nobody wrote by hand: reading costs what their length says, and what is said of them is bounded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reinforce.catalog import hints, parse_pack, read_pack
from reinforce.catalog.graph import cycles
from reinforce.catalog.questions import cloze_parts
from reinforce.errors import InvalidPackError
from tests.catalog.packs import BAKERY

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD = """pack: p
title: P
capabilities: [{id: c, title: C, method: m, measurement: m, early_warning: e}]
skills:
"""


def _skill(at: int, more: str) -> str:
    return f"- {{id: skill-{at}, title: T, dimension: knowledge, description: D, {more}}}\n"


@pytest.mark.parametrize(
    "text",
    [
        BAKERY + "".join(f"\nunknown-{at}: 1" for at in range(2_000)),
        HEAD + "".join(_skill(at, f"capability: c, prerequisites: [nothing-{at}]") for at in range(1_000)),
        HEAD + "".join(_skill(at, f"capabilty{at}: c") for at in range(1_000)),
        HEAD
        + "".join(_skill(at, f"capability: c, prerequisites: [skill-{(at + 1) % 999}, skill-0]") for at in range(999)),
    ],
    ids=["keys", "references", "misspelt fields", "circles"],
)
def test_what_was_meant_is_looked_for_as_often_as_a_person_slips(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many slips there are: a hundred are compared, every one is a fault, and the message stays short."""
    compared: list[str] = []

    def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
        compared.append(name)
        return tuple(list(known)[:0])

    monkeypatch.setattr(hints, "near", near)
    with pytest.raises(InvalidPackError) as refused:
        parse_pack(text)
    assert len(compared) <= 100
    assert len(refused.value.faults) >= 900
    assert len(str(refused.value)) < 40_000


def test_a_hundred_circles_are_named_and_no_more() -> None:
    """There may be more circles than can be told."""
    links = {str(at): [str(at + 1), "0"] for at in range(500)}
    assert len(list(cycles(links))) == 100
    assert not list(cycles({str(at): [str(at + 1)] for at in range(500)}))


@pytest.mark.parametrize(
    "text", ["{{" + " " * 500, "}}{{" * 500, "{" * 500 + "}" * 500, "\\" * 500 + "{{a}}", "{{a b}" * 99]
)
def test_the_parts_of_a_cloze_are_found_in_one_pass(text: str) -> None:
    """Nothing is looked at again and again: each call to find begins where the last one ended."""
    looked: list[int] = []

    class Counted(str):
        __slots__ = ()

        def find(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
            found = str.find(self, sub, start, end)
            looked.append((len(self) if found < 0 else found + len(sub)) - start)
            return found

        def rfind(self, sub: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
            looked.append((len(self) if end is None else end) - start)
            return str.rfind(self, sub, start, end)

    assert "".join(cloze_parts(Counted(text))).count("a") == text.count("a")
    assert sum(looked) <= 3 * len(text) + 3


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (r"$\frac{{{a}}}{x^{2}}$", (r"$\frac{", "a", "}{x^{2}}$")),
        (r"$x^{2^{{{n}}}}$ and {{ m }}", ("$x^{2^{", "n", "}}$ and ", "m", "")),
        (r"\{{x}} is {{y}}", ("{{x}} is ", "y", "")),
        (r"a \\{{x}}", ("a \\\\", "x", "")),
        (r"\\\{{x}}", (r"\\{{x}}",)),
        ("no blank", ("no blank",)),
    ],
)
def test_a_cloze_may_have_formulas_and_braces_that_are_no_blanks(text: str, parts: tuple[str, ...]) -> None:
    """The innermost double braces are a blank, unless there is a backslash before them."""
    assert cloze_parts(text) == parts


@pytest.mark.parametrize(
    "text", [r"The root of $\frac{1}{x^{{{n}}}}$ is \{{this}}", r"$\{{{n}}\}$", "${{{n}}}_{a_{b}}$"]
)
def test_a_pack_with_formulas_is_sound(text: str) -> None:
    """Double braces that a formula closes are no fault."""
    cloze = f"text: {json.dumps(text)}\n    blanks: {{n: [two]}}"
    body = BAKERY.replace("text: Dough that {{verb}} grows {{place}}.", cloze)
    parse_pack(body.replace("    blanks: {verb: [rests, sleeps], place: [in the bowl]}\n", ""))


def test_json_is_read_with_every_character_that_it_can_write() -> None:
    """A character beyond the first 65,536 is two escapes in JSON; a backslash before such a text is a backslash."""
    pack = parse_pack(BAKERY).to_json() | {"title": "\U0001f600", "description": r"\ud83d\ude00 and \U0001f600"}
    for indent in (None, 2, "\t"):
        assert parse_pack(json.dumps(pack, indent=indent)).to_json() == pack


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pack: p\nskills:\n\t- a\n", "lines begin with spaces, not with tabs"),
        ("pack: p\n\ttitle: P\n", "lines begin with spaces, not with tabs"),
        ("pack: @p\n", "text that starts with a sign needs quotes"),
        ('pack: "\\ud83d\\ude00"\n', "write the character itself"),
        ('{"pack": "\\ud83d"}', "write the character itself"),
        ("pack: p\nnumber: 0.12345678901234567890\n", "has more digits than are kept: 0.12345678901234568"),
        ("pack: 1" + "0" * 100_000, "put quotes around 1000"),
        ('"a\\nb\\e[1m": 1\n', r"'a\nb\x1b[1m'"),
        ("x" * 20_000_001, "is longer than 20,000,000 characters"),
    ],
    ids=range(9),
)
def test_what_is_wrong_with_a_text_is_said_in_a_few_words_that_help(text: str, said: str) -> None:
    """The hint is about what stands there, and nothing is shown at length or as it would act on a screen."""
    with pytest.raises(InvalidPackError) as refused:
        parse_pack(text)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 2_000
    assert all(line.isprintable() for line in str(refused.value).splitlines())


def test_only_a_path_opens_a_file(tmp_path: Path) -> None:
    """A text of one line that happens to be the name of a file is YAML, and nothing of the file is told."""
    file = tmp_path / "secret.yaml"
    file.write_text("password: hush\n", encoding="utf-8")
    for text in (str(file), "nowhere.yaml", "/etc/hostname"):
        with pytest.raises(InvalidPackError, match=r"name comes as a pathlib\.Path") as refused:
            read_pack(text)
        assert "hush" not in str(refused.value)
    with pytest.raises(InvalidPackError, match="password"):
        read_pack(Path(file))
