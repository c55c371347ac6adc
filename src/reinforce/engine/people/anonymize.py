"""What may be kept of somebody who is erased: reviews that nothing links to the person."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce.engine.context.new_ids import new_id
from reinforce.journal import Effect, Review
from reinforce.ports import ReviewRecord
from reinforce.practice.cards.effective_log import EffectiveLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.ports import Entries


def anonymous(learner: str, listed: Entries) -> tuple[ReviewRecord, ...]:
    """
    Return the reviews of *listed* that count, as those of the new *learner*.

    Kept of each are the skill, the rating that it counts with, the learner day, what kind of thing rated it, how long
    it took, what was at stake, and whether it came in late. Ids are new. The instant is midnight (UTC) of the learner
    day and as many seconds as there were reviews before it that day, which keeps their order and no time of day.
    Attempts, answers, assessors, events of any kind and free text are not kept.
    """
    places: defaultdict[int, int] = defaultdict(int)
    kept = []
    for review in sorted(_counting(listed), key=attrgetter("day", "at", "id")):
        at = datetime.fromordinal(review.day).replace(tzinfo=UTC) + timedelta(seconds=places[review.day])
        places[review.day] += 1
        new = Review(
            id=new_id(),
            learner=learner,
            skill=review.skill,
            rating=review.rating,
            at=at,
            day=review.day,
            source=review.source,
            duration=review.duration,
            stakes=review.stakes,
            late_day=review.late_day,
        )
        kept.append(ReviewRecord(review=new, outcome={}))
    return tuple(kept)


def _counting(listed: Entries) -> Iterator[Review]:
    """Yield the reviews that count, each with the rating that it counts with."""
    amending = [event for event in listed.events if event.kind.traits.effect is Effect.AMENDMENT]
    reviews = (record.review for record in listed.reviews)
    for entry in EffectiveLog.of((*reviews, *amending)).counting(""):
        if isinstance(entry, Review):
            yield entry
