"""Seeded fuzz: inside its range, the same everywhere, fair, and never turning the order of the ratings."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.memory import draw, fuzz, fuzz_range

LONGEST = 36_500
INTERVALS = st.integers(1, 40) | st.integers(1, LONGEST)
POSITIONS = st.floats(0, 1, exclude_max=True) | st.just(1 - 2**-53)
SEEDS = st.integers(-(2**63), 2**63 - 1)
NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("interval", "ends"),
    [
        (1, (1, 1)),
        (2, (2, 2)),  # under 2.5 days nothing is shifted
        (3, (2, 4)),
        (7, (5, 9)),  # 1 + 0.15 × 4.5 days
        (10, (8, 12)),
        (20, (17, 23)),  # and 0.10 × 13
        (100, (93, 107)),  # and 0.05 × 80
        (365, (345, 385)),
        (LONGEST, (34_673, LONGEST)),
    ],
)
def test_the_range_is_the_documented_one(interval: int, ends: tuple[int, int]) -> None:
    """A day, and 15, 10 and 5 % of what lies beyond 2.5, 7 and 20 days, either way, within the maximum interval."""
    assert fuzz_range(interval, maximum_interval=LONGEST) == ends


@given(st.integers(1, LONGEST).flatmap(lambda most: st.tuples(st.just(most), st.integers(1, most))), POSITIONS)
def test_fuzz_stays_inside_its_range(interval_within: tuple[int, int], position: float) -> None:
    """Whatever the draw, the result is a whole number of days inside the range, which holds the interval itself."""
    most, interval = interval_within
    shortest, longest = fuzz_range(interval, maximum_interval=most)
    assert 1 <= shortest <= interval <= longest <= most
    assert fuzz(interval, maximum_interval=most, position=0.0) == shortest
    assert shortest <= fuzz(interval, maximum_interval=most, position=position) <= longest
    assert fuzz(interval, maximum_interval=most, position=1 - 2**-53) == longest


@given(INTERVALS, INTERVALS, POSITIONS, st.integers(1, LONGEST), st.integers(0, LONGEST))
def test_one_draw_keeps_the_order_of_intervals(one: int, other: int, position: float, most: int, kept: int) -> None:
    """With one draw for all ratings, the longer interval is never fuzzed to the shorter one, whatever was kept."""
    short, long = sorted(min(each, most) for each in (one, other))
    drawn = [fuzz(each, maximum_interval=most, position=position, kept=kept) for each in (short, long)]
    assert drawn == sorted(drawn)


@given(INTERVALS, POSITIONS, st.integers(0, LONGEST))
def test_what_was_kept_is_not_gone_under_inside_the_range(interval: int, position: float, kept: int) -> None:
    """The range begins at what was kept, and ends where it ends: inside it the documented range is never left."""
    shortest, longest = fuzz_range(interval, maximum_interval=LONGEST)
    days = fuzz(interval, maximum_interval=LONGEST, position=position, kept=kept)
    assert max(shortest, min(kept, longest)) <= days <= longest


@pytest.mark.parametrize("position", [-0.01, 1.0, float("nan")])
def test_a_position_outside_the_range_is_refused(position: float) -> None:
    """At 1 the result would lie beyond the range."""
    with pytest.raises(InvalidParameterError, match="position"):
        fuzz(10, maximum_interval=LONGEST, position=position)


@given(SEEDS, NAMES, NAMES, st.integers(1, 10_000))
def test_a_draw_is_a_position(seed: int, learner: str, skill: str, repetition: int) -> None:
    """Every draw is at least 0 and less than 1, and the same the second time."""
    position = draw(seed, learner, skill, repetition)
    assert 0 <= position < 1
    assert draw(seed, learner, skill, repetition) == position


def test_a_draw_depends_on_everything_that_it_is_a_hash_of() -> None:
    """Another seed, learner, skill or repetition is another draw; the parts of the hashed text do not run together."""
    arguments = [
        (7, "ana", "roi", 1),
        (8, "ana", "roi", 1),
        (-7, "ana", "roi", 1),
        (7, "ben", "roi", 1),
        (7, "ana", "value", 1),
        (7, "ana", "roi", 2),
        (7, "anar", "oi", 1),
        (7, "ana", "ro", 11),
        (7, "ana", "roi1", 1),
    ]
    assert len({draw(*each) for each in arguments}) == len(arguments)


def test_draws_keep_their_values() -> None:
    """A due day that somebody was told stays that day: golden values of the hash and of the fuzzed interval."""
    assert draw(7, "ana", "roi", 1) == 0.6282814103638258
    assert draw(-1, "ana", "roi", 1) == 0.7164695001156607
    assert draw(7, "Zoë", "数学", 3) == 0.4463462867056701
    fuzzed = [fuzz(30, maximum_interval=LONGEST, position=draw(7, "ana", "roi", each)) for each in range(1, 13)]
    assert fuzzed == [31, 31, 32, 32, 29, 31, 32, 29, 28, 28, 31, 33]


def test_each_day_of_the_range_is_as_likely() -> None:
    """Of 10,000 repetitions about a fifth falls on each of five days; the draws are fixed, and so are the counts."""
    days = Counter(
        fuzz(10, maximum_interval=LONGEST, position=draw(7, "ana", "roi", each)) for each in range(1, 10_001)
    )
    assert days == {8: 1935, 9: 2023, 10: 2024, 11: 2040, 12: 1978}
    surprise = sum((count - 2000) ** 2 / 2000 for count in days.values())
    assert surprise < 9.49  # chi-square with four degrees of freedom: fair draws are above it in one of twenty tries


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_a_draw_is_the_same_in_every_process(hash_seed: str) -> None:
    """Python's own hash of text changes from process to process; the draw does not."""
    program = "from reinforce.memory import draw; print(draw(7, 'ana', 'roi', 1))"
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    printed = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    )
    assert float(printed.stdout) == draw(7, "ana", "roi", 1)
