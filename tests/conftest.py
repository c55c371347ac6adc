"""Fixtures and settings for all tests: hypothesis profiles and the SQLite database of one test."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long one example takes says nothing about the law it tests, least of all on a busy machine.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)

# What was drawn once is drawn again while the commit is the same (tests/support/seed.py), whoever runs the tests;
# an example that fails becomes a test instead of an entry in a folder that nobody else has.
settings.register_profile("dev", _PATIENT, database=None)
settings.register_profile("ci", _PATIENT, database=None, max_examples=40)
settings.register_profile("nightly", _PATIENT, database=None, max_examples=2_000, stateful_step_count=100)

# `make fresh`: so many examples of every property and machine, also of those that otherwise ask for fewer.
if asked := os.environ.get("REINFORCE_EXAMPLES"):
    most = int(asked)
    type.__setattr__(settings, "max_examples", property(lambda self: max(self._max_examples, most)))
settings.load_profile(os.environ.get("REINFORCE_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that does not exist yet, in a folder of this test's own."""
    return f"sqlite:///{tmp_path / 'practice.db'}"
