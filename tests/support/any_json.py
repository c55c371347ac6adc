"""Whatever a client may send as JSON, and some things that JSON cannot hold but a host can pass on."""

from typing import Any

from hypothesis import strategies as st

from reinforce.errors import shown
from reinforce.testing.packs import JOURNEY, SKILLS


def _nested(depth: int) -> Any:  # noqa: ANN401 - JSON
    made: Any = "x"
    for level in range(depth):
        made = [made] if level % 2 else {"id": made}
    return made


QUIZ = {"kind": "quiz", "attempt_id": "a", "edition": 1, "answers": [{"question": "q-terms-1", "response": "b"}]}

RUBBISH: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        3,
        2**31,
        2**63,
        -(2**63),
        10**400,
        10**5000,
        0.5,
        1e308,
        float("nan"),
        -float("inf"),
    ),
    *("", " ", "x", "ana", "ben", SKILLS[0], JOURNEY, "q-terms-1", "r1", "good", "Europe/Dublin", "2026-03-02"),
    *("2026-03-02T09:00:00Z", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59", "../../etc/passwd"),
    *("\x00", "\ud800", "a\udfffb", "\u202e", "line\nbreak\x1b[31m", "x" * 300, "x" * 200_000, "5" * 5_000),
    *(
        [],
        {},
        [None],
        [[]],
        [{}],
        ["ana"],
        ["ana", 3],
        ["", ""],
        {"": None},
        {"id": "x"},
        {"ana": {}},
        {SKILLS[0]: 0.5},
    ),
    *(QUIZ, {**QUIZ, "edition": 10**30}, {"ana": QUIZ}, [["ana", QUIZ]], {**QUIZ, "answers": [{"question": "\ud800"}]}),
    *({"learner": "ana", "skill": SKILLS[0], "rating": 3}, [{"learner": "ana", "skill": SKILLS[0], "rating": 3}]),
    *({"monday": "none"}, _nested(50), _nested(3_000)),
)
"""Wrong types, nested rubbish, huge numbers, what is no number, halves of surrogate pairs, NUL, the long and deep."""

_NAMES = (
    *("id", "kind", "at", "answers", "skill", "learner", "rating", "review_id", "attempt_id", "edition"),
    *("\ud800", ""),
)

ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.integers(0, len(RUBBISH) - 1).map(RUBBISH.__getitem__) | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=5,
)
"""Any of it, alone or inside each other."""


class Arguments(dict[str, Any]):
    """Arguments by their names, which show themselves however long or deep they are."""

    def __repr__(self) -> str:
        return shown(dict(self))
