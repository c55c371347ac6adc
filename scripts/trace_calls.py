"""
How far one call walks: functions, files, changes of room, statements, and the forms that one rating goes through.

``python scripts/trace_calls.py`` does what a host does (a quiz of three questions is recorded, a session and a plan are
asked for, cards are folded anew) on a SQLite file, once to warm up and once while Python's profiler looks on. It uses
public names only, so that it runs on an older checkout as well: ``PYTHONPATH=OLDER/src``.

- functions, files: those of the library that were called.
- hops: calls from one file into another; between rooms, as far as the first folder tells them apart.
- context: calls of methods of what the services of a tenant share (`engine/context`).
- statements: what SQLite was sent, BEGIN and COMMIT not counted.
- forms: kinds of value, among arguments and results, that held the rating: a class and its field, or a row's column.
- stored: cells of the database that hold it in the end.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

import reinforce
from reinforce import Answer, Engine, ManualClock, QuizAttempt, Rating
from reinforce.catalog import plain_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

ROOT = Path(reinforce.__file__).parent
SKILLS = ("a-skill", "b-skill", "c-skill")
RATED = Rating.Easy
NAMES = ("rating", "last_rating", "ratings", "response")
DEPTH = 4
COLUMNS = ("functions", "files", "hops", "between rooms", "context", "statements", "forms")
CONTEXT = ("engine/context", "engine/desk.py")


@dataclass
class Walk:
    """What was met on the way."""

    functions: set[tuple[str, str]] = field(default_factory=set)
    hops: int = 0
    between_rooms: int = 0
    context: int = 0
    statements: int = 0
    forms: set[str] = field(default_factory=set)

    def look(self, frame: FrameType, what: str, result: object) -> None:
        """Take one step, as a profile function of Python."""
        if what not in {"call", "return"}:
            return
        here = place(frame)
        if here is None:
            return
        if what == "return":
            self.forms.update(forms("returned", result))
            return
        self.functions.add((here, frame.f_code.co_qualname))
        before = place(frame.f_back) if frame.f_back else None
        self.hops += before is not None and before != here
        self.between_rooms += before is not None and before.partition("/")[0] != here.partition("/")[0]
        self.context += here.startswith(CONTEXT) and before is not None and not before.startswith(CONTEXT)
        for name in frame.f_code.co_varnames[: frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount]:
            self.forms.update(forms(name, frame.f_locals.get(name)))


def place(frame: FrameType | None) -> str | None:
    """Return the file of ours that a frame is in."""
    path = Path(frame.f_code.co_filename) if frame else ROOT
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) and path != ROOT else None


def forms(name: str, value: object, depth: int = DEPTH) -> Iterator[str]:
    """Yield the forms in which the rating stands in a value: alone, in a field of a class, or under a name."""
    if value is RATED and depth == DEPTH:
        yield f"{name} alone"
    if not depth or isinstance(value, type):
        return
    parts: list[tuple[str, object]] = []
    if is_dataclass(value):
        parts = [(f"{type(value).__name__}.{spec.name}", getattr(value, spec.name, None)) for spec in fields(value)]
    elif isinstance(value, dict):
        parts = [(f"values[{key}]", held) for key, held in value.items()]
    elif isinstance(value, tuple | list):
        parts = [("", held) for held in value[:8]]
    for form, held in parts:
        if form.rstrip("]").endswith(NAMES) and (held == RATED or _holds(held)):
            yield form
        yield from forms(name, held, depth - 1)


def _holds(value: object) -> bool:
    return isinstance(value, dict) and RATED in value.values()


def stored(path: Path) -> int:
    """Return how many cells of the database hold the rating, by a name of its own or inside JSON."""
    found = 0
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own
            columns = [column[0] for column in cursor.description]
            row = cursor.fetchone()
            for column, cell in zip(columns, row or (), strict=False):
                found += (column in NAMES and cell == RATED) or _said(cell)
    return found


def _said(cell: object) -> bool:
    """Whether a text is JSON that holds the rating under a name, or a card in a list."""
    if not isinstance(cell, str) or not cell.startswith("{"):
        return False
    values: list[Any] = [json.loads(cell)]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            if any(value.get(name) == RATED for name in NAMES):
                return True
            values += value.values()
        elif isinstance(value, list):
            values += value
    return False


def walked(call: Callable[[], object]) -> Walk:
    """Return what was met while *call* ran."""
    walk = Walk()
    SEEN.append(walk)
    sys.setprofile(walk.look)
    try:
        call()
    finally:
        sys.setprofile(None)
        SEEN.pop()
    return walk


SEEN: list[Walk] = []


@event.listens_for(Pool, "connect")
def _listen(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
    def heard(statement: str) -> None:
        if SEEN and statement.split(maxsplit=1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"}:
            SEEN[-1].statements += 1

    connection.set_trace_callback(heard)


def main() -> None:
    """Print a row for each call."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.db"
        clock = ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        with Engine.open(f"sqlite:///{path}", clock=clock) as engine:
            tenant = engine.create_tenant("acme", seed=7)
            edition = tenant.catalog.publish(plain_pack(SKILLS, pack="all", minutes=1)).edition
            for learner in ("ana", "ben"):
                tenant.roster.put(learner)
                tenant.roster.enroll(learner, journey="all")
            questions = sorted(tenant.catalog.curriculum().questions)
            policies: Any = getattr(tenant, "policies", None) or getattr(tenant, "models", None)

            def record(learner: str, number: int) -> None:
                clock.advance(timedelta(days=1))
                answers = [Answer(question, RATED) for question in questions]
                tenant.practice.record(
                    learner, QuizAttempt(attempt_id=f"{learner}-{number}", edition=edition, answers=answers)
                )

            soon = timedelta(minutes=1)
            calls: dict[str, Callable[[], object]] = {
                "record, three questions": lambda: record("ana", 2),
                "review": lambda: tenant.practice.review("ana", "a-skill", RATED, at=clock.now() + soon),
                "session": lambda: tenant.practice.session("ana"),
                "plan": lambda: tenant.practice.plan("ana"),
                "refold": policies.refold,
            }
            for learner in ("ana", "ben"):
                record(learner, 1)
            for call in [*calls.values()][1:]:
                call()
            print(" " * 24 + "".join(f"{name:>15}" for name in COLUMNS))
            told: dict[str, Walk] = {}
            for name, call in calls.items():
                told[name] = walk = walked(call)
                files = len({file for file, _ in walk.functions})
                counts = (len(walk.functions), files, walk.hops, walk.between_rooms, walk.context, walk.statements)
                print(f"{name:24}" + "".join(f"{count:>15}" for count in (*counts, len(walk.forms))))
        print(f"forms of a recorded rating: {', '.join(sorted(told['record, three questions'].forms))}")
        print(f"cells that hold a recorded rating: {stored(path)}")


if __name__ == "__main__":
    main()
