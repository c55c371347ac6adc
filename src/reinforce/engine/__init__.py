"""The shell: load what a decision needs, decide in the pure rooms, save what came of it, whole or not at all."""

from reinforce.engine.amending import Amended, Undone
from reinforce.engine.arrivals import NewReview, RowFault
from reinforce.engine.engine import DEFAULT_TENANT, Engine, Tenant
from reinforce.engine.models import CardDifference, Verification
from reinforce.engine.practice import Cards
from reinforce.engine.publishing import Published
from reinforce.engine.roster import Learner

__all__ = [
    "DEFAULT_TENANT",
    "Amended",
    "CardDifference",
    "Cards",
    "Engine",
    "Learner",
    "NewReview",
    "Published",
    "RowFault",
    "Tenant",
    "Undone",
    "Verification",
]
