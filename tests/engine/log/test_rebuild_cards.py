"""Refolding: stored cards become what their logs fold to, in batches, while practice goes on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Event

import pytest

from reinforce import Engine, InvalidParameterError, Learner, ManualClock, NewReview, NotFoundError, Tenant
from reinforce.engine import Refolded
from reinforce.ports import Change, Query, Store
from reinforce.testing.packs import SKILLS, small_pack
from tests.support.stores import START, AnyStore, Overtaken, small_tenant

TEAM = tuple(f"learner-{number}" for number in range(12))


def _team(store: Store, clock: ManualClock) -> Tenant:
    """Return a tenant of thirteen, twelve of whom have practised two skills twice."""
    acme = small_tenant(Engine.over(store, clock=clock))
    acme.roster.put_many(Learner(id=id_) for id_ in TEAM)
    acme.practice.review_many(
        NewReview(learner=who, skill=skill, rating=3, review_id=f"{skill}-{days}", at=START - timedelta(days=days))
        for who in TEAM
        for skill in SKILLS[:2]
        for days in (9, 4)
    )
    return acme


def test_refolding_moves_all_cards_to_what_is_in_force(any_store: AnyStore, clock: ManualClock) -> None:
    """After another policy, another edition, and cards that were tampered with, refolding leaves nothing to find."""
    store = any_store.new()
    acme = _team(store, clock)
    acme.policies.adopt(replace(acme.policy, desired_retention=0.8))
    acme.catalog.publish(small_pack(revision=2, on_change="soften"))
    assert acme.policies.verify().outdated == 24
    told: list[Refolded] = []
    done = acme.policies.refold(batch=5, progress=told.append)
    assert done == Refolded(learners=13, cards=24, changed=24, after=TEAM[9])
    assert [part.learners for part in told] == [5, 10, 13]
    verified = acme.policies.verify()
    assert (verified.cards, verified.outdated, verified.clean) == (24, 0, True)
    held = store.read(Query(tenant="acme", learner=TEAM[3], skills=None)).cards["terms"]
    store.apply(Change(tenant="acme", cards=((replace(held.card, due_day=1, reps=77), held.version),)))
    assert [wrong.learner for wrong in acme.policies.verify().differences] == [TEAM[3]]
    assert acme.policies.refold().changed == 1
    assert acme.policies.verify().clean
    assert acme.policies.refold().changed == 0


def test_refolding_goes_on_where_it_was_interrupted(any_store: AnyStore, clock: ManualClock) -> None:
    """What was written before an interruption stays, and a second call with its ``after`` does the rest only."""
    acme = _team(any_store.new(), clock)
    acme.policies.adopt(replace(acme.policy, desired_retention=0.8))
    told: list[Refolded] = []

    def interrupt(done: Refolded) -> None:
        told.append(done)
        if done.learners == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        acme.policies.refold(batch=4, progress=interrupt)
    left = acme.policies.verify().outdated
    assert 0 < left < 24
    assert acme.policies.refold(after=told[-1].after, batch=4).changed == left
    assert acme.policies.verify().outdated == 0


def test_some_learners_may_be_chosen(acme: Tenant) -> None:
    """Only the cards of those who are named are refolded; who is not there is named in the error."""
    acme.roster.put("ben")
    for who in ("ana", "ben"):
        acme.practice.review(who, "terms", 3)
    acme.policies.adopt(replace(acme.policy, desired_retention=0.8))
    assert acme.policies.refold(learners="ben") == Refolded(learners=1, cards=1, changed=1, after="ben")
    assert acme.policies.verify().outdated == 1
    assert acme.policies.refold(learners=["ben", "ana"], after="ana").changed == 0
    with pytest.raises(NotFoundError, match="there are no 2 learners 'nobody', 'somebody'"):
        acme.policies.refold(learners=["ana", "somebody", "nobody"])
    assert acme.policies.verify().outdated == 1
    with pytest.raises(InvalidParameterError, match="batch"):
        acme.policies.refold(batch=0)


def test_a_batch_that_somebody_overtakes_is_decided_again(any_store: AnyStore, clock: ManualClock) -> None:
    """A review between the look and the write of a batch is not lost, and the batch is done all the same."""
    store = Overtaken(any_store.new())
    acme = _team(store, clock)
    acme.policies.adopt(replace(acme.policy, desired_retention=0.8))
    store.meanwhile = lambda: acme.practice.review(TEAM[4], "terms", 1, review_id="between")
    done = acme.policies.refold()
    assert (done.learners, done.cards, done.changed) == (13, 24, 23)
    assert acme.practice.card(TEAM[4], "terms").last_id == "between"
    verified = acme.policies.verify()
    assert (verified.outdated, verified.clean) == (0, True)


@contextmanager
def _practising(acme: Tenant, clock: ManualClock) -> Iterator[list[str]]:
    """Let two threads send reviews for as long as it takes; once one is accepted, yield the ids of those that are."""
    stop, begun, sent, numbers = Event(), Event(), list[str](), count()

    def practise() -> None:
        while not stop.is_set():
            number = next(numbers)
            at = clock.now() - timedelta(hours=number % 200)
            id_ = f"while-{number}"
            acme.practice.review(TEAM[number % 12], SKILLS[number % 2], 1 + number % 4, review_id=id_, at=at)
            sent.append(id_)
            begun.set()

    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(practise) for _ in range(2)]
        try:
            assert begun.wait(60)
            yield sent
        finally:
            stop.set()
        for thread in threads:
            thread.result()


def test_practice_goes_on_while_cards_are_refolded(any_store: AnyStore, clock: ManualClock) -> None:
    """Reviews from threads while three policies are adopted and refolded in pieces are all there in the end."""
    acme = _team(any_store.new(), clock)
    with _practising(acme, clock) as sent:
        for retention in (0.8, 0.85, 0.95):
            acme.policies.adopt(replace(acme.policy, desired_retention=retention))
            assert acme.policies.refold(batch=3).learners == 13
    logged = {entry.id for who in TEAM for skill in SKILLS[:2] for entry in acme.practice.history(who, skill)}
    assert logged >= set(sent)
    verified = acme.policies.verify()
    assert (verified.outdated, verified.clean) == (0, True)
