"""The built wheel, and folders to import it from."""

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pyproject() -> dict[str, Any]:
    """Return the project's settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel: the one that ``REINFORCE_WHEEL`` names, or one built here, offline, from this folder."""
    if given := os.environ.get("REINFORCE_WHEEL"):
        return Path(given)
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel installed in it, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:  # For a wheel of pure Python, installing into a folder is unpacking.
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def metadata(installed: Path) -> Distribution:
    """Return what the installed wheel says about itself."""
    return PathDistribution(next(installed.glob("*.dist-info")))


@pytest.fixture(scope="session")
def core(metadata: Distribution, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel requires without extras, and what that requires, and nothing else."""
    folder = tmp_path_factory.mktemp("core")
    waiting, seen = [Requirement(text) for text in metadata.requires or ()], set[str]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        found = distribution(name)
        waiting += [Requirement(text) for text in found.requires or ()]
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            (folder / top).symlink_to(str(found.locate_file(top)))
    return folder
