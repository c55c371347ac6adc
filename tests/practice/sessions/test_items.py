"""What a browser gets: everything needed to answer, nothing from which the answer follows."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import (
    Cloze,
    Evidence,
    Facet,
    Item,
    Modifier,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Recall,
    ShortText,
    SingleChoice,
)
from reinforce.practice import Drill, Quiz
from tests.practice.building import TODAY, drill

TEXTS = st.text("abcdef ghij", min_size=1).map(str.strip).filter(bool)
ACCEPTED = st.lists(TEXTS, min_size=1, max_size=3).map(tuple)
DIACRITICS = st.sampled_from(["keep", "ignore"])
IDS = ("a", "b", "c", "d")


def shown(question: Question, *, learner: str = "ana", day: int = TODAY, seed: int = 7) -> dict[str, Any]:
    """Return what a quiz of one question presents of it."""
    quiz = Quiz(id="quiz-1", edition=1, questions=(question,), learner=learner, day=day, seed=seed)
    presented: dict[str, Any] = quiz.presented()["questions"][0]
    return presented


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    """Draw the same four options in any order, with any of them right and any feedback."""
    return tuple(
        Option(id=name, text=f"option {name}", correct=draw(st.booleans()), feedback=draw(st.just("") | TEXTS))
        for name in draw(st.permutations(IDS))
    )


KEYS: dict[type[Question], st.SearchStrategy[dict[str, Any]]] = {
    SingleChoice: st.fixed_dictionaries({"options": options()}),
    MultipleChoice: st.fixed_dictionaries({"options": options()}),
    ShortText: st.fixed_dictionaries({"accept": ACCEPTED, "diacritics": DIACRITICS}),
    Numeric: st.fixed_dictionaries({"answer": st.floats(-9, 9), "tolerance": st.floats(0, 9)}),
    Cloze: st.fixed_dictionaries(
        {
            "text": st.just("A {{who}} owns the {{ what }}."),
            "blanks": st.fixed_dictionaries({"what": ACCEPTED, "who": ACCEPTED}),
            "diacritics": DIACRITICS,
        }
    ),
    Ordering: st.fixed_dictionaries(
        {"items": st.permutations(IDS).map(lambda ids: tuple(Item(id=name, text=f"item {name}") for name in ids))}
    ),
    Recall: st.fixed_dictionaries({"answer": st.just("the model answer")}),
}


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_nothing_presented_depends_on_what_is_right(kind: type[Question], data: st.DataObject) -> None:
    """Two questions that differ only in their key, explanation or the order of parts in the pack are shown alike."""
    common: dict[str, Any] = {"id": "q", "skill": "s", "facet": Facet.WHAT, "prompt": "?"}
    one, other = (kind(**common, **data.draw(KEYS[kind]), explanation=data.draw(TEXTS)) for _ in range(2))
    assert shown(one) == shown(other)


def test_each_kind_shows_what_is_needed_to_answer() -> None:
    """The blanks of a text, a unit, and a model answer only where learners grade themselves."""
    common: dict[str, Any] = {"id": "q", "skill": "s", "facet": Facet.WHY, "explanation": "!", "minutes": 2}
    cloze = Cloze(**common, text="{{x}} and {{ y }} and {{x}}", blanks={"y": ("1",), "x": ("2",)})
    assert shown(cloze) == {
        "id": "q",
        "kind": "cloze",
        "skill": "s",
        "facet": "why",
        "minutes": 2.0,
        "prompt": "",
        "text": "{{x}} and {{ y }} and {{x}}",
        "parts": ["", "x", " and ", "y", " and ", "x", ""],
        "blanks": ["x", "y"],
    }
    assert shown(Numeric(**common, prompt="?", answer=3, unit="%"))["unit"] == "%"
    assert shown(Recall(**common, prompt="?", answer="Like so."))["reveal"] == "Like so."
    assert set(shown(ShortText(**common, prompt="?", accept=("x",)))) == {
        "id",
        "kind",
        "skill",
        "facet",
        "minutes",
        "prompt",
    }


def test_options_are_shuffled_by_seed_learner_and_day() -> None:
    """Every option is there, in an order that another learner, day or seed changes, and nothing else does."""
    parts = tuple(Option(id=f"o{number}", text=f"{number}", correct=number == 3) for number in range(9))
    asked = SingleChoice(id="q", skill="s", facet=Facet.WHAT, prompt="?", options=parts, explanation="!")
    orders = [
        [option["id"] for option in shown(asked, **change)["options"]]
        for change in ({}, {"learner": "bob"}, {"day": TODAY + 1}, {"seed": 8})
    ]
    assert all(sorted(order) == [option.id for option in parts] for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert orders[0] == [option["id"] for option in shown(asked)["options"]]


def test_the_right_order_is_no_likelier_than_any_other() -> None:
    """Over many learners two things to order come either way about as often."""
    items = (Item(id="first", text="1"), Item(id="second", text="2"))
    asked = Ordering(id="q", skill="s", facet=Facet.WHAT, prompt="?", items=items, explanation="!")
    right = sum(shown(asked, learner=f"l{number}")["items"][0]["id"] == "first" for number in range(400))
    assert 150 < right < 250


def test_a_drill_is_presented_whole_but_for_its_debrief() -> None:
    """Instructions, limits, modifiers, evidence and rubric are shown; what good looks like comes afterwards."""
    spec = drill("d", "s", modifiers=[Modifier(id="m", text="harder", difficulty=0.2)]).model_copy(
        update={"time_limit_seconds": 90, "constraints": ("No slides.",), "evidence": (Evidence(id="e", text="Link"),)}
    )
    presented = Drill(id="drill-1", edition=3, spec=spec, modifiers=spec.modifiers).presented()
    assert json.loads(json.dumps(presented)) == {
        "kind": "drill",
        "id": "drill-1",
        "edition": 3,
        "drill": "d",
        "title": "D",
        "facet": "how",
        "format": "role_play",
        "minutes": 5.0,
        "time_limit_seconds": 90,
        "instructions": "Do it.",
        "constraints": ["No slides."],
        "modifiers": [{"id": "m", "text": "harder"}],
        "evidence": [{"id": "e", "text": "Link"}],
        "rubric": [{"id": "on-s", "title": "On s", "skill": "s", "levels": ["poor", "fair", "good"]}],
    }
