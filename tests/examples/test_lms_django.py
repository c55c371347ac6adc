"""How much a Django project writes for practice, counted in the example."""

import ast
from pathlib import Path

HERE = Path(__file__).parents[2] / "examples" / "lms_django"
MOST = 60


def test_practice_takes_at_most_sixty_lines_of_the_host_s() -> None:
    """Session, submit, dashboard, reminders and erasing: the bridge, the command, the settings and the address."""
    bridge = _code(HERE / "practice.py", without=("assign",))
    command = _code(HERE / "management" / "commands" / "remind.py")
    settings = _code(HERE / "settings.py", only=("REINFORCE",)) + 1  # and the app's name
    address = sum("reinforce" in line for line in (HERE / "urls.py").read_text(encoding="utf-8").splitlines())
    total = bridge + command + settings + address
    assert (address, total <= MOST) == (1, True), (bridge, command, settings)
    for page in (HERE / "README.md", HERE.parents[1] / "docs" / "how-to" / "django.md"):
        assert f"is {total} lines" in page.read_text(encoding="utf-8")


def _code(file: Path, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> int:
    """Return how many lines of a file are code: neither empty nor a comment nor a docstring."""
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    counted: set[int] = set()
    for node in ast.parse(text).body:
        name = getattr(node, "name", getattr(getattr(node, "targets", [None])[0], "id", ""))
        if name in without or (only and name not in only):
            continue
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        counted |= set(range(first, (node.end_lineno or first) + 1))
        for inner in ast.walk(node):
            if (
                isinstance(inner, ast.Expr)
                and isinstance(inner.value, ast.Constant)
                and isinstance(inner.value.value, str)
            ):
                counted -= set(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
    return sum(bool(lines[number - 1].strip()) and not lines[number - 1].lstrip().startswith("#") for number in counted)
