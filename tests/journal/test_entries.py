"""The log's values: ratings, reviews, events, and which of their fields name a person."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import fsrs
import numpy as np
import pytest

from reinforce.errors import InvalidParameterError
from reinforce.journal import PERSON, Event, EventKind, Rating, Review, retraction

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _review(**given: Any) -> Review:  # noqa: ANN401 - any field
    plain: dict[str, Any] = {"id": "r1", "learner": "ana", "skill": "roi", "rating": Rating.Good, "at": NOON}
    return Review(**plain | given)


@pytest.mark.parametrize("rating", list(Rating))
def test_a_rating_is_known_by_name_by_number_and_as_that_of_fsrs(rating: Rating) -> None:
    """Our ratings carry the names and numbers of FSRS, so that any of these, also as texts, is the same rating."""
    theirs = fsrs.Rating[rating.name]
    for value in (rating, int(rating), str(int(rating)), rating.name, rating.name.lower(), rating.name.upper(), theirs):
        assert Rating.of(value) is rating
    assert len(Rating) == len(fsrs.Rating)


@pytest.mark.parametrize(
    "value", [3.0, "3.0", " 3", "3.00 ", np.int64(3), np.float32(3), Decimal(3), " gOOD ", "good\n"], ids=repr
)
def test_a_rating_may_be_any_whole_number_and_have_white_space_around_it(value: object) -> None:
    """Frames of other libraries and spreadsheets have other numbers than Python's, and texts with a blank."""
    assert Rating.of(value) is Rating.Good


@pytest.mark.parametrize(
    "value",
    [0, 5, -1, True, np.True_, 2.5, "2.5", "7", "3.001", float("nan"), Decimal("Infinity"), 3j, "well", "", None, [3]],
    ids=repr,
)
def test_what_is_no_rating_is_refused(value: object) -> None:
    """The error names the field and lists the four ratings."""
    with pytest.raises(InvalidParameterError, match=r"score must be one of 1 \(Again\), 2 \(Hard\)") as caught:
        Rating.of(value, field="score")
    assert caught.value.field == "score"
    assert caught.value.value is value


@pytest.mark.parametrize("zone", [ZoneInfo("UTC"), timezone(timedelta(hours=-3)), ZoneInfo("Asia/Tokyo")])
def test_a_review_is_kept_in_utc(zone: timezone | ZoneInfo) -> None:
    """The same instant in any zone makes an equal review, and what is kept is UTC itself."""
    review = _review(at=NOON.astimezone(zone))
    assert review == _review()
    assert review.at.tzinfo is UTC


@pytest.mark.parametrize("at", [NOON.replace(tzinfo=None), "2026-03-02T12:00:00Z", None])
def test_a_review_or_event_without_a_true_instant_is_refused(at: Any) -> None:  # noqa: ANN401 - none of them fits
    """Local times without a zone, text and nothing are no instants."""
    with pytest.raises(InvalidParameterError, match=r"^at must"):
        _review(at=at)
    with pytest.raises(InvalidParameterError, match=r"^at must"):
        Event(id="e1", kind=EventKind.RETRACTION, at=at)


def test_a_review_takes_its_rating_as_a_rating() -> None:
    """A number or a name becomes the rating that it stands for; anything else is refused."""
    assert _review(rating=1).rating is Rating.Again
    assert _review(rating="Hard") == _review(rating=fsrs.Rating.Hard)
    with pytest.raises(InvalidParameterError, match=r"^rating must"):
        _review(rating=0)


def test_a_review_without_a_day_has_its_date_in_utc() -> None:
    """The day is the date in UTC unless the sender's calendar said another, and a copy keeps it."""
    late = NOON.replace(hour=23).astimezone(ZoneInfo("Asia/Tokyo"))
    assert _review(at=late).day == date(2026, 3, 2).toordinal()
    other = _review(at=late, day=late.toordinal())
    assert other.day == date(2026, 3, 3).toordinal()
    assert replace(other, rating=Rating.Easy).day == other.day


def test_reviews_are_ordered_by_instant_and_then_by_id() -> None:
    """The order is total: two reviews at one instant are told apart by their ids."""
    early, late = _review(id="r9"), _review(id="r1", at=NOON + timedelta(microseconds=1))
    assert early.order < late.order
    assert _review(id="r1").order < early.order


def test_entries_do_not_change() -> None:
    """The log's values are frozen and take no other attributes."""
    with pytest.raises(FrozenInstanceError):
        _review().rating = Rating.Easy  # type: ignore[misc]
    assert not hasattr(_review(), "__dict__")
    assert not hasattr(retraction("ana", "r1", at=NOON), "__dict__")


@pytest.mark.parametrize(("kind", "people"), [(Review, {"learner", "assessor"}), (Event, {"learner", "by"})])
def test_fields_that_name_a_person_are_marked(kind: type, people: set[str]) -> None:
    """Export and erasure find every person in an entry by the marks of its fields."""
    assert {spec.name for spec in fields(kind) if spec.metadata == PERSON} == people


def test_an_event_is_kept_in_utc() -> None:
    """As a review is: the same instant in any zone makes an equal event."""
    event = Event(id="e1", kind=EventKind.RETRACTION, at=NOON.astimezone(ZoneInfo("Asia/Tokyo")))
    assert event == Event(id="e1", kind=EventKind.RETRACTION, at=NOON)
    assert event.at.tzinfo is UTC


def test_taking_back_the_same_entry_twice_has_the_same_id() -> None:
    """A retraction is known by its target alone, so that a second one is a repetition."""
    first, second = retraction("ana", "r1", at=NOON), retraction("ana", "r1", at=NOON + timedelta(days=1))
    assert first.id == second.id != retraction("ana", "r2", at=NOON).id
    assert (first.kind, first.learner, first.target) == (EventKind.RETRACTION, "ana", "r1")
