"""What an author most likely meant by a name that is not there: said of the first slips of a pack, not of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.near import near

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_SLIPS = 100
"""How many slips of one pack are looked at: a pack that has more was not typed by hand."""


class Hints:
    """What was most likely meant, for as many slips as a person makes; after those there is nothing to say."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, object], str] = {}

    @property
    def spent(self) -> bool:
        """Whether there were more slips than are looked at."""
        return len(self._found) >= _MOST_SLIPS

    def near(self, name: str, known: Collection[str]) -> str:
        """Return the one of the *known* names that *name* was most likely meant to be; empty if none can be told."""
        among = frozenset(known) if len(known) < _MOST_SLIPS else id(known)  # large ones live as long as their pack
        if (name, among) not in self._found and not self.spent:
            self._found[name, among] = next(iter(near(name, known)), "")
        return self._found.get((name, among), "")

    def hint(self, name: str, known: Collection[str]) -> str:
        """Return the question that tells which name was most likely meant, to be put after what is wrong with it."""
        found = self.near(name, known)
        return f"; did you mean {found!r}?" if found else ""
