"""The models service: the policy in force, and the proof that every card is the fold of its log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reinforce import checks
from reinforce.codec import Value
from reinforce.engine.context.versions import policy_body
from reinforce.engine.log.rebuild_cards import Refolded, refold, skills_in
from reinforce.engine.log.set_settings import set_settings, subject_of
from reinforce.engine.reading.settings_entries import SettingsEntry, settings_entries
from reinforce.errors import UnregisteredModelError
from reinforce.logger import LOGGER
from reinforce.ports import Change, PolicyRecord
from reinforce.practice import Card, Holding, Policy, Settings
from reinforce.practice.holding import holding
from reinforce.practice.settings import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDifference(Value):
    """
    A card that is not the fold of its log.

    Attributes:
        learner, skill: whose card of what.
        stored: the card as the store has it; ``None`` where the log has a card and the store none.
        folded: the fold of the log.
    """

    learner: str
    skill: str
    stored: Card | None
    folded: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Value):
    """
    What refolding every card of a tenant came to.

    Attributes:
        cards: how many cards were compared.
        outdated: how many of them were folded with an older policy, model or edition; they are refolded when touched.
        differences: the cards that are not the fold of their log; empty when all is well.
    """

    cards: int
    outdated: int
    differences: tuple[CardDifference, ...]

    @property
    def clean(self) -> bool:
        """Whether every card is the fold of its log."""
        return not self.differences


class Policies:
    """The policy that cards are folded with, and what is set for some in its place."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def adopt(self, policy: Policy) -> Policy:
        """
        Put a new policy in force and return it with its version; cards follow when they are next read or written.

        Adopting the settings that are in force already changes nothing.

        Raises:
            InvalidParameterError: it is no policy, or the engine knows no memory model of the name that it gives.
        """
        checks.of_kind("policy", policy, Policy)
        known = replace(policy, memory_models=self._context.versions.memory_models)
        return self._context.writing.retrying(lambda: self._adopt(known))

    def verify(self) -> Verification:
        """Fold every card of the tenant from its log and report those that differ from what is stored."""
        cards = outdated = 0
        differences: list[CardDifference] = []
        learners = self._context.learners
        pages = learners.read_all(skills=None, log=True)
        for learner, snapshot in (each for page in pages for each in page.items()):
            seen, old, found = self._verify(learner, snapshot)
            if found:  # a review may have arrived between two statements
                again = self._context.store.read(learners.query(learner, skills=None, log=True))
                seen, old, found = self._verify(learner, again)
            cards, outdated = cards + seen, outdated + old
            differences += found
        if differences:
            LOGGER.error("%d of %d cards are not what their log folds to: refold mends them", len(differences), cards)
        return Verification(cards=cards, outdated=outdated, differences=tuple(differences))

    def refold(
        self,
        *,
        learners: str | Iterable[str] | None = None,
        after: str = "",
        batch: int = 200,
        progress: Callable[[Refolded], None] | None = None,
    ) -> Refolded:
        """
        Bring every stored card to what its log folds to under the policy and the content in force.

        That moves all cards to a policy or memory model that was adopted, instead of each when it is next touched, and
        repairs those that `verify` reports. Each batch of learners is one transaction. Practice goes on meanwhile:
        where somebody practises in the middle of a batch, it is decided again, in smaller parts. Cards are no part of
        the log: a call counts what it wrote itself, and a second one what was left for it.

        Args:
            learners: whose cards, one id or several; those of all learners if omitted.
            after: where an earlier call left off (`Refolded.after`): only learners with greater ids are gone through.
            batch: how many learners at once, 1 to 10,000.
            progress: called after each batch with how far it has come since the call began.

        Raises:
            NotFoundError: one of the learners named is not there.
            InvalidParameterError: the batch is not acceptable.
        """
        return refold(self._context, learners=learners, after=after, batch=batch, progress=progress)

    def set_for(
        self,
        settings: Settings,
        *,
        learner: str | Iterable[str] | None = None,
        skill: str | None = None,
        dimension: str | None = None,
        capability: str | None = None,
        journey: str | None = None,
        by: str | None = None,
        event_id: str | None = None,
    ) -> None:
        """
        Set what holds for some in place of the policy; what was set for them before holds no more.

        Exactly one of the arguments says for whom or what. For one skill of one learner the first of these that says
        something holds: what is set for the learner, the skill, its dimension, its capability, and the journeys that
        the learner is enrolled in; then the policy. Where several journeys say something, the greatest retention and
        the smallest limit hold. Cards follow when they are next read or written, as with `adopt`.

        Args:
            settings: what is said.
            learner: for one learner, or for several: all of them, or none where one is not there.
            skill: for a skill.
            dimension: for all skills of a dimension.
            capability: for all skills of a capability.
            journey: for all skills of a journey, of who is enrolled in it.
            by: the person who decided.
            event_id: makes a retry harmless: the same id with the same content changes nothing, with other content it
                is a `ConflictError`.

        Raises:
            NotFoundError: it is not there.
            InvalidParameterError: it is not said for whom or what, or said twice; or the settings are not acceptable
                for it.
        """
        checks.of_kind("settings", settings, Settings)
        self._set(settings, by, event_id, learner, skill, dimension, capability, journey)

    def withdraw_for(
        self,
        *,
        learner: str | Iterable[str] | None = None,
        skill: str | None = None,
        dimension: str | None = None,
        capability: str | None = None,
        journey: str | None = None,
        by: str | None = None,
        event_id: str | None = None,
    ) -> None:
        """Take back what was set for some; where nothing was, nothing holds all the same. Otherwise as `set_for`."""
        self._set(None, by, event_id, learner, skill, dimension, capability, journey)

    def settings_for(self, learner: str, skill: str) -> Holding:
        """
        Return what holds for a learner and a skill, and who says so.

        Raises:
            NotFoundError: there is no such learner or skill.
        """
        context = self._context
        snapshot = context.learners.read(learner, settings=True)
        context.versions.check_skill(checks.identifier("skill", skill), snapshot)
        return holding(learner, skill, context.versions.policy_of(snapshot))

    def policy_of(self, learner: str) -> Policy:
        """
        Return the policy as it is in force for one learner: ``policy.of(skill)`` is what their card of a skill follows.

        Raises:
            NotFoundError: there is no such learner.
        """
        return self._context.versions.policy_of(self._context.learners.read(learner, settings=True))

    def settings(self) -> tuple[SettingsEntry, ...]:
        """
        Return all that is set for some, with since when and by whom; what was taken back is not there any more.

        What is for learners comes first, then skills, dimensions, capabilities and journeys, each by id. What was
        replaced or withdrawn stays in the log.
        """
        return settings_entries(self._context)

    def _set(
        self, settings: Settings | None, by: str | None, event_id: str | None, *subjects: str | Iterable[str] | None
    ) -> None:
        kind, ids = subject_of(self._context, dict(zip(SUBJECTS, subjects, strict=True)))
        set_settings(self._context, kind, ids, settings, by=by, event_id=event_id)

    def _adopt(self, policy: Policy) -> Policy:
        version = self._context.versions.policy_version()
        exceptions = None
        with suppress(UnregisteredModelError):  # which no policy that is known here is like
            current = self._context.versions.policy(version)
            exceptions = current.exceptions
            if policy.numbered(version) == current.numbered(version):
                return current
        adopted = replace(policy.numbered(version + 1), exceptions=exceptions)
        now = self._context.clock.now()
        record = PolicyRecord(version=adopted.version, body=policy_body(adopted), recorded_at=now)
        self._context.writing.apply(Change(tenant=self._context.tenant, policies=(record,)))
        return self._context.versions.policy(adopted.version)

    def _verify(self, learner: str, snapshot: Snapshot) -> tuple[int, int, list[CardDifference]]:
        """Return how many cards one learner has, how many of them are outdated, and which are wrong."""
        context = self._context
        policy, curriculum = context.versions.in_force(snapshot)
        skills = skills_in(snapshot)
        outdated, wrong = 0, []
        for skill in skills:
            held = snapshot.cards.get(skill)
            stored = None if held is None else held.card
            in_force = policy.of(skill)
            if stored is not None and not context.folds.is_current(stored, policy=in_force, curriculum=curriculum):
                outdated += 1
                continue
            folded = context.folds.fold(learner, skill, snapshot)
            if folded != stored and (folded.last_id is not None or stored is not None):
                wrong.append(CardDifference(learner=learner, skill=skill, stored=stored, folded=folded))
        return len(skills), outdated, wrong
