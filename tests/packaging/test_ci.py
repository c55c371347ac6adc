"""What has to hold before a change is taken: nothing is left out in silence."""

import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / ".ci/run"


def program(folder: Path, name: str, text: str) -> None:
    """Write a program of that name, which is found before any other."""
    path = folder / name
    path.write_text(f"#!{shutil.which('sh')}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder with all programs of a machine: no browser, nobody's root, and a make that takes notes."""
    for name in ("bash", "dirname", "tail"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "make", f'echo "$1" >> {tmp_path / "made"}')
    return tmp_path


def run(machine: Path) -> subprocess.CompletedProcess[str]:
    """Run it on the machine."""
    return subprocess.run(
        [machine / "bash", RUN], env={"PATH": str(machine)}, capture_output=True, text=True, check=False, timeout=60
    )


def test_all_of_it_is_run_where_there_is_a_browser(machine: Path) -> None:
    """The tests, those in hosts, and those of the pages."""
    program(machine, "chromium", "exit 0")
    done = run(machine)
    assert (done.returncode, done.stderr) == (0, "")
    assert (machine / "made").read_text(encoding="utf-8").split() == ["test", "test-hosts", "e2e"]


def test_without_a_browser_it_fails_before_anything_and_says_why(machine: Path) -> None:
    """Nobody takes pages for tested that were not."""
    done = run(machine)
    assert done.returncode == 1
    assert "no Chromium" in done.stderr
    assert "only root can install one" in done.stderr
    assert not (machine / "made").exists()


def test_as_root_one_is_installed_and_what_that_says_is_told_where_it_fails(machine: Path) -> None:
    """With apt-get, and once more after its lists were brought up to date."""
    program(machine, "id", "echo 0")
    assert "no apt-get" in run(machine).stderr
    program(machine, "apt-get", 'echo "apt-get $1"; exit 9')
    done = run(machine)
    assert done.returncode == 1
    assert "apt-get update" in done.stderr
    assert not (machine / "made").exists()
    fake = machine / "chromium"
    program(machine, "apt-get", f'[ "$1" = install ] && echo "exit 0" > {fake} && {shutil.which("chmod")} 755 {fake}')
    assert run(machine).returncode == 0
    assert (machine / "made").read_text(encoding="utf-8").split()[-1] == "e2e"
