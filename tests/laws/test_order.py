"""Law 4, for whatever can be read: the same log gives the same answer to the last bit, in whatever order it came."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any

from reinforce import Answer, Engine, Goal, Learner, Leave, ManualClock, Policy, QuizAttempt, Rating, Tenant
from reinforce.catalog import SingleChoice
from reinforce.codec import LEFT_OUT
from reinforce.ports import Store
from reinforce.practice import Planning
from reinforce.stores.memory import MemoryStore
from tests.support.stores import AnyStore

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PACK, JOURNEY = Path(__file__).parents[2] / "examples/customer_success/pack.yaml", "csm-onboarding"
TEAM = ("ana", "ben")

WRITES: Mapping[str, set[str]] = {
    "catalog": {"publish", "put_skills"},
    "roster": {
        *("cancel_leave", "enroll", "enroll_many", "merge", "put", "put_leave", "put_many", "rename"),
        *("set_availability", "set_default_delivery", "set_delivery", "set_delivery_many", "set_holidays", "unenroll"),
    },
    "goals": {"put", "withdraw"},
    "practice": {
        *(
            "bury",
            "complete",
            "exam",
            "forget",
            "mark",
            "override",
            "place",
            "place_many",
            "record",
            "record_application",
        ),
        *("record_coaching", "record_group", "record_many", "rehearse", "resume", "review", "review_many", "suspend"),
        *("undo", "undo_attempt", "undo_event"),
    },
    "progress": {"survey"},
    "policies": {"adopt", "refold", "set_for", "withdraw_for"},
    "outbox": {"acknowledge", "acknowledge_many", "claim_due", "release"},
    "privacy": {"compact", "erase"},
}
"""What changes something, by its service; whatever else is public is a read, and is asked."""

OTHERWISE = {
    "outbox.read_log": "in the order in which it came",
    "privacy.digest": "keyed with the tenant's secret",
    "privacy.export": "the rows of the store as they are, with how often each was written",
}
"""The reads that say something else than what was accepted, and what."""

ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    "learner": TEAM,
    "skill": ("jobs-to-be-done", "open-questions", "value-hypothesis"),
    "since": (NOW - timedelta(days=45),),
    "attempts": ((),),
    "days": (5,),
    "name": ("ana",),
    "reviews": ((),),
}
"""Values for what a read cannot be asked without."""

Delivery = Callable[[Tenant], object]
_tenants = count(1)


def test_reads_give_the_same_to_the_last_bit_in_whatever_order_the_log_came(any_store: AnyStore) -> None:
    """Every public read, found by what is there, over three shuffled deliveries and on every store."""
    sent = _deliveries()
    wanted = _answers(_delivered(MemoryStore(), sent))
    store = any_store.new()
    for seed in range(3):
        shuffled = [*sent, *Random(seed).sample(sent, 20)]
        Random(seed).shuffle(shuffled)
        answers = _answers(_delivered(store, shuffled))
        assert answers.keys() == wanted.keys()
        assert not [read for read, answer in answers.items() if answer != wanted[read]]


def _delivered(store: Store, sent: Sequence[Delivery]) -> Tenant:
    """Return a new tenant that got *sent* in that order."""
    policy = Policy(planning=Planning(budget=timedelta(minutes=12)))
    clock = ManualClock(NOW - timedelta(days=100))  # everybody is known before the first entry is dated
    tenant = Engine.over(store, clock=clock).create_tenant(f"t{next(_tenants)}", seed=7, policy=policy)
    tenant.catalog.publish(PACK)
    tenant.roster.put_many(Learner(id=who, timezone="Europe/Dublin") for who in TEAM)
    tenant.roster.enroll_many(TEAM, journey=JOURNEY)
    clock.move_to(NOW)
    for each in sent:
        each(tenant)
    return tenant


def _deliveries() -> list[Delivery]:
    """Return what devices, coaches and the host send, each with an id and an instant of its own."""
    chance = Random(7)
    with Engine.open("memory:") as engine:
        tenant = engine.create_tenant("any")
        tenant.catalog.publish(PACK)
        skills = [skill for skill in tenant.catalog.curriculum().skills if chance.random() < 0.7]
        chosen = {
            one.id: one for one in tenant.catalog.curriculum().questions.values() if isinstance(one, SingleChoice)
        }
    sent: list[Delivery] = []
    for who in TEAM:
        ago = iter(chance.sample(range(60, 90 * 24 * 60), 500))  # in minutes, each once
        for number, skill in enumerate(skills * 3):
            review: dict[str, Any] = {"review_id": f"r{number}", "at": NOW - timedelta(minutes=next(ago))}
            sent.append(partial(_review, who, skill, chance.choice((*Rating, Rating.Good)), **review))
        for number, question in enumerate(chance.sample(sorted(chosen), 12)):
            answer = Answer(question, chance.choice(chosen[question].options).id, confidence=chance.choice([None, 0.9]))
            at = NOW - timedelta(minutes=next(ago))
            attempt = QuizAttempt(attempt_id=f"a{number}", edition=1, answers=[answer], at=at)
            sent.append(partial(_record, who, attempt))
        for number in range(3):
            said = {skill: chance.random() for skill in skills[number::2]}
            sent.append(partial(_survey, who, said, number=number, at=NOW - timedelta(minutes=next(ago))))
            sent.append(partial(_amend, who, skills[-number - 1], number=number, at=NOW - timedelta(minutes=next(ago))))
            sent.append(partial(_steer, who, skills[number], number=number))
    return sent


def _review(who: str, skill: str, rating: Rating, tenant: Tenant, **said: Any) -> None:  # noqa: ANN401
    tenant.practice.review(who, skill, rating, **said, imported=True)


def _record(who: str, attempt: QuizAttempt, tenant: Tenant) -> None:
    tenant.practice.record(who, attempt, imported=True)


def _survey(who: str, said: Mapping[str, float], tenant: Tenant, *, number: int, at: datetime) -> None:
    tenant.progress.survey(who, said, survey_id=f"s{number}", at=at)


def _amend(who: str, skill: str, tenant: Tenant, *, number: int, at: datetime) -> None:
    """Do one of what amends cards."""
    practice = tenant.practice
    if number == 0:
        said: dict[str, Any] = {"rating": Rating.Hard, "reason": "heard", "by": "zoe", "event_id": "o", "at": at}
        practice.override(who, review_id="r1", **said, may_wait=True)
    elif number == 1:
        practice.place(who, skill, stability=21.5, event_id="p", at=at)
    else:
        practice.record_application(who, skill, application_id="w", at=at)


def _steer(who: str, skill: str, tenant: Tenant, *, number: int) -> None:
    """Do some of what steers plans."""
    if number == 0:
        tenant.practice.suspend(who, skill, reason="later", event_id="x")
        leave = Leave(id="l", first=date(2026, 6, 8), last=date(2026, 6, 12))
        tenant.roster.put_leave(who, leave, event_id="y")
    elif number == 1:
        tenant.practice.bury(who, skill, event_id="b")
    else:
        tenant.goals.put(Goal(id="g", on=date(2026, 7, 1), journey=JOURNEY), learner=who, event_id="z")


def _answers(tenant: Tenant) -> dict[str, object]:
    """Return what every public read answers, by its name and arguments."""
    found: dict[str, object] = {}
    for name, read in _reads(tenant):
        wanted = [each.name for each in inspect.signature(read).parameters.values() if each.default is each.empty]
        for values in product(*(ARGUMENTS[one] for one in wanted)):
            found[f"{name}{values}"] = _told(read(**dict(zip(wanted, values, strict=True))))
    return found


def _reads(tenant: Tenant) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public read of every service, found by reflection."""
    for service, writes in WRITES.items():
        for name, method in inspect.getmembers(getattr(tenant, service), callable):
            if not name.startswith("_") and name not in writes and f"{service}.{name}" not in OTHERWISE:
                yield f"{service}.{name}", method


def _told(value: Any) -> object:  # noqa: ANN401 - whatever a read answers
    """
    Return *value* as builtins, in its order, every number as it is.

    An outcome, which says what its attempt led to when it came, is a fact of its arrival (law 3) and left out.
    """
    if is_dataclass(value):
        shown = [spec.name for spec in fields(value) if spec.metadata != LEFT_OUT]
        return type(value).__name__, _told({name: getattr(value, name) for name in shown})
    if isinstance(value, Mapping):
        return [(_told(name), _told(one)) for name, one in value.items() if name != "outcome"]
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return value


def test_every_service_and_every_write_is_known() -> None:
    """What is listed above is there, and no service is left out: a new read is asked as soon as it is public."""
    with Engine.open("memory:") as engine:
        tenant = engine.create_tenant("any")
        given = vars(tenant).items()
        services = {name for name, one in given if type(one).__module__.startswith("reinforce.engine.services.")}
        assert services == WRITES.keys()
        for service, writes in WRITES.items():
            assert all(callable(getattr(getattr(tenant, service), name, None)) for name in writes)
