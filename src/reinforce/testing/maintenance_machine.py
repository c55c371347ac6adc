"""The state machine of practice, with what happens to a log that is kept for years: people are renamed, entries go."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reinforce.practice import Outcome, Policy, Settings
from reinforce.testing.packs import SKILLS
from reinforce.testing.settings_rules import LEARNERS, SET_FOR, SUBJECTS
from reinforce.testing.state_machine import POLICIES, PracticeMachine

_PERIODS = st.integers(61, 120)
"""Days; longer than anything in the machine is late, so that nothing it sends is refused."""


class MaintenanceMachine(PracticeMachine):
    """Whatever `PracticeMachine` does, in any order with compaction and new ids: every card stays what it was."""

    @precondition(lambda self: not self.plain.settled)
    @rule(policy=st.sampled_from(POLICIES))
    def adopt(self, policy: Policy) -> None:
        """Put another policy in force, as long as the whole log is there to fold anew."""
        self.plain.policy = policy
        self.tenant.policies.adopt(policy)

    @precondition(lambda self: not self.plain.settled)
    @rule(said=st.sampled_from(SET_FOR))
    def set_for(self, said: tuple[tuple[str, str], Settings]) -> None:
        """Set what holds for some, as long as the whole log is there to fold anew."""
        super().set_for(said)

    @precondition(lambda self: not self.plain.settled)
    @rule(subject=st.sampled_from(SUBJECTS))
    def withdraw_for(self, subject: tuple[str, str]) -> None:
        """Take back what holds for some, as long as the whole log is there to fold anew."""
        super().withdraw_for(subject)

    @precondition(lambda self: not self.plain.settled)
    @rule(learner=st.sampled_from(LEARNERS))
    def enrol(self, learner: str) -> None:
        """Enrol a learner, for whom other settings may hold then, as long as the whole log is there to fold anew."""
        super().enrol(learner)

    @precondition(lambda self: self.plain.reviews or self.plain.restarts)
    @rule(later=st.sampled_from([0, 30, 70, 130]), days=_PERIODS, everybody=st.booleans())
    def compact(self, later: int, days: int, *, everybody: bool) -> None:
        """Wait, and remove what is older than a period, of one learner or of all; twice changes and tells the same."""
        self.clock.advance(timedelta(days=later))
        period, learners = timedelta(days=days), LEARNERS if everybody else LEARNERS[:1]
        before = self.tenant.practice.cards(learners=LEARNERS[0])
        done = self.tenant.privacy.compact(period, learners=None if everybody else learners)
        assert self.tenant.practice.cards(learners=LEARNERS[0]) == before
        assert self.tenant.privacy.compact(period, learners=learners).removed == done.removed
        for learner in learners:
            self.plain.settle(learner, SKILLS, cut=done.cut)
        # What is gone cannot be told from something new when it comes again, and an amendment goes with its review.
        self.calls = [
            (call, first) for call, first in self.calls if isinstance(first, Outcome) and first.at >= done.cut
        ]

    @rule(learner=st.sampled_from(LEARNERS))
    def rename(self, learner: str) -> None:
        """Give somebody another id, and the old one back."""
        for old, new in ((learner, "somebody else"), ("somebody else", learner)):
            self.tenant.roster.rename(old, to=new)
            assert self.tenant.policies.verify().clean
