"""The goals service: what has to be remembered by when, of one learner, of several, or of everybody in a journey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.codec import kept
from reinforce.engine.log.append_event import append
from reinforce.errors import InvalidParameterError
from reinforce.journal import EventKind
from reinforce.journal.last_words import ENDLESS, is_withdrawn, subject_of
from reinforce.ports import Query
from reinforce.practice import Calendar, Goal, steered
from reinforce.practice.learner.steering import WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot


class Goals:
    """
    What has to be remembered by when. A goal changes plans and no card; after its date practice goes on as usual.

    Who or what is not there is a `NotFoundError`. An ``event_id`` makes a retry harmless: the same id with the same
    content changes nothing, with other content it is a `ConflictError`.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def put(
        self,
        goal: Goal,
        *,
        learner: str | None = None,
        learners: Iterable[str] | None = None,
        journey: str | None = None,
        event_id: str | None = None,
    ) -> None:
        """
        Set a goal, or change the one with the same id.

        Exactly one of *learner*, *learners* and *journey* says whose it is. A goal whose date is past may be set, and
        means nothing any more.

        Args:
            goal: what has to be remembered by when.
            learner: the one whose goal it is.
            learners: those whose goal it is: all of them, or none where one is not there.
            journey: the goal is that of everybody who is enrolled in this journey, now or later.
            event_id: see the class.

        Raises:
            InvalidParameterError: it is not said whose goal it is, or said twice.
        """
        checks.of_kind("goal", goal, Goal)
        logs = _logs(learner, learners, journey)
        self._check(goal, journey)
        body = kept(goal) if journey is None else {**kept(goal), "journey_of": journey}
        append(self._context, logs, kind=EventKind.GOAL, target=goal.id, body=body, event_id=event_id)

    def withdraw(
        self,
        goal_id: str,
        *,
        learner: str | None = None,
        learners: Iterable[str] | None = None,
        event_id: str | None = None,
    ) -> None:
        """
        Take a goal back; one that was taken back already stays so.

        Args:
            goal_id: the goal's id.
            learner: whose it is no more; this lets a learner off a goal of everybody in a journey, too.
            learners: the same for several, all of them or none.
            event_id: see the class.

        With neither *learner* nor *learners* it is the goal of a journey that is taken back, from everybody.
        """
        checks.identifier("goal", goal_id)
        logs = [""] if learner is None and learners is None else _logs(learner, learners, None)
        holding = [log for log in logs if self._holds(log, goal_id)]
        append(self._context, holding, kind=EventKind.GOAL, target=goal_id, body=WITHDRAWN, event_id=event_id)

    def of(self, learner: str) -> tuple[Goal, ...]:
        """Return the goals of one learner, their own and those of their journeys, by date and id, past ones too."""
        snapshot = self._context.learners.read(learner, practice=True)
        today = Calendar(snapshot.calendar).day(self._context.clock.now())
        return steered(snapshot.steering, journeys=snapshot.journeys, today=today).goals

    def _holds(self, learner: str, goal_id: str) -> bool:
        """Whether that goal stands in the log; raise NotFoundError where it never did."""
        said = self._read(learner, subjects=(subject_of(EventKind.GOAL, goal_id),)).steering
        if not said:
            events = self._read(learner, practice=True).steering
            raise checks.missing("goal", goal_id, {event.target for event in events if event.kind is EventKind.GOAL})
        if not learner:
            return not is_withdrawn(said[-1])
        journeys = self._context.learners.read(learner, practice=True, since_day=ENDLESS).journeys
        return bool(steered(said, journeys=journeys, today=0).goals)

    def _read(self, learner: str, **wanted: Any) -> Snapshot:  # noqa: ANN401 - the fields of Query
        """Return what is held of *learner* and of all, or of all alone."""
        if learner:
            return self._context.learners.read(learner, **wanted)
        return self._context.store.read(Query(tenant=self._context.tenant, learner="", **wanted))

    def _check(self, goal: Goal, journey: str | None) -> None:
        """Raise NotFoundError unless all that is named can be practised."""
        known = self._context.versions.curriculum()
        for kind, names, among in (
            ("capability", (goal.capability,), known.capabilities),
            ("journey", (goal.journey, journey), known.journeys),
            ("skill", goal.skills, known.skills),
        ):
            for name in names:
                if name is not None and checks.identifier(kind, name) not in among:
                    raise checks.missing(kind, name, among, told=kind != "skill")


def _logs(learner: str | None, learners: Iterable[str] | None, journey: str | None) -> list[str]:
    """Return the logs that a goal is written to: those of learners, or the tenant's for everybody in a journey."""
    given = [
        name
        for name, value in (("learner", learner), ("learners", learners), ("journey", journey))
        if value is not None
    ]
    if len(given) != 1:
        reason = f"needs exactly one of learner, learners and journey, not {' and '.join(given) or 'none'}"
        raise InvalidParameterError("goal", reason, value=given)
    if learner is not None:
        return [checks.identifier("learner", learner)]
    return [""] if learners is None else checks.identifiers("learners", learners)
