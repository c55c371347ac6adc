"""Ratings as logs have them: FSRS's own four, or another scale of which the caller says what its values mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.cells import with_point
from reinforce.journal import Rating

if TYPE_CHECKING:
    from collections.abc import Callable

Scale = Mapping[Any, Rating | int | str]
"""What each value of a scale means: ``{0: "Again", 1: "Again", 2: "Again", 3: "Hard", 4: "Good", 5: "Easy"}``."""

_FEW, _SHARE = 2, 0.02
_SHOWN = 5
_GREATEST = 1e9
_WAY = "say what its values mean, as in ratings={0: 'Again', 3: 'Hard', 4: 'Good', 5: 'Easy'}"


def ratings_by(ratings: Scale | None) -> Callable[[object], int | None]:
    """
    Return what reads a rating as a number of 1 to 4, or as nothing.

    Raises:
        InvalidParameterError: *ratings* is no mapping, or has two values alike, or one that is no rating.
    """
    if ratings is None:
        return _rating
    given: object = ratings
    if not isinstance(given, Mapping):
        reason = f"must be a mapping from the values of a scale to ratings, not {type(given).__name__}"
        raise InvalidParameterError("ratings", reason, value=given)
    known: dict[str, int] = {}
    for value, rating in ratings.items():
        try:
            meant = int(Rating.of(rating))
        except InvalidParameterError as error:
            raise InvalidParameterError(f"ratings[{shown(value)}]", error.reason, value=rating) from None
        if known.setdefault(_key(value), meant) != meant:
            raise InvalidParameterError(
                "ratings", f"must name each value once, and names {shown(value)} twice", value=value
            )
    return lambda value: known.get(_key(value))


def refuse_scale(values: Mapping[object, int]) -> None:
    """
    Raise InvalidParameterError where numbers besides 1 to 4 are too many for slips: a scale that FSRS does not have.

    All of such a log would be read amiss: what is 2 in it is a failure, as in SM-2, or the best of three.

    Args:
        values: how many rows have each value.
    """
    numbers = {value: count for value, count in values.items() if _number(value) is not None}
    others = {value: count for value, count in numbers.items() if _rating(value) is None}
    wrong, all_ = sum(others.values()), sum(numbers.values())
    if wrong >= _FEW and wrong > _SHARE * all_:
        shown = ", ".join(str(value)[:_SHOWN] for value in sorted(others, key=lambda one: _number(one) or 0)[:_SHOWN])
        reason = f"is on another scale than 1 to 4: {wrong:,} of {all_:,} rows have others ({shown}); {_WAY}"
        raise InvalidParameterError("rating", reason, value=shown)


def not_read(ratings: Scale | None) -> str:
    """Return what is said of a rating that cannot be read."""
    return "must be 1 to 4, or of a scale that ratings={…} tells" if ratings is None else "is none of those in ratings"


def _key(value: object) -> str:
    number = _number(value)
    return str(value).strip().casefold() if number is None else f"{number:g}"


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(with_point(value))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < _GREATEST else None  # which what is not a number never is


def _rating(value: object) -> int | None:
    number = _number(value)
    if isinstance(value, bool):
        return None
    try:
        if number is not None:
            return int(Rating.of(int(number))) if number.is_integer() else None
        return int(Rating.of(value.strip())) if isinstance(value, str) else None
    except InvalidParameterError:
        return None
