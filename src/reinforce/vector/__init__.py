"""The equations of the memory model on numpy arrays: many cards at once, equal to the model card by card."""

from reinforce.vector.cards import PHASES, Cards, Reviewed
from reinforce.vector.fsrs6 import Fsrs6
from reinforce.vector.replay import Replay

__all__ = ["PHASES", "Cards", "Fsrs6", "Replay", "Reviewed"]
