"""What was taken back never happened, for all that is read but the log itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinforce import Answer, DrillAttempt, Engine, ManualClock, QuizAttempt, Tenant
from reinforce.ports import Query
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import SKILLS
from tests.laws.test_lost_answers import READS
from tests.support.stores import START, AnyStore, small_tenant

HOUR = timedelta(hours=1)

LOGS = {
    *("practice.history", "practice.log", "practice.attempts", "outbox.read_log", "policies.verify"),
    *("policies.settings_for", "policies.settings", "policies.policy_of", "privacy.export", "privacy.mentions"),
    *("practice.check_attempts", "practice.check_reviews", "practice.rehearse"),
    *("catalog.curriculum", "roster.learners", "roster.get", "roster.availability", "goals.of"),
    *("roster.delivery", "roster.default_delivery"),
}
"""Calls that show the log, in which nothing is ever undone; and those that have nothing to do with practice."""

LOOKS: dict[str, Callable[[Tenant], object]] = {
    "practice.session": lambda acme: [item.presented() for item in acme.practice.session("ana", budget=2 * HOUR)],
    "practice.sessions": lambda acme: [
        [item.presented() for item in made] for made in acme.practice.sessions("ana", days=9, budget=2 * HOUR)
    ],
    "practice.pending": lambda acme: acme.practice.pending(),
    "practice.due": lambda acme: acme.practice.due("ana"),
    "practice.due_learners": lambda acme: acme.practice.due_learners(),
    "practice.card": lambda acme: [acme.practice.card("ana", skill) for skill in SKILLS],
    "practice.cards": lambda acme: acme.practice.cards(),
    "practice.preview": lambda acme: [acme.practice.preview("ana", skill) for skill in SKILLS],
    "practice.plan": lambda acme: [
        acme.practice.plan("ana", days=20, budget=timedelta(minutes=6)),
        acme.practice.plan("ana", days=3, items=2),
    ],
    "practice.forecast": lambda acme: acme.practice.forecast("ana"),
    "progress.mastery": lambda acme: acme.progress.mastery("ana"),
    "progress.mastery_many": lambda acme: acme.progress.mastery_many(),
    "progress.gaps": lambda acme: acme.progress.gaps("ana"),
    "progress.focus": lambda acme: acme.progress.focus("ana"),
    "progress.drift": lambda acme: acme.progress.drift("ana", since=START - 200 * HOUR),
    "progress.practice_curve": lambda acme: [acme.progress.practice_curve("ana", skill) for skill in SKILLS],
    "progress.applications": lambda acme: acme.progress.applications("ana"),
    "progress.confidence": lambda acme: acme.progress.confidence(),
    "progress.time_to_mastery": lambda acme: acme.progress.time_to_mastery(),
    "progress.coaching": lambda acme: acme.progress.coaching(),
    "progress.judge_slipping": lambda acme: acme.progress.judge_slipping(),
    "progress.slipping": lambda acme: acme.progress.slipping(below=1),
    "progress.activity": lambda acme: acme.progress.activity(),
    "progress.still_known": lambda acme: acme.progress.still_known(),
}


def seen(tenant: Tenant) -> dict[str, object]:
    """Return all that can be read of practice; and how often each exercise was met."""
    store = tenant.practice._context.store  # noqa: SLF001 - exposures are read by plans alone
    found = {name: look(tenant) for name, look in LOOKS.items()}
    return found | {"exposures": store.read(Query(tenant="acme", learner="ana", practice=True)).exposures}


def test_every_read_is_looked_at() -> None:
    """A new call that reads is held to the law, or is said to show the log."""
    assert LOOKS.keys() | LOGS == {f"{service}.{call}" for service, calls in READS.items() for call in calls}


_ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "q-terms-1": st.sampled_from(["a", "b"]),
    "q-terms-2": st.sampled_from([12, 3]),
    "q-questions-1": st.sampled_from(["to learn", "no"]),
    "q-discovery-1": st.sampled_from([1, 3]),
}


@st.composite
def _quizzes(draw: st.DrawFn) -> QuizAttempt:
    spans = st.none() | st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds))
    asked = draw(st.lists(st.sampled_from(sorted(_ANSWERS)), min_size=1, unique=True))
    sure = st.none() | st.sampled_from([0.2, 1.0])
    answers = [Answer(name, draw(_ANSWERS[name]), confidence=draw(sure), duration=draw(spans)) for name in asked]
    return QuizAttempt(attempt_id="x", edition=1, answers=answers, duration=draw(spans))


_DRILLS = st.builds(
    DrillAttempt,
    attempt_id=st.just("x"),
    edition=st.just(1),
    drill=st.just("d-talk"),
    scores=st.fixed_dictionaries({"asks": st.integers(0, 2), "leads": st.integers(0, 1)}),
    assessor=st.sampled_from([None, "zoe"]),
)
_REVIEWS = st.tuples(st.sampled_from(SKILLS), st.integers(1, 4))
_SENT: st.SearchStrategy[Any] = st.tuples(_quizzes() | _DRILLS | _REVIEWS, st.integers(0, 70))


def _send(tenant: Tenant, sent: Any, id_: str, who: str = "ana") -> None:  # noqa: ANN401 - an attempt or a review
    what, hours = sent
    at = START - hours * HOUR
    if isinstance(what, tuple):
        tenant.practice.review(who, *what, review_id=id_, at=at, duration=timedelta(minutes=1))
    else:
        tenant.practice.record(who, replace(what, attempt_id=id_, at=at))


def _undo(tenant: Tenant, sent: Any, id_: str, who: str = "ana") -> None:  # noqa: ANN401 - as above
    if isinstance(sent[0], tuple):
        tenant.practice.undo(who, review_id=id_)
    else:
        tenant.practice.undo_attempt(who, attempt_id=id_)


def _new() -> Tenant:
    return small_tenant(Engine.over(MemoryStore(), clock=ManualClock(START)))


def _wrong(confidence: float | None) -> tuple[QuizAttempt, int]:
    return QuizAttempt(attempt_id="x", edition=1, answers=[Answer("q-terms-1", "a", confidence=confidence)]), 0


@example(before=[_wrong(None)], mistaken=_wrong(1.0), after=[], first=False)  # no recheck of what was unsure
@given(before=st.lists(_SENT, max_size=3), mistaken=_SENT, after=st.lists(_SENT, max_size=3), first=st.booleans())
def test_what_was_sent_and_taken_back_never_happened(
    before: Sequence[Any],
    mistaken: Any,  # noqa: ANN401 - as above
    after: Sequence[Any],
    first: bool,  # noqa: FBT001 - drawn
) -> None:
    """Whatever came before and after, and also where the undo comes first: all that is read is as without it."""
    never, undone = _new(), _new()
    for tenant in (never, undone):
        for number, sent in enumerate(before):
            _send(tenant, sent, f"b{number}")
    if first:
        _undo(undone, mistaken, "x")
    _send(undone, mistaken, "x")
    for tenant in (never, undone):
        for number, sent in enumerate(after):
            _send(tenant, sent, f"a{number}")
    if not first:
        _undo(undone, mistaken, "x")
    assert seen(undone) == seen(never)
    assert undone.policies.verify().clean


@given(both=st.lists(_SENT, min_size=1, max_size=3), mine=st.lists(_SENT, max_size=2), gone=st.integers(0, 7))
def test_what_two_logs_share_happened_once(both: Sequence[Any], mine: Sequence[Any], gone: int) -> None:
    """Merging two people who are one leaves what the same attempts, sent to one alone, come to; undone in either."""
    apart, alone = _new(), _new()
    apart.roster.put("ben", timezone="Europe/Dublin", day_start=4)
    for number, sent in enumerate(both):
        for tenant, who in ((apart, "ana"), (apart, "ben"), (alone, "ana")):
            _send(tenant, sent, f"s{number}", who)
    for number, sent in enumerate(mine):
        _send(apart, sent, f"m{number}", "ben")
        _send(alone, sent, f"m{number}", "ana")
    for number, sent in enumerate(both):
        if gone >> number & 1:
            _undo(alone, sent, f"s{number}")
            _undo(apart, sent, f"s{number}", "ana" if number % 2 else "ben")
    apart.roster.merge("ben", into="ana")
    assert seen(apart) == seen(alone)


def test_minutes_and_meetings_come_back(any_store: AnyStore, clock: ManualClock) -> None:
    """On every store: after a quiz that took all of the budget is taken back, there is room for practice again."""
    with Engine.over(any_store.new(), clock=clock) as engine:
        acme = small_tenant(engine)
        sure = [Answer("q-terms-1", "a", confidence=1.0), Answer("q-questions-1", "no", confidence=1.0)]
        for id_ in ("kept", "mistaken"):
            clock.advance(HOUR)
            before = seen(acme)
            quiz = QuizAttempt(attempt_id=id_, edition=1, answers=sure, duration=timedelta(minutes=6))
            acme.practice.record("ana", quiz)
            assert seen(acme) != before
        acme.practice.undo_attempt("ana", attempt_id="mistaken")
        assert seen(acme) == before
        acme.practice.undo_attempt("ana", attempt_id="kept")
        assert seen(acme)["exposures"] == {}
        assert acme.practice.session("ana", budget=timedelta(minutes=6))


@pytest.mark.parametrize("name", ["override", "forget", "place"])
def test_an_event_that_is_taken_back_never_happened(name: str) -> None:
    """So it is with what amends cards."""
    acme = _new()
    acme.practice.review("ana", "terms", 3, review_id="r", at=START - 90 * HOUR)
    before = seen(acme)
    calls: dict[str, Callable[[], object]] = {
        "override": lambda: acme.practice.override(
            "ana", review_id="r", rating=1, reason="Misheard.", by="zoe", event_id="e"
        ),
        "forget": lambda: acme.practice.forget("ana", "terms", event_id="e"),
        "place": lambda: acme.practice.place("ana", "discovery", stability=9, event_id="e"),
    }
    calls[name]()
    assert seen(acme) != before
    acme.practice.undo_event("ana", event_id="e")
    assert seen(acme) == before
