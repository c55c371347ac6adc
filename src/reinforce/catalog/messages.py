"""What pydantic found wrong, said in words that an author of packs understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from reinforce.catalog.reasons import reason_of
from reinforce.catalog.source import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from reinforce.catalog.source import Origin, Path

_WANTED: dict[str, str] = {
    "pack": "the id of the pack, such as 'renewals'",
    "id": "lower-case letters, digits and hyphens, by which it is told from others",
    "skills": "those that can be practised, in a list",
    "skill": "the id of the skill that it shows",
    "prompt": "what the learner is asked",
    "options": "two or more to choose from, the right one with correct: true",
    "text": "what is shown",
    "accept": "the answers that are right, in a list",
    "answer": "what is right",
    "blanks": "the right answers of each blank, by its name",
    "items": "two or more, in the right order",
    "instructions": "what to do",
    "rubric": "what is looked at, one criterion or more",
    "levels": "two descriptions or more, the lowest first",
    "difficulty": "how much harder it makes it, above 0 and at most 1",
    "stages": "one or more, each with an id and its skills",
}
"""What stands in each field that a pack cannot do without."""

_CUT = "; a text with a comma needs quotes between braces"
"""What is said of a field without a value, such as what follows the comma in ``{id: a, text: Yes, and no}``."""


def flaws(error: ValidationError, cls: type[BaseModel], raw: object, *, path: Path, origin: Origin) -> Iterator[Flaw]:
    """Yield what is wrong with the *raw* element at *path*, which was to become a *cls*."""
    errors = [one for one in error.errors(include_url=False) if not _follows(one)]
    absent = {_inside(cls, error["loc"])[1] for error in errors if error["type"] == "missing"}
    free: dict[tuple[int | str, ...], set[str]] = {}
    for one in errors:
        model, loc = _inside(cls, one["loc"])
        if one["type"] == "extra_forbidden":
            where, name = loc[:-1], str(loc[-1])
            if where not in free:
                free[where] = model.model_fields.keys() - _at(raw, where)
            absent.discard((*where, origin.hints.near(name, free[where])))  # It is not missing: its name is misspelt.
            meant = origin.hints.hint(name, free[where]) or _CUT * (one["input"] is None)
            yield Flaw((*path, *loc), f"is not a field of {_named(model)}{meant}")
        elif one["type"] != "missing":
            there = (*path, *(step for step in loc if step != "[key]"))
            yield Flaw(there, reason_of(one, written=origin.place(there).written))
    yield from (Flaw((*path, *loc), f"is missing: {_WANTED[str(loc[-1])]}") for loc in absent)


def _follows(error: ErrorDetails) -> bool:
    """Whether a list is too short only because entries of it are wrong, which is said of them already."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _at(raw: Any, loc: tuple[int | str, ...]) -> set[str]:  # noqa: ANN401 - what was read can be anything
    """Return the names of the fields that are given at *loc* inside *raw*."""
    for step in loc:
        raw = raw[step]
    return set(raw)


def _inside(cls: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], tuple[int | str, ...]]:
    """
    Return the model inside *cls* that holds the field at *loc*, and where that is in what was read.

    Where a value is one of several kinds, pydantic has the kind as a step of its own, which stands nowhere in what was
    read.
    """
    among, there, model = [cls], list[int | str](), cls
    for step in loc[:-1]:
        if isinstance(step, str) and len(among) > 1:
            among = [one for one in among if one.model_fields["kind"].default == step]
        else:
            there.append(step)
            if isinstance(step, str):
                among = _models(model.model_fields[step].annotation) if among else []
        model = among[0] if among else model
    return model, (*there, *loc[-1:])


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - an annotation can be anything
    """Return the models that an *annotation* names, whatever stands around them."""
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for part in get_args(annotation) for model in _models(part)]


def _named(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("kind")
    name = kind.default if kind else model.__name__.removesuffix("Spec").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name}{' question' if kind else ''}"
