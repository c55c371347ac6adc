"""What was most likely meant is found, and however many names there are it costs no more."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import pytest

from reinforce.near import near

_MANY = frozenset(f"skill-{number:05}" for number in range(5_000)) | {"quark", "crème", "Flour"}


class _Counted(AbstractSet[str]):
    """Many names, which count how often they are asked for, and refuse to be walked through."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.asked = 0

    def __contains__(self, name: object) -> bool:
        self.asked += 1
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        raise AssertionError

    def __len__(self) -> int:
        return len(self.names)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quar", "quark"),
        ("quarks", "quark"),
        ("quarq", "quark"),
        ("qaurk", "quark"),
        ("uark", "quark"),
        ("QUARK", "quark"),
        ("crèmes", "crème"),
        ("flour", "Flour"),
        ("skill-04999x", "skill-04999"),
    ],
)
def test_one_slip_is_found_among_many(written: str, meant: str) -> None:
    """A character too many, too few, wrong or in the wrong place is found among thousands, and so is another case."""
    assert near(written, _MANY) == (meant,)


def test_a_few_are_compared_with_more_patience() -> None:
    """Among a few names the one that looks alike is found, also after two slips; the best comes first."""
    assert near("flower", ["flour", "water", "salt"]) == ("flour",)
    assert near("salmon", ["salon", "salomon", "flour"], most=2) == ("salomon", "salon")


def test_what_nothing_looks_like_has_no_neighbour() -> None:
    """There is no guess where nothing looks alike, for an empty name, and among no names."""
    assert near("zzzz", _MANY) == near("zzzz", ["flour"]) == near("", ["a"]) == near("flour", []) == ()


def test_a_name_too_many_costs_the_same_however_many_there_are() -> None:
    """Of many names only those are asked for that one slip makes; none is walked through."""
    few, many = (_Counted(frozenset(f"skill-{n:06}" for n in range(count))) for count in (1_000, 50_000))
    for names in (few, many):
        assert near("unheard-of", names) == ()
    assert few.asked == many.asked < 1_000


def test_a_name_that_is_too_long_is_looked_for_nowhere() -> None:
    """A name of a megabyte has no neighbours, and no slips of one that is longer than people type are tried."""
    names = _Counted(_MANY)
    assert near("x" * 1_000_000, names) == near("x" * 200, names) == ()
    assert names.asked == 0
