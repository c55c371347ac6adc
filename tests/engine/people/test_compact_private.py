"""Compaction and what is the learner's own: what a manager sees of a log that was shortened tells nothing of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import Answer, Engine, ManualClock, QuizAttempt, Rating
from reinforce.journal import Entry, Event, EventKind
from reinforce.practice import Audience, Stakes
from reinforce.testing.packs import small_pack

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_MADE = (EventKind.CHECKPOINT, EventKind.COMPACTION, EventKind.MERGE)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("review", "sure", "waiting", "exam", "undo")),
        st.booleans(),
        st.sampled_from(("ana", "ann")),
        st.integers(0, 9),
    ),
    max_size=8,
)


def _seen(steps: list[tuple[str, bool, str, int]], *, merge: bool, practising: bool) -> list[Entry]:
    """Return what a manager sees of Ana's log once it is shortened, *practising* at practice stakes too or not."""
    clock = ManualClock(START)
    acme = Engine.open("memory:", clock=clock).create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    for name in ("ana", "ann"):
        acme.roster.put(name)
    for number, (what, own, who, days) in enumerate(steps):
        clock.advance(timedelta(days=days, hours=1))
        stakes = Stakes.PRACTICE if own else Stakes.RECORDED
        answer = Answer("q-terms-1", "a", confidence=0.9)
        if what == "review":
            acme.practice.review(who, "discovery", Rating.Good, review_id=f"r{number}")
        elif what == "exam":
            acme.practice.exam(who, exam_id=f"e{number}", skills=["terms"], questions=1)
        elif practising or not own:
            if what == "waiting":
                answer = Answer("q-discovery-1", "x", pending=True)
            sent = QuizAttempt(attempt_id=f"a{number}", edition=1, answers=[answer], stakes=stakes)
            acme.practice.record(who, sent)
            if what == "undo":
                acme.practice.undo_attempt(who, attempt_id=f"a{number}")
    if merge:
        acme.roster.merge("ann", into="ana")
    clock.advance(timedelta(days=5))
    acme.privacy.compact(timedelta(days=8))
    found = acme.practice.log("ana", audience=Audience.MANAGER)
    return [_named(one) for one in found]


def _named(entry: Entry) -> Entry:
    """Return *entry*, but of one that the engine makes itself without what is drawn: ids, and a merge's hash."""
    if not isinstance(entry, Event) or entry.kind not in _MADE:
        return entry
    made = replace(entry, id="")
    return replace(made, target="", body={}) if entry.kind is EventKind.MERGE else made


@given(steps=STEPS, merge=st.booleans())
@settings(max_examples=20, deadline=None)
def test_a_manager_sees_the_same_of_a_shortened_log_whatever_was_private(
    *, steps: list[tuple[str, bool, str, int]], merge: bool
) -> None:
    """Answers that wait, sure mistakes, exams and undos, of one account or of two that became one."""
    assert _seen(steps, merge=merge, practising=True) == _seen(steps, merge=merge, practising=False)
