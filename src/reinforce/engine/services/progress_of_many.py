"""The part of the progress service that is about several people at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.reading.activity import read_activity
from reinforce.engine.reading.coaching import coaching_needs
from reinforce.engine.reading.mastery_report import feelings, report, waits
from reinforce.engine.reading.past_state import PastState
from reinforce.engine.reading.slipping import judge_slipping, slipping_now
from reinforce.engine.reading.tenant_overview import still_known
from reinforce.errors import InvalidParameterError, shown
from reinforce.practice.grading.stakes import Audience
from reinforce.practice.progress import Level, ranked, survival

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.reading.tenant_overview import StillKnown
    from reinforce.practice.cards.leeches import CoachingNeed
    from reinforce.practice.progress import (
        Activity,
        MasteryReport,
        SkillConfidence,
        Slipping,
        SlippingJudged,
        Survival,
    )

_MOST = 10_000
_LONGEST = 3_650


class ProgressOfMany:
    """The part of `Progress` that is about several people at once, or all of the tenant."""

    _context: TenantContext

    def mastery_many(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        at: datetime | None = None,
        audience: Audience = Audience.MANAGER,
    ) -> tuple[MasteryReport, ...]:
        """
        Return how well each of several people holds skills and capabilities: a report for each, as `mastery` gives one.

        The number of statements does not grow with that of people, but by a few for every 200.

        Args:
            learners: one id, several, or all of the tenant; the reports come in this order.
            at: as for `mastery`.
            audience: as everywhere, but a manager by default, since it is about several people.
        """
        now = self._context.clock.now()
        when, pasts = _when(at, now), self._pasts(learners, now=now, audience=audience)
        return tuple(report(past, at=when) for past in pasts)

    def confidence(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        at: datetime | None = None,
        audience: Audience = Audience.MANAGER,
    ) -> tuple[SkillConfidence, ...]:
        """
        Return how sure people feel of skills, the least sure first, against what was left when they said so.

        Args:
            learners: one id, several, or all of the tenant; of each the last word on each skill counts.
            at: answers of later surveys are left aside.
            audience: as everywhere, but a manager by default, since it is about several people.
        """
        now = self._context.clock.now()
        when, pasts = _when(at, now), self._pasts(learners, now=now, audience=audience, surveys=True)
        return ranked(feeling for past in pasts for feeling in feelings(past, at=when))

    def time_to_mastery(
        self,
        *,
        skills: Iterable[str] | None = None,
        capability: str | None = None,
        level: Level = Level.MASTERY,
        learners: str | Iterable[str] | None = None,
        at: datetime | None = None,
        audience: Audience = Audience.MANAGER,
    ) -> Survival:
        """
        Return how many days it takes from first practice until a skill is held at *level*.

        Every learner and skill that was begun is one wait. Those that have not come so far count as watched until
        today, so that the estimate is not made by the quick alone.

        Args:
            skills: which; all of the curriculum if neither they nor a capability are given.
            capability: all skills of this capability.
            level: which level has to be reached; what was lost again later was reached.
            learners: one id, several, or all of the tenant.
            at: what happened later is left aside.
            audience: as everywhere, but a manager by default, since it is about several people.

        Raises:
            InvalidParameterError: both skills and a capability are given, or the level is none above UNPROVEN.
        """
        if not isinstance(level, Level) or level is Level.UNPROVEN:
            raise InvalidParameterError("level", f"must be a Level above UNPROVEN, not {shown(level)}", value=level)
        now = self._context.clock.now()
        pasts = self._pasts(learners, now=now, audience=audience)
        return survival(waits(pasts, self._wanted(skills, capability), level=level, at=_when(at, now)))

    def coaching(
        self, learners: str | Iterable[str] | None = None, *, audience: Audience = Audience.MANAGER
    ) -> tuple[CoachingNeed, ...]:
        """
        Return the leeches of *learners* (one id, several, or all of the tenant) as tasks for a coach.

        They are in the order of learner and skill. A task is gone once `practice.record_coaching` says that it was
        worked on. A coach is a manager here: lapses at practice stakes are the learner's own, and make no task that
        anybody else sees. Ask as the learner for all that is kept out of their plan, to be shown to whom they like.
        """
        return coaching_needs(self._context, self._context.learners.named(learners), audience=audience)

    def still_known(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        after: str = "",
        limit: int = 1_000,
        audience: Audience = Audience.MANAGER,
    ) -> tuple[StillKnown, ...]:
        """
        Return how much of what each learner has learnt is still known, by learner id: the first thousand, as a page.

        It is a share, with the number of cards of which it is the mean. Whoever may have more learners asks on, until a
        page has fewer than *limit*::

            page = found = progress.still_known()
            while len(page) == 1_000:
                found += (page := progress.still_known(after=page[-1].learner))

        They come by learner id; the next page comes after the last learner of this one, and fewer than *limit* are the
        last. The mean of a team is that of its learners, weighted by cards.

        Args:
            learners: one id, several, or all of the tenant.
            after: only learners with greater ids.
            limit: most learners, 1 to 10,000.
            audience: as everywhere, but a manager by default, since it is about several people.
        """
        return still_known(self._context, learners, after=after, limit=limit, audience=audience)

    def slipping(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        skills: Iterable[str] | None = None,
        capability: str | None = None,
        below: float | None = None,
        limit: int = 20,
        audience: Audience = Audience.MANAGER,
    ) -> Slipping:
        """
        Return who is slipping on what: of the skills that were begun, those with the least chance of success today.

        Whose chance is at least the desired retention of the policy in force is not slipping, and is not listed: a list
        may be short or empty. Each comes with its doubt and what it rests on. Those of which too little is known to say
        are listed apart, and where the days since practice tell as much as the chance does, the list goes by them and
        says so.

        The chance is learnt from the tenant's own log, of as many learners as have 8,000 reviews; who is asked about
        makes no difference to it. Each read of them takes in as many as all before it, so that their number adds few
        statements. Of all others only their cards are read.

        Args:
            learners: one id, several, or all of the tenant.
            skills: which; all of the curriculum if neither they nor a capability are given.
            capability: all skills of this capability.
            below: only cards whose chance is below this, 0 to 1, in place of the desired retention; 1 lists all.
            limit: most cards in each of the two lists, 1 to 10,000.
            audience: as everywhere, but a manager by default, since it is about several people.

        Raises:
            InvalidParameterError: both skills and a capability are given.
        """
        wanted, most = frozenset(self._wanted(skills, capability)), checks.whole("limit", limit, 1, _MOST)
        named = self._context.learners.named(learners)
        bound = None if below is None else checks.between("below", below, 0, 1)
        return slipping_now(self._context, named, skills=wanted, below=bound, limit=most, audience=audience)

    def judge_slipping(
        self, *, days: int = 28, limit: int = 20, audience: Audience = Audience.MANAGER
    ) -> SlippingJudged:
        """
        Return how good `slipping` was some time ago on the tenant's own log, beside days since practice and luck.

        The list is made anew from what was known then. Of those on it who answered since, it is counted how many missed
        the next one. It looks at the learners whose logs say how to judge: all, but in tenants with many answers.

        Args:
            days: how many days ago the list was, 1 to 3,650.
            limit: how many are taken from the top of the list, 1 to 10,000.
            audience: as everywhere, but a manager by default, since it is about several people.
        """
        span, most = timedelta(days=checks.whole("days", days, 1, _LONGEST)), checks.whole("limit", limit, 1, _MOST)
        return judge_slipping(self._context, at=self._context.clock.now() - span, limit=most, audience=audience)

    def activity(
        self,
        learners: str | Iterable[str] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        audience: Audience = Audience.MANAGER,
    ) -> Activity:
        """
        Return on which days people practised, how much, and how many days in a row; day by day and week by week.

        A day of rest breaks no streak: one on which a learner's week, their days off, the public holidays or a leave,
        as they are known now, give no practice. What was compacted away is not counted.

        Args:
            learners: one id, several, or all of the tenant.
            since: the first day, not after today; 53 weeks ago if omitted, and no streak reaches further back.
            until: the last day; today, which is each learner's own, if omitted or later.
            audience: as everywhere, but a manager by default, since it is about several people.

        Raises:
            InvalidParameterError: a date is none, the last comes before the first, or the first after today.
        """
        named = self._context.learners.named(learners)
        return read_activity(self._context, named, since=since, until=until, audience=audience)

    def _pasts(
        self, learners: str | Iterable[str] | None, *, now: datetime, audience: Audience, surveys: bool = False
    ) -> Iterator[PastState]:
        """Return the looks back at those who were named."""
        named = self._context.learners.named(learners)
        return PastState.of_many(self._context, named, now=now, audience=audience, surveys=surveys)

    def _wanted(self, skills: Iterable[str] | None, capability: str | None) -> tuple[str, ...]:
        """Return the ids of the skills asked for, all of which are there."""
        curriculum = self._context.versions.curriculum()
        if capability is None:
            wanted = curriculum.skills if skills is None else checks.identifiers("skills", skills)
            return tuple(curriculum.skill(skill).id for skill in wanted)
        if skills is not None:
            raise InvalidParameterError("skills", "must not be given along with a capability", value=skills)
        one = curriculum.capability(checks.identifier("capability", capability)).id
        return tuple(skill.id for skill in curriculum.skills.values() if skill.capability == one)


def _when(at: datetime | None, now: datetime) -> datetime:
    return now if at is None else checks.instant("at", at)
