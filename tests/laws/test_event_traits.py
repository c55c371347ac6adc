"""What the traits of a kind of event say is what folds, plans, compaction, undoing, merges, erasure and export do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import ConflictError, Engine, ErasedError, ManualClock, Rating, Tenant
from reinforce.codec import kept
from reinforce.engine.log.append_event import append
from reinforce.journal import AMENDING, STEERING, Effect, Event, EventKind, EventTraits, Lasts, Review
from reinforce.ports import Change
from reinforce.practice import Delivery, Goal, Leave, Policy, Settings, fold
from reinforce.practice.cards.checkpoint import checkpoint
from reinforce.practice.cards.compaction import compacted
from reinforce.practice.learner.steering import steered
from reinforce.stores.memory import MemoryStore
from tests.support.stores import START, small_tenant

AT, DAY = datetime(2026, 1, 10, 12, tzinfo=UTC), timedelta(days=1)
TODAY = AT.toordinal()
REVIEWS = [
    Review(id=f"r-{day}", learner="ana", skill="terms", rating=Rating.Good, at=AT + day * DAY) for day in (-9, -6, -2)
]
LEAVE = Leave(id="spring", first=date(2026, 1, 1), last=AT.date())
GOAL = Goal(id="exam", on=date(2026, 6, 1), skills=("terms",))

SAMPLES: Mapping[EventKind, tuple[str, dict[str, Any]]] = {
    EventKind.RETRACTION: ("r--2", {"reason": "sent twice"}),
    EventKind.OVERRIDE: ("r--2", {"rating": 1, "reason": "heard it"}),
    EventKind.FORGET: ("terms", {}),
    EventKind.PLACEMENT: ("terms", {"stability": 50.0, "day": TODAY}),
    EventKind.CHECKPOINT: ("terms", dict(checkpoint(fold(REVIEWS), id="c", policy=Policy(), recorded_at=AT).body)),
    EventKind.SUSPENSION: ("terms", {"reason": ""}),
    EventKind.RESUMPTION: ("questions", {"reason": ""}),
    EventKind.BURIAL: ("terms", {"day": TODAY}),
    EventKind.COACHING: ("terms", {"lapses": 8, "note": ""}),
    EventKind.RECHECK: ("terms", {"day": TODAY, "attempt": "a-1"}),
    EventKind.AVAILABILITY: ("", {"week": {"monday": "none"}}),
    EventKind.LEAVE: ("spring", kept(LEAVE)),
    EventKind.HOLIDAYS: ("ie", {"dates": ["2026-03-17"]}),
    EventKind.DELIVERY: ("", kept(Delivery(channel="mail"))),
    EventKind.GOAL: ("exam", kept(GOAL)),
    EventKind.PENDING: ("a-1:terms", {"attempt": "a-1", "skill": "terms", "until": TODAY}),
    EventKind.MARKED: ("a-2:discovery", {"attempt": "a-2", "skill": "discovery"}),
    EventKind.JUDGEMENT: ("r--2", {"rating": 1, "attempt": "r", "skill": "terms", "marks": {"q-1": 1}}),
    EventKind.HAND_OUT: (
        "2026-01-10:h",
        {"day": TODAY, "edition": 1, "policy": 1, "items": [{"id": "quiz-1", "questions": ["q-terms-1"]}], "seen": {}},
    ),
    EventKind.EXAM: (
        "e",
        {"skills": ["terms"], "questions": 1, "edition": 1, "policy": 1, "asked": ["q"], "day": TODAY, "until": TODAY},
    ),
    EventKind.EXAM_RESULT: (
        "f",
        {"attempt": "f", "score": 1.0, "right": 1, "asked": 1, "took": 60.0, "over_time": False, "skills": {}},
    ),
    EventKind.SETTINGS: ("", kept(Settings(desired_retention=0.8))),
    EventKind.CONTENT_CHANGE: ("terms", {"edition": 2, "effect": "reset"}),
    EventKind.SURVEY: ("", {"confidence": {"terms": 0.5}}),
    EventKind.COMPLETION: ("course", {}),
    EventKind.UNENROLMENT: ("start", {}),
    EventKind.COMPACTION: ("", {"before": AT.isoformat()}),
    EventKind.ERASURE: ("digest", {"digest": "digest"}),
    EventKind.MERGE: ("digest", {"digest": "digest"}),
}
"""An event of each kind, by target and body, that does whatever its kind can do."""

every_kind = pytest.mark.parametrize("kind", EventKind)
others = pytest.mark.parametrize("kind", sorted(set(EventKind) - AMENDING))


def sample(kind: EventKind, id_: str = "e-1", *, at: datetime = AT, **fields: Any) -> Event:  # noqa: ANN401 - an event's
    """Return an event of that kind."""
    target, body = SAMPLES[kind]
    return replace(Event(id=id_, kind=kind, at=at, learner="ana", target=target, body=body), **fields)


def left(*events: Event, reviews: list[Review] | None = None, days: float = 1) -> set[str]:
    """Return the ids of what a compaction leaves of a log, whose cut is *days* after the samples."""
    log: list[Review] = reviews or []
    short = compacted(
        "ana",
        reviews=log,
        attempts=dict.fromkeys(("a-1", "a-2"), AT),
        events=events,
        cut=AT + days * DAY,
        policy=Policy(),
        changes=lambda _: (),
        new_id=lambda: "new",
        now=AT + 400 * DAY,
    )
    gone = short.reviews | short.events
    ids = {entry.id for entry in log} | {event.id for event in (*events, *short.checkpoints)}
    return ids - gone


def naming(kind: EventKind, person: str) -> dict[str, Any]:
    """Return the body of a sample with the person at every path at which its kind may name one."""
    body = SAMPLES[kind][1]
    for path in kind.traits.persons:
        inner: Any = person
        for part in reversed(path.split(".")):
            inner = [inner] if part == "*" else {part: inner}
        body = body | inner
    return body


def everything(tenant: Tenant) -> str:
    """Return the log of everybody, as one text."""
    store = tenant.privacy._context.store  # noqa: SLF001 - what is kept is what counts
    logs = [store.entries(tenant.name, learner=learner) for learner in store.learners(tenant.name)]
    return f"{logs} {store.events(tenant.name)}"


@pytest.fixture
def small() -> Tenant:
    """Return a tenant in memory, for what does not depend on the store."""
    tenant = small_tenant(Engine.over(MemoryStore(), clock=ManualClock(START)))
    tenant.roster.put("ben")
    return tenant


def write(tenant: Tenant, *events: Event) -> None:
    """Put events into the log as they are."""
    tenant.privacy._context.store.apply(Change(tenant=tenant.name, events=events))  # noqa: SLF001 - whatever their kind


def test_there_is_a_sample_of_every_kind() -> None:
    """A new kind of event comes with a sample, with which it goes through all that follows."""
    assert SAMPLES.keys() == set(EventKind)


@every_kind
def test_cards_are_changed_by_steps_and_amendments(kind: EventKind) -> None:
    """A card is another one with the event exactly where its kind is a step or an amendment."""
    assert (fold([*REVIEWS, sample(kind)]) != fold(REVIEWS)) == (kind in AMENDING)


@given(
    st.sampled_from(sorted(set(EventKind) - AMENDING)),
    st.sampled_from(["terms", "r--2", "r--9", ""]),
    st.integers(-20, 20),
    st.dictionaries(st.sampled_from(["rating", "day", "stability", "withdrawn"]), st.integers(1, 4)),
)
def test_what_is_neither_step_nor_amendment_changes_no_card(
    kind: EventKind, target: str, days: int, body: dict[str, int]
) -> None:
    """Whatever it is about, whenever it happened and whatever it says."""
    assert fold([*REVIEWS, sample(kind, at=AT + days * DAY, target=target, body=body)]) == fold(REVIEWS)


@every_kind
def test_plans_are_steered_by_what_steers(kind: EventKind) -> None:
    """What the log says about plans is something else with the event exactly where its kind steers."""
    waiting = {"attempt": "a-2", "skill": "discovery", "until": TODAY}
    before = [
        sample(EventKind.SUSPENSION, "e-0", at=AT - DAY, target="questions"),
        sample(EventKind.PENDING, "e-2", at=AT - DAY, target="a-2:discovery", body=waiting),
        sample(EventKind.EXAM, "e-3", at=AT - DAY, target="f"),
    ]
    assert (steered([*before, sample(kind)], today=TODAY) != steered(before, today=TODAY)) == (kind in STEERING)


@others
def test_compaction_leaves_what_holds(kind: EventKind) -> None:
    """Of two about the same thing, before the cut, as many stay as the traits say; until its day is over."""
    first, second = sample(kind, "first", at=AT - DAY), sample(kind, "second")
    stays = {
        Lasts.NOT: set(),
        Lasts.LAST: {"second"},
        Lasts.LAST_OF_DAY: {"second"},
        Lasts.LATEST_DAY: {"second"},
        Lasts.LAST_OF_PART: {"second"},
    }[kind.traits.lasts]
    lifts, until = kind.traits.lifts, kind.traits.until and not (kind.traits.shared or kind.traits.lasting)
    assert left(first, second, days=0.1) == (set() if lifts else stays)
    assert left(first, second, days=100) == (set() if lifts or until else stays)
    if kind.traits.late_days:
        assert left(first, second, days=kind.traits.late_days) == stays
    assert left(first, second, days=-100) == {"first", "second"}
    if lifts:
        assert left(sample(EventKind(lifts), "lifted", at=AT - DAY, target=second.target), second) == (
            {"lifted"} if EventKind(lifts).traits.lasting else set()
        )


@pytest.mark.parametrize("kind", sorted(AMENDING))
def test_compaction_takes_steps_and_amendments_with_what_they_are_about(kind: EventKind) -> None:
    """They go with the reviews around them, for one checkpoint; an amendment waits for what has not arrived."""
    assert left(sample(kind), reviews=REVIEWS) == {"new"}
    if kind.traits.effect is Effect.AMENDMENT:
        assert left(sample(kind, target="late"), reviews=REVIEWS) == {"new", "e-1"}


@every_kind
def test_what_the_traits_say_can_be_undone(small: Tenant, kind: EventKind) -> None:
    """Everything else is final, or changes no card, and is refused."""
    write(small, sample(kind, at=START - DAY))
    if kind.traits.undoable:
        assert small.practice.undo_event("ana", event_id="e-1").target == "e-1"
    else:
        with pytest.raises(ConflictError, match=r"is final|changes no card|withdraw_for"):
            small.practice.undo_event("ana", event_id="e-1")


@pytest.mark.parametrize("kind", sorted(set(EventKind) - {EventKind.EXAM}))
def test_a_merge_compares_what_was_said(small: Tenant, kind: EventKind) -> None:
    """
    Two events under one id are one where only stamps differ; else both stay, one of them under another id.

    An exam's id is that of its answers, with which it goes (`tests/engine/people/test_merge_twice.py`).
    """
    body = SAMPLES[kind][1]
    hers = sample(kind, at=START - DAY)
    numbers = {name for name, value in body.items() if name in kind.traits.stamps and isinstance(value, int | float)}
    stamped = {name: value + 1 if name in numbers else value for name, value in body.items()}
    his = replace(hers, learner="ben", body=stamped)
    write(small, hers, his, replace(hers, id="other"), replace(his, id="other", by="cleo"))
    small.roster.merge("ana", into="ben")
    store = small.privacy._context.store  # noqa: SLF001 - what is kept is what counts
    kept = [event for event in store.entries(small.name, learner="ben").events if event.kind is kind]
    both = [event for event in kept if event.id.startswith("other")]
    assert (len(both), {event.by for event in both}) == (2, {hers.by, "cleo"})
    assert [event.id for event in kept].count("e-1") == 1


@every_kind
@pytest.mark.parametrize("who", ["ben", ""])
def test_whoever_is_named_is_exported_renamed_and_erased(small: Tenant, kind: EventKind, who: str) -> None:
    """In others' logs and in the tenant's: by whom it was decided, and whom the body names."""
    write(small, sample(kind, at=START - DAY, learner=who, by="ana", body=naming(kind, "ana")))
    roles = sorted(["by", *(f"body.{path}" for path in kind.traits.persons)])
    named = small.privacy.export("ana")["held"]["named_in"]
    assert [(row["table"], row["id"], row["role"]) for row in named] == [("events", "e-1", role) for role in roles]
    small.roster.rename("ana", to="anna")
    assert "'ana'" not in everything(small)
    assert [row["role"] for row in small.privacy.export("anna")["held"]["named_in"]] == roles
    small.roster.put("annie")
    small.roster.merge("anna", into="annie")
    assert small.privacy.erase("annie").renamed == 1
    assert "'anna'" not in everything(small)
    assert "'annie'" not in everything(small)


@every_kind
def test_what_is_ones_own_moves_and_goes_whole(small: Tenant, kind: EventKind) -> None:
    """A learner's own events are theirs under another id, and nobody's after an erasure."""
    write(small, sample(kind, at=START - DAY, body=naming(kind, "ana")))
    small.roster.rename("ana", to="anna")
    held = small.privacy.export("anna")["held"]["events"]
    assert {(row["id"], row["kind"]) for row in held} >= {("e-1", kind)}
    assert "'ana'" not in everything(small)
    small.privacy.erase("anna")
    assert "e-1" not in everything(small)


DEEP = EventTraits(persons=("circles.*.members.*.person", "host.by"))


def circle(person: str) -> dict[str, Any]:
    """Return a body that names a person in two places, one of them deep, and in others has a name that names nobody."""
    members = [{"person": "zoe", "note": "ana"}, {"person": person, "note": ""}]
    return {"circles": [{"members": []}, {"members": members}], "host": {"by": person}, "title": "ana"}


def test_somebody_named_deep_inside_a_body_does_not_survive_erasure(
    acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A new kind of event says where its bodies name persons, and that is all: on every store they are found there.

    They are exported, renamed, merged and erased. A retry under the old name is known for one, and whoever was erased
    cannot be named anew.
    """
    monkeypatch.setattr(EventKind.COMPLETION, "traits", DEEP)
    context = acme.privacy._context  # noqa: SLF001 - what is kept is what counts
    for learner in ("ben", "annie"):
        acme.roster.put(learner)

    def tell(person: str, id_: str = "e-1") -> None:
        append(context, ["ben"], kind=EventKind.COMPLETION, target="t", body=circle(person), event_id=id_)

    def assert_named(person: str) -> None:
        rows = acme.privacy.export(person)["held"]["named_in"]
        assert [(row["id"], row["role"]) for row in rows] == [("e-1", f"body.{path}") for path in DEEP.persons]
        assert [event.body for event in context.store.events("acme", learner="ben")] == [circle(person)]

    tell("ana")
    assert_named("ana")
    acme.roster.rename("ana", to="anna")
    assert_named("anna")
    acme.roster.merge("anna", into="annie")
    assert_named("annie")
    assert acme.privacy.erase("annie").renamed == 1
    assert_named(context.erased.pseudonym("annie"))
    tell("annie")
    assert_named(context.erased.pseudonym("annie"))
    with pytest.raises(ErasedError):
        tell("annie", "e-2")
    with pytest.raises(ConflictError):
        tell("zoe")
