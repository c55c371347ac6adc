"""What can be wrong among the elements of a pack: ids, references, circles, gaps, the order of journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce.catalog.graph import cycles
from reinforce.catalog.ids import is_id
from reinforce.catalog.kinds import Dimension
from reinforce.catalog.partial_pack import entries, has
from reinforce.catalog.source import Flaw
from reinforce.errors import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from reinforce.catalog.drills import DrillSpec
    from reinforce.catalog.hints import Hints
    from reinforce.catalog.model import Journey, Skill
    from reinforce.catalog.partial_pack import PartialPack, Section
    from reinforce.catalog.source import Path


_LONGEST_CIRCLE = 20


def among(draft: PartialPack, *, hints: Hints) -> Iterator[Flaw]:
    """Yield what is wrong between the elements of *draft*; what cannot be known for sure is not said."""
    yield from _taken_ids(draft)
    yield from _unknown_ids(draft, hints)
    yield from _unnamed_capabilities(draft)
    yield from _circles(draft, "prerequisites")
    yield from _circles(draft, "encompasses")
    yield from _gaps(draft, hints)
    yield from _out_of_order(draft)


def _taken_ids(draft: PartialPack) -> Iterator[Flaw]:
    """Yield ids that another element of the same kind has already; questions and drills are of one kind here."""
    for sections in ((draft.capabilities,), (draft.skills,), (draft.questions, draft.drills), (draft.journeys,)):
        first: dict[str, str] = {}
        for section in sections:
            for at, id in enumerate(section.ids):  # noqa: A001 - what it is
                here = f"{section.name}[{at}]"
                if id is not None and first.setdefault(id, here) != here:
                    yield Flaw((section.name, at, "id"), f"is taken: {first[id]} has the id {id!r} too")


def _unknown_ids(draft: PartialPack, hints: Hints) -> Iterator[Flaw]:
    for path, id, section in _references(draft):  # noqa: A001 - what it is
        if section.complete and id not in section.known:
            kind = "capability" if section is draft.capabilities else "skill"
            there = f"; there {'is' if len(section.ids) == 1 else 'are'} {listed(section.ids)}" if section.ids else ""
            hint = hints.hint(id, section.known) or there
            yield Flaw(path, f"names a {kind} that is not there: {id!r}{hint}")


def _unnamed_capabilities(draft: PartialPack) -> Iterator[Flaw]:
    """Yield skills that do not say which of several capabilities they belong to."""
    if len(draft.capabilities.elements) > 1:
        for path, skill in draft.skills:
            if has(skill, "capability") and not skill.capability:
                yield Flaw((*path, "capability"), f"is missing: there are {listed(draft.capabilities.ids)}")


def _references(draft: PartialPack) -> Iterator[tuple[Path, str, Section[Any]]]:
    """Yield every id that names another element: where it stands, and in which section it is to be found."""
    for path, skill in draft.skills:
        if has(skill, "capability") and skill.capability:
            yield (*path, "capability"), skill.capability, draft.capabilities
        for there, other in (*_others(skill, "prerequisites"), *_others(skill, "encompasses")):
            yield (*path, *there), other, draft.skills
    for path, question in draft.questions:
        if has(question, "skill"):
            yield (*path, "skill"), question.skill, draft.skills
    for path, drill in draft.drills:
        for at, criterion in entries(drill, "rubric", "skill"):
            yield (*path, "rubric", at, "skill"), criterion.skill, draft.skills
    for path, journey in draft.journeys:
        for there, step in _steps(journey):
            yield (*path, *there), step, draft.skills


def _others(skill: Skill, field: str) -> Iterator[tuple[Path, str]]:
    """Yield the skills that a field of *skill* names, with their paths: by position in a list, by name in a mapping."""
    listed = isinstance(getattr(skill, field, None), tuple)
    for at, other in entries(skill, field):
        if listed or is_id(other):
            yield (field, at if listed else other), other


def _steps(journey: Journey) -> Iterator[tuple[Path, str]]:
    for at, stage in entries(journey, "stages", "skills"):
        for position, skill in entries(stage, "skills"):
            yield ("stages", at, "skills", position), skill


def _links(draft: PartialPack, field: str) -> dict[str, dict[str, Path]]:
    """Return by skill the skills that *field* leads to, and where it says so."""
    links: dict[str, dict[str, Path]] = {}
    for path, skill in draft.skills:
        if has(skill, "id"):
            links.setdefault(skill.id, {other: (*path, *there) for there, other in _others(skill, field)})
    return links


def _circles(draft: PartialPack, field: str) -> Iterator[Flaw]:
    """Yield chains of skills that end where they start, each at the skill of it that comes first in the file."""
    links = _links(draft, field)
    for cycle in cycles(links):
        first, second = (*cycle, *cycle)[:2]
        shown = cycle if len(cycle) <= _LONGEST_CIRCLE else (*cycle[: _LONGEST_CIRCLE - 1], "…")
        yield Flaw(
            links[first][second], f"goes round in a circle, in which none is the first: {' → '.join((*shown, first))}"
        )


def _gaps(draft: PartialPack, hints: Hints) -> Iterator[Flaw]:
    """Yield capabilities without a skill, and skills without an exercise or, where they must be performed, a drill."""
    if draft.skills.readable and not draft.skills.elements:
        yield Flaw(("skills",), "must have at least 1 entry, not 0")
    filled = _covered((draft.skills,), draft.capabilities, hints)
    drilled = _covered((draft.drills,), draft.skills, hints)
    exercised = _covered((draft.questions, draft.drills), draft.skills, hints)
    if filled is not None and draft.skills.elements:
        for path, capability in draft.capabilities:
            if has(capability, "id") and capability.id not in filled:
                said = f"has no skill, so there is nothing in it to practise: none names {capability.id!r}"
                yield Flaw(path, said)
    for path, skill in draft.skills:
        if not has(skill, "id"):
            continue
        performed = has(skill, "dimension") and skill.dimension is Dimension.SKILL
        if performed and drilled is not None and skill.id not in drilled:
            said = f"is performed (its dimension is skill), so it needs a drill: no rubric maps to {skill.id!r}"
            yield Flaw(path, said)
        elif exercised is not None and skill.id not in exercised:
            said = f"has no exercise, so nobody could practise it: no question and no rubric maps to {skill.id!r}"
            yield Flaw(path, said)


def _covered(sections: Iterable[Section[Any]], target: Section[Any], hints: Hints) -> set[str] | None:
    """Return the ids of *target* that elements of *sections* name or seem to mean; ``None`` if not all can be read."""
    found: set[str] = set()
    for section in sections:
        if not section.readable:
            return None
        for element in section.elements:
            names = element and _NAMES[section.name](element)
            if names is None:
                return None
            found.update(name if name in target.known else hints.near(name, target.known) for name in names)
    return None if hints.spent else found


def _rubric(drill: DrillSpec) -> list[str] | None:
    names = [criterion.skill for _, criterion in entries(drill, "rubric", "skill")]
    return names if has(drill, "rubric") and len(names) == len(drill.rubric) else None


_NAMES: Mapping[str, Callable[[Any], Sequence[str] | None]] = {
    "skills": lambda skill: (skill.capability,) if has(skill, "capability") and skill.capability else None,
    "questions": lambda question: (question.skill,) if has(question, "skill") else None,
    "drills": _rubric,
}
"""How to see what an element belongs to; ``None`` where that cannot all be read."""


def _out_of_order(draft: PartialPack) -> Iterator[Flaw]:
    """Yield skills that a journey begins before their prerequisites; those in a circle have no order to keep."""
    links = _links(draft, "prerequisites")
    circles = [set(cycle) for cycle in cycles(links)]
    for path, journey in draft.journeys:
        place: dict[str, int] = {}
        for at, (_, skill) in enumerate(_steps(journey)):
            place.setdefault(skill, at)
        for at, (there, skill) in enumerate(_steps(journey)):
            late = (other for other in links.get(skill, ()) if place.get(other, 0) > at)
            for other in late:
                if place[skill] == at and not any({skill, other} <= circle for circle in circles):
                    yield Flaw(
                        (*path, *there), f"begins {skill!r} before its prerequisite {other!r}, for which it has to wait"
                    )
