"""What a sound pack lacks that those who practise with it, or lead them, will ask for: never a reason to refuse it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reinforce.catalog.kinds import Facet
from reinforce.catalog.pack import read_pack
from reinforce.catalog.source import Flaw, Origin
from reinforce.errors import Fault

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.catalog.model import Pack

_ALIKE = 3
"""How many warnings of one kind are shown one by one."""

_UNLED = "stands in no journey"
_LONE = "has one exercise only"
_URGENT = (_UNLED, _LONE)
"""What is told first where much is told."""

_UNTITLED = "is missing: people read the id instead"
_NO_FACET = "is missing: does it ask what, how or why?"
_ASKED: Mapping[str, Mapping[str, str]] = {
    "capabilities": {
        "title": _UNTITLED,
        "method": "is missing: how is it done by those who do it well?",
        "measurement": "is missing: how will you know that people can do it?",
        "early_warning": "is missing: what shows early that they cannot?",
    },
    "skills": {
        "title": _UNTITLED,
        "dimension": "is missing: it is taken for knowledge; is it a skill, which is performed, or an attitude?",
        "description": "is missing: what does a person do who has it?",
    },
    "questions": {
        "facet": _NO_FACET,
        "explanation": "is missing: what do people learn from it who were wrong?",
    },
    "drills": {
        "title": _UNTITLED,
        "facet": _NO_FACET,
        "minutes": "is missing: plans count on ten; how long does it take?",
        "debrief": "is missing: what does good look like?",
    },
    "journeys": {"title": _UNTITLED},
}
"""Of each kind of element the fields that practice can do without, and what is asked where one of them is missing."""


def warnings_of(pack: str | os.PathLike[str] | Pack) -> tuple[Fault, ...]:
    r"""
    Return what *pack* lacks although it can be practised, each with its line, in the order of the file.

    Args:
        pack: a path (a text never is one), YAML text, or a pack.

    Raises:
        InvalidPackError: the pack has faults, which are no warnings.
        NotFoundError: there is no such file.

    >>> text = "pack: p\nskills: [{id: a}]\nquestions: [{id: q, skill: a, kind: recall, prompt: A?, answer: B.}]"
    >>> print(warnings_of(text)[0])
    <pack>:1: capabilities: are missing: all skills count as one; what do people have to be able to do?
    """
    ready = read_pack(pack)
    origin = ready.origin or Origin("<pack>", {})
    return tuple(sorted(origin.fault(flaw) for flaw in _lacking(ready)))


def summed_up(warnings: Iterable[Fault]) -> list[Fault]:
    """Return *warnings*, what keeps people from a skill first; of many that are alike some, and how many more."""
    all_ = sorted(warnings, key=_rank)  # the others stay in their order
    times = Counter(map(_kind, all_))
    last = {_kind(one): one.line for one in all_}
    shown: Counter[tuple[str, str]] = Counter()
    found: list[Fault] = []
    for one in all_:
        kind = _kind(one)
        shown[kind] += 1
        if shown[kind] < _ALIKE or shown[kind] == times[kind] == _ALIKE:
            found.append(one)
        elif shown[kind] == _ALIKE:
            more = f" (and so {times[kind] - _ALIKE} more times, down to line {last[kind]})"
            found.append(Fault(one.file, one.line, one.path, one.reason + more))
    return found


def _rank(warning: Fault) -> int:
    return next((at for at, said in enumerate(_URGENT) if warning.reason.startswith(said)), len(_URGENT))


def _kind(warning: Fault) -> tuple[str, str]:
    """Return by what warnings are alike: where they stand, but for positions in lists, and what they say."""
    section, _, rest = warning.path.partition("[")
    return f"{section}.{rest.partition('.')[2]}", warning.reason


def _lacking(pack: Pack) -> Iterator[Flaw]:
    if "title" not in pack.model_fields_set:
        yield Flaw(("title",), _UNTITLED)
    if "capabilities" not in pack.model_fields_set:
        yield Flaw(("capabilities",), "are missing: all skills count as one; what do people have to be able to do?")
    for section, fields in _ASKED.items():
        for at, element in enumerate(getattr(pack, section)):
            if section != "capabilities" or "capabilities" in pack.model_fields_set:
                yield from (Flaw((section, at, name), asked) for name, asked in fields.items() if _lacks(element, name))
    yield from _thin(pack)
    if pack.journeys:
        led = {skill for journey in pack.journeys for skill in journey.skills}
        for at, skill in enumerate(pack.skills):
            if skill.id not in led:
                said = f"{_UNLED}: only those get to it who are enrolled in the pack as a whole, {pack.id!r}"
                yield Flaw(("skills", at), said)


def _lacks(element: Any, field: str) -> bool:  # noqa: ANN401 - whatever stands in a section
    """Whether *field* has no value, or one that goes without saying and was not said."""
    value = getattr(element, field)
    return value in (None, "") or (field in {"title", "dimension", "minutes"} and field not in element.model_fields_set)


def _thin(pack: Pack) -> Iterator[Flaw]:
    """Yield the skills of which exercises show too little."""
    exercises = Counter(skill for one in (*pack.questions, *pack.drills) for skill in one.skills)
    why = {skill for one in (*pack.questions, *pack.drills) if one.facet is Facet.WHY for skill in one.skills}
    for at, skill in enumerate(pack.skills):
        if exercises[skill.id] == 1:
            yield Flaw(("skills", at), f"{_LONE}: people learn that one, and not the skill")
        if skill.id not in why:
            yield Flaw(("skills", at), "has no exercise of the facet why: nobody gets to its highest level, mastery")
