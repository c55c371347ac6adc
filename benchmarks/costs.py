"""What calls cost that could grow in silence: over ever more due skills, and after ever more that was said and done."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.databases import sqlite_file
from benchmarks.plans import NOW, TODAY, pack, situation
from reinforce import Engine, ManualClock, ReinforceError
from reinforce.practice import Goal, Leave, plan, session
from reinforce.stores.sql import SQLStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reinforce import Tenant
    from reinforce.practice import Situation

SIZES = (250, 500, 1_000, 2_000)
EVENTS = (100, 1_000, 10_000)
_MOST_DOUBLE = 2.4
_MOST_AFTER = 1.2
_TIMES = 5
_SKILLS = 100


def bench_costs() -> None:
    """Print what each call takes of the processor, the least of five, and how that grows."""
    print(f"due skills: CPU of a call in ms; growth is the most that twice as many cost (aim {_MOST_DOUBLE})")
    for name, made in _over_skills().items():
        took = [_least(made(size)) for size in SIZES]
        grown = max(later / before for before, later in pairwise(took))
        listed = ", ".join(f"{each:.2f} at {size:,}" for each, size in zip(took, SIZES, strict=True))
        print(f"    {name:<40} {listed}; growth {grown:.2f}")
    print(f"events: CPU of a call in ms on SQLite; growth from the fewest to the most (aim {_MOST_AFTER})")
    found = {events: _after(events) for events in EVENTS}
    for name in found[EVENTS[0]]:
        listed = ", ".join(f"{found[events][name]:.2f} after {events:,}" for events in EVENTS)
        print(f"    {name:<40} {listed}; growth {found[EVENTS[-1]][name] / found[EVENTS[0]][name]:.2f}")


def _least(call: Callable[[], object]) -> float:
    """
    Return the least time of the processor that a call takes, of five, in milliseconds.

    Python's collector rests meanwhile, as in `timeit`: what a full collection takes depends on all else that lives.
    """
    took = []
    gc.disable()
    try:
        for _ in range(_TIMES):
            start = process_time()
            call()
            took.append(process_time() - start)
    finally:
        gc.enable()
    return min(took) * 1e3


def overloaded(cards: int, *, goals: int) -> Situation:
    """Return somebody with so many cards, all late, ten minutes a day, and goals over all of them that do not fit."""
    wanted = tuple(
        Goal(
            id=f"g-{number}",
            on=date.fromordinal(TODAY + 5 + 10 * number),
            still_known=0.95,
            skills=tuple(f"s-{skill}" for skill in range(cards)),
        )
        for number in range(goals)
    )
    return replace(situation(cards, minutes=10, late=1.0), goals=wanted)


def _over_skills() -> dict[str, Callable[[int], Callable[[], object]]]:
    """Return by name what makes, of a number of skills, the call that is timed."""

    def all_at_once(size: int) -> Callable[[], object]:
        looked = situation(size, minutes=None, late=1.0)
        return lambda: session(looked)

    def with_goals(size: int) -> Callable[[], object]:
        looked = overloaded(size, goals=4)
        return lambda: session(looked)

    def planned(size: int) -> Callable[[], object]:
        looked = overloaded(size, goals=0)
        return lambda: plan(looked, days=60)

    return {
        "session": all_at_once,
        "session with 4 goals that do not fit": with_goals,
        "plan of 60 days": planned,
        "publish": lambda size: lambda: _tenant().catalog.publish(pack(size)),
        "error: unknown skill": lambda size: _refused(_tenant(size), lambda acme: acme.practice.card("ana", "s-x")),
        "error: unknown learner": lambda size: _refused(_tenant(size), lambda acme: acme.practice.due("anna")),
        "error: misspelt tenant": _misspelt,
        "error: a pack with wrong references": lambda size: _refused(_tenant(), _referring(size)),
    }


def _tenant(skills: int = 0) -> Tenant:
    acme = Engine.open("memory:", clock=ManualClock(NOW)).create_tenant("acme")
    if skills:
        acme.catalog.publish(pack(skills))
    acme.roster.put("ana")
    return acme


def _refused(acme: Tenant, call: Callable[[Tenant], object]) -> Callable[[], object]:
    def refused() -> None:
        with suppress(ReinforceError):
            call(acme)

    return refused


def _misspelt(size: int) -> Callable[[], object]:
    engine = Engine.open("memory:", clock=ManualClock(NOW))
    for number in range(size):
        engine.create_tenant(f"tenant-{number}")

    def refused() -> None:
        with suppress(ReinforceError):
            engine.tenant("tenant-x")

    return refused


def _referring(size: int) -> Callable[[Tenant], object]:
    """Return what publishes a pack of which every question names a skill that is not there."""
    wrong = re.sub(r'"skill":"(s-\d+)"', r'"skill":"\1x"', pack(size).model_dump_json(exclude_defaults=True))
    return lambda acme: acme.catalog.publish(wrong)


def _after(events: int) -> dict[str, float]:
    """Return what a learner's calls take after so many events of theirs."""
    with _practised(events) as (acme, clock):
        practice, numbers = acme.practice, count()
        away = Leave(id="away", first=date(2026, 8, 1), last=date(2026, 8, 9))
        goal = Goal(id="exam", on=date(2026, 9, 1), skills=("s-1",))

        def undone() -> None:
            name = f"undone-{next(numbers)}"
            practice.review("ana", "s-5", 3, review_id=name)
            practice.undo("ana", review_id=name)

        def told(call: Callable[[], object]) -> float:
            clock.advance(timedelta(seconds=1))
            return _least(call)

        return {
            "review": told(lambda: practice.review("ana", "s-0", 3)),
            "session": told(lambda: practice.session("ana")),
            "due": told(lambda: practice.due("ana")),
            "bury": told(lambda: practice.bury("ana", "s-1")),
            "suspend": told(lambda: practice.suspend("ana", "s-2")),
            "leave": told(lambda: acme.roster.put_leave("ana", away)),
            "review and undo": told(undone),
            "goals.put": told(lambda: acme.goals.put(goal, learner="ana")),
        }


@contextmanager
def _practised(events: int) -> Iterator[tuple[Tenant, ManualClock]]:
    """Yield a tenant whose learner has practised every skill, and said and done so much over the last years."""
    with sqlite_file("normal") as engine:
        clock = ManualClock(NOW - timedelta(days=1_000))
        acme = Engine.over(SQLStore(engine), clock=clock).create_tenant("acme", seed=7)
        acme.catalog.publish(pack(_SKILLS))
        acme.roster.put("ana")
        step = timedelta(days=900) / events
        for number in range(events):
            clock.advance(step)
            _say(acme, clock.now().date(), number)
        clock.advance(NOW - timedelta(days=10) - clock.now())
        for skill in range(_SKILLS):
            acme.practice.resume("ana", f"s-{skill}")
            acme.practice.review("ana", f"s-{skill}", 3)
        clock.advance(timedelta(days=10))
        yield acme, clock


def _say(acme: Tenant, today: date, number: int) -> None:
    """Write one more event: what it is goes round."""
    skill, soon = f"s-{number % _SKILLS}", today + timedelta(days=3)
    match number % 6:
        case 0:
            acme.practice.bury("ana", skill)
        case 1:
            acme.practice.suspend("ana", skill)
        case 2:
            acme.practice.resume("ana", skill)
        case 3:
            acme.roster.put_leave("ana", Leave(id=f"leave-{number}", first=today, last=soon))
        case 4:
            acme.goals.put(Goal(id=f"goal-{number}", on=soon, skills=(skill,)), learner="ana")
        case _:
            acme.practice.complete("ana", "course")
