"""Sample values of everything that a store keeps, for its conformance suite."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reinforce.journal import Event, EventKind, Rating, Review, retraction
from reinforce.journal.stakes import Stakes
from reinforce.memory import Features, MemoryState, Phase
from reinforce.ports import AttemptRecord, Change, EditionRecord, Meeting, PolicyRecord, Query, ReviewRecord
from reinforce.practice.cards.card import Card
from reinforce.practice.learner.calendar import CalendarEntry

if TYPE_CHECKING:
    from reinforce.ports import Snapshot, Store

TENANT, LEARNER, SKILL = "acme", "ana", "roi"
AT = datetime(2026, 3, 2, 9, 30, 15, 123_457, tzinfo=UTC)
DAY = timedelta(days=1)
BODY: dict[str, Any] = {
    "text": 'Zoë – "shown", back\\slash, \x00, \ud83d alone, 👩🏽‍🚀, שלום',
    "numbers": [0, -1, 2**53 + 1, 0.1, 1e-300, 1.7976931348623157e308],
    "nothing": None,
    "truth": [True, False],
    "empty": [{}, [], ""],
    "z before a": {"z": 1, "a": 2},
}


def policy(version: int = 1) -> PolicyRecord:
    """Return a policy of that version."""
    return PolicyRecord(version=version, body=BODY | {"version": version}, recorded_at=AT + version * DAY)


def edition(number: int = 1, *, pack: str = "pack") -> EditionRecord:
    """Return an edition of that number."""
    return EditionRecord(
        number=number,
        pack=pack,
        digest=f"digest of {number}",
        body=BODY,
        newest={"z pack": 1, pack: number},
        history=[BODY, {}],
        recorded_at=AT,
    )


def card(skill: str = SKILL, *, learner: str = LEARNER, reps: int = 1) -> Card:
    """Return a card in review, with something in every field that may be empty there."""
    return Card(
        learner=learner,
        skill=skill,
        phase=Phase.REVIEW,
        memory=MemoryState(0.1 + reps, 10 / 3),
        due_day=739_680 + reps,
        last_at=AT + reps * DAY,
        last_id=f"review-{reps}",
        last_day=739_677 + reps,
        last_rating=Rating.Good,
        reps=reps,
        lapses=reps // 2,
        policy_version=2,
        model_version="fsrs-6/1",
        content_version=3,
        features=Features(
            successes=reps, failures=1, fast=1 / 3 + reps, slow=0.1 + reps, lately=1.5, lately_right=5e-324
        ),
    )


CARDS = {
    "never practised": Card(learner=LEARNER, skill=SKILL),
    "learning": replace(
        card(), phase=Phase.LEARNING, step=1, due_at=AT + timedelta(microseconds=1), last_rating=Rating.Again
    ),
    "relearning": replace(card(), phase=Phase.RELEARNING, step=0, last_rating=Rating.Hard),
    "in review": replace(card(), last_rating=Rating.Easy),
    "with more than two numbers": replace(card(), memory=MemoryState(5e-324, 0.1, (1 / 3, 2.0, 1e300))),
    "reset by content": replace(card(), phase=Phase.NEW, memory=None, due_day=None),
}


def review(id_: str = "review-1", *, skill: str = SKILL, learner: str = LEARNER, at: datetime = AT) -> ReviewRecord:
    """Return a review that came on its own, with nothing that may be left out."""
    entry = Review(id=id_, learner=learner, skill=skill, rating=Rating.Good, at=at)
    return ReviewRecord(review=entry, outcome={"id": id_})


def full_review(id_: str = "review-1") -> ReviewRecord:
    """Return a review with something in every field; a text that is not given is the name of its field."""
    bare = review(id_).review
    texts: dict[str, Any] = {spec.name: spec.name for spec in fields(bare) if spec.type == "str | None"}
    entry = replace(
        bare,
        rating=Rating.Again,
        day=739_676,
        source="the host's own word",
        duration=timedelta(seconds=61, microseconds=7),
        at_omitted=True,
        recorded_at=AT + timedelta(microseconds=1),
        stakes=Stakes.PRACTICE,
        late_day=739_700,
        said_at=AT - DAY,
        **texts | {"assessor": "ben"},
    )
    return ReviewRecord(review=entry, outcome=BODY)


def attempt(id_: str = "attempt-1", *, learner: str = LEARNER, at: datetime = AT) -> AttemptRecord:
    """Return an attempt."""
    return AttemptRecord(
        id=id_,
        learner=learner,
        kind="quiz",
        edition=4,
        at=at,
        day=739_677,
        duration=timedelta(minutes=3, microseconds=1),
        body=BODY,
        outcome={"feedback": [BODY]},
        recorded_at=at + timedelta(seconds=1),
    )


def content_change(id_: str = " edition:1:roi", *, at: datetime = AT) -> Event:
    """Return an event of the whole tenant."""
    return Event(id=id_, kind=EventKind.CONTENT_CHANGE, at=at, target=SKILL, body=BODY, recorded_at=AT)


def event(id_: str, kind: EventKind, *, target: str = SKILL, learner: str = LEARNER, at: datetime = AT) -> Event:
    """Return an event with something in every field."""
    return Event(
        id=id_,
        kind=kind,
        at=at,
        learner=learner,
        target=target,
        body=BODY,
        by="ben",
        recorded_at=AT + timedelta(microseconds=1),
    )


def meeting(
    exercise: str = "exercise", *, learner: str = LEARNER, at: datetime = AT, took: timedelta | None = None
) -> Meeting:
    """Return a meeting with an exercise."""
    return Meeting(learner, exercise, at, took)


def tenant(name: str = TENANT, *, learners: tuple[str, ...] = (LEARNER,)) -> Change:
    """Return the change that creates a tenant, with learners who live by UTC."""
    calendar = tuple((learner, CalendarEntry(effective_at=AT)) for learner in learners)
    return Change(tenant=name, policies=(policy(),), learners=learners, calendar=calendar)


def everything(name: str = TENANT, learner: str = LEARNER) -> Change:
    """Return a change with something of every kind, for a tenant that has the learner and policy 1 and nothing else."""
    return Change(
        tenant=name,
        policies=(policy(2),),
        editions=(edition(1),),
        events=(
            content_change(),
            retraction(learner, "review-0", at=AT),
            event("goal-1", EventKind.GOAL, learner=learner),
            event("holidays", EventKind.HOLIDAYS, learner=""),
        ),
        learners=("new",),
        calendar=((learner, CalendarEntry(effective_at=AT + DAY, timezone="Asia/Tokyo", day_start=4)),),
        enrolments=((learner, "journey", AT), ("new", "journey", AT)),
        cards=((card(learner=learner), 0),),
        reviews=(review(learner=learner),),
        attempts=(attempt(learner=learner),),
        exposures=(meeting(learner=learner, took=timedelta(microseconds=7)), meeting(learner=learner, at=AT - DAY)),
        epochs={learner: 0},
        turning=frozenset({learner}),
    )


def whole(learner: str = LEARNER, *, tenant: str = TENANT, ids: tuple[str, ...] = ()) -> Query:
    """Return the query for everything of one learner."""
    return Query(
        tenant=tenant,
        learner=learner,
        skills=None,
        log=True,
        ids=ids,
        practice=True,
        attempts=True,
        practised_since=AT - 1000 * DAY,
        private=True,
        surveys=True,
    )


def held(store: Store, tenant: str = TENANT) -> dict[str, Any]:
    """Return all that *store* holds of a tenant."""
    learners = store.learners(tenant)
    ids = ("review-0", "review-1", "review-2", "attempt-1", "attempt-2", " undo:review-0", "goal-1")
    found: dict[str, Snapshot] = {learner: store.read(whole(learner, tenant=tenant, ids=ids)) for learner in learners}
    return {
        "policies": [store.policy(tenant, version) for version in range(1, 4)],
        "editions": store.editions(tenant, range(10)),
        "events": {learner: store.events(tenant, learner=learner) for learner in ("", *learners)},
        "learners": found,
    }
