"""The objective: more budget never lowers it, which filling days one after the other would not keep."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reinforce.practice import Situation, plan
from reinforce.practice.planner.drafts import Drafts, _steps
from reinforce.practice.planner.gain import kept_up
from reinforce.practice.planner.objective import Objective
from reinforce.practice.planner.planner import HORIZON
from tests.practice.building import TODAY, away, card, priced, situation
from tests.practice.drawing import HALF, busy_situations

MINUTE = 60_000_000
SECONDS = st.integers(0, 1500)


@HALF
@given(busy_situations(budget=None, spent=0.0, journeys=[], goals=()), SECONDS, SECONDS)
def test_more_budget_never_lowers_the_objective(given_: Situation, one: int, other: int) -> None:
    """Of two budgets the greater has no smaller objective, and no budget's is above that without limit."""
    less, more = sorted((one, other))
    low, high = (plan(replace(given_, budget=timedelta(seconds=budget))).objective for budget in (less, more))
    assert low <= high <= plan(given_).objective + 1e-12


def greedy(given_: Situation) -> float:
    """Return the objective of filling the days one after the other with the whole budget, and nothing else tried."""
    drafts = Drafts(given_, TODAY + HORIZON - 1)
    objective = Objective(drafts.pool)
    return objective.value(drafts.draft(objective, drafts.budget).score)


def crowded(budget: int) -> Situation:
    """Return the last day before a long leave: a dear card that gains most by the minute, and four that are lost."""
    taught, names = priced([5.0, *[1.0] * 4], priorities=[4.0, *[1.0] * 4])
    lost = [card(name, ago=40, due=-39, stability=0.3) for name in names[1:]]
    return situation(taught, card(names[0]), *lost, budget=budget, availability=away(1, HORIZON))


def test_filling_alone_would_lower_it() -> None:
    """
    A minute more lets a long exercise in, and several short ones out that are worth more together.

    Filling days alone is worse with five minutes a day than with four; the plan falls back on the smaller budget.
    """
    assert greedy(crowded(5)) < greedy(crowded(4))
    assert plan(crowded(5)).objective >= plan(crowded(4)).objective >= greedy(crowded(4))


def test_the_objective_is_what_is_left_at_the_horizon_weighted_by_priority() -> None:
    """What is practised is kept up from then on, and anything else is left to itself until the last day."""
    taught, (a, b, c) = priced([1.0, 1.0, 1.0], priorities=[1.0, 3.0, 2.0])
    cards = {a: card(a, due=-1), b: card(b, due=-1, ago=20), c: card(c, due=90, ago=10, stability=100)}
    given_ = situation(taught, *cards.values())
    end = TODAY + HORIZON - 1
    kept = kept_up(given_.policy.memory)
    left = {name: one.retrievability(day=end, policy=given_.policy) or 0 for name, one in cards.items()}
    both = plan(given_)
    assert both.horizon == end
    assert both.objective == pytest.approx((kept + 3 * kept + 2 * left[c]) / 6)
    none = plan(replace(given_, budget=timedelta()))
    assert none.objective == pytest.approx((left[a] + 3 * left[b] + 2 * left[c]) / 6)


def test_without_cards_nothing_is_missing() -> None:
    """The objective of a plan without cards is 1."""
    taught, _ = priced([1.0])
    assert plan(situation(taught, journeys=["j"])).objective == 1.0


@given(st.integers(0, 4 * 3600), st.integers(0, 4 * 3600))
def test_budgets_are_compared_in_the_same_steps_whatever_the_budget(one: int, other: int) -> None:
    """The steps of a smaller budget are among those of a greater one, or more budget could do worse."""
    less, more = sorted((one * 1_000_000, other * 1_000_000))
    assume(less < more)
    smaller, greater = list(_steps(less)), list(_steps(more))
    assert set(smaller) <= set(greater)
    assert greater == sorted(greater, reverse=True)
    assert all(step <= more for step in greater)
    assert more < MINUTE or greater[0] > 0.75 * more
