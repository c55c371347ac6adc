"""
Drivers, each in an environment in which it is installed and no other, beside all else that tests need.

``python -m tests.hosts.alone`` (`make drivers`) runs the whole conformance suite of each there.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = {"psycopg", "psycopg2", "asyncpg", "aiosqlite", "greenlet"}
"""The drivers that have to be installed, and what SQLAlchemy needs for those that are for asyncio."""

DISTRIBUTIONS = {"psycopg", "psycopg-binary", "psycopg2-binary", "asyncpg", "aiosqlite", "greenlet"}
ALONE = {
    "sqlite3": (set[str](), "tests/conformance/test_sqlite.py::TestSQLiteFile"),
    "psycopg": ({"psycopg", "psycopg-binary"}, "tests/conformance/test_postgres.py::TestPostgreSQL"),
    "psycopg2": ({"psycopg2-binary"}, "tests/conformance/test_psycopg2.py::TestPsycopg2"),
    "asyncpg": ({"asyncpg", "greenlet"}, "tests/conformance/test_asyncpg.py::TestAsyncpg"),
    "aiosqlite": ({"aiosqlite", "greenlet"}, "tests/conformance/test_aiosqlite.py::TestAsyncSQLiteFile"),
}
"""Of each driver, which of these distributions are installed, and the suite that then runs."""


def environment_with(installed: set[str], folder: Path) -> Path:
    """Make an environment in *folder* that has, of `DISTRIBUTIONS`, those *installed* alone; return its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    scheme = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=scheme))
    left_out = {name for other in DISTRIBUTIONS - installed for name in _files_of(other)}
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name not in left_out:
            (packages / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def _files_of(name: str) -> set[str]:
    """Return what of a distribution stands in the folder of packages."""
    files = distribution(name).files
    assert files
    return {file.parts[0] for file in files if file.parts[0] != ".."}


def run(driver: str, folder: Path, *laws: str, workers: int) -> subprocess.CompletedProcess[str]:
    """Run the suite of a *driver*, or the *laws* of it that are named, in an environment that is made in *folder*."""
    installed, suite = ALONE[driver]
    python = environment_with(installed, folder)
    found = "import sys; from importlib.util import find_spec; print(*filter(find_spec, sys.argv[1:]))"
    alone = subprocess.run([python, "-c", found, *sorted(MODULES)], capture_output=True, text=True, check=True)
    assert set(alone.stdout.split()) == MODULES & installed | MODULES & {driver}, alone.stdout
    command = [str(python), "-m", "pytest", f"-n{workers}", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *([f"{suite}::{law}" for law in laws] or [suite])],
        cwd=ROOT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Run all of them, and print what became of each; return the exit status."""
    status = 0
    for driver in ALONE:
        with tempfile.TemporaryDirectory() as folder:
            done = run(driver, Path(folder) / "venv", workers=2)
        print(f"{driver}: {done.stdout.strip().splitlines()[-1]}", flush=True)  # noqa: T201 - a command prints
        if done.returncode:
            print(done.stdout, done.stderr, flush=True)  # noqa: T201 - the same
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
