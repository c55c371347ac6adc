"""All that can be practised as of one edition: the newest version of every pack, ready to be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from reinforce import checks
from reinforce.catalog.changes import ContentChange, chronological
from reinforce.catalog.graph import each_after, following

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from reinforce.catalog.changes import EditionChanges
    from reinforce.catalog.drills import DrillSpec
    from reinforce.catalog.model import Capability, Exercise, Journey, Pack, Skill
    from reinforce.catalog.questions import Question

E = TypeVar("E")

_NO_WEIGHTS: Mapping[str, float] = MappingProxyType({})
_NO_SKILLS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Curriculum:
    """
    What a tenant's packs amount to. It is made once per edition with `of`, and never changes.

    Attributes:
        edition: the number of the edition that it is as of; 0 if nothing is published.
        capabilities, skills, questions, drills: by id, pack by pack, in the order of their files.
        journeys: those too, and after those of each pack the pack as a whole, under its own id: see `Pack.whole`.
        introduced: by skill when it came into its capability; ``None`` for one that came with the capability itself.
    """

    edition: int
    capabilities: Mapping[str, Capability]
    skills: Mapping[str, Skill]
    questions: Mapping[str, Question]
    drills: Mapping[str, DrillSpec]
    journeys: Mapping[str, Journey]
    introduced: Mapping[str, datetime | None]
    _languages: Mapping[str, str]
    _once: frozenset[str]
    _exercises: Mapping[str, tuple[Exercise, ...]]
    _changes: Mapping[str, tuple[ContentChange, ...]]
    _encompassed: Mapping[str, Mapping[str, float]]
    _related: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        packs: Iterable[tuple[int, Pack]],
        *,
        history: Iterable[EditionChanges] = (),
    ) -> Curriculum:
        """
        Return the curriculum of published packs.

        Args:
            packs: editions, each with its number; of each pack the newest counts, at the place of the first that comes.
            history: what the editions of all packs changed, in any order.
        """
        steps = sorted(history, key=lambda step: step.edition)
        newest: dict[str, tuple[int, Pack]] = {}
        for number, pack in packs:
            if pack.id not in newest or newest[pack.id][0] < number:
                newest[pack.id] = number, pack
        elements = [pack for _, pack in newest.values()]
        questions = {question.id: question for pack in elements for question in pack.questions}
        drills = {drill.id: drill for pack in elements for drill in pack.drills}
        skills = {skill.id: skill for pack in elements for skill in pack.skills}
        return cls(
            edition=max((number for number, _ in newest.values()), default=0),
            capabilities=MappingProxyType({one.id: one for pack in elements for one in pack.capabilities}),
            skills=MappingProxyType(skills),
            questions=MappingProxyType(questions),
            drills=MappingProxyType(drills),
            journeys=MappingProxyType(_journeys(elements)),
            introduced=MappingProxyType(_introduced(skills, steps)),
            _languages=MappingProxyType(
                {one.id: getattr(one, "language", None) or pack.language for pack in elements for one in pack.questions}
            ),
            _once=frozenset(skill for step in steps for skill in step.skills),
            _exercises=MappingProxyType(_by_skill([*questions.values(), *drills.values()])),
            _changes=MappingProxyType(_effects(steps)),
            _encompassed=MappingProxyType({skill: some for pack in elements for skill, some in _credits(pack)}),
            _related=MappingProxyType(_siblings(skills)),
        )

    def __repr__(self) -> str:
        counts = {
            name: len(getattr(self, name)) for name in ("capabilities", "skills", "questions", "drills", "journeys")
        }
        return f"Curriculum(edition={self.edition}, {', '.join(f'{count} {name}' for name, count in counts.items())})"

    def capability(self, id: str) -> Capability:  # noqa: A002 - the field's name
        """Return a capability; raise NotFoundError if there is no such one."""
        return _found("capability", id, self.capabilities)

    def skill(self, id: str) -> Skill:  # noqa: A002 - the field's name
        """Return a skill; raise NotFoundError if there is no such one."""
        return _found("skill", id, self.skills)

    def journey(self, id: str) -> Journey:  # noqa: A002 - the field's name
        """Return a journey; raise NotFoundError if there is no such one."""
        return _found("journey", id, self.journeys)

    def exercise(self, id: str) -> Exercise:  # noqa: A002 - the field's name
        """Return a question or drill; raise NotFoundError if there is no such one."""
        if id in self.drills:
            return self.drills[id]
        if id in self.questions:
            return self.questions[id]
        raise checks.missing("exercise", id, (*self.questions, *self.drills))

    def language(self, question: str) -> str:
        """Return the language in which *question* is answered: its own, or that of its pack."""
        return self._languages[question]

    def exercises(self, skill: str) -> tuple[Exercise, ...]:
        """
        Return what *skill* can be practised with, sorted by id: its questions, and the drills whose rubric maps to it.

        Raises:
            NotFoundError: there is no such skill.
        """
        return self._exercises.get(self.skill(skill).id, ())

    def order(self, journeys: Iterable[str]) -> tuple[str, ...]:
        """
        Return the skills of *journeys*, one journey after the other, each skill where it comes first.

        Raises:
            NotFoundError: there is no such journey.
        """
        return tuple(dict.fromkeys(skill for id in journeys for skill in self.journey(id).skills))  # noqa: A001

    def prerequisites(self, skill: str) -> tuple[str, ...]:
        """Return what *skill* builds on, but for what was retired: that is waited for no more."""
        return tuple(name for name in self.skills[skill].prerequisites if name in self.skills)

    def with_prerequisites(self, skills: Iterable[str], *, among: Container[str] | None = None) -> tuple[str, ...]:
        """Return *skills* and what they build on, each after that; only those *among* some of what is taught."""
        among = self.skills if among is None else among
        return each_after(
            (skill for skill in skills if skill in among),
            lambda skill: (name for name in self.skills[skill].prerequisites if name in among),
        )

    def encompassed(self, skill: str) -> Mapping[str, float]:
        """
        Return the skills for which successful practice of *skill* counts too, and by how much, the strongest first.

        A skill that is reached along several paths has the greatest product of weights along one of them. There are
        none where the pack gives no credit, and none of a skill that is no longer there.
        """
        return self._encompassed.get(skill, _NO_WEIGHTS)

    def related(self, skill: str) -> frozenset[str]:
        """
        Return the skills of the same capability that are linked to *skill* directly, in either direction.

        Both kinds of link count: to need a skill and to encompass it. A skill that is no longer there has none.
        """
        return self._related.get(skill, _NO_SKILLS)

    def check_skill(self, skill: str) -> None:
        """Raise NotFoundError unless *skill* is, or once was, part of what can be practised."""
        if skill not in self.skills and skill not in self._once:
            raise checks.missing("skill", skill, self.skills)

    def changes(self, skill: str) -> tuple[ContentChange, ...]:
        """Return what editions did to the memory of *skill*, oldest first; it may be one that is no longer there."""
        return self._changes.get(skill, ())

    def content_version(self, skill: str) -> int:
        """Return the edition of the last change to *skill*; 0 if there was none."""
        changes = self._changes.get(skill)
        return changes[-1].version if changes else 0


def _by_skill(exercises: Iterable[Exercise]) -> dict[str, tuple[Exercise, ...]]:
    found: dict[str, list[Exercise]] = {}
    for exercise in sorted(exercises, key=lambda exercise: exercise.id):
        for skill in exercise.skills:
            found.setdefault(skill, []).append(exercise)
    return {skill: tuple(some) for skill, some in found.items()}


def _journeys(packs: Sequence[Pack]) -> dict[str, Journey]:
    declared = {journey.id for pack in packs for journey in pack.journeys}
    found: dict[str, Journey] = {}
    for pack in packs:
        found.update((journey.id, journey) for journey in pack.journeys)
        if pack.id not in declared:  # what is written is the author's own word, whichever pack it stands in
            found[pack.id] = pack.whole
    return found


def _effects(steps: Iterable[EditionChanges]) -> dict[str, tuple[ContentChange, ...]]:
    """Return by skill what editions did to the memory of it."""
    found: dict[str, list[ContentChange]] = {}
    for step in steps:
        for skill, effect in step.effects.items():
            found.setdefault(skill, []).append(ContentChange(step.at, step.edition, effect))
    return {skill: chronological(some) for skill, some in found.items()}


def _introduced(skills: Mapping[str, Skill], steps: Iterable[EditionChanges]) -> dict[str, datetime | None]:
    first: dict[tuple[str, str], EditionChanges] = {}
    opened: dict[str, int] = {}
    for step in steps:
        for place in step.skills.items():
            first.setdefault(place, step)
            opened.setdefault(place[1], step.edition)
    came = {skill.id: (skill.capability, first.get((skill.id, skill.capability))) for skill in skills.values()}
    return {
        id_: None if step is None or step.edition == opened[capability] else step.at
        for id_, (capability, step) in came.items()
    }


def _credits(pack: Pack) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield the skills of *pack* whose practice counts for others, with those others and their weights."""
    if pack.credit:
        links = {skill.id: skill.encompasses for skill in pack.skills}
        yield from ((skill, MappingProxyType(following(links, skill))) for skill, some in links.items() if some)


def _siblings(skills: Mapping[str, Skill]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for skill in skills.values():
        for other in (*skill.prerequisites, *skill.encompasses):
            if other in skills and skills[other].capability == skill.capability:
                found.setdefault(skill.id, set()).add(other)
                found.setdefault(other, set()).add(skill.id)
    return {skill: frozenset(some) for skill, some in found.items()}


def _found(kind: str, id: str, known: Mapping[str, E]) -> E:  # noqa: A002 - the field's name
    if id not in known:
        raise checks.missing(kind, id, known, told=kind != "skill")
    return known[id]
