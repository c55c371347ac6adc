"""What can be stored comes back from its text; what cannot is refused by name."""

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.errors import InvalidParameterError
from reinforce.memory import MemoryState
from reinforce.stores.shared.json import finite, from_text, to_text

TEXT = st.text(st.characters(codec=None))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(TEXT, JSON, max_size=4))
def test_json_values_come_back_equal_from_plain_text(values: dict[str, Any]) -> None:
    """Any JSON object, of any text and any finite number, is text of ASCII without NUL, and comes back equal."""
    text = to_text("body", values)
    assert text.isascii()
    assert "\x00" not in text
    assert from_text(text) == values
    assert list(from_text(text)) == list(values)


def test_any_mapping_is_an_object() -> None:
    """Mappings that are no dicts are stored as dicts are, at any depth."""
    frozen = MappingProxyType({"a": MappingProxyType({"b": 1})})
    assert from_text(to_text("body", frozen)) == {"a": {"b": 1}}


def test_an_object_too_deep_or_a_number_too_long_is_refused() -> None:
    """What Python cannot write down is refused like any other value that JSON cannot say."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, 10**10_000):
        with pytest.raises(InvalidParameterError, match="body cannot be stored"):
            to_text("body", {"value": value})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_are_refused(number: float) -> None:
    """Neither JSON nor every database can hold them, so no store does."""
    for refuse in (
        lambda: to_text("body", {"deep": [{"n": number}]}),
        lambda: finite("body", MemoryState(1.0, number)),
    ):
        with pytest.raises(InvalidParameterError) as refused:
            refuse()
        assert refused.value.field == "body"
