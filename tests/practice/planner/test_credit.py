"""Credit: success in what encompasses a skill lets it wait, up to a floor; it never stands in a card."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Curriculum
from reinforce.journal import Rating
from reinforce.practice import Plan, Situation, plan
from reinforce.practice.planner.pool import Pool
from tests.practice.building import TODAY, card, curriculum, planned, question, situation, skill
from tests.practice.drawing import HALF, busy_situations

WEIGHTS = st.floats(0.1, 1.0)


def taught(*, weight: float = 0.5, credit: bool = True) -> Curriculum:
    """Return a curriculum in which ``whole`` encompasses ``part``, which encompasses ``piece``."""
    return curriculum(
        [
            skill("piece"),
            skill("part", encompasses={"piece": weight}),
            skill("whole", encompasses={"part": weight}),
        ],
        [question(f"q-{name}", name) for name in ("piece", "part", "whole")],
        credit=credit,
    )


def practised(rating: Rating = Rating.Good, *, curriculum: Curriculum | None = None, **fields: object) -> Situation:
    """Return a situation in which ``part`` falls due today and ``whole`` was practised today."""
    cards = [card("part", ago=10, stability=10), card("whole", ago=0, due=9, stability=10, rating=rating)]
    return situation(curriculum or taught(), *cards, **fields)  # type: ignore[arg-type]


def days_of(made: Plan) -> dict[str, int]:
    """Return by skill how many days after today it stands."""
    return {placement.skill: placement.day - TODAY for placement in made.placements}


def test_success_lets_what_it_encompasses_wait() -> None:
    """The due day moves on by the share of the days since its last practice; the card stays as it is."""
    given_ = practised(policy=planned(levelling=False))
    made = plan(given_, days=20)
    credit = made.credits["part"]
    assert (credit.source, credit.weight, credit.days) == ("whole", 0.5, 5)
    assert days_of(made)["part"] == 5
    assert made.placements[0].due_day == TODAY
    assert plan(given_).backlog == ()
    assert "practising “Whole” has kept it alive" in made.explain("part")


def test_it_is_off_unless_the_pack_asks_for_it() -> None:
    """The same links in a pack that gives no credit move nothing."""
    made = plan(practised(curriculum=taught(credit=False)), days=20)
    assert made.credits == {}
    assert days_of(made)["part"] == 0


def test_failure_gives_none() -> None:
    """After Again nothing waits; after Hard, which is a success, it does."""
    assert plan(practised(Rating.Again)).credits == {}
    assert "part" in plan(practised(Rating.Hard)).credits


def test_it_reaches_along_paths_by_the_product_of_weights() -> None:
    """What an encompassed skill encompasses is credited too; of two credits the greater counts, not their sum."""
    given_ = practised(policy=planned(levelling=False))
    far = plan(replace(given_, cards={**given_.cards, "piece": card("piece", ago=8, due=32, stability=40)}))
    assert (far.credits["piece"].source, far.credits["piece"].weight, far.credits["piece"].days) == ("whole", 0.25, 2)
    both = plan(replace(given_, cards={**given_.cards, "piece": card("piece", ago=40, due=0, stability=40)}))
    assert (both.credits["piece"].source, both.credits["piece"].weight, both.credits["piece"].days) == ("part", 0.5, 15)


@HALF
@given(busy_situations(), st.floats(0.5, 0.85))
def test_it_ends_before_too_little_is_left(given_: Situation, floor: float) -> None:
    """However much credit, the skill falls due before its own retrievability is under the floor."""
    policy = replace(given_.policy, planning=replace(given_.policy.planning, credit_floor=floor))
    made = plan(replace(given_, policy=policy), days=9)
    for name, credit in made.credits.items():
        one = given_.cards[name]
        left = one.retrievability(day=(one.due_day or 0) + credit.days, policy=policy) or 0.0
        assert credit.days > 0
        assert left >= floor - 1e-9


def test_its_window_ends_at_the_floor() -> None:
    """Levelling does not put a credited skill beyond the day on which too little of it is left."""
    given_ = practised(policy=planned(credit_floor=0.88), curriculum=taught(weight=1.0))
    pool = Pool(given_, TODAY + 30)
    ends = pool.candidates["part"].ends
    assert ends == pool.credits["part"].latest_day > TODAY
    assert (given_.cards["part"].retrievability(day=ends, policy=given_.policy) or 0) >= 0.88
    (placed,) = [one for one in plan(given_, days=30).placements if one.skill == "part"]
    assert TODAY < placed.day <= ends
