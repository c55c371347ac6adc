"""The first pages lead to a due card by few words and few lines, and leave to explanations what belongs there."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest

from reinforce import Engine
from tests.docs.test_glossary import GLOSSARY, ROOT, parts, read_rows

MOST_CONCEPTS = 7
"""How many of our words somebody meets on a first page before the first due card."""

TUTORIALS = tuple(sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs" / "tutorial").glob("[!i]*.md")))

FIRST_PAGES = ("README.md", "docs/index.md", "docs/reference/index.md", *TUTORIALS)
"""The pages on which somebody begins."""

FORBIDDEN = (
    *("activation", "checkpoint", "eligibility", "elapsed convention", "fold", "fuzz", "idempotent", "immutable"),
    *("memory state", "overdueness", "pseudonym", "pure", "retrievability", "stability", "stakes", "tombstone"),
)
"""Words of explanations and of the reference, which a first page does without."""

_EVERYDAY = """
    answer, attitude, below, body, budget, calendar, chance, change, clock, colour, constraint, contract, cost, course,
    day, demand, difficulty, discussion, draft, duration, early, earliest, effect, effective, end, event, feed,
    feedback, feeling, figure, floor, focus, form, format, gain, gap, goal, grey, group, growth, head, hint,
    history, holiday, home, host, ink, instructions, intro, item, kind, knowledge, lasting, lasts, late, lately,
    lateness, leave, level, live call, load, look, manager, mark, measurement, message, method, minute, note,
    number, order, origin, page, pale, part, people, period, person, picture, position, practice, priority,
    privacy, private, progress, prompt, purpose, question, queue, rate, reason, record, remark, repetition,
    report, response, result, role-play, room, rule, run, sample, schedule, section, service, setting, share,
    simulation, size, source, span, stage, statistics, step, still known, store, stream, study, subject,
    success, summary, survey, target, timing, trial, urgency, version, warning, week, when, window, worker,
    workshop, writer
"""
EVERYDAY = frozenset(" ".join(word.split()) for word in _EVERYDAY.split(","))
"""Words of the glossary that mean to us what they mean to anybody, so that nobody has to learn them."""

SHORT = {"due": "due day"}
"""Words that stand for a longer term."""

DUE = re.compile(r"\.due\(|\bdue_(day|date|at|learners)\b|\bis_due\b|\.plot\(")
"""What a line of code has that asks for a due card; in a notebook on simulated learners, for the first picture."""

_FENCE = re.compile(r"^\s*```\{?([\w-]*)")
_CODE = {"python", "code-cell", "pycon"}
_SERVICES = {name for name in vars(Engine.open("memory:").tenant()) if not name.startswith("_")}


class Way(NamedTuple):
    """What a reader has met when the first due card is asked for; ``due`` says whether it ever is."""

    concepts: tuple[str, ...]
    lines: int
    due: bool


def way_to_due(text: str) -> Way:
    """Return our words, in their order, and the lines of code that stand in a page up to its first due card."""
    terms, met, lines = _terms(), dict[str, None](), 0
    for line, is_code in _read(text):
        for word in _names(line) if is_code else _said(line):
            if word in terms:
                met[terms[word]] = None
        lines += is_code and bool(line.strip())
        if is_code and DUE.search(line):
            return Way(tuple(met), lines, due=True)
    return Way(tuple(met), lines, due=False)


def forbidden(text: str) -> list[str]:
    """Return the words of a page that may not stand on a first one, in prose or as names in its code."""
    words = {word for line, is_code in _read(text) for word in (_names(line) if is_code else _said(line))}
    return [word for word in FORBIDDEN if {word, f"{word}s", f"{word}ed"} & words]


def _terms() -> dict[str, str]:
    """Return the forms of our words, singular and plural, but for those that everybody knows."""
    ours = {row.terms[0] for row in read_rows(GLOSSARY.read_text(encoding="utf-8")) if row.list == "our words"}
    learnt = sorted(ours - EVERYDAY)
    plural = {f"{term[:-1]}ies" if term.endswith("y") else f"{term}s": term for term in learnt}
    return plural | {term: term for term in learnt} | SHORT


def _read(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a page that a reader sees, and whether each is Python; commands for a shell are neither."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    fence: str | None = None
    for line in re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).splitlines():
        if (found := _FENCE.match(line)) and (fence is None or not found[1]):
            fence = found[1] if fence is None else None
        elif fence is None:
            yield line, False
        elif fence in _CODE and not line.startswith(":"):
            yield line, True


def _said(line: str) -> Iterator[str]:
    """Yield the words of a line of prose, each pair of them too, and those of the names in what is set as code."""
    line = re.sub(r"\{(?:doc|ref)\}`(?:[^<`]*<[^`]*>|[^`]*)`|\]\([^)]*\)|<[^>`]*>", " ", line)
    line = re.sub(r"\{[\w:]+\}`([^`]*)`", r"\1", line)
    for code in re.findall(r"`([^`]*)`", line):
        yield from _names(f".{code}")
    words = re.findall("[a-z]+", re.sub(r"`[^`]*`", " ", line).lower())
    yield from words
    yield from map(" ".join, pairwise(words))


def _names(line: str) -> Iterator[str]:
    """Yield the words of the names in a line of code that are not the reader's own: imported, asked or given ones."""
    if key := re.match(r"\s*(?:- )?(?:\{)?(\w+):(?: |$)", line):  # of a pack in YAML
        yield from _words(key[1])
        return
    line = re.sub(r'"[^"]*"|\'[^\']*\'', '""', line.partition("  #")[0])
    imported = re.match(r"(?:>>> )?from reinforce[\w.]* import (.*)", line)
    names = imported[1].split(",") if imported else re.findall(r"\.([A-Za-z]\w*)|\b(\w+)=(?=[^=\s])", line)
    for name in ("".join(found) for found in names):
        if name.strip() not in _SERVICES:
            yield from _words(name)


def _words(name: str) -> Iterator[str]:
    words = parts(name)
    yield from words
    yield from map(" ".join, pairwise(words))


PAGE = """
# A page

A tenant has a {term}`roster <roster>` of learners. Nobody sees [this](docs/fold.md), {doc}`fold` or a stake.

```console
$ fold
```

```python
from reinforce import Engine, Rating

engine = Engine.open("memory:")  # a quiz
team = engine.tenant()
team.catalog.put_skills(["session"])

cards = team.practice.due("ana")
team.practice.suspend("ana", "terms")
```

Cards are folded, purely.
"""


def test_words_are_met_in_prose_and_as_names() -> None:
    """Our words count once each, in prose or as names of ours; not links, commands, texts, comments or services."""
    assert way_to_due(PAGE) == Way(("tenant", "roster", "learner", "engine", "rating", "skill", "due day"), 5, due=True)
    assert way_to_due("No code, and a journey.") == Way(("journey",), 0, due=False)


def test_a_word_of_explanations_is_found_wherever_it_stands() -> None:
    """In prose, as a name, and in its plural; parts of other words are let be."""
    assert forbidden(PAGE) == ["fold"]
    assert forbidden("```python\nfrom reinforce.practice import fold\n```") == ["fold"]
    assert forbidden("A purely unfolded manifold.") == []


def test_everyday_words_are_words_of_the_glossary() -> None:
    """A word that leaves the glossary leaves the list of those that nobody has to learn."""
    ours = {row.terms[0] for row in read_rows(GLOSSARY.read_text(encoding="utf-8")) if row.list == "our words"}
    assert sorted(EVERYDAY - ours) == []


def test_the_tutorials_are_there() -> None:
    """Each tutorial leads to a due card, or to a picture of simulated learners."""
    assert TUTORIALS
    for page in TUTORIALS:
        assert way_to_due((ROOT / page).read_text(encoding="utf-8")).due, page


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_a_first_page_needs_few_words(page: str) -> None:
    """Who reads a first page has met at most seven of our words when the first due card is there."""
    way = way_to_due((ROOT / page).read_text(encoding="utf-8"))
    assert way.due
    assert len(way.concepts) <= MOST_CONCEPTS, way.concepts


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_a_first_page_does_without_words_of_explanations(page: str) -> None:
    """Words such as fold and pure stand in explanations and in the reference, and on no first page."""
    assert forbidden((ROOT / page).read_text(encoding="utf-8")) == []
