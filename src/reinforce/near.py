"""What somebody who misspelt a name most likely meant: found at a cost that is bounded however many names there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COMPARED = 800
"""How many characters of known names are compared at most, whatever they are."""

_LONGEST = 64
"""How long a name may be whose slips are all tried."""

_ALIKE = 0.65
"""
From which ratio on two names look alike, 1 being the same, to difflib.

Below it are words that have some letters in common, such as one for the same thing in another language.
"""

_TYPED = frozenset(ascii_lowercase + digits + "-_")


def near(name: str, known: Iterable[str], *, most: int = 1, least: float = _ALIKE) -> tuple[str, ...]:
    """
    Return those of the *known* names that *name* was most likely meant to be, best first, at most *most*.

    Among a few of them any are found that look alike, from a ratio of *least* on, as difflib has it. Among more, only
    those that one slip makes: a character too much, too few, wrong, or in the place of its neighbour; or another case,
    or spaces or underscores for hyphens.

    >>> near("skils", ["skills", "title"]), near("xyz", ["skills", "title"])
    (('skills',), ())
    """
    among = known if isinstance(known, Collection) else tuple(known)
    if not 0 < len(name) <= _COMPARED:
        return ()
    if len(among) * len(name) > _COMPARED:
        there = among if isinstance(among, AbstractSet | Mapping) else frozenset(among)
        found = (slip for slip in _slips(name) if slip in there)
        return tuple(islice(dict.fromkeys(found), most))
    from difflib import get_close_matches  # noqa: PLC0415 - only where something went wrong

    short = sorted(one for one in among if len(one) <= 2 * len(name))
    folded = _id(name)
    same = [one for one in short if _id(one) == folded]
    return tuple(dict.fromkeys((*same, *get_close_matches(name, short, n=most, cutoff=least))))[:most]


def _id(name: str) -> str:
    """Return the id that a title most likely has: lower case, with hyphens for what stands between its words."""
    return "-".join(name.casefold().replace("_", " ").split())


def hint(names: Iterable[str]) -> str:
    """Return the question whether the first of *names* was meant, to end a message; empty where there is none."""
    return "".join([f"; did you mean {name!r}?" for name in names][:1])


def _slips(name: str) -> Iterator[str]:
    """Yield what *name* may have been before one slip; the likely ones first."""
    if len(name) > _LONGEST:
        return
    yield from (name.casefold(), name.capitalize(), _id(name))
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + right[1:] for left, right in cuts if right)
    letters = sorted(_TYPED.union(name))
    yield from (left + letter + right for left, right in cuts for letter in letters)
    yield from (left + letter + right[1:] for left, right in cuts if right for letter in letters)
