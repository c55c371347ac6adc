"""The pins that ``make`` installs: plain, and complete, so that installing them resolves nothing."""

import itertools
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PINS = Path(__file__).parents[2] / "requirements"
PLAIN = re.compile(r"[A-Za-z0-9._-]+==[^\s;]+(; [a-z_]+ (==|<|>=) \"[^\"]+\")?")
INCLUDED = re.compile(r"-r (\w+)\.txt")
ONLY_ELSEWHERE = {"appnope"}  # Pinned for macOS, hence not to be looked up here; it requires nothing.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {"linux": "Linux", "darwin": "Darwin"}
MACHINES = {
    f"{platform}-{python}": {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": system,
    }
    for python, (platform, system) in itertools.product(PYTHONS, PLATFORMS.items())
}


def pinned(name: str, machine: dict[str, str]) -> dict[str, str]:
    """Return version by canonical name, of what ``requirements/NAME.txt`` installs on *machine*."""
    found: dict[str, str] = {}
    for line in (PINS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if included := INCLUDED.fullmatch(line):
            found |= pinned(included[1], machine)
        elif line and not line.startswith("#"):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(machine | {"extra": ""}):
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def unmet(requirements: list[str], pins: dict[str, str], machine: dict[str, str]) -> list[str]:
    """Return which *requirements* apply to *machine* and are not met by *pins*; extras are not followed."""
    missing = []
    for requirement in map(Requirement, requirements):
        applies = requirement.marker is None or requirement.marker.evaluate(machine | {"extra": ""})
        version = pins.get(canonicalize_name(requirement.name))
        if applies and (version is None or not requirement.specifier.contains(version, prereleases=True)):
            missing.append(str(requirement))
    return missing


@pytest.mark.parametrize("name", ["demo", "dev", "e2e"])
def test_pins_are_plain(name: str) -> None:
    """A line is a comment, another list, or ``name==version`` with at most a marker: no address, no option."""
    lines = (PINS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#") and not INCLUDED.fullmatch(line)]
    assert [line for line in pins if not PLAIN.fullmatch(line)] == []


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
@pytest.mark.parametrize("name", ["demo", "dev"])
def test_pins_are_complete(name: str, machine: dict[str, str], pyproject: dict[str, Any]) -> None:
    """What the project and every pinned package require is pinned, in a version that they accept."""
    pins = pinned(name, machine)
    project, backend = pyproject["project"]["dependencies"], pyproject["build-system"]["requires"]
    assert unmet([*project, *backend], pins, machine) == []
    for package in pins.keys() - ONLY_ELSEWHERE:
        assert (package, unmet(distribution(package).requires or [], pins, machine)) == (package, [])


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_pins_install_on_the_first_release_of_each_python(machine: dict[str, str]) -> None:
    """No pinned version asks for a later patch of Python than ``3.x.0``: distributions ship early ones for years."""
    python = machine["python_full_version"]
    asked = {
        package: SpecifierSet(str(distribution(package).metadata.json.get("requires_python", "")))
        for package in pinned("dev", machine).keys() - ONLY_ELSEWHERE
    }
    assert {package: str(pythons) for package, pythons in asked.items() if not pythons.contains(python)} == {}


@pytest.mark.parametrize("extra", ["aio", "asyncpg", "postgres", "psycopg2", "testing"])
def test_the_extras_that_tests_use_are_pinned(extra: str, pyproject: dict[str, Any]) -> None:
    """The versions that the tests run with are versions that the extra allows."""
    machine = MACHINES["linux-3.11"]
    assert unmet(pyproject["project"]["optional-dependencies"][extra], pinned("dev", machine), machine) == []


def test_hosts_are_tried_on_every_python_that_is_supported() -> None:
    """With Django 5.2 where there is no newer one, and with Django 6 elsewhere."""
    workflow = yaml.safe_load((PINS.parent / ".github/workflows/hosts.yml").read_text(encoding="utf-8"))
    assert tuple(workflow["jobs"]["test-hosts"]["strategy"]["matrix"]["python"]) == PYTHONS
    found = {name: pinned("dev", machine)["django"].partition(".")[0] for name, machine in MACHINES.items()}
    assert found == {name: "5" if name.endswith("3.11") else "6" for name in MACHINES}
