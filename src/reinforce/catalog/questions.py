"""The seven kinds of question: exercises that have an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - pydantic looks it up
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer

from reinforce.catalog.changes import OnChange
from reinforce.catalog.fields import Element, Facet, Flag, Id, Minutes, Note, Number, Revision, Text
from reinforce.catalog.frozen import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Shuffled: TypeAlias = Callable[[Iterable["Option | Item"]], list[dict[str, str]]]

DEFAULT_MINUTES: Mapping[str, float] = MappingProxyType(
    {
        "single_choice": 0.5,
        "multiple_choice": 0.75,
        "short_text": 0.75,
        "numeric": 1.0,
        "cloze": 0.75,
        "ordering": 1.0,
        "recall": 1.5,
    }
)
"""How long a question of each kind is expected to take where the pack does not say, in minutes."""

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
"""What stands for a blank in the text of a cloze: its name in double braces."""

Diacritics: TypeAlias = Literal["keep", "ignore"]
"""Whether *résumé* and *resume* are two answers or one."""


class Option(Element):
    """One answer that a learner can choose, and what to say to those who do."""

    id: Id
    text: Text
    correct: Flag = False
    feedback: Note = ""


class Item(Element):
    """One of the things that a learner puts in order."""

    id: Id
    text: Text


class QuestionBase(Element):
    """
    What all questions have.

    Attributes:
        id: unique among questions and drills.
        skill: the one skill that it exercises.
        facet: whether it asks what, how or why.
        tags: which variants of the skill's use it shows.
        prompt: what the learner is asked.
        explanation: why the right answer is right; shown afterwards.
        revision: raised when it asks for something else than before.
        on_change: what a raised revision does to the memory of its skill.
    """

    id: Id
    skill: Id
    facet: Facet
    tags: tuple[Id, ...] = ()
    prompt: Text
    explanation: Text
    revision: Revision = 1
    on_change: OnChange = OnChange.KEEP

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that it exercises: one."""
        return (self.skill,)

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """
        Return what a question of its kind shows besides the prompt, as JSON values.

        Nothing in it depends on what is right; what has an order that would tell is shown as *_shuffled* gives it.
        """
        return {}


class SingleChoice(QuestionBase):
    """A question of whose options exactly one is right."""

    kind: Literal["single_choice"] = "single_choice"
    minutes: Minutes = DEFAULT_MINUTES["single_choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    def shown(self, shuffled: Shuffled) -> dict[str, Any]:
        """Return the options, as *shuffled* gives them."""
        return {"options": shuffled(self.options)}


class MultipleChoice(QuestionBase):
    """A question of whose options one or more are right; the answer is all of them and no other."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    minutes: Minutes = DEFAULT_MINUTES["multiple_choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    def shown(self, shuffled: Shuffled) -> dict[str, Any]:
        """Return the options, as *shuffled* gives them."""
        return {"options": shuffled(self.options)}


class ShortText(QuestionBase):
    """A question answered in a few words; every accepted answer is listed."""

    kind: Literal["short_text"] = "short_text"
    minutes: Minutes = DEFAULT_MINUTES["short_text"]
    accept: Annotated[tuple[Text, ...], Field(min_length=1)]
    diacritics: Diacritics = "keep"


class Numeric(QuestionBase):
    """A question answered with a number, which may be off by ``tolerance`` (absolute, in the same ``unit``)."""

    kind: Literal["numeric"] = "numeric"
    minutes: Minutes = DEFAULT_MINUTES["numeric"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    unit: Note = ""

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the unit, which the answer does without."""
        return {"unit": self.unit}


class Cloze(QuestionBase):
    """A text with blanks, ``{{name}}``, and the accepted answers for each; ``prompt`` may be empty."""

    kind: Literal["cloze"] = "cloze"
    minutes: Minutes = DEFAULT_MINUTES["cloze"]
    prompt: Note = ""
    text: Text
    blanks: Annotated[
        Mapping[Id, Annotated[tuple[Text, ...], Field(min_length=1)]],
        AfterValidator(FrozenMap),
        PlainSerializer(dict),
    ]
    diacritics: Diacritics = "keep"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the blanks as they follow each other in the text."""
        return tuple(PLACEHOLDER.findall(self.text))

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the text and the names of its blanks."""
        return {"text": self.text, "blanks": list(dict.fromkeys(self.placeholders))}


class Ordering(QuestionBase):
    """Things to put in order; ``items`` has them in the right one."""

    kind: Literal["ordering"] = "ordering"
    minutes: Minutes = DEFAULT_MINUTES["ordering"]
    items: Annotated[tuple[Item, ...], Field(min_length=2)]

    def shown(self, shuffled: Shuffled) -> dict[str, Any]:
        """Return the items, as *shuffled* gives them."""
        return {"items": shuffled(self.items)}


class Recall(QuestionBase):
    """A question that learners answer for themselves, compare with the model ``answer``, and rate."""

    kind: Literal["recall"] = "recall"
    minutes: Minutes = DEFAULT_MINUTES["recall"]
    answer: Text

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the model answer, which learners need to grade themselves: the one exception."""
        return {"reveal": self.answer}


Question: TypeAlias = SingleChoice | MultipleChoice | ShortText | Numeric | Cloze | Ordering | Recall
