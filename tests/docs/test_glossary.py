"""The code uses the words of the glossary and no others, and the glossary holds no row that nothing uses."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

import reinforce

ROOT = Path(__file__).parents[2]
SOURCE = Path(reinforce.__file__).parent  # also where the wheel is tested, without src/
GLOSSARY = ROOT / "docs" / "glossary.md"

ROWS = """
Rename it after a word that is there, or add it to docs/glossary.md, in one of three lists:

our words, in the block that fits, each in its place by the alphabet:
{ours}

verbs, what functions do:
{verbs}

terms of the field, each with a source:
{field}

Plurals need no row, nor do -ed and -ing of verbs and of our words.
"""


class Name(NamedTuple):
    """A name that others may use, and where it stands."""

    text: str
    place: str


class Row(NamedTuple):
    """A line of one of the lists: a term of one word or more, then forms and nouns of it that no rule makes."""

    list: Literal["our words", "verbs", "terms of the field", "small words"]
    terms: tuple[str, ...]


def read_rows(page: str) -> tuple[Row, ...]:
    """Return the lists of the glossary: blocks of definitions, two tables, and a sentence of small words."""
    blocks = "".join(re.findall(r"^```\{glossary\}$(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    _, _, rest = page.partition("\n## Verbs\n")
    verbs, _, rest = rest.partition("\n## Terms of the field\n")
    field, _, small = rest.partition("\n## Small words\n")
    cell = re.compile(r"^\| ([a-z][a-z, ]*) \|", re.MULTILINE)
    return (
        *(Row("our words", (term,)) for term in re.findall(r"^([a-z][a-z -]*)$", blocks, re.MULTILINE)),
        *(Row("verbs", tuple(words.split(", "))) for words in cell.findall(verbs)[1:]),
        *(Row("terms of the field", tuple(words.split(", "))) for words in cell.findall(field)[1:]),
        *(Row("small words", (word,)) for word in re.findall("[a-z]+", small.partition(":")[2])),
    )


def read_forms(rows: Iterable[Row]) -> dict[str, Row]:
    """
    Return each form that a name may use, and the row that it is of.

    Terms have a plural. Verbs and our words, most of which are both (fold, plan, review), have regular forms in -ed and
    -ing, too. A word of a longer term, such as each of *memory state*, may be used where it has no row of its own.
    """
    terms = sorted(((term, row) for row in rows for term in row.terms), key=lambda term: -len(term[0].split()))
    inflected: dict[str, Row] = {}
    written: dict[str, Row] = {}
    for term, row in terms:
        for word in re.findall("[a-z]+", term):
            written[word] = row
            if row.list != "small words":
                inflected |= dict.fromkeys(_plurals(word), row)
            if row.list in ("our words", "verbs"):
                inflected |= dict.fromkeys(_inflections(word), row)
    return inflected | written


def _plurals(word: str) -> Iterator[str]:
    """Yield the plural of a thing, which is what a verb has with he and she: *boxes*, *entries*, *cards*."""
    if re.search(r"[^aeiou]y$", word):
        yield word[:-1] + "ies"
    else:
        yield word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) and word != "epoch" else "s")


def _inflections(word: str) -> Iterator[str]:
    """Yield the regular past and the form in -ing: *planned*, *merging*, *carried*; irregular ones stand in the row."""
    stem = word.removesuffix("e")
    stems = {stem, word} if stem == word or word.endswith("ee") else {stem}
    if re.search(r"[aeiou][bdglmnprt]$", word):
        stems.add(word + word[-1])
    yield from (stem + ending for stem in stems for ending in ("ed", "ing"))
    if re.search(r"[^aeiou]y$", word):
        yield word[:-1] + "ied"


def parts(name: str) -> list[str]:
    """Return the words of a name: split at underscores and capitals, without digits and single letters."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name) if len(word) > 1]


def public_names(source: Path) -> Iterator[Name]:
    """
    Yield the names under *source* that others may use, each with its place.

    These are the names of files and folders, what modules name without a leading underscore, and the members of classes
    and the parameters of functions and methods, of all that stands in an ``__all__``, in a service or in no room.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("*.py"))}
    exported = {name for tree in trees.values() for name in _exported(tree)}
    for path, tree in trees.items():
        place = str(path.relative_to(source.parents[1]))
        yield from (Name(part, place) for part in path.relative_to(source).with_suffix("").parts if part[0] != "_")
        for node in _statements(tree.body):
            for name in _bound(node):
                yield Name(name, f"{place}:{node.lineno}")
                if name in exported or path.parent in (source, source / "engine" / "services"):
                    yield from _members(node, place)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, also those that stand under a condition, such as types for type checkers."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _statements([*node.body, *node.orelse])


def _exported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and "__all__" in {getattr(target, "id", "") for target in node.targets}:
            yield from ast.literal_eval(node.value)


def _bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names without a leading underscore that a statement gives to something."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            names = [name]
        case ast.Assign(targets=targets):
            names = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            names = [name]
        case _:
            names = []
    return (name for name in names if not name.startswith("_"))


def _members(node: ast.stmt, place: str) -> Iterator[Name]:
    """Yield the members of a class, and the parameters of its methods or of a function."""
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            names = [*_bound(inner)]
            yield from (Name(f"{node.name}.{name}", f"{place}:{inner.lineno}") for name in names)
            if names or getattr(inner, "name", "") == "__init__":
                yield from _parameters(inner, names[0] if names else node.name, place)
    else:
        yield from _parameters(node, getattr(node, "name", ""), place)


def _parameters(node: ast.stmt, called: str, place: str) -> Iterator[Name]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for given in (kind for kind in ast.walk(node.args) if isinstance(kind, ast.arg)):
            if given.arg not in ("self", "cls") and not given.arg.startswith("_"):
                yield Name(f"{called}({given.arg})", f"{place}:{given.lineno}")


def unlisted(names: Iterable[Name], page: str) -> str:
    """Return a sentence for each word of *names* that *page* lacks, and rows for it to choose from; empty if none."""
    forms = read_forms(read_rows(page))
    lacking: dict[str, Name] = {}
    for name in names:
        for word in parts(name.text):
            if word not in forms:
                lacking.setdefault(word, name)
    if not lacking:
        return ""
    words = sorted(lacking)
    return "\n".join(f"{word}: in {lacking[word].text}, {lacking[word].place}" for word in words) + ROWS.format(
        ours="\n\n".join(f"{word}\n  What it is." for word in words),
        verbs="\n".join(f"| {word} | what it does here |" for word in words),
        field="\n".join(f"| {word} | what it means here | its source |" for word in words),
    )


def test_names_are_made_of_words_of_the_glossary() -> None:
    """Each part of every public name and file name stands in the glossary: our words, verbs, or terms of the field."""
    if missing := unlisted(public_names(SOURCE), GLOSSARY.read_text(encoding="utf-8")):
        pytest.fail(missing, pytrace=False)


def test_a_made_up_word_is_told_with_its_place(tmp_path: Path) -> None:
    """A name of a word that is not listed fails, wherever it stands, and the rows that it could get are printed."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").write_text('__all__ = ["Card", "fold"]\nclass Card:\n    grommeted: int\n')
    (tmp_path / "room" / "cards.py").write_text("def frobnicate_cards(): ...\n\ndef fold(entries, *, wibbles): ...\n")
    (tmp_path / "room" / "blorp.py").write_text("def _private(frob): ...\n")
    told = unlisted(public_names(tmp_path), GLOSSARY.read_text(encoding="utf-8"))
    assert [line.partition(": ")[0] for line in told.partition("\nRename")[0].splitlines()] == [
        *("blorp", "frobnicate", "grommeted", "wibbles")
    ]
    assert re.search("^frobnicate: in frobnicate_cards, .*/room/cards.py:1$", told, re.MULTILINE)
    assert "grommeted: in Card.grommeted" in told
    assert "wibbles: in fold(wibbles)" in told
    for row in (
        "frobnicate\n  What",
        "| frobnicate | what it does here |",
        "| frobnicate | what it means here | its s",
    ):
        assert row in told


def test_no_list_holds_a_word_that_nothing_uses() -> None:
    """Each verb, term of the field and small word is part of a name, so that its row goes when the last name does."""
    rows = read_rows(GLOSSARY.read_text(encoding="utf-8"))
    forms = read_forms(rows)
    used = {forms.get(word) for name in public_names(SOURCE) for word in parts(name.text)}
    idle = [row.terms[0] for row in rows if row.list != "our words" and row not in used]
    assert idle == [], "delete these from docs/glossary.md"


def test_each_word_stands_in_one_list() -> None:
    """A word has one meaning, so it stands in one list and once; the rows of a table go by the alphabet."""
    rows = read_rows(GLOSSARY.read_text(encoding="utf-8"))
    terms = Counter(term for row in rows for term in row.terms)
    assert [term for term, times in terms.items() if times > 1] == []
    for of in ("verbs", "terms of the field", "small words"):
        heads = [row.terms[0] for row in rows if row.list == of]
        assert heads == sorted(heads)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLStore", ["sql", "store"]),
        ("MAX_ID_LENGTH", ["max", "id", "length"]),
        ("from_sm2", ["from", "sm"]),
        ("Fsrs6", ["fsrs"]),
        ("ROLLING_24H", ["rolling"]),
        ("fold(entries)", ["fold", "entries"]),
    ],
)
def test_names_are_split_at_underscores_and_capitals(name: str, words: list[str]) -> None:
    """A name is split at underscores and capitals; digits and single letters are no words."""
    assert parts(name) == words
