"""What can be wrong inside one element of a pack, beyond its single fields."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reinforce.catalog.answer_numbers import joins
from reinforce.catalog.answer_texts import normalised, visible
from reinforce.catalog.drills import DrillSpec
from reinforce.catalog.ids import is_plain_exercise, plain_exercise
from reinforce.catalog.model import Journey, Skill
from reinforce.catalog.partial_pack import entries, has
from reinforce.catalog.questions import (
    Cloze,
    MultipleChoice,
    Numeric,
    Ordering,
    Recall,
    ShortText,
    SingleChoice,
    cloze_parts,
)
from reinforce.catalog.source import Flaw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

    from reinforce.catalog.hints import Hints
    from reinforce.catalog.source import Path


def inside(element: BaseModel, *, language: str, hints: Hints) -> Iterator[Flaw]:
    """
    Yield what is wrong with the readable fields of *element* together; paths start at the element.

    The texts of its pack are in *language*.
    """
    for cls, fields, check in _CHECKS:
        if isinstance(element, cls) and has(element, *fields):
            yield from check(element)
    if isinstance(element, Cloze) and has(element, "text", "blanks"):
        yield from _blanks(element, hints)
    if isinstance(element, ShortText | Cloze | Numeric):
        own = element.language if has(element, "language") else None
        yield from _beside_wrong_answers(element, own or language)


def _right_options(question: SingleChoice | MultipleChoice) -> Iterator[Flaw]:
    options = [option for _, option in entries(question, "options", "correct")]
    right = sum(option.correct for option in options)
    if len(options) < len(question.options):
        return  # The right one may be among those that could not be read.
    if isinstance(question, SingleChoice) and right != 1:
        why = "the kind for several is multiple_choice" if right else "nobody could be right"
        yield Flaw(("options",), f"must have exactly one correct option, not {right or 'none'}: {why}")
    elif not right:
        yield Flaw(("options",), "must have a correct option: nobody could be right")


def _of_another_skill(question: Recall) -> Iterator[Flaw]:
    """Yield a flaw if the id is the one that stands in for exercises of another skill."""
    if is_plain_exercise(question.id) and question.id != plain_exercise(question.skill):
        yield Flaw(("id",), f"is that of the skill {question.id.removeprefix(plain_exercise(''))!r} alone")


def _blanks(question: Cloze, hints: Hints) -> Iterator[Flaw]:
    names = Counter(question.placeholders)
    for name, times in names.items():
        if name not in question.blanks:
            yield Flaw(("text",), f"has the placeholder {name!r} without a blank{hints.hint(name, question.blanks)}")
        elif times > 1:
            yield Flaw(("text",), f"has the placeholder {name!r} {times} times")
    for name in question.blanks:
        if name not in names:
            yield Flaw(("blanks", name), f"is the blank of no placeholder: the text has no {{{{{name}}}}}")
    if not names:
        yield Flaw(("text",), "has no placeholder such as {{name}}, so there is nothing to fill in")
    if _left_over(cloze_parts(question.text)[::2]):
        yield Flaw(("text",), "has double braces that do not form a placeholder")


def _left_over(texts: tuple[str, ...]) -> bool:
    """Whether double braces between blanks are a slip; in a formula each brace that is opened is closed, too."""
    if not any("{{" in text or "}}" in text for text in texts):
        return False
    depth, escaped = 0, False
    for sign in "".join(texts):
        if not escaped:
            depth += (sign == "{") - (sign == "}")
        escaped = sign == "\\" and not escaped
        if depth < 0:
            return True
    return depth > 0


def _beside_wrong_answers(question: ShortText | Cloze | Numeric, language: str) -> Iterator[Flaw]:
    """Yield what makes a right answer of *question* the same as a wrong one, as answers are compared."""
    if isinstance(question, Numeric):
        if has(question, "answer", "tolerance") and question.answer and question.tolerance > abs(question.answer):
            said = f"is greater than the answer, {question.answer:g}: it takes in numbers of the other sign"
            yield Flaw(("tolerance",), said)
        if has(question, "unit") and joins(question.unit, language=language):
            yield Flaw(("unit",), f"beside a number could be taken for a part of it: {question.unit!r}")
        return
    accepted: list[tuple[Path, str]] = []
    if isinstance(question, ShortText):
        accepted = [(("accept", at), text) for at, text in entries(question, "accept")]
    elif has(question, "blanks"):
        blanks = question.blanks.items()
        accepted = [
            (("blanks", name, at), text) for name, texts in blanks for at, text in enumerate(texts or ()) if text
        ]
    ignore = has(question, "diacritics") and question.diacritics == "ignore"
    for path, text in accepted:
        if not normalised(text, language=language, ignore_diacritics=ignore):
            yield Flaw(path, "cannot be told from a blank answer: nothing is left of it where answers are compared")


def _repeated(field: str, part: str = "") -> Callable[[Any], Iterator[Flaw]]:
    """Return the check that the entries of *field*, or that *part* of them, differ for whoever reads them."""

    def check(element: Any) -> Iterator[Flaw]:  # noqa: ANN401 - any element with that field
        seen: dict[str, int] = {}
        for at, entry in entries(element, field, *([part] if part else ())):
            value = visible(getattr(entry, part)) if part else entry
            if (first := seen.setdefault(value, at)) != at:
                path: Path = (field, at, part) if part else (field, at)
                yield Flaw(path, f"is the same as {'that of ' if part else ''}{field}[{first}]")

    return check


def _repeated_skill(journey: Journey) -> Iterator[Flaw]:
    seen: dict[str, str] = {}
    for at, stage in entries(journey, "stages", "skills"):
        for position, skill in entries(stage, "skills"):
            if skill in seen:
                yield Flaw(
                    ("stages", at, "skills", position), f"has {skill!r} again, which is in {seen[skill]} already"
                )
            seen.setdefault(skill, f"stages[{at}]")


_CHECKS: tuple[tuple[type | tuple[type, ...], tuple[str, ...], Callable[[Any], Iterator[Flaw]]], ...] = (
    (Skill, ("prerequisites",), _repeated("prerequisites")),
    ((SingleChoice, MultipleChoice), ("options",), _right_options),
    ((SingleChoice, MultipleChoice), ("options",), _repeated("options", "id")),
    ((SingleChoice, MultipleChoice), ("options",), _repeated("options", "text")),
    (Ordering, ("items",), _repeated("items", "id")),
    (Ordering, ("items",), _repeated("items", "text")),
    (Recall, ("id", "skill"), _of_another_skill),
    (DrillSpec, ("modifiers",), _repeated("modifiers", "id")),
    (DrillSpec, ("evidence",), _repeated("evidence", "id")),
    (DrillSpec, ("rubric",), _repeated("rubric", "id")),
    (Journey, ("stages",), _repeated("stages", "id")),
    (Journey, ("stages",), _repeated_skill),
)
