"""The models service: the policy in force, and the proof that every card is the fold of its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reinforce.errors import InvalidParameterError
from reinforce.ports import Change, PolicyRecord
from reinforce.practice import Policy
from reinforce.practice.amended import Log

if TYPE_CHECKING:
    from reinforce.engine.desk import Desk
    from reinforce.practice import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDifference:
    """A card that is not the fold of its log; ``stored`` is ``None`` where the log has a card and the store none."""

    learner: str
    skill: str
    stored: Card | None
    folded: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
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


class Models:
    """The policy that cards are folded with."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def adopt(self, policy: Policy) -> Policy:
        """
        Put a new policy in force and return it with its version; cards follow when they are next read or written.

        Adopting the settings that are in force already changes nothing.
        """
        if not isinstance(policy, Policy):
            raise InvalidParameterError("policy", f"must be a Policy, not {type(policy).__name__}", value=policy)
        return self._desk.retrying(lambda: self._adopt(policy))

    def verify(self) -> Verification:
        """Fold every card of the tenant from its log and report those that differ from what is stored."""
        cards = outdated = 0
        differences: list[CardDifference] = []
        for learner in self._desk.everybody():
            seen, old, found = self._verify(learner)
            if found:  # a review may have arrived between two reads
                seen, old, found = self._verify(learner)
            cards, outdated = cards + seen, outdated + old
            differences += found
        return Verification(cards=cards, outdated=outdated, differences=tuple(differences))

    def _adopt(self, policy: Policy) -> Policy:
        current = self._desk.policy()
        adopted = policy.numbered(current.version)
        if adopted == current:
            return current
        adopted = policy.numbered(current.version + 1)
        record = PolicyRecord(version=adopted.version, body=adopted.to_json(), recorded_at=self._desk.now())
        self._desk.apply(Change(tenant=self._desk.tenant, policies=(record,)))
        return self._desk.policy(adopted.version)

    def _verify(self, learner: str) -> tuple[int, int, list[CardDifference]]:
        """Return how many cards one learner has, how many of them are outdated, and which are wrong."""
        desk = self._desk
        snapshot = desk.read(learner, skills=None, log=True)
        policy, curriculum = desk.policy(snapshot.policy_version), desk.curriculum(snapshot.edition)
        amended = Log.of(snapshot.amendments).skills
        skills = sorted(snapshot.cards.keys() | snapshot.reviews.keys() | amended)
        outdated, wrong = 0, []
        for skill in skills:
            held = snapshot.cards.get(skill)
            stored = None if held is None else held.card
            if stored is not None and not desk.is_current(stored, policy=policy, curriculum=curriculum):
                outdated += 1
                continue
            folded = desk.fold(learner, skill, snapshot)
            if folded != stored and (folded.last_id is not None or stored is not None):
                wrong.append(CardDifference(learner=learner, skill=skill, stored=stored, folded=folded))
        return len(skills), outdated, wrong
