"""The tables of the comparison, as text for a terminal and as Markdown for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples.levelling.figures import FIGURES, spread
from examples.levelling.scenarios import Arm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examples.levelling.figures import Figure, Spread
    from examples.levelling.scenarios import Scenario
    from examples.levelling.year import Year

_BETTER = "planned − picked"


def rows(scenario: Scenario, years: Mapping[Arm, Sequence[Year]]) -> list[list[str]]:
    """
    Return the table of one scenario: a head, and a row for each figure.

    Each cell is the mean over learners ± the standard deviation. The last column is the difference between the plan and
    the picker, learner by learner, ± the standard error of its mean.
    """
    table = [[scenario.title, *(str(arm) for arm in scenario.arms), _BETTER]]
    for figure in FIGURES:
        if not figure.scenarios or scenario.id in figure.scenarios:
            values = {arm: [figure.measure(year, scenario) for year in years[arm]] for arm in scenario.arms}
            cells = [_cell(figure, spread(values[arm])) for arm in scenario.arms]
            table.append([figure.title, *cells, _difference(figure, values)])
    return table


def text(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table for a terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        first, *others = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join((f"{first.strip():<{widths[0]}}", *others))


def markdown(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    head, *body = table
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in body:
        yield f"| {' | '.join(row)} |"


def _cell(figure: Figure, value: Spread | None) -> str:
    if value is None:
        return "–"
    return f"{value.mean:.{figure.digits}f} ± {value.deviation:.{figure.digits}f}"


def _difference(figure: Figure, values: Mapping[Arm, Sequence[float | None]]) -> str:
    pairs = zip(values[Arm.PLANNED], values[Arm.PICKED], strict=True)
    apart = spread([None if ours is None or theirs is None else ours - theirs for ours, theirs in pairs])
    if apart is None:
        return "–"
    return f"{apart.mean:+.{figure.digits}f} ± {apart.error:.{figure.digits}f}".replace("-", "−")
