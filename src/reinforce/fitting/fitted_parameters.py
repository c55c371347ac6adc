"""Fitted weights, as a value: everybody's, and those of the groups that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from reinforce import checks
from reinforce.memory import Fsrs6

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.practice import Elapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFit:
    """
    The weights of one learner or cohort.

    Attributes:
        parameters: the 21 weights of FSRS-6, drawn towards everybody's.
        own: those that were fitted to the group alone; ``None`` where it is too small for that.
        weight: how much of ``parameters`` is its own, 0 to 1; 0 where its own were no better.
        learners: who is in it.
        predicted: how many of its reviews could be learned from.
        log_loss: of these reviews with ``parameters``; they were learned from, so that this flatters.
        larger_log_loss: of the same reviews with everybody's weights.
    """

    parameters: tuple[float, ...]
    own: tuple[float, ...] | None
    weight: float
    learners: tuple[str, ...]
    predicted: int
    log_loss: float
    larger_log_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedParameters:
    """
    Weights of FSRS-6 fitted to a review log.

    Attributes:
        parameters: everybody's, 21 numbers within the bounds of FSRS-6, drawn towards the default weights.
        own: the same before they were drawn: what the optimizer found.
        weight: how much of ``parameters`` is ``own``, 0 to 1; 0 where they were no better than the default ones.
        groups: those of the learners or cohorts asked for, by name.
        reviews: how many reviews the log has.
        predicted: how many of them could be learned from: those at least a day after the card's review before.
        left_out: how many could not, since their memory comes from elsewhere: from a placement, a checkpoint or a
            softening, or from the beginning of a card that the log does not have.
        learners: how many people they are of.
        log_loss: of the predicted reviews with ``parameters``; they were learned from, so that this flatters. See
            `evaluate` for reviews that were not.
        default_log_loss: of the same reviews with the default weights.
        elapsed: how days were counted.
        seconds: how long fitting took.
    """

    parameters: tuple[float, ...]
    own: tuple[float, ...]
    weight: float
    groups: Mapping[str, GroupFit]
    reviews: int
    predicted: int
    left_out: int
    learners: int
    log_loss: float
    default_log_loss: float
    elapsed: Elapsed
    seconds: float

    def of(self, group: str | None = None) -> tuple[float, ...]:
        """Return the weights of a *group*, or everybody's; NotFoundError where there is no such group."""
        if group is None:
            return self.parameters
        if group not in self.groups:
            raise checks.missing("group", group, self.groups)
        return self.groups[group].parameters

    def for_learner(self, learner: str) -> tuple[float, ...]:
        """Return the weights of the group that *learner* is in; everybody's for somebody who is in none."""
        found = (fit.parameters for fit in self.groups.values() if learner in fit.learners)
        return next(found, self.parameters)

    def model(self, group: str | None = None, *, desired_retention: float = 0.9) -> Fsrs6:
        """Return the memory model with these weights."""
        return Fsrs6(parameters=self.of(group), desired_retention=desired_retention)

    def to_frame(self) -> pl.DataFrame:
        """Return a row for everybody (``group`` is null) and one for each group, with ``w0`` to ``w20`` at the end."""
        everybody = (
            None,
            self.learners,
            self.predicted,
            self.weight,
            self.log_loss,
            self.default_log_loss,
            self.parameters,
        )
        rows = [everybody] + [
            (name, len(fit.learners), fit.predicted, fit.weight, fit.log_loss, fit.larger_log_loss, fit.parameters)
            for name, fit in self.groups.items()
        ]
        names = ("group", "learners", "predicted", "weight", "log_loss", "larger_log_loss")
        return pl.DataFrame(
            [{**dict(zip(names, row[:-1], strict=True)), **_weights(row[-1])} for row in rows],
            schema_overrides={"group": pl.String},
        )

    def summary(self) -> str:
        """Return what was fitted to what, in a few lines."""
        reviews, learners = f"{self.predicted:,} of {self.reviews:,} reviews", f"{self.learners:,} learners"
        before, after = self.default_log_loss, self.log_loss
        reviews += f" ({self.left_out:,} reviews left out, whose memory began elsewhere)" * bool(self.left_out)
        lines = [
            f"weights of FSRS-6 from {reviews}, {learners}, in {self.seconds:.2f} s; {self.weight:.0%} the log's own",
            f"log loss of what was learned from: {before:.4f} with the default weights, {after:.4f} with these",
        ]
        for name, group in self.groups.items():
            losses = f"{group.larger_log_loss:.4f} with everybody's, {group.log_loss:.4f} with these"
            lines.append(f"  {name}: {group.predicted:,} reviews, {group.weight:.0%} its own; {losses}")
        return "\n".join(lines)


def _weights(parameters: tuple[float, ...]) -> dict[str, float]:
    return {f"w{number}": value for number, value in enumerate(parameters)}
