"""The limit of new skills a day: counted by the day of each first practice, for every skill that an exercise begins."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.practice import Planning, Policy, Settings
from tests.support.stores import START, AnyStore

CAPABILITIES = "ab"
SKILLS = [f"{capability}{number}" for capability in CAPABILITIES for number in range(4)]
DAY = timedelta(days=1)


def pack(drills: list[list[str]] = [], asked: Sequence[str] = SKILLS) -> str:  # noqa: B006 - is not written to
    """Return a pack of eight skills in two capabilities, with drills of several skills, and questions for some."""
    levels = "[Not yet., Done.]"
    criteria = [
        ", ".join(f"{{id: c-{skill}, title: c, skill: {skill}, levels: {levels}}}" for skill in skills)
        for skills in drills
    ]
    taught = sorted({*asked}.union(*drills))
    rows = [
        "pack: p",
        "capabilities:",
        *(f"- {{id: {name}, title: {name}}}" for name in CAPABILITIES),
        "skills:",
        *(f"- {{id: {skill}, title: {skill}, capability: {skill[0]}}}" for skill in taught),
        "questions:",
        *(f"- {{id: q-{skill}, skill: {skill}, kind: recall, prompt: x, answer: y}}" for skill in asked),
        "drills:" if drills else "",
        *(
            f"- {{id: d-{number}, title: d, instructions: Talk., minutes: 2, rubric: [{one}]}}"
            for number, one in enumerate(criteria)
        ),
    ]
    return "\n".join(rows)


def tenant(text: str, *, new_skills: int | None, engine: Engine | None = None) -> tuple[Tenant, ManualClock]:
    """Return a tenant with a pack and a limit of its own, and ana on its journey."""
    clock = ManualClock(START)
    acme = (Engine.open("memory:", clock=clock) if engine is None else engine).create_tenant("acme", seed=7)
    acme.catalog.publish(text)
    if new_skills is not None:
        acme.policies.adopt(Policy(seed=7, planning=Planning(new_skills=new_skills)))
    acme.roster.put("ana")
    acme.roster.enroll("ana", journey="p")
    return acme, clock


def begun(acme: Tenant) -> dict[int, set[str]]:
    """Return by day the skills that were practised for the first time on it, as the log has it."""
    found: dict[int, set[str]] = {}
    for skill in acme.catalog.curriculum().skills:
        reviews = acme.practice.history("ana", skill)
        if reviews:
            found.setdefault(min(one.day for one in reviews), set()).add(skill)  # type: ignore[union-attr]
    return found


def planned(acme: Tenant, days: int) -> list[set[str]]:
    """Return the skills that each coming day of a plan begins, with all that its exercises practise."""
    exercises = acme.catalog.curriculum().exercise
    known = {card.skill for card in acme.practice.cards(learners=["ana"])}
    found: list[set[str]] = []
    for day in acme.practice.plan("ana", days=days).days:
        met = {skill for one in day.placements for skill in exercises(one.exercise).skills}
        found.append(met - known)
        known |= met
    return found


@settings(max_examples=20)
@given(
    drills=st.lists(st.lists(st.sampled_from(SKILLS), min_size=2, max_size=3, unique=True), max_size=4),
    asked=st.lists(st.sampled_from(SKILLS), max_size=3, unique=True),
    limit=st.integers(0, 3),
    some=st.integers(0, 3),
    rating=st.sampled_from(Rating),
)
def test_no_day_begins_more_than_the_smallest_limit(
    drills: list[list[str]], asked: list[str], limit: int, some: int, rating: Rating
) -> None:
    """Neither in plans and sessions of coming days, nor by all the sessions of a day, each practised twice."""
    acme, clock = tenant(pack(drills, sorted({"a0", "b0", *asked})), new_skills=limit)
    acme.policies.set_for(Settings(new_skills=some), capability="a")

    def holds(day: set[str], done: set[str]) -> bool:
        counted = Counter(skill[0] for skill in day | done)
        return counted.total() <= limit and counted["a"] <= some

    for number in range(2):
        today = START.toordinal() + number
        for _ in range(2):
            done = begun(acme).get(today, set())
            first, *coming = planned(acme, 4)
            assert holds(first, done)
            assert all(holds(day, set()) for day in coming)
            known = {card.skill for card in acme.practice.cards(learners=["ana"])}
            for place, session in enumerate(acme.practice.sessions("ana", days=2)):
                met = {skill for item in session for skill in item.skills}
                assert holds(met - known, set() if place else done)
                known |= met
            for item in acme.practice.session("ana"):
                for skill in (*item.skills, *item.skills):
                    clock.advance(timedelta(seconds=20))
                    acme.practice.review("ana", skill, rating)
        clock.move_to(START + (number + 1) * DAY)
    assert all(holds(day, set()) for day in begun(acme).values())


def test_practising_twice_frees_no_place(any_store: AnyStore) -> None:
    """On every store: a skill stays one of its day's new ones, and is none of the next day's."""
    clock = ManualClock(START)
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme, _ = tenant(pack(), new_skills=2, engine=engine)
        for skill in SKILLS[:2]:
            for number in range(3):
                acme.practice.review("ana", skill, Rating.Again, review_id=f"{skill}-{number}")
                clock.advance(timedelta(minutes=1))
        assert planned(acme, 2) == [set(), set(SKILLS[2:4])]
        acme.practice.undo("ana", review_id="a1-0")
        assert planned(acme, 1) == [set()]
        for number in (1, 2):
            acme.practice.undo("ana", review_id=f"a1-{number}")
        assert len(planned(acme, 1)[0]) == 1
        clock.move_to(START + DAY)
        acme.practice.review("ana", SKILLS[0], Rating.Good)
        assert len(planned(acme, 1)[0]) == 2  # what was begun yesterday is none of today's


def test_a_late_review_counts_on_its_own_day() -> None:
    """What was begun yesterday, on a phone without a line, takes no place of today's, whenever that is heard of."""
    acme, clock = tenant(pack(), new_skills=1)
    clock.move_to(START + DAY)
    acme.practice.review("ana", "a0", Rating.Good, at=START)
    assert len(planned(acme, 1)[0]) == 1
    acme.practice.review("ana", "a1", Rating.Good)
    acme.practice.review("ana", "a1", Rating.Good)
    assert planned(acme, 1) == [set()]
    acme.practice.review("ana", "a1", Rating.Good, at=START + timedelta(hours=1))
    assert len(planned(acme, 1)[0]) == 1


def test_a_day_is_the_learners() -> None:
    """Two instants of one day in London are two days in Auckland, and the other way round."""
    acme, clock = tenant(pack(), new_skills=1)
    acme.roster.put("ana", timezone="Pacific/Auckland")
    midnight = START.replace(hour=11, minute=0)
    clock.move_to(max(START, midnight - timedelta(minutes=5)))
    acme.practice.review("ana", "a0", Rating.Good)
    acme.practice.review("ana", "a0", Rating.Good, at=clock.now() + timedelta(seconds=30))
    assert planned(acme, 1) == [set()]
    clock.advance(timedelta(minutes=10))
    assert len(planned(acme, 1)[0]) == 1


def test_a_drill_that_begins_too_many_gives_way_to_another_exercise() -> None:
    """Where there is one that begins fewer; where there is none, the skills wait."""
    acme, _ = tenant(pack([["a0", "a1", "b0"]], ["a0"]), new_skills=1)
    assert planned(acme, 3) == [{"a0"}, set(), set()]
    acme.policies.adopt(Policy(seed=7, planning=Planning(new_skills=3)))
    assert {"a1", "b0"} <= set().union(*planned(acme, 3))
