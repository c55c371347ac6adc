"""The columns of the tables, by name and kind: the tables are made of them, and rows are read by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A kind with a question mark may be empty. An id is compared by code point; a person is the id of one beside the
# learner; instants and durations are counted in microseconds; days are numbered by local date (`date.toordinal`).
POLICY = "version number, body json, recorded_at instant"
EDITION = "number number, pack id, digest text, body json, newest json, history json, recorded_at instant"
LEARNER = "learner_id id, epoch number, closed_before instant?"
CALENDAR = "effective_at instant, timezone text, day_start number"
ENROLMENT = "journey_id id, enrolled_at instant"
MET = "seen number, last_at instant, timed number, took duration"
EXPOSURE = f"exercise_id id, {MET}"
CLAIM = "edition number, look_at instant, day day?, claim_id id?, delivered_at instant?"

# The two numbers of every memory state are columns, so that SQL can compute with them. What else a memory model keeps
# is a JSON array in memory_extra.
CARD = """
    skill_id id, version number, phase text, step number?, stability double?, difficulty double?, memory_extra json?,
    due_day day?, due_at instant?, last_at instant?, last_id id?, last_day day?, last_rating number?,
    reps number, lapses number, policy_version number, model_version text, content_version number,
    successes number, failures number, fast double, slow double, lately double, lately_right double
"""
REVIEW = """
    id id, skill_id id, rating number, at instant, day day, source text, attempt_id id?, assessor_id person?,
    duration duration?, at_omitted truth, recorded_at instant?, stakes text?, late_day day?,
    said_at instant?
"""
REVIEW_RECORD = f"outcome json, {REVIEW}"
ATTEMPT = """
    id id, kind text, edition number, at instant, day day, duration duration, body json, outcome json,
    recorded_at instant, assessor_id person?
"""
EVENT = "learner_id id, id id, kind text, at instant, target id, body json, recorded_at instant?, by_id person?"
LAST_WORD = "subject id?, until_day day?"
TOMBSTONE = "digest id, erased_at instant"
ERASURE_KEY = "key text"

_NO_NAMES = frozenset(("id", "attempt_id", "last_id", "claim_id"))


def split(listed: str) -> Iterator[tuple[str, str, bool]]:
    """Yield name and kind of each column, and whether it may be empty."""
    for name, kind in (column.split() for column in listed.split(",")):
        yield name, kind.removesuffix("?"), kind.endswith("?")


def plain_name(name: str) -> str:
    """Return what a column holds, without saying that it is an id where its name is that of a thing."""
    return name if name in _NO_NAMES else name.removesuffix("_id")
