"""
Run the tests on the built wheel: in a folder without src/, in an environment without the editable install.

The scratch environment holds the wheel; everything else it takes from .venv, behind the wheel on the path.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
FROM_THE_WHEEL = """
import pathlib, reinforce, sys
if not pathlib.Path(reinforce.__file__).is_relative_to(sys.prefix):
    sys.exit(f"reinforce came from {reinforce.__file__}, not from the wheel")
"""
WITHOUT = {"src", "build", "dist", "htmlcov"}


def main(arguments: list[str]) -> int:
    """Build, install, copy and test; return pytest's exit code. *arguments* go to pytest."""
    with tempfile.TemporaryDirectory(prefix="reinforce-wheel-") as folder:
        wheel = build(Path(folder) / "dist")
        python = environment(Path(folder) / "venv", wheel)
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=left_out)
        print(f"testing {wheel.name} in a folder without src/", flush=True)
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        variables["REINFORCE_WHEEL"] = str(wheel)
        subprocess.run([python, "-c", FROM_THE_WHEEL], cwd=copy, env=variables, check=True)
        tests = [str(python), "-m", "pytest", "tests", "docs", "README.md", *arguments]
        return subprocess.run(tests, cwd=copy, env=variables, check=False).returncode


def build(folder: Path) -> Path:
    """Build the wheel into *folder*, offline, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def environment(folder: Path, wheel: Path) -> Path:
    """Make an environment in *folder* with *wheel* in it, and return its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    base = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=base))
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--target"]
    subprocess.run([sys.executable, *install, packages, wheel], check=True)
    # A folder named in a .pth file is searched after this one, and .pth files in it, such as the editable install's,
    # are not read.
    (packages / "everything-else.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def left_out(folder: str, names: list[str]) -> set[str]:
    """Return which of *names* in *folder* are not part of what is tested: src/, and what tools left behind."""
    here = Path(folder) == ROOT
    return {name for name in names if name == "__pycache__" or name.startswith(".") or (here and name in WITHOUT)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
