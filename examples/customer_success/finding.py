"""What the simulated days show, first of all: how much is still known, and how much one workshop would have left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from examples.customer_success.wording import counted, share, spoken
from reinforce import Review, pictures
from reinforce.pictures import Figure, Section
from reinforce.practice import fold
from reinforce.simulation import Workshop, simulate

if TYPE_CHECKING:
    from examples.customer_success.figures import Figures

_LEARNERS = 100
_TRUTH, _ENGINE, _WORKSHOP = "as practised: the truth", "as practised: the engine says", "in one workshop: the truth"


class Finding:
    """
    The finding of one run, in a line, in a few sentences, and as a picture.

    Args:
        figures: of the run.
    """

    def __init__(self, figures: Figures) -> None:
        self._figures, self._simulation = figures, figures.simulation
        self._together = figures.capabilities()[-1]
        self._last = figures.day + timedelta(days=self._simulation.days)
        self._workshop_at_last = figures.kept(self._last, workshop=True)

    def title(self) -> str:
        """Return the finding in a line."""
        hours = self._figures.workshop_hours()
        return f"The same {hours:.1f} hours: {share(self._together.rested)} against {share(self._workshop_at_last)}"

    def told(self) -> str:
        """Return the finding in a few sentences."""
        figures, together, simulation = self._figures, self._together, self._simulation
        first, days = simulation.first_day, counted(simulation.days, "day")
        yesterday = figures.day - timedelta(days=1)
        people, skills = counted(len(simulation.people), "person"), counted(len(figures.curriculum.skills), "skill")
        return (
            f"{people} practised {skills}, {figures.workshop_hours():.1f} hours each, from {spoken(first)} to "
            f"{spoken(yesterday)} {yesterday.year}. If nobody practises for {days} more, they will still know "
            f"{share(together.rested)} on {spoken(self._last)}. Had they done the same practice in one workshop on "
            f"{spoken(first)}, {share(self._workshop_at_last)} would be left by then. Today, {spoken(figures.day)}, it "
            f"is {share(together.now)} against {share(together.workshop)}."
        )

    def gap(self) -> str:
        """Return how far the engine's estimate is off, and why."""
        together = self._together
        points = round(100 * together.estimate) - round(100 * together.now)  # of the numbers that are read beside it
        off = f"{counted(abs(points), 'point')} too {'high' if points > 0 else 'low'}" if points else "no point off"
        return (
            f"The engine, which sees answers alone, says {share(together.estimate)} today: {off}"
            f"{', as people also guess right' if points > 0 else ''}. "
            "People and truth are simulated: see “How this was found”."
        )

    def found(self) -> Section:
        """Return who the people are, and why the guide on workshops gives another figure for the same day."""
        simulated = (
            "The people forget by an activation model of memory (Pavlik and Anderson 2005) that the engine does not "
            "know, with habits, experience and thresholds that are assumed; that is “the truth” here. The engine sees "
            "only their answers."
        )
        figures, together = self._figures, self._together
        compared = (
            "The guide “One workshop or ten minutes a week?” simulates people who remember by the engine’s own model, "
            f"FSRS-6, by which such a workshop would leave {share(self._by_the_engine())} on {spoken(figures.day)} and "
            f"not {share(together.workshop)}: here what is repeated in direct succession fades fast."
        )
        rounds = (
            "The workshop takes each skill several times in a row. Had it gone round all skills time after time, "
            f"{share(figures.kept_of_rounds())} would be left today. Which model is nearer to your people, only their "
            "answers can tell."
        )
        return Section(heading="How this was found", parts=(simulated, compared, rounds))

    def _by_the_engine(self) -> float:
        """Return what such a workshop would leave today by the engine's own memory model, 0 to 1."""
        figures = self._figures
        reviews = sum(len(one.reviews) for some in figures.record.outcomes.values() for one in some)
        simulated = simulate(
            Workshop(repetitions=max(1, round(reviews / max(1, len(figures.cards))))),
            learners=_LEARNERS,
            skills=len(figures.curriculum.skills),
            days=self._simulation.days + 1,
            rng=abs(self._simulation.seed),
            progress=False,
        )
        return float(simulated.to_frame()["retention_of_all"][-1])

    def figure(self) -> Figure:
        """Return what is still known each morning: the truth, what the engine says, and after one workshop."""
        figures, record = self._figures, self._figures.record
        most = len(figures.people) * len(figures.curriculum.skills)
        engine = self._engine()
        rows: list[tuple[date, float, str]] = []
        for name in (_TRUTH, _ENGINE, _WORKSHOP):
            for number in range(2 * self._simulation.days + 1):
                day = self._simulation.first_day + timedelta(days=number)
                if name == _ENGINE:
                    if day in engine:
                        rows.append((day, engine[day], name))
                elif day in record.remembered and (name == _TRUTH or not number):
                    rows.append((day, record.remembered[day] / most, name))
                else:
                    rows.append((day, figures.kept(day, workshop=name == _WORKSHOP), name))
        schema = {"date": pl.Date, "still_known": pl.Float64, "series": pl.String}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        chart = pictures.still_known(frame, gap=(_ENGINE, _TRUTH), title="What is still known")
        caption = (
            "The share of all skills that is still known, each morning before practice, a mean over people: in truth "
            "the chance to recall a skill unaided, for the engine what is left of what was practised. The upright line "
            f"is how far it is off. Nobody practises from {spoken(figures.day)} on. One workshop: as many practices of "
            "each skill, each as long, in a row on the first morning."
        )
        table = frame.filter(pl.col("date").is_in(_mondays(frame))).pivot("series", index="date", values="still_known")
        return Figure(chart=chart, heading="", caption=caption, table=table)

    def _engine(self) -> dict[date, float]:
        """Return what the engine makes, each morning, of the answers up to then: the mean over people and skills."""
        figures, policy = self._figures, self._figures.policy
        end, first = figures.day.toordinal(), self._simulation.first_day.toordinal()
        left = dict.fromkeys(range(first, end + 1), 0.0)
        for learner, skill in figures.cards:
            entries = figures.tenant.practice.history(learner, skill)
            changes = figures.curriculum.changes(skill)
            days = sorted({entry.day for entry in entries if isinstance(entry, Review)})
            for since, until in zip(days, [*days[1:], end], strict=True):
                seen = [entry for entry in entries if not isinstance(entry, Review) or entry.day <= since]
                card = fold(seen, policy=policy, changes=changes)
                for day in range(since + 1, until + 1):
                    left[day] += card.retrievability(day=day, policy=policy) or 0.0
        most = len(figures.people) * len(figures.curriculum.skills)
        return {date.fromordinal(day): total / most for day, total in left.items()}


def _mondays(frame: pl.DataFrame) -> list[date]:
    """Return every other Monday of a frame, and its last day."""
    days = frame["date"].unique().sort().to_list()
    return [day for day in days if day.weekday() == 0][::2] + days[-1:]
