"""A pack of skills of which nothing is known but their ids, as for a log that comes from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.catalog.ids import ID_RULE, PLAIN, is_id, plain_exercise
from reinforce.catalog.model import Capability, Pack, Skill
from reinforce.catalog.questions import DEFAULT_MINUTES, Recall
from reinforce.checks import MAX_ID_LENGTH
from reinforce.errors import InvalidParameterError, shown

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
_ANSWER = "Compare with what you know."


def plain_pack(
    skills: Iterable[str],
    *,
    pack: str = PLAIN,
    capabilities: int = 1,
    minutes: float = DEFAULT_MINUTES["recall"],
) -> Pack:
    """
    Return a pack of skills that build on nothing, each with one question that the learner rates.

    It serves where there are reviews and no content: to take in a log from another system, to simulate, to try things.

    Args:
        skills: their ids, in the order in which they are introduced; one that comes again is ignored.
        pack: the pack's id, and that of the journey of all its skills.
        capabilities: how many the skills are dealt out to, in turn.
        minutes: what a question takes.

    Raises:
        InvalidParameterError: there is no skill, an id cannot stand in a pack, or a number is not acceptable.

    >>> pack = plain_pack(["verbs", "nouns"])
    >>> [skill.id for skill in pack.skills], pack.whole.id
    (['verbs', 'nouns'], 'skills')
    """
    names = list(dict.fromkeys(checks.identifiers("skills", skills)))
    given = [("pack", pack), *((f"skills[{place}]", name) for place, name in enumerate(names))]
    for field, name in given:
        # The question of a skill is called like it, and a little longer.
        if not isinstance(name, str) or not is_id(name) or len(plain_exercise(name)) > MAX_ID_LENGTH:
            reason = f"{ID_RULE.format(most=MAX_ID_LENGTH - len(plain_exercise('')))}, not {shown(name)}"
            raise InvalidParameterError(field, reason, value=name)
    if not names:
        raise InvalidParameterError("skills", "must not be empty", value=skills)
    count = min(checks.whole("capabilities", capabilities, 1, 10_000), len(names))
    checks.between("minutes", minutes, 0.001, 24 * 60)
    groups = [pack] if count == 1 else [f"{pack}-{number}" for number in range(1, count + 1)]
    return Pack(
        pack=pack,
        capabilities=tuple(Capability(id=group) for group in groups),
        skills=tuple(Skill(id=name, capability=groups[place % count]) for place, name in enumerate(names)),
        questions=tuple(
            Recall(
                id=plain_exercise(name),
                skill=name,
                prompt=f"What is {name}?",
                answer=_ANSWER,
                minutes=minutes,
            )
            for name in names
        ),
    )


def is_plain(pack: Pack) -> bool:
    """Whether *pack* is one of skills of which only ids are known, so that more of them can be put into it."""
    return (
        len(pack.capabilities) == 1
        and not (pack.drills or pack.journeys)
        and all(skill.title == skill.id for skill in pack.skills)
        and all(isinstance(one, Recall) and one.answer == _ANSWER for one in pack.questions)
        and sorted(one.skill for one in pack.questions) == sorted(skill.id for skill in pack.skills)
    )


def remaining(plain: Pack, skills: Container[str]) -> Pack:
    """Return a *plain* pack without some of its *skills*, and without the questions that stood in for theirs."""
    return plain.model_copy(
        update={
            "skills": tuple(one for one in plain.skills if one.id not in skills),
            "questions": tuple(one for one in plain.questions if one.skill not in skills),
        }
    )
