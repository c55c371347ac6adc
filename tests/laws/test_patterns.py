"""No pattern of ours backtracks: on twice the text each takes twice the steps, whatever the text."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import reinforce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SRC = Path(reinforce.__file__).parent
SIGNS = "a0-_ .:/\\{}=\"<>+eEuZd,'\t\né\ud83d"
_MOST_SIGNS = 6
SHORT, LONG = 30, 60
SEARCHING = {"search", "sub", "subn", "findall", "finditer", "split"}
CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda sign: sign.isalnum() or sign == "_",
}
"""What the sets of characters of `re` take."""


class Steps:
    """Matches as `re` does, first by first and back again, and counts how often a character is looked at."""

    def __init__(self, pattern: str, flags: int) -> None:
        parsed = import_module("re._parser").parse(pattern, flags)  # private, and the one there is
        self.nodes, self.folds, self.count, self._end = list(parsed), bool(flags & re.IGNORECASE), 0, 0

    def of(self, text: str, *, searching: bool) -> int:
        """Return how many steps it takes to look for the pattern in *text*: as all of it, or wherever it is."""
        self.count = 0
        at = 0
        while at <= len(text):
            self._end = at + 1
            self._all(self.nodes, 0, text, at, lambda end: self._ended(end, text, searching=searching))
            if not searching:
                break
            at = self._end
        return self.count

    def _ended(self, end: int, text: str, *, searching: bool) -> bool:
        if searching or end == len(text):
            self._end = max(self._end, end)
            return True
        return False

    def _all(self, nodes: list[Any], index: int, text: str, at: int, then: Callable[[int], bool]) -> bool:
        if index == len(nodes):
            return then(at)
        return self._one(nodes[index], text, at, lambda end: self._all(nodes, index + 1, text, end, then))

    def _one(self, node: Any, text: str, at: int, then: Callable[[int], bool]) -> bool:  # noqa: ANN401 - of the parser
        kind, value = str(node[0]), node[1]
        if kind == "SUBPATTERN":
            return self._all(list(value[3]), 0, text, at, then)
        if kind == "BRANCH":
            return any(self._all(list(way), 0, text, at, then) for way in value[1])
        if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            return self._repeated(value, text, at, then, lazy=kind == "MIN_REPEAT")
        if kind in {"ASSERT", "ASSERT_NOT"}:
            behind = value[0] < 0
            found = at > 0 if behind else True
            start = at - 1 if behind else at
            found = found and self._all(list(value[1]), 0, text, start, lambda _: True)
            return then(at) if found is (kind == "ASSERT") else False
        self.count += 1
        if kind == "AT":
            where = str(value)
            wrong = (at < len(text) and "_END" in where) or (at > 0 and "_BEGINNING" in where)
            return not wrong and then(at)
        return at < len(text) and self._takes(kind, value, text[at]) and then(at + 1)

    def _repeated(self, value: Any, text: str, at: int, then: Callable[[int], bool], *, lazy: bool) -> bool:  # noqa: ANN401
        least, most, body = value
        times = 0 if lazy else None

        def more(done: int, here: int) -> bool:
            def further() -> bool:
                again = lambda end: (end > here or done < least) and more(done + 1, end)  # noqa: E731 - said in its place
                return done < int(most) and self._all(list(body), 0, text, here, again)

            enough = done >= least
            if times is None:
                return further() or (enough and then(here))
            return (enough and then(here)) or further()

        return more(0, at)

    def _takes(self, kind: str, value: Any, sign: str) -> bool:  # noqa: ANN401 - of the parser
        if kind == "ANY":
            return True
        if kind in {"LITERAL", "NOT_LITERAL"}:
            same = chr(value) == sign or (self.folds and chr(value).lower() == sign.lower())
            return same is (kind == "LITERAL")
        negated = str(value[0][0]) == "NEGATE"
        forms = {sign, sign.lower(), sign.upper()} if self.folds else {sign}
        return any(self._among(str(one[0]), one[1], form) for one in value for form in forms) is not negated

    @staticmethod
    def _among(kind: str, value: Any, sign: str) -> bool:  # noqa: ANN401 - of the parser
        if kind == "LITERAL":
            return chr(value) == sign
        if kind == "RANGE":
            return len(sign) == 1 and value[0] <= ord(sign) <= value[1]
        if kind == "CATEGORY":
            name = str(value)
            return CATEGORIES[name.replace("_NOT_", "_")](sign) is ("_NOT_" not in name)
        return False


def _patterns() -> Iterator[tuple[str, str, int, bool]]:
    """Yield where a pattern stands, the pattern, its flags, and whether it is searched for."""
    for file in sorted(SRC.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text)
        names = {one.value: ast.unparse(one.targets[0]) for one in ast.walk(tree) if isinstance(one, ast.Assign)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                method = ast.unparse(node.func).removeprefix("re.")
                if method == "escape":
                    continue
                flags = next((each.value for each in node.keywords if each.arg == "flags"), None)
                given = node.args[1] if method == "compile" and len(node.args) > 1 else flags
                named = {} if given is None else {"re": re}
                name = names.get(node)
                searched = method in SEARCHING or any(f"{name}.{one}(" in text for one in SEARCHING)
                where = f"{file.relative_to(SRC)}:{node.lineno}"
                yield where, _literal(node.args[0]), int(eval(ast.unparse(given), named)) if given else 0, searched  # noqa: S307


def _literal(node: ast.expr) -> str:
    """Return the text of a pattern; what is put into it, escaped, is a name."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "ana" for one in node.values)
    return str(ast.literal_eval(node))


def _texts(pattern: str, length: int) -> Iterator[str]:
    """Yield texts of about that *length* of signs that the *pattern* is about: one or two again and again."""
    signs = [*dict.fromkeys(sign for sign in ("a0 " + pattern) if sign in SIGNS)][:_MOST_SIGNS]
    for unit in ["".join(pair) for pair in product(signs, repeat=2)]:
        run = (unit * length)[:length]
        yield from (f"{run}\x00", f"a{run}a", f"-{run}0\x00")


PATTERNS = list(dict.fromkeys(_patterns()))
NAMES = [f"{where} {number}" for number, (where, *_) in enumerate(PATTERNS)]


@pytest.mark.parametrize(("pattern", "flags", "searched"), [row[1:] for row in PATTERNS], ids=NAMES)
def test_a_pattern_takes_steps_as_many_as_its_text_is_long(pattern: str, flags: int, searched: bool) -> None:  # noqa: FBT001
    """Twice the text, at most a little more than twice the steps: nothing is tried again in many ways."""
    steps = Steps(pattern, flags)
    for short, long in zip(_texts(pattern, SHORT), _texts(pattern, LONG), strict=True):
        few, many = steps.of(short, searching=searched), steps.of(long, searching=searched)
        assert many <= 2.2 * few + 150, (short, few, many)


@pytest.mark.parametrize(
    ("pattern", "head", "unit"),
    [
        (r"\{\{\s*([^{}]*?)\s*\}\}", "{{", " "),
        (r"(a+)+b", "", "a"),
        (r"<svg [^>]*?width", "", "<svg "),
        (r"\s+$", "", " "),
    ],
)
def test_a_pattern_that_backtracks_would_be_found(pattern: str, head: str, unit: str) -> None:
    """The count tells such patterns from others."""
    few, many = (Steps(pattern, 0).of(head + unit * length + "x", searching=True) for length in (7, 14))
    assert many > 3 * few


def test_there_are_patterns() -> None:
    """What is walked is what is there."""
    assert len(PATTERNS) >= 12
