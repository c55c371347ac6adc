"""Law 6, from outside: who holds one tenant and knows the ids of another gets and changes nothing of it."""

import inspect
import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from reinforce import (
    Answer,
    Engine,
    Goal,
    Leave,
    ManualClock,
    NewReview,
    Policy,
    QuizAttempt,
    Rating,
    ReinforceError,
    Tenant,
)
from reinforce.engine import Keep
from reinforce.engine.engine import Tenant as TenantClass
from reinforce.engine.services.roster import Learner
from reinforce.practice import Audience, Delivery, Load, Settings
from reinforce.practice.progress import Level
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START, AnyStore

CALLS = 600
MENTIONED = 0.6  # how often an argument is given that could be left out
# What only the other tenant has in what it keeps; nobody who calls as the first one ever says it.
WORD, TICK = "zebra", timedelta(microseconds=424_242)
SERVICES = ("catalog", "roster", "goals", "practice", "progress", "policies", "outbox", "privacy")
LEARNERS = ("ana", "ben", "cleo")
IDS = tuple(f"{kind}-{number}" for kind in ("review", "quiz", "event") for number in range(4))


def _other(engine: Engine, clock: ManualClock) -> Tenant:
    """Return the other tenant, with something of everything in it."""
    clock.advance(TICK)
    other = engine.create_tenant("other", seed=1)
    other.catalog.publish(small_pack(wording=f"Which {WORD}?"))
    for learner in LEARNERS:
        other.roster.put(learner, timezone="Asia/Tokyo", day_start=3)
        other.roster.enroll(learner, journey=JOURNEY)
        for number, skill in enumerate(SKILLS):
            clock.advance(timedelta(days=1))
            other.practice.review(learner, skill, Rating.Good, review_id=f"review-{number}", assessor=WORD)
        answers = [Answer("q-terms-1", "b"), Answer("q-questions-1", f"to learn about a {WORD}")]
        other.practice.record(learner, QuizAttempt(attempt_id="quiz-0", edition=1, answers=answers))
        other.practice.suspend(learner, "terms", reason=WORD, event_id="event-0")
        other.practice.record_coaching(learner, "terms", by=WORD, event_id="event-1")
        other.roster.put_leave(learner, Leave(id="leave", first=date(2026, 5, 1), last=date(2026, 5, 9)))
        other.goals.put(Goal(id="goal", skills=SKILLS, on=date(2026, 6, 1)), learner=learner)
        other.policies.set_for(Settings(desired_retention=0.8), learner=learner)
    other.policies.set_for(Settings(items=9), capability="talking")
    clock.move_to(clock.now() - TICK)
    return other


class Fuzzer:
    """Calls every method of a tenant with what the ids of the other tenant are, or with what may be anything."""

    def __init__(self, tenant: Tenant, other: Tenant, clock: ManualClock, *, seed: int) -> None:
        self.tenant, self.clock, self.rng = tenant, clock, Random(seed)
        theirs = other.outbox.claim_due()
        self.claims = [*theirs, *(replace(claim, tenant=tenant.name) for claim in theirs)]
        self.cursors = ("", other.outbox.read_log(limit=2).cursor)
        self.answered: Counter[str] = Counter()
        self.leaks: list[str] = []
        self.methods = {
            f"{service}.{name}": method
            for service in SERVICES
            for name, method in inspect.getmembers(getattr(tenant, service), inspect.ismethod)
            if not name.startswith("_")
        }

    def call(self, name: str) -> None:
        """Call one method with drawn arguments, and note what it gave away."""
        method, given = self.methods[name], {}
        for parameter in inspect.signature(method).parameters.values():
            if parameter.default is parameter.empty or self.rng.random() < MENTIONED:
                given[parameter.name] = self._draw(name, parameter.name)
        try:
            said = _shown(method(**given))
            self.answered[name] += 1
        except ReinforceError as error:
            said = f"{error} {error.__dict__}"
        if WORD in said or str(TICK.microseconds) in said:
            self.leaks.append(f"{name}({given}) -> {said}")

    def _draw(self, method: str, parameter: str) -> Any:  # noqa: ANN401 - whatever the parameter is
        """Return a value for the parameter of that name."""
        values = {**self._ids(), **self._values(), **self._many()}
        wanted = f"{method}.{parameter}" if f"{method}.{parameter}" in values else parameter
        assert wanted in values, f"the fuzzer has no value for the parameter {parameter!r} of {method}"
        return values[wanted]

    def _ids(self) -> dict[str, Any]:
        """Return ids that the other tenant has, for parameters that are ids."""
        pick = self.rng.choice
        entries = ("event_id", "review_id", "attempt_id", "application_id", "survey_id", "exam_id")
        return {
            **{name: pick(IDS) for name in entries},
            **dict.fromkeys(("learner", "to", "into", "name"), pick(LEARNERS)),
            "skill": pick(SKILLS),
            "skills": [pick(SKILLS)],
            "capability": "talking",
            "journey": JOURNEY,
            "after": pick(("", "a", "ana")),
            "outbox.read_log.after": pick(self.cursors),
            "claim": pick(self.claims),
            "claims": self.claims,
            "leave_id": "leave",
            "goal_id": "goal",
            "calendar": "public",
            "calendars": ["public"],
        }

    def _values(self) -> dict[str, Any]:
        """Return values for parameters that name nothing."""
        rng, now = self.rng, self.clock.now()
        number = rng.randint(1, 9)
        words = ("provenance", "by", "note", "reason", "assessor", "witness", "source", "course")
        counts = ("limit", "questions", "edition", "items", "ahead", "days", "k", "batch", "day_start")
        return {
            "below": 1.0,
            "marks": {"q-discovery-1": number % 5},
            "scores": {"asks": 1, "leads": 1},
            "practice.mark.confidence": rng.random(),
            **dict.fromkeys(words, "word"),
            **dict.fromkeys(counts, number),
            **dict.fromkeys(("budget", "duration", "lease", "time_limit"), timedelta(minutes=number)),
            **dict.fromkeys(("at", "since", "until"), now - timedelta(hours=rng.randrange(2_000))),
            **dict.fromkeys(("stability", "difficulty"), float(number)),
            **dict.fromkeys(("desired", "level"), rng.choice(list(Level))),
            **dict.fromkeys(("progress.activity.since", "progress.activity.until"), date(2026, 1, number)),
            "period": timedelta(days=number),
            "progress": lambda _: None,
            "keep": rng.choice(list(Keep)),
            **dict.fromkeys(("may_wait", "imported", "hand_out"), rng.random() < 0.5),
            "delivery": Delivery(channel="mail", spacing=timedelta(hours=number)),
            "leave": Leave(id="leave", first=date(2026, 4, 1), last=date(2026, 4, 9)),
            "goal": Goal(id="goal", skills=SKILLS, on=date(2026, 6, 1)),
            "pack": small_pack(wording=f"Which one of {number}?"),
            "dates": [date(2026, 12, 24 + rng.randrange(3))],
            "week": {"saturday": Load.NONE},
            "off": [date(2026, 7, 1)],
            "timezone": rng.choice(("Europe/Paris", "UTC")),
            "audience": rng.choice(list(Audience)),
            "rating": rng.choice(list(Rating)),
            "known": {rng.choice(SKILLS): float(number)},
            "confidence": {rng.choice(SKILLS): rng.random()},
            "policy": replace(Policy(), seed=number),
            "settings": rng.choice((Settings(items=number), Settings(desired_retention=0.8 + number / 100))),
            "dimension": rng.choice(("knowledge", "skill", "attitude")),
        }

    def _many(self) -> dict[str, Any]:
        """Return values for parameters that hold several ids."""
        pick = self.rng.choice
        several, learner, skill = self.rng.sample(LEARNERS, 2), pick(LEARNERS), pick(SKILLS)
        answers = [Answer("q-terms-1", "b")]
        quiz = QuizAttempt(attempt_id=pick(IDS), edition=self.rng.randint(1, 3), answers=answers)
        return {
            "learners": several,
            "roster.put_many.learners": [Learner(id=one) for one in several],
            "attempt": quiz,
            "deliveries": {one: Delivery(weekdays=["monday"]) for one in several},
            "attempts": [(learner, quiz)],
            "practice.record_group.attempts": {learner: quiz},
            "reviews": [NewReview(learner=learner, skill=skill, rating=Rating.Good, review_id=pick(IDS))],
        }


def _shown(value: object) -> str:
    """Return everything that a caller sees of a value."""
    parts = [repr(value)]
    for form in ("to_json", "presented"):
        for each in value if isinstance(value, tuple | list) else [value]:
            with suppress(AttributeError, TypeError):
                parts.append(repr(getattr(each, form)()))
    if inspect.isgenerator(value):
        parts.append(repr(list(value)))
    return " ".join(parts)


def _everything(tenant: Tenant) -> str:
    """Return all that is held of a tenant's people, and its curriculum and policy."""
    held = [tenant.privacy.export(learner)["held"] for learner in tenant.roster.learners()]
    return json.dumps([held, tenant.policy.to_json()]) + repr(tenant.catalog.curriculum())


def test_a_tenant_gets_and_changes_nothing_of_another(any_store: AnyStore) -> None:
    """Every method, called with the ids of the other tenant, shows none of its words or instants, and changes none."""
    clock = ManualClock(START)
    with Engine.over(any_store.new(), clock=clock) as engine:
        other = _other(engine, clock)
        mine = engine.create_tenant("mine", seed=2)
        mine.catalog.publish(small_pack())
        fuzzer = Fuzzer(mine, other, clock, seed=7)
        before = _everything(other)
        assert WORD in before
        assert str(TICK.microseconds) in before
        for name in sorted(fuzzer.methods):  # with nobody on the roster, only the other tenant could answer
            fuzzer.call(name)
        mine.roster.put_many([Learner(id=learner) for learner in LEARNERS[:2]])
        for _ in range(CALLS):
            clock.advance(timedelta(minutes=fuzzer.rng.randrange(600)))
            fuzzer.call(fuzzer.rng.choice(sorted(fuzzer.methods)))
        assert fuzzer.leaks == []
        assert _everything(other) == before
        assert sum(fuzzer.answered.values()) > CALLS / 4
        assert other.policies.verify().clean


def test_the_fuzzer_knows_every_service() -> None:
    """A service that is added to a tenant is called too."""
    public = {name for name, kind in inspect.get_annotations(TenantClass).items() if not name.startswith("_")}
    engine = Engine.open("memory:")
    tenant = engine.create_tenant("acme")
    services = {name for name in vars(tenant) if not name.startswith("_")} - {"name"}
    assert services | public <= set(SERVICES)
