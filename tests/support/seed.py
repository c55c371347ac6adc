"""
A pytest plugin: hypothesis draws by the commit, the same examples whenever a commit is tested and new ones with each.

`--hypothesis-seed` on the command line decides otherwise.
"""

import subprocess
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def commit() -> str:
    """Return the commit that is checked out, or the version of the package where this is no checkout."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--verify", "HEAD"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return version("reinforce-engine")
    return said.stdout.strip() if said.returncode == 0 else version("reinforce-engine")


def seed_of(name: str) -> int:
    """Return the seed that belongs to a commit or a version."""
    return int.from_bytes(blake2b(name.encode(), digest_size=6).digest())


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set the seed before hypothesis reads it; the workers of a run get it from the run."""
    if getattr(config.option, "hypothesis_seed", None) is None:
        config.option.hypothesis_seed = seed_of(commit())


def pytest_report_header(config: pytest.Config) -> str:
    """Say what the examples of this run can be had again with."""
    return f"hypothesis: --hypothesis-seed={config.option.hypothesis_seed}"
