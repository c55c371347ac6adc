"""The shell: load what a decision needs, decide in the pure rooms, save what came of it, whole or not at all."""

from reinforce.engine.context.observing import ObservedCall
from reinforce.engine.engine import DEFAULT_TENANT, Engine, Tenant
from reinforce.engine.log.amend import Amended, Undone
from reinforce.engine.log.rebuild_cards import Refolded
from reinforce.engine.people.compact import Compaction
from reinforce.engine.people.erase import Erasure, Keep
from reinforce.engine.people.mentions import Mention
from reinforce.engine.reading.claims import Claim, Claims
from reinforce.engine.reading.pending_answers import PendingAttempt
from reinforce.engine.reading.settings_entries import SettingsEntry
from reinforce.engine.reading.tenant_overview import DueLearner, StillKnown
from reinforce.engine.recording.batch_rows import RowFault
from reinforce.engine.recording.mark import Marked
from reinforce.engine.recording.recorded_attempt import RecordedAttempt
from reinforce.engine.recording.sent_review import NewReview
from reinforce.engine.services.catalog import Published
from reinforce.engine.services.outbox import LogPage
from reinforce.engine.services.policies import CardDifference, Verification
from reinforce.engine.services.practice import Cards
from reinforce.engine.services.roster import Learner

__all__ = [
    "DEFAULT_TENANT",
    "Amended",
    "CardDifference",
    "Cards",
    "Claim",
    "Claims",
    "Compaction",
    "DueLearner",
    "Engine",
    "Erasure",
    "Keep",
    "Learner",
    "LogPage",
    "Marked",
    "Mention",
    "NewReview",
    "ObservedCall",
    "PendingAttempt",
    "Published",
    "RecordedAttempt",
    "Refolded",
    "RowFault",
    "SettingsEntry",
    "StillKnown",
    "Tenant",
    "Undone",
    "Verification",
]
