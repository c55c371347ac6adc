"""What was accepted, in the plainest form: the model that the state machine compares the engine with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reinforce.catalog import OnChange
from reinforce.journal import Rating
from reinforce.memory import Fsrs6, Phase, Standing, fuzz
from reinforce.memory.fuzz import draw
from reinforce.practice import Policy
from reinforce.testing.packs import JOURNEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from reinforce.practice import Outcome, Settings

_OF_CARDS = ("desired_retention", "parameters")


@dataclass(frozen=True)
class _Noted:
    """A review: how well, when, and on which day."""

    skill: str
    rating: Rating
    at: datetime
    day: int


@dataclass(frozen=True)
class Restarted:
    """That a skill was forgotten, or taken for known with a *stability* from a *day* on."""

    skill: str
    at: datetime
    stability: float | None = None
    day: int = 0


@dataclass(frozen=True)
class Override:
    """That a review counts with another rating."""

    target: str
    rating: Rating
    at: datetime


@dataclass
class ReferenceModel:
    """
    What was accepted.

    Attributes:
        reviews: by learner and id.
        restarts: the events by which a skill was forgotten or taken for known, by learner and id.
        overrides: by learner and id.
        retracted: learner and id of whatever was taken back.
        changes: when the skill ``terms`` changed, and what that does.
        settled: what counts and stands in the log no more, by learner and skill, oldest first.
        revision: the revision of that skill.
        policy: the policy in force.
        said: what is set for some, by what it is for and its id.
        enrolled: who is in the journey of the small pack.
    """

    reviews: dict[tuple[str, str], _Noted] = field(default_factory=dict)
    restarts: dict[tuple[str, str], Restarted] = field(default_factory=dict)
    overrides: dict[tuple[str, str], Override] = field(default_factory=dict)
    retracted: set[tuple[str, str]] = field(default_factory=set)
    changes: list[tuple[datetime, OnChange]] = field(default_factory=list)
    settled: dict[tuple[str, str], list[_Noted | Restarted]] = field(default_factory=dict)
    revision: int = 1
    policy: Policy = field(default_factory=Policy)
    said: dict[tuple[str, str], Settings] = field(default_factory=dict)
    enrolled: set[str] = field(default_factory=set)

    def note(self, learner: str, outcome: Outcome) -> None:
        """Take down the reviews of an outcome."""
        for review in outcome.reviews:
            self.reviews[learner, review.id] = _Noted(review.skill, review.rating, review.at, review.day)

    def counting(self, learner: str, skill: str) -> Iterator[_Noted | Restarted]:
        """Yield what counts for a card, oldest first."""
        every: dict[tuple[str, str], _Noted | Restarted] = {**self.reviews, **self.restarts}
        for (who, id_), entry in sorted(every.items(), key=lambda item: (item[1].at, item[0][1])):
            gone = {(who, id_), (who, id_.rpartition(":")[0])} & self.retracted
            if who == learner and entry.skill == skill and not gone:
                yield entry

    def rating(self, learner: str, noted: _Noted) -> Rating:
        """Return the rating that a review counts with: that of its last override, if there is one."""
        rating = noted.rating
        for (who, id_), override in sorted(self.overrides.items(), key=lambda item: (item[1].at, item[0][1])):
            about = self.reviews.get((who, override.target))
            if who == learner and about is noted and (who, id_) not in self.retracted:
                rating = override.rating
        return rating

    def settle(self, learner: str, skills: Iterable[str], *, cut: datetime) -> None:
        """Take what is dated before *cut* out of the log; what counts of it counts for ever."""
        for skill in skills:
            old = [entry for entry in self.counting(learner, skill) if entry.at < cut]
            self.settled.setdefault((learner, skill), []).extend(
                replace(entry, rating=self.rating(learner, entry)) if isinstance(entry, _Noted) else entry
                for entry in old
            )
        gone = {key for key, noted in self.reviews.items() if key[0] == learner and noted.at < cut}
        self.overrides = {key: one for key, one in self.overrides.items() if (key[0], one.target) not in gone}
        self.reviews = {key: noted for key, noted in self.reviews.items() if key not in gone}
        self.restarts = {key: one for key, one in self.restarts.items() if key[0] != learner or one.at >= cut}

    def policy_for(self, learner: str, skill: str) -> Policy:
        """Return the policy with what the first says that says something: learner, skill, and where the skill lies."""
        dimension = "skill" if skill == "discovery" else "knowledge"
        places = [("learner", learner), ("skill", skill), ("dimension", dimension), ("capability", "talking")]
        places += [("journey", JOURNEY)] if learner in self.enrolled else []
        holds: dict[str, Any] = {}
        for place in reversed(places):
            if (settings := self.said.get(place)) is not None:
                holds |= {name: getattr(settings, name) for name in _OF_CARDS if getattr(settings, name)}
        return replace(self.policy, **holds)

    def expect(self, learner: str, skill: str) -> tuple[Any, ...]:
        """Return reps, memory state and due day of a card, reckoned step by step."""
        reckoned = _Reckoned(learner, skill, self.policy_for(learner, skill))
        changes = list(self.changes) if skill == "terms" else []
        for entry in (*self.settled.get((learner, skill), ()), *self.counting(learner, skill)):
            while changes and changes[0][0] < entry.at:
                reckoned.change(changes.pop(0)[1])
            if isinstance(entry, _Noted):
                reckoned.review(self.rating(learner, entry), entry.day)
            else:
                reckoned.restart(entry)
        for _, effect in changes:
            reckoned.change(effect)
        return reckoned.reps, reckoned.standing.memory, reckoned.due


class _Reckoned:
    """A card under way."""

    def __init__(self, learner: str, skill: str, policy: Policy) -> None:
        self.learner, self.skill, self.policy = learner, skill, policy
        self.model = Fsrs6(parameters=policy.parameters, desired_retention=policy.desired_retention)
        self.standing = Standing()
        self.due: int | None = None
        self.greatest = 0
        self.reps = 0

    def review(self, rating: Rating, day: int) -> None:
        elapsed = 0 if self.standing.memory is None else max(0, day - self.greatest)
        kept = 0 if self.due is None or rating is Rating.Again else min(elapsed, self.due - self.greatest)
        scheduled = self.model.review(self.standing, rating, elapsed_days=elapsed)
        self.standing, self.reps = scheduled.standing, self.reps + 1
        self.greatest = max(self.greatest, day)
        self.due = self.greatest + self._spread(scheduled.interval_days or 0, kept=kept)

    def restart(self, entry: Restarted) -> None:
        if entry.stability is None:
            self.standing, self.due = Standing(), None
            return
        memory = self.model.placed(stability=entry.stability)
        self.standing = Standing(Phase.REVIEW, None, memory)
        self.greatest = max(self.greatest, entry.day)
        self.due = self.greatest + self._spread(self.model.interval_days(memory))

    def change(self, effect: OnChange) -> None:
        memory = self.standing.memory
        if effect is OnChange.RESET or memory is None:
            self.standing, self.due = Standing(), None
            return
        memory = self.model.softened(memory, share=self.policy.soften)
        self.standing = Standing(self.standing.phase, None, memory)
        self.due = self.greatest + self._spread(self.model.interval_days(memory))

    def _spread(self, interval: int, *, kept: int = 0) -> int:
        position = draw(self.policy.seed, self.learner, self.skill, self.reps)
        return fuzz(interval, maximum_interval=36_500, position=position, kept=kept)
