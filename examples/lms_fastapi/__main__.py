"""``python -m examples.lms_fastapi``: a fresh database with some weeks of history, and the LMS on localhost."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from examples.lms_fastapi.app import create_app
from examples.lms_fastapi.lms import DEFAULT_URL
from examples.lms_fastapi.seeding import seed

HOST = "127.0.0.1"
_FILE = Path(DEFAULT_URL.removeprefix("sqlite:///"))


def main() -> int:
    """Seed and serve until interrupted; return the exit status."""
    options = _options()
    database: Path = options.database
    database.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    started = time.perf_counter()
    print(f"writing {options.days} days of practice to {database} …", flush=True)
    seed(f"sqlite:///{database}", now=datetime.now(UTC), days=options.days)
    print(f"took {time.perf_counter() - started:.0f} s; now open http://{HOST}:{options.port}/", flush=True)
    uvicorn.run(create_app(f"sqlite:///{database}"), host=HOST, port=options.port, log_level="warning")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m examples.lms_fastapi",
        description="Serve a small LMS that has reinforce inside, with a simulated team in it.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8000, help="where to listen, on localhost only")
    parser.add_argument("--days", type=int, default=28, help="how many days of simulated history")
    parser.add_argument("--database", type=Path, default=_FILE, help="SQLite file to write; replaced if it exists")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
