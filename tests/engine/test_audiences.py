"""Who sees what was done at practice stakes: every public method of a tenant's services, found by reflection."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reinforce import Answer, Engine, InvalidParameterError, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.journal import Entry, Event, EventKind, Review
from reinforce.practice import Audience, Planning, Stakes
from reinforce.practice.progress import Level
from tests.support.stores import START, small_tenant
from tests.support.whole_log import whole_log

SERVICES = ("catalog", "roster", "goals", "practice", "progress", "policies", "outbox", "privacy")
DAYS = (0, 2, 10, 40)


_MADE = (EventKind.CHECKPOINT, EventKind.COMPACTION)


def _named(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries*, those that the engine makes itself without their ids, which differ each time."""
    return [replace(one, id="") if isinstance(one, Event) and one.kind in _MADE else one for one in entries]


SHOWN: dict[str, Callable[[Tenant, Audience], Any]] = {
    "practice.attempts": lambda acme, who: acme.practice.attempts("ana", audience=who),
    "practice.pending": lambda acme, who: acme.practice.pending(audience=who),
    "practice.card": lambda acme, who: acme.practice.card("ana", "questions", audience=who),
    "practice.cards": lambda acme, who: acme.practice.cards(audience=who),
    "practice.due": lambda acme, who: acme.practice.due("ana", audience=who),
    "practice.due_learners": lambda acme, who: acme.practice.due_learners(audience=who),
    "practice.history": lambda acme, who: _named(acme.practice.history("ana", "questions", audience=who)),
    "practice.log": lambda acme, who: _named(acme.practice.log("ana", audience=who)),
    "practice.plan": lambda acme, who: acme.practice.plan("ana", days=30, audience=who),
    "progress.activity": lambda acme, who: acme.progress.activity(audience=who),
    "progress.applications": lambda acme, who: acme.progress.applications("ana", audience=who),
    "progress.coaching": lambda acme, who: acme.progress.coaching(audience=who),
    "progress.confidence": lambda acme, who: acme.progress.confidence(audience=who),
    "progress.drift": lambda acme, who: acme.progress.drift("ana", since=START, audience=who),
    "progress.focus": lambda acme, who: acme.progress.focus("ana", k=3, audience=who),
    "progress.gaps": lambda acme, who: acme.progress.gaps("ana", desired=Level.MASTERY, audience=who),
    "progress.mastery": lambda acme, who: acme.progress.mastery("ana", audience=who),
    "progress.mastery_many": lambda acme, who: acme.progress.mastery_many(audience=who),
    "progress.practice_curve": lambda acme, who: acme.progress.practice_curve("ana", "questions", audience=who),
    "progress.judge_slipping": lambda acme, who: acme.progress.judge_slipping(days=9, audience=who),
    "progress.slipping": lambda acme, who: acme.progress.slipping(audience=who),
    "progress.still_known": lambda acme, who: acme.progress.still_known(audience=who),
    "progress.time_to_mastery": lambda acme, who: acme.progress.time_to_mastery(level=Level.FLOOR, audience=who),
}
"""How each method that takes an audience is asked."""

CARRIED = {
    "outbox.read_log": "each review, and each event that comes of an attempt, carries its stakes",
    "privacy.export": "it is everything about one person, for that person; reviews and attempts carry their stakes",
}
"""Methods that bring entries of the log, each of which says what was at stake."""

OWN = "what the learner is to practise next, told to the learner"
WRITES = "takes something in, and answers whoever sent it with what came of that"
NOT_ABOUT_PRACTICE = "what hosts and people have said, and nothing of what was practised"
REASONS = {
    "practice.session": OWN,
    "practice.sessions": OWN,
    "practice.forecast": OWN,
    "practice.preview": OWN,
    "practice.rehearse": OWN,
    **dict.fromkeys(
        (
            "practice.record",
            "practice.exam",
            "practice.mark",
            "practice.record_group",
            "practice.record_many",
            "practice.check_attempts",
            "practice.review",
            "practice.review_many",
            "practice.check_reviews",
            "practice.record_application",
            "practice.undo",
            "practice.undo_attempt",
            "practice.undo_event",
            "practice.override",
            "practice.forget",
            "practice.place",
            "practice.place_many",
            "practice.suspend",
            "practice.resume",
            "practice.bury",
            "practice.record_coaching",
            "practice.complete",
            "progress.survey",
            "goals.put",
            "goals.withdraw",
            "roster.put",
            "roster.put_many",
            "roster.enroll",
            "roster.enroll_many",
            "roster.unenroll",
            "roster.rename",
            "roster.merge",
            "roster.set_availability",
            "roster.put_leave",
            "roster.cancel_leave",
            "roster.set_holidays",
            "roster.set_delivery",
            "roster.set_delivery_many",
            "roster.set_default_delivery",
            "catalog.publish",
            "catalog.put_skills",
            "policies.adopt",
            "policies.set_for",
            "policies.withdraw_for",
            "privacy.erase",
            "privacy.compact",
            "outbox.acknowledge",
            "outbox.acknowledge_many",
            "outbox.release",
        ),
        WRITES,
    ),
    **dict.fromkeys(
        (
            "roster.get",
            "roster.learners",
            "roster.availability",
            "roster.delivery",
            "roster.default_delivery",
            "goals.of",
            "catalog.curriculum",
            "policies.settings_for",
            "policies.settings",
            "policies.policy_of",
            "privacy.digest",
        ),
        NOT_ABOUT_PRACTICE,
    ),
    "outbox.claim_due": "only that there is practice to deliver to the learner, which journeys and dates bring as well",
    "privacy.mentions": "for whoever erases people: where free text names one, to be looked at before they are gone",
    "policies.verify": "for operators, who hold the database: counts, and cards that are wrong",
    "policies.refold": "for operators, who hold the database: counts",
}
"""All others, each with the reason for which it needs no audience."""


def _methods(acme: Tenant) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public method of the tenant's services."""
    for service in SERVICES:
        for name, method in inspect.getmembers(getattr(acme, service), callable):
            if not name.startswith("_"):
                yield f"{service}.{name}", method


def _answer(attempt: str, question: str, response: str, stakes: Stakes) -> QuizAttempt:
    return QuizAttempt(attempt_id=attempt, edition=1, answers=[Answer(question, response)], stakes=stakes)


def _told(engine: Engine, clock: ManualClock, name: str, *, practising: bool) -> Tenant:
    """Return a tenant in which Ana has practised on record and, where *practising*, at practice stakes as well."""
    clock.move_to(START)
    acme = small_tenant(engine, name)
    acme.policies.adopt(replace(acme.policy, planning=Planning(leech_lapses=1), fuzz=False))
    for day in DAYS:
        clock.move_to(START + timedelta(days=day))
        acme.practice.review("ana", "terms", Rating.Good, review_id=f"t{day}")
        acme.practice.record("ana", _answer(f"q{day}", "q-questions-1", "to learn", Stakes.RECORDED))
    if practising:
        clock.move_to(START + timedelta(days=DAYS[-1], hours=1))
        acme.practice.record("ana", _answer("own", "q-questions-1", "to sell", Stakes.PRACTICE))
        acme.practice.record("ana", _answer("own too", "q-discovery-1", "Good", Stakes.PRACTICE))
        text = [Answer("q-discovery-1", "To hear.", pending=True)]
        acme.practice.record("ana", QuizAttempt(attempt_id="own text", edition=1, answers=text, stakes=Stakes.PRACTICE))
    clock.move_to(START + timedelta(days=DAYS[-1], hours=2))
    acme.practice.record("ana", _answer("after", "q-questions-1", "to learn", Stakes.RECORDED))
    clock.move_to(START + timedelta(days=DAYS[-1] + 1))
    acme.progress.survey("ana", {"questions": 0.9}, survey_id="s")
    acme.practice.record_application("ana", "discovery", application_id="a")
    clock.move_to(START + timedelta(days=DAYS[-1] + 9))
    return acme


def test_every_public_method_is_known(acme: Tenant) -> None:
    """A method takes an audience, or brings entries that carry their stakes, or has a reason to need neither."""
    methods = dict(_methods(acme))
    takes = {name for name, method in methods.items() if "audience" in inspect.signature(method).parameters}
    assert takes == set(SHOWN)
    assert methods.keys() - takes == CARRIED.keys() | REASONS.keys()


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("method", SHOWN)
def test_no_audience_sees_more_of_a_log_that_was_shortened(
    engine: Engine, clock: ManualClock, method: str, times: int
) -> None:
    """Nor does a manager see less: of what a checkpoint stands for it keeps apart what is on record."""

    def shortened(name: str, *, practising: bool) -> Tenant:
        acme = _told(engine, clock, name, practising=practising)
        acme.practice.record_coaching("ana", "questions", by="zoe", event_id="c")
        for again in range(times):
            clock.advance(timedelta(days=30))
            acme.privacy.compact(timedelta(days=1))
            if practising:
                acme.practice.record("ana", _answer(f"own {again}", "q-questions-1", "to sell", Stakes.PRACTICE))
            acme.practice.record("ana", _answer(f"then {again}", "q-questions-1", "to learn", Stakes.RECORDED))
            clock.advance(timedelta(days=9))
        return acme

    seen = SHOWN[method](shortened("told", practising=True), Audience.MANAGER)
    assert seen == SHOWN[method](shortened("quiet", practising=False), Audience.MANAGER)


def test_a_shortened_log_gives_a_manager_what_the_whole_one_gave(engine: Engine, clock: ManualClock) -> None:
    """Cards and what is left, as the manager sees them, are those from before."""
    acme = _told(engine, clock, "told", practising=True)
    asked = [SHOWN[name] for name in ("practice.cards", "practice.due_learners", "progress.still_known")]
    before = [ask(acme, who) for ask in asked for who in Audience]
    acme.privacy.compact(timedelta(days=1))
    assert [ask(acme, who) for ask in asked for who in Audience] == before
    assert acme.policies.verify().clean


def test_coaching_counts_for_each_audience_from_what_that_sees(engine: Engine, clock: ManualClock) -> None:
    """A skill that is forgotten on record after a coach worked on it is a task again, whatever else the learner did."""
    acme = _told(engine, clock, "told", practising=True)
    for again in range(4):
        acme.practice.record("ana", _answer(f"good {again}", "q-questions-1", "to learn", Stakes.PRACTICE))
        clock.advance(timedelta(days=9))
        acme.practice.record("ana", _answer(f"bad {again}", "q-questions-1", "to sell", Stakes.PRACTICE))
        clock.advance(timedelta(days=9))
    acme.practice.record_coaching("ana", "questions", by="zoe", event_id="c")
    acme.practice.record_coaching("ana", "questions", by="zoe", event_id="c")
    (coached,) = [one for one in whole_log(acme) if isinstance(one, Event) and one.kind == "coaching"]
    assert coached.body["lapses"] > coached.body["on_record"] == 0
    assert coached.body["stakes"] == Stakes.PRACTICE
    assert acme.progress.coaching() == acme.progress.coaching(audience=Audience.LEARNER) == ()
    acme.practice.review("ana", "questions", Rating.Again, review_id="on record")
    (task,) = acme.progress.coaching()
    assert (task.lapses, task.coached) == (1, 0)


@pytest.mark.parametrize("method", SHOWN)
def test_every_audience_changes_what_is_returned(engine: Engine, clock: ManualClock, method: str) -> None:
    """A manager is told what would be told had nothing been done at practice stakes; the learner is told more."""
    ask = SHOWN[method]
    told = _told(engine, clock, "told", practising=True)
    seen, own = ask(told, Audience.MANAGER), ask(told, Audience.LEARNER)
    assert seen == ask(_told(engine, clock, "quiet", practising=False), Audience.MANAGER)
    assert seen != own
    with pytest.raises(InvalidParameterError, match="audience"):
        ask(told, "manager")  # type: ignore[arg-type]


def test_what_is_about_several_people_is_for_a_manager(engine: Engine, clock: ManualClock) -> None:
    """Left out, the audience is the one that sees less."""
    acme = _told(engine, clock, "told", practising=True)
    manager = Audience.MANAGER
    assert acme.practice.due_learners() == acme.practice.due_learners(audience=manager)
    assert acme.progress.still_known() == acme.progress.still_known(audience=manager)
    assert acme.progress.confidence() == acme.progress.confidence(audience=manager)
    assert acme.progress.coaching() == acme.progress.coaching(audience=manager) == ()
    assert acme.progress.slipping() == acme.progress.slipping(audience=manager)
    assert acme.progress.time_to_mastery() == acme.progress.time_to_mastery(audience=manager)


def test_entries_carry_their_stakes(engine: Engine, clock: ManualClock) -> None:
    """Whoever follows the log, reads a history or exports a person can tell what is the learner's own."""
    acme = _told(engine, clock, "told", practising=True)
    sure = QuizAttempt(
        attempt_id="sure",
        edition=1,
        answers=[Answer("q-terms-1", "a", confidence=0.9)],
        stakes=Stakes.PRACTICE,
    )
    acme.practice.record("ana", sure)
    entries = whole_log(acme)
    own = {"own:questions", "own too:discovery", "sure:terms"}
    reviews = [entry for entry in entries if isinstance(entry, Review)]
    assert {entry.id for entry in reviews if entry.stakes is Stakes.PRACTICE} == own
    noted = [entry for entry in entries if isinstance(entry, Event) and entry.kind is EventKind.RECHECK]
    assert [event.body["stakes"] for event in noted] == [Stakes.PRACTICE]
    history = acme.practice.history("ana", "questions")
    assert [entry.id for entry in history if isinstance(entry, Review) and entry.stakes is Stakes.PRACTICE] == [
        "own:questions"
    ]
    held = acme.privacy.export("ana")["held"]
    assert {one["id"] for one in held["reviews"] if one["stakes"] == Stakes.PRACTICE} == own


def test_a_manager_s_log_has_no_word_about_what_is_the_learner_s_own(engine: Engine, clock: ManualClock) -> None:
    """What amends an entry is seen with it; an undo that waits for one is not, since that might be the own."""
    acme = _told(engine, clock, "told", practising=True)
    before = acme.practice.log("ana", audience=Audience.MANAGER)
    acme.practice.override("ana", review_id="own:questions", rating=Rating.Good, reason="r", by="zoe", event_id="o")
    acme.practice.undo_event("ana", event_id="o")
    acme.practice.undo_attempt("ana", attempt_id="own too")
    acme.practice.undo("ana", review_id="not here yet")
    assert acme.practice.log("ana", audience=Audience.MANAGER) == before
    acme.practice.undo("ana", review_id="t0", reason="sent twice", by="zoe")
    assert len(acme.practice.log("ana", audience=Audience.MANAGER)) == len(before) + 1
    assert len(acme.practice.log("ana")) == len(before) + 8


def test_what_stands_for_private_practice_says_so(engine: Engine, clock: ManualClock) -> None:
    """A checkpoint carries the stakes of what it stands for, also once it is part of another; the card stays."""
    acme = _told(engine, clock, "told", practising=True)
    for _ in range(2):
        before = acme.practice.card("ana", "questions")
        clock.advance(timedelta(days=30))
        acme.privacy.compact(timedelta(days=1))
        after = acme.practice.card("ana", "questions")
        assert (after.memory, after.due_day, after.reps) == (before.memory, before.due_day, before.reps)
        kept = [entry for entry in whole_log(acme) if isinstance(entry, Event)]
        said = {event.target: event.body.get("stakes") for event in kept if event.kind is EventKind.CHECKPOINT}
        assert said == {"terms": None, "questions": "practice", "discovery": "practice"}
        acme.practice.record("ana", _answer(f"then-{clock.now()}", "q-questions-1", "to learn", Stakes.RECORDED))
        clock.advance(timedelta(days=2))
    assert acme.policies.verify().clean


def test_an_outcome_that_is_sent_again_has_its_stakes(engine: Engine, clock: ManualClock) -> None:
    """What is returned the second time is what was returned the first time."""
    acme = _told(engine, clock, "told", practising=True)
    attempt = _answer("twice", "q-questions-1", "to sell", Stakes.PRACTICE)
    first = acme.practice.record("ana", attempt)
    assert [review.stakes for review in first.reviews] == [Stakes.PRACTICE]
    assert acme.practice.record("ana", attempt) == first
