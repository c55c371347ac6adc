"""``scripts/setup.sh``: what it installs, when, and what it refuses; with programs that stand in for Python."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

INSTALLER = """#!/bin/sh
case "$1 $2" in "-m pip") echo "$@" >>"$(dirname "$0")/calls" ;; esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with what setup.sh reads."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.sh", tmp_path / "scripts")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def program(path: Path, text: str) -> Path:
    """Write an executable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def setup(project: Path, wanted: str, *, python: Path | str = "python3") -> subprocess.CompletedProcess[str]:
    """Run setup.sh there."""
    return subprocess.run(
        ["/bin/sh", project / "scripts" / "setup.sh", wanted],
        env={**os.environ, "PYTHON": str(python)},
        check=False,
        capture_output=True,
        text=True,
    )


def installs(project: Path, wanted: str) -> list[str]:
    """Run setup.sh where .venv exists; return what it asked pip to install, by last argument."""
    python = program(project / ".venv" / "bin" / "python", INSTALLER)
    calls = python.with_name("calls")
    calls.unlink(missing_ok=True)
    done = setup(project, wanted)
    assert done.returncode == 0, done.stderr
    return [line.split()[-1] for line in calls.read_text(encoding="utf-8").splitlines()] if calls.exists() else []


@pytest.mark.parametrize("wanted", ["demo", "dev", "e2e"])
def test_a_second_run_installs_nothing(project: Path, wanted: str) -> None:
    """The first run installs the pins and then the project; the second has nothing to do."""
    assert installs(project, wanted) == [f"requirements/{wanted}.txt", "."]
    assert installs(project, wanted) == []


def test_the_demo_needs_nothing_after_the_tests(project: Path) -> None:
    """What tests need includes what the demo needs; the other way round the rest is installed."""
    installs(project, "dev")
    assert installs(project, "demo") == []


def test_the_demo_and_the_tests_need_nothing_after_the_browser(project: Path) -> None:
    """What drives a browser includes what tests and demo need; the other way round the rest is installed."""
    installs(project, "e2e")
    assert installs(project, "demo") == []
    assert installs(project, "dev") == []


def test_the_browser_needs_more_than_the_tests(project: Path) -> None:
    """After the tests, the browser installs its own pins, and the project not again."""
    installs(project, "dev")
    assert installs(project, "e2e") == ["requirements/e2e.txt"]


def test_the_tests_need_more_than_the_demo(project: Path) -> None:
    """After the demo, the tests install their own pins, and the project not again."""
    installs(project, "demo")
    assert installs(project, "dev") == ["requirements/dev.txt"]


def test_a_changed_pin_installs_the_pins(project: Path) -> None:
    """The content of the pins decides, not their age."""
    installs(project, "demo")
    pins = project / "requirements" / "demo.txt"
    os.utime(pins, (0, 0))
    assert installs(project, "demo") == []
    pins.write_text(pins.read_text(encoding="utf-8").replace("rich==", "rich==1"), encoding="utf-8")
    assert installs(project, "demo") == ["requirements/demo.txt"]


def test_a_changed_pyproject_installs_the_project(project: Path) -> None:
    """New settings of the package need a new install of the package only."""
    installs(project, "demo")
    with (project / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n# changed\n")
    assert installs(project, "demo") == ["."]


def test_a_moved_folder_installs_the_project(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An editable install points to a folder; where that has moved, it is made again."""
    installs(project, "demo")
    moved = tmp_path_factory.mktemp("elsewhere") / "project"
    shutil.copytree(project, moved)
    assert installs(moved, "demo") == ["."]


def test_a_failed_install_is_tried_again(project: Path) -> None:
    """Only what was installed is remembered."""
    program(project / ".venv" / "bin" / "python", '#!/bin/sh\ncase "$1" in -m) exit 1 ;; esac\n')
    assert setup(project, "demo").returncode != 0
    assert installs(project, "demo") == ["requirements/demo.txt", "."]


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        (
            '#!/bin/sh\ncase "$1" in --version) echo Python 3.10.9 ;; *) exit 1 ;; esac\n',
            "is Python 3.10.9, and reinforce needs",
        ),
        ('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\n', "has no venv module with pip in it"),
        (None, "There is no program"),
    ],
    ids=["too old", "without venv", "absent"],
)
def test_a_python_that_cannot_do_it_is_refused(project: Path, python: str | None, reason: str) -> None:
    """One sentence says what is missing, and nothing is made."""
    named = project / "bin" / "python3"
    if python is not None:
        program(named, python)
    refused = setup(project, "demo", python=named)
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (project / ".venv").exists()
