"""
What content costs that is edited again and again: a pack of 300 questions, after 1, 50 and 1,000 editions.

Told are the next session after an edit and the edit itself, each as a ratio to what it costs with one edition, and by
how much a process grows with each edit that it goes along with.
"""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from time import process_time

from benchmarks.databases import sqlite_file
from reinforce import Engine, ManualClock, Tenant
from reinforce.catalog import Facet, Pack, SingleChoice, plain_pack
from reinforce.catalog.questions import Option
from reinforce.ports import Change
from reinforce.stores.sql import SQLStore

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
EDITIONS = (1, 50, 1_000)
QUESTIONS = 300
_EDITS = 9
_WRITTEN_AT_ONCE = 50


def pack(wording: str = "Which one?") -> Pack:
    """Return a pack of 300 questions about 60 skills, one of them in that *wording*."""
    plain = plain_pack([f"skill-{number}" for number in range(QUESTIONS // 5)])
    options = (
        Option(id="a", text="This one, of course.", correct=True),
        Option(id="b", text="That one.", feedback="No."),
    )
    questions = tuple(
        SingleChoice(
            id=f"question-{number}",
            skill=plain.skills[number % len(plain.skills)].id,
            facet=Facet.WHAT,
            prompt=f"{wording} Number {number} of {QUESTIONS}." if number else wording,
            options=options,
            explanation="Because it is this one and not that one, as was said before.",
        )
        for number in range(QUESTIONS)
    )
    return plain.model_copy(update={"questions": questions})


def bench_editions() -> None:
    """Print what a session and an edit cost at each number of editions, and what a process grows by."""
    print(f"editions of a pack of {QUESTIONS} questions: CPU, medians of {_EDITS} edits, as ratios to one edition")
    least: tuple[float, float] | None = None
    for editions in EDITIONS:
        with sqlite_file("normal") as sql:
            store = SQLStore(sql)
            publisher = Engine.over(store, clock=ManualClock(NOW)).create_tenant("acme", seed=7)
            publisher.catalog.publish(pack())
            publisher.roster.put("ana")
            publisher.roster.enroll("ana", journey="skills")
            _write(store, editions - 1)
            reader = Engine.over(store, clock=ManualClock(NOW)).tenant("acme")
            session, edit = _costs(publisher, reader)
            least = least or (session, edit)
            print(
                f"    {editions:>5,} editions: session {session / least[0]:.2f} ({session * 1e3:.1f} ms), "
                f"edit {edit / least[1]:.2f} ({edit * 1e3:.1f} ms), growth {_growth(publisher, reader):.3f} MB an edit"
            )


def _write(store: SQLStore, more: int) -> None:
    """Write so many more editions as publishing does, which word one question anew."""
    first = store.editions("acme", [1])[0]
    for start in range(2, more + 2, _WRITTEN_AT_ONCE):
        records = []
        for number in range(start, min(start + _WRITTEN_AT_ONCE, more + 2)):
            question, *others = first.body["questions"]
            body = {**first.body, "questions": [{**question, "prompt": f"Which one, {number}?"}, *others]}
            newest = {"skills": number}
            records.append(replace(first, number=number, digest=f"digest-{number}", body=body, newest=newest))
        store.apply(Change(tenant="acme", editions=tuple(records)))


def _costs(publisher: Tenant, reader: Tenant) -> tuple[float, float]:
    """Return the seconds of CPU of the next session after an edit, and of the edit."""
    sessions, edits = [], []
    for number in range(_EDITS):
        edited = pack(f"Which of them, {number}?")
        start = process_time()
        publisher.catalog.publish(edited)
        middle = process_time()
        reader.practice.session("ana")
        sessions.append(process_time() - middle)
        edits.append(middle - start)
    return median(sessions), median(edits)


def _growth(publisher: Tenant, reader: Tenant) -> float:
    """Return by how many megabytes a process grows with an edit, once it has gone along with some."""
    tracemalloc.start()
    sizes = []
    for number in range(_EDITS):
        publisher.catalog.publish(pack(f"Which one was it, {number}?"))
        reader.practice.session("ana")
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (sizes[-1] - sizes[1]) / (len(sizes) - 2) / 1e6


if __name__ == "__main__":
    bench_editions()
