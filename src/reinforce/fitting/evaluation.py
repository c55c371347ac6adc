"""Judging predictions on reviews that were not learned from: by time, against what one would do without a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.calibration import calibration, shares
from reinforce.exchange.histories import Histories, histories
from reinforce.fitting.metrics import Bins, auc, log_loss
from reinforce.fitting.prediction import fsrs6, sm2
from reinforce.fitting.shrinkage import LEAST, SHRINK
from reinforce.fitting.time_split import TimeSplit
from reinforce.memory import DEFAULT_PARAMETERS
from reinforce.memory.bounds import nearest_parameters
from reinforce.practice import Elapsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reinforce.exchange import ReviewLog

MODELS = ("constant", "sm2", "default", "optimizer", "fitted")
_LATENESS = ("early", "on time", "late")
_LEAST_A_SPLIT = 10
_MOST_SPLITS = 100
_SLACK = 0.1
_HEAVIEST = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """
    How well models predict the reviews of a log that they were not fitted to.

    Attributes:
        table: a row a model, best first: ``model``, ``n`` (reviews judged), ``log_loss``, ``rmse_bins``, ``auc``.
        calibration: ``model``, ``bin``, ``predicted`` and ``observed`` share of success, ``n``.
        lateness: the same by ``lateness`` of the review instead of ``bin``, with ``log_loss``.
        splits: ``split``, how many reviews were ``learned`` from and ``judged``, and whether weights were ``fitted``:
            where there were too few to learn from, the default weights stand in.
        predictions: a row a judged review, in the order of time: ``learner``, ``skill``, ``at``, ``split``, ``elapsed``
            (days), ``lateness``, ``succeeded``, and one column a model with the chance that it gave.
        elapsed: how days were counted.
        left_out: how many reviews of the log were neither learned from nor judged, since their memory comes from
            elsewhere, as where the log begins in the middle of a card's life.
        seconds: how long it took, fitting included.
    """

    table: pl.DataFrame
    calibration: pl.DataFrame
    lateness: pl.DataFrame
    splits: pl.DataFrame
    predictions: pl.DataFrame
    elapsed: Elapsed
    left_out: int
    seconds: float

    def to_frame(self) -> pl.DataFrame:
        """Return ``table``."""
        return self.table

    def summary(self) -> str:
        """Return the table as text."""
        judged = self.predictions.height
        lines = [
            f"{judged:,} reviews judged in {self.splits.height} splits, {self.elapsed.value}, {self.seconds:.2f} s"
        ]
        if self.left_out:
            lines.append(f"{self.left_out:,} reviews left out, whose memory began elsewhere")
        lines.append(f"{'model':<12} {'log loss':>9} {'RMSE(bins)':>11} {'AUC':>7}")
        lines += [
            f"{row['model']:<12} {row['log_loss']:>9.4f} {row['rmse_bins']:>11.4f} {row['auc']:>7.4f}"
            for row in self.table.iter_rows(named=True)
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return str(self.table._repr_html_())


def evaluate(
    log: ReviewLog | pl.DataFrame,
    *,
    splits: int = 5,
    models: Sequence[str] = MODELS,
    parameters: Mapping[str, tuple[float, ...]] | None = None,
    groups: str | Mapping[str, str] = "all",
    elapsed: Elapsed = Elapsed.LEARNER_DAY,
    apart: timedelta = timedelta(),
    least: int = LEAST,
    shrink: float = SHRINK,
    bins: int = 10,
) -> Evaluation:
    """
    Return how well models predict later reviews from earlier ones.

    Judged is the first review of a card on each learner day, but for a card's first of all, as in srs-benchmark; those
    that follow on the same day say little about memory. The judged reviews are cut by time into ``splits + 1`` parts
    (scikit-learn's ``TimeSeriesSplit``); each part but the first is predicted by what was learned from all parts before
    it, and the measures are taken over all that was predicted. States of memory follow from all reviews before.

    The models: ``constant`` is the share of success in what was learned from; ``sm2`` has SM-2's interval for the time
    after which the chance is 0.9; ``default`` is FSRS-6 with its default weights, ``optimizer`` with those that the
    optimizer finds, and ``fitted`` with those that `fit` makes of them, groups included.

    A review is *on time* if it comes within a day, or a tenth of the interval, of the day it was due; otherwise it is
    *early* or *late*. Where the log does not say for how long the card was scheduled (``interval``), due is the day on
    which the default weights have 0.9 left.

    Args:
        log: a review log, or a frame of one.
        splits: how many parts are judged, 2 to 100.
        models: which of the five.
        parameters: further weights of FSRS-6 to judge, by the name they get in the tables.
        groups: for the fitted weights, as in `fit`.
        elapsed: how days are counted.
        apart: judge only reviews that come at least so long after the card's one before. With 24 hours both ways of
            counting days are judged by the same reviews.
        least: as in `fit`; a split with less to learn from is judged with the default weights.
        shrink: as in `fit`.
        bins: how many bins the calibration has, 2 to 100.

    Raises:
        InvalidParameterError: there are fewer than ten judged reviews a part, or an argument is not acceptable.
    """
    start = perf_counter()
    checks.whole("splits", splits, 2, _MOST_SPLITS)
    checks.whole("bins", bins, 2, 100)
    checks.duration("apart", apart, most=timedelta(days=36_500))
    named = _weights(models, parameters or {})
    known = histories(log, elapsed=elapsed)
    judged = known.predicted & known.apart(apart)
    places = np.flatnonzero(judged)[np.argsort(known.order[judged])]
    if len(places) < _LEAST_A_SPLIT * (splits + 1):
        needed = _LEAST_A_SPLIT * (splits + 1)
        reason = f"has {len(places):,} reviews to judge; {needed:,} are needed for {splits} splits, ten for each part"
        raise InvalidParameterError("log", reason, value=len(places))
    cut = TimeSplit.of(known, places, splits=splits)
    chances: dict[str, NDArray[np.float64]] = {}
    for name, weights in named.items():
        chances[name] = fsrs6(known, weights)[0][cut.places]
    if "sm2" in models:
        chances["sm2"] = sm2(known)[cut.places]
    if "constant" in models:
        chances["constant"] = cut.constant(known)
    fitted = [False] * splits
    if "fitted" in models or "optimizer" in models:
        learned, fitted = cut.fitted(known, groups=groups, least=least, shrink=shrink)
        chances |= {name: chance for name, chance in learned.items() if name in models}
    return _evaluation(known, cut, chances, fitted=fitted, elapsed=elapsed, bins=bins, start=start)


def _weights(models: Sequence[str], parameters: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """Return the weights of the models that need no fitting, by name."""
    several: object = models
    if isinstance(several, str) or not isinstance(several, Collection):
        raise InvalidParameterError(
            "models", f"must be several of {', '.join(MODELS)}, not {shown(models)}", value=models
        )
    for name in models:
        if name not in MODELS:
            raise InvalidParameterError("models", f"must be of {', '.join(MODELS)}, not {shown(name)}", value=name)
    found = {"default": DEFAULT_PARAMETERS} if "default" in models else {}
    named: object = parameters
    if not isinstance(named, Mapping):
        reason = f"must be a mapping from names to weights, not {type(parameters).__name__}"
        raise InvalidParameterError("parameters", reason, value=parameters)
    for name, weights in parameters.items():
        if checks.identifier("parameters", name) in (*MODELS, *_COLUMNS):
            raise InvalidParameterError("parameters", f"must not be named {shown(name)}, which is taken", value=name)
        numbers: object = weights
        if isinstance(numbers, str) or not isinstance(numbers, Collection):
            reason = f"must be 21 numbers, not {type(numbers).__name__}"
            raise InvalidParameterError(f"parameters[{shown(name)}]", reason, value=weights)
        for weight in weights:
            checks.between(f"parameters[{shown(name)}]", weight, -_HEAVIEST, _HEAVIEST)
        found[name] = nearest_parameters(tuple(weights))
    return found


_COLUMNS = ("learner", "skill", "at", "split", "elapsed", "lateness", "succeeded")


def _evaluation(
    known: Histories,
    cut: TimeSplit,
    chances: Mapping[str, NDArray[np.float64]],
    *,
    fitted: Sequence[bool],
    elapsed: Elapsed,
    bins: int,
    start: float,
) -> Evaluation:
    places, succeeded = cut.places, known.succeeded[cut.places]
    alike = Bins.of(elapsed=known.elapsed[places], count=known.count[places], lapses=known.lapses[places])
    table = [
        {
            "model": name,
            "n": len(places),
            "log_loss": log_loss(succeeded, chance),
            "rmse_bins": alike.rmse(succeeded, chance),
            "auc": auc(succeeded, chance),
        }
        for name, chance in chances.items()
    ]
    curves = [_named(name, calibration(succeeded, chance, bins=bins)) for name, chance in chances.items()]
    late = _lateness(known, places)
    judged = [int((cut.split == number).sum()) for number in range(len(cut.since))]
    return Evaluation(
        table=pl.DataFrame(table).sort("log_loss"),
        calibration=pl.concat(curves),
        lateness=pl.concat([_named(name, _by_lateness(late, succeeded, chance)) for name, chance in chances.items()]),
        splits=pl.DataFrame(
            {
                "split": range(len(judged)),
                "learned": [len(before) for before in cut.before],
                "judged": judged,
                "fitted": list(fitted),
            }
        ),
        predictions=known.frame[places]
        .select("learner", "skill", "at")
        .with_columns(
            split=pl.Series(cut.split),
            elapsed=pl.Series(known.elapsed[places]),
            lateness=late,
            succeeded=pl.Series(succeeded),
            **{name: pl.Series(chance) for name, chance in chances.items()},
        ),
        elapsed=elapsed,
        left_out=known.left_out,
        seconds=perf_counter() - start,
    )


def _named(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.lit(name).alias("model"), pl.all())


def _lateness(known: Histories, places: NDArray[np.int64]) -> pl.Series:
    """Return how each review stood to the day that its card was due."""
    _, stability = fsrs6(known, DEFAULT_PARAMETERS)
    interval = np.maximum(np.round(stability[places]), 1.0)
    if "interval" in known.frame.columns:
        told = known.frame["interval"].cast(pl.Float64).fill_null(float("nan")).to_numpy()[places]
        interval = np.where(np.isnan(told), interval, told)
    days = known.elapsed[places] - interval
    slack = np.maximum(1.0, _SLACK * interval)
    level = np.where(days < -slack, 0, np.where(days > slack, 2, 1))
    return pl.Series("lateness", np.array(_LATENESS)[level].tolist(), dtype=pl.Enum(_LATENESS))


def _by_lateness(late: pl.Series, succeeded: NDArray[np.bool_], chance: NDArray[np.float64]) -> pl.DataFrame:
    frame = pl.DataFrame({"lateness": late, "p": chance, "y": succeeded})
    losses = [
        {"lateness": level, "log_loss": log_loss(part["y"].to_numpy(), part["p"].to_numpy())}
        for (level,), part in frame.group_by("lateness")
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {"lateness": late.dtype, "log_loss": pl.Float64}
    return (
        shares(frame, "lateness").join(pl.DataFrame(losses, schema=schema), on="lateness", how="left").sort("lateness")
    )
