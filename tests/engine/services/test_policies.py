"""Policies that come later: which of them fold cards anew."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import Elapsed, Engine, Grading, ManualClock, Planning, Policy, Rating
from reinforce.memory import PRIOR
from reinforce.ports import Query, Snapshot, Store
from reinforce.practice import Arrival, fold
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.stores import START, AnyStore

OTHER: dict[str, Any] = {
    "seed": 8,
    "parameters": (0.3, *Policy().parameters[1:]),
    "desired_retention": 0.8,
    "maximum_interval": 100,
    "learning_steps": (timedelta(minutes=10),),
    "relearning_steps": (timedelta(minutes=10),),
    "fuzz": False,
    "elapsed": Elapsed.ROLLING_24H,
    "soften": 0.9,
}
"""For each setting that decides what a log folds to, another value than the default."""

PLANS_ONLY: dict[str, Any] = {
    "grading": Grading(quiz_hard=0.5),
    "quiz_size": 3,
    "unseen": "refuse",
    "arrival": Arrival(late=timedelta(days=7)),
    "planning": Planning(budget=timedelta(minutes=10)),
    "performance": PRIOR.updated([("ana", "terms", True)]),
}
"""For each setting that decides only how attempts are graded and plans are made, another value than the default."""


class Reading:
    """A store that counts how often a log is read."""

    def __init__(self, store: Store) -> None:
        self._store, self.logs = store, 0

    def read(self, query: Query) -> Snapshot:
        """Read, and count where the log was asked for."""
        self.logs += query.log
        return self._store.read(query)

    def read_many(self, queries: Sequence[Query]) -> tuple[Snapshot, ...]:
        """Read for many, and count where a log was asked for."""
        self.logs += sum(query.log for query in queries)
        return self._store.read_many(queries)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self._store, name)


def test_every_setting_either_decides_what_a_log_folds_to_or_does_not() -> None:
    """No setting is forgotten: each is in one of the two lists, and the policy knows in which."""
    assert {*OTHER, *PLANS_ONLY, "version", "model"} == {spec.name for spec in fields(Policy) if not spec.metadata}
    policy = Policy()
    for name, value in OTHER.items():
        assert not policy.folds_like(replace(policy, **{name: value})), name
    for name, value in PLANS_ONLY.items():
        assert policy.folds_like(replace(policy, version=2, **{name: value})), name


@pytest.mark.parametrize("name", PLANS_ONLY)
def test_a_policy_that_changes_nothing_about_memory_reads_no_log(any_store: AnyStore, name: str) -> None:
    """Another budget is adopted, and cards are what they were under a new stamp, without any log being read again."""
    store, clock = Reading(any_store.new()), ManualClock(START)
    with Engine.over(store, clock=clock) as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(small_pack())
        acme.roster.put("ana")
        acme.roster.enroll("ana", journey=JOURNEY)
        acme.practice.review("ana", "terms", Rating.Good)
        before = acme.practice.card("ana", "terms")
        adopted = acme.policies.adopt(replace(acme.policy, **{name: PLANS_ONLY[name]}))
        store.logs = 0
        assert acme.practice.cards() == (replace(before, policy_version=adopted.version),)
        clock.advance(timedelta(days=3))
        acme.practice.review("ana", "terms", Rating.Good)
        assert store.logs == 0
        history = acme.practice.history("ana", "terms")
        assert acme.practice.card("ana", "terms") == fold(history, policy=adopted)
        assert acme.policies.verify().clean
