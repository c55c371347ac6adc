"""Where the learner of a log started anew with a skill, and which of these spells have their beginning elsewhere."""

from __future__ import annotations

import polars as pl

NEW, LEARNING, REVIEW, RELEARNING = range(4)
"""States of a card before a review, as the optimizer's form and ``fsrs`` number them."""

CARD = ("learner", "skill")


def with_spells(frame: pl.DataFrame) -> pl.DataFrame:
    """
    Return the reviews of a log, in the order of time, with ``spell`` and ``carried``; without, if each card began here.

    A spell begins with a card, where a column ``spell`` says so, where ``state`` says that the card was new, and where
    it was learned after it had been reviewed: such a card was reset, even if the log does not tell. A spell whose first
    review is one of a card that was learned before (by ``state``, or by an ``interval`` of a day or more that the
    review before had given it) goes on from a memory that no review here tells of, and is ``carried``.
    """
    given = [name for name in ("spell", "carried") if name in frame.columns]
    if not {"state", "interval", *given} & set(frame.columns):
        return frame
    nothing = pl.lit(None, dtype=pl.Int32)
    state = pl.col("state") if "state" in frame.columns else nothing
    interval = pl.col("interval") if "interval" in frame.columns else nothing
    known = frame.with_columns(
        _state=pl.coalesce(state, pl.when(interval >= 1).then(pl.lit(REVIEW, dtype=pl.Int32))),
        _spell=pl.col("spell").fill_null(0) if "spell" in frame.columns else pl.lit(0, dtype=pl.Int32),
    )
    before, was = (pl.col(name).shift(1).over(*CARD) for name in ("_state", "_spell"))
    now = pl.col("_state")
    begins = (
        pl.struct(*CARD).is_first_distinct()
        | (pl.col("_spell") != was)
        | (now == NEW)
        | ((now == LEARNING) & before.is_in([REVIEW, RELEARNING]))
    ).fill_null(value=False)
    known = known.with_columns(_begins=begins).with_columns(_number=pl.col("_begins").cum_sum().over(*CARD))
    midway = (now.first() >= REVIEW).fill_null(value=False).over(*CARD, "_number")
    said = pl.col("carried").fill_null(value=False) if "carried" in frame.columns else pl.lit(value=False)
    known = known.with_columns(carried=said | midway)
    if "state" in frame.columns or "spell" not in frame.columns:
        known = known.with_columns(spell=(pl.col("_number") - 1).cast(pl.Int32))
    else:
        known = known.with_columns(spell="_spell")
    says = {"spell": (known["spell"] > 0).any(), "carried": known["carried"].any()}
    silent = [name for name, told in says.items() if not told and name not in given]
    return known.drop("_state", "_spell", "_begins", "_number", *silent)
