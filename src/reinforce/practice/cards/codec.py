"""Cards and reviews as JSON values, and back, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

from reinforce.journal import Rating, Review
from reinforce.memory import Features, MemoryState, Phase
from reinforce.practice.cards.card import Card

T = TypeVar("T")


def instant(text: str) -> datetime:
    """Return the instant of a text in ISO 8601, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


class Form(Generic[T]):
    """
    How a dataclass is written as JSON values and read again. Every review writes one, so names are looked up once.

    *special* has the fields whose values are no JSON values, each with what writes it and what reads it.
    """

    def __init__(self, kind: Callable[..., T], names: Iterable[str], special: Mapping[str, _Pair]) -> None:
        self._kind = kind
        self.names = tuple(names)
        self._values = attrgetter(*self.names)
        self._special = special

    def write(self, value: T) -> dict[str, Any]:
        """Return *value* as JSON values."""
        flat = dict(zip(self.names, self._values(value), strict=True))
        for name, (write, _) in self._special.items():
            if flat[name] is not None:
                flat[name] = write(flat[name])
        return flat

    def read(self, flat: Mapping[str, Any]) -> T:
        """Return the value whose JSON values these are."""
        values = dict(flat)
        for name, (_, read) in self._special.items():
            if values.get(name) is not None:
                values[name] = read(values[name])
        return self._kind(**values)


_Pair: TypeAlias = tuple[Callable[[Any], object], Callable[[Any], object]]

_RATING: _Pair = (int, Rating)
_AT: _Pair = (datetime.isoformat, instant)
_DURATION: _Pair = (timedelta.total_seconds, _span)
_MEMORY: _Pair = (lambda memory: list(memory.values()), MemoryState.of)

REVIEW = Form(
    Review,
    (spec.name for spec in fields(Review)),
    {"rating": _RATING, "at": _AT, "duration": _DURATION, "recorded_at": _AT},
)
CARD = Form(
    Card,
    (spec.name for spec in fields(Card)),
    {
        "phase": (str, Phase),
        "memory": _MEMORY,
        "due_at": _AT,
        "last_at": _AT,
        "last_rating": _RATING,
        "features": (lambda features: list(features.values()), Features.of),
    },
)


def card_to_json(card: Card) -> dict[str, Any]:
    """Return a card as JSON values."""
    return CARD.write(card)


def card_from_json(values: Mapping[str, Any]) -> Card:
    """Return the card whose JSON values these are, exactly."""
    return CARD.read(values)
