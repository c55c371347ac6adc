"""What you simulate is what you ship: a simulated learner run day by day through the real engine is the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from examples.levelling.pack import pack_of
from reinforce import Card, Engine, ManualClock, Policy, Rating, Tenant
from reinforce.memory import Fsrs6, Phase, Standing
from reinforce.simulation import Fsrs, Population, simulate
from reinforce.simulation.random_streams import Purpose, card_keys, learner_keys, uniform

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
ONE = range(1)


@dataclass
class Practice:
    """One practice as the engine saw it."""

    day: int
    skill: int
    rating: int
    interval: int


class Life:
    """One simulated learner and a real engine; only the draws are the vectorised ones, asked one by one."""

    def __init__(self, schedule: Fsrs, population: Population, *, seed: int, skills: int) -> None:
        self.schedule, self.population, self.seed, self.skills = schedule, population, seed, skills
        parameters = population.parameters_of(seed, learners=ONE)[0]
        self.truth = Fsrs6(parameters=tuple(parameters.tolist()))
        self.standings: dict[int, tuple[Standing, int]] = {}
        self.keys = card_keys(seed, learners=ONE, skills=skills)
        self.clock = ManualClock(MONDAY)
        settings = Policy(fuzz=False, parameters=schedule.parameters, desired_retention=schedule.desired_retention)
        self.tenant: Tenant = Engine.open("memory:", clock=self.clock).create_tenant("acme", policy=settings)
        self.tenant.catalog.publish(pack_of(skills))
        self.tenant.roster.put("ana")
        self.log: list[Practice] = []

    def run(self, days: int) -> list[Practice]:
        """Live so many days."""
        for day in range(days):
            self.clock.move_to(MONDAY + timedelta(days=day))
            if self.population.attending(learner_keys(self.seed, learners=ONE), day=day)[0]:
                self.live(day)
        return self.log

    def live(self, day: int) -> None:
        """Practise what the engine says is due, most urgent first, then new skills, within the limits of the day."""
        spent, limit = 0, self.schedule.minutes_a_day
        due = [int(card.skill[1:]) - 1 for card in self.tenant.practice.due("ana")][: self.schedule.reviews_a_day]
        for skill in due:
            if limit is None or spent < round(limit * 60_000):
                spent += self.practise(skill, day, self.population.review_minutes)
        begin = len(self.standings)
        for skill in range(begin, min(begin + (self.schedule.new_a_day or self.skills), self.skills)):
            if limit is None or spent < round(limit * 60_000):
                spent += self.practise(skill, day, self.population.first_minutes)

    def practise(self, skill: int, day: int, minutes: tuple[float, ...]) -> int:
        """Practise one skill, and return the milliseconds that it took."""
        standing, last = self.standings.get(skill, (Standing(), day))
        drawn = float(uniform(self.keys[[skill]], day=day, purpose=Purpose.RATING)[0])
        if standing.memory is None:
            rating = _chosen(drawn, self.population.first_ratings, 1)
        else:
            left = self.truth.retrievability(standing.memory, elapsed_days=day - last)
            rating = _chosen(drawn / left, self.population.recall_ratings, 2) if drawn < left else 1
        after = self.truth.review(standing, Rating(rating), elapsed_days=day - last).standing
        self.standings[skill] = (after, day)
        outcome = self.tenant.practice.review("ana", f"s{skill + 1:04}", Rating(rating), review_id=f"{day}-{skill}")
        (card,) = outcome.cards
        self.log.append(Practice(day, skill, rating, (card.due_day or 0) - (card.last_day or 0)))
        return round(minutes[rating - 1] * 60_000)

    def card(self, skill: int) -> Card:
        """Return the engine's card."""
        return self.tenant.practice.card("ana", f"s{skill + 1:04}")


def _chosen(share: float, chances: tuple[float, ...], first: int) -> int:
    """Return the rating that a draw picks by its chances."""
    total, end = sum(chances), 0.0
    for rating, chance in enumerate(chances, start=first):
        end += chance
        if share < end / total:
            return rating
    return first + len(chances) - 1


@pytest.mark.parametrize(
    ("schedule", "population"),
    [
        (Fsrs(), Population()),
        (Fsrs(desired_retention=0.8, new_a_day=3, reviews_a_day=4), Population(spread=0.3, attendance=0.7)),
        (
            Fsrs(desired_retention=0.97, new_a_day=2, minutes_a_day=1.2),
            Population(spread=0, attendance=(1, 1, 0.9, 1, 0.5, 0, 0)),
        ),
    ],
    ids=["free", "so many", "minutes"],
)
def test_a_learner_through_the_engine_is_the_vectorised_learner(schedule: Fsrs, population: Population) -> None:
    """
    For one seed, review by review: the same skills on the same days in the same order, ratings, and intervals.

    In the end the engine's cards are what the scheduler believes to 1e-9, due days and counts exactly, and the true
    memory is what a scalar model makes of the same reviews. Fuzz is off: a schedule of the simulation has none.
    """
    seed, skills, days = 11, 15, 150
    life = Life(schedule, population, seed=seed, skills=skills)
    expected = life.run(days)
    result = simulate(schedule, learners=1, skills=skills, days=days, rng=seed, population=population, log=True)
    log = result.log
    assert log is not None
    rows = zip(log.day.tolist(), log.skill.tolist(), log.rating.tolist(), log.interval.tolist(), strict=True)
    assert [Practice(*row) for row in rows] == expected
    assert len(expected) > 75
    assert result.believed_stability is not None
    assert result.believed_difficulty is not None
    for skill in life.standings:
        card, memory = life.card(skill), life.standings[skill][0].memory
        assert card.phase is Phase.REVIEW
        assert memory is not None
        assert result.believed_stability[0, skill] == pytest.approx(card.stability, rel=1e-9)
        assert result.believed_difficulty[0, skill] == pytest.approx(card.difficulty, rel=1e-9)
        assert result.stability[0, skill] == pytest.approx(memory.stability, rel=1e-9)
        assert result.difficulty[0, skill] == pytest.approx(memory.difficulty, rel=1e-9)
        assert (result.repetitions[0, skill], result.lapses[0, skill]) == (card.reps, card.lapses)
        assert result.due_day[0, skill] + MONDAY.toordinal() == card.due_day
