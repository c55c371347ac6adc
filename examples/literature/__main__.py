"""
The memory model beside the experiments: what it says of spacing, massing, expanding gaps and late reviews.

``python -m examples.literature`` prints the tables; ``--write FOLDER`` writes them as Markdown. They follow from the
model's default parameters alone, so that every run gives the same. ``docs/explanation/literature.md`` says what they
mean.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from examples.levelling import report
from examples.literature.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("gaps", "spread", "schedules", "lateness")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, write them where that is wanted; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.literature", description="Set the memory model beside what experiments observed."
    )
    parser.add_argument("--write", type=Path, help="folder to write the tables to, as Markdown")
    options = parser.parse_args(arguments)
    for name, table in zip(NAMES, tables(), strict=True):
        print(*report.text(table), "", sep="\n")
        if options.write is not None:
            lines = (*report.markdown(table), "")
            (options.write / f"literature-{name}.inc").write_text("\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
