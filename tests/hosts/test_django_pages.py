"""The endpoints, staff pages and the small LMS in Django, on each database and driver, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


DATABASES = {
    "sqlite": ("sqlite_url", ""),
    "psycopg": ("postgres_database_url", "psycopg"),
    "psycopg2": ("postgres_database_url", "psycopg2"),
}

PAGES = {"endpoints": ("endpoints",), "staff": ("staff", "history"), "lms": ("lms",)}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("about", PAGES)
def test_a_project_has_pages(about: str, database: str, request: pytest.FixtureRequest) -> None:
    """The tests of the project, which are Django's own test cases, pass."""
    url, driver = DATABASES[database]
    environment = os.environ | {
        "DATABASE_URL": str(request.getfixturevalue(url)),
        "PRACTICE_DRIVER": driver,
        "DJANGO_SETTINGS_MODULE": "tests.hosts.django_pages.settings",
        "LMS_NOW": "2026-03-30T12:00:00+00:00",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-m", "django", "test", *(f"tests.hosts.django_pages.{name}" for name in PAGES[about])]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
