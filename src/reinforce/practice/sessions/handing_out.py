"""Handing out: what of a session the log keeps, and what is left of it when it is asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce.practice.learner.handed_out import HandedItem, HandedOut
from reinforce.practice.planner.pace import Pace
from reinforce.practice.seeded import keyed_hash
from reinforce.practice.sessions.items import Drill, Quiz
from reinforce.practice.sessions.session import session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from reinforce.catalog import Curriculum, Exercise
    from reinforce.practice.planner.situation import Situation
    from reinforce.practice.sessions.items import SessionItem
    from reinforce.practice.sessions.session import Session

    Editions = Callable[[int], Curriculum]
    Seeds = Callable[[int], int]


def handed_out(made: Session, *, at: datetime) -> HandedOut:
    """Return what the log keeps of a session that is handed out now."""
    situation = made.plan.situation
    met = ((exercise.id, situation.exposures.get(exercise.id)) for exercise in _exercises(made.items))
    return HandedOut(
        day=made.day,
        at=at,
        edition=situation.curriculum.edition,
        policy=situation.policy.version,
        items=tuple(map(_kept, made.items)),
        seen={name: exposure.seen for name, exposure in met if exposure is not None},
    )


def rest(made: Session, skills: Collection[str]) -> Session:
    """Return a session without the exercises of any of *skills*, in an order of its own."""
    chosen = [one for one in _exercises(made.items) if not any(skill in skills for skill in one.skills)]
    if len(chosen) == sum(1 for _ in _exercises(made.items)):
        return made
    return session_of(made.plan, made.day, chosen, pace=Pace(made.plan.situation))


def skills_left(situation: Situation, editions: Editions) -> frozenset[str]:
    """Return the skills that are still to be practised in what was handed out for today and the days after it."""
    return frozenset(
        skill
        for handed in situation.handed_out
        if handed.day >= situation.today
        for name in handed.exercises
        if not handed.is_done(name, situation.exposures)
        for skill in editions(handed.edition).exercise(name).skills
    )


def left(handed: Sequence[HandedOut], made: Session, *, editions: Editions, seeds: Seeds) -> Session:
    """
    Return the session of one day that was *handed* out, at once or in parts, less what was answered since.

    Args:
        handed: at least one, in their order.
        made: what the plan says of that day by now.
        editions: returns what could be practised as of an edition.
        seeds: returns the seed of a policy by its version.
    """
    situation = made.plan.situation
    items: list[SessionItem] = []
    done: dict[str, None] = {}
    asked: set[str] = set()
    for one in handed:
        done |= dict.fromkeys(name for name in one.exercises if one.is_done(name, situation.exposures))
        for item in one.items:
            open_ = [name for name in item.exercises if name not in done and name not in asked]
            asked |= set(open_)
            if open_:
                known = editions(one.edition), seeds(one.policy)
                items.append(_item(one, item, open_, learner=situation.learner, known=known))
    pace = Pace(situation)
    cost = sum(map(pace.expected, _exercises(items)), timedelta())
    return replace(made, items=tuple(items), cost=cost, handed_out_at=handed[0].at, done=tuple(done))


def _kept(item: SessionItem) -> HandedItem:
    if isinstance(item, Quiz):
        return HandedItem(id=item.id, questions=tuple(question.id for question in item.questions))
    return HandedItem(id=item.id, drill=item.spec.id, modifiers=tuple(one.id for one in item.modifiers))


def _item(
    one: HandedOut, item: HandedItem, open_: list[str], *, learner: str, known: tuple[Curriculum, int]
) -> SessionItem:
    """Return an item as it was handed out; of a quiz that was answered in part, the rest, under an id of its own."""
    curriculum, seed = known
    if item.drill:
        spec = curriculum.drills[item.drill]
        modifiers = tuple(modifier for modifier in spec.modifiers if modifier.id in item.modifiers)
        return Drill(id=item.id, edition=one.edition, spec=spec, modifiers=modifiers)
    whole = len(open_) == len(item.questions)
    return Quiz(
        id=item.id if whole else f"quiz-{keyed_hash(seed, item.id, *open_)}",
        edition=one.edition,
        questions=tuple(curriculum.questions[name] for name in open_),
        learner=learner,
        day=one.day,
        seed=seed,
    )


def _exercises(items: Iterable[SessionItem]) -> Iterator[Exercise]:
    for item in items:
        parts: Sequence[Exercise] = (item.spec,) if isinstance(item, Drill) else item.questions
        yield from parts
