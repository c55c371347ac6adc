"""The roster service: who practises, in which time zone, on which journeys, and when they are away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reinforce import checks, days
from reinforce.codec import Value, kept
from reinforce.engine.log.append_event import append
from reinforce.engine.people.merge import Merging
from reinforce.engine.services.deliveries import Deliveries
from reinforce.journal import EventKind
from reinforce.journal.last_words import ENDLESS, subject_of
from reinforce.ports import NOTHING_REWRITTEN, Change, Rewriting
from reinforce.practice import Availability, Calendar, CalendarEntry, Leave, steered
from reinforce.practice.learner.steering import WITHDRAWN, availability_body, iso_dates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Load

_TICK = timedelta(microseconds=1)
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner(Value):
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
        checks.make_tuples(self)
        if self.timezone is not None:
            days.zone(self.timezone)
        if self.day_start is not None:
            days.day_start_hour(self.day_start)


class Roster(Merging, Deliveries):
    """
    Who practises, and when: put people on the roster, enrol them in journeys, say when they can practise.

    What is said about availability, leave, holidays and delivery is one event each in the log. It changes plans, or
    when practice is brought, and no card. An ``event_id`` makes a retry harmless: the same id with the same content
    changes nothing, with other content it is a `ConflictError`. Who or what is not there is a `NotFoundError`.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context

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
        """Add or change many learners, all of them or none, in one transaction; one who comes twice takes the last."""
        wanted = {learner.id: learner for learner in checks.several("learners", learners, Learner)}
        if wanted:
            self._context.writing.retrying(lambda: self._put(wanted.values()))

    def enroll(self, learner: str, *, journey: str) -> None:
        """Enrol a learner in a journey, or in a pack as a whole; twice changes nothing. No card is written."""
        self.enroll_many([checks.identifier("learner", learner)], journey=journey)

    def enroll_many(self, learners: Iterable[str], *, journey: str) -> None:
        """Enrol many learners in a journey, all or none, in one transaction; an error names all who are not there."""
        self._context.versions.curriculum().journey(checks.identifier("journey", journey))
        wanted = dict.fromkeys(checks.identifiers("learners", learners))
        queries = [self._context.learners.query(learner) for learner in wanted]
        enrolments = tuple((query.learner, journey, self._context.clock.now()) for query in queries)

        waking = frozenset(query.learner for query in queries)

        def once() -> None:
            self._context.learners.read_many(queries)
            self._context.writing.apply(Change(tenant=self._context.tenant, enrolments=enrolments, waking=waking))

        if queries:
            self._context.writing.retrying(once)

    def get(self, learner: str) -> Learner:
        """Return the learner with their present calendar and their journeys."""
        snapshot = self._context.learners.read(learner, practice=True, since_day=ENDLESS)
        entry = Calendar(snapshot.calendar).entries[-1]
        return Learner(id=learner, timezone=entry.timezone, day_start=entry.day_start, journeys=snapshot.journeys)

    def learners(self, *, after: str = "", limit: int = _PAGE) -> tuple[str, ...]:
        """Return the ids of learners, sorted, at most *limit* of those greater than *after*."""
        return self._context.store.learners(
            self._context.tenant, after=checks.text("after", after), limit=checks.whole("limit", limit, 1, 100_000)
        )

    def availability(self, learner: str) -> Availability:
        """Return when the learner can practise, as plans see it: week, dates off, public holidays, leaves."""
        return steered(self._context.learners.read(learner, practice=True).steering, today=0).availability

    def set_availability(
        self,
        learner: str,
        *,
        week: Mapping[str, Load | str] | Iterable[Load | str] | None = None,
        off: Iterable[date] | None = None,
        calendars: Iterable[str] | None = None,
        event_id: str | None = None,
    ) -> Availability:
        """
        Say when a learner can practise; what is left out stays as it is.

        Args:
            learner: whose.
            week: the load of weekdays, ``{"saturday": Load.REDUCED, "sunday": Load.NONE}``, or of all seven, Monday
                first. Every day of somebody new takes a full load.
            off: all dates without practice; these take the place of those set before. For a stretch of days see
                `put_leave`.
            calendars: the calendars of public holidays (see `holidays`) that hold for the learner; all of the tenant's
                where this was never said.
            event_id: see the class.

        Raises:
            InvalidParameterError: a weekday, a load or a date is none; nothing was changed.
        """
        body = availability_body(week=week, off=off, calendars=calendars)
        events = self._context.learners.read(learner, practice=True, since_day=ENDLESS).steering
        known = {event.target for event in events if event.kind is EventKind.HOLIDAYS}
        for name in body.get("calendars", ()):
            if name not in known:
                raise checks.missing("calendar", name, known)
        append(self._context, [learner], kind=EventKind.AVAILABILITY, body=body, event_id=event_id)
        return self.availability(learner)

    def put_leave(self, learner: str, leave: Leave, *, event_id: str | None = None) -> None:
        """Put down that a learner will be away, or change the leave with the same id; leaves may overlap."""
        who, body = checks.identifier("learner", learner), kept(checks.of_kind("leave", leave, Leave))
        append(self._context, [who], kind=EventKind.LEAVE, target=leave.id, body=body, event_id=event_id)

    def cancel_leave(self, learner: str, leave_id: str, *, event_id: str | None = None) -> None:
        """Take a leave back; one that was cancelled already stays so."""
        subject = subject_of(EventKind.LEAVE, checks.identifier("leave", leave_id))
        events = self._context.learners.read(learner, subjects=(subject,)).steering
        if not events:
            said = self._context.learners.read(learner, practice=True).steering
            raise checks.missing("leave", leave_id, {one.target for one in said if one.kind is EventKind.LEAVE})
        if steered(events, today=0).availability.leaves:
            append(self._context, [learner], kind=EventKind.LEAVE, target=leave_id, body=WITHDRAWN, event_id=event_id)

    def set_holidays(self, dates: Iterable[date], *, calendar: str = "public", event_id: str | None = None) -> None:
        """
        Set the public holidays of one of the tenant's calendars; these take the place of those set before.

        Args:
            dates: their dates.
            calendar: its name. Every calendar holds for everybody, unless `set_availability` says which ones do.
            event_id: see the class.

        Raises:
            InvalidParameterError: a date is none, or the name cannot be one.
        """
        body, target = {"dates": iso_dates("dates", dates)}, checks.identifier("calendar", calendar)
        append(self._context, [""], kind=EventKind.HOLIDAYS, target=target, body=body, event_id=event_id)

    def _put(self, learners: Collection[Learner]) -> None:
        new: list[str] = []
        calendar: list[tuple[str, CalendarEntry]] = []
        epochs: dict[str, int] = {}
        now = self._context.clock.now()
        read = self._context.learners
        found = read.look_for([read.query(learner.id, practised_since=now) for learner in learners])
        for learner in learners:
            snapshot = found[learner.id]
            if snapshot.epoch is None:
                new.append(learner.id)
                calendar.append((learner.id, _entry(CalendarEntry(effective_at=now), learner)))
                epochs[learner.id] = 0  # that of somebody new: where somebody else adds them first, we look again
                continue
            if not snapshot.is_there:
                raise self._context.erased.gone(learner.id)
            current = Calendar(snapshot.calendar).entries[-1]
            entry = _entry(current, learner)
            if entry != current or current.effective_at > now + checks.MAX_SKEW:
                calendar += ((learner.id, one) for one in _changed(snapshot, entry, now=now))
                epochs[learner.id] = snapshot.epoch
        if calendar:
            change = Change(
                tenant=self._context.tenant,
                learners=tuple(new),
                calendar=tuple(calendar),
                epochs=epochs,
                turning=frozenset(epochs),
                waking=frozenset(epochs).difference(new),
                rewriting=self._closed(new),
            )
            self._context.writing.apply(change)

    def _closed(self, new: Iterable[str]) -> Rewriting:
        """Return that of learners who were erased and are put on the roster anew nothing older is taken."""
        erased = self._context.erased.erased_at(new)
        return Rewriting(closed=erased) if erased else NOTHING_REWRITTEN


def _entry(current: CalendarEntry, learner: Learner) -> CalendarEntry:
    """Return *current* with what *learner* says, where it says something."""
    return replace(
        current,
        timezone=current.timezone if learner.timezone is None else learner.timezone,
        day_start=current.day_start if learner.day_start is None else learner.day_start,
    )


def _changed(snapshot: Snapshot, entry: CalendarEntry, *, now: datetime) -> Iterator[CalendarEntry]:
    """
    Yield the entries by which *entry* holds from now on.

    It begins after all that is in the calendar and in the log, so that no review's day could be reckoned differently.
    But what lies further ahead than clocks may disagree was written while a clock ran ahead, and holds nothing up:
    later entries of the calendar are written over, and an earlier zone that would only begin then is kept for the past.
    """
    held = snapshot.calendar
    before = [at for at in (snapshot.latest_at, *(one.effective_at for one in held)) if at is not None]
    begins = max((now, *(at + _TICK for at in before if at <= now + checks.MAX_SKEW)))
    if held[0].effective_at >= begins:
        yield replace(held[0], effective_at=begins - _TICK)
    for at in (begins, *(one.effective_at for one in held if one.effective_at > begins)):
        yield replace(entry, effective_at=at)
