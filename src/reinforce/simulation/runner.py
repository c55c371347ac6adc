"""A run: some learners under one schedule, day by day, all their cards at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from reinforce.simulation.array_schedulers import scheduler_of
from reinforce.simulation.behaviour import AGAIN, Behaviour
from reinforce.simulation.card_arrays import NEVER, CardArrays
from reinforce.simulation.daily_sums import DailySums
from reinforce.simulation.shard_result import ShardResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reinforce.simulation.behaviour import Trial, TrialOutcome
    from reinforce.simulation.memory_arrays import Cards
    from reinforce.simulation.study import Job

    Times = NDArray[np.int64]

_MINUTE = 60_000
T = TypeVar("T", bound=np.generic)


class Run:
    """A run while it goes on."""

    def __init__(self, job: Job) -> None:
        self._job, schedule, people = job, job.schedule, job.study.population
        self._arrays = CardArrays(job)
        self._scheduler = scheduler_of(schedule, self._arrays)
        told = job.log or self._scheduler.listens
        self._behaviour = Behaviour(people, self._arrays, passes=self._scheduler.passes, told=told)
        self._sums = DailySums(job)
        self._limit = None if schedule.minutes_a_day is None else round(schedule.minutes_a_day * _MINUTE)
        self._surely, self._most = self._bounds()
        self._outs: list[TrialOutcome] = []
        # One learner's sums need only the skills met so far; in a shard of one they are added as in any other.
        self._alone = job.study.learners == 1 and self._scheduler.in_order
        self._always = people.attendance == 1

    def live(self, day: int) -> None:
        """Let a day pass: reviews first, then new skills."""
        arrays, sums = self._arrays, self._sums
        here = None if self._always else self._job.study.population.attending(arrays.people, day=day)
        cards = self._scheduler.waiting(day)
        waiting = counts = self._counted(cards)
        if here is not None:
            cards, counts = cards[here[arrays.owner[cards]]], counts * here
        spent = np.zeros(arrays.learners, np.int64)
        reviewed = self._review(cards, counts, day, spent)
        self._introduce(day, here, spent)
        self._close(day)
        if self._scheduler.carries:
            sums.backlog[day] = waiting - reviewed
        sums.attended[day] = True if here is None else here
        sums.minutes[day] = spent
        self._measure(day)

    def shard_result(self) -> ShardResult:
        """Return what was recorded."""
        return ShardResult.of(self._job, self._arrays, self._scheduler, self._sums)

    def _bounds(self) -> tuple[int | None, int | None]:
        """Return how many reviews surely fit into a day, and how many may be begun on one; ``None`` for any number."""
        surely = most = self._job.schedule.reviews_a_day
        if self._limit is not None:
            within = self._limit // max(self._behaviour.most_review, 1)
            surely = within if surely is None else min(surely, within)
            if self._behaviour.least_review:
                begun = -(-self._limit // self._behaviour.least_review)
                most = begun if most is None else min(most, begun)
        return surely, most

    def _counted(self, cards: Cards) -> Times:
        """Return how many of the cards each learner has."""
        if self._arrays.learners == 1:
            return np.array([len(cards)])
        return np.bincount(self._arrays.owner[cards], minlength=self._arrays.learners)

    def _review(self, cards: Cards, counts: Times, day: int, spent: Times) -> Times:
        """Review what fits into the day, and return how many each learner did."""
        if not cards.size:
            return counts
        most = int(counts.max())
        surely = self._surely is None or most <= self._surely
        if self._job.log or not surely:
            cards = self._in_order(cards, counts, day)
            if not cards.size:
                return np.zeros_like(counts)
        trial = self._behaviour.review(cards, day)
        if self._limit is not None and not surely:
            trial = trial.only(self._fits(trial, spent))
        return self._settle(trial, day, spent)

    def _settle(self, trial: Trial, day: int, spent: Times) -> Times:
        """Let reviews happen, and return how many each learner did."""
        arrays, again = self._arrays, (trial.rating == AGAIN).nonzero()[0]
        out, failed = self._behaviour.reviewed(trial, again), trial.cards[again]
        arrays.lapses[failed] += 1
        self._outs.append(out)
        if trial.elapsed is not None:
            self._scheduler.reviewed(trial.cards, trial.rating, trial.elapsed)
        done = self._spend(trial, spent)
        self._sums.reviews[day] += done
        self._sums.recalled[day] += done - self._counted(failed)
        return done

    def _in_order(self, cards: Cards, counts: Times, day: int) -> Cards:
        """Return the cards that may have their turn, in the order in which they have it where that matters."""
        arrays, surely = self._arrays, None if self._job.log else self._surely
        if arrays.learners == 1:
            cards = cards[np.lexsort((arrays.due[cards], self._scheduler.rank(cards, day)))]
        else:
            who = arrays.owner[cards]
            rows = np.arange(len(cards)) if surely is None else (counts > surely)[who].nonzero()[0]
            some = cards[rows]
            order = np.lexsort((arrays.due[some], self._scheduler.rank(some, day), who[rows]))
            # The cards of a learner lie together, before and after.
            cards[rows] = some[order]
        if self._most is None or counts.max() <= self._most:
            return cards
        return cards[self._places(counts) < self._most]

    def _introduce(self, day: int, here: NDArray[np.bool_] | None, spent: Times) -> None:
        """Introduce the next skills of each learner, as many as fit into the day."""
        arrays = self._arrays
        counts = self._room_for_new(day, here, spent)
        if counts is None:
            return
        begins = np.arange(arrays.learners) * arrays.skills + arrays.met
        trial = self._behaviour.meet(begins.repeat(counts) + self._places(counts), day)
        if self._limit is not None:
            trial = trial.only(self._fits(trial, spent))
        self._settle_new(trial, day, spent)

    def _settle_new(self, trial: Trial, day: int, spent: Times) -> None:
        """Let first practices happen."""
        arrays, out = self._arrays, self._behaviour.met(trial, day)
        arrays.introduced_on[trial.cards] = day
        self._outs.append(out)
        self._scheduler.met(trial.cards, trial.rating)
        done = self._spend(trial, spent)
        arrays.met += done
        self._sums.introduced[day] += done
        self._sums.reviews[day] += done * (self._scheduler.passes - 1)

    def _room_for_new(self, day: int, here: NDArray[np.bool_] | None, spent: Times) -> Times | None:
        """Return how many new skills each learner may meet; ``None`` if nobody meets any."""
        arrays, schedule = self._arrays, self._job.schedule
        if day < self._scheduler.opens:
            return None
        counts = arrays.skills - arrays.met
        if schedule.new_a_day is not None:
            counts = np.minimum(counts, schedule.new_a_day)
        if self._limit is not None and self._behaviour.least_first:
            counts = np.minimum(counts, np.maximum(-(-(self._limit - spent) // self._behaviour.least_first), 0))
        if here is not None:
            counts = counts * here
        return counts if counts.any() else None

    @staticmethod
    def _places(counts: Times) -> Cards:
        """Return the place of each row among those of its learner, who has so many."""
        if len(counts) == 1:
            return np.arange(counts[0])
        ends = counts.cumsum()
        return np.arange(ends[-1]) - (ends - counts).repeat(counts)

    def _fits(self, trial: Trial, spent: Times) -> NDArray[np.bool_]:
        """Return which practices are begun before the day's minutes are spent; the rows are in order."""
        before = trial.cost.cumsum() - trial.cost
        if len(spent) > 1:
            starts = np.minimum(trial.who.searchsorted(np.arange(len(spent))), len(before) - 1)
            before += (spent - before[starts])[trial.who]
        else:
            before += spent
        return before < (self._limit or 0)

    def _spend(self, trial: Trial, spent: Times) -> Times:
        """Add what the practices of a trial took, and return how many cards it was of each learner."""
        if self._arrays.learners == 1:
            spent += trial.cost.sum()
        else:
            spent += np.bincount(trial.who, weights=trial.cost, minlength=self._arrays.learners).astype(np.int64)
        return self._counted(trial.cards)

    def _close(self, day: int) -> None:
        """Let what was practised have happened, and ask the scheduler when the cards are due again."""
        outs, arrays, scheduler = self._outs, self._arrays, self._scheduler
        if not outs:
            return
        cards = _joined([out.trial.cards for out in outs])
        stability, difficulty = _joined([out.stability for out in outs]), _joined([out.difficulty for out in outs])
        arrays.truth.keep(cards, stability, difficulty, _joined([out.trial.who for out in outs]))
        arrays.last[cards] = day
        arrays.repetitions[cards] += 1
        for out in outs:
            if out.more is not None:
                arrays.repetitions[out.trial.cards] += out.more
            for round_ in out.further:
                scheduler.repeated(out.trial.cards[round_.rows], round_.rating)
        days = scheduler.interval(cards, day)
        if scheduler.times is not None:
            days = np.where(arrays.repetitions[cards] < scheduler.times, days, 0)
        arrays.due[cards] = np.where(days > 0, day + days, NEVER)
        if self._sums.log is not None:
            begin = 0
            for out in outs:
                end = begin + len(out.trial.cards)
                self._sums.log.add(out, days[begin:end], day)
                begin = end
        outs.clear()

    def _measure(self, day: int) -> None:
        arrays, sums = self._arrays, self._sums
        most = int(arrays.met[0]) if self._alone else arrays.skills
        sums.remembered[day] = arrays.truth.remembered(arrays.last, day=day, most=most)
        believed = self._scheduler.believed
        if believed is arrays.truth:
            sums.believed[day] = sums.remembered[day]
        elif believed is not None:
            sums.believed[day] = believed.remembered(arrays.last, day=day, most=most)


def _joined(arrays: list[NDArray[T]]) -> NDArray[T]:
    """Return arrays after one another."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
