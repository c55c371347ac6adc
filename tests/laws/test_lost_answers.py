"""Whatever becomes of the connection, a call that writes does it once, and answers what it came to."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from reinforce import Answer, Engine, Goal, Leave, Load, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.engine import Keep
from reinforce.engine.people.erase import Erasure
from reinforce.engine.services.roster import Learner
from reinforce.errors import ConnectionLostError
from reinforce.ports import Query, Store
from reinforce.practice import Delivery, Settings
from reinforce.stores.memory import MemoryStore
from reinforce.testing import Break, FaultyStore
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.stores import START, small_tenant

DAY = timedelta(days=1)
TEXT = QuizAttempt(attempt_id="text", edition=1, answers=[Answer("q-discovery-1", "To hear more.", pending=True)])
QUIZ = QuizAttempt(attempt_id="new", edition=1, answers=[Answer("q-terms-1", "b"), Answer("q-questions-1", "to learn")])
GOAL = Goal(id="g", on=date(2026, 5, 1), skills=("terms",))


def filled(tenant: Tenant, clock: ManualClock) -> None:
    """Let two people have practised, with something of every kind that a call may be about."""
    tenant.roster.put("ben")
    for learner in ("ana", "ben"):
        for number, skill in enumerate(("terms", "questions")):
            tenant.practice.review(learner, skill, Rating.Good, review_id=f"r-{learner}-{number}")
    tenant.practice.record("ana", replace(QUIZ, attempt_id="old"))
    tenant.practice.record("ana", TEXT)
    tenant.practice.forget("ana", "terms", event_id="f")
    tenant.roster.put_leave("ana", Leave(id="away", first=date(2026, 6, 1), last=date(2026, 6, 9)), event_id="l")
    tenant.goals.put(replace(GOAL, id="h"), learner="ana", event_id="h")
    clock.advance(9 * DAY)
    tenant.policies.adopt(replace(tenant.policy, desired_retention=0.8, fuzz=False))
    tenant.policies.set_for(Settings(desired_retention=0.95), learner="ana", event_id="s")


WRITES: dict[str, Callable[[Tenant], object]] = {
    "catalog.publish": lambda acme: acme.catalog.publish(small_pack(revision=2)),
    "catalog.put_skills": lambda acme: acme.catalog.put_skills(["pricing"]),
    "roster.put": lambda acme: acme.roster.put("ana", timezone="Asia/Tokyo"),
    "roster.put_many": lambda acme: acme.roster.put_many([Learner(id="cid"), Learner(id="ana", day_start=7)]),
    "roster.enroll": lambda acme: acme.roster.enroll("ben", journey=JOURNEY),
    "roster.enroll_many": lambda acme: acme.roster.enroll_many(["ana", "ben"], journey=JOURNEY),
    "roster.unenroll": lambda acme: acme.roster.unenroll("ana", journey=JOURNEY),
    "roster.rename": lambda acme: acme.roster.rename("ana", to="anna"),
    "roster.merge": lambda acme: acme.roster.merge("ana", into="ben"),
    "roster.set_availability": lambda acme: acme.roster.set_availability(
        "ana", week={"sunday": Load.NONE}, event_id="e"
    ),
    "roster.put_leave": lambda acme: acme.roster.put_leave(
        "ana", Leave(id="x", first=date(2026, 7, 1), last=date(2026, 7, 2)), event_id="e"
    ),
    "roster.cancel_leave": lambda acme: acme.roster.cancel_leave("ana", "away", event_id="e"),
    "roster.set_holidays": lambda acme: acme.roster.set_holidays([date(2026, 12, 25)], event_id="e"),
    "roster.set_delivery": lambda acme: acme.roster.set_delivery("ana", Delivery(channel="mail"), event_id="e"),
    "roster.set_delivery_many": lambda acme: acme.roster.set_delivery_many(
        {"ana": Delivery(channel="mail"), "ben": Delivery(channel="push")}, event_id="e"
    ),
    "roster.set_default_delivery": lambda acme: acme.roster.set_default_delivery(
        Delivery(weekdays=["monday"]), event_id="e"
    ),
    "goals.put": lambda acme: acme.goals.put(GOAL, learners=["ana", "ben"], event_id="e"),
    "goals.withdraw": lambda acme: acme.goals.withdraw("h", learner="ana", event_id="e"),
    "practice.session": lambda acme: acme.practice.session("ana", hand_out=True),
    "practice.sessions": lambda acme: acme.practice.sessions("ana", days=9, hand_out=True),
    "practice.exam": lambda acme: acme.practice.exam("ana", exam_id="e", skills=["terms", "questions"], questions=2),
    "practice.record": lambda acme: acme.practice.record("ana", QUIZ),
    "practice.record_group": lambda acme: acme.practice.record_group({"ana": QUIZ, "ben": QUIZ}),
    "practice.record_many": lambda acme: acme.practice.record_many([("ana", QUIZ), ("ben", QUIZ)]),
    "practice.review": lambda acme: acme.practice.review("ana", "terms", Rating.Hard, review_id="e"),
    "practice.review_many": lambda acme: acme.practice.review_many(
        [{"learner": "ana", "skill": skill, "rating": 3, "review_id": f"e-{skill}"} for skill in ("terms", "questions")]
    ),
    "practice.record_application": lambda acme: acme.practice.record_application(
        "ana", "terms", application_id="e", witness="zoe"
    ),
    "practice.mark": lambda acme: acme.practice.mark(
        "ana", attempt_id="text", marks={"q-discovery-1": "Good"}, by="zoe", event_id="e"
    ),
    "practice.undo": lambda acme: acme.practice.undo("ana", review_id="r-ana-0"),
    "practice.undo_attempt": lambda acme: acme.practice.undo_attempt("ana", attempt_id="old"),
    "practice.undo_event": lambda acme: acme.practice.undo_event("ana", event_id="f"),
    "practice.override": lambda acme: acme.practice.override(
        "ana", review_id="r-ana-0", rating=1, reason="Misheard.", by="zoe", event_id="e"
    ),
    "practice.forget": lambda acme: acme.practice.forget("ana", "questions", event_id="e"),
    "practice.place": lambda acme: acme.practice.place("ana", "discovery", stability=9, event_id="e"),
    "practice.place_many": lambda acme: acme.practice.place_many("ana", {"terms": 5, "discovery": 9}, event_id="e"),
    "practice.suspend": lambda acme: acme.practice.suspend("ana", "terms", event_id="e"),
    "practice.resume": lambda acme: acme.practice.resume("ana", "terms", event_id="e"),
    "practice.bury": lambda acme: acme.practice.bury("ana", "terms", event_id="e"),
    "practice.record_coaching": lambda acme: acme.practice.record_coaching("ana", "terms", by="zoe", event_id="e"),
    "practice.complete": lambda acme: acme.practice.complete("ana", "course", event_id="e"),
    "progress.survey": lambda acme: acme.progress.survey("ana", {"terms": 0.5}, survey_id="e"),
    "policies.adopt": lambda acme: acme.policies.adopt(replace(acme.policy, desired_retention=0.85)),
    "policies.set_for": lambda acme: acme.policies.set_for(Settings(items=3), skill="questions", event_id="e"),
    "policies.withdraw_for": lambda acme: acme.policies.withdraw_for(learner="ana", event_id="e"),
    "policies.refold": lambda acme: acme.policies.refold(batch=1),
    "privacy.digest": lambda acme: len(acme.privacy.digest("ana")),
    "privacy.erase": lambda acme: acme.privacy.erase("ana", keep=Keep.STATISTICS),
    "privacy.compact": lambda acme: acme.privacy.compact(DAY),
}
"""By name, every public call that writes, each so that it has something to do."""

COUNTS_ITS_OWN = {"policies.refold"}
"""Calls that write what is no part of the log, so that a second one can only count what was left for it."""

CLAIMS = {"outbox.claim_due", "outbox.acknowledge", "outbox.acknowledge_many", "outbox.release"}
"""Calls about claims, which hold for a while: what they left behind is offered again when their lease runs out."""

BY_WISH = {"practice.session", "practice.sessions"}
"""Calls that write where that is wished, and otherwise read."""

READS = {
    "catalog": {"curriculum"},
    "roster": {"get", "learners", "availability", "delivery", "default_delivery"},
    "goals": {"of"},
    "practice": {
        *("session", "sessions", "due", "due_learners", "card", "cards", "history", "log", "preview", "plan"),
        *("attempts", "forecast", "pending"),
        *("rehearse", "check_attempts", "check_reviews"),
    },
    "progress": {
        *("mastery", "gaps", "focus", "drift", "practice_curve", "applications", "confidence", "time_to_mastery"),
        *("mastery_many", "activity", "coaching", "still_known", "slipping", "judge_slipping"),
    },
    "policies": {"verify", "settings_for", "settings", "policy_of"},
    "outbox": {"read_log"},
    "privacy": {"export", "mentions"},
}
"""By service, every public call that writes nothing."""


@dataclass
class Told:
    """What a call answered, and what was there afterwards."""

    answer: object
    left: object


def plain(value: Any) -> Any:  # noqa: ANN401 - any answer
    """Return an answer without what is chosen at random: the digest of who was erased."""
    return replace(value, digest="") if isinstance(value, Erasure) else value


def _left(tenant: Tenant, store: Store) -> object:
    """Return what is there, without ids that are chosen at random."""
    names = {learner: "anonymous" if ":" in learner else learner for learner in store.learners("acme", retired=True)}
    logs = {learner: store.entries("acme", learner=learner) for learner in names}
    events = sorted((event.learner and names[event.learner], event.kind, event.at) for event in _events(store, names))
    snapshots = {
        name: store.read(Query(tenant="acme", learner=learner, skills=None, practice=True))
        for learner, name in names.items()
    }
    return (
        events,
        {
            names[learner]: (
                len(log),
                [(one.review.skill, one.review.at) for one in log.reviews],
                [one.id for one in log.attempts],
            )
            for learner, log in logs.items()
        },
        {
            name: {skill: replace(held.card, learner="", last_id="") for skill, held in one.cards.items()}
            for name, one in snapshots.items()
        },
        {
            name: (one.calendar, one.journeys, one.exposures, one.edition, one.policy_version)
            for name, one in snapshots.items()
        },
        tenant.policies.verify().clean,
    )


def _events(store: Store, learners: dict[str, str]) -> Iterator[Any]:
    for learner in ("", *learners):
        yield from store.events("acme", learner=learner)


def _after(call: Callable[[Tenant], object], at: int, how: Break, times: int) -> tuple[Told, int]:
    """Return what becomes of *call* where the connection breaks so, and how often it did; a host tries once more."""
    clock, inner = ManualClock(START), MemoryStore()
    store = FaultyStore(inner)
    engine = Engine(store, clock=clock, pause=lambda _: None)
    tenant = small_tenant(engine)
    filled(tenant, clock)
    store.break_at(at, how, times=times)
    try:
        answer = call(tenant)
    except ConnectionLostError:
        store.mend()
        answer = call(tenant)
    broken = store.broken
    store.mend()
    return Told(plain(answer), _left(tenant, inner)), broken


def test_every_public_call_is_known_to_write_or_to_read() -> None:
    """A new call of a service has to be listed here; one that writes is then held to the law below."""
    with Engine.open("memory:") as engine:
        services = {name: one for name, one in vars(engine.create_tenant("acme")).items() if name[0] != "_"}
    found = {
        f"{name}.{call}"
        for name, service in services.items()
        if name != "name"
        for call, _ in inspect.getmembers(service, callable)
        if call[0] != "_"
    }
    reads = {f"{service}.{call}" for service, calls in READS.items() for call in calls}
    assert found == reads | WRITES.keys() | CLAIMS
    assert len(reads) + len(WRITES) + len(CLAIMS) == len(found) + len(BY_WISH)
    assert reads & WRITES.keys() == BY_WISH


@pytest.mark.parametrize("times", [1, 99], ids=["the engine tries again", "the host tries again"])
@pytest.mark.parametrize("how", Break)
@pytest.mark.parametrize("name", WRITES)
def test_a_call_whose_answer_is_lost_is_done_once_and_told_what_it_came_to(name: str, how: Break, times: int) -> None:
    """At whichever call the store's connection breaks: what is there, and what is answered, is as if it had not."""
    call = WRITES[name]
    undisturbed, _ = _after(call, 0, how, 0)
    for at in count():
        told, broken = _after(call, at, how, times)
        if not broken:
            assert at
            break
        if name in COUNTS_ITS_OWN and times > 1:
            told = replace(told, answer=undisturbed.answer)
        assert told == undisturbed, f"broken {how} call {at} of the store"
