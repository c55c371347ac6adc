"""Exposures: what meetings with an exercise add up to."""

from datetime import timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice.learner.exposure import Exposure
from tests.practice.building import NOW

MEETINGS = st.lists(
    st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)).map(
        lambda drawn: Exposure.met(
            NOW + timedelta(days=drawn[0]), None if drawn[1] is None else timedelta(minutes=drawn[1])
        )
    ),
    min_size=1,
)


@given(MEETINGS, st.data())
def test_meetings_add_up_in_any_order(meetings: list[Exposure], data: st.DataObject) -> None:
    """They are counted, the latest is kept, and times are summed where they are known."""
    whole = reduce(Exposure.plus, meetings)
    assert whole == reduce(Exposure.plus, data.draw(st.permutations(meetings)))
    assert whole == whole.plus(None)
    assert (whole.seen, whole.last_at) == (len(meetings), max(met.last_at for met in meetings))
    assert (whole.timed, whole.took) == (
        sum(met.timed for met in meetings),
        sum((met.took for met in meetings), timedelta()),
    )
