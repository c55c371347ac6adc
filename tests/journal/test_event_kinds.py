"""Traits: one row for each kind of event, from which the sets that stores ask for are derived."""

import pickle
from copy import deepcopy

import pytest

from reinforce.journal import AMENDING, HOLDING, STEERING, TO_SKILLS, Effect, EventKind, EventTraits, Lasts


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_has_one_row_of_traits_that_agree(kind: EventKind) -> None:
    """What is a step or an amendment goes with what it amends, only that can be undone, and a kind is lifted by one."""
    traits = kind.traits
    assert isinstance(traits, EventTraits)
    assert not (kind in AMENDING and (traits.lasts is not Lasts.NOT or traits.until or traits.lifts))
    assert not (traits.undoable and kind not in AMENDING)
    assert not (traits.until and traits.lasts is Lasts.NOT)
    assert not traits.lifts or EventKind(traits.lifts).traits.lasts is traits.lasts


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_is_known_by_what_is_kept(kind: EventKind) -> None:
    """A kind is the text that stores keep, and the same object wherever it comes from."""
    assert EventKind(str(kind)) is pickle.loads(pickle.dumps(kind)) is deepcopy(kind) is kind  # noqa: S301 - our own


def test_the_sets_are_those_of_the_traits() -> None:
    """Steps amend; what steers and what sets does not, and holds; the rest is noted."""
    by_effect = {effect: {kind for kind in EventKind if kind.traits.effect is effect} for effect in Effect}
    assert by_effect[Effect.STEP] == TO_SKILLS
    assert by_effect[Effect.STEP] | by_effect[Effect.AMENDMENT] == AMENDING
    assert by_effect[Effect.STEERING] == STEERING
    assert by_effect[Effect.SETTING] | STEERING == HOLDING
    assert AMENDING | HOLDING | by_effect[Effect.NOTE] == set(EventKind)
    assert not AMENDING & HOLDING
