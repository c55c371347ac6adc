"""The demo's second page: pictures for who studies memory; each caption says where its numbers come from."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from examples.customer_success.trade import asked, trade
from examples.customer_success.wording import counted, share, spoken
from reinforce import Rating, pictures
from reinforce.exchange import from_engine
from reinforce.memory import Fsrs6
from reinforce.pictures import Figure, Link
from reinforce.simulation import forgetting_curve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from examples.customer_success.figures import Figures
    from reinforce import ManualClock
    from reinforce.exchange import ReviewLog
    from reinforce.pictures.sections import Part

_MINUTE = timedelta(minutes=1)
_AHEAD = 28
_DIGITS = 1e-9


class Research:
    """
    The pictures of one run that tell more of memory than of the team.

    Args:
        figures: what to draw.
        clock: the engine's clock, moved to the hour of each person's next practice in turn.
    """

    def __init__(self, figures: Figures, clock: ManualClock) -> None:
        self._figures, self._clock = figures, clock
        self._tenant, self._people = figures.tenant, figures.people
        self._first, self._days = figures.simulation.first_day, figures.simulation.days
        self._skills = figures.curriculum.skills
        self._log: ReviewLog = from_engine(self._tenant, learners=[person.id for person in self._people])
        model = figures.policy.memory
        self._model = model if isinstance(model, Fsrs6) else Fsrs6()

    def write(self, path: Path, *, report: str) -> Path:
        """Write the page, with a way back to the file of the *report*, and return its path."""
        days, people = counted(self._days, "day"), counted(len(self._people), "person")
        intro = (
            f"{people}, {days} from {spoken(self._first)} {self._first.year} on, {counted(len(self._skills), 'skill')}."
            "\n\n"
            "The people are simulated: they forget by an activation model of memory that the engine does not know, and "
            "it sees only their answers. Below, “data” is what they did, “engine” what it makes of their answers, and "
            "“simulated ahead” what a further simulation expects of a team like this one. Days are counted from the "
            "first day, or from a skill’s first practice."
        )
        parts: tuple[Part, ...] = (Link(text="Back to the page for the team’s lead", file=report), *self.figures())
        return pictures.page(parts, path, title=f"{days} of practice, for researchers", intro=intro)

    def figures(self) -> Iterator[Figure]:
        """Yield the pictures in the order of the page."""
        yield self.over_time()
        yield self.ahead()
        if self._log.frame.is_empty():
            return
        yield from self.forgetting()
        yield from self.cards()
        yield from self.calibration()
        yield self.trade_off()

    def over_time(self) -> Figure:
        """Return what the engine holds of each day, and the minutes that people spent."""
        people = len(self._people)
        frame = pictures.log_days(
            self._log, first=self._first, days=self._days, learners=people, skills=len(self._skills), model=self._model
        )
        spent: Counter[int] = Counter()
        for (_, day), took in self._figures.record.spent.items():
            spent[(day - self._first).days] += round(took.total_seconds())
        minutes = pl.Series("minutes", [spent[day] / 60 / people for day in range(self._days)], dtype=pl.Float64)
        held = frame.with_columns(minutes)
        caption = (
            "Engine’s estimate above, data below. Still known: what is there of all that each person has practised "
            "so far, in the evening, folded from the log of reviews; it dips where a weekend passes without practice, "
            f"the more so at first, when all is new. By day {self._begun(frame)}, nine in ten of all skills of all "
            "people had been begun. Workload: minutes that practice took, the mean over all people, those with a day "
            "off among them."
        )
        chart = pictures.over_time(held, title="Still known of what was begun, and workload")
        return Figure(chart=chart, caption=caption, table=held.filter(pl.col("day") % 7 == 0))

    def ahead(self) -> Figure:
        """Return the minutes that fall due in the coming weeks."""
        frames = []
        for person in self._people:
            self._clock.move_to(person.instant(self._figures.day))
            frames.append(pictures.forecast_days(self._tenant.practice.forecast(person.id, days=_AHEAD)))
        days = pl.concat(frames).group_by("date", maintain_order=True).agg(pl.col("minutes", "reviews").sum())
        days = days.sort("date").head(_AHEAD)
        caption = (
            "Engine’s forecast. Minutes of the whole team by the day on which they fall due, from "
            f"{spoken(self._figures.day)} on, if each practice goes well; what is overdue stands on the first day. It "
            "knows no days off and no budgets: the plan of each person moves practice to days on which they work."
        )
        return Figure(chart=pictures.due_minutes(days, title="Minutes of the team that fall due"), caption=caption)

    def forgetting(self) -> Iterator[Figure]:
        """Yield the forgetting curves of the skill that was practised most, of who practised it least and most."""
        frame = self._log.frame
        often = frame.group_by("skill").len().sort("len", "skill", descending=[True, False])
        skill = often["skill"][0]
        rows = frame.filter(pl.col("skill") == skill)
        by_person = rows.group_by("learner").len().sort("len", "learner")["learner"].to_list()
        wanted = self._figures.policy.desired_retention
        meaning = (
            "Curve: the engine’s estimate, by its memory model, from the first practice up to the last day. Marks: "
            "data, each review with its outcome. The dashed level is "
            f"the desired retention, {share(wanted)}: a review falls due where the curve meets it, and comes "
            "later where there is no time, earlier where a drill covers the skill too."
        )
        for learner in dict.fromkeys((by_person[0], by_person[-1])):
            curve, marks = self._curve(rows.filter(pl.col("learner") == learner))
            name = next(person.name for person in self._people if person.id == learner)
            chart = pictures.forgetting_curves(
                curve,
                reviews=marks if len(marks) else None,
                desired_retention=wanted,
                title=f"Forgetting curve: {name} on “{self._skills[skill].title}”",
            )
            who = f"{name} practised it {'least' if learner == by_person[0] else 'most'} of all."
            yield Figure(chart=chart, caption=f"{meaning} {who}")

    def _curve(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the forgetting curve of the reviews of one card, and its marks, in days since the first of them."""
        days = rows["day"].cum_max().to_list()
        reviews = [
            ((day - days[0]).days, Rating(rating)) for day, rating in zip(days, rows["rating"].to_list(), strict=True)
        ]
        end = (self._figures.day - days[0]).days
        curve = forgetting_curve(reviews, days=max(1, end), model=self._model)
        return curve.to_frame(), curve.marks().drop_nulls("retrievability")

    def cards(self) -> Iterator[Figure]:
        """Yield how stability and difficulty are distributed."""
        known = [card.memory for card in self._figures.cards.values() if card.memory is not None]
        frame = pl.DataFrame(
            {"stability": [state.stability for state in known], "difficulty": [state.difficulty for state in known]}
        )
        yield Figure(
            chart=pictures.stability_distribution(frame),
            caption="Engine’s estimate, one card for each person and skill, after the last day. The bins widen to the "
            "right: two make a doubling.",
        )
        yield Figure(
            chart=pictures.difficulty_distribution(frame),
            caption="Engine’s estimate, of the same cards: difficulty rises with each forgotten review.",
        )

    def calibration(self) -> Iterator[Figure]:
        """Yield what the engine expected of reviews against what happened, if anything was reviewed twice."""
        days = self._log.frame.group_by("learner", "skill").agg(pl.col("day").n_unique())
        if days.filter(pl.col("day") > 1).is_empty():
            return
        frame = pictures.log_calibration(self._log, model=self._model)
        expected, happened = (
            float((frame[name] * frame["n"]).sum()) / float(frame["n"].sum()) for name in ("predicted", "observed")
        )
        caption = (
            "Engine against data. Each point is a tenth of the reviews: what the engine’s memory model, fitted to "
            f"nothing, took for still known right before, and the share rated better than Again: {share(expected)} "
            f"expected, {share(happened)} seen. On the dashed line both agree. Whiskers are 95 % intervals. Guesses "
            "lift answers above what is remembered, slips and hard drills lower them."
        )
        yield Figure(chart=pictures.calibration(frame, title="Did it come as expected?"), caption=caption, table=frame)

    def trade_off(self) -> Figure:
        """Return what other desired retentions would cost a team like this."""
        figures = self._figures
        swept, told = trade(figures, self._log)
        frame = swept.to_frame().select("desired_retention", "daily_minutes", "retention")
        chart = pictures.trade_off(
            frame, best=asked(figures), title="Still known, and what it would cost a team like this"
        )
        return Figure(chart=chart, caption=told, table=frame)

    def _begun(self, frame: pl.DataFrame) -> int:
        """Return the first day on which nine in ten cards were begun; the last if there is none."""
        many = frame.filter(pl.col("introduced") >= 0.9 - _DIGITS)["day"]
        return int(many[0]) if len(many) else self._days
