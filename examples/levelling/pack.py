"""The pack of the comparison: skills that build on nothing, each with one question of fifteen seconds."""

from __future__ import annotations

from datetime import timedelta

from reinforce.catalog import Pack, plain_pack

JOURNEY = "all"
COST = timedelta(seconds=15)
_CAPABILITIES = 10


def pack_of(skills: int) -> Pack:
    """Return a pack of that many *skills*, in ten capabilities and one journey."""
    names = [f"s{number:04d}" for number in range(1, skills + 1)]
    return plain_pack(names, pack=JOURNEY, capabilities=_CAPABILITIES, minutes=COST / timedelta(minutes=1))
