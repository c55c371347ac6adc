"""
Ninety days of a customer-success team on the engine: a real pack, people who forget, and what their lead gets to see.

``python -m examples.customer_success.demo --help`` lists what can be chosen. The report goes to standard output,
and with pictures to a page beside the database, both the same each time; the progress bar, where the page is and the
time it took go to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if not __package__:  # Run as a file, Python looks for modules beside it only.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from examples.customer_success.ahead import agree, agreements
from examples.customer_success.figures import Figures
from examples.customer_success.report import RESEARCH, Report
from examples.customer_success.research import Research
from examples.customer_success.simulation import Simulation
from examples.customer_success.team import team
from reinforce import Engine, Learner, Leave, ManualClock, OnLeave

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from examples.customer_success.team import Person
    from reinforce import Tenant

PACK = Path(__file__).with_name("pack.yaml")
FIRST_DAY = date(2026, 3, 4)
SIGNED_UP_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and print its report; return the exit status."""
    options = _options(arguments)
    started = time.perf_counter()
    clock = ManualClock(SIGNED_UP_AT)
    people = team(options.people)
    # A file that is made anew each time may lose its last commits when the power fails.
    with Engine.open(_url(options.database), clock=clock, durability="normal") as engine:
        tenant = signed_up(engine, people, seed=options.seed)
        simulation = Simulation(tenant, clock, people=people, first_day=FIRST_DAY, days=options.days, seed=options.seed)
        with _progress() as progress:
            task = progress.add_task(f"{options.days} days of {len(people)} people", total=options.days * len(people))
            simulation.run(tick=lambda: progress.advance(task))
        figures = Figures(tenant, simulation)
        agree(tenant, agreements(people, day=figures.day), journey=_first_journey(tenant))
        report = Report(figures, clock)
        for line in report.lines():
            print(line)
        written = report.write(options.report or options.database.with_name("report.html"))
        Research(figures, clock).write(written.with_name(RESEARCH), report=written.name)
    print(f"this is a page in {written}: open it in any browser, it needs no network", file=sys.stderr)
    print(f"took {time.perf_counter() - started:.0f} s; the database is {options.database}", file=sys.stderr)
    return 0


def signed_up(engine: Engine, people: Sequence[Person], *, seed: int) -> Tenant:
    """Publish the pack, enrol everybody in its first journey, and say when each of them can practise."""
    tenant = engine.create_tenant("acme", seed=seed)
    tenant.catalog.publish(PACK)
    tenant.roster.put_many(
        Learner(id=person.id, timezone=person.timezone, day_start=person.day_start) for person in people
    )
    for person in people:
        tenant.roster.set_availability(person.id, week=person.week)
        if person.leave:
            first, last = (FIRST_DAY + timedelta(days=number) for number in (person.leave[0], person.leave[-1]))
            tenant.roster.put_leave(person.id, Leave(id="spring", first=first, last=last, policy=OnLeave.SPREAD))
    tenant.roster.enroll_many([person.id for person in people], journey=_first_journey(tenant))
    return tenant


def _first_journey(tenant: Tenant) -> str:
    return next(iter(tenant.catalog.curriculum().journeys))


def _url(database: Path) -> str:
    """Return the URL of a database file that starts empty."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for name in (database, *(database.with_name(database.name + ending) for ending in ("-wal", "-shm"))):
        name.unlink(missing_ok=True)
    return f"sqlite:///{database}"


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m examples.customer_success.demo",
        description="Simulate a customer-success team that practises with the engine; print what its lead would see.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--days", type=_from_one_to(730), default=90, help="how many days to simulate, 1 to 730")
    parser.add_argument("--people", type=_from_one_to(1000), default=12, help="how large the team is, 1 to 1000")
    parser.add_argument("--seed", type=int, default=7, help="decides everything that is left to chance")
    parser.add_argument(
        "--database",
        type=Path,
        default=Path("build/demo/practice.db"),
        help="SQLite file to write; replaced if it exists",
    )
    parser.add_argument(
        "--report",
        type=_page,
        help="HTML page to write; report.html beside the database if omitted; research.html comes beside it",
    )
    return parser.parse_args(arguments)


def _page(text: str) -> Path:
    """Return the path of a page that can be written."""
    path = Path(text)
    if path.suffix != ".html" or not path.parent.is_dir() or path.name == RESEARCH:
        reason = f"must be a file that ends in .html, other than {RESEARCH}, in a folder that is there, not {text!r}"
        raise argparse.ArgumentTypeError(reason)
    return path


def _from_one_to(most: int) -> Callable[[str], int]:
    """Return what reads a whole number from 1 to *most*."""

    def number(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {most}, not {text!r}")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
