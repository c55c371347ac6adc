"""Circles in the skill graph."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog.graph import cycles

nodes = st.sampled_from("abcdefg")
graphs = st.dictionaries(nodes, st.lists(nodes, max_size=3), max_size=7)


@given(graphs)
def test_a_circle_is_found_exactly_where_no_order_exists(links: dict[str, list[str]]) -> None:
    """A graph has an order in which everything comes after what it needs, or it has a circle."""
    try:
        tuple(TopologicalSorter(links).static_order())
    except CycleError:
        assert list(cycles(links))
    else:
        assert not list(cycles(links))


@given(graphs)
def test_what_is_called_a_circle_is_one(links: dict[str, list[str]]) -> None:
    """Each node of a circle leads to the next and the last to the first; none is named twice."""
    found = list(cycles(links))
    assert len(set(found)) == len(found)
    for circle in found:
        assert len(set(circle)) == len(circle)
        for node, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert following in links[node]
        assert circle[0] == min(circle, key=list(links).index)


def test_a_long_chain_is_no_matter() -> None:
    """The depth of a graph is not limited by the interpreter's stack."""
    chain = {str(at): [str(at + 1)] for at in range(50_000)}
    assert list(cycles(chain)) == []
    assert [len(circle) for circle in cycles({**chain, "50000": ["0"]})] == [50_001]
