"""Whether a response answers its question: each kind by its own rule, and refused when it is of another kind."""

import unicodedata
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reinforce.catalog import (
    Cloze,
    Facet,
    Item,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Recall,
    ShortText,
    SingleChoice,
)
from reinforce.catalog.answer_texts import normalised
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice import Answer
from reinforce.practice.grading.answers import is_near, judge

COMMON: dict[str, Any] = {"id": "q", "skill": "s", "facet": Facet.WHAT, "prompt": "?", "explanation": "!"}
OPTIONS = (
    Option(id="a", text="first", correct=True),
    Option(id="b", text="second", feedback="Close."),
    Option(id="c", text="third", correct=True),
)
SINGLE = SingleChoice(**COMMON, options=OPTIONS[:2])
MULTIPLE = MultipleChoice(**COMMON, options=OPTIONS)
SHORT = ShortText(**COMMON, accept=("Résumé", "CV"))
NUMERIC = Numeric(**COMMON, answer=12.5, tolerance=0.5, unit="%")
CLOZE = Cloze(
    **COMMON, text="A {{who}} owns the {{ what }}.", blanks={"who": ("sponsor",), "what": ("outcome", "result")}
)
ORDERING = Ordering(**COMMON, items=tuple(Item(id=name, text=name.upper()) for name in ("x", "y", "z")))
RECALL = Recall(**COMMON, answer="The model answer.")


def right(question: Question, response: Any) -> bool:  # noqa: ANN401 - any response
    """Return whether *response*, sent as an answer, is right."""
    return judge(question, Answer("q", response).response).right


JUDGED: list[tuple[Question, Any, bool]] = [
    (SINGLE, "a", True),
    (SINGLE, "b", False),
    (MULTIPLE, ["c", "a"], True),
    (MULTIPLE, {"a", "c"}, True),
    (MULTIPLE, ["a"], False),
    (MULTIPLE, ["a", "b", "c"], False),
    (MULTIPLE, [], False),
    (SHORT, "  RÉSUMÉ ", True),
    (SHORT, "re\u0301sume\u0301", True),
    (SHORT, "resume", False),
    (SHORT, "cv", True),
    (SHORT, "", False),
    (SHORT.model_copy(update={"diacritics": "ignore"}), "resume", True),
    (NUMERIC, 12, True),
    (NUMERIC, 13.0, True),
    (NUMERIC, 13.000001, False),
    (NUMERIC, " 12.50 ", True),
    (NUMERIC, "1.25e1", True),
    (NUMERIC, "-12.5", False),
    (CLOZE, {"who": "Sponsor", "what": "result"}, True),
    (CLOZE, {"who": "sponsor", "what": ""}, False),
    (CLOZE, {"who": "sponsor"}, False),
    (CLOZE, {}, False),
    (ORDERING, ["x", "y", "z"], True),
    (ORDERING, ["x", "z", "y"], False),
    (ORDERING, ["x", "y"], False),
    (SHORT.model_copy(update={"accept": ("3",)}), 3, True),
    (RECALL, Rating.Again, False),
    (RECALL, "Hard", True),
    (RECALL, 4, True),
]


@pytest.mark.parametrize(("question", "response", "expected"), JUDGED)
def test_each_kind_has_its_rule(question: Question, response: object, expected: bool) -> None:  # noqa: FBT001 - a table
    """One option, exactly the right set, an accepted text, a number near enough, every blank, the very order."""
    assert right(question, response) is expected


REFUSED: list[tuple[Question, Any, str]] = [
    (SINGLE, "d", "response"),
    (SINGLE, ["a"], "response"),
    (SINGLE, 1, "response"),
    (MULTIPLE, "a", "response"),
    (MULTIPLE, ["a", "a"], "response"),
    (MULTIPLE, ["a", "d"], "response"),
    (NUMERIC, ["1"], "response"),
    (CLOZE, "sponsor", "response"),
    (CLOZE, {"who": "sponsor", "what": "x", "why": "y"}, "response"),
    (ORDERING, {"x", "y", "z"}, "response"),
    (ORDERING, ["x", "y", "y"], "response"),
    (ORDERING, ["x", "y", "w"], "response"),
    (ORDERING, "xyz", "response"),
    (RECALL, "well", "response"),
    (RECALL, 5, "response"),
    (RECALL, 2.5, "response"),
]


@pytest.mark.parametrize(("question", "response", "field"), REFUSED)
def test_a_response_of_another_kind_is_refused(question: Question, response: object, field: str) -> None:
    """What is no answer to such a question is neither right nor wrong."""
    with pytest.raises(InvalidParameterError) as caught:
        right(question, response)
    assert caught.value.field == field


@given(st.text(max_size=30), st.booleans())
def test_normalising_again_changes_nothing(text: str, ignore: bool) -> None:  # noqa: FBT001 - drawn
    """What is compared is a normal form: the form of a form is itself."""
    once = normalised(text, ignore_diacritics=ignore)
    assert normalised(once, ignore_diacritics=ignore) == once


def _stands_apart(sign: str) -> bool:
    """Whether *sign*, such as a raised figure or an acute without a letter, means something else once it is plain."""
    return unicodedata.decomposition(sign).startswith(
        ("<super>", "<sub>", "<fraction>", "<circle>", "<compat>", "<square>")
    )


@given(st.text(max_size=20), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_a_text_is_composed_makes_no_difference(text: str, form: Any) -> None:  # noqa: ANN401 - a name of unicodedata
    """Composed or decomposed, in capitals or not, with whatever space around: the same answer."""
    assume("K" not in form or not any(map(_stands_apart, text)))
    assert normalised(f" \t{unicodedata.normalize(form, text)}\u00a0") == normalised(text)


def test_white_space_and_capitals_are_folded_everywhere() -> None:
    """White space inside a text counts as one space, and folding capitals leaves a normal form."""
    assert normalised("mutual \t\n action  plan") == "mutual action plan"
    assert normalised("ß\u0301") == normalised("S\u015a")


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000), st.integers(0, 3), st.sampled_from([-1, 1]))
def test_the_boundary_of_a_tolerance_is_exact(answer: int, tolerance: int, decimals: int, side: int) -> None:
    """A number that is off by exactly the tolerance, as written in decimals, is right; by one more digit it is not."""
    unit = 10**decimals
    at, beyond = answer + side * tolerance, (answer + side * tolerance) * 10 + side
    near = {"answer": answer / unit, "tolerance": tolerance / unit}
    assert is_near(at / unit, **near)
    assert not is_near(float(Fraction(beyond, unit * 10)), **near)


def test_both_sides_are_put_in_words() -> None:
    """Feedback says what was answered and what would have been right in the words of the pack."""
    said = [
        judge(MULTIPLE, ("b", "c")),
        judge(NUMERIC, 3.0),
        judge(CLOZE, {"who": "{{what}}", "what": ""}),
        judge(ORDERING, ("z", "y", "x")),
        judge(RECALL, 3),
        judge(MULTIPLE, ()),
    ]
    assert [(judged.response, judged.answer) for judged in said] == [
        ("second; third", "first; third"),
        ("3 %", "12.5 % (± 0.5)"),
        ("A {{what}} owns the ….", "A sponsor owns the outcome."),
        ("Z → Y → X", "X → Y → Z"),
        ("Good", "The model answer."),
        ("nothing", "first; third"),
    ]
    assert said[0].remarks == ("Close.",)
