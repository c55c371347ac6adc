"""
A year of practice through the engine: how even the days are, and what it costs memory, against two simpler ways.

``python -m examples.levelling --help`` lists what can be chosen. The tables go to standard output and are the same each
time; how far it has come, and the time it took, go to standard error. ``docs/explanation/levelling.md`` says what is
simulated, and shows the tables of a full run.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from examples.levelling import report, spacing
from examples.levelling.comparison import compare
from examples.levelling.scenarios import SCENARIOS, SETTLED
from examples.levelling.year import Setting
from reinforce import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PRACTICES = (4, 8)
"""How often each skill is practised where spaced practice is compared with massed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison, print its tables, write them where that is wanted; return the exit status."""
    options = _options(arguments)
    started = time.perf_counter()
    setting = Setting(
        learners=options.learners, skills=options.skills, days=options.days, seed=options.seed, store=options.store
    )
    if setting.store != "memory:":
        Engine.open(setting.store).close()  # its tables are made before many processes want them
    written: list[str] = []
    for table in _tables(setting, options.scenarios, processes=options.processes):
        print(*report.text(table), "", sep="\n", flush=True)
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
        written += (*report.markdown(table), "")
    if options.write is not None:
        options.write.write_text("\n".join((*_preamble(setting), *written)), encoding="utf-8")
    return 0


def _tables(setting: Setting, scenarios: Sequence[str], *, processes: int) -> Iterator[list[list[str]]]:
    """Yield a table for each scenario, and one of spaced and massed practice."""
    chosen = [scenario for scenario in SCENARIOS if scenario.id in scenarios]
    with ProcessPoolExecutor(processes) if processes > 1 else nullcontext() as executor:
        for compared in compare(setting, chosen, executor=executor):
            yield report.rows(compared.scenario, compared.years)
        if "spacing" in scenarios:
            retain = partial(spacing.retained, learners=setting.learners, seed=setting.seed)
            results = map(retain, _PRACTICES) if executor is None else executor.map(retain, _PRACTICES)
            yield spacing.rows(list(chain.from_iterable(results)))


def _preamble(setting: Setting) -> Iterator[str]:
    """Yield what the written tables begin with: how they were made."""
    yield (
        f"{setting.learners} learners, {setting.skills} skills, {setting.days} days, seed {setting.seed}; "
        f"load and retention from day {SETTLED + 1} on."
    )
    yield ""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m examples.levelling",
        description="Simulate a year of practice, planned each day by the engine and in two simpler ways.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    names = [*(scenario.id for scenario in SCENARIOS), "spacing"]
    parser.add_argument("--learners", type=_from(1, 1000), default=20, help="how many people, 1 to 1000")
    parser.add_argument("--skills", type=_from(1, 5000), default=200, help="how many skills there are, 1 to 5000")
    parser.add_argument("--days", type=_from(SETTLED + 30, 3650), default=365, help="how many days, 120 to 3650")
    parser.add_argument("--seed", type=_from(0, 2**31), default=7, help="decides everything that is left to chance")
    parser.add_argument("--processes", type=_from(1, 256), default=2, help="how many lives are simulated at once")
    parser.add_argument("--store", default="memory:", help="URL of an empty database to keep what happens in")
    parser.add_argument("--scenarios", nargs="+", choices=names, default=names, help="what to simulate")
    parser.add_argument("--write", type=Path, help="file to write the tables to, as Markdown")
    return parser.parse_args(arguments)


def _from(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number from *least* to *most*."""

    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
