"""Limits of a day that are set for some skills: plans and goals keep them, within the limits of the whole day."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from reinforce import Engine, Goal, ManualClock, Plan, Rating, Tenant
from reinforce.practice import Settings
from tests.support.stores import START

COUNT = 10
SKILLS = [f"{capability}{number}" for capability in "ab" for number in range(COUNT)]
CAPABILITIES = "\n".join(f"- {{id: {name}, title: {name}}}" for name in "ab")
PACK = "\n".join(
    (
        "pack: p",
        "capabilities:",
        CAPABILITIES,
        "skills:",
        *(f"- {{id: {skill}, title: {skill}, capability: {skill[0]}}}" for skill in SKILLS),
        "questions:",
        *(f"- {{id: q-{skill}, skill: {skill}, kind: recall, prompt: x, answer: y}}" for skill in SKILLS),
    )
)


def tenant(*, practised: bool) -> tuple[Tenant, ManualClock]:
    """Return a tenant with two capabilities of ten skills, all of them due for ana, or new."""
    clock = ManualClock(START)
    acme = Engine.open("memory:", clock=clock).create_tenant("acme", seed=7)
    acme.catalog.publish(PACK)
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey="p")
    if practised:
        acme.practice.review_many([{"learner": "ana", "skill": skill, "rating": Rating.Good} for skill in SKILLS])
        clock.advance(timedelta(days=20))
    return acme, clock


def of(plan: Plan, capability: str) -> list[int]:
    """Return how many exercises of a capability each day of a plan holds."""
    return [Counter(one.skill[0] for one in day.placements)[capability] for day in plan.days]


def test_no_day_holds_more_than_is_set_and_nothing_is_lost() -> None:
    """What does not fit waits for a day with room; skills without a limit go on as before."""
    acme, _ = tenant(practised=True)
    assert max(of(acme.practice.plan("ana", days=9), "a")) > 2
    acme.policies.set_for(Settings(items=2), capability="a")
    plan = acme.practice.plan("ana", days=9)
    assert (max(of(plan, "a")), sum(of(plan, "a")), sum(of(plan, "b"))) == (2, COUNT, COUNT)
    assert max(of(plan, "b")) > 2
    acme.policies.set_for(Settings(items=0), capability="a")
    assert sum(of(acme.practice.plan("ana", days=9), "a")) == 0


def test_what_was_practised_today_counts() -> None:
    """Asking again brings what is left of the limit, not a second share."""
    acme, _ = tenant(practised=True)
    acme.policies.set_for(Settings(items=2), capability="a")
    acme.practice.review("ana", "a0", Rating.Good)
    assert of(acme.practice.plan("ana", days=1), "a") == [1]
    acme.practice.review("ana", "a1", Rating.Good)
    assert of(acme.practice.plan("ana", days=1), "a") == [0]


def test_time_and_new_skills_have_limits_too() -> None:
    """Each by itself, for new skills as for others."""
    acme, _ = tenant(practised=False)
    acme.policies.set_for(Settings(new_skills=1), capability="a")
    assert set(of(acme.practice.plan("ana", days=5), "a")) == {1}
    acme.policies.set_for(Settings(budget=timedelta(seconds=1)), capability="a")
    assert set(of(acme.practice.plan("ana", days=5), "a")) == {0}


def test_one_with_a_limit_of_its_own_uses_up_no_other() -> None:
    """The first limit that holds for a skill is the only one it counts towards; a learner's own takes its place."""
    acme, _ = tenant(practised=True)
    acme.policies.set_for(Settings(items=1), capability="a")
    acme.policies.set_for(Settings(items=1), skill="a0")
    assert of(acme.practice.plan("ana", days=1), "a") == [2]
    acme.policies.set_for(Settings(items=COUNT), learner="ana")
    assert max(of(acme.practice.plan("ana", days=9), "a")) > 2


def test_a_goal_knows_of_the_limit() -> None:
    """What is planned for it keeps the limit, and where there is too little room it says so."""
    acme, clock = tenant(practised=False)
    goal = Goal(id="g", on=(clock.now() + timedelta(days=5)).date(), capability="a", still_known=0.9)
    acme.goals.put(goal, learner="ana")
    assert acme.practice.plan("ana", days=5).goals[0].feasible
    acme.policies.set_for(Settings(new_skills=1), capability="a")
    plan = acme.practice.plan("ana", days=5)
    assert max(of(plan, "a")) <= 1
    assert not plan.goals[0].feasible


def test_an_exercise_counts_for_all_of_its_skills() -> None:
    """Also for one that stands on the day already: a drill that asks for it again is another exercise."""
    clock = ManualClock(START)
    acme = Engine.open("memory:", clock=clock).create_tenant("acme", seed=7)
    acme.catalog.publish(Path(__file__).parents[3] / "examples/customer_success/pack.yaml")
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey="csm-onboarding")
    known = acme.catalog.curriculum().skills
    acme.policies.set_for(Settings(items=1), capability="outcome-discovery")
    held = set()
    for _ in range(8):
        asked = [item.skills for item in acme.practice.session("ana")]
        held.add(sum(any(known[name].capability == "outcome-discovery" for name in skills) for skills in asked))
        for _ in range(3):
            for skill in [name for skills in asked for name in skills]:
                acme.practice.review("ana", skill, Rating.Good)
                clock.advance(timedelta(seconds=20))
            asked = [item.skills for item in acme.practice.session("ana")]
        clock.move_to(START + (clock.now().date() - START.date() + timedelta(days=1)))
    assert held <= {0, 1}
