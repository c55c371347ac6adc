"""Where everybody stands, as a section of a page: by capability and by skill, the weakest first."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from reinforce.pictures.asked import check_asked
from reinforce.pictures.frames import percent
from reinforce.pictures.sections import Cell, Section, Table
from reinforce.practice import Audience
from reinforce.practice.progress import Level, focus, gaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.engine import Tenant
    from reinforce.pictures.sections import Part
    from reinforce.practice.progress import MasteryReport, SkillMastery

_MOST_ACROSS = 40
"""More people than these do not stand side by side."""
_MOST_DOWN = 100


def standing(
    tenant: Tenant,
    *,
    names: Mapping[str, str],
    at: datetime | None = None,
    audience: Audience = Audience.MANAGER,
    heading: str = "Where everybody stands",
) -> Section:
    """
    Return what is still known of each capability and each skill, by person, the weakest first.

    It is asked of `progress.mastery`: a share of what was practised that is still there, as the engine estimates it,
    and the level of a capability, which is that of its weakest leg. Below each name stands what to work on first.

    Args:
        tenant: whose learners they are.
        names: by learner, what the page calls them; nobody else is on it. Of more than 100 the first 100 are shown, and
            skills are shown for up to 40.
        at: an instant; now by default.
        audience: a manager by default; see `progress`.
        heading: what stands above it.

    Raises:
        NotFoundError: a learner is not there.
        InvalidParameterError: *names* is empty or no mapping of ids to texts, or *at* has no time zone.
    """
    check_asked(tenant, names=names, heading=heading)
    reports = [tenant.progress.mastery(learner, at=at, audience=audience) for learner in names]
    reports.sort(key=lambda report: (_known(report.skills.values()) or 0.0, names[report.learner]))
    shown = _Standing(curriculum=tenant.catalog.curriculum(), names=names, reports=reports)
    return Section(heading=heading, parts=tuple(shown.parts()))


class _Standing:
    """
    Reports of several people, in the order in which they are shown.

    Args:
        curriculum: with its titles.
        names: of the people.
        reports: the weakest first.
    """

    def __init__(self, *, curriculum: Curriculum, names: Mapping[str, str], reports: Sequence[MasteryReport]) -> None:
        self._curriculum, self._names, self._reports = curriculum, names, reports
        held = {
            name: _known(one for report in reports for one in _of(report, name)) for name in curriculum.capabilities
        }
        self._capabilities = sorted(held, key=lambda name: (held[name] is None, held[name] or 0.0, name))

    def parts(self) -> Iterator[Part]:
        """Yield the people by capability and then, where they have room side by side, each skill by person."""
        levels = ", ".join(level.name.lower() for level in Level)
        yield (
            "What share of what each person practised is still known, as the engine estimates it, the weakest first; "
            f"below it the level of the capability, which is that of its weakest part. Levels: {levels}. Below a name: "
            "what to work on first. The darker, the less is known."
        )
        capabilities = [self._curriculum.capabilities[name].title for name in self._capabilities]
        rows = [self._person(report) for report in self._reports[:_MOST_DOWN]]
        yield Table(columns=("person", *capabilities), rows=rows)
        more = len(self._reports) - _MOST_DOWN
        if more > 0:
            yield f"{more:,} {'person' if more == 1 else 'people'} of whom more is known are left out."
        if len(self._reports) <= _MOST_ACROSS:
            yield from self._skills()

    def _person(self, report: MasteryReport) -> tuple[Cell, ...]:
        first = focus(gaps(report.skills, curriculum=self._curriculum, desired=Level.PROFICIENT))
        name = self._names[report.learner]
        work_on = f"first: {self._curriculum.skills[first[0].skill].title}" if first else ""
        return (Cell(text=name, note=work_on), *(self._capability(report, one) for one in self._capabilities))

    def _capability(self, report: MasteryReport, capability: str) -> Cell:
        held = report.capabilities.get(capability)
        known = _known(_of(report, capability))
        if held is None:
            return Cell(text="–", note="not expected")
        level = f"{held.level.name.lower()} ({held.weakest.dimension})"
        return Cell(
            text="not begun" if known is None else percent(known), value=known, note="" if known is None else level
        )

    def _skills(self) -> Iterator[Part]:
        every = [one.still_known for report in self._reports for one in report.skills.values()]
        known = [value for value in every if value is not None]
        scale = (min(known), max(known)) if known else None
        people = [self._names[report.learner] for report in self._reports]
        for name in self._capabilities:
            skills = [skill for skill in self._curriculum.skills.values() if skill.capability == name]
            held = {skill.id: [report.skills.get(skill.id) for report in self._reports] for skill in skills}
            means = {skill: _known(filter(None, some)) for skill, some in held.items()}
            skills.sort(key=lambda skill: (means[skill.id] is None, means[skill.id] or 0.0, skill.id))
            rows = [(Cell(text=skill.title), *map(_cell, held[skill.id])) for skill in skills]
            caption = "Still known, in per cent; – was never practised."
            table = Table(columns=("skill", *people), rows=rows, caption=caption, scale=scale)
            title = self._curriculum.capabilities[name].title
            yield Section(heading=f"{title}, skill by skill", parts=(table,), folded=True)


def _of(report: MasteryReport, capability: str) -> Iterator[SkillMastery]:
    return (one for one in report.skills.values() if one.capability == capability)


def _known(skills: Iterable[SkillMastery]) -> float | None:
    """Return what share is still known of those that were practised, the mean; ``None`` where none was."""
    known = [one.still_known for one in skills if one.still_known is not None]
    return fmean(known) if known else None


def _cell(held: SkillMastery | None) -> Cell:
    if held is None or held.still_known is None:
        return Cell(text="–")
    return Cell(text=f"{100 * held.still_known:.0f}", value=held.still_known)
