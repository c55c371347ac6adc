"""Adopting fitted weights, for all or for some: first what would change, then they hold and cards are refolded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from reinforce import checks
from reinforce.errors import InvalidParameterError
from reinforce.exchange.engine_log import cards_of, entries_by_learner
from reinforce.fitting.fitted_parameters import FittedParameters
from reinforce.memory import Fsrs6
from reinforce.practice import Settings, fold
from reinforce.practice.settings import Exceptions, TenantSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reinforce.catalog import Curriculum, Skill
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
        policy: what would be adopted, for all, or for those alone for whom the weights are; its version is given when
            it is.
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


def preview_adoption(
    tenant: Tenant,
    fitted: FittedParameters,
    *,
    group: str | None = None,
    skill: str | None = None,
    dimension: str | None = None,
) -> AdoptionPreview:
    """
    Return what would become of each card if the fitted weights were adopted; nothing is changed.

    Each card for which something could change is folded twice from its log: with what is in force for it, and with the
    same but for the weights. The arguments, and what they may not be, are those of `adopt`.
    """
    adopting = _Adopting(tenant, fitted, group=group, skill=skill, dimension=dimension)
    return AdoptionPreview(frame=pl.DataFrame(list(adopting.moves()), schema=_SCHEMA), policy=adopting.policy)


def adopt(
    tenant: Tenant,
    fitted: FittedParameters,
    *,
    group: str | None = None,
    skill: str | None = None,
    dimension: str | None = None,
    by: str | None = None,
    refold: bool = True,
    progress: Callable[[Refolded], None] | None = None,
) -> Policy:
    """
    Put the fitted weights in force, and return the tenant's policy.

    Everybody's are put in force for all, as a new version of the policy; going back is adopting the policy from before.
    Those of a group are set for its learners, and with *skill* or *dimension* everybody's are set for that: then they
    hold in place of the policy's for these alone, as ``tenant.policies.set_for`` puts it, beside what else is set for
    them. They are taken back by setting the rest again, or by ``tenant.policies.withdraw_for``.

    Args:
        tenant: who adopts them.
        fitted: the weights.
        group: those of which group, for its learners; everybody's if omitted.
        skill: for which skill alone; the log that they were fitted to should be that of the skill.
        dimension: for which dimension alone, as *skill*.
        by: the person who decided, for a group, a skill or a dimension.
        refold: whether to bring every card to them now; without it each follows when it is next read or written.
        progress: called after each batch of learners, as in ``tenant.policies.refold``.

    Raises:
        NotFoundError: there is no such group, skill or dimension; or one of the group's learners is not there.
        InvalidParameterError: *fitted* is something else, or counted days otherwise than the policy does; or more than
            one of *group*, *skill* and *dimension* is given.
    """
    adopting = _Adopting(tenant, fitted, group=group, skill=skill, dimension=dimension)
    adopting.adopt(by=by)
    if refold:
        tenant.policies.refold(learners=adopting.learners, progress=progress)
    return tenant.policy


class _Adopting:
    """
    Fitted weights, and for whom or what they are to hold.

    Attributes:
        policy: as it would be for those for whom they hold.
        learners: for whom they are; ``None`` for everybody.
    """

    def __init__(self, tenant: Tenant, fitted: FittedParameters, **some: str | None) -> None:
        checks.of_kind("fitted", fitted, FittedParameters)
        given = {name: value for name, value in some.items() if value is not None}
        if len(given) > 1:
            raise InvalidParameterError("group", f"and {', '.join(given)} are not for one call", value=given)
        policy, self._tenant = tenant.policy, tenant
        if fitted.elapsed is not policy.elapsed:
            reason = f"counted days as {fitted.elapsed.value!r}; the policy in force counts them as"
            raise InvalidParameterError("fitted", f"{reason} {policy.elapsed.value!r}", value=fitted.elapsed)
        group = given.pop("group", None)
        self._weights: dict[str, Any] = {"model": Fsrs6.name, "parameters": fitted.of(group)}
        self.policy = replace(policy, **self._weights)
        self.learners = None if group is None else fitted.groups[group].learners
        self._kind, self._id = next(iter(given.items()), ("", ""))

    def adopt(self, *, by: str | None) -> None:
        """Put the weights in force, where they are for some beside what else is set for these."""
        if self.learners is None and not self._kind:
            self._tenant.policies.adopt(self.policy)
            return
        kind, ids = (self._kind, (self._id,)) if self.learners is None else ("learner", self.learners)
        said = {one.id: one.settings for one in self._tenant.policies.settings() if one.subject == kind}
        alike: dict[Settings, list[str]] = {}
        for id_ in ids:
            alike.setdefault(self._with_weights(said.get(id_)), []).append(id_)
        for settings, some in alike.items():
            if kind == "learner":
                self._tenant.policies.set_for(settings, learner=some, by=by)
            else:
                self._tenant.policies.set_for(settings, by=by, **{kind: some[0]})

    def _with_weights(self, settings: Settings | None) -> Settings:
        return Settings(**self._weights) if settings is None else replace(settings, **self._weights)

    def moves(self) -> Iterator[dict[str, Any]]:
        """Yield what becomes of each card for which something could change."""
        curriculum = self._tenant.catalog.curriculum()
        for learner, entries in entries_by_learner(self._tenant).items():
            if self.learners is not None and learner not in self.learners:
                continue
            before = self._before(learner)
            after = self._after(before, curriculum)
            for skill, concerned in cards_of(entries).items():
                if not self._concerns(curriculum.skills.get(skill), skill):
                    continue
                old, new = (
                    fold(concerned, policy=policy, changes=curriculum.changes(skill), learner=learner, skill=skill)
                    for policy in (before, after)
                )
                if old.memory is not None and new.memory is not None:
                    yield _move(old, new)

    def _before(self, learner: str) -> Policy:
        policy = self._tenant.policy
        return policy if policy.exceptions is None else self._tenant.policies.policy_of(learner)

    def _after(self, before: Policy, curriculum: Curriculum) -> Policy:
        """Return what would be in force for a learner for whom *before* is."""
        said = before.exceptions or Exceptions(TenantSettings(), curriculum=curriculum)
        if self.learners is not None:
            said = replace(said, own=self._with_weights(said.own))
        elif self._kind:
            held = said.tenant.of.get(self._kind, {}).get(self._id)
            said = replace(said, tenant=said.tenant.with_(self._kind, self._id, self._with_weights(held)))
        else:
            return replace(before, **self._weights)
        return replace(before, exceptions=said)

    def _concerns(self, skill: Skill | None, id_: str) -> bool:
        if self._kind == "dimension":
            return skill is not None and skill.dimension == self._id
        return not self._kind or id_ == self._id


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
