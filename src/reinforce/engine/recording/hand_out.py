"""Handing sessions out: one entry for each day that has something to practise, whoever asks for it how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.engine.context.new_ids import new_id
from reinforce.engine.reading.situation import read_situation_in
from reinforce.ports import Change
from reinforce.practice import sessions
from reinforce.practice.sessions.handing_out import handed_out, left, rest, skills_left

if TYPE_CHECKING:
    from datetime import timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.journal import Event
    from reinforce.practice import Session, Situation
    from reinforce.practice.learner.handed_out import HandedOut


def hand_out(
    context: TenantContext, learner: str, *, days: int, budget: timedelta | None, items: int | None, ahead: int
) -> tuple[Session, ...]:
    """
    Return the sessions of today and the days after it as they were handed out, now or before, less what was answered.

    What is new is written in one change that turns the learner's epoch: of two devices that ask at once the second
    looks again, and finds what the first was given.
    """

    def once() -> tuple[Session, ...]:
        situation, epoch = read_situation_in(context, learner, budget=budget, items=items, ahead=ahead)
        found, new = _decided(context, situation, days=days)
        if new:
            context.writing.apply(
                Change(
                    tenant=context.tenant,
                    events=tuple(new),
                    epochs={learner: epoch},
                    turning=frozenset({learner}),
                )
            )
        return found

    return context.writing.retrying(once)


def _decided(context: TenantContext, situation: Situation, *, days: int) -> tuple[tuple[Session, ...], list[Event]]:
    """Return the sessions, and the entries for those that had not been handed out."""
    editions = context.versions.curriculum
    taken = skills_left(situation, editions)
    found: list[Session] = []
    new: list[Event] = []
    for made in sessions(situation, days=days):
        known = [one for one in situation.handed_out if one.day == made.day]
        if _wants_more(situation, made, known):
            fresh = rest(made, taken)
            if fresh.items:
                known.append(handed_out(fresh, at=situation.now))
                new.append(known[-1].event(situation.learner, id=new_id()))
        found.append(
            left(known, made, editions=editions, seeds=lambda version: context.versions.policy(version).seed)
            if known
            else rest(made, taken)
        )
    return tuple(found), new


def _wants_more(situation: Situation, made: Session, known: list[HandedOut]) -> bool:
    """Whether something is handed out for a day: for the first time or, practising ahead, once all of it is done."""
    if not known:
        return True
    is_done = all(one.is_done(name, situation.exposures) for one in known for name in one.exercises)
    return is_done and bool(situation.ahead) and made.day == situation.today
