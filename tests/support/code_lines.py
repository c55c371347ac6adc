"""How many lines of a file are code."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def code_lines(file: Path, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> int:
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
