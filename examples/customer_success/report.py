"""The report of the demo: a page for the team's lead, the finding first, and the same words for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples.customer_success import terminal
from examples.customer_success.ahead import agreements
from examples.customer_success.background import Background
from examples.customer_success.finding import Finding
from examples.customer_success.monday import slipping, to_do
from examples.customer_success.outlook import Ahead
from reinforce import pictures
from reinforce.pictures import Link, Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from examples.customer_success.figures import Figures
    from reinforce import ManualClock
    from reinforce.pictures.sections import Part

RESEARCH = "research.html"


class Report:
    """
    What a lead reads: on a page, and without its pictures in a terminal.

    Args:
        figures: what to report.
        clock: the engine's clock, at an hour at which it is the same day for everybody; it is moved to the hour of each
            person's next practice in turn, and back.
    """

    def __init__(self, figures: Figures, clock: ManualClock) -> None:
        self._finding = Finding(figures)
        self._sections = tuple(_sections(figures, clock, self._finding))
        self.title = self._finding.title()

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        yield self.title.upper()
        yield from terminal.lines((self._finding.told(), self._finding.gap()))
        yield ""
        yield from terminal.lines(self._sections)

    def write(self, path: Path) -> Path:
        """Write the page and return its path."""
        parts: list[Part] = [self._finding.told(), self._finding.gap(), self._finding.figure(), *self._sections]
        parts.append(Link(text="For researchers: forgetting curves, difficulty, calibration, costs", file=RESEARCH))
        return pictures.page(parts, path, title=self.title)


def _sections(figures: Figures, clock: ManualClock, finding: Finding) -> Iterator[Section]:
    """Yield the sections in the order of the page."""
    now = clock.now()  # when it is the same day for everybody
    sessions = {}
    for person in figures.people:
        clock.move_to(person.instant(figures.day))
        sessions[person.id] = figures.tenant.practice.session(person.id, budget=person.budget(figures.day))
    plans = []
    for agreed in agreements(figures.people, day=figures.day):
        clock.move_to(agreed.person.instant(figures.day))
        plans.append(Ahead(figures.tenant, agreed, day=figures.day).section())
    clock.move_to(now)
    yield to_do(figures)
    yield slipping(figures)
    yield pictures.standing(figures.tenant, names={person.id: person.name for person in figures.people})
    background = Background(figures, sessions)
    yield finding.found()
    yield background.remembered()
    yield background.minutes()
    yield Section(heading="Two plans in full", parts=plans)
    yield background.tomorrow()
    card = background.history()
    if card is not None:
        yield card
    yield background.checked()
