"""Hypothesis strategies for packs: sound ones, and sound ones that something happened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from reinforce.catalog import from_body
from reinforce.catalog.answer_numbers import joins
from reinforce.catalog.answer_texts import normalised, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.catalog import Pack

texts = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=6).filter(visible)
ids = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)
facets = st.sampled_from(["what", "how", "why"])
_revised = {"revision": st.integers(1, 9), "on_change": st.sampled_from(["keep", "soften", "reset"])}
words = st.lists(texts.filter(lambda text: normalised(text, ignore_diacritics=True)), min_size=1, max_size=3)


def _entries(least: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return lists of elements of which no two have an id or a text in common."""
    entry = st.fixed_dictionaries({"id": ids, "text": texts, **fields})
    unique = (lambda entry: entry["id"], lambda entry: visible(entry["text"]))
    return st.lists(entry, min_size=least, max_size=3, unique_by=unique)


def _one_right(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**option, "correct": at == 0} for at, option in enumerate(options)]


def _cloze(blanks: dict[str, list[str]]) -> dict[str, Any]:
    return {"text": " ".join(f"so {{{{{name}}}}}" for name in blanks), "blanks": blanks}


numbers = st.floats(allow_nan=False, allow_infinity=False)
_tags = st.lists(ids, max_size=2, unique=True)
_ANSWERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": st.fixed_dictionaries({"options": _entries(2).map(_one_right)}),
    "multiple_choice": st.fixed_dictionaries({"options": _entries(2, feedback=texts).map(_one_right)}),
    "short_text": st.fixed_dictionaries({"accept": words, "diacritics": st.sampled_from(["keep", "ignore"])}),
    "numeric": st.builds(
        lambda answer, share, unit: {"answer": answer, "tolerance": abs(answer) * share, "unit": unit},
        numbers,
        st.floats(0, 1),
        texts.filter(lambda text: not joins(text)),
    ),
    "cloze": st.dictionaries(ids, words, min_size=1, max_size=3).map(_cloze),
    "ordering": st.fixed_dictionaries({"items": _entries(2)}),
    "recall": st.fixed_dictionaries({"answer": texts}),
}
_asked = st.fixed_dictionaries({"facet": facets, "tags": _tags, "prompt": texts, "explanation": texts, **_revised})
_answered = st.one_of([st.tuples(st.just(kind), answers) for kind, answers in _ANSWERS.items()])
_questions = st.tuples(_asked, _answered).map(lambda parts: {**parts[0], "kind": parts[1][0], **parts[1][1]})
_drills = st.fixed_dictionaries(
    {
        "title": texts,
        "facet": facets,
        "format": st.sampled_from(["role_play", "discussion", "live_call", "artefact", "observation"]),
        "tags": _tags,
        "instructions": texts,
        "minutes": st.integers(1, 60),
        "time_limit_seconds": st.none() | st.integers(1, 3600),
        "modifiers": _entries(0, difficulty=st.floats(0.01, 1)),
        "evidence": _entries(0),
        "debrief": texts,
        **_revised,
    }
)
_skills = st.fixed_dictionaries(
    {
        "title": texts,
        "dimension": st.sampled_from(["knowledge", "skill", "attitude"]),
        "description": texts,
        "priority": st.floats(0.01, 100),
        "apply_within_days": st.none() | st.integers(1, 365),
        **_revised,
    }
)
_names = st.lists(ids, min_size=1, max_size=3, unique=True)
_weights = st.lists(st.none() | st.floats(0.01, 1), min_size=3, max_size=3)
_levels = st.lists(texts, min_size=2, max_size=3)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """Return the fields of a sound pack: skills need and encompass only earlier ones, and all are practised."""
    names, levels, title = draw(_names), draw(_levels), draw(texts)
    skills: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for at, name in enumerate(names):
        earlier = dict(zip(names[:at], draw(_weights), strict=False))
        part_of = {other: weight for other, weight in earlier.items() if weight is not None}
        needs = [other for other in earlier if other not in part_of]
        graph = {"capability": "all", "prerequisites": needs, "encompasses": part_of}
        skills.append({"id": name, **graph, **draw(_skills)})
        questions.append({"id": f"q{at}", "skill": name, **draw(_questions)})
    rubric = [{"id": f"c{at}", "title": title, "skill": skill, "levels": levels} for at, skill in enumerate(names)]
    return {
        "pack": draw(ids),
        "title": title,
        "credit": draw(st.booleans()),
        "capabilities": [{"id": "all", "title": title, "method": title, "measurement": title, "early_warning": title}],
        "skills": skills,
        "questions": questions,
        "drills": [{"id": "d0", "rubric": rubric, **draw(_drills)}],
        "journeys": [{"id": "way", "title": title, "stages": [{"id": "one", "title": title, "skills": names}]}],
    }


_SPARE = frozenset(
    ("title", "facet", "explanation", "dimension", "description", "debrief", "minutes", "capability", "capabilities")
)


def _bare(value: Any) -> Any:  # noqa: ANN401 - what stands in a pack can be anything
    """Return what stands in a pack without what practice can do without."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if name not in _SPARE}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def packs() -> st.SearchStrategy[Pack]:
    """Return sound packs, some of them with nothing in them but what practice needs."""
    return (bodies() | bodies().map(_bare)).map(from_body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | ids,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ids, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """Return the fields of a sound pack of which up to three values, somewhere, are replaced, dropped or repeated."""
    body = draw(bodies())
    for _ in range(draw(st.integers(1, 3))):
        _damage(body, draw)
    return body


def _damage(body: dict[str, Any], draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    holder: Any = body
    while True:
        keys = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or draw(st.integers(0, 3)) == 0:
            break
        holder = inner
    harm = draw(st.sampled_from(["replace", "drop", "repeat"]))
    if harm == "drop":
        del holder[key]
    elif harm == "repeat" and isinstance(holder, list):
        holder.append(inner)
    else:
        holder[key] = draw(anything)
