"""Goals, as values."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from reinforce import InvalidParameterError
from reinforce.practice import Goal
from tests.practice.building import curriculum, skill

ON = date(2026, 3, 1)

goals = st.builds(
    lambda about, **fields: Goal(id="g", **about, **fields),
    st.sampled_from([{"capability": "renewal"}, {"journey": "j"}, {"skills": ("a",)}, {"skills": ("b", "a")}]),
    on=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    still_known=st.floats(0.5, 0.99),
    lasting=st.integers(0, 400).map(lambda days: timedelta(days=days)),
)


def test_a_goal_covers_its_capability_its_journey_or_its_skills() -> None:
    """Skills come in the order of the curriculum; what is not in it is not covered."""
    taught = curriculum(
        [skill("a"), skill("b", capability="renewal"), skill("c", capability="renewal"), skill("d")],
        [],
        journey=["d", "b"],
    )
    assert Goal(id="g", on=ON, capability="renewal").covers(taught) == ("b", "c")
    assert Goal(id="g", on=ON, capability="retired").covers(taught) == ()
    assert Goal(id="g", on=ON, journey="j").covers(taught) == ("b", "d")
    assert Goal(id="g", on=ON, journey="retired").covers(taught) == ()
    assert Goal(id="g", on=ON, skills=("d", "retired", "a")).covers(taught) == ("a", "d")


def test_a_goal_that_must_last_is_tested_later() -> None:
    """Practice ends on the date; what must last so long must still be there that long after it."""
    goal = Goal(id="g", on=ON, lasting=timedelta(days=90), skills=("a",))
    assert (goal.day, goal.tested_day) == (ON.toordinal(), ON.toordinal() + 90)


def test_a_span_of_time_can_stand_for_a_date() -> None:
    """What must last three months is the goal on the date three months from now."""
    goal = Goal.that_lasts(timedelta(days=90), today=ON, id="g", capability="renewal", still_known=0.8)
    assert goal == Goal(id="g", on=date(2026, 5, 30), capability="renewal", still_known=0.8)
    with pytest.raises(InvalidParameterError, match="lasting must be at least a day"):
        Goal.that_lasts(timedelta(hours=5), today=ON, id="g", capability="renewal")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"id": " g"}, "goal"),
        ({"on": "2026-03-01"}, "on"),
        ({"still_known": 1.0}, "still_known"),
        ({"still_known": 0.1}, "still_known"),
        ({"lasting": timedelta(days=-1)}, "lasting"),
        ({"lasting": timedelta(days=1, hours=1)}, "lasting"),
        ({"capability": "renewal"}, "goal"),
        ({"skills": ()}, "goal"),
        ({"skills": ("a", "")}, "goal"),
    ],
)
def test_what_is_no_goal_is_refused(fields: dict[str, Any], field: str) -> None:
    """A goal has a date, a share that can be had, whole days to last, and one way to say which skills."""
    with pytest.raises(InvalidParameterError) as refused:
        Goal(**{"id": "g", "on": ON, "skills": ("a",), **fields})
    assert refused.value.field == field
