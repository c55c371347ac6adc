"""Adopting fitted weights: first what would change, then the new policy and the cards refolded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.exchange.engine_log import cards_of, entries_by_learner
from reinforce.fitting.fitted_parameters import FittedParameters
from reinforce.memory import Fsrs6
from reinforce.practice import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reinforce.engine import Refolded, Tenant
    from reinforce.practice import Card, Policy

_SCHEMA = {
    "learner": pl.String,
    "skill": pl.String,
    "due_date": pl.Date,
    "new_due_date": pl.Date,
    "moved": pl.Int32,
    "stability": pl.Float64,
    "new_stability": pl.Float64,
    "ratio": pl.Float64,
}
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPreview:
    """
    What would become of a tenant's cards under other weights. Nothing is changed by looking.

    Attributes:
        frame: a row a card that has a memory: ``learner``, ``skill``, ``due_date`` and ``new_due_date``,
            ``moved`` (days later; below zero: earlier), ``stability`` and ``new_stability`` (days), and
            ``ratio`` of the new to the old.
        policy: what would be adopted; its version is given when it is.
    """

    frame: pl.DataFrame
    policy: Policy

    def summary(self) -> str:
        """Return how many cards fall due earlier and later, by how much, and how stabilities compare."""
        frame = self.frame
        earlier, later = frame.filter(pl.col("moved") < 0), frame.filter(pl.col("moved") > 0)
        lines = [f"{frame.height:,} cards; {frame.height - earlier.height - later.height:,} keep their due day"]
        for word, part in (("earlier", earlier), ("later", later)):
            if part.height:
                days = part["moved"].abs().sort()
                middle, most = days[part.height // 2], days[-1]
                lines.append(f"{part.height:,} fall due {word}: by {middle} days in the middle, {most} at most")
        if frame.height:
            shares = [pl.col("ratio").quantile(share, "linear").alias(str(share)) for share in _QUANTILES]
            low, middle, high = frame.select(shares).row(0)
            lines.append(f"stability, new to old: {middle:.2f} in the middle, {low:.2f} to {high:.2f} for eight of ten")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415 - needed in notebooks only

        return f"<pre>{escape(self.summary())}</pre>{self.frame._repr_html_()}"


def preview_adoption(tenant: Tenant, fitted: FittedParameters, *, group: str | None = None) -> AdoptionPreview:
    """
    Return what would become of each card if the tenant adopted the fitted weights; nothing is changed.

    Each card is folded twice from its log: with the policy in force, and with the same but for the weights.

    Args:
        tenant: whose cards.
        fitted: the weights.
        group: those of which group; everybody's if omitted.

    Raises:
        NotFoundError: there is no such group.
        InvalidParameterError: *fitted* is something else, or counted days otherwise than the policy does.
    """
    before, after = tenant.policy, _policy(tenant, fitted, group)
    return AdoptionPreview(frame=pl.DataFrame(list(_moves(tenant, before, after)), schema=_SCHEMA), policy=after)


def adopt(
    tenant: Tenant,
    fitted: FittedParameters,
    *,
    group: str | None = None,
    refold: bool = True,
    progress: Callable[[Refolded], None] | None = None,
) -> Policy:
    """
    Put the fitted weights in force as a new version of the tenant's policy, and return that policy.

    A policy has one set of weights; that of a group is for a tenant whose people are that group. Going back is adopting
    the policy from before.

    Args:
        tenant: who adopts them.
        fitted: the weights.
        group: those of which group; everybody's if omitted.
        refold: whether to bring every card to them now; without it each follows when it is next read or written.
        progress: called after each batch of learners, as in ``tenant.policies.refold``.

    Raises:
        NotFoundError: there is no such group.
        InvalidParameterError: as for `preview_adoption`.
    """
    adopted = tenant.policies.adopt(_policy(tenant, fitted, group))
    if refold:
        tenant.policies.refold(progress=progress)
    return adopted


def _policy(tenant: Tenant, fitted: FittedParameters, group: str | None) -> Policy:
    checks.of_kind("fitted", fitted, FittedParameters)
    policy = tenant.policy
    if fitted.elapsed is not policy.elapsed:
        reason = (
            f"counted days as {fitted.elapsed.value!r}; the policy in force counts them as {policy.elapsed.value!r}"
        )
        raise InvalidParameterError("fitted", reason, value=fitted.elapsed)
    return replace(policy, model=Fsrs6.name, parameters=fitted.of(group))


def _moves(tenant: Tenant, before: Policy, after: Policy) -> Iterator[dict[str, Any]]:
    for learner, entries in entries_by_learner(tenant).items():
        for skill, concerned in cards_of(entries).items():
            changes = tenant.catalog.curriculum().changes(skill)
            old, new = (
                fold(concerned, policy=policy, changes=changes, learner=learner, skill=skill)
                for policy in (before, after)
            )
            if old.memory is not None and new.memory is not None:
                yield _move(old, new)


def _move(old: Card, new: Card) -> dict[str, Any]:
    stability, new_stability = old.stability or 0.0, new.stability or 0.0
    due, new_due = old.due_day or 0, new.due_day or 0
    return {
        "learner": old.learner,
        "skill": old.skill,
        "due_date": old.due_date,
        "new_due_date": new.due_date,
        "moved": new_due - due,
        "stability": stability,
        "new_stability": new_stability,
        "ratio": new_stability / stability,
    }
