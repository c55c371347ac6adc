"""The progress service: how far practice has brought a learner, read from the log; it moves no card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.reading.mastery_report import applied, drifted, report
from reinforce.engine.reading.past_state import PastState
from reinforce.engine.services.progress_of_many import ProgressOfMany
from reinforce.errors import ConflictError
from reinforce.journal import Event, EventKind
from reinforce.ports import Change
from reinforce.practice.grading.stakes import Audience
from reinforce.practice.progress import Drift, Level, MasteryReport, focus, gaps, practice_curve, survey_body

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.practice.progress import Application, CurvePoint, Gap


class Progress(ProgressOfMany):
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
        checks.in_order("since", first, "until", last, is_given=until is not None)
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
