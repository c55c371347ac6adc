"""Evidence: what the log of one learner and one skill proves, whatever the memory of it is worth today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from reinforce.catalog import Facet, OnChange
from reinforce.catalog.changes import chronological
from reinforce.codec import Value
from reinforce.days import Day, date_of
from reinforce.journal import EventKind, Rating, Review
from reinforce.practice.cards.effective_log import EffectiveLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from reinforce.catalog import ContentChange
    from reinforce.journal import Entry

_UNSEEN = frozenset(("quiz", "self"))
"""Sources that nobody watches: naming a person does not make an answer on a screen an observed performance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing(Value):
    """
    One review that counts, as evidence of a skill.

    Attributes:
        review: the review, with the rating that a person may have put in place of its own.
        facets: which sides of the skill it showed right: what, how or why.
    """

    review: Review
    facets: frozenset[Facet] = frozenset()

    @property
    def observed(self) -> bool:
        """Whether a named person other than the learner saw it done: in a drill, at work, in whatever is no quiz."""
        by = self.review.assessor
        return by is not None and by != self.review.learner and self.review.source not in _UNSEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Value):
    """
    What the showings of one skill prove together.

    A success counts when it is delayed: on a later learner day than all practice before it. What is shown on a day on
    which the skill was practised already proves nothing more, since it was fresh.

    A showing that came in later than its sender's word is taken for (`Review.late_day`) is no delayed success: nobody
    saw the time before it. Nor did anybody see the time after it, where no showing before it came in time: of that only
    what passed once it was there counts.

    Attributes:
        practices: showings of any kind.
        successes: delayed successes.
        longest: the longest delay after which there was a success, in days.
        observed: delayed successes that a named person saw.
        facets: the sides of the skill that were shown right after a delay.
        shaken: whether there was a failure (Again) and no delayed success since.
        first_day, last_day: the first and the greatest learner day of practice; ``None`` without any.
        seen_day: where all showings came in late, the last day on which one did; otherwise ``None``.
    """

    practices: int = 0
    successes: int = 0
    longest: int = 0
    observed: int = 0
    facets: frozenset[Facet] = frozenset()
    shaken: bool = False
    first_day: Day | None = None
    last_day: Day | None = None
    seen_day: Day | None = None

    @property
    def first_date(self) -> date | None:
        """The date of ``first_day``."""
        return date_of(self.first_day)

    @property
    def last_date(self) -> date | None:
        """The date of ``last_day``."""
        return date_of(self.last_day)

    @property
    def seen_date(self) -> date | None:
        """The date of ``seen_day``."""
        return date_of(self.seen_day)

    def after(self, showing: Showing, *, success: Rating = Rating.Good) -> Evidence:
        """Return the evidence with one more *showing*; a rating of at least *success* is a success."""
        day, rating = showing.review.day, showing.review.rating
        late_day = showing.review.late_day
        since = self.last_day if self.seen_day is None else max(self.seen_day, self.last_day or 0)
        delay = 0 if since is None or late_day is not None else max(0, day - since)
        proven = delay > 0 and rating >= success
        return Evidence(
            practices=self.practices + 1,
            successes=self.successes + proven,
            longest=max(self.longest, delay) if proven else self.longest,
            observed=self.observed + (proven and showing.observed),
            facets=self.facets | showing.facets if delay and rating is not Rating.Again else self.facets,
            shaken=rating is Rating.Again or (self.shaken and not proven),
            first_day=day if self.first_day is None else self.first_day,
            last_day=day if self.last_day is None else max(self.last_day, day),
            seen_day=self._seen(late_day),
        )

    def _seen(self, late_day: int | None) -> int | None:
        """Return ``seen_day`` after one more showing, which came in late on that day or, for ``None``, in time."""
        if late_day is None or (self.last_day is not None and self.seen_day is None):
            return None
        return late_day if self.seen_day is None else max(late_day, self.seen_day)

    def placed(self, day: int) -> Evidence:
        """Return the evidence after a placement on that learner day: it proves nothing, and what follows may."""
        return replace(self, last_day=day if self.last_day is None else max(self.last_day, day), seen_day=None)


@dataclass(frozen=True, slots=True)
class Passage(Value):
    """
    One entry that counts, and the evidence after it.

    Attributes:
        showing: the review as it counts; ``None`` for an event, and for a change of content.
        evidence: what was proven then.
    """

    showing: Showing | None
    evidence: Evidence


def evidence_of(
    entries: Iterable[Entry],
    *,
    skill: str,
    changes: Iterable[ContentChange] = (),
    facets: Mapping[str, Mapping[Facet, bool | None]] | None = None,
    success: Rating = Rating.Good,
) -> tuple[Passage, ...]:
    """
    Return how the evidence of *skill* grew, oldest first; that of today stands in the last passage.

    Evidence starts anew where memory does: when the learner forgets the skill on purpose, and when a change of its
    content resets memory, since what was shown before was something else. An entry at the instant of a change comes
    before it. Completing a course is no evidence of anything.

    Args:
        entries: reviews of one learner and the skill, and the learner's events; they count as `fold` counts them.
        skill: the skill.
        changes: its content changes.
        facets: by the id of a review, the facets that it showed and whether each was right; ``None`` where that is up
            to the rating.
        success: the least rating of a success.
    """
    log = EffectiveLog.of(entries)
    steps: list[tuple[tuple[datetime, int, str], Entry | None]] = [
        ((entry.at, 0, entry.id), entry) for entry in log.counting(skill)
    ]
    steps += [((change.at, 1, ""), None) for change in chronological(changes) if change.effect is OnChange.RESET]
    now, passed = Evidence(), []
    for _, step in sorted(steps, key=itemgetter(0)):
        if isinstance(step, Review):
            judged = log.reviews[step.id].rating is not step.rating
            showing = Showing(review=step, facets=_right(step, facets or {}, judged=judged, success=success))
            now = now.after(showing, success=success)
            passed.append(Passage(showing, now))
            continue
        if step is not None and step.kind is EventKind.PLACEMENT:
            now = now.placed(step.body["day"])
        elif step is not None and step.kind is EventKind.CHECKPOINT:
            now = Evidence().placed(step.body["last_day"])  # what proved it was removed; what follows is delayed by it
        else:
            now = Evidence()
        passed.append(Passage(None, now))
    return tuple(passed)


def _right(
    review: Review, facets: Mapping[str, Mapping[Facet, bool | None]], *, judged: bool, success: Rating
) -> frozenset[Facet]:
    """
    Return the facets of its skill that a review showed right.

    A question shows its facet when it was answered right, a drill when the performance was a success, and all of them
    do where a person judged the whole to be one by putting another rating in place of its own.
    """
    shown = review.rating >= success
    return frozenset(
        facet
        for facet, right in facets.get(review.id, {}).items()
        if (judged and shown) or (shown if right is None else right)
    )
