"""What a host writes to move in stays short, and each old scheduler has its part on the page."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/how-to/move-from-another-scheduler.md").read_text(encoding="utf-8")
PARTS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
WRITTEN = re.compile(r"```python\n# what you write\n(.*?)```", re.DOTALL)
MOST_LINES = 40


def test_each_way_in_is_at_most_forty_lines() -> None:
    """Of the host's own code; the page itself is run, and compares the numbers before and after."""
    assert len(PARTS) == 3
    for part in PARTS:
        blocks = WRITTEN.findall(part)
        assert blocks
        assert all(len(block.splitlines()) <= MOST_LINES for block in blocks)
