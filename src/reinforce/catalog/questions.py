"""The seven kinds of question: exercises that have an answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer

from reinforce.catalog.changes import OnChange
from reinforce.catalog.fields import Element, Exact, Flag, Id, Language, Minutes, Note, RecallId, Revision, Text
from reinforce.catalog.frozen import FrozenMap
from reinforce.catalog.kinds import Facet

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

Diacritics: TypeAlias = Literal["keep", "ignore"]
"""Whether *résumé* and *resume* are two answers or one."""


def cloze_parts(text: str) -> tuple[str, ...]:
    r"""
    Return the *text* of a cloze in parts: text, the name of a blank, text, the name of a blank, …, text.

    A name stands in double braces, the innermost where there are more. With a backslash before them they are braces
    like others, and the backslash is left out; two backslashes are two backslashes.

    >>> cloze_parts("{{who}} owns x^{{{n}}}")
    ('', 'who', ' owns x^{', 'n', '}')
    >>> cloze_parts(r"\{{who}} is a blank")
    ('{{who}} is a blank',)
    """
    parts: list[str] = []
    literal: list[str] = []
    begun = kept = 0  # what lies before them was looked at, and was taken over
    while (end := text.find("}}", begun)) >= 0:
        start = text.rfind("{{", begun, end)
        name = text[start + 2 : end] if start >= 0 else "}"
        begun = end + 1
        if "{" not in name and "}" not in name:
            before = text[kept:start]
            escaped = (len(before) - len(before.rstrip("\\"))) % 2 == 1
            literal.append(before[:-1] + text[start : end + 2] if escaped else before)
            if not escaped:
                parts += ["".join(literal), name.strip()]
                literal = []
            begun = kept = end + 2
    return (*parts, "".join((*literal, text[kept:])))


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
        facet: whether it asks what, how or why; ``None`` where nobody said.
        tags: which variants of the skill's use it shows.
        prompt: what the learner is asked.
        explanation: why the right answer is right; shown afterwards, where there is one.
        revision: raised when it asks for something else than before.
        on_change: what a raised revision does to the memory of its skill.
    """

    id: Id
    skill: Id
    facet: Facet | None = None
    tags: tuple[Id, ...] = ()
    prompt: Text
    explanation: Note = ""
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


class _TypedQuestion(QuestionBase):
    """
    What questions have whose answers are typed.

    Attributes:
        language: that of the answers, a tag of BCP 47; without one it is that of the pack.
    """

    language: Language | None = None


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


class ShortText(_TypedQuestion):
    """A question answered in a few words; every accepted answer is listed."""

    kind: Literal["short_text"] = "short_text"
    minutes: Minutes = DEFAULT_MINUTES["short_text"]
    accept: Annotated[tuple[Text, ...], Field(min_length=1)]
    diacritics: Diacritics = "keep"


class Numeric(_TypedQuestion):
    """A question answered with a number, which may be off by ``tolerance`` (absolute, in the same ``unit``)."""

    kind: Literal["numeric"] = "numeric"
    minutes: Minutes = DEFAULT_MINUTES["numeric"]
    answer: Exact
    tolerance: Annotated[Exact, Field(ge=0)] = 0.0
    unit: Note = ""

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the unit, which the answer does without."""
        return {"unit": self.unit}


class Cloze(_TypedQuestion):
    """A text with blanks, ``{{name}}`` (see `cloze_parts`), and accepted answers for each; ``prompt`` may be empty."""

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
        return cloze_parts(self.text)[1::2]

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the text as it is written and in parts (text, blank, text, blank, …), and the names of its blanks."""
        parts = cloze_parts(self.text)
        return {"text": self.text, "parts": list(parts), "blanks": list(dict.fromkeys(parts[1::2]))}


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

    id: RecallId
    kind: Literal["recall"] = "recall"
    minutes: Minutes = DEFAULT_MINUTES["recall"]
    answer: Text

    def shown(self, _shuffled: Shuffled) -> dict[str, Any]:
        """Return the model answer, which learners need to grade themselves: the one exception."""
        return {"reveal": self.answer}


Question: TypeAlias = SingleChoice | MultipleChoice | ShortText | Numeric | Cloze | Ordering | Recall
