"""What a phone adds to a right answer takes nothing from it, and makes no wrong answer right."""

from typing import Any

import pytest

from reinforce.catalog import Facet, Numeric, ShortText
from reinforce.catalog.answer_units import remove_unit
from reinforce.errors import InvalidParameterError
from reinforce.practice import Answer
from reinforce.practice.grading.answers import judge

COMMON: dict[str, Any] = {"id": "q", "skill": "s", "facet": Facet.WHAT, "prompt": "?", "explanation": "!"}


def text_is_right(response: str, *accept: str, language: str = "en") -> bool:
    """Return whether a text is right."""
    return judge(ShortText(**COMMON, accept=accept), response, language=language).right


def number_is_right(response: Any, answer: float, unit: str = "", language: str = "en") -> bool:  # noqa: ANN401 - any response
    """Return whether a number is right."""
    return judge(Numeric(**COMMON, answer=answer, unit=unit), response, language=language).right


@pytest.mark.parametrize(
    ("stop", "language"),
    [
        (".", "en"),
        (". ", "de"),
        ("。", "zh"),
        ("｡", "ja"),
        ("।", "hi"),
        ("\u06d4", "ur"),
        ("\u0589", "hy"),
        ("።", "am"),
        ("။", "my"),
    ],
)
def test_a_full_stop_says_nothing(stop: str, language: str) -> None:
    """Two spaces make one on a phone; whether the pack has one makes no difference, either."""
    assert text_is_right(f"Dublin{stop}", "Dublin", language=language)
    assert text_is_right("Dublin", f"Dublin{stop}", language=language)
    assert text_is_right("e.g", "e.g.", language=language)
    assert number_is_right(f"42{stop}", 42, language=language)
    assert number_is_right(f"42 kg{stop}", 42, "kg", language=language)
    assert not text_is_right(stop, "Dublin", language=language)
    assert not text_is_right(f"Dubli{stop}n", "Dublin", language=language)


def test_a_stop_that_means_something_counts() -> None:
    """That of an ordinal, and what is more than one."""
    assert not text_is_right("3", "3.", language="de")
    assert text_is_right("3.", "3.", language="de")
    assert not text_is_right("Dublin..", "Dublin")
    assert text_is_right("...", "…")


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("5 KG", "kg"),
        ("5 Km/h", "km/h"),
        ("5 KM/H", "km/h"),
        ("eur 5", "EUR"),
        ("-5 Eur.", "EUR"),
        ("5 Min", "min"),
        ("5 mL", "ml"),
        ("5 КГ", "кг"),
        ("5 KM²", "km2"),
        ("5 m²", "m2"),
        ("5 m2", "m²"),
    ],
)
def test_a_capital_in_a_unit_is_a_slip(typed: str, unit: str) -> None:
    """As raised figures that are not raised."""
    assert number_is_right(typed, -5 if "-" in typed else 5, unit)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("5 MW", "mW"),
        ("5 mW", "MW"),
        ("5 MS", "ms"),
        ("5 S", "s"),
        ("5 Mb", "MB"),
        ("5 ML", "ml"),
        ("5 m", "M"),
        ("5 K", "k"),
    ],
)
def test_a_capital_that_makes_another_unit_counts(typed: str, unit: str) -> None:
    """A million times too much is no slip of the keyboard."""
    assert not number_is_right(typed, 5, unit)
    assert remove_unit(typed, unit) == typed


def test_figures_in_frames_are_figures() -> None:
    """The keys among the emoji of a phone."""
    assert number_is_right("1\ufe0f\u20e30\ufe0f\u20e3", 10)
    assert not number_is_right("1\ufe0f\u20e30\ufe0f\u20e3", 1)


@pytest.mark.parametrize(
    "number",
    [10**400, 10**5000, -(10**5000), float("inf"), -float("inf"), float("nan")],
    ids=["large", "huge", "-huge", "inf", "-inf", "nan"],
)
def test_a_number_beyond_numbers_is_refused_by_its_field(number: float) -> None:
    """No person types one into a field, and none is kept as another: in a blank, too."""
    for response, field in ((number, "response"), ({"blank": number}, "response.blank")):
        with pytest.raises(InvalidParameterError, match="must be a finite number") as caught:
            Answer("q", response)
        assert caught.value.field == field


@pytest.mark.parametrize(
    "typed", ["1e999", "-1e999", "1e-999", "1e99999999999", "9" * 5_000, "inf", "-Infinity", "nan"]
)
def test_a_text_that_no_number_is_read_of_is_wrong_and_refuses_no_attempt(typed: str) -> None:
    """A person typed it: the rest of the quiz is not thrown away for it, and it is kept as it was typed."""
    assert Answer("q", typed).response == typed
    assert not number_is_right(typed, 42)
