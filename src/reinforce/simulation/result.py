"""What a simulation came to: arrays with stated shapes and units, and tables of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.practice import text
from reinforce.simulation.display import frame, picture, polars
from reinforce.simulation.log import START, named
from reinforce.simulation.shard_result import ShardResult
from reinforce.vector.equations import Weights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import altair as alt
    import polars as pl
    from numpy.typing import NDArray

    from reinforce.simulation.schedules import Schedule
    from reinforce.simulation.study import Study


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result(ShardResult):
    """
    What came of simulated learners under one schedule.

    Days are counted from 0, a Monday; what is said of a day is how it is in the evening, after practice.

    Attributes:
        schedule, study: what was simulated.
        reviews: shape ``(learners, days)``, practices of skills met before.
        introduced: shape ``(learners, days)``, skills practised for the first time.
        recalled: shape ``(learners, days)``, reviews that were not rated Again.
        minutes: shape ``(learners, days)``, minutes of practice.
        backlog: shape ``(learners, days)``, skills that are due and were not practised.
        attended: shape ``(learners, days)``, whether the learner was there to practise.
        remembered: shape ``(learners, days)``, the sum of true retrievability over all skills: how many of them one may
            expect to be remembered. A skill that was never practised counts 0.
        believed: shape ``(learners, days)``, the same sum as the scheduler believes; ``None`` if it has no model.
        stability: shape ``(learners, skills)``, in the end, in truth, days; nan where never practised.
        difficulty: shape ``(learners, skills)``, in the end, in truth, 1 to 10; nan where never practised.
        believed_stability, believed_difficulty: the same as the scheduler believes; ``None`` if it has no model.
        repetitions: shape ``(learners, skills)``, practices, further ones on the same day among them.
        lapses: shape ``(learners, skills)``, reviews rated Again.
        introduced_on: shape ``(learners, skills)``, the day of the first practice; -1 for none.
        last_day: shape ``(learners, skills)``, the day of the last practice; -1 for none.
        due_day: shape ``(learners, skills)``, the day on which it is due; -1 for none.
        parameters: shape ``(learners, 21)``, the true parameters of each learner.
        log: every practice, if it was asked for.
    """

    schedule: Schedule
    study: Study

    @classmethod
    def from_shards(cls, shards: Sequence[ShardResult], *, schedule: Schedule, study: Study) -> Self:
        """Return the result of which *shards* are the parts."""
        return cls(**ShardResult.joined(shards), schedule=schedule, study=study)

    @property
    def retention(self) -> NDArray[np.float64]:
        """Shape ``(days,)``: the mean true retrievability of what was introduced so far; nan while nothing was."""
        return _mean(self.remembered.sum(axis=0), self._introduced_so_far())

    @property
    def retention_of_all(self) -> NDArray[np.float64]:
        """Shape ``(days,)``: the mean true retrievability of all skills; what was never practised counts 0."""
        all_: NDArray[np.float64] = self.remembered.sum(axis=0) / (self.study.learners * self.study.skills)
        return all_

    @property
    def believed_retention(self) -> NDArray[np.float64] | None:
        """Shape ``(days,)``: `retention` as the scheduler believes; ``None`` if it has no model of memory."""
        return None if self.believed is None else _mean(self.believed.sum(axis=0), self._introduced_so_far())

    @property
    def minutes_a_day(self) -> NDArray[np.float64]:
        """Shape ``(days,)``: the mean minutes of a learner."""
        mean: NDArray[np.float64] = self.minutes.mean(axis=0)
        return mean

    @property
    def reviews_a_day(self) -> NDArray[np.float64]:
        """Shape ``(days,)``: the mean practices of a learner, first ones among them."""
        mean: NDArray[np.float64] = (self.reviews + self.introduced).mean(axis=0)
        return mean

    @property
    def backlog_a_day(self) -> NDArray[np.float64]:
        """Shape ``(days,)``: the mean number of skills of a learner that are due and were not practised."""
        mean: NDArray[np.float64] = self.backlog.mean(axis=0)
        return mean

    def retrievability(self, *, day: int | None = None) -> NDArray[np.float64]:
        """
        Return the true retrievability of each skill, of shape ``(learners, skills)``; nan where never practised.

        *day* is the last day, or one after it up to which nobody practises.

        Raises:
            InvalidParameterError: *day* is before the last day.
        """
        when = self.study.days - 1 if day is None else checks.whole("day", day, self.study.days - 1, 10_000_000)
        who = np.arange(self.study.learners)[:, None]
        return Weights.of(self.parameters).left(self.stability, when - self.last_day, who=who)

    def to_frame(self) -> pl.DataFrame:
        """
        Return one row for each day, in polars; ``to_frame().to_pandas()`` is the same in pandas.

        Columns: ``day``; ``retention``, ``retention_of_all`` and ``believed_retention``, 0 to 1; means of a learner:
        ``minutes``, ``reviews`` (first practices not among them), ``introduced``, ``recalled``, ``backlog``; and
        ``attended``, the share of learners who were there.
        """
        pl = polars()
        believed = self.believed_retention
        made = frame(
            {
                "day": np.arange(self.study.days, dtype=np.int32),
                "retention": self.retention,
                "retention_of_all": self.retention_of_all,
                "believed_retention": pl.Series([None] * self.study.days, dtype=pl.Float64)
                if believed is None
                else believed,
                "minutes": self.minutes_a_day,
                "reviews": self.reviews.mean(axis=0),
                "introduced": self.introduced.mean(axis=0),
                "recalled": self.recalled.mean(axis=0),
                "backlog": self.backlog_a_day,
                "attended": self.attended.mean(axis=0),
            }
        )
        return made.fill_nan(None)

    def learner_frame(self) -> pl.DataFrame:
        """
        Return one row for each learner.

        Columns: ``learner``; ``retention`` and ``retention_of_all``, means over all days; ``minutes``, ``reviews``,
        ``introduced`` and ``lapses`` over all days; ``last_day_retention`` and ``last_day_retention_of_all``.
        """
        last, met = self.remembered[:, -1], (self.introduced_on >= 0).sum(axis=1)
        so_far = np.cumsum(self.introduced, axis=1, dtype=np.float64)
        return frame(
            {
                "learner": named("l", np.arange(self.study.learners), self.study.learners),
                "retention": _mean(_mean(self.remembered, so_far).sum(axis=1, where=so_far > 0), (so_far > 0).sum(1)),
                "retention_of_all": self.remembered.mean(axis=1) / self.study.skills,
                "minutes": self.minutes.sum(axis=1),
                "reviews": self.reviews.sum(axis=1),
                "introduced": met,
                "lapses": self.lapses.sum(axis=1),
                "last_day_retention": _mean(last, met),
                "last_day_retention_of_all": last / self.study.skills,
            }
        ).fill_nan(None)

    def card_frame(self) -> pl.DataFrame:
        """
        Return one row for each learner and skill, as they are in the end.

        Columns: ``learner``, ``skill``, ``stability``, ``difficulty`` and ``retrievability`` in truth,
        ``believed_stability``, ``believed_difficulty``, ``repetitions``, ``lapses``, ``introduced_on``, ``last_day``,
        ``due_day``; null where there is none.
        """
        pl = polars()
        learner, skill = np.divmod(np.arange(self.study.learners * self.study.skills), self.study.skills)
        numbers = {"stability": self.stability, "difficulty": self.difficulty, "retrievability": self.retrievability()}
        believed = {
            "believed_stability": self.believed_stability,
            "believed_difficulty": self.believed_difficulty,
        }
        nothing = pl.Series([None] * len(skill), dtype=pl.Float64)
        days = {name: getattr(self, name).reshape(-1) for name in ("introduced_on", "last_day", "due_day")}
        made = frame(
            {
                "learner": named("l", learner, self.study.learners),
                "skill": named("s", skill, self.study.skills),
                **{name: values.reshape(-1) for name, values in numbers.items()},
                **{name: nothing if values is None else values.reshape(-1) for name, values in believed.items()},
                "repetitions": self.repetitions.reshape(-1),
                "lapses": self.lapses.reshape(-1),
                **days,
            }
        )
        none = [pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in days]
        return made.fill_nan(None).with_columns(none)

    def log_frame(self, *, start: date = START) -> pl.DataFrame:
        """
        Return every practice as a review log, in the form that the other rooms read.

        Columns: ``id``, ``learner``, ``skill``, ``rating``, ``at`` (an instant in UTC), ``day`` (the date of
        the learner day), ``duration`` (milliseconds). *start* is the date of day 0.

        Raises:
            InvalidParameterError: the simulation kept no log: ask for one with ``log=True``.
        """
        if self.log is None:
            raise InvalidParameterError("log", "was not kept: simulate with log=True", value=None)
        return self.log.to_frame(start=start, learners=self.study.learners, skills=self.study.skills)

    def summary(self, *, since: int = 0) -> dict[str, float]:
        """
        Return the days from *since* on in a few numbers: the whole study by default.

        ``retention`` and ``retention_of_all``, 0 to 1, ``remembered``, skills of a learner, and ``backlog`` are means
        over these days; ``minutes``, ``reviews`` and ``introduced`` are those of a learner on all of them;
        ``daily_minutes`` is the mean of a day; ``minutes_per_remembered`` are the minutes of all days, those before
        *since* among them, over ``remembered``: what it took to have a skill there all that time. What was practised
        before is why it is there, so that a workshop does not become free on the day after it.

        How it was on the last evening stands under its own name, ``last_day_…``. It says much about what that day was:
        on the evening of a monthly refresher everything is fresh.

        Raises:
            InvalidParameterError: *since* is no day of the study.
        """
        first = checks.whole("since", since, 0, self.study.days - 1)
        minutes, remembered = self.minutes[:, first:].sum(axis=1).mean(), self.remembered[:, first:].mean(axis=1).mean()
        paid = self.minutes.sum(axis=1).mean()
        known = self.retention[first:]
        known = known[~np.isnan(known)]
        said = {
            "retention": known.mean() if known.size else np.nan,
            "retention_of_all": self.retention_of_all[first:].mean(),
            "remembered": remembered,
            "minutes": minutes,
            "daily_minutes": minutes / (self.study.days - first),
            "reviews": self.reviews[:, first:].sum(axis=1).mean(),
            "introduced": self.introduced[:, first:].sum(axis=1).mean(),
            "backlog": self.backlog[:, first:].mean(),
            "minutes_per_remembered": paid / remembered if remembered else np.nan,
            "last_day_retention": self.retention[-1],
            "last_day_retention_of_all": self.retention_of_all[-1],
            "last_day_remembered": self.remembered[:, -1].mean(),
            "last_day_backlog": self.backlog[:, -1].mean(),
        }
        return {name: float(value) for name, value in said.items()}

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of retention and workload over time."""
        return picture(self)

    def __repr__(self) -> str:
        """Name the schedule, the size, and what it came to; the arrays would fill pages."""
        said = self.summary()
        came = f"mean retention {said['retention']:.3f}, {said['minutes']:.1f} minutes of a learner"
        return f"<Result of {self.schedule.name}: {self.study.size}; {came}>"

    def _introduced_so_far(self) -> NDArray[np.float64]:
        so_far: NDArray[np.float64] = np.cumsum(self.introduced.sum(axis=0, dtype=np.float64))
        return so_far

    def _repr_html_(self) -> str:
        rows = [(name.replace("_", " "), f"{value:.3f}") for name, value in self.summary().items()]
        return text.table(f"{self.schedule.name}: {self.study.size}", ("of a learner; means over all days", ""), rows)


def _mean(sums: NDArray[np.float64], counts: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return sums over counts; nan where nothing was counted."""
    numbers = counts.astype(np.float64)
    means: NDArray[np.float64] = np.divide(sums, numbers, out=np.full(numbers.shape, np.nan), where=numbers > 0)
    return means
