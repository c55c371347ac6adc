"""What a newcomer copies first runs in any folder, and again on the file that it made the time before."""

import re
import subprocess
import sys
from doctest import DocTestParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = ("README.md", "docs/tutorial/first-team.md", "docs/index.md", "docs/reference/index.md")
_BLOCK = re.compile(r"^```(?:\{code-cell\} )?python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def program(page: str) -> str:
    """Return the Python of a page, what is typed at a prompt too, without pictures and properties, which are extras."""
    blocks = _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    typed = ("".join(one.source for one in DocTestParser().get_examples(block)) or block for block in blocks)
    return "\n".join(block for block in typed if "pictures" not in block and "hypothesis" not in block)


@pytest.mark.parametrize("url", ["memory:", "sqlite:///practice.db"])
@pytest.mark.parametrize("page", FIRST)
def test_first_pages_run_twice_from_any_folder(page: str, url: str, tmp_path: Path) -> None:
    """Whatever the first pages say runs twice in a row in an empty folder, in memory and on a file."""
    text = program(page)
    assert "Engine.open(" in text
    script = tmp_path / "first.py"
    script.write_text(text.replace("memory:", url, 1), encoding="utf-8")
    for _ in range(2):
        ran = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
