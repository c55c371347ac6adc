"""The rules of the state machine that set what holds for some, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from reinforce.memory import PROCEDURAL_PARAMETERS
from reinforce.practice import Settings
from reinforce.testing.packs import JOURNEY

if TYPE_CHECKING:
    from reinforce.engine import Tenant
    from reinforce.testing.reference_model import ReferenceModel

LEARNERS = ("ana", "ben")
_WEIGHTED = (*(("learner", name) for name in LEARNERS), ("skill", "terms"), ("dimension", "skill"))
SUBJECTS = (*_WEIGHTED, ("dimension", "knowledge"), ("capability", "talking"), ("journey", JOURNEY))
_SAID = (Settings(desired_retention=0.8), Settings(desired_retention=0.95, items=3), Settings(new_skills=1))
_WEIGHTS = (Settings(parameters=PROCEDURAL_PARAMETERS), Settings(parameters=PROCEDURAL_PARAMETERS, items=9))
SET_FOR = (
    *((subject, settings) for subject in SUBJECTS for settings in _SAID),
    *((subject, settings) for subject in _WEIGHTED for settings in _WEIGHTS),
)
"""What is set for what; weights only for what may have some."""


class SettingsRules(RuleBasedStateMachine):
    """
    What holds for some is set and taken back, in any order with everything else.

    Attributes:
        tenant: of the engine.
        plain: the plain model.
    """

    tenant: Tenant
    plain: ReferenceModel

    @rule(said=st.sampled_from(SET_FOR))
    def set_for(self, said: tuple[tuple[str, str], Settings]) -> None:
        """Set what holds for a learner, a skill, a dimension, a capability or a journey: every card follows."""
        (kind, id_), settings = said
        self.tenant.policies.set_for(settings, **{kind: id_})
        self.plain.said[kind, id_] = settings

    @rule(subject=st.sampled_from(SUBJECTS))
    def withdraw_for(self, subject: tuple[str, str]) -> None:
        """Take it back; perhaps nothing was set."""
        kind, id_ = subject
        self.tenant.policies.withdraw_for(**{kind: id_})
        self.plain.said.pop(subject, None)
        assert subject not in [(one.subject, one.id) for one in self.tenant.policies.settings()]
