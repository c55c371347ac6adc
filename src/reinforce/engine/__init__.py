"""The shell: load what a decision needs, decide in the pure rooms, save what came of it, whole or not at all."""

from reinforce.engine.amending import Amended, Undone
from reinforce.engine.arrivals import NewReview, RowFault
from reinforce.engine.engine import DEFAULT_TENANT, Engine, Tenant
from reinforce.engine.erasing import Erasure, Keep
from reinforce.engine.models import CardDifference, Verification
from reinforce.engine.outbox import Claim, LogPage
from reinforce.engine.overview import DueLearner, LearnerRetention
from reinforce.engine.practice import Cards
from reinforce.engine.publishing import Published
from reinforce.engine.refolding import Refolded
from reinforce.engine.retaining import Retention
from reinforce.engine.roster import Learner

__all__ = [
    "DEFAULT_TENANT",
    "Amended",
    "CardDifference",
    "Cards",
    "Claim",
    "DueLearner",
    "Engine",
    "Erasure",
    "Keep",
    "Learner",
    "LearnerRetention",
    "LogPage",
    "NewReview",
    "Published",
    "Refolded",
    "Retention",
    "RowFault",
    "Tenant",
    "Undone",
    "Verification",
]
