"""What `import reinforce` takes beside the libraries that it stands on, each in a process of its own, in turns."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

_IMPORTED = (
    "pass",
    "import fsrs",
    "import fsrs, sqlalchemy",
    "import reinforce",
    "import reinforce, sqlalchemy",
    "import reinforce.catalog; reinforce.catalog.Pack",
)
_ROUNDS = 15


def bench_importing() -> None:
    """Print the shortest time of each, which is what it takes where nothing else runs, less that of Python itself."""
    shortest = dict.fromkeys(_IMPORTED, float("inf"))
    for _ in range(_ROUNDS):
        for code in _IMPORTED:
            shortest[code] = min(shortest[code], _seconds(code))
    python = shortest.pop("pass")
    beyond = shortest["import reinforce, sqlalchemy"] - shortest["import fsrs, sqlalchemy"]
    for code, seconds in shortest.items():
        print(f"{code:52} {seconds - python:6.3f} s")
    print(f"{'beyond py-fsrs and SQLAlchemy':52} {beyond:6.3f} s")


def _seconds(code: str) -> float:
    """Return how long a new Python takes to run *code*, with what is compiled already kept from the round before."""
    start = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
    return perf_counter() - start
