"""Circles in a directed graph, and what its paths amount to."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


_MOST_CIRCLES = 100


def cycles(links: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """
    Yield circles in *links*, each once, starting at its node that comes first; none if and only if there is none.

    Not every circle need be named where some share nodes, of which there may be too many to name; breaking those that
    are brings out the others, and no more than a hundred are. Nodes that are only linked to are leaves.

    >>> list(cycles({"a": ["b"], "b": ["c", "b"], "c": ["a"]}))
    [('a', 'b', 'c'), ('b',)]
    """
    rank = {node: at for at, node in enumerate(links)}
    done: set[str] = set()
    found: dict[tuple[str, ...], None] = {}
    for start in links:
        if start in done:
            continue
        way = {start: iter(links[start])}  # The nodes on the way here, in order, each with its links left to follow.
        while way:
            node, rest = next(reversed(way.items()))
            follower = next((link for link in rest if link in rank and link not in done), None)
            if follower is None:
                done.add(node)
                way.popitem()
            elif follower in way:
                if len(found) == _MOST_CIRCLES:
                    continue
                trail = list(way)
                circle = trail[trail.index(follower) :]
                lead = circle.index(min(circle, key=rank.__getitem__))
                found[(*circle[lead:], *circle[:lead])] = None
            else:
                way[follower] = iter(links[follower])
    yield from sorted(found, key=lambda circle: [rank[node] for node in circle])


def each_after(nodes: Iterable[str], links: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """
    Return *nodes* in their order, but each after those that its links lead to, which are among them or come in.

    >>> each_after(["sums", "counting"], {"sums": ["digits"], "counting": [], "digits": []}.__getitem__)
    ('digits', 'sums', 'counting')
    """
    ahead = [*nodes][::-1]
    begun, found = set[str](), dict[str, None]()
    while ahead:
        node = ahead[-1]
        if node in begun:
            found[ahead.pop()] = None
            continue
        begun.add(node)
        ahead += (link for link in [*links(node)][::-1] if link not in begun)
    return tuple(found)


def following(links: Mapping[str, Mapping[str, float]], start: str) -> dict[str, float]:
    """
    Return what can be reached from *start*, each node with the greatest product of weights along a path to it.

    Weights are greater than 0 and at most 1, so that no circle makes a path any better. The strongest come first, and
    *start* itself is not among them.

    >>> following({"a": {"b": 0.5, "c": 0.2}, "b": {"c": 0.6}, "c": {}}, "a")
    {'b': 0.5, 'c': 0.3}
    """
    found: dict[str, float] = {}
    open_: list[tuple[float, str]] = [(-1.0, start)]
    while open_:
        cost, node = heappop(open_)
        if node in found:
            continue
        found[node] = -cost
        for link, weight in links.get(node, {}).items():
            if link not in found:
                heappush(open_, (cost * weight, link))
    del found[start]
    return found
