"""``make stress``: kills of writers and of the server, and many processes at once; ends with 1 if anything was lost."""

import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.stress.cluster import cluster, database, restart
from tests.stress.crashes import crash
from tests.stress.hammer import hammer
from tests.support.postgres import through

CALLS = 5_000  # of each process
OTHERS = ("psycopg2", "asyncpg")


def main() -> int:
    """Print what became of it; return the exit status."""
    with tempfile.TemporaryDirectory() as folder, cluster() as server:
        file = f"sqlite:///{Path(folder) / 'practice.db'}"
        crashes = {
            "SQLite, a writer killed": crash(file, kills=50),
            "PostgreSQL, a writer killed": crash(server.url, kills=20),
            "PostgreSQL, the server killed": crash(server.url, kills=5, seed=8, server=partial(restart, server)),
            "aiosqlite, a writer killed": crash(_awaited(folder, "awaited"), kills=20),
        }
        for seed, driver in enumerate(OTHERS, 9):
            url = through(server.url, driver)
            crashes[f"{driver}, a writer killed"] = crash(url, kills=20, seed=seed)
            crashes[f"{driver}, the server killed"] = crash(
                url, kills=5, seed=10 * seed, server=partial(restart, server)
            )
        for name, found in crashes.items():
            print(f"{name}: {found}", flush=True)  # noqa: T201 - a command prints
        fresh = f"sqlite:///{Path(folder) / 'hammer.db'}"
        hammered = {
            "SQLite, four processes": hammer(fresh, processes=4, calls=CALLS),
            "PostgreSQL, eight processes": hammer(database(server, "hammer"), processes=8, calls=CALLS),
            "aiosqlite, four processes": hammer(_awaited(folder, "hammered"), processes=4, calls=CALLS),
        }
        for driver in OTHERS:
            url = through(database(server, f"hammer_{driver}"), driver)
            hammered[f"{driver}, four processes"] = hammer(url, processes=4, calls=CALLS)
        for name, result in hammered.items():
            print(f"{name}, {CALLS} calls each: {result}", flush=True)  # noqa: T201 - the same
    sound = not any(found.lost or found.differing for found in crashes.values())
    return 0 if sound and all(result.clean for result in hammered.values()) else 1


def _awaited(folder: str, name: str) -> str:
    return f"sqlite+aiosqlite:///{Path(folder) / name}.db"


if __name__ == "__main__":
    sys.exit(main())
