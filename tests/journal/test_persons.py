"""Persons in entries: wherever they are named they are found, and get another name, and nothing else changes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.journal.persons import called_in, found

BODY: dict[str, Any] = {
    "by": "ana",
    "team": [{"mentor": "ana", "note": "ana"}, {"mentor": "ben"}, {"mentor": None}, "ana"],
    "circles": {"north": {"members": [{"person": "ana"}, {"person": "zoe"}]}, "south": {}},
}


@pytest.mark.parametrize(
    ("path", "persons"),
    [
        ("by", ["ana"]),
        ("team.*.mentor", ["ana", "ben"]),
        ("circles.*.members.*.person", ["ana", "zoe"]),
        ("circles.north.members.*.person", ["ana", "zoe"]),
        ("team.*", ["ana"]),
        ("team", []),
        ("nothing.*.at.all", []),
        ("by.*", []),
    ],
)
def test_persons_are_found_where_a_path_leads(path: str, persons: list[str]) -> None:
    """A star is every item or value; what is no text is nobody, and a path that leads nowhere names nobody."""
    assert found(BODY, path) == persons


def test_only_what_a_path_leads_to_is_called_otherwise() -> None:
    """The same text elsewhere, as in a note, stays; so does whoever has another name."""
    changed = called_in(BODY, ["by", "circles.*.members.*.person"], lambda person: person.replace("ana", "anna"))
    assert changed == {
        "by": "anna",
        "team": BODY["team"],
        "circles": {"north": {"members": [{"person": "anna"}, {"person": "zoe"}]}, "south": {}},
    }


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.sampled_from(["ana", "ben"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=20,
)
paths = st.lists(st.sampled_from("abc*"), min_size=1, max_size=4).map(".".join)


@given(values, st.lists(paths, max_size=3))
def test_nobody_is_left_where_persons_are_found(value: Any, chosen: list[str]) -> None:  # noqa: ANN401 - any JSON value
    """Whatever a body is like, after calling Ana otherwise she is found at none of the paths, and Ben still is."""
    changed = called_in(value, chosen, lambda person: "x" if person == "ana" else person)
    for path in chosen:
        assert "ana" not in found(changed, path)
        assert found(changed, path).count("ben") == found(value, path).count("ben")
    assert called_in(value, chosen, lambda person: person) == value
