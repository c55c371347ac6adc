"""What a user gets: the wheel, with its own dependencies and no others."""

import ast
import subprocess
import sys
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEAVY = {
    *("sqlalchemy", "alembic", "sqlite3", "psycopg", "psycopg2", "asyncpg", "aiosqlite", "asyncio"),
    *("numpy", "polars", "torch", "hypothesis", "pytest"),
}

# Known to type checkers only; a part of pydantic, from which its documentation imports; Python's own from 3.14 on.
NOT_TO_REQUIRE = {"_typeshed", "pydantic_core", "compression"}


def in_an_empty_python(*path: Path, code: str) -> str:
    """Run *code* in a Python that finds the standard library and what lies in *path*; return what it printed."""
    start = f"import sys; sys.path[:0] = {[str(folder) for folder in path]!r}\n"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", start + code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_typed(installed: Path) -> None:
    """The marker that tells type checkers to read our annotations is inside."""
    assert (installed / "reinforce" / "py.typed").is_file()


def test_it_carries_the_package_and_nothing_else(installed: Path) -> None:
    """No tests, docs or examples end up in a user's site-packages."""
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"reinforce"}


def test_it_carries_its_licence(metadata: Distribution) -> None:
    """The licence goes where the wheel goes."""
    assert metadata.read_text("licenses/LICENSE")


def test_its_version_is_the_project_s(metadata: Distribution, pyproject: dict[str, Any]) -> None:
    """Name and version are those of pyproject.toml."""
    project = pyproject["project"]
    assert (metadata.metadata["Name"], metadata.version) == (project["name"], project["version"])


def test_its_command_is_there(installed: Path, core: Path, metadata: Distribution) -> None:
    """The entry point ``reinforce`` names a function that exists."""
    (command,) = metadata.entry_points.select(group="console_scripts")
    assert command.name == "reinforce"
    code = f"import {command.module} as module; print(callable(module.{command.attr}))"
    assert in_an_empty_python(installed, core, code=code) == "True\n"


def test_importing_it_is_light(installed: Path, core: Path) -> None:
    """``import reinforce`` needs the core dependencies only, and loads no driver, event loop, array or test library."""
    printed = in_an_empty_python(installed, core, code="import reinforce; print(*sys.modules)")
    loaded = {name.partition(".")[0] for name in printed.split()}
    assert "reinforce" in loaded
    assert loaded & HEAVY == set()


def test_its_public_names_resolve_without_extras(installed: Path, core: Path) -> None:
    """Every name in ``reinforce.__all__`` can be had with the core dependencies only."""
    code = "import reinforce; print(*[name for name in reinforce.__all__ if getattr(reinforce, name, None) is None])"
    assert in_an_empty_python(installed, core, code=code) == "\n"


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("web.fastapi", "fastapi"),
        ("django", "django"),
        ("django.urls", "django"),
        ("django.views", "django"),
        ("exchange", "exchange"),
    ],
)
def test_a_room_without_its_extra_says_which_it_is(installed: Path, core: Path, module: str, extra: str) -> None:
    """Whoever imports it gets the line that installs what it needs, and not the name of what was not found alone."""
    code = f"""
import reinforce.web
try:
    import reinforce.{module}
except ImportError as error:
    print(error)
"""
    assert f"pip install reinforce-engine[{extra}]" in in_an_empty_python(installed, core, code=code)


def test_it_requires_what_it_imports(installed: Path, metadata: Distribution) -> None:
    """Each package that some module imports, at its top or later, is a dependency or in an extra."""
    sources = [ast.parse(path.read_text(encoding="utf-8")) for path in installed.rglob("*.py")]
    nodes = [node for source in sources for node in ast.walk(source)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    foreign = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - NOT_TO_REQUIRE - {"reinforce"}
    required = {canonicalize_name(Requirement(text).name) for text in metadata.requires or ()}
    provided = packages_distributions()
    unnamed = {name for name in foreign if required.isdisjoint(map(canonicalize_name, provided.get(name, ())))}
    assert unnamed == set()
