"""From a target to how often: the least practice that reaches it, what it costs, how sure that is, and plain words."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import takewhile
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.simulation import (
    Expanding,
    FixedInterval,
    Fsrs,
    Leitner,
    Measure,
    Memorize,
    Planned,
    Population,
    Result,
    Schedule,
    Sm2,
    UniformToDeadline,
    Workshop,
    compare,
    optimal_retention,
    reach,
    simulate,
    sweep,
    time_to_mastery,
)
from reinforce.simulation.resampling import Sample
from reinforce.simulation.search import Search
from reinforce.simulation.settings import setting_of, settings_of

TEAM: dict[str, Any] = {"learners": 20, "skills": 6, "days": 120, "rng": 5, "population": Population(attendance=0.9)}
KINDS: list[Schedule] = [
    Fsrs(),
    FixedInterval(),
    Expanding(),
    Workshop(),
    Leitner(),
    Memorize(),
    Sm2(),
    UniformToDeadline(deadline=100),
    Planned(),
]


def mean(result: Result) -> float:
    """Return the share that is known on average over all days."""
    return float(result.remembered.mean()) / result.study.skills


def worst(result: Result) -> float:
    """Return the share that is known on the worst of the days from 60 on."""
    return float(result.remembered[:, 60:].mean(axis=0).min()) / result.study.skills


def last(result: Result) -> float:
    """Return the share that is known on the last evening."""
    return float(result.remembered[:, -1].mean()) / result.study.skills


def by_nine_of_ten(result: Result) -> float:
    """Return the share that nine of ten people know on average over all days, each for themselves."""
    return float(np.sort(result.remembered.mean(axis=1))[2]) / result.study.skills


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ({}, mean),
        ({"measure": "worst", "since": 60}, worst),
        ({"measure": "last_day"}, last),
        ({"people": 0.9}, by_nine_of_ten),
    ],
    ids=["average", "worst", "last day", "people"],
)
@pytest.mark.parametrize("target", [0.7, 0.85])
def test_the_answer_is_that_of_trying_every_value(
    asked: dict[str, Any], known: Callable[[Result], float], target: float
) -> None:
    """
    It reaches the target and one day more does not, as trying every interval finds it.

    Where the curve has teeth, since few sessions fall into the study, it is the end of one of them; on a single day,
    of the first.
    """
    every = sweep(FixedInterval(), over="interval", values=range(1, 121), **TEAM).results
    reaching = [known(result) >= target for result in every]
    answer = reach(target, over="interval", **asked, **TEAM)
    at = int(answer.setting) - 1
    assert answer.reached
    assert (reaching[at], reaching[at + 1]) == (True, False)
    if answer.measure == "last_day" or all(reaching[:at]):
        assert answer.setting == reaching.index(False)
    result = every[at]
    assert not answer.at_bound
    assert answer.still_known == pytest.approx(known(result))
    assert answer.minutes == pytest.approx(result.minutes.sum(axis=1).mean())
    assert answer.practices == pytest.approx((result.reviews + result.introduced).sum(axis=1).mean())
    assert answer.minutes_a_week == pytest.approx(answer.minutes * 7 / 120)
    assert answer.minutes_a_year == pytest.approx(answer.minutes * 365 / 120)
    assert mean(simulate(answer.schedule, **TEAM)) == pytest.approx(mean(result))


@pytest.mark.parametrize(
    ("target", "over", "values", "more"),
    [
        (0.8, "desired_retention", [step / 100 for step in range(50, 99)], 1),
        (0.6, "minutes_a_day", [step / 100 for step in range(5, 200, 5)], 1),
        (0.9, "factor", [step / 10 for step in range(11, 100, 2)], -1),
        (0.8, "times", range(1, 20), 1),
        (0.85, "q", [1.2**step for step in range(25)], -1),
    ],
)
def test_more_practice_lies_on_either_side(target: float, over: str, values: Sequence[float], more: int) -> None:
    """Whether a greater value of the setting is more practice or less, trying every one comes to the same answer."""
    team = {**TEAM, "skills": 30}
    answer = reach(target, over=over, values=values, **team)
    every = sweep(answer.schedule, over=over, values=values, **team).results
    from_most = list(zip(values, map(mean, every), strict=True))[::-more]
    least = [value for value, _ in takewhile(lambda one: one[1] >= target, from_most)][-1]
    assert answer.setting == least
    assert not answer.at_bound


@settings(max_examples=10)
@given(
    st.lists(st.floats(0.3, 0.99), min_size=2, max_size=2), st.integers(0, 1_000), st.sampled_from(["average", "worst"])
)
def test_who_asks_for_more_never_pays_less(targets: list[float], seed: int, measure: Measure) -> None:
    """A higher target has no longer interval, and no fewer practices."""
    team: dict[str, Any] = {**TEAM, "learners": 20, "skills": 4, "days": 60, "rng": seed}
    low, high = (reach(target, over="interval", measure=measure, **team) for target in sorted(targets))
    assert low.setting >= high.setting or not high.reached
    assert low.practices <= high.practices or not high.reached
    assert high.reached <= low.reached


@pytest.mark.parametrize("over", ["interval", "desired_retention", "minutes_a_day", "factor", "boxes"])
def test_the_price_rises_with_the_target(over: str) -> None:
    """Minutes rise with the target, whatever the setting; doubt lies around the answer."""
    answers = [reach(target, over=over, **{**TEAM, "skills": 12, "days": 240}) for target in (0.75, 0.85, 0.95)]
    minutes = [answer.minutes for answer in answers if answer.reached]
    assert minutes == sorted(minutes)
    for answer in answers:
        assert answer.setting_range[0] <= answer.setting <= answer.setting_range[1]
        assert answer.minutes_range[0] <= answer.minutes <= answer.minutes_range[1]


def test_equal_seeds_give_equal_answers() -> None:
    """The doubt too is of the seed; a Generator gives one seed to all that is tried."""
    ways = [reach(0.8, over="interval", **{**TEAM, "rng": rng}) for rng in (5, 5, 6)]
    assert str(ways[0]) == str(ways[1]) != str(ways[2])
    assert ways[0].minutes_range == ways[1].minutes_range
    drawn = [reach(0.8, over="interval", **{**TEAM, "rng": np.random.default_rng(3)}) for _ in range(2)]
    assert str(drawn[0]) == str(drawn[1])
    assert {result.study.seed for result in drawn[0].sweep.results} == {drawn[0].sweep.results[0].study.seed}


def test_more_learners_are_surer() -> None:
    """The doubt of the cost shrinks with the number of learners, and is none where everybody has the same luck."""
    few, many = (reach(0.8, over="desired_retention", **{**TEAM, "learners": learners}) for learners in (20, 320))
    width = [high - low for low, high in (few.minutes_range, many.minutes_range)]
    assert width[1] < width[0] / 2
    alike = Population(spread=0, first_ratings=(0, 0, 1, 0))
    sure = reach(0.6, over="repetitions", values=(1,), **{**TEAM, "population": alike})
    assert [*sure.setting_range] == [1, 1]
    assert [*sure.minutes_range] == pytest.approx([sure.minutes, sure.minutes])


def test_what_cannot_be_reached_is_said() -> None:
    """The nearest there is is told, and that more might reach it, or that nothing there was would do."""
    never = reach(0.9, over="repetitions", **TEAM)
    assert (never.reached, never.at_bound, never.setting) == (False, True, 30)
    assert str(never).startswith("Not reached: 90 % of all skills still known, on average over all days. The most is ")
    assert "No more practice was tried" in str(never)
    always = reach(0.1, over="interval", **TEAM)
    assert (always.reached, always.at_bound, always.setting) == (True, True, 120)
    assert "No less practice was tried" in str(always)
    among = reach(0.1, over="interval", values=(14, 7, 7, 30), **TEAM)
    assert (among.setting, among.sweep.values) == (30, (7, 14, 30))


def test_too_much_of_a_good_thing_is_found_out() -> None:
    """Where more of a setting leaves less, since reviews crowd out what is new, the answer is on the side of little."""
    busy = Fsrs(minutes_a_day=0.3)
    team = {**TEAM, "skills": 40}
    tried = sweep(busy, over="desired_retention", values=[step / 100 for step in range(50, 100, 5)], **team)
    known = [mean(result) for result in tried.results]
    best = int(np.argmax(known))
    assert known[-1] < known[best]
    answer = reach(max(known) - 0.005, over="desired_retention", schedule=busy, **team)
    assert answer.reached
    assert answer.setting <= tried.values[best] + 0.05


def test_a_summit_between_what_is_tried_first_is_climbed() -> None:
    """A target that only a few values reach is found among a thousand."""

    def tried(places: Sequence[int]) -> list[Sample]:
        heights = [1 - abs(place - 700) / 1000 for place in places]
        return [
            Sample(known=np.full(3, height), minutes=np.full(3, float(place)), practices=place)
            for place, height in zip(places, heights, strict=True)
        ]

    found = Search(range(1000), tried, share=0.995, each=False)
    assert (found.reached, found.place) == (True, 695)
    assert len(found.samples) < 40
    assert not Search(range(1000), tried, share=1.01, each=False).reached


@pytest.mark.parametrize(
    ("over", "schedule", "said"),
    [
        ("interval", None, "Practise every "),
        ("interval", Expanding(), "Practise with a first gap of "),
        ("desired_retention", None, "Practise at a desired retention of 0."),
        (
            "minutes_a_day",
            None,
            "minutes a day: at least 75 % of all skills still known, on average over the days from",
        ),
        ("new_a_day", Sm2(), "a day: at least 75 % of all skills still known"),
        ("reviews_a_day", None, "a day: at least"),
        ("times", UniformToDeadline(deadline=110), "Practise each skill "),
        ("boxes", None, " of the boxes"),
        ("q", None, "Practise with q = "),
        ("maximum_interval", None, "Practise with gaps of at most "),
    ],
)
def test_the_answer_is_a_sentence(over: str, schedule: Schedule | None, said: str) -> None:
    """It says the setting, in its own words, then the target, the cost and the doubt."""
    answer = reach(0.75, over=over, schedule=schedule, since=60, **TEAM)
    assert said in str(answer)
    assert "It takes a learner " in str(answer)
    assert " minutes a week: " in str(answer)
    assert " practices in 120 days." in str(answer)
    assert repr(answer) == f"<Reach: {answer}>"
    assert str(answer) in answer._repr_html_()


@pytest.mark.parametrize("minutes", [1.0, 6.0])
def test_a_budget_is_looked_for_from_one_exercise_on(minutes: float) -> None:
    """No budget is tried that an exercise of these people may exceed alone, however long their exercises are."""
    people = Population(review_minutes=(minutes, 0.5, 0.5, 0.5))
    answer = reach(0.1, over="minutes_a_day", learners=20, skills=5, days=30, rng=1, population=people)
    assert min(answer.sweep.values) == minutes


def test_a_budget_that_its_days_exceed_says_what_they_take() -> None:
    """An exercise that is begun is finished, and where a day takes more than was asked for the answer says how much."""
    few: dict[str, Any] = {"learners": 20, "skills": 5, "days": 60, "rng": 1}
    answer = reach(0.6, over="minutes_a_day", values=[0.05], **few)
    longest = answer.sweep.results[0].minutes.max()
    assert f"the longest day took a learner {longest:.3g} minutes, more than the 0.05 planned" in str(answer)
    assert "the longest day" not in str(reach(0.6, over="minutes_a_day", values=[500], **few))


def test_how_long_one_sits_is_said() -> None:
    """Of a rhythm with few and long days the minutes of a day with practice are told beside those of a week."""
    answer = reach(0.7, over="interval", **{**TEAM, "skills": 30})
    minutes = simulate(answer.schedule, **{**TEAM, "skills": 30}).minutes
    assert answer.minutes_a_sitting == pytest.approx(minutes[minutes > 0].mean())
    assert answer.longest_sitting == minutes.max()
    assert answer.minutes_a_sitting > answer.minutes_a_week
    said = f"A day with practice takes {answer.minutes_a_sitting:.2g} minutes on average, the longest "
    assert f"{said}{answer.longest_sitting:.3g} minutes." in str(answer)
    nobody = reach(0.7, over="interval", values=[7], **{**TEAM, "population": Population(attendance=0.0)})
    assert (nobody.minutes_a_sitting, nobody.longest_sitting) == (0, 0)


def test_one_is_said_in_the_singular() -> None:
    """What is one as it is written has its noun in the singular, and a range whose ends look alike is one number."""
    answer = reach(0.1, over="interval", learners=20, skills=1, days=3, rng=1, values=[300])
    once = replace(answer, minutes=0.9, practices=1.2, minutes_range=(0.8, 1.3), reached=True)
    assert "a week: 1 minute and 1 practice in 3 days" in str(once)
    assert str(once).endswith("every 300 days, 1 minute. No less practice was tried.")
    assert setting_of(None, "minutes_a_day")[1].spoken(0.9999999, 1.0000001) == "up to 1 minute a day"


def test_it_shows_itself() -> None:
    """A frame has a row for each value that was tried, and a picture has the target across it."""
    answer = reach(0.8, over="interval", people=0.9, **TEAM)
    frame = answer.to_frame()
    assert frame.columns == ["interval", "still_known", "reached", "daily_minutes", "minutes", "practices"]
    row = frame.filter(pl.col("interval") == answer.setting).row(0, named=True)
    assert (row["still_known"], row["minutes"]) == pytest.approx((answer.still_known, answer.minutes))
    assert row["reached"]
    assert frame["interval"].is_sorted()
    drawn = answer.plot().to_dict()
    assert drawn["title"]["text"] == "How often, and what it takes"
    assert "{'target': 0.8}" in str(drawn)
    assert "still known by 90 % of the people" in str(answer)


@pytest.mark.parametrize("schedule", KINDS, ids=lambda schedule: type(schedule).__name__)
def test_every_setting_that_is_a_number_can_be_looked_for(schedule: Schedule) -> None:
    """Of no schedule one is forgotten, and what is looked among is what the schedule takes."""
    numbers = {spec.name for spec in fields(schedule) if "int" in str(spec.type) or "float" in str(spec.type)}
    known = settings_of(schedule)
    assert set(known) == numbers - {"parameters"}
    study = simulate(Workshop(), **TEAM).study
    for name, setting in known.items():
        if isinstance(schedule, Planned) and name == "reviews_a_day":
            continue
        values = setting.values(schedule, study)
        assert list(values) == sorted(set(values))
        for value in (values[0], values[-1]):
            assert schedule.with_(name, value) != schedule or value == getattr(schedule, name) or name == "boxes"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"target": 80}, r"^target must be from 0 to 1, not 80: 80 % is 0\.8"),
        ({"target": "80 %"}, r"^target must be a number, not '80 %': 80 % is 0\.8"),
        (
            {"over": "intervall"},
            r"^over must be a setting .*\(boxes, .*interval.*\), not 'intervall'; did you mean 'interval'",
        ),
        (
            {"over": "boxes", "schedule": Fsrs()},
            r"^over must be a setting of Fsrs that is a number \(desired_retention, ",
        ),
        ({"over": "parameters", "schedule": Fsrs()}, r"^over must be a setting of Fsrs that is a number"),
        ({"over": 7}, r"^over must be a setting"),
        ({"schedule": "weekly"}, r"^schedule must be a schedule, not 'weekly'"),
        (
            {"measure": "wurst"},
            r"^measure must be one of 'average', 'worst', 'last_day', not 'wurst'; did you mean 'worst'",
        ),
        ({"measure": None}, r"^measure must be one of"),
        ({"since": 120}, r"^since must be from 0 to 119"),
        ({"people": 9}, r"^people must be a share from 0 to 1, not 9: 9 of ten is 0\.9"),
        ({"people": -1}, r"^people must be from 0 to 1, not -1$"),
        ({"over": "interval", "schedule": Fsrs()}, r"not 'interval': it is one of FixedInterval, Expanding"),
        ({"over": "repetitions", "schedule": Leitner()}, r"not 'repetitions': it is one of Workshop$"),
        ({"people": 90}, r"^people must be from 0 to 1, not 90: 90 % is 0\.9"),
        ({"learners": 19}, r"^learners must be 20 or more, not 19: "),
        ({"values": ()}, r"^values must not be empty"),
        ({"values": (7, "14")}, r"^values\[1\] must be a number"),
        ({"values": (7, 7.5)}, r"^interval must be a whole number"),
        ({"rng": "seven"}, r"^rng "),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], message: str) -> None:
    """The error names the argument, and what may stand there."""
    arguments: dict[str, Any] = {"target": 0.8, "over": "interval", **TEAM, **changed}
    with pytest.raises(InvalidParameterError, match=message):
        reach(arguments.pop("target"), **arguments)


@pytest.mark.parametrize(
    ("called", "first"),
    [
        (simulate, (Workshop(),)),
        (compare, ([Workshop()],)),
        (lambda *given, **team: sweep(*given, over="new_a_day", values=(1,), **team), (Workshop(),)),
        (optimal_retention, ()),
        (time_to_mastery, (Workshop(),)),
        (lambda *given, **team: reach(*given, over="interval", **team), (0.8,)),
    ],
    ids=["simulate", "compare", "sweep", "optimal_retention", "time_to_mastery", "reach"],
)
def test_an_argument_that_is_missing_or_misspelt_names_what_was_called(
    called: Callable[..., object], first: tuple[object, ...], request: pytest.FixtureRequest
) -> None:
    """Every simulation says its own name, and what was likely meant, and nothing of what it calls in turn."""
    name = request.node.callspec.id
    with pytest.raises(TypeError, match=rf"^{name}\(\) needs the argument 'rng'$"):
        called(*first, **{key: value for key, value in TEAM.items() if key != "rng"})
    with pytest.raises(TypeError, match=rf"^{name}\(\) has no argument 'learner'; did you mean 'learners'\?$"):
        called(*first, **{("learner" if key == "learners" else key): value for key, value in TEAM.items()})


def test_a_setting_of_other_schedules_is_said_to_be_theirs() -> None:
    """What swept over is no setting of this schedule, but one of others, is told with theirs and not with a guess."""
    with pytest.raises(InvalidParameterError, match=r"^over .* not 'interval': it is one of FixedInterval, Expanding$"):
        sweep(Fsrs(), over="interval", values=(7,), **TEAM)


def test_one_schedule_is_not_several() -> None:
    """What compares schedules says in its own words that it takes several."""
    one: Any = Workshop()
    with pytest.raises(InvalidParameterError, match=r"^schedules must be several, in a list .*, not a Workshop$"):
        compare(one, **TEAM)


@pytest.mark.parametrize("asked", [simulate, lambda kind, **team: sweep(kind, over="interval", values=(1,), **team)])
def test_a_kind_of_schedule_is_none_yet(asked: Callable[..., object]) -> None:
    """Who passes the class is told how to make a schedule of it, wherever one is asked for."""
    with pytest.raises(InvalidParameterError, match=r"FixedInterval\(\) makes one"):
        asked(FixedInterval, **TEAM)


def test_a_number_of_boxes_is_that_of_the_first() -> None:
    """A sweep over the boxes of Leitner's schedule goes over how many there are; more than there are is refused."""
    tried = sweep(Leitner(boxes=(1, 3, 9)), over="boxes", values=(1, 2, 3), **TEAM)
    assert [result.schedule for result in tried.results] == [
        Leitner(boxes=boxes) for boxes in ((1,), (1, 3), (1, 3, 9))
    ]
    with pytest.raises(InvalidParameterError, match=r"^boxes must be from 1 to 3, not 4"):
        sweep(Leitner(boxes=(1, 3, 9)), over="boxes", values=(4,), **TEAM)
    with pytest.raises(InvalidParameterError, match=r"did you mean 'boxes'"):
        sweep(Leitner(), over="boxs", values=(4,), **TEAM)
