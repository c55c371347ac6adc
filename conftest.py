"""What every test run shares: our pytest plugins, and the examples in docs, README and docstrings as tests."""

import os
import shutil
import tempfile
from doctest import ELLIPSIS
from pathlib import Path
from typing import Any

import pytest
from _pytest._code import Traceback
from sybil import Sybil
from sybil.evaluators.doctest import NUMBER
from sybil.integration.pytest import SybilItem
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection
from sybil.typing import Parser

from tests.support.snippets import read_yaml_block

pytest_plugins = (
    "pytester",
    "tests.support.mission",
    "tests.support.seed",
    "tests.support.postgres",
    "tests.support.restricted",
    "tests.support.review_log",
    "tests.support.schemas",
    "tests.support.stores",
    "tests.support.times",
)

ROOT = Path(__file__).parent


def _enter_a_folder_of_its_own(namespace: dict[str, Any]) -> None:
    """Go to a new folder for the examples of one document; examples/ in it are the project's."""
    folder = tempfile.mkdtemp(prefix="reinforce-snippets-")
    (Path(folder) / "examples").symlink_to(ROOT / "examples")
    namespace["_left"], namespace["_folder"] = Path.cwd(), folder
    os.chdir(folder)


def _leave_it(namespace: dict[str, Any]) -> None:
    """Return to where the run was, and remove the folder."""
    os.chdir(namespace["_left"])
    shutil.rmtree(namespace["_folder"])


def _sybil(*parsers: Parser, path: str = ".", pattern: str) -> Sybil:
    return Sybil(parsers, path=str(ROOT / path), pattern=pattern, setup=_enter_a_folder_of_its_own, teardown=_leave_it)


_markdown = (
    PythonCodeBlockParser(doctest_optionflags=NUMBER | ELLIPSIS),
    CodeBlockParser("yaml", read_yaml_block),
    SkipParser(),
)

pytest_collect_file = SybilCollection(
    [
        _sybil(*_markdown, pattern="README.md"),
        _sybil(*_markdown, path="docs", pattern="*.md"),
        _sybil(DocTestParser(optionflags=NUMBER | ELLIPSIS), path="src", pattern="*.py"),
    ]
).pytest()

_filter_traceback = SybilItem._traceback_filter  # noqa: SLF001 - see below


def _filter_any_traceback(item: SybilItem, error: pytest.ExceptionInfo[BaseException]) -> Traceback:
    """Leave a short traceback as it is: sybil 10.1 expects two entries or more, an error's cause may have one."""
    return _filter_traceback(item, error) if len(error.traceback) > 1 else error.traceback


SybilItem._traceback_filter = _filter_any_traceback  # type: ignore[method-assign, assignment] # noqa: SLF001
