"""The equations of the memory model on numpy arrays: many cards at once, equal to the model card by card."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("numpy") is None:  # pragma: no cover - the tests run with numpy
    _reason = "reinforce.vector needs numpy: pip install reinforce-engine[simulation]"
    raise ImportError(_reason, name="numpy")

from reinforce.vector.cards import PHASES, CardStates, Reviewed
from reinforce.vector.fsrs6 import Fsrs6
from reinforce.vector.replay import Replay

__all__ = ["PHASES", "CardStates", "Fsrs6", "Replay", "Reviewed"]
