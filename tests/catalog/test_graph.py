"""Circles in the skill graph."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog.graph import cycles, following

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
        for node, next_ in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert next_ in links[node]
        assert circle[0] == min(circle, key=list(links).index)


def test_a_long_chain_is_no_matter() -> None:
    """The depth of a graph is not limited by the interpreter's stack."""
    chain = {str(at): [str(at + 1)] for at in range(50_000)}
    assert list(cycles(chain)) == []
    assert [len(circle) for circle in cycles({**chain, "50000": ["0"]})] == [50_001]


weighted = st.dictionaries(nodes, st.dictionaries(nodes, st.sampled_from([0.25, 0.5, 1.0]), max_size=3), max_size=7)


def along_paths(links: dict[str, dict[str, float]], path: tuple[str, ...], product: float) -> dict[str, float]:
    """Return what can be reached over longer paths than *path*, by trying each that visits no node twice."""
    found: dict[str, float] = {}
    for node, weight in links.get(path[-1], {}).items():
        if node not in path:
            further = along_paths(links, (*path, node), product * weight)
            for reached, strength in {node: product * weight, **further}.items():
                found[reached] = max(strength, found.get(reached, 0))
    return found


@given(weighted, nodes)
def test_what_is_reached_has_the_weight_of_the_best_path(links: dict[str, dict[str, float]], start: str) -> None:
    """Of all paths to a node the one with the greatest product counts, circles or not; the start is not reached."""
    found = following(links, start)
    assert found == along_paths(links, (start,), 1.0)
    assert list(found.values()) == sorted(found.values(), reverse=True)
