"""The workshop that the demo compares with: all practice of a person on the first morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from examples.customer_success.simulation import MORNING

if TYPE_CHECKING:
    from examples.customer_success.hidden_memory import Memory
    from examples.customer_success.simulation import Simulation
    from examples.customer_success.team import Person


def workshop(simulation: Simulation, person: Person, *, rounds: bool = False) -> Memory:
    """
    Return the memory that the same person would have after the same practices of each skill on day one.

    They are done skill by skill, each in a row; with *rounds* they go round all skills time after time.
    """
    memory = simulation.blank_memory(person)
    at = person.instant(simulation.first_day, hour=MORNING)
    done = [
        (number, skill, seconds)
        for skill, practices in simulation.memories[person.id].practised.items()
        for number, seconds in enumerate(practices)
    ]
    for _, skill, seconds in sorted(done, key=lambda one: one[0]) if rounds else done:
        memory.practise(skill, at=at, seconds=seconds)
        at += timedelta(seconds=seconds)
    return memory
