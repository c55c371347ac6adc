"""A run: some learners under one policy, day by day, all their cards at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reinforce.simulation.deck import NEVER, Deck
from reinforce.simulation.outcomes import AGAIN, Behaviour
from reinforce.simulation.part import Part
from reinforce.simulation.records import Records
from reinforce.simulation.schedulers import scheduler_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reinforce.simulation.memories import Cards
    from reinforce.simulation.outcomes import Outcomes
    from reinforce.simulation.policies import Limited
    from reinforce.simulation.population import Population

    Times = NDArray[np.int64]

_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    What one worker simulates; it can be sent to another process.

    Attributes:
        policy, population, seed, skills, days: as they were asked for.
        learners: the numbers of the learners, among all that are simulated.
        alone: whether they are all that are simulated, and there is but one.
        log: whether each practice is to be told.
    """

    policy: Limited
    population: Population
    seed: int
    learners: range
    skills: int
    days: int
    alone: bool
    log: bool


def run(job: Job, tick: Callable[[int], object] | None = None) -> Part:
    """Return what comes of a *job*; *tick* is called with the number of learner days that have passed."""
    running = Running(job)
    for day in range(job.days):
        running.live(day)
        if tick is not None:
            tick(len(job.learners))
    return running.part()


class Running:
    """A run while it goes on."""

    def __init__(self, job: Job) -> None:
        self._job, policy = job, job.policy
        self._deck = Deck(job.population, seed=job.seed, learners=job.learners, skills=job.skills)
        self._behaviour = Behaviour(job.population, self._deck)
        self._scheduler = scheduler_of(policy, self._deck)
        self._records = Records(learners=len(job.learners), days=job.days, skills=job.skills, log=job.log)
        self._limit = None if policy.minutes_a_day is None else round(policy.minutes_a_day * _MINUTE)
        self._always = job.population.attendance == 1

    def live(self, day: int) -> None:
        """Let a day pass: reviews first, then new skills."""
        deck, records = self._deck, self._records
        here = None if self._always else self._job.population.attending(deck.people, day=day)
        cards = self._scheduler.waiting(day)
        waiting = np.bincount(deck.owner[cards], minlength=deck.learners)
        if here is not None:
            cards = cards[here[deck.owner[cards]]]
        spent = np.zeros(deck.learners, np.int64)
        reviewed = self._review(cards, day, spent)
        self._introduce(day, here, spent)
        if self._scheduler.carries:
            records.backlog[day] = waiting - reviewed
        records.attended[day] = True if here is None else here
        records.minutes[day] = spent
        self._measure(day)

    def part(self) -> Part:
        """Return what was recorded."""
        return Part.of(self._job, self._deck, self._scheduler, self._records)

    def _review(self, cards: Cards, day: int, spent: Times) -> NDArray[np.int64]:
        """Review what fits into the day, and return how many each learner did."""
        cards, ordered = self._first_come(cards, day)
        if not cards.size:
            return np.zeros(self._deck.learners, np.int64)
        out = self._behaviour.review(cards, day)
        if ordered and self._limit is not None:
            out = out.only(self._fits(out, spent))
        self._keep(out, day, spent)
        deck, again = self._deck, out.rating == AGAIN
        deck.lapses[out.cards[again]] += 1
        self._scheduler.reviewed(out.cards, out.rating, out.elapsed)
        self._schedule(out, day)
        done = np.bincount(out.who, minlength=deck.learners)
        self._records.reviews[day] = done
        self._records.recalled[day] = done - np.bincount(out.who[again], minlength=deck.learners)
        return done

    def _first_come(self, cards: Cards, day: int) -> tuple[Cards, bool]:
        """Return the cards that may have their turn, in order; and whether they had to be put in order."""
        policy, deck, behaviour = self._job.policy, self._deck, self._behaviour
        surely = most = policy.reviews_a_day
        if self._limit is not None:
            within = self._limit // max(behaviour.most_review, 1)
            surely = within if surely is None else min(surely, within)
            begun = -(-self._limit // behaviour.least_review) if behaviour.least_review else len(cards)
            most = begun if most is None else min(most, begun)
        who = deck.owner[cards]
        counts = np.bincount(who, minlength=deck.learners)
        if not self._job.log and (surely is None or counts.max(initial=0) <= surely):
            return cards, False
        rank = self._scheduler.rank(cards, day)
        order = np.lexsort((deck.due[cards], rank, who) if deck.learners > 1 else (deck.due[cards], rank))
        cards = cards[order]
        if most is not None and counts.max(initial=0) > most:
            places = np.arange(len(cards)) - np.repeat(np.cumsum(counts) - counts, counts)
            cards = cards[places < most]
        return cards, True

    def _introduce(self, day: int, here: NDArray[np.bool_] | None, spent: Times) -> None:
        """Introduce the next skills of each learner, as many as fit into the day."""
        deck, scheduler = self._deck, self._scheduler
        counts = self._room_for_new(day, here, spent)
        if counts is None:
            return
        who = np.repeat(np.arange(deck.learners), counts)
        places = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
        out = self._behaviour.meet(who * deck.skills + deck.met[who] + places, day, passes=scheduler.passes)
        if self._limit is not None:
            out = out.only(self._fits(out, spent))
        self._keep(out, day, spent)
        deck.introduced_on[out.cards] = day
        scheduler.met(out.cards, out.rating)
        self._schedule(out, day)
        done = np.bincount(out.who, minlength=deck.learners)
        deck.met += done
        self._records.introduced[day] = done
        self._records.reviews[day] += done * (scheduler.passes - 1)

    def _room_for_new(self, day: int, here: NDArray[np.bool_] | None, spent: Times) -> NDArray[np.int64] | None:
        """Return how many new skills each learner may meet; ``None`` if nobody meets any."""
        deck, policy = self._deck, self._job.policy
        if day < self._scheduler.opens:
            return None
        counts = deck.skills - deck.met
        if policy.new_a_day is not None:
            counts = np.minimum(counts, policy.new_a_day)
        if self._limit is not None and self._behaviour.least_first:
            counts = np.minimum(counts, np.maximum(-(-(self._limit - spent) // self._behaviour.least_first), 0))
        if here is not None:
            counts = np.where(here, counts, 0)
        return counts if counts.any() else None

    def _fits(self, out: Outcomes, spent: Times) -> NDArray[np.bool_]:
        """Return which practices are begun before the day's minutes are spent; the rows are in order."""
        before = np.cumsum(out.cost) - out.cost
        starts = np.searchsorted(out.who, np.arange(self._deck.learners))
        begun = np.append(before, 0)[np.minimum(starts, len(before))]
        return before - begun[out.who] + spent[out.who] < (self._limit or 0)

    def _keep(self, out: Outcomes, day: int, spent: Times) -> None:
        """Let what was practised have happened."""
        deck = self._deck
        deck.truth.keep(out.cards, out.stability, out.difficulty)
        deck.last[out.cards] = day
        deck.repetitions[out.cards] += 1
        for round_ in out.further:
            deck.repetitions[out.cards[round_.rows]] += 1
        spent += np.bincount(out.who, weights=out.cost, minlength=deck.learners).astype(np.int64)

    def _schedule(self, out: Outcomes, day: int) -> None:
        """Tell the scheduler of further practices, and ask it when the cards are due again."""
        deck, scheduler, cards = self._deck, self._scheduler, out.cards
        for round_ in out.further:
            scheduler.repeated(cards[round_.rows], round_.rating)
        days = scheduler.interval(cards, day)
        if scheduler.times is not None:
            days = np.where(deck.repetitions[cards] < scheduler.times, days, 0)
        deck.due[cards] = np.where(days > 0, day + days, NEVER)
        if self._records.log is not None:
            self._records.log.note(out, days, day)

    def _measure(self, day: int) -> None:
        deck, records = self._deck, self._records
        most = int(deck.met[0]) if self._job.alone else deck.skills
        records.remembered[day] = deck.truth.remembered(deck.last, day=day, most=most)
        believed = self._scheduler.believed
        if believed is deck.truth:
            records.believed[day] = records.remembered[day]
        elif believed is not None:
            records.believed[day] = believed.remembered(deck.last, day=day, most=most)
