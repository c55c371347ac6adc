"""What a plan costs: steps of memory grow as the cards do, and what a session does not show is not reckoned."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce.journal import Rating
from reinforce.memory import Fsrs6, MemoryModels, Scheduled, Standing
from reinforce.practice import Goal, Policy, Situation, plan, session
from tests.practice.building import card, on, simple, situation


class Counting(Fsrs6):
    """FSRS-6, counting the steps that are taken with it."""

    name = "counting"
    steps = 0

    @property
    def version(self) -> str:
        """The version of the model."""
        return f"{self.name}/1"

    def review(self, before: Standing, rating: Rating, *, elapsed_days: int) -> Scheduled:
        """Take a step."""
        type(self).steps += 1
        return super().review(before, rating, elapsed_days=elapsed_days)


def overloaded(cards: int, *, goals: int) -> Situation:
    """Return somebody with so many cards, all due, ten minutes a day, and goals over all of them that do not fit."""
    taught, names = simple(cards, minutes=0.5)
    policy = Policy(model=Counting.name, memory_models=MemoryModels.of(Counting))
    due = (card(name, ago=10 + place % 20, due=-(place % 7), stability=9) for place, name in enumerate(names))
    wanted = (
        Goal(id=f"g{number}", on=on(5 + 10 * number), still_known=0.95, skills=tuple(names)) for number in range(goals)
    )
    return situation(taught, *due, budget=10, policy=policy, goals=tuple(wanted))


def steps(given: Situation) -> int:
    """Return how many steps of memory a session takes."""
    Counting.steps = 0
    session(given)
    return Counting.steps


@pytest.mark.parametrize("goals", [0, 4])
def test_steps_of_memory_grow_no_faster_than_the_cards(goals: int) -> None:
    """A session over twice as many due cards takes at most little more than twice the steps, and few for each card."""
    fewer, more = (steps(overloaded(cards, goals=goals)) for cards in (100, 200))
    assert more <= 2.4 * fewer + 10
    assert more <= 200 * 15 * max(1, goals)


def test_a_session_reckons_no_budget_that_it_does_not_show() -> None:
    """What would meet a goal is left open in the plan of a session, which is else the same, and told when asked for."""
    given = replace(overloaded(60, goals=2), budget=timedelta(minutes=2))
    made, today = plan(given), session(given).plan
    assert [outlook.least_minutes for outlook in today.goals] == [None, None]
    assert any(outlook.least_minutes for outlook in made.goals)
    assert replace(made, goals=today.goals) == today
    assert [outlook.prospects for outlook in made.goals] == [outlook.prospects for outlook in today.goals]
    for outlook in made.goals:
        assert today.explain_goal(outlook.goal.id) == made.explain_goal(outlook.goal.id)
