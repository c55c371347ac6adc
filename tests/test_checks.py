"""The checks: what is acceptable comes back, what is not is refused by an error that names the field."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from sys import float_info
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import Audience, Goal, Learner, OnLeave, Policy, checks
from reinforce.engine import Keep
from reinforce.errors import ClockSkewError, InvalidParameterError
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6
from reinforce.simulation import Leitner, Population, Repeats

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOT_A_NUMBER = float("nan")


def _refused(check: Callable[..., Any], value: object, *more: Any) -> str:  # noqa: ANN401 - whatever the check takes
    """Return the reason with which *check* refuses *value*; it must name the field and keep the value."""
    with pytest.raises(InvalidParameterError) as caught:
        check("the_field", value, *more)
    assert caught.value.field == "the_field"
    assert caught.value.value is value
    return caught.value.reason


@given(st.text(max_size=250))
def test_an_id_is_printable_text_of_1_to_200_characters(text: str) -> None:
    """An id comes back unchanged exactly if it has 1 to 200 printable characters and no white space around it."""
    if 1 <= len(text) <= 200 and text.isprintable() and text == text.strip():
        assert checks.identifier("the_field", text) == text
    else:
        _refused(checks.identifier, text)


@pytest.mark.parametrize("value", [None, 7, b"ana", "", " ana", "ana\n", "a\x00b", "\ud800", "x" * 201])
def test_what_is_no_id_is_refused(value: object) -> None:
    """Other types, empty, long, padded and unprintable text cannot be ids, least of all the NUL that hashes use."""
    _refused(checks.identifier, value)


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo"), timezone(timedelta(hours=-3))])
def test_an_instant_of_any_zone_comes_back_in_utc(zone: timezone | ZoneInfo) -> None:
    """The instant is the same, the zone is UTC itself, whatever zone it was written in."""
    given_ = NOW.astimezone(zone)
    assert checks.instant("the_field", given_) == given_
    assert checks.instant("the_field", given_).tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-03-02", "datetime"),
        (NOW.date(), "datetime"),
        (NOW.replace(tzinfo=None), "time zone"),
        (NOW.replace(year=202), "years 1900 to 2999"),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), "years 1900 to 2999"),
    ],
)
def test_what_is_no_instant_is_refused(value: object, reason: str) -> None:
    """Text, dates, local times without a zone and years out of any calendar are refused, each for its reason."""
    assert reason in _refused(checks.instant, value)


def test_an_instant_may_be_five_minutes_ahead_and_no_more() -> None:
    """A device's clock may run ahead by five minutes exactly; a microsecond more is refused as skew."""
    limit = NOW + timedelta(minutes=5)
    assert checks.past("the_field", limit, now=NOW) == limit
    with pytest.raises(ClockSkewError) as caught:
        checks.past("the_field", limit + timedelta(microseconds=1), now=NOW)
    assert (caught.value.field, caught.value.now) == ("the_field", NOW)


@given(st.floats() | st.integers())
def test_a_number_between_two_others_may_equal_either(value: float) -> None:
    """A number comes back exactly if it is from the low to the high one; one that is not a number never does."""
    if 0.5 <= value <= 2:
        assert checks.between("the_field", value, 0.5, 2) is value
    else:
        assert "from 0.5 to 2" in _refused(checks.between, value, 0.5, 2)


@pytest.mark.parametrize("value", [True, "1", None, 1j, NOT_A_NUMBER, 10**400])
def test_what_is_no_number_between_is_refused(value: object) -> None:
    """Booleans, text, nothing, complex numbers and numbers too great for a float are refused."""
    _refused(checks.between, value, 0, 2)


@given(st.integers())
def test_a_whole_number_may_equal_either_bound(value: int) -> None:
    """A whole number comes back exactly if it is from the low to the high one."""
    if -3 <= value <= 4:
        assert checks.whole("the_field", value, -3, 4) is value
    else:
        assert "from -3 to 4" in _refused(checks.whole, value, -3, 4)


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    """Booleans, floats, text and nothing are no whole numbers."""
    assert "whole number" in _refused(checks.whole, value, -3, 4)


@given(st.timedeltas())
def test_a_duration_is_from_nothing_to_the_most(value: timedelta) -> None:
    """A span of time comes back exactly if it is not negative and no longer than the most."""
    most = timedelta(days=30)
    if timedelta() <= value <= most:
        assert checks.duration("the_field", value, most=most) is value
    else:
        _refused(lambda field, given_: checks.duration(field, given_, most=most), value)


def test_a_duration_is_a_day_at_most_unless_said_otherwise() -> None:
    """A day is allowed, a microsecond more is not, and a number of seconds is no span of time."""
    day = timedelta(days=1)
    assert checks.duration("the_field", day) is day
    _refused(checks.duration, day + timedelta(microseconds=1))
    assert "timedelta" in _refused(checks.duration, 60)


def test_what_is_missing_is_compared_with_what_is_there() -> None:
    """The error offers ids that look alike, best first, and none where nothing does."""
    assert checks.missing("skill", "roi-recon", ["value", "roi", "roi-recount"]).near[0] == "roi-recount"
    assert checks.missing("skill", "xyz", ["value", "roi"]).near == ()


@pytest.mark.parametrize("value", [None, 3, "ana", b"ana", {"ana": 1}, 0.5], ids=ascii)
def test_what_is_not_several_is_refused(value: object) -> None:
    """A text, a mapping and a single thing are not taken for the letters, the names or the nothing in them."""
    assert "several" in _refused(checks.several, value)
    assert "several" in _refused(checks.identifiers, value)


def test_one_of_several_is_refused_by_its_place() -> None:
    """What takes ids, or values of one kind, names the one that is none; generators and sets are several, too."""
    assert checks.several("them", (each for each in (1, 2)), int) == [1, 2]
    for check in (lambda them: checks.several("them", them, str), lambda them: checks.identifiers("them", them)):
        with pytest.raises(InvalidParameterError, match="not a UUID") as caught:
            check(["a", UUID(int=2)])
        assert caught.value.field == "them[1]"


@pytest.mark.parametrize(
    "made",
    [
        lambda several: Goal(id="g", on=NOW.date(), skills=several(["roi", "value"])),
        lambda several: Learner(id="ana", journeys=several(["start"])),
        lambda several: Policy(parameters=several(DEFAULT_PARAMETERS), learning_steps=several([timedelta(minutes=1)])),
        lambda several: Fsrs6(parameters=several(DEFAULT_PARAMETERS), relearning_steps=several([])),
        lambda several: Leitner(boxes=several([1, 2, 4])),
        lambda several: Population(attendance=several([1.0] * 7), first_minutes=several([3.0, 2.5, 2.0, 1.5])),
        lambda several: Repeats(
            count=1, ratings=several([several([0.1, 0.2, 0.3, 0.4])] * 3), minutes=several([1.0] * 4)
        ),
    ],
    ids=["goal", "learner", "policy", "model", "schedule", "population", "repeats"],
)
def test_a_value_takes_a_list_where_it_holds_a_tuple(made: Callable[[Callable[..., Any]], object]) -> None:
    """It is the same value, with the same hash; what is not several of something is refused by the field's name."""
    assert made(list) == made(tuple)
    assert hash(made(list)) == hash(made(tuple))
    with pytest.raises(InvalidParameterError, match="must be several"):
        made(lambda _: 3)


@pytest.mark.parametrize("kind", [Audience, Keep, OnLeave])
def test_what_is_no_member_is_told_all_of_them(kind: type[Enum]) -> None:
    """Who gives a text in place of a member reads which members there are."""
    with pytest.raises(InvalidParameterError) as refused:
        checks.of_kind("field", "other", kind)
    members = [f"{kind.__name__}.{one.name}" for one in kind]
    assert [member for member in members if member not in refused.value.reason] == []


@pytest.mark.parametrize(("value", "said"), [(timedelta(days=-1), "-1 day"), (timedelta(hours=36), "36 hours")])
def test_a_span_of_time_is_answered_as_people_say_it(value: timedelta, said: str) -> None:
    """The bound and what was given, in the largest unit of which they are whole."""
    assert _refused(checks.duration, value) == f"must be from 0 to 1 day, not {said}"


def test_a_member_that_was_meant_is_told_as_it_is_taken() -> None:
    """What the message of an enumeration proposes is what can be given."""
    assert _refused(checks.of_kind, "manager", Audience).endswith("; did you mean Audience.MANAGER?")


@pytest.mark.parametrize("value", [NOT_A_NUMBER, float("inf")])
def test_a_number_without_bounds_is_to_be_finite(value: float) -> None:
    """No message says the greatest number of the machine."""
    told = _refused(checks.between, value, -float_info.max, float_info.max)
    assert told == f"must be a finite number, not {value}"
