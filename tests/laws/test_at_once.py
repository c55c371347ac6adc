"""What is sent twice at one moment is done once, and both are answered alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.ports import Store
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import small_pack
from tests.laws.test_lost_answers import COUNTS_ITS_OWN, QUIZ, WRITES, filled, plain
from tests.support.stores import START, AnyStore, small_tenant

OWN_CUT = {"privacy.compact"}
"""Calls of which two with different clocks do not ask for the same."""


class Interrupted:
    """A store that lets something else happen after one of its calls."""

    def __init__(self, store: Store) -> None:
        self._store, self.calls, self.at = store, 0, -1
        self.meanwhile: Any = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        method = getattr(self._store, name)

        def called(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - whatever a store takes
            result = method(*args, **given)
            self.calls += 1
            if self.calls == self.at:
                self.meanwhile()
            return result

        return called


@pytest.mark.parametrize("name", sorted(WRITES.keys() - COUNTS_ITS_OWN - OWN_CUT))
def test_a_call_that_is_overtaken_by_itself_is_answered_as_that_one(name: str) -> None:
    """Wherever the same call comes in between, from a process whose clock is ahead: both answers are the same."""
    call = WRITES[name]
    for at in count(1):
        clock, inner = ManualClock(START), MemoryStore()
        store: Any = Interrupted(inner)
        acme = small_tenant(Engine(store, clock=clock, pause=lambda _: None))
        filled(acme, clock)
        ahead = Engine.over(inner, clock=ManualClock(clock.now() + timedelta(seconds=1))).tenant("acme")
        others: list[Any] = []
        store.calls, store.at = 0, at
        store.meanwhile = lambda ahead=ahead, others=others: others.append(call(ahead))
        mine = call(acme)
        if not others:
            break
        assert plain(mine) == plain(others[0]), f"after call {at} of the store"
        assert acme.policies.verify().clean


def _sent(tenant: Tenant) -> object:
    quiz = replace(QUIZ, attempt_id="at-once")
    tenant.practice.record_many([("ana", quiz), ("ana", quiz)])
    review = {"learner": "ana", "skill": "terms", "rating": 4, "review_id": "r"}
    tenant.practice.review_many([review, review])
    tenant.practice.override("ana", review_id="r", rating=Rating.Hard, reason="Misheard.", by="zoe", event_id="o")
    return (
        tenant.practice.record("ana", quiz),
        tenant.practice.review("ana", "terms", Rating.Easy, review_id="r").reviews,
        tenant.practice.undo("ana", review_id="r").target,
    )


def test_four_at_a_time_are_answered_alike(any_store: AnyStore, clock: ManualClock) -> None:
    """Four threads that send the same without an instant, after another policy and an edition, get one answer."""
    store = any_store.new()
    with Engine.over(store, clock=clock) as engine, ThreadPoolExecutor(4) as threads:
        for number in range(8):
            tenant = small_tenant(engine, f"tenant-{number}")
            tenant.practice.review("ana", "questions", Rating.Good, review_id="first")
            tenant.practice.review("ana", "terms", Rating.Good, review_id="second")
            tenant.policies.adopt(replace(tenant.policy, desired_retention=0.8))
            tenant.catalog.publish(small_pack(revision=2))
            clocks = [ManualClock(START + timedelta(minutes=minutes)) for minutes in range(4)]
            tenants = [Engine.over(store, clock=each).tenant(tenant.name) for each in clocks]
            told = list(threads.map(_sent, tenants))
            assert told == told[:1] * 4
            assert tenant.policies.verify().clean
