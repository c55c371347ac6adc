"""Whether a learner has practice waiting now, and when that could change by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import days
from reinforce.practice.planner.eligibility import Eligibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    eligible = Eligibility(situation)
    due = (skill for skill, card in eligible.cards.items() if skill not in eligible.held and _is_due(situation, card))
    return any(_practicable(eligible, due)) or _has_new(eligible)


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
        eligible = Eligibility(situation)
        later = _practicable(eligible, eligible.later - situation.buried)
        sooner += (at for skill in later if (at := eligible.cards[skill].due_at) is not None)
    return min(start, *sooner) if sooner else start


def _practicable(eligible: Eligibility, skills: Iterable[str]) -> Iterator[str]:
    """Return those of *skills* that are not kept out, and that there is something to practise with today."""
    return (skill for skill in skills if skill not in eligible.paused and eligible.may_begin(skill, today=True))


def _is_due(situation: Situation, card: Card) -> bool:
    early = situation.recheck_day(card)
    is_early = early is not None and early <= situation.today
    return is_early or card.is_due(day=situation.today, now=situation.now)


def _has_new(eligible: Eligibility) -> bool:
    """Whether a new skill can be introduced today."""
    if eligible.most_new(today=True) == 0:
        return False
    new = (skill for skill in eligible.new() if skill not in eligible.held and not eligible.builds(skill))
    return any(_practicable(eligible, new))
