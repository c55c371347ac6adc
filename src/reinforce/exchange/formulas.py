"""Texts that a spreadsheet would take for formulas, written so that it does not, and read again as they were."""

from __future__ import annotations

import polars as pl

_BEGINS = "^'*[=+\\-@\t\r\n＝＋－＠]"  # noqa: RUF001 - full-width signs begin a formula too
_NUMBER = r"^[+-]?\d+(\.\d+)?$"
_GUARDED = "^'" + _BEGINS[1:]


def guard_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """
    Return *frame* with an apostrophe before each text that a spreadsheet would run.

    One more goes before those that have one there already, so that `unguard_formulas` gives back what was. A number
    with a sign is no formula, and stays.
    """
    return frame.with_columns(_guarded(pl.col(name)) for name in _texts(frame))


def unguard_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* without the apostrophes of `guard_formulas`."""
    return frame.with_columns(_unguarded(pl.col(name)) for name in _texts(frame))


def _guarded(text: pl.Expr) -> pl.Expr:
    runs = text.str.contains(_BEGINS) & ~text.str.contains(_NUMBER)
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).name.keep()


def _unguarded(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(_GUARDED)).then(text.str.slice(1)).otherwise(text).name.keep()


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, dtype in frame.schema.items() if dtype == pl.String]
