"""The performance model: chances from what was practised, folds that need no history, and pooling."""

from dataclasses import replace
from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.memory import (
    NO_ATTEMPTS,
    PRIOR,
    Ability,
    Features,
    Fsrs6,
    MemoryState,
    PerformanceModel,
    SkillCount,
)

ATTEMPTS = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=30)
ODDS = st.floats(-3, 3)
ABILITIES = st.builds(lambda more: Ability(excess=more, information=6.0), st.floats(-8, 8))


def _fold(attempts: list[tuple[bool, int]]) -> Features:
    features = NO_ATTEMPTS
    for correct, elapsed_days in attempts:
        features = features.after(correct, elapsed_days=elapsed_days)
    return features


@given(ATTEMPTS)
def test_features_are_the_sums_that_they_stand_for(attempts: list[tuple[bool, int]]) -> None:
    """The fold of attempts equals their counts and weighted sums, reckoned from the whole list."""
    features, ago = _fold(attempts), 0
    fast = slow = lately = lately_right = 0.0
    for later, (correct, elapsed_days) in enumerate(reversed(attempts)):
        fast, slow = fast + correct * 0.5**later, slow + correct * 0.9**later
        lately, lately_right = lately + 0.5**ago, lately_right + correct * 0.5**ago
        ago += elapsed_days
    assert features.successes == sum(correct for correct, _ in attempts)
    assert features.attempts == len(attempts)
    assert features.fast == pytest.approx(fast)
    assert features.slow == pytest.approx(slow)
    assert features.lately == pytest.approx(lately)
    assert features.lately_right == pytest.approx(lately_right)


@given(ATTEMPTS, ATTEMPTS)
def test_features_of_two_logs_in_a_row_add_up(earlier: list[tuple[bool, int]], later: list[tuple[bool, int]]) -> None:
    """Counts and recency-weighted sums of two logs that follow each other are those of the whole."""
    both, whole = _fold(earlier).plus(_fold(later)), _fold(earlier + later)
    assert (both.successes, both.failures) == (whole.successes, whole.failures)
    assert both.fast == pytest.approx(whole.fast)
    assert both.slow == pytest.approx(whole.slow)


@given(ATTEMPTS, st.one_of(st.none(), st.floats(0, 1)), st.integers(0, 5000), ABILITIES)
def test_a_chance_is_never_certain(
    attempts: list[tuple[bool, int]], left: float | None, days: int, ability: Ability
) -> None:
    """Whatever was practised, somebody may fail, and somebody may succeed."""
    chance = PRIOR.chance(_fold(attempts), skill="roi", retrievability=left, elapsed_days=days, ability=ability)
    assert 0.001 <= chance <= 0.999


@given(ATTEMPTS, st.integers(0, 40), ABILITIES)
def test_with_the_prior_success_promises_more_than_failure(
    attempts: list[tuple[bool, int]], elapsed_days: int, ability: Ability
) -> None:
    """Whatever was before, right after a success the next one is likelier than right after a failure."""
    features = _fold(attempts)
    succeeded, failed = (
        PRIOR.chance(features.after(correct, elapsed_days=elapsed_days), skill="roi", ability=ability)
        for correct in (True, False)
    )
    assert succeeded > failed


@given(ATTEMPTS.filter(bool), st.floats(0.1, 500), st.integers(1, 200), st.integers(1, 200))
def test_with_the_prior_waiting_never_raises_a_chance(
    attempts: list[tuple[bool, int]], stability: float, days: int, more: int
) -> None:
    """From the next day on, a chance only falls with retrievability while nothing is practised."""
    model, memory, features = Fsrs6(), MemoryState(stability, 5.0), _fold(attempts)
    now, later = (
        PRIOR.chance(
            features,
            skill="roi",
            retrievability=model.retrievability(memory, elapsed_days=elapsed),
            elapsed_days=elapsed,
        )
        for elapsed in (days, days + more)
    )
    assert later <= now


def test_what_is_new_starts_at_the_pooled_estimate() -> None:
    """A skill or learner that the model has not seen counts as all of them do on the whole."""
    model = PRIOR.updated([("ana", "roi", correct) for correct in (True, True, False, True)])
    assert model.rate("never seen") == model.usual
    assert model.chance(skill="never seen", learner="nobody") == model.chance(skill="another", ability=Ability())
    few = replace(
        PRIOR, skills={"roi": SkillCount(successes=1, attempts=1)}, seen=SkillCount(successes=50, attempts=100)
    )
    many = replace(few, skills={"roi": SkillCount(successes=1000, attempts=1000)})
    assert few.usual < few.rate("roi") < 0.6
    assert many.rate("roi") > 0.98


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans()), max_size=30))
def test_attempts_move_what_is_known_of_skills_and_learners_one_by_one(attempts: list[tuple[str, str, bool]]) -> None:
    """Updated at once or attempt by attempt, the model is the same, and its coefficients stay."""
    stepwise = PRIOR
    for attempt in attempts:
        stepwise = stepwise.updated([attempt])
    assert PRIOR.updated(attempts) == stepwise
    assert stepwise.coefficients == PRIOR.coefficients
    assert stepwise.seen.attempts == len(attempts)


def test_an_able_learner_has_the_better_chance_and_learners_differ_less_the_less_they_showed() -> None:
    """An ability is shrunk towards the pooled one, by how little the attempts tell."""
    once, often = (PRIOR.updated([("ana", "roi", True)] * count) for count in (1, 40))
    assert 0 < once.learners["ana"].effect(pool=4.0) < often.learners["ana"].effect(pool=4.0)
    rated = replace(often, learners={})
    assert often.chance(skill="roi", learner="ana") > rated.chance(skill="roi", learner="ana")


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.booleans()), max_size=20))
def test_an_ability_is_read_off_the_cards(attempts: list[tuple[str, bool]]) -> None:
    """The ability from a learner's cards equals the one that was moved attempt by attempt, where rates stand still."""
    model = replace(PRIOR, skills={skill: SkillCount(successes=3e8, attempts=5e8) for skill in "xyz"})
    cards: dict[str, Features] = {}
    ability = Ability()
    for skill, correct in attempts:
        cards[skill] = cards.get(skill, NO_ATTEMPTS).after(correct)
        ability = ability.after(correct, rate=model.rate(skill))
    read = model.ability((skill, features, 2) for skill, features in cards.items())
    expected = ability.faded(2)
    assert read.excess == pytest.approx(expected.excess, abs=1e-9)
    assert read.information == pytest.approx(expected.information)
    assert read.lately_excess == pytest.approx(expected.lately_excess, abs=1e-9)
    assert read.lately_information == pytest.approx(expected.lately_information)


def test_a_model_goes_through_json_and_names_nobody() -> None:
    """What is adopted is the same model without its learners, under the same version."""
    model = PRIOR.updated([("ana", "roi", True), ("ben", "pricing", False)])
    back = PerformanceModel.from_json(model.to_json())
    assert back == replace(model, learners={})
    assert back.version == model.version != PRIOR.version
    assert "ana" not in str(model.to_json())


def test_what_is_no_number_is_refused_by_name() -> None:
    """Coefficients, pools, counts and arguments outside their bounds are refused, and the error says which."""
    for change, field in (
        (lambda: replace(PRIOR.coefficients, held=nan), "coefficients.held"),
        (lambda: replace(PRIOR.coefficients, left=inf), "coefficients.left"),
        (lambda: replace(PRIOR, ability_pool=0.0), "ability_pool"),
        (lambda: replace(PRIOR, skills={"roi": SkillCount(successes=2, attempts=1)}), "skills.roi.successes"),
        (lambda: PRIOR.chance(skill="roi", retrievability=1.1), "retrievability"),
        (lambda: PRIOR.chance(skill="roi", elapsed_days=-1), "elapsed_days"),
    ):
        with pytest.raises(InvalidParameterError) as refused:
            change()
        assert refused.value.field == field
    assert isclose(PRIOR.chance(skill="roi"), 0.58, abs_tol=0.05)
