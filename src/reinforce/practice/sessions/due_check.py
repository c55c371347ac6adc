"""Offering: whether a learner has practice waiting now, and when that could change by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import days
from reinforce.journal import Rating
from reinforce.practice.cards.leeches import is_leech
from reinforce.practice.planner.new_skills import wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reinforce.practice.cards.card import Card
    from reinforce.practice.planner.situation import Situation


def has_practice_waiting(situation: Situation) -> bool:
    """
    Whether there is something to practise now, on a day that has room for it.

    That is a card that is due, or early because of an error made with confidence; or a skill of the learner's journeys
    and goals that is new, and that what it builds on holds for. Skills that are suspended, buried today, retired, tasks
    for a coach, or without exercises do not count. On a day without practice, or when the day's budget is used up,
    nothing is waiting.

    It looks at no windows and levels no load, so that it costs little: a plan may still put off until tomorrow what is
    waiting today, and may bring forward what is not.
    """
    if situation.room(situation.today) == timedelta() or situation.room_for_items(situation.today) == 0:
        return False
    return any(_is_due(situation, card) for card in _practised(situation)) or _has_new(situation)


def next_look_at(situation: Situation, *, day: int) -> datetime:
    """
    Return the instant at which to look at the learner again.

    Args:
        situation: the learner's, now.
        day: the first learner day that matters, such as the one after the last that was offered.

    It is the start of that day or of tomorrow, whichever is later. It is earlier where a card inside learning steps
    falls due in the rest of today, if today matters, and where the calendar changes.
    """
    calendar, now, today = situation.calendar, situation.now, situation.today
    entry = calendar.at(now)
    start = days.day_start_at(max(today + 1, day), timezone=entry.timezone, day_start=entry.day_start)
    sooner = [change.effective_at for change in calendar.entries if change.effective_at > now]
    if day <= today and situation.share(today):
        due = ((card.due_at, card.due_day) for card in _practised(situation))
        sooner += (at for at, on in due if at is not None and at > now and on is not None and on <= today)
    return min(start, *sooner) if sooner else start


def _practised(situation: Situation) -> Iterator[Card]:
    """Yield the cards that have a memory and may be practised today."""
    curriculum, planning = situation.curriculum, situation.policy.planning
    for skill, card in situation.cards.items():
        if card.memory is None or skill not in curriculum.skills or skill in situation.suspended | situation.buried:
            continue
        if not is_leech(card, planning=planning, coached=situation.coached.get(skill)) and curriculum.exercises(skill):
            yield card


def _is_due(situation: Situation, card: Card) -> bool:
    early = situation.recheck_day(card)
    is_early = early is not None and early <= situation.today
    return is_early or card.is_due(day=situation.today, now=situation.now)


def _has_new(situation: Situation) -> bool:
    """Whether a new skill can be introduced today."""
    cards, curriculum, most = situation.cards, situation.curriculum, situation.policy.planning.new_skills
    known = {skill for skill, card in cards.items() if card.memory is not None and skill in curriculum.skills}
    introduced = sum(cards[skill].last_day == situation.today and cards[skill].reps == 1 for skill in known)
    if most is not None and introduced >= most:
        return False
    holding = {skill for skill in known if cards[skill].last_rating is not Rating.Again}
    return any(
        holding.issuperset(name for name in curriculum.skills[skill].prerequisites if name in curriculum.skills)
        and curriculum.exercises(skill)
        for skill in wanted(situation)
        if skill not in known and skill not in situation.suspended and skill not in situation.buried
    )
