"""Frames and progress bars: from libraries that are imported when something is to be shown, and not before."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    import altair as alt
    import polars as pl

_LONG = 200_000_000
"""Skill days of a run that takes about ten seconds."""


def polars() -> ModuleType:
    """Return polars."""
    return _from_extra("polars")


def frame(columns: Mapping[str, object] | Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return a polars frame of columns, or of rows."""
    made: pl.DataFrame = polars().DataFrame(columns)
    return made


def concatenated(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return frames with the same columns after one another."""
    made: pl.DataFrame = polars().concat(frames)
    return made


def picture(of: object) -> alt.TopLevelMixin:
    """Return the picture of a result."""
    from reinforce import pictures  # noqa: PLC0415 - pictures need more than numbers do

    return pictures.of(of)


@contextmanager
def progress_bar(*, wanted: bool | None, total: int, skills: int) -> Iterator[Callable[[int], object]]:
    """
    Yield what is to be called with the learner days that have passed.

    *wanted* is whether to show a bar; ``None`` for one where the run is long and somebody watches.
    """
    if wanted is None:
        wanted = total * skills >= _LONG and sys.stderr.isatty()
    if not wanted:
        yield lambda _: None
        return
    with _from_extra("tqdm.auto").tqdm(total=total, unit=" learner days", unit_scale=True) as bar:
        yield bar.update


def _from_extra(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:  # pragma: no cover - the tests run with all of them
        message = f"{name} is needed for this: pip install reinforce-engine[simulation]"
        raise ImportError(message, name=name) from error
