"""Review logs, the engine's own among them, as the frames that pictures are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from reinforce import checks, memory
from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog
from reinforce.exchange.calibration import calibration
from reinforce.exchange.histories import histories
from reinforce.vector import Fsrs6

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from reinforce.exchange.histories import Histories
    from reinforce.vector import Replay

_MOST_DAYS = 36_500
_MOST = 10_000_000
_MOST_BINS = 100


def log_calibration(log: ReviewLog, *, model: memory.Fsrs6 | None = None, bins: int = 10) -> pl.DataFrame:
    """
    Return what the memory model expected before each review of a log against what happened, for `calibration`.

    Judged is the first review of a card on each learner day, but for a card's first of all: right before it the model
    gives a retrievability, and it succeeds if it is rated better than Again. Nothing is fitted, so that with the model
    that made the schedule this is what was expected at the time. Reviews whose memory comes from elsewhere are left
    out, as in `exchange.from_engine`.

    Args:
        log: a review log, such as `exchange.from_engine` gives.
        model: the memory model; FSRS-6 with its defaults if omitted.
        bins: most bins, 2 to 100; each has about as many reviews.

    Returns:
        columns ``bin``, ``predicted`` and ``observed`` (0 to 1) and ``n`` (reviews).

    Raises:
        InvalidParameterError: an argument is not acceptable, or the log has no review that can be judged.
    """
    checks.whole("bins", bins, 2, _MOST_BINS)
    known, replayed = _replayed(log, model)
    judged = known.predicted
    if not judged.any():
        raise InvalidParameterError("log", "has no card that was reviewed on two days", value=len(log))
    return calibration(known.succeeded[judged], replayed.retrievability[judged], bins=bins)


def log_days(
    log: ReviewLog, *, first: date, days: int, learners: int, skills: int, model: memory.Fsrs6 | None = None
) -> pl.DataFrame:
    """
    Return what is retained on each day of a log, as the memory model has it, for `over_time`.

    It is how things stand in the evening, after practice. A card whose memory comes from elsewhere, in part or in
    whole, is left out of retention, as no review tells of it.

    Args:
        log: a review log, such as `exchange.from_engine` gives.
        first: the day that is counted as 0, by the learners' own calendars.
        days: how many, 1 to 36,500.
        learners: how many there are, those who never practised among them.
        skills: how many each of them has to learn.
        model: the memory model; FSRS-6 with its defaults if omitted.

    Returns:
        columns ``day``; ``retention`` (0 to 1, the mean retrievability of what was practised so far; null before
        anything was) and ``retention_of_all`` (what was never practised counts 0); ``introduced`` (the share of all
        cards practised so far, 0 to 1); and of one learner, on that day, ``reviews`` and ``minutes`` (null where the
        log does not say how long reviews took).

    Raises:
        InvalidParameterError: an argument is not acceptable, or the log has more cards than *learners* and *skills*
            make.
    """
    checks.whole("days", days, 1, _MOST_DAYS)
    cards = checks.whole("learners", learners, 1, _MOST) * checks.whole("skills", skills, 1, _MOST)
    known, replayed = _replayed(_whole_cards(log), model)
    card = known.frame.select(pl.struct("learner", "skill").rle_id()).to_series().to_numpy()
    count = int(card[-1]) + 1 if len(card) else 0
    if count > cards:
        raise InvalidParameterError("skills", f"makes {cards} cards with learners; the log has {count}", value=skills)
    sums = _left(known, replayed, card, first=first, days=days, model=_vector(model))
    begun = np.array([number for _, number in sums])
    left = np.array([total for total, _ in sums])
    frame = pl.DataFrame(
        {
            "day": np.arange(days, dtype=np.int32),
            "retention": np.divide(left, begun, out=np.full(days, np.nan), where=begun > 0),
            "retention_of_all": left / cards,
            "introduced": begun / cards,
        }
    ).fill_nan(None)
    return frame.join(_practised(log, first=first, learners=learners), on="day", how="left").with_columns(
        pl.col("reviews").fill_null(0.0),
        minutes=pl.col("minutes").fill_null(0.0) if _timed(log) else pl.lit(None, dtype=pl.Float64),
    )


def _vector(model: memory.Fsrs6 | None) -> Fsrs6:
    return Fsrs6(memory.Fsrs6() if model is None else model)


def _replayed(log: ReviewLog, model: memory.Fsrs6 | None) -> tuple[Histories, Replay]:
    """Return the histories in a log, and what they lead to."""
    if not isinstance(log, ReviewLog):
        raise InvalidParameterError("log", f"must be a ReviewLog, not {type(log).__name__}", value=log)
    known = histories(log)
    offsets = np.append(np.flatnonzero(known.begins), len(known.begins))
    return known, _vector(model).replay(known.rating, offsets=offsets, elapsed_days=known.elapsed)


def _whole_cards(log: ReviewLog) -> ReviewLog:
    """Return the log without the cards of which it does not know the whole memory."""
    if not isinstance(log, ReviewLog) or "carried" not in log.frame.columns:
        return log
    frame = log.frame.filter(~pl.col("carried").any().over("learner", "skill"))
    return ReviewLog(frame=frame, rows=frame.height)


def _left(
    known: Histories, replayed: Replay, card: NDArray[np.generic], *, first: date, days: int, model: Fsrs6
) -> list[tuple[float, int]]:
    """Return for each day the sum of retrievability in the evening, and of how many cards."""
    day = known.frame.select(_since(first)).to_series().to_numpy()
    latest = np.full(int(card[-1]) + 1 if len(card) else 0, -1)
    order = np.argsort(day, kind="stable")
    begins = np.searchsorted(day[order], np.arange(days + 1))
    begins[0] = 0  # what was practised before the first day
    sums = []
    for number in range(days):
        now = order[begins[number] : begins[number + 1]]
        latest[card[now]] = now  # of several on one day, the last
        has = latest[latest >= 0]
        left = model.retrievability(replayed.stability[has], elapsed_days=number - day[has])
        sums.append((float(left.sum()), len(has)))
    return sums


def _timed(log: ReviewLog) -> bool:
    return "duration" in log.frame.columns and log.frame["duration"].null_count() == 0


def _practised(log: ReviewLog, *, first: date, learners: int) -> pl.DataFrame:
    """Return the reviews and minutes of a learner by day."""
    took = pl.col("duration") if _timed(log) else pl.lit(0)
    return log.frame.group_by(day=_since(first).cast(pl.Int32)).agg(
        reviews=pl.len() / learners, minutes=took.sum() / 60_000 / learners
    )


def _since(first: date) -> pl.Expr:
    """Return how many days after the *first* each review was."""
    return (pl.col("day") - first).dt.total_days()
