"""Ratings on another scale are read as what the caller says that they mean, and refused where nobody says."""

from collections.abc import Callable, Sequence
from enum import IntEnum

import pytest

from reinforce import Rating
from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog, from_frame
from reinforce.exchange.scales import Scale

SM2: Scale = {0: "Again", 1: "Again", 2: "Again", 3: Rating.Hard, 4: 3, 5: "Easy"}


def read(values: Sequence[object], ratings: Scale | None = None) -> ReviewLog:
    """Return the log of reviews with these values as ratings, of skills of their own."""
    count = len(values)
    rows = {"learner": ["ana"] * count, "skill": [f"s{n:03}" for n in range(count)], "rating": values}
    return from_frame({**rows, "at": ["2026-03-02T09:00Z"] * count}, ratings=ratings)


def rated(log: ReviewLog) -> list[int]:
    """Return the ratings in the order of the skills."""
    return log.frame.sort("skill")["rating"].to_list()


@pytest.mark.parametrize(
    "made",
    [int, float, str, lambda value: f"{value}.0", lambda value: f" {value} "],
    ids=["int", "float", "text", "pointed", "spaced"],
)
def test_a_scale_that_is_told_is_read_as_told(made: Callable[[int], object]) -> None:
    """The same values, as whole numbers, as numbers with a point or as texts."""
    log = read([made(value) for value in range(6)], SM2)
    assert rated(log) == [1, 1, 1, 2, 3, 4]
    assert log.faults.height == 0


def test_words_and_truths_are_a_scale_too() -> None:
    """In any case of letters; what is not told of is dropped, with its reason."""
    assert rated(read(["PASS", "fail", " Pass"], {"pass": "Good", "Fail": "Again"})) == [3, 1, 3]
    assert rated(read([True, False], {True: "Good", False: "Again"})) == [3, 1]
    log = read(["pass", "skipped"], {"pass": "Good"})
    assert (len(log), log.dropped) == (1, {"rating": 1})
    assert log.faults["reason"].to_list() == ["is none of those in ratings: skipped"]


@pytest.mark.parametrize("values", [[0, 1, 2, 3, 4, 5], [5, 5, 4, 3], [0, 1, 1, 0], [10, 80, 95], ["0", "5.0", "2"]])
def test_another_scale_is_refused_with_the_way_to_read_it(values: list[object]) -> None:
    """Not only the numbers that FSRS does not have would be read amiss: a 2 of SM-2 is a failure."""
    with pytest.raises(InvalidParameterError, match=r"rating is on another scale than 1 to 4: .*ratings=\{"):
        read(values)


def test_slips_are_dropped_and_the_log_is_read() -> None:
    """One number that FSRS does not have, or few among many."""
    assert read([3, 7, 1]).dropped == {"rating": 1}
    assert read([3] * 100 + [7, 0]).dropped == {"rating": 2}
    assert read([1, 2, 3, 4, 7, 7], {n: n for n in range(1, 5)}).dropped == {"rating": 2}


class Grade(IntEnum):
    """A host's own grades."""

    BAD = 0
    FINE = 1


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (3, "ratings must be a mapping"),
        ({0: "Bad"}, r"ratings\[0\] must be one of 1 \(Again\)"),
        ({"0": "Again", 0: "Good"}, "ratings must name each value once, and names 0 twice"),
    ],
)
def test_a_scale_that_says_nothing_is_refused(ratings: Scale, reason: str) -> None:
    """What is no mapping, no rating, or two things at once."""
    with pytest.raises(InvalidParameterError, match=reason):
        read([0, 1], ratings)
    assert rated(read([0, 1], {Grade.BAD: 1, Grade.FINE: 3})) == [1, 3]
