"""The progress service: how far practice has brought a learner, read from the log; it moves no card."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.reading.activity import read_activity
from reinforce.engine.reading.mastery_report import applied, drifted, feelings, report, wait
from reinforce.engine.reading.past_state import PastState
from reinforce.engine.reading.slipping import judge_slipping, slipping_now
from reinforce.engine.reading.tenant_overview import still_known
from reinforce.errors import ConflictError, InvalidParameterError, shown
from reinforce.journal import Event, EventKind
from reinforce.journal.last_words import ENDLESS
from reinforce.ports import Change
from reinforce.practice.cards.leeches import coaching_need, is_leech
from reinforce.practice.grading.stakes import Audience, hides, seen, seen_events
from reinforce.practice.learner.steering import steered
from reinforce.practice.progress import (
    Drift,
    Level,
    MasteryReport,
    focus,
    gaps,
    practice_curve,
    ranked,
    survey_body,
    survival,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.reading.tenant_overview import StillKnown
    from reinforce.journal import Entry
    from reinforce.ports import Snapshot
    from reinforce.practice import Card
    from reinforce.practice.cards.leeches import CoachingNeed
    from reinforce.practice.progress import (
        Activity,
        Application,
        CurvePoint,
        Gap,
        SkillConfidence,
        Slipping,
        SlippingJudged,
        Survival,
        Wait,
    )


_MOST = 10_000
_LONGEST = 3_650


class Progress:
    """
    What has come of practice.

    Whatever takes an instant ``at`` answers from what had happened up to then (now by default); one that lies ahead is
    answered as if nobody practised until then. Whatever takes an ``audience`` leaves out, for a manager, what was done
    at practice stakes, as if it had never been done. A learner or skill that is not there is a `NotFoundError`, an
    argument that cannot be one an `InvalidParameterError`.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def mastery(
        self, learner: str, *, at: datetime | None = None, audience: Audience = Audience.LEARNER
    ) -> MasteryReport:
        """Return how well a learner holds skills and capabilities."""
        now = self._context.clock.now()
        return report(PastState(self._context, learner, now=now, audience=audience), at=_when(at, now))

    def gaps(
        self,
        learner: str,
        *,
        at: datetime | None = None,
        desired: Level = Level.PROFICIENT,
        audience: Audience = Audience.LEARNER,
    ) -> tuple[Gap, ...]:
        """Return the skills that a learner holds at a lower level than *desired*, in the order of the curriculum."""
        now = self._context.clock.now()
        past = PastState(self._context, learner, now=now, audience=audience)
        return gaps(report(past, at=_when(at, now)).skills, curriculum=past.curriculum, desired=desired)

    def focus(
        self,
        learner: str,
        *,
        k: int = 1,
        at: datetime | None = None,
        desired: Level = Level.PROFICIENT,
        audience: Audience = Audience.LEARNER,
    ) -> tuple[Gap, ...]:
        """Return the *k* gaps that the learner should work on first; see `gaps` and `practice.progress.focus`."""
        return focus(self.gaps(learner, at=at, desired=desired, audience=audience), k=k)

    def drift(
        self,
        learner: str,
        *,
        since: datetime,
        until: datetime | None = None,
        audience: Audience = Audience.LEARNER,
    ) -> Drift:
        """
        Return how what is left of a learner's skills moved from one instant to another, now by default.

        Raises:
            InvalidParameterError: an instant has no time zone, or the second comes before the first.
        """
        now = self._context.clock.now()
        first, last = checks.instant("since", since), _when(until, now, "until")
        if last < first:
            raise InvalidParameterError("until", f"must not come before since: {last.isoformat()}", value=until)
        past = PastState(self._context, learner, now=now, audience=audience)
        moved = {skill: drifted(past, skill, since=first, until=last) for skill in past.touched(at=last)}
        return Drift(
            learner=learner,
            since=past.calendar.day(first),
            until=past.calendar.day(last),
            skills={skill: one for skill, one in moved.items() if one.before is not None or one.after is not None},
        )

    def practice_curve(
        self, learner: str, skill: str, *, audience: Audience = Audience.LEARNER
    ) -> tuple[CurvePoint, ...]:
        """Return where a skill stood after each practice of it, oldest first."""
        self._context.versions.check_skill(checks.identifier("skill", skill), self._context.learners.read(learner))
        now = self._context.clock.now()
        past = PastState(self._context, learner, now=now, audience=audience, skills=(skill,))
        return practice_curve(past.passages(skill, at=now))

    def applications(
        self, learner: str, *, at: datetime | None = None, audience: Audience = Audience.LEARNER
    ) -> tuple[Application, ...]:
        """
        Return which practised skills a learner has used at work, how soon, and which are waiting for it.

        They are those for which the pack sets a date (``apply_within_days``), and those that were used.
        """
        now = self._context.clock.now()
        past = PastState(self._context, learner, now=now, audience=audience)
        found = (applied(past, skill, at=_when(at, now)) for skill in past.curriculum.skills)
        return tuple(one for one in found if one is not None)

    def survey(
        self,
        learner: str,
        confidence: Mapping[str, float],
        *,
        survey_id: str | None = None,
        at: datetime | None = None,
    ) -> Event:
        """
        Note how sure a learner feels of skills, and return the entry of the log.

        Args:
            learner: who was asked.
            confidence: by skill, 0 to 1.
            survey_id: makes a retry harmless: the same id with the same content changes nothing.
            at: when; now by default.

        Raises:
            InvalidParameterError: a confidence is no number from 0 to 1.
            ConflictError: the id is taken by an entry with other content.
            ClockSkewError: ``at`` is more than five minutes in the future.
        """
        context, now = self._context, self._context.clock.now()
        id_ = new_id() if survey_id is None else checks.identifier("survey_id", survey_id)
        said = None if at is None else checks.past("at", at, now=now)
        felt = survey_body(confidence)
        body = {"confidence": felt, "at": None if said is None else said.isoformat()}
        event = Event(id=id_, kind=EventKind.SURVEY, at=said or now, learner=learner, body=body, recorded_at=now)
        snapshot = context.learners.read(learner)
        for skill in felt:
            context.versions.check_skill(skill, snapshot)
        prior = self._prior(event)
        if prior is None:
            context.writing.retrying(lambda: context.writing.apply(Change(tenant=context.tenant, events=(event,))))
            prior = self._prior(event)  # somebody else's, where they were quicker with the same id
        return prior or event

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
        context, now = self._context, self._context.clock.now()
        when, named = _when(at, now), context.learners.named(learners)
        pasts = (PastState(context, learner, now=now, audience=audience) for learner in named)
        return ranked(feeling for past in pasts for feeling in feelings(context, past, at=when))

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
        wanted, when = self._wanted(skills, capability), _when(at, now)
        waits: list[Wait] = []
        for learner in self._context.learners.named(learners):
            past = PastState(self._context, learner, now=now, audience=audience)
            found = (wait(past, skill, level=level, at=when) for skill in wanted)
            waits += (one for one in found if one is not None)
        return survival(waits)

    def coaching(
        self, learners: str | Iterable[str] | None = None, *, audience: Audience = Audience.MANAGER
    ) -> tuple[CoachingNeed, ...]:
        """
        Return the leeches of *learners* (one id, several, or all of the tenant) as tasks for a coach.

        They are in the order of learner and skill. A task is gone once `practice.record_coaching` says that it was
        worked on. A coach is a manager here: lapses at practice stakes are the learner's own, and make no task that
        anybody else sees. Ask as the learner for all that is kept out of their plan, to be shown to whom they like.
        """
        context = self._context
        found: list[CoachingNeed] = []
        named = context.learners.named(learners)
        wanted = {"skills": None, "practice": True, "since_day": ENDLESS, "private": hides(audience)}
        for page in context.learners.read_pages(named, **wanted):
            for learner, cards in context.folds.cards_of_many(page, audience=audience).items():
                found += self._tasks(learner, page[learner], cards, audience)
        return tuple(found)

    def still_known(
        self, *, after: str = "", limit: int = 1_000, audience: Audience = Audience.MANAGER
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
            after: only learners with greater ids.
            limit: most learners, 1 to 10,000.
            audience: as everywhere, but a manager by default, since it is about several people.
        """
        return still_known(self._context, after=after, limit=limit, audience=audience)

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
        makes no difference to it. Of all others only their cards are read.

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
            since: the first day; 53 weeks ago if omitted, and no streak reaches further back.
            until: the last day; today, which is each learner's own, if omitted or later.
            audience: as everywhere, but a manager by default, since it is about several people.

        Raises:
            InvalidParameterError: a date is none, or the last comes before the first.
        """
        named = self._context.learners.named(learners)
        return read_activity(self._context, named, since=since, until=until, audience=audience)

    def _tasks(
        self, learner: str, snapshot: Snapshot, cards: Mapping[str, Card], audience: Audience
    ) -> Iterator[CoachingNeed]:
        """Yield what a coach is to do with one learner; the log is read of leeches only."""
        context = self._context
        policy, curriculum = context.versions.in_force(snapshot)
        coached = steered(seen_events(snapshot.steering, audience), today=0).coached
        for skill, card in sorted(cards.items()):
            worked = coached.get(skill)
            if skill not in curriculum.skills or not is_leech(card, planning=policy.planning, coached=worked):
                continue
            logged = context.learners.read(learner, skills=(skill,), log=True)
            reviews = seen(logged.reviews.get(skill, ()), audience)
            entries: tuple[Entry, ...] = (*reviews, *seen_events(logged.amendments, audience))
            task = coaching_need(card, entries, policy=policy, changes=curriculum.changes(skill), coached=worked)
            if task is not None:
                yield task

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

    def _prior(self, event: Event) -> Event | None:
        """Return the entry that is there under the id of *event*; refuse one with other content."""
        snapshot = self._context.learners.read(event.learner, ids=(event.id,))
        if event.id in snapshot.prior_reviews or event.id in snapshot.prior_attempts:
            raise ConflictError("event", event.id, "has the id of a review or an attempt")
        prior = snapshot.prior_events.get(event.id)
        if prior is not None and (prior.kind, dict(prior.body)) != (event.kind, event.body):
            raise ConflictError("event", event.id, "is in the log already, with other content")
        return prior


def _when(at: datetime | None, now: datetime, field: str = "at") -> datetime:
    return now if at is None else checks.instant(field, at)
