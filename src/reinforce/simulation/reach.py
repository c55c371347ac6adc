"""From what is to be still known to how often to practise: the least of a setting that reaches a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np

from reinforce.errors import InvalidParameterError
from reinforce.practice import text
from reinforce.simulation.display import frame, picture
from reinforce.simulation.resampling import Sample, Target, draws
from reinforce.simulation.result import Result
from reinforce.simulation.search import Search
from reinforce.simulation.settings import setting_of
from reinforce.simulation.simulate import results_of
from reinforce.simulation.study import Study, StudyArguments, check_arguments
from reinforce.simulation.sweep import Sweep, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import altair as alt
    import polars as pl

    from reinforce.simulation.resampling import Measure
    from reinforce.simulation.schedules import Schedule
    from reinforce.simulation.study import SimulationArguments
    from reinforce.vector.equations import Floats

_WEEK, _YEAR = 7, 365
_FEWEST = 20
_DOUBT = (0.05, 0.95)
"""Nine of ten draws of the learners lie between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """
    The least practice that reaches a target, what it costs, and how sure that is.

    ``print`` says it in a sentence. The ranges are those in which nine of ten repetitions with other learners, as many
    and of the same population, are expected to lie: the luck of the draw, and not what the model of memory may be wrong
    about. More learners make them narrower.

    Attributes:
        target: the share of all skills that is to be still known, 0 to 1; a skill that was never practised is not.
        measure, since, people: when, and by how many; see `reach`.
        over: the setting that was looked for.
        setting: its value: that with the least practice up to which the target is reached; if none reaches it, that
            which leaves most.
        reached: whether the target is reached.
        at_bound: whether the answer may lie beyond the values that were looked among: the one with the least practice
            reaches the target, or the one with the most does not.
        still_known: the share that is still known there, by the same measure.
        minutes: of a learner on all days of the study.
        practices: of a learner on all days, first ones among them.
        setting_range: the least and the greatest value of the setting that other learners may come to.
        minutes_range: the same of ``minutes``, at the setting and at both ends of its range.
        schedule: the schedule with that setting, to simulate or compare.
        sweep: all that was tried on the way, in the order of the values.
    """

    target: float
    measure: Measure
    since: int
    people: float | None
    over: str
    setting: float
    reached: bool
    at_bound: bool
    still_known: float
    minutes: float
    practices: float
    setting_range: tuple[float, float]
    minutes_range: tuple[float, float]
    schedule: Schedule
    sweep: Sweep

    @property
    def minutes_a_week(self) -> float:
        """Minutes of a learner in a week: the mean over the study."""
        return self.minutes * _WEEK / self._days

    @property
    def minutes_a_sitting(self) -> float:
        """Minutes of a learner on a day with practice: the mean over learners and such days; 0 where there is none."""
        practised = self._minutes[self._minutes > 0]
        return float(practised.mean()) if practised.size else 0.0

    @property
    def longest_sitting(self) -> float:
        """Minutes of the longest day of any learner: often the first, on which all skills are begun."""
        return float(self._minutes.max())

    @property
    def wanted(self) -> str:
        """What is to be still known, by how many and when, in words."""
        return self._asked().spoken(self.target)

    @property
    def noun(self) -> str:
        """What the setting is a number of, as day; empty where it is one of nothing."""
        return setting_of(self.schedule, self.over)[1].noun

    @property
    def minutes_a_year(self) -> float:
        """Minutes of a learner in a year of 365 days, if all of it were as the study is on average."""
        return self.minutes * _YEAR / self._days

    def to_frame(self) -> pl.DataFrame:
        """
        Return one row for each value that was tried, in their order.

        Columns: the setting, under its name; ``still_known``, the share that is by the same measure; ``reached``,
        whether that is enough; of a learner ``daily_minutes``, ``minutes`` and ``practices``.
        """
        asked = self._asked()
        once = np.ones((1, self.sweep.results[0].study.learners))
        samples = [Sample.of(result, target=asked, weights=once) for result in self.sweep.results]
        return frame(
            [
                {
                    self.over: value,
                    "still_known": float(sample.known[0]),
                    "reached": bool(sample.known[0] >= self.target),
                    "daily_minutes": float(sample.minutes[0]) / self._days,
                    "minutes": float(sample.minutes[0]),
                    "practices": sample.practices,
                }
                for value, sample in zip(self.sweep.values, samples, strict=True)
            ]
        )

    def plot(self) -> alt.TopLevelMixin:
        """Return a picture of what is still known against the minutes that it takes; a ring marks the answer."""
        return picture(self)

    def __str__(self) -> str:
        """Say the answer, what it costs, and how sure that is."""
        return " ".join(self._sentences())

    def __repr__(self) -> str:
        """Say the answer, what it costs, and how sure that is; arrays are in the sweep."""
        return f"<Reach: {self}>"

    def _repr_html_(self) -> str:
        rows = [
            tuple(str(value) if isinstance(value, bool) else f"{value:g}" for value in row)
            for row in self.to_frame().rows()
        ]
        columns = [name.replace("_", " ") for name in self.to_frame().columns]
        return f"<p>{self}</p>{text.table(f'{self._kind}: what was tried', columns, rows)}"

    @property
    def _minutes(self) -> Floats:
        minutes: Floats = self.sweep.results[self.sweep.values.index(self.setting)].minutes
        return minutes

    @property
    def _days(self) -> int:
        return self.sweep.results[0].study.days

    @property
    def _kind(self) -> str:
        return f"{type(self.schedule).__name__} over {self.over.replace('_', ' ')}"

    def _asked(self) -> Target:
        return Target(share=self.target, measure=self.measure, since=self.since, people=self.people)

    def _sentences(self) -> Iterable[str]:
        setting, asked = setting_of(self.schedule, self.over)[1], self._asked()
        if self.reached:
            yield f"Practise {setting.spoken(self.setting)}: at least {asked.spoken(self.target)}."
        else:
            yield f"Not reached: {asked.spoken(self.target)}."
            yield f"The most is {text.share(self.still_known)}: practise {setting.spoken(self.setting)}."
        yield (
            f"It takes a learner {self.minutes_a_week:.1f} minutes a week: {_about(self.minutes, 'minute')} and "
            f"{_about(self.practices, 'practice')} in {text.counted(self._days, 'day')}."
        )
        yield from self._sitting()
        if self.reached:
            low, high = self.minutes_range
            yield f"With other such learners, nine times in ten: {setting.spoken(*self.setting_range)},"
            yield f"{text.amount(low, high, 'minute', form=',.0f')}."
        if self.at_bound:
            yield f"No {'less' if self.reached else 'more'} practice was tried."

    def _sitting(self) -> Iterable[str]:
        """Yield how long one sits at a time, and that what is begun is finished where a day exceeds its budget."""
        budget, longest = self.schedule.minutes_a_day, text.counted(float(f"{self.longest_sitting:.3g}"), "minute")
        usual = text.counted(float(f"{self.minutes_a_sitting:.2g}"), "minute")
        if budget is None or self.longest_sitting <= budget:
            yield f"A day with practice takes {usual} on average, the longest {longest}."
            return
        yield f"A day with practice takes {usual} on average."
        yield f"What is begun is finished: the longest day took a learner {longest}, more than the {budget:g} planned."


def _about(number: float, noun: str) -> str:
    """Return a number of what a *noun* names, as a whole one."""
    return text.amount(number, number, noun, form=",.0f")


def reach(
    target: float,
    *,
    over: str,
    schedule: Schedule | None = None,
    measure: Measure = "average",
    since: int = 0,
    people: float | None = None,
    values: Iterable[float] | None = None,
    **arguments: Unpack[SimulationArguments],
) -> Reach:
    """
    Return how often to practise so that a share of all skills is still known, and what that costs; see `Reach`.

    All values are tried on the same learners with the same luck: a dozen of them first, then always the one in the
    middle between the last that reaches the target and the first that does not.

    Args:
        target: the share of all skills that is to be still known, 0 to 1.
        over: the setting that is looked for, as ``interval``, ``desired_retention`` or ``minutes_a_day``; for ``boxes``
            the number of those that the schedule has.
        schedule: whose setting it is; all others stay. If omitted, the first that has it of `Fsrs`, `FixedInterval`,
            `Expanding`, `Workshop`, `Leitner` and `Memorize`, with its defaults.
        measure: ``"average"`` over the days that count, ``"worst"`` for the lowest of them, or ``"last_day"``. On a
            single day it decides which day a session fell on: an interval is then lengthened value by value, up to the
            last before one does not reach the target.
        since: the first day that counts, from 0 on; with ``days=365`` and ``since=274`` the last quarter of a year.
        people: the share of people, 0 to 1, each of whom is to know *target* of all skills, as 0.9 for nine of ten; if
            omitted, the mean of all people is to.
        values: of the setting, to look among; if omitted those that make sense for it: intervals of one day to the days
            of the study, desired retentions of 0.5 to 0.99.
        arguments: those of `simulate`; of *learners*, twenty or more, since the doubt is told from how they differ.
            Without a *population* of your own the minutes are those of flashcards: a practice takes a quarter of one.

    Raises:
        InvalidParameterError: an argument is not acceptable; the error names it.

    >>> reach(0.8, over="interval", learners=50, skills=10, days=365, rng=7).setting
    62
    """
    check_arguments(reach, arguments)
    whose, setting = setting_of(schedule, over)
    study = _study(**arguments)
    if study.learners < _FEWEST:
        reason = f"must be {_FEWEST} or more, not {study.learners}: how sure the answer is shows in how they differ"
        raise InvalidParameterError("learners", reason, value=study.learners)
    asked = Target(share=target, measure=measure, since=since, people=people)
    asked.check(days=study.days)
    among = setting.values(whose, study) if values is None else tuple(sorted(set(numbers(values))))
    schedules = [whose.with_(over, value) for value in among]
    weights, results = draws(study.learners, seed=study.seed), dict[int, Result]()
    arguments["rng"] = study.seed

    def tried(places: Sequence[int]) -> list[Sample]:
        results.update(zip(places, results_of([schedules[place] for place in places], **arguments), strict=True))
        return [Sample.of(results[place], target=asked, weights=weights) for place in places]

    found = Search(among, tried, share=target, each=measure == "last_day" and setting.moves)
    sample, setting_range = found.samples[found.place], _range(found.drawn(), among[found.place])
    costs = [_range(there.minutes, float(there.minutes[0])) for there in map(found.sample, setting_range)]
    costs.append(_range(sample.minutes, float(sample.minutes[0])))
    places = sorted(results)
    return Reach(
        target=target,
        measure=measure,
        since=since,
        people=people,
        over=over,
        setting=among[found.place],
        reached=found.reached,
        at_bound=found.at_bound,
        still_known=float(sample.known[0]),
        minutes=float(sample.minutes[0]),
        practices=sample.practices,
        setting_range=setting_range,
        minutes_range=(min(low for low, _ in costs), max(high for _, high in costs)),
        schedule=schedules[found.place],
        sweep=Sweep(
            over=over,
            values=tuple(among[place] for place in places),
            results=tuple(results[place] for place in places),
        ),
    )


def _range(drawn: Sequence[float] | Floats, found: float) -> tuple[float, float]:
    """Return between which values nine of ten draws lie, and what was *found*."""
    low, high = np.quantile(drawn, _DOUBT, method="nearest").tolist()
    return min(low, found), max(high, found)


def _study(*, executor: object = None, progress: object = None, **arguments: Unpack[StudyArguments]) -> Study:
    """Return the study; what is said of how to run it is left to those who run it."""
    del executor, progress
    return Study(**arguments)
