"""Interleaving: neighbours share a skill only where that cannot be avoided, and capabilities are mixed."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.practice.sessions.interleave import interleaved

LABELS = st.frozensets(st.sampled_from("abcde"), min_size=1, max_size=3)
SINGLE = st.sampled_from("abc").map(lambda label: frozenset({label}))


def clashes(order: Sequence[int], labels: Sequence[frozenset[str]]) -> int:
    """Return how many neighbours share a label."""
    return sum(not labels[one].isdisjoint(labels[other]) for one, other in pairwise(order))


def fewest(labels: Sequence[frozenset[str]]) -> int:
    """Return how few neighbours can share a label, by trying every order."""
    return min(clashes(order, labels) for order in permutations(range(len(labels))))


@given(st.lists(st.tuples(LABELS, SINGLE), max_size=6))
def test_neighbours_share_a_skill_only_where_they_must(things: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    """No other order has fewer neighbours that share a skill, and nothing is lost or doubled."""
    skills, capabilities = [thing[0] for thing in things], [thing[1] for thing in things]
    order = interleaved(skills, capabilities)
    assert sorted(order) == list(range(len(things)))
    assert clashes(order, skills) == fewest(skills)


@given(st.lists(SINGLE, max_size=7))
def test_capabilities_are_mixed_as_well_as_can_be(capabilities: list[frozenset[str]]) -> None:
    """Where every thing is of one capability and no skill is shared, no order has fewer alike neighbours."""
    skills = [frozenset({str(place)}) for place in range(len(capabilities))]
    assert clashes(interleaved(skills, capabilities), capabilities) == fewest(capabilities)


@given(st.lists(SINGLE, max_size=7))
def test_urgency_is_kept_where_nothing_speaks_against_it(labels: list[frozenset[str]]) -> None:
    """Of all orders with the fewest alike neighbours it is the one that comes first by urgency, place by place."""
    best = fewest(labels)
    first = next(order for order in permutations(range(len(labels))) if clashes(order, labels) == best)
    assert interleaved(labels, labels) == first


def test_what_need_not_move_does_not() -> None:
    """An order without alike neighbours stays as it is."""
    skills = [frozenset({name}) for name in "abcab"]
    assert interleaved(skills, skills) == (0, 1, 2, 3, 4)
    assert interleaved([], []) == ()


def test_many_things_are_arranged_too() -> None:
    """Hundreds of things, every third of one capability and many skills shared, come without alike neighbours."""
    skills = [frozenset({f"s{place // 2}"}) for place in range(400)]
    capabilities = [frozenset({f"c{place % 3 // 2}"}) for place in range(400)]
    order = interleaved(skills, capabilities)
    assert sorted(order) == list(range(400))
    assert clashes(order, skills) == 0


class Looked(frozenset[str]):
    """Capabilities that count how often they are looked at."""

    times = 0

    def isdisjoint(self, other: Iterable[object]) -> bool:
        """Whether no label is in *other*."""
        type(self).times += 1
        return super().isdisjoint(other)


SPREADS: dict[str, Callable[[int, int], str]] = {
    "in turns": lambda place, _: f"c{place % 5}",
    "in blocks": lambda place, count: f"c{5 * place // count}",
    "one each": lambda place, _: f"c{place}",
    "in fours": lambda place, _: f"c{place // 4}",
    "most the same": lambda place, _: f"c{place if place % 3 == 0 else ''}",
    "all the same": lambda _place, _count: "c",
}


@pytest.mark.parametrize("spread", SPREADS)
def test_looks_at_things_grow_no_faster_than_they_do(spread: str) -> None:
    """Twice as many things are looked at little more than twice as often, however capabilities are spread over them."""
    looks = []
    for count in (500, 1000):
        Looked.times = 0
        capabilities = [Looked({SPREADS[spread](place, count)}) for place in range(count)]
        interleaved([frozenset({f"s{place}"}) for place in range(count)], capabilities)
        looks.append(Looked.times)
    assert looks[1] <= min(2.4 * looks[0], 10 * 1000)


def test_a_hopeless_search_ends() -> None:
    """Where everything of one half shares a skill with everything of the other, the search ends with one seam."""
    half = range(20)
    skills = [frozenset(f"{one}-{other}" for other in half) for one in half]
    skills += [frozenset(f"{other}-{one}" for other in half) for one in half]
    order = interleaved(skills, [frozenset({"c"})] * 40)
    assert sorted(order) == list(range(40))
    assert clashes(order, skills) == 1
