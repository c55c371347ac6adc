"""Times until something happens: the product-limit estimate, against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.practice.progress import Wait, survival

# Weeks of remission of 21 patients on 6-mercaptopurine, those still in remission marked False: Freireich and others
# 1963, Blood 21, 699-716; worked in Cox and Oakes 1984, Analysis of Survival Data, and in Kleinbaum and Klein.
REMISSIONS = [
    *((weeks, True) for weeks in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *((weeks, False) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]
PUBLISHED = [
    (6, 21, 3, 0.857),
    (7, 17, 1, 0.807),
    (10, 15, 1, 0.753),
    (13, 12, 1, 0.690),
    (16, 11, 1, 0.627),
    (22, 7, 1, 0.538),
    (23, 6, 1, 0.448),
]
WAITS = st.lists(st.builds(Wait, st.integers(0, 50), st.booleans()), max_size=30)


def test_a_published_example() -> None:
    """The estimate of a well-known example is the published one, with those at risk and the median."""
    found = survival(Wait(weeks, happened) for weeks, happened in REMISSIONS)
    assert [(step.days, step.at_risk, step.happened, round(step.waiting, 3)) for step in found.steps] == PUBLISHED
    assert (found.watched, found.censored, found.median) == (21, 12, 23)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_without_anybody_waiting_it_is_the_plain_share(days: list[int]) -> None:
    """Where it happened to all, the share still waiting is the share that took longer, exactly."""
    found = survival(Wait(day, happened=True) for day in days)
    for day in range(52):
        assert found.waiting(day) == sum(one > day for one in days) / len(days)
    assert found.median == sorted(days)[(len(days) - 1) // 2]


@given(WAITS, st.integers(0, 50))
def test_those_still_waiting_never_make_it_quicker(waits: list[Wait], until: int) -> None:
    """Knowing of one more who is still waiting lowers no share of those who wait."""
    before, after = survival(waits), survival([*waits, Wait(until, happened=False)])
    assert all(after.waiting(day) >= before.waiting(day) for day in range(52))


@given(WAITS)
def test_the_share_falls_from_one_and_stays_a_share(waits: list[Wait]) -> None:
    """It starts at one, never rises and stays from 0 to 1; the order of the waits does not matter."""
    found = survival(waits)
    shares = [found.waiting(day) for day in range(52)]
    assert all(1 >= before >= after >= 0 for before, after in zip([1.0, *shares], shares, strict=False))
    assert survival(reversed(waits)) == found


def test_what_has_not_come_so_far_has_no_median() -> None:
    """Where it happened to fewer than half, nobody knows when half will have come so far."""
    found = survival([Wait(3, happened=True), Wait(9, happened=False), Wait(9, happened=False)])
    assert found.median is None
    assert found.quantile(0.3) == 3
    assert survival([]).median is None
    assert "1 still waiting" in survival([Wait(1, happened=False)])._repr_html_()


@pytest.mark.parametrize("days", [-1, 1.5, True])
def test_a_span_is_whole_days(days: object) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidParameterError, match="days"):
        Wait(days, happened=True)  # type: ignore[arg-type]
