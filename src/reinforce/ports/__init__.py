"""
What the shell needs from outside: a store and a clock.

A store keeps what it is given and gives back what it keeps; it decides nothing. It is set-based: one `Store.read`
brings all that a decision about one learner needs, one `Store.apply` writes all that came of it, or nothing.
"""

from reinforce.ports.change import NOTHING_REWRITTEN, Change, Meeting, Rewriting, Unmeeting
from reinforce.ports.clock import Clock, ManualClock, SystemClock
from reinforce.ports.feed import Holder, LogSlice, Look, Place, Verdict
from reinforce.ports.records import AttemptRecord, EditionRecord, Entries, PolicyRecord, ReviewRecord
from reinforce.ports.snapshot import RETIRED, Held, Practised, Query, Snapshot, one_tenant
from reinforce.ports.store import Store
from reinforce.ports.tally import count_statement
from reinforce.practice.learner.exposure import Exposure

__all__ = [
    "NOTHING_REWRITTEN",
    "RETIRED",
    "AttemptRecord",
    "Change",
    "Clock",
    "EditionRecord",
    "Entries",
    "Exposure",
    "Held",
    "Holder",
    "LogSlice",
    "Look",
    "ManualClock",
    "Meeting",
    "Place",
    "PolicyRecord",
    "Practised",
    "Query",
    "ReviewRecord",
    "Rewriting",
    "Snapshot",
    "Store",
    "SystemClock",
    "Unmeeting",
    "Verdict",
    "count_statement",
    "one_tenant",
]
