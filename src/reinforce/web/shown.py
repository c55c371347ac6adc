"""What a browser or a phone is shown of practice, as values: what `presented` writes, with a schema, without a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from reinforce.catalog import Facet, Format
from reinforce.codec import Value
from reinforce.practice import Drill, Quiz


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart(Value):
    """
    Something that can be chosen, put in order, kept to, or added.

    Attributes:
        id: what an attempt calls it.
        text: what people read.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown(Value):
    """
    What is shown of every question.

    Attributes:
        id: what the answer calls it.
        skill: the skill that it shows.
        facet: whether it asks what, how or why; null where nobody said.
        minutes: the time that it is planned to take.
        prompt: what the learner is asked.
    """

    id: str
    skill: str
    facet: Facet | None = None
    minutes: float
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSingleChoice(_Shown):
    """
    A question of whose options one is right; the response is its id.

    Attributes:
        options: in an order that says nothing.
    """

    kind: ClassVar[str] = "single_choice"

    options: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMultipleChoice(_Shown):
    """
    A question of whose options one or more are right; the response is a list of their ids.

    Attributes:
        options: in an order that says nothing.
    """

    kind: ClassVar[str] = "multiple_choice"

    options: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShortText(_Shown):
    """A question that is answered in a few words; the response is a text."""

    kind: ClassVar[str] = "short_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumeric(_Shown):
    """
    A question that is answered with a number; the response is one, or what a person typed as one.

    Attributes:
        unit: which the answer does without; may be empty.
    """

    kind: ClassVar[str] = "numeric"

    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCloze(_Shown):
    """
    A text with blanks; the response is an object with a text for each.

    Attributes:
        text: as it is written, each blank as ``{{name}}``.
        parts: text, blank, text, blank, …, text.
        blanks: the names of the blanks, each once.
    """

    kind: ClassVar[str] = "cloze"

    text: str
    parts: tuple[str, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrdering(_Shown):
    """
    Things to put in order; the response is a list of their ids.

    Attributes:
        items: in an order that says nothing.
    """

    kind: ClassVar[str] = "ordering"

    items: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecall(_Shown):
    """
    A question that learners answer for themselves and then rate; the response is the rating.

    Attributes:
        reveal: the model answer, to be shown once they have answered.
    """

    kind: ClassVar[str] = "recall"

    reveal: str


ShownQuestion: TypeAlias = (
    ShownSingleChoice | ShownMultipleChoice | ShownShortText | ShownNumeric | ShownCloze | ShownOrdering | ShownRecall
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuiz(Value):
    """
    Questions over several skills, to be answered together.

    Attributes:
        id: the same for the same quiz on the same day; it may serve as the attempt's id.
        edition: which the attempt names.
        minutes: the time expected.
        questions: in the order in which to ask them.
    """

    kind: ClassVar[str] = "quiz"

    id: str
    edition: int
    minutes: float
    questions: tuple[ShownQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCriterion(Value):
    """
    One line of a rubric.

    Attributes:
        id: what the scores call it.
        title: what people call it.
        skill: the skill that it shows.
        levels: what each level looks like, the lowest first; a score is a place in it, counted from 0.
    """

    id: str
    title: str
    skill: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDrill(Value):
    """
    A drill, to be performed and scored on its rubric.

    Attributes:
        id: the same for the same drill on the same day; it may serve as the attempt's id.
        edition: which the attempt names.
        drill: which the attempt names.
        title: what people call it.
        facet: whether it asks what, how or why; null where nobody said.
        format: in what way it is performed.
        minutes: the time that it is planned to take.
        time_limit_seconds: how long it may take at most; null for as long as it takes.
        instructions: what to do.
        constraints: what must be kept to.
        modifiers: what makes it harder this time; the attempt names them.
        evidence: what must come with the attempt, a URI each.
        rubric: what is looked at.
    """

    kind: ClassVar[str] = "drill"

    id: str
    edition: int
    drill: str
    title: str
    facet: Facet | None = None
    format: Format
    minutes: float
    time_limit_seconds: float | None = None
    instructions: str
    constraints: tuple[str, ...] = ()
    modifiers: tuple[ShownPart, ...] = ()
    evidence: tuple[ShownPart, ...] = ()
    rubric: tuple[ShownCriterion, ...]


ShownItem: TypeAlias = ShownQuiz | ShownDrill


def shown_item(item: Quiz | Drill) -> ShownItem:
    """Return what may be shown of an item of a session."""
    kind = ShownQuiz if isinstance(item, Quiz) else ShownDrill
    return kind.from_json(item.presented())
