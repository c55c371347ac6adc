"""Cards as they are under what is in force: as stored where that still holds, folded from the log where it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reinforce.practice import Audience, fold
from reinforce.practice.grading.stakes import hides, seen, seen_events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.catalog import Curriculum
    from reinforce.engine.context.learners import Learners
    from reinforce.engine.context.versions import Versions
    from reinforce.journal import Entry, Review
    from reinforce.ports import Snapshot
    from reinforce.practice import Card, Policy

_NONE: tuple[Review, ...] = ()


class CardFolds:
    """Cards of the tenant's learners."""

    def __init__(self, versions: Versions, learners: Learners) -> None:
        self._versions, self._learners = versions, learners

    def current(self, card: Card, *, policy: Policy, curriculum: Curriculum) -> Card | None:
        """
        Return a stored *card* as it is under what is in force now; ``None`` where it has to be folded anew.

        A policy that was adopted meanwhile and changes nothing about memory, such as a budget, only changes the stamp.
        """
        policy = policy.of(card.skill)
        if self.is_current(card, policy=policy, curriculum=curriculum):
            return card
        stamped = replace(card, policy_version=policy.version)
        if not self.is_current(stamped, policy=policy, curriculum=curriculum):
            return None
        alike = policy.apart or policy.folds_like(self._versions.policy(card.policy_version))
        return stamped if alike else None

    def is_current(self, card: Card, *, policy: Policy, curriculum: Curriculum) -> bool:
        """Whether a stored *card* was folded with what is in force now; the *policy* is the one of its skill."""
        return (
            card.policy_version == policy.version
            and card.model_version == policy.stamp
            and card.content_version == curriculum.content_version(card.skill)
        )

    def fold(
        self, learner: str, skill: str, snapshot: Snapshot, *more: Entry, audience: Audience = Audience.LEARNER
    ) -> Card:
        """
        Return the card that the log in *snapshot*, and *more* entries, amount to under what is in force there.

        Without a log in the snapshot it is the card of a skill that was never practised. To an *audience* that may not
        see what was done at practice stakes, it is as if it had never been done.
        """
        reviews = snapshot.reviews.get(skill, _NONE)
        return fold(
            (*seen(reviews, audience), *seen_events(snapshot.amendments, audience), *more),
            policy=self._versions.policy_of(snapshot),
            changes=self._versions.curriculum(snapshot.edition).changes(skill),
            learner=learner,
            skill=skill,
        )

    def cards(self, learner: str, snapshot: Snapshot, *, audience: Audience = Audience.LEARNER) -> dict[str, Card]:
        """
        Return the learner's cards of *snapshot*, in the order of skills; those folded with something older anew.

        For an *audience* other than the learner the snapshot must say which skills are ``private``.
        """
        return self.cards_of_many({learner: snapshot}, audience=audience)[learner]

    def cards_of_many(
        self, snapshots: Mapping[str, Snapshot], *, audience: Audience = Audience.LEARNER
    ) -> dict[str, dict[str, Card]]:
        """
        Return by learner what `cards` returns for each of *snapshots*; the logs that are needed are read at once.

        Here cards come in, whatever the store and the order of delivery: they leave in the order of their skills, so
        that whoever adds something up over them adds it up in one order.
        """
        found = {learner: self._kept(snapshot) for learner, snapshot in snapshots.items()}
        is_hiding = hides(audience)
        old = {
            learner: tuple(
                skill
                for skill in snapshot.cards
                if skill not in found[learner] or (is_hiding and skill in snapshot.private)
            )
            for learner, snapshot in snapshots.items()
        }
        queries = [self._learners.query(learner, skills=skills, log=True) for learner, skills in old.items() if skills]
        for learner, logged in self._learners.read_many(queries).items():
            some = {skill: self.fold(learner, skill, logged, audience=audience) for skill in old[learner]}
            found[learner] |= some
        return {learner: dict(sorted(cards.items())) for learner, cards in found.items()}

    def _kept(self, snapshot: Snapshot) -> dict[str, Card]:
        """Return the cards of *snapshot* by skill, without those that have to be folded anew."""
        policy, curriculum = self._versions.in_force(snapshot)
        current = {
            skill: self.current(held.card, policy=policy, curriculum=curriculum)
            for skill, held in snapshot.cards.items()
        }
        return {skill: card for skill, card in current.items() if card is not None}
