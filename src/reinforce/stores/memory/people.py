"""How the store in memory rewrites what stands, and what it holds about a person."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from reinforce.errors import StaleError
from reinforce.journal.persons import names
from reinforce.memory import MemoryState
from reinforce.ports import Entries, ReviewRecord
from reinforce.stores.memory.tables import LearnerRows
from reinforce.stores.shared.export import named_in, readable
from reinforce.stores.shared.mentions import MOST_MENTIONS, mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.ports import Change, Rewriting
    from reinforce.stores.memory.tables import TenantRows

_TABLES = {"journeys": "enrolments"}
"""The fields of a learner's rows that are called otherwise than in other stores."""

_KEYS = {"calendar": "effective_at", "journeys": "journey", "cards": "skill", "exposures": "exercise"}
"""By what the rows of a field are kept, where that is not an id."""

_LOG = ("reviews", "attempts", "events")


def made(change: Change) -> frozenset[str]:
    """Return the learners that a change makes where they are not there yet."""
    rewriting = change.rewriting
    return rewriting.retired.union(change.learners, (target for _, target in rewriting.moves))


def check(tenant: TenantRows, change: Change) -> None:
    """Raise StaleError unless what *change* depends on about people still holds."""
    rewriting = change.rewriting
    for digest, at in change.persons.items():
        if tenant.tombstones.get(digest) != at:
            raise StaleError("person", digest, "was erased by now")
    for id_, count in rewriting.counted.items():
        rows = tenant.learners.get(id_)
        found = 0 if rows is None else sum(len(getattr(rows, log)) for log in _LOG)
        if found != count:
            raise StaleError("learner", id_, "has other entries in the log by now")
    moved = {target: source for source, target in rewriting.moves}
    for log, entry in _each(rewriting.replaced):
        places = (_log(tenant, id_, log) for id_ in (entry.learner, moved.get(entry.learner)) if id_ is not None)
        if not any(entry.id in place for place in places):
            raise StaleError("entry", entry.id, "is not there")


def rewrite(tenant: TenantRows, rewriting: Rewriting) -> None:
    """Do what *rewriting* says; nothing here may fail."""
    tenant.key = tenant.key or rewriting.key
    for digest, at in rewriting.tombstones.items():
        tenant.tombstones[digest] = max(at, tenant.tombstones.get(digest, at))
    for source, target in rewriting.moves:
        _move(tenant.learners.pop(source), tenant.learners[target], target)
        tenant.claims.move(source, target)
    for log, entry in _each(rewriting.replaced):
        _log(tenant, entry.learner, log)[entry.id] = entry.record
    for log, entry in _each(rewriting.removed):
        _log(tenant, entry.learner, log).pop(entry.id, None)
        if log != "attempts":
            tenant.claims.drop(entry.learner, entry.id, is_review=log == "reviews")
    for id_ in rewriting.erased:
        tenant.learners.pop(id_, None)
        tenant.claims.forget(id_)
    for id_, journey in rewriting.unenrolled:
        tenant.learners[id_].journeys.pop(journey, None)
    for id_, at in rewriting.closing.items():
        tenant.learners[id_].closed_before = at


def entries(
    tenant: TenantRows, *, learner: str | None = None, naming: str | None = None, mentioning: str | None = None
) -> Entries:
    """Return the entries of a learner, or those that name a person as somebody else, or in which a text stands."""
    rows = [tenant.learners[learner]] if learner in tenant.learners else []
    if learner is None:
        rows = list(tenant.learners.values())
    found: dict[str, list[Any]] = {log: [one for row in rows for one in getattr(row, log).values()] for log in _LOG}
    if learner is None:
        found["events"] += tenant.events.values()
    if naming is not None:
        found = {log: [one for one in kept if names(_bare(one), naming)] for log, kept in found.items()}
    elif mentioning is not None:
        found = {log: [one for one in kept if mentions(one, mentioning)][:MOST_MENTIONS] for log, kept in found.items()}
    return Entries(
        reviews=tuple(sorted(found["reviews"], key=attrgetter("review.at", "review.id", "review.learner"))),
        attempts=tuple(sorted(found["attempts"], key=attrgetter("at", "id", "learner"))),
        events=tuple(sorted(found["events"], key=attrgetter("at", "id", "learner"))),
    )


def held(tenant: TenantRows, person: str) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Return everything that is held about a person, walking the fields of a learner's rows."""
    mine = tenant.learners.get(person)
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    own: dict[str, Any] = {}
    for name in (spec.name for spec in fields(_blank(tenant, person))):
        value = getattr(mine, name, None)
        if isinstance(getattr(_blank(tenant, person), name), dict):
            found[_TABLES.get(name, name)] = tuple(
                readable(_TABLES.get(name, name), row) for row in _rows(name, value or {})
            )
        else:
            own[name] = value
    found["learners"] = () if mine is None else (readable("learners", own),)
    found["claims"] = tuple(readable("claims", _flat(claim)) for claim in tenant.claims.of(person))
    found["named_in"] = tuple(named_in(entries(tenant, naming=person), person))
    return dict(sorted(found.items()))


def _blank(tenant: TenantRows, person: str) -> LearnerRows:
    return tenant.learners.get(person) or LearnerRows()


def _rows(name: str, kept: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of one field, in the order of their keys."""
    for key in sorted(kept):
        named = {_KEYS[name]: key} if name in _KEYS else {}
        value = kept[key]
        yield {**named, **(_flat(value) if is_dataclass(value) else {"enrolled_at": value})}


def _flat(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Return the fields of a dataclass and of those inside it, without whose they are."""
    flat: dict[str, Any] = {}
    for spec in fields(value):
        part = getattr(value, spec.name)
        if spec.name == "memory" and (part is None or isinstance(part, MemoryState)):
            stability, difficulty, *extra = (None, None) if part is None else part.values()
            flat |= {"stability": stability, "difficulty": difficulty, "memory_extra": extra or None}
        elif is_dataclass(part):
            flat |= _flat(part)
        elif spec.name != "learner":
            flat[spec.name] = part
    return flat


def _bare(record: Any) -> Any:  # noqa: ANN401 - an entry of any kind
    return record.review if isinstance(record, ReviewRecord) else record


class _Entry:
    """An entry of any kind: whose it is, under which id, and the record that is kept."""

    __slots__ = ("id", "learner", "record")

    def __init__(self, record: Any) -> None:  # noqa: ANN401 - as above
        self.record, bare = record, _bare(record)
        self.learner: str = bare.learner
        self.id: str = bare.id


def _each(listed: Entries) -> Iterable[tuple[str, _Entry]]:
    return ((log, _Entry(record)) for log in _LOG for record in getattr(listed, log))


def _log(tenant: TenantRows, learner: str, log: str) -> dict[str, Any]:
    """Return where the entries of a learner, or of the tenant, are kept; somewhere else for who is not there."""
    if not learner:
        return tenant.events if log == "events" else {}
    return getattr(tenant.learners[learner], log) if learner in tenant.learners else {}


def _move(source: LearnerRows, target: LearnerRows, name: str) -> None:
    """Make all rows of *source* those of *target*."""
    for log in _LOG:
        for id_, record in getattr(source, log).items():
            getattr(target, log).setdefault(id_, _of(record, name))
    if not target.calendar:
        target.calendar.update(source.calendar)
    for journey, at in source.journeys.items():
        target.journeys[journey] = min(at, target.journeys.get(journey, at))
    for exercise, met in source.exposures.items():
        target.exposures[exercise] = met.plus(target.exposures.get(exercise))


def _of(record: Any, learner: str) -> Any:  # noqa: ANN401 - as above
    """Return an entry as one of *learner*."""
    if isinstance(record, ReviewRecord):
        return replace(record, review=replace(record.review, learner=learner))
    return replace(record, learner=learner)
