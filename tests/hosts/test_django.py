"""The app in Django projects on each database and driver, each in a process of its own, as Django's settings are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATABASES = {
    "sqlite": ("sqlite_url", ""),
    "memory": ("memory_url", ""),
    "psycopg": ("postgres_database_url", "psycopg"),
    "psycopg2": ("postgres_database_url", "psycopg2"),
}


@pytest.fixture
def memory_url() -> str:
    """Return the URL of a database in memory, in which Django tests by itself."""
    return "sqlite://"


@pytest.fixture(params=list(DATABASES))
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of a project with a new, empty database."""
    url, driver = DATABASES[request.param]
    return os.environ | {
        "PRACTICE_URL": str(request.getfixturevalue(url)),
        "PRACTICE_DRIVER": driver,
        "DJANGO_SETTINGS_MODULE": "tests.hosts.django_host.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }


def run(*command: str, environment: dict[str, str]) -> None:
    """Run ``python -m`` something to a good end."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# A database in memory that Django has not made for tests is another one for each thread.
@pytest.mark.parametrize("environment", [name for name in DATABASES if name != "memory"], indirect=True)
def test_its_store_keeps_the_laws(environment: dict[str, str]) -> None:
    """The conformance suite runs over Django's connection."""
    run(
        "pytest",
        "-n0",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/hosts/django_host/conformance.py",
        environment=environment,
    )


def test_a_project_has_practice_in_its_transactions(environment: dict[str, str]) -> None:
    """The tests of the project, which are Django's own test cases, pass, two at once in databases that are cloned."""
    names = (f"tests.hosts.django_host.{name}" for name in ("joining", "settled", "around", "commands", "observed"))
    run("django", "test", "--parallel=2", *names, environment=environment)


@pytest.mark.parametrize("environment", ["memory"], indirect=True)
def test_what_a_project_says_wrong_is_its_own_to_mend(environment: dict[str, str]) -> None:
    """Checks name all faults of the settings, and no request is refused for them as a client's fault."""
    run("django", "test", "tests.hosts.django_host.wrong_settings", environment=environment)
