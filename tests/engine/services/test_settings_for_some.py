"""Settings for some, through the engine: cards and plans follow them, and whatever changes for whom they hold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from reinforce import ConflictError, Engine, InvalidParameterError, ManualClock, NotFoundError, Planning, Rating, Tenant
from reinforce.journal import Event, EventKind
from reinforce.memory import PROCEDURAL_PARAMETERS
from reinforce.ports import Query, Snapshot, Store
from reinforce.practice import Settings, fold
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from tests.support.stores import START, AnyStore
from tests.support.whole_log import whole_log

DAY = timedelta(days=1)
LEARNERS = ("ana", "ben")


def practised(tenant: Tenant, clock: ManualClock) -> Tenant:
    """Let two people practise all skills twice; the first of them is on a journey."""
    tenant.roster.put("ben")
    for _ in range(2):
        for learner in LEARNERS:
            for skill in SKILLS:
                tenant.practice.review(learner, skill, Rating.Good)
        clock.advance(3 * DAY)
    return tenant


def intervals(tenant: Tenant) -> dict[tuple[str, str], int]:
    """Return how long each card waits, and check that every card is the fold of its log by what is in force for it."""
    found = {}
    curriculum, cards = tenant.catalog.curriculum(), tenant.practice.cards()
    for card in cards:
        history, policy = tenant.practice.history(card.learner, card.skill), tenant.policies.policy_of(card.learner)
        assert fold(history, policy=policy, changes=curriculum.changes(card.skill)) == card
        assert tenant.practice.card(card.learner, card.skill) == card
        held = tenant.policies.settings_for(card.learner, card.skill)
        assert fold(
            history,
            policy=replace(
                tenant.policy,
                desired_retention=held.desired_retention,
                model=held.model,
                parameters=held.parameters,
                exceptions=None,
            ),
            changes=curriculum.changes(card.skill),
        ) == replace(card, model_version=tenant.policy.stamp)
        found[card.learner, card.skill] = (card.due_day or 0) - (card.last_day or 0)
    assert not tenant.policies.verify().differences
    return found


CHANGES: dict[str, Callable[[Tenant], object]] = {
    "capability": lambda acme: acme.policies.set_for(Settings(desired_retention=0.97), capability="talking"),
    "skill": lambda acme: acme.policies.set_for(Settings(desired_retention=0.8), skill="terms"),
    "dimension": lambda acme: acme.policies.set_for(Settings(parameters=PROCEDURAL_PARAMETERS), dimension="skill"),
    "journey": lambda acme: acme.policies.set_for(Settings(desired_retention=0.95), journey=JOURNEY),
    "learner": lambda acme: acme.policies.set_for(Settings(desired_retention=0.7, items=2), learner="ana"),
    "learners": lambda acme: acme.policies.set_for(Settings(desired_retention=0.75), learner=LEARNERS),
    "off": lambda acme: acme.policies.withdraw_for(learner="ana"),
    "unenrolled": lambda acme: acme.roster.unenroll("ana", journey=JOURNEY),
    "enrolled": lambda acme: acme.roster.enroll("ben", journey=JOURNEY),
    "adopted": lambda acme: acme.policies.adopt(replace(acme.policy, desired_retention=0.85)),
    "limits": lambda acme: acme.policies.set_for(Settings(items=3), capability="talking"),
    "moved": lambda acme: acme.catalog.publish(
        small_pack().replace(
            "id: discovery, capability: talking, title: Discovery, dimension: skill",
            "id: discovery, capability: talking, title: Discovery, dimension: attitude",
        )
    ),
    "skill off": lambda acme: acme.policies.withdraw_for(skill="terms"),
    "learners off": lambda acme: acme.policies.withdraw_for(learner=LEARNERS),
}
"""What changes for whom something holds, each so that it does after those before it."""


def test_cards_follow_whatever_changes_what_holds(any_store: AnyStore) -> None:
    """Law 1, on every store: a card is the fold of its log by what is in force; when touched, and by refolding."""
    clock = ManualClock(START)
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme = practised(small(engine), clock)
        for name, change in CHANGES.items():
            change(acme)
            before = intervals(acme)
            clock.advance(DAY)
            acme.practice.review("ana", "terms", Rating.Good)
            acme.practice.review("ben", "discovery", Rating.Hard)
            seen = intervals(acme)
            assert {key for key in seen if seen[key] == before[key]} >= seen.keys() - {
                ("ana", "terms"),
                ("ben", "discovery"),
            }, name
            acme.policies.refold()
            assert acme.policies.verify().outdated == 0
            assert intervals(acme) == seen


def entries(tenant: Tenant) -> list[Event]:
    """Return the entries in the log by which something was set."""
    return [one for one in whole_log(tenant) if isinstance(one, Event) and one.kind is EventKind.SETTINGS]


def small(engine: Engine) -> Tenant:
    """Return a tenant with a small pack and a learner on its journey."""
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey=JOURNEY)
    return acme


def test_what_holds_says_who_says_so(acme: Tenant) -> None:
    """Each setting by itself, down to the policy; and a journey speaks to who is enrolled in it alone."""
    acme.roster.put("ben")
    acme.roster.enroll("ana", journey=JOURNEY)
    acme.policies.adopt(replace(acme.policy, planning=Planning(items=20)))
    acme.policies.set_for(Settings(desired_retention=0.95, items=5), journey=JOURNEY)
    acme.policies.set_for(Settings(parameters=PROCEDURAL_PARAMETERS), dimension="skill")
    acme.policies.set_for(Settings(new_skills=2), learner="ben")
    ana, ben = (acme.policies.settings_for(learner, "terms") for learner in LEARNERS)
    assert (ana.desired_retention, ana.items, ana.said_by["items"]) == (0.95, 5, f"journey {JOURNEY}")
    assert (ben.desired_retention, ben.items, ben.said_by["items"]) == (0.9, 20, "tenant")
    assert (ben.new_skills, ben.said_by["new_skills"], ben.said_by["model"]) == (2, "learner", "tenant")
    talk = acme.policies.settings_for("ana", "discovery")
    assert (talk.parameters, talk.said_by["parameters"]) == (PROCEDURAL_PARAMETERS, "dimension skill")
    assert ana.parameters != talk.parameters
    assert talk.said_by["desired_retention"] == f"journey {JOURNEY}"


@pytest.mark.parametrize(
    ("subject", "error", "said"),
    [
        ({"skill": "trems"}, NotFoundError, "did you mean 'terms'"),
        ({"capability": "talkin"}, NotFoundError, "did you mean 'talking'"),
        ({"journey": "stat"}, NotFoundError, f"did you mean '{JOURNEY}'"),
        ({"dimension": "skil"}, InvalidParameterError, "did you mean 'skill'"),
        ({"learner": "anna"}, NotFoundError, "no learner 'anna': roster.put"),
        ({"learner": ["ana", "anna"]}, NotFoundError, "no learner 'anna'"),
        ({}, InvalidParameterError, "needs exactly one of learner, skill, dimension, capability, journey, not none"),
        ({"skill": "terms", "learner": "ana"}, InvalidParameterError, "not learner and skill"),
    ],
)
def test_whom_settings_are_for_is_said_once_and_is_there(
    acme: Tenant, subject: dict[str, Any], error: type[Exception], said: str
) -> None:
    """A slip is named, but of people, of whom nobody else is named; and nothing is set, for nobody."""
    put, off = acme.policies.set_for, acme.policies.withdraw_for
    for call in (partial(put, Settings(items=3)), off):
        with pytest.raises(error, match=said):
            call(**subject)
    assert acme.policies.settings_for("ana", "terms").items is None


def test_what_the_model_does_not_take_is_refused(acme: Tenant) -> None:
    """When it is set, not when a card is read; and weights are kept with the name of the model that they are of."""
    for wrong in (
        Settings(parameters=(1.0,)),
        Settings(model="fsrs-99"),
        Settings(desired_retention=0.0101, model="x"),
    ):
        with pytest.raises(InvalidParameterError):
            acme.policies.set_for(wrong, skill="terms")
    acme.policies.set_for(Settings(parameters=PROCEDURAL_PARAMETERS), learner="ana")
    (entry,) = entries(acme)
    assert entry.body["model"] == "fsrs-6"


def test_a_retry_sets_once_and_other_content_is_a_conflict(acme: Tenant) -> None:
    """By its id, for a learner and for a capability."""
    for number, subject in enumerate(({"learner": "ana"}, {"capability": "talking"})):
        for _ in range(2):
            acme.policies.set_for(Settings(items=3), **subject, event_id=f"e-{number}")
        with pytest.raises(ConflictError):
            acme.policies.set_for(Settings(items=4), **subject, event_id=f"e-{number}")
    assert [event.id for event in entries(acme)] == ["e-0", "e-1"]
    version, set_ = acme.policy.version, acme.policy
    acme.policies.set_for(Settings(items=3), capability="talking")  # what holds already: an entry, and a like version
    assert (acme.policy.version, acme.policy.exceptions) == (version + 1, set_.exceptions)


def test_a_new_policy_keeps_what_is_set(acme: Tenant) -> None:
    """Adopting says what holds for all; and the policy in force, adopted again, changes nothing."""
    acme.policies.set_for(Settings(desired_retention=0.97), skill="terms")
    set_ = acme.policy
    assert acme.policies.adopt(acme.policy) == set_
    acme.policies.adopt(replace(acme.policy, desired_retention=0.8))
    found = [acme.policies.settings_for("ana", skill).desired_retention for skill in ("terms", "questions")]
    assert found == [0.97, 0.8]


def test_own_settings_go_where_a_learner_goes(acme: Tenant) -> None:
    """A rename takes them along, a merge keeps the last word of both, an erasure leaves nothing; cards follow."""
    for learner, wanted in (("ana", 0.8), ("ben", 0.97)):
        acme.roster.put(learner)
        acme.policies.set_for(Settings(desired_retention=wanted), learner=learner)
        acme.practice.review(learner, "terms", Rating.Good)
    assert "settings" in str(acme.privacy.export("ana")["held"]["events"])
    acme.roster.rename("ana", to="anna")
    assert acme.policies.settings_for("anna", "terms").desired_retention == 0.8
    acme.roster.merge("anna", into="ben")
    assert acme.policies.settings_for("ben", "terms").desired_retention == 0.97
    assert acme.policies.verify().outdated == 0
    assert acme.policies.verify().clean
    acme.privacy.erase("ben")
    acme.roster.put("ben")
    assert acme.policies.settings_for("ben", "terms").desired_retention == 0.9


def test_all_that_is_set_is_listed(acme: Tenant, clock: ManualClock) -> None:
    """With since when and by whom; what was replaced or taken back is in the log."""
    assert acme.policies.settings() == ()
    acme.roster.put("ben")
    low, high = Settings(desired_retention=0.8), Settings(desired_retention=0.97, items=3)
    acme.policies.set_for(low, skill="terms")
    acme.policies.set_for(low, learner=("ben", "ana"), by="zoe", event_id="both")
    acme.policies.set_for(low, journey=JOURNEY)
    clock.advance(DAY)
    acme.policies.set_for(high, skill="terms", by="zoe")
    acme.policies.withdraw_for(learner="ana", by="zoe")
    acme.policies.withdraw_for(journey=JOURNEY)
    found = acme.policies.settings()
    assert [(one.subject, one.id, one.settings, one.by) for one in found] == [
        ("learner", "ben", low, "zoe"),
        ("skill", "terms", high, "zoe"),
    ]
    assert (found[1].at - found[0].at, found[0].event_id) == (DAY, "both")
    assert len(entries(acme)) == 7
    acme.privacy.erase("zoe")
    assert [one.id for one in acme.policies.settings()] == ["ben", "terms"]
    assert "zoe" not in str(acme.policies.settings())


class Counting:
    """A store that counts what is asked of it."""

    def __init__(self, store: Store) -> None:
        self._store, self.calls = store, Counter[str]()

    def read(self, query: Query) -> Snapshot:
        """Read, and count it."""
        self.calls["log" if query.log else "read"] += 1
        return self._store.read(query)

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Read for many, and count it."""
        self.calls["log" if any(query.log for query in queries) else "read"] += 1
        return self._store.read_many(queries)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self._store, name)


def test_a_review_reads_once_whatever_is_set(any_store: AnyStore) -> None:
    """Only the first call that hears of settings, and the first review of a card that follows them, read again."""
    store, clock = Counting(any_store.new()), ManualClock(START)
    with Engine.over(store, clock=clock) as engine:
        acme = practised(small(engine), clock)
        for change in (CHANGES["journey"], CHANGES["learner"], CHANGES["dimension"]):
            change(acme)
            acme.policies.refold()
            acme.practice.review("ana", "terms", Rating.Good)
            store.calls.clear()
            for learner in LEARNERS:
                acme.practice.review(learner, "terms", Rating.Good)
                acme.practice.review_many([{"learner": learner, "skill": skill, "rating": 3} for skill in SKILLS])
            assert store.calls == {"read": 4}


def test_limits_of_a_learner_are_those_of_their_day(acme: Tenant) -> None:
    """In place of the policy's, and a call may still say otherwise."""
    acme.policies.adopt(replace(acme.policy, planning=Planning(items=1)))
    acme.roster.enroll("ana", journey="small")
    acme.policies.set_for(Settings(items=0), learner="ana")
    assert not acme.practice.session("ana")
    assert acme.practice.session("ana", items=3)
    acme.policies.set_for(Settings(new_skills=0), learner="ana")
    assert not acme.practice.session("ana")
