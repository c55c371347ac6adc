"""Law 9: cost is the learner's own, counted in statements and rows instead of seconds."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from reinforce import Engine, Learner, ManualClock, NewReview, Policy, Rating, Tenant
from reinforce.practice import Planning
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import JOURNEY
from tests.support.statements import statements, watched
from tests.support.stores import START, small_tenant


@pytest.fixture
def acme(tmp_path: Path, clock: ManualClock) -> Iterator[Tenant]:
    """Return a tenant in a SQLite file with the small pack and one learner."""
    database = watched(f"sqlite:///{tmp_path / 'practice.db'}")
    yield small_tenant(Engine.over(SQLStore(database), clock=clock))
    database.dispose()


def test_a_review_costs_the_same_after_a_long_history(acme: Tenant, clock: ManualClock) -> None:
    """The statements of a review are the same after 2 reviews of the card and after 200, and none reads the log."""
    costs: list[list[str]] = []
    for number in range(200):
        clock.advance(timedelta(days=1))
        with statements() as sent:
            acme.practice.review("ana", "terms", Rating.Good)
        if number in {2, 199}:
            costs.append([statement for statement, _ in sent])
    assert len(costs[0]) == 5  # SELECT; BEGIN, UPDATE, INSERT, COMMIT
    assert costs[0] == costs[1]
    assert not [statement for statement in costs[0] if "ORDER BY reviews.at" in statement]


def test_what_is_asked_about_a_team_costs_the_same_as_about_one(acme: Tenant) -> None:
    """Whoever is in a team takes no statement of their own, named or among all of the tenant, whatever is known."""
    acme.policies.adopt(Policy(seed=7, planning=Planning(leech_lapses=1)))
    _join(acme, 50)
    progress = acme.progress
    for learner in acme.roster.learners():
        progress.survey(learner, {"terms": 0.5})
    assert (len(progress.coaching()), len(progress.confidence()[0].feelings)) == (51, 51)

    def waits(learners: str | Iterable[str] | None = None) -> object:
        return progress.time_to_mastery(learners=learners)

    calls: tuple[Callable[..., object], ...] = (progress.coaching, progress.mastery_many, waits, progress.still_known)
    for call in (*calls, progress.confidence, progress.activity, progress.slipping, acme.practice.due_learners):
        call()  # what never changes is at hand afterwards
        told = []
        for asked in (["ana"], acme.roster.learners(), None):
            with statements() as sent:
                call(asked)
            told.append(len(sent))
        alone, named, together = told
        assert named <= alone + 1, (call, told)
        assert together <= alone + 3, (call, told)  # who there is


def test_what_judges_a_list_is_read_in_few_statements(acme: Tenant) -> None:
    """Each read of what `slipping` and its judge learn from takes in as many people as all before it."""
    costs: list[list[int]] = []
    for people in (15, 60, 240):
        _join(acme, people)
        cost: list[int] = []
        for call in (partial(acme.progress.slipping, "ana"), acme.progress.judge_slipping):
            call()
            with statements() as sent:
                call()
            cost.append(len(sent))
        costs.append(cost)
    assert [more - few for few, more in pairwise(next(zip(*costs, strict=True)))] == [12, 12], costs
    assert len({judging - listing for listing, judging in costs}) == 1, costs


def _join(acme: Tenant, people: int) -> None:
    """Have so many be in the tenant beside the first, each with a skill that lapsed."""
    names = [f"learner-{number}" for number in range(people)]
    acme.roster.put_many(Learner(id=one) for one in names)
    days = ((START - timedelta(days=9), Rating.Good), (START - timedelta(days=2), Rating.Again))
    learners = sorted({"ana", *names} - {card.learner for card in acme.practice.cards()})
    acme.practice.review_many(
        NewReview(learner=one, skill="terms", rating=rating, at=at) for one in learners for at, rating in days
    )


def test_a_session_costs_the_same_among_many_learners(acme: Tenant) -> None:
    """The statements of a session are the same alone and among a thousand others, and few."""
    for skill in ("terms", "questions"):
        acme.practice.review("ana", skill, Rating.Good, at=START - timedelta(days=30), imported=True)
    with statements() as alone:
        first = acme.practice.session("ana")
    acme.roster.put_many(Learner(id=f"learner-{number}") for number in range(300))
    acme.roster.enroll_many((f"learner-{number}" for number in range(300)), journey=JOURNEY)
    with statements() as among_many:
        second = acme.practice.session("ana")
    assert alone
    assert [statement for statement, _ in alone] == [statement for statement, _ in among_many]
    assert len(alone) <= 12
    assert first.items == second.items
