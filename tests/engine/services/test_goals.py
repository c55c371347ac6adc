"""Goals through the engine, on every store."""

from collections.abc import Callable
from datetime import date

import pytest

from reinforce import ConflictError, Engine, InvalidParameterError, ManualClock, NotFoundError, Rating, Tenant
from reinforce.practice import Goal
from reinforce.testing.packs import JOURNEY
from tests.support.stores import AnyStore, small_tenant

CERTIFICATE = Goal(id="certificate", on=date(2026, 6, 1), still_known=0.95, journey=JOURNEY)
TALK = Goal(id="talk", on=date(2026, 4, 1), capability="talking")
PAST = Goal(id="past", on=date(2020, 1, 1), skills=("terms",))


def test_a_learner_has_several_goals_by_date(acme: Tenant) -> None:
    """Goals stand beside each other, the soonest first; a past one may be set; the same id changes the goal."""
    for goal in (CERTIFICATE, TALK, PAST):
        acme.goals.put(goal, learner="ana")
    assert acme.goals.of("ana") == (PAST, TALK, CERTIFICATE)
    moved = Goal(id="talk", on=date(2026, 7, 1), capability="talking")
    acme.goals.put(moved, learner="ana")
    assert acme.goals.of("ana") == (PAST, CERTIFICATE, moved)
    acme.goals.withdraw("certificate", learner="ana")
    acme.goals.withdraw("certificate", learner="ana")
    assert acme.goals.of("ana") == (PAST, moved)


def test_a_goal_of_a_cohort_is_each_ones_own(acme: Tenant) -> None:
    """Set for several it is set for all of them or for none; it can be taken back from some."""
    for learner in ("ben", "zoe"):
        acme.roster.put(learner)
    with pytest.raises(NotFoundError, match="nobody"):
        acme.goals.put(TALK, learners=["ana", "nobody"])
    assert acme.goals.of("ana") == ()
    acme.goals.put(TALK, learners=["ana", "ben"])
    assert [acme.goals.of(learner) for learner in ("ana", "ben", "zoe")] == [(TALK,), (TALK,), ()]
    with pytest.raises(NotFoundError, match="talk"):
        acme.goals.withdraw("talk", learners=["ana", "zoe"])
    acme.goals.withdraw("talk", learners=["ana"])
    assert [acme.goals.of(learner) for learner in ("ana", "ben", "zoe")] == [(), (TALK,), ()]


def test_a_goal_of_a_journey_is_that_of_everybody_in_it_now_or_later(acme: Tenant) -> None:
    """Who is enrolled later gets it too; one may be let off it; it is taken back from all at once."""
    acme.goals.put(CERTIFICATE, journey=JOURNEY)
    acme.roster.put("ben")
    assert [acme.goals.of(learner) for learner in ("ana", "ben")] == [(CERTIFICATE,), ()]
    acme.roster.enroll("ben", journey=JOURNEY)
    assert acme.goals.of("ben") == (CERTIFICATE,)
    acme.goals.withdraw("certificate", learner="ben")
    assert [acme.goals.of(learner) for learner in ("ana", "ben")] == [(CERTIFICATE,), ()]
    acme.goals.withdraw("certificate")
    acme.goals.withdraw("certificate")
    assert acme.goals.of("ana") == ()


def test_goals_touch_no_card_and_write_none(acme: Tenant) -> None:
    """A goal for everybody writes no card, and moves none that is there."""
    acme.practice.review("ana", "terms", Rating.Good)
    before = acme.practice.cards()
    acme.goals.put(CERTIFICATE, journey=JOURNEY)
    acme.goals.put(PAST, learner="ana")
    assert acme.practice.cards() == before
    assert acme.policies.verify().differences == ()


def test_goals_of_two_tenants_do_not_meet(engine: Engine, acme: Tenant) -> None:
    """A goal of one tenant's journey is nobody's goal in another tenant, though all ids are the same."""
    other = small_tenant(engine, "other")
    acme.goals.put(CERTIFICATE, journey=JOURNEY)
    assert other.goals.of("ana") == ()
    with pytest.raises(NotFoundError):
        other.goals.withdraw("certificate")


def test_a_goal_sent_twice_is_one_goal(acme: Tenant) -> None:
    """The same event again changes nothing, even after the goal was withdrawn; with other content it is a conflict."""
    acme.roster.put("ben")
    acme.goals.put(TALK, learners=["ana", "ben"], event_id="e-1")
    acme.goals.withdraw("talk", learner="ana", event_id="e-2")
    acme.goals.withdraw("talk", learner="ana", event_id="e-2")
    acme.goals.put(TALK, learners=["ana", "ben"], event_id="e-1")
    assert [acme.goals.of(learner) for learner in ("ana", "ben")] == [(), (TALK,)]
    with pytest.raises(ConflictError, match="event 'e-1'"):
        acme.goals.put(PAST, learner="ben", event_id="e-1")
    acme.goals.put(TALK, journey=JOURNEY, event_id="e-3")
    with pytest.raises(ConflictError, match="event 'e-3'"):
        acme.goals.put(PAST, journey=JOURNEY, event_id="e-3")


REFUSED: list[tuple[Callable[[Tenant], object], type[Exception], str]] = [
    (lambda acme: acme.goals.put(TALK), InvalidParameterError, "not none"),
    (lambda acme: acme.goals.put(TALK, learner="ana", journey=JOURNEY), InvalidParameterError, "learner and jour"),
    (lambda acme: acme.goals.put("talk", learner="ana"), InvalidParameterError, "goal must be a Goal"),  # type: ignore[arg-type]
    (lambda acme: acme.goals.put(TALK, learner="anna"), NotFoundError, "learner 'anna'"),
    (lambda acme: acme.goals.put(TALK, learners="ana"), InvalidParameterError, "learners"),
    (lambda acme: acme.goals.put(TALK, journey="strat"), NotFoundError, "journey 'strat'.*'start'"),
    (
        lambda acme: acme.goals.put(Goal(id="g", on=TALK.on, capability="walking"), learner="ana"),
        NotFoundError,
        "capability 'walking'.*'talking'",
    ),
    (
        lambda acme: acme.goals.put(Goal(id="g", on=TALK.on, journey="strat"), learner="ana"),
        NotFoundError,
        "journey 'strat'.*'start'",
    ),
    (
        lambda acme: acme.goals.put(Goal(id="g", on=TALK.on, skills=("terms", "trems")), learner="ana"),
        NotFoundError,
        "skill 'trems'.*'terms'",
    ),
    (lambda acme: acme.goals.withdraw("talk", learner="ana"), NotFoundError, "goal 'talk'"),
    (lambda acme: acme.goals.withdraw("", learner="ana"), InvalidParameterError, "goal"),
    (lambda acme: acme.goals.of("anna"), NotFoundError, "learner 'anna'"),
]


@pytest.mark.parametrize(("call", "error", "match"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_what_makes_no_sense_is_refused(
    clock: ManualClock, call: Callable[[Tenant], object], error: type[Exception], match: str
) -> None:
    """The error names the field or what is not there, with what looks like it, and nothing was changed."""
    acme = small_tenant(Engine.open("memory:", clock=clock))
    with pytest.raises(error, match=match):
        call(acme)
    assert acme.goals.of("ana") == ()


def test_goals_are_there_after_a_restart(any_store: AnyStore, clock: ManualClock) -> None:
    """Goals are kept in the log."""
    store = any_store.new()
    acme = small_tenant(Engine.over(store, clock=clock))
    acme.goals.put(CERTIFICATE, journey=JOURNEY)
    acme.goals.put(TALK, learner="ana")
    again = Engine.over(any_store.again(store), clock=clock).tenant("acme")
    assert again.goals.of("ana") == (TALK, CERTIFICATE)
