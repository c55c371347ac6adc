"""Fitting: weights within their bounds, the same each time, refused from too little, and groups that lean on all."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from reinforce import Elapsed
from reinforce.errors import InvalidParameterError, NotFoundError
from reinforce.exchange import ReviewLog, from_frame
from reinforce.exchange.histories import histories
from reinforce.fitting import FittedParameters, fit
from reinforce.fitting.optimizer import fitted_to
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6
from reinforce.memory.bounds import nearest_parameters
from tests.fitting.people import FADING, simulated


@pytest.fixture(scope="module")
def two_kinds() -> ReviewLog:
    """Return the log of three people who forget quickly, of one who forgets as most do, and of one who hardly came."""
    fading = simulated(FADING, learners=("ana", "ben", "cleo"))
    usual = simulated(DEFAULT_PARAMETERS, learners=("dan",), seed=6)
    rare = simulated(FADING, learners=("eve",), skills=3, seed=7)
    return from_frame(pl.concat([log.frame for log in (fading, usual, rare)]).sort("at"))


@pytest.fixture(scope="module")
def by_learner(two_kinds: ReviewLog) -> FittedParameters:
    """Return weights fitted to that log, for everybody and for each."""
    return fit(two_kinds, groups="learner")


def test_weights_tell_how_people_remember(by_learner: FittedParameters) -> None:
    """People who forget quickly get lower first stabilities; what was learned from is likelier than before."""
    assert by_learner.parameters[2] < DEFAULT_PARAMETERS[2]
    assert by_learner.own[2] < 1.2  # Good is 0.7 in most of what the log comes from, and 2.3 by default
    assert by_learner.log_loss < by_learner.default_log_loss


def test_the_same_log_gives_the_same_weights(two_kinds: ReviewLog, by_learner: FittedParameters) -> None:
    """Fitting draws nothing by chance, and does not mind the order of the rows."""
    again = fit(two_kinds.frame.sample(fraction=1, shuffle=True, seed=1), groups="learner")
    assert replace(again, seconds=by_learner.seconds) == by_learner


def test_weights_are_drawn_by_the_share_that_is_said(by_learner: FittedParameters) -> None:
    """Everybody's between the default ones and their own, a group's between everybody's and its own."""
    assert by_learner.weight == by_learner.predicted / (by_learner.predicted + 1000)
    dan = by_learner.groups["dan"]
    pairs = [
        (by_learner.own, by_learner.weight, by_learner.parameters, DEFAULT_PARAMETERS),
        (dan.own or (), dan.weight, dan.parameters, by_learner.parameters),
    ]
    for own, weight, parameters, larger in pairs:
        assert 0 < weight < 1
        assert parameters == pytest.approx(np.array(own) * weight + np.array(larger) * (1 - weight), abs=1e-6)


def test_a_group_with_few_reviews_has_everybodys_weights(by_learner: FittedParameters) -> None:
    """Eve's 21 reviews say too little of her own memory."""
    eve = by_learner.groups["eve"]
    assert (eve.predicted, eve.weight, eve.own) == (21, 0.0, None)
    assert eve.parameters == by_learner.parameters
    assert eve.log_loss == eve.larger_log_loss


def test_weights_that_fit_no_better_get_no_share() -> None:
    """Three skills of twenty people lead the optimizer astray; then the default weights stay, and it is said."""
    found = fit(simulated(learners=[f"p{number:02}" for number in range(20)], skills=3), least=128, shrink=0)
    assert found.own != DEFAULT_PARAMETERS
    assert (found.parameters, found.weight, found.log_loss) == (DEFAULT_PARAMETERS, 0.0, found.default_log_loss)


def test_weights_are_found_by_learner_and_by_group(two_kinds: ReviewLog, by_learner: FittedParameters) -> None:
    """A learner has the weights of the cohort; whoever is in none has everybody's."""
    cohorts = fit(two_kinds, groups={"ana": "quick", "ben": "quick", "dan": "slow"})
    assert {name: group.learners for name, group in cohorts.groups.items()} == {
        "quick": ("ana", "ben"),
        "slow": ("dan",),
    }
    assert cohorts.for_learner("ben") == cohorts.of("quick") != cohorts.of("slow")
    assert cohorts.for_learner("cleo") == cohorts.for_learner("nobody") == cohorts.of() == by_learner.parameters
    assert cohorts.groups["quick"].log_loss < cohorts.groups["quick"].larger_log_loss
    with pytest.raises(NotFoundError, match="slwo"):
        cohorts.of("slwo")


def test_fitted_weights_are_a_model(by_learner: FittedParameters) -> None:
    """The memory model takes them as they are."""
    assert by_learner.model("dan", desired_retention=0.8) == Fsrs6(
        parameters=by_learner.of("dan"), desired_retention=0.8
    )


def test_what_was_fitted_can_be_read(by_learner: FittedParameters) -> None:
    """A frame with a row for everybody and for each group, and a summary."""
    frame = by_learner.to_frame()
    assert frame["group"].to_list() == [None, "ana", "ben", "cleo", "dan", "eve"]
    assert frame["w2"][0] == by_learner.parameters[2]
    lines = by_learner.summary().splitlines()
    assert lines[0].startswith("weights of FSRS-6 from 1,701 of 1,944 reviews, 5 learners")
    assert len(lines) == 2 + 5


def test_too_little_is_refused_with_what_is_needed() -> None:
    """The error says how many reviews can be learned from, how many are needed, and why."""
    log = simulated(skills=20)
    with pytest.raises(InvalidParameterError, match=r"has 140 reviews to learn from .* 1,000 are needed, since"):
        fit(log)
    assert fit(log, least=140).predicted == 140


def test_what_the_optimizer_refuses_is_refused_with_the_reason() -> None:
    """Where no second review of a card may be learned from the optimizer has nothing to begin with."""
    known = histories(simulated())
    with pytest.raises(InvalidParameterError, match="is refused by the optimizer"):
        fitted_to(known, known.count > 2, least=128)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"groups": "team"}, "must be 'all', 'learner' or a cohort"),
        ({"groups": {"typo": "quick", "ana": "quick"}}, "groups names 1 who have no review in the log .*: 'typo'"),
        ({"least": 0}, "must be from 1"),
        ({"shrink": -1}, "must be from 0"),
        ({"elapsed": "days"}, "must be an Elapsed"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], reason: str) -> None:
    """The error names what is wrong."""
    with pytest.raises(InvalidParameterError, match=reason):
        fit(simulated(skills=2), **arguments)  # type: ignore[arg-type]


def test_days_are_counted_as_asked() -> None:
    """Reviews that are a night but not 24 hours apart are learned from in one way of counting only."""
    log = simulated()
    days, hours = (fit(log, elapsed=elapsed, least=128) for elapsed in Elapsed)
    assert days.predicted > hours.predicted
    assert (days.elapsed, hours.elapsed) == tuple(Elapsed)


def test_weights_are_moved_to_the_nearest_that_are_accepted() -> None:
    """Below and above their bounds, and out of order, they come back as the memory model takes them."""
    wild = (0.0, 5.0, 3.0, 500.0, *DEFAULT_PARAMETERS[4:20], 2.0)
    found = nearest_parameters(wild)
    assert found[:4] == (0.001, 5.0, 5.0, 100.0)
    assert found[20] == 0.8
    assert Fsrs6(parameters=found).parameters == found
    assert nearest_parameters(DEFAULT_PARAMETERS) == DEFAULT_PARAMETERS
    with pytest.raises(InvalidParameterError, match="21 numbers"):
        nearest_parameters(wild[:20])
