"""What is said where an answer does not fit its question, or a performance its drill: what may be sent instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError, shown
from reinforce.near import hint, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reinforce.catalog import Curriculum, DrillSpec, Question

_MOST_NAMED = 10

_TAKES: Mapping[str, str] = {
    "single_choice": "a single choice: the id of one option answers it{ids}",
    "multiple_choice": "a multiple choice: a list of option ids answers it{ids}",
    "short_text": "a short text: a text answers it",
    "numeric": "numeric: a number, or a text that is one, answers it",
    "cloze": "a cloze: a text for each of its blanks answers it{ids}",
    "ordering": "an ordering: a list of the ids of all its items answers it{ids}",
    "recall": "a recall: learners grade it themselves",
}
"""By kind of question what it is, and what may be sent."""


def of_question(question: Question, error: InvalidParameterError) -> InvalidParameterError:
    """Return *error*, which is about a response, so that it names the question, its kind and what may be sent."""
    takes = _TAKES[question.kind].format(ids=f" ({listed(parts)})" if (parts := part_ids(question)) else "")
    return InvalidParameterError("response", f"{error.reason}; question {question.id!r} is {takes}", value=error.value)


def part_ids(question: Question) -> dict[str, str]:
    """Return the ids by which an answer names what is in *question*, each with its text; of blanks, nothing."""
    if question.kind == "single_choice" or question.kind == "multiple_choice":  # noqa: PLR1714 - mypy reads it so
        return {option.id: option.text for option in question.options}
    if question.kind == "ordering":
        return {item.id: item.text for item in question.items}
    return dict.fromkeys(question.blanks, "") if question.kind == "cloze" else {}


def unknown_part(name: str, known: Mapping[str, str], *, what: str) -> InvalidParameterError:
    """Return the error for a response that names what the question does not have; *known* are texts by id."""
    meant = [one for one, text in known.items() if text == name] or near(name, known)
    return InvalidParameterError("response", f"names {shown(name)}, which is no {what} of it{hint(meant)}", value=name)


def unknown_question(id_: str, curriculum: Curriculum, *, edition: int) -> InvalidParameterError:
    """Return the error for an answer to a question that its edition does not have."""
    other = f"; drill {id_!r} is performed: send its scores" if id_ in curriculum.drills else ""
    reason = f"is not a question of edition {edition}: {shown(id_)}{other or hint(near(id_, curriculum.questions))}"
    return InvalidParameterError("question", reason, value=id_)


def unknown_drill(id_: str, curriculum: Curriculum, *, edition: int) -> InvalidParameterError:
    """Return the error for a performance of a drill that its edition does not have."""
    question = curriculum.questions.get(id_)
    other = f"; question {id_!r} is answered in a quiz: send answers" if question is not None else ""
    reason = f"is not a drill of edition {edition}: {shown(id_)}{other or hint(near(id_, curriculum.drills))}"
    return InvalidParameterError("drill", reason, value=id_)


def unknown_in_drill(
    path: str, name: str, known: Iterable[str], drill: DrillSpec, *, what: str
) -> InvalidParameterError:
    """Return the error for a performance that names what its drill does not have."""
    ids = tuple(known)
    has = listed(ids) or "it has none"
    reason = f"is no {what} of drill {drill.id!r} ({has}){hint(near(name, ids))}"
    return InvalidParameterError(f"{path}.{name}", reason, value=name)


def unknown_level(criterion: str, level: int, highest: int, drill: DrillSpec) -> InvalidParameterError:
    """Return the error for a score above the rubric's highest level."""
    reason = f"must be from 0 to {highest}, not {level}: a criterion's levels are counted from 0 (drill {drill.id!r})"
    return InvalidParameterError(f"scores.{criterion}", reason, value=level)


def missing_in_drill(path: str, name: str, drill: DrillSpec, *, wanted: str) -> InvalidParameterError:
    """Return the error for a performance that leaves out what its drill asks for."""
    return InvalidParameterError(f"{path}.{name}", f"is missing: drill {drill.id!r} asks for {wanted}")


def listed(ids: Iterable[str]) -> str:
    """Return *ids*, sorted so that their order tells nothing, the first ten of them."""
    named = sorted(ids)
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return ", ".join(map(repr, named[:_MOST_NAMED])) + more
