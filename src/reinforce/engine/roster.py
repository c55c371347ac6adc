"""The roster service: who practises, in which time zone, on which journeys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks, days
from reinforce.ports import Change, Query
from reinforce.practice import CalendarEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.engine.desk import Desk

_TICK = timedelta(microseconds=1)
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """
    A person who practises.

    Attributes:
        id: the host's own id of the person.
        timezone: the zone they live by, an IANA name; ``None`` to leave it as it is (UTC for somebody new).
        day_start: the hour, 0 to 23, at which their day starts; ``None`` to leave it as it is (0 for somebody new).
        journeys: the journeys they are enrolled in, oldest enrolment first; not written by ``put``.
    """

    id: str
    timezone: str | None = None
    day_start: int | None = None
    journeys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an id, a zone or an hour that cannot be."""
        checks.identifier("learner", self.id)
        if self.timezone is not None:
            days.zone(self.timezone)
        if self.day_start is not None:
            days.day_start_hour(self.day_start)


class Roster:
    """Who practises: put people on the roster, enrol them in journeys."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def put(self, learner: str, *, timezone: str | None = None, day_start: int | None = None) -> Learner:
        """
        Add a learner, or change the calendar of one who is there; a change holds from now on and rewrites nothing.

        Args:
            learner: the host's own id of the person.
            timezone: the zone they live by, an IANA name; left as it is if omitted, UTC for somebody new.
            day_start: the hour, 0 to 23, at which their day starts; left as it is if omitted, 0 for somebody new.

        Raises:
            InvalidParameterError: the id, the zone or the hour is not acceptable.
        """
        self.put_many([Learner(id=learner, timezone=timezone, day_start=day_start)])
        return self.get(learner)

    def put_many(self, learners: Iterable[Learner]) -> None:
        """Add or change many learners, all of them or none; the same learner twice takes the last."""
        wanted = {learner.id: learner for learner in learners}
        if wanted:
            self._desk.retrying(lambda: self._put(wanted.values()))

    def enroll(self, learner: str, *, journey: str) -> None:
        """
        Enrol a learner in a journey; enrolling twice changes nothing. No card is written.

        Raises:
            NotFoundError: there is no such learner or journey.
        """
        self.enroll_many([learner], journey=journey)

    def enroll_many(self, learners: Iterable[str], *, journey: str) -> None:
        """Enrol many learners in a journey, all of them or none."""
        journeys = self._desk.curriculum().journeys
        if checks.identifier("journey", journey) not in journeys:
            raise checks.missing("journey", journey, journeys)
        wanted, now = list(dict.fromkeys(learners)), self._desk.now()
        for learner in wanted:
            self._desk.read(learner)
        enrolments = tuple((learner, journey, now) for learner in wanted)
        self._desk.apply(Change(tenant=self._desk.tenant, enrolments=enrolments))

    def get(self, learner: str) -> Learner:
        """
        Return the learner with their present calendar and their journeys.

        Raises:
            NotFoundError: there is no such learner.
        """
        snapshot = self._desk.read(learner, practice=True)
        entry = snapshot.calendar[-1]
        return Learner(id=learner, timezone=entry.timezone, day_start=entry.day_start, journeys=snapshot.journeys)

    def learners(self, *, after: str = "", limit: int = _PAGE) -> tuple[str, ...]:
        """Return the ids of learners, sorted, at most *limit* of those greater than *after*."""
        return self._desk.store.learners(self._desk.tenant, after=after, limit=checks.whole("limit", limit, 1, 100_000))

    def _put(self, learners: Iterable[Learner]) -> None:
        new: list[str] = []
        calendar: list[tuple[str, CalendarEntry]] = []
        epochs: dict[str, int] = {}
        now = self._desk.now()
        for learner in learners:
            query = Query(tenant=self._desk.tenant, learner=learner.id, practised_since=now)
            snapshot = self._desk.store.read(query)
            if snapshot.epoch is None:
                new.append(learner.id)
                calendar.append((learner.id, _entry(CalendarEntry(effective_at=now), learner)))
                epochs[learner.id] = 0  # that of somebody new: where somebody else adds them first, we look again
                continue
            current = snapshot.calendar[-1]
            entry = _entry(current, learner)
            if entry != current:
                # not before any entry of the log, so that no review's day could be reckoned differently
                latest = max(filter(None, (snapshot.latest_at, current.effective_at)))
                effective_at = max(now, latest + _TICK)
                calendar.append((learner.id, replace(entry, effective_at=effective_at)))
                epochs[learner.id] = snapshot.epoch
        if calendar:
            change = Change(
                tenant=self._desk.tenant,
                learners=tuple(new),
                calendar=tuple(calendar),
                epochs=epochs,
                turning=frozenset(epochs),
            )
            self._desk.apply(change)


def _entry(current: CalendarEntry, learner: Learner) -> CalendarEntry:
    """Return *current* with what *learner* says, where it says something."""
    return replace(
        current,
        timezone=current.timezone if learner.timezone is None else learner.timezone,
        day_start=current.day_start if learner.day_start is None else learner.day_start,
    )
