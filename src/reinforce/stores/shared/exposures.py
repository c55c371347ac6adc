"""How meetings with an exercise add up: the same for every store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce.ports import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.ports import Meeting


def together(one: Exposure | None, other: Exposure) -> Exposure:
    """Return what two exposures to one exercise are together; ``None`` stands for none."""
    if one is None:
        return other
    return Exposure(
        one.seen + other.seen, max(one.last_at, other.last_at), one.timed + other.timed, one.took + other.took
    )


def exposures(meetings: Iterable[Meeting]) -> dict[tuple[str, str], Exposure]:
    """Return by learner and exercise what *meetings* amount to."""
    found: dict[tuple[str, str], Exposure] = {}
    for met in meetings:
        key, is_timed = (met.learner, met.exercise), met.took is not None
        found[key] = together(found.get(key), Exposure(1, met.at, int(is_timed), met.took or timedelta()))
    return found
