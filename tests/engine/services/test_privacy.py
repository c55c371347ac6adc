"""What people have a right to: to see what is held, to be erased, and not to be kept for ever."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reinforce import (
    Answer,
    ConflictError,
    DrillAttempt,
    Engine,
    ErasedError,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.engine import Keep
from reinforce.journal import EventKind
from reinforce.ports import Query
from reinforce.testing.packs import JOURNEY
from tests.support.stores import START, small_tenant

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def quiz(tenant: Tenant, id_: str = "quiz-1") -> QuizAttempt:
    """Return an attempt at one question."""
    return QuizAttempt(
        attempt_id=id_, edition=tenant.catalog.curriculum().edition, answers=[Answer("q-terms-1", "b", 0.9)]
    )


def drill(tenant: Tenant, id_: str = "drill-1", *, assessor: str | None = "ben") -> DrillAttempt:
    """Return a drill that somebody scored."""
    found = next(iter(tenant.catalog.curriculum().drills.values()))
    scores = {criterion.id: 1 for criterion in found.rubric}
    return DrillAttempt(
        attempt_id=id_,
        edition=tenant.catalog.curriculum().edition,
        drill=found.id,
        scores=scores,
        assessor=assessor,
        at=START,
    )


def busy(tenant: Tenant, clock: ManualClock) -> None:
    """Let Ana and Ben practise, and see each other practise."""
    tenant.roster.put("ben")
    practice = tenant.practice
    for learner, other in (("ana", "ben"), ("ben", "ana")):
        practice.record(learner, drill(tenant, assessor=other))
        practice.record(learner, quiz(tenant))
        practice.review(learner, "terms", Rating.Good, review_id="r-1", at=START - DAY, assessor=other)
        practice.override(learner, review_id="r-1", rating="Hard", reason="heard it", by=other, event_id="o-1")
        practice.record_coaching(learner, "questions", note="together", by=other, event_id="c-1")
        practice.record_application(learner, "questions", application_id="a-1", witness=other)
    clock.advance(HOUR)


def everything(tenant: Tenant) -> str:
    """Return all that the store holds of everybody's log, as one text."""
    store = tenant.privacy._context.store  # noqa: SLF001 - what is kept is what counts
    learners = store.learners(tenant.name, retired=True)
    held = [store.held(tenant.name, learner) for learner in learners]
    logs = [store.entries(tenant.name, learner=learner) for learner in learners]
    return f"{held} {logs} {store.events(tenant.name)}"


def nobody(tenant: Tenant) -> str:
    """Return the id under which reviews of somebody who was erased are kept."""
    store = tenant.privacy._context.store  # noqa: SLF001 - nobody else names them
    (kept,) = set(store.learners(tenant.name, retired=True)) - set(store.learners(tenant.name))
    return kept


def test_an_export_has_all_that_is_held(acme: Tenant, clock: ManualClock) -> None:
    """An export is JSON, has every row of the person, and of others' entries only where they name them."""
    busy(acme, clock)
    exported = acme.privacy.export("ana")
    assert json.loads(json.dumps(exported)) == exported
    held = exported["held"]
    assert exported["learner"] == "ana"
    assert {row["id"] for row in held["reviews"]} >= {"r-1", "a-1", "quiz-1:terms"}
    assert {row["id"] for row in held["attempts"]} == {"drill-1", "quiz-1"}
    assert {row["id"] for row in held["events"]} == {"o-1", "c-1"} | {
        row["id"] for row in held["events"] if row["kind"] == "recheck"
    }
    assert [row["journey"] for row in held["enrolments"]] == [JOURNEY]
    assert [row["timezone"] for row in held["calendar"]] == ["Europe/Dublin"]
    assert {row["skill"] for row in held["cards"]} >= {"terms", "questions"}
    assert held["exposures"]
    first = next(row for row in held["reviews"] if row["id"] == "r-1")
    assert (first["at"], first["day"], first["assessor"]) == ((START - DAY).isoformat(), "2026-03-01", "ben")
    roles = {(row["table"], row["id"], row["role"]) for row in held["named_in"]}
    assert roles >= {("attempts", "drill-1", "assessor"), ("events", "o-1", "by"), ("reviews", "r-1", "assessor")}
    assert all(row.keys() == {"table", "id", "role", "at"} for row in held["named_in"])
    with pytest.raises(NotFoundError):
        acme.privacy.export("nobody")


def test_an_export_can_be_read_by_the_person(acme: Tenant, clock: ManualClock) -> None:
    """Nowhere in it, bodies, outcomes and checkpoints among them, is a day or a rating a number, or a span unsaid."""
    busy(acme, clock)
    acme.practice.place("ana", "discovery", stability=20.0)
    acme.practice.bury("ana", "terms")
    clock.advance(400 * DAY)
    before = acme.privacy.export("ana")
    acme.privacy.compact(300 * DAY)
    after = acme.privacy.export("ana")
    assert "checkpoint" in {row["kind"] for row in after["held"]["events"]}
    found = [*leaves(before), *leaves(after)]
    assert [leaf for leaf in found if type(leaf[1]) is int and 700_000 < leaf[1] < 800_000] == []
    assert {type(value) for name, value in found if name.endswith("rating")} == {str}
    assert {"duration_seconds", "took_seconds"} <= {name for name, _ in found}
    assert {"duration", "took"}.isdisjoint(name for name, _ in found)


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a JSON value
    """Yield every value inside a JSON value with the name that it has."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else ((name, part) for part in value):
            yield from leaves(part, key)
    else:
        yield name, value


def test_somebody_who_is_only_named_can_see_where(acme: Tenant) -> None:
    """A coach who is no learner can ask what is held about them, and be erased."""
    acme.practice.review("ana", "terms", Rating.Good, review_id="r-1", assessor="eve")
    assert [row["id"] for row in acme.privacy.export("eve")["held"]["named_in"]] == ["r-1"]
    assert acme.privacy.erase("eve").renamed == 1
    assert "'eve'" not in everything(acme)


@pytest.mark.parametrize("keep", Keep)
def test_nothing_that_identifies_remains(acme: Tenant, clock: ManualClock, keep: Keep) -> None:
    """After an erasure nobody is there, no entry of others names them, and others' cards are what they were."""
    busy(acme, clock)
    cards, tables = acme.practice.cards(learners="ben"), acme.privacy.export("ana")["held"].keys()
    erased = acme.privacy.erase("ana", keep=keep)
    context = acme.privacy._context  # noqa: SLF001 - the pseudonym is nobody's business
    assert erased.renamed == len(context.store.entries("acme", naming=context.erased.pseudonym("ana")))
    assert erased.renamed >= 5
    assert "'ana'" not in everything(acme)
    assert '"ana"' not in everything(acme)
    held = context.store.held("acme", "ana")
    assert held == dict.fromkeys(tables, ())
    assert acme.practice.cards(learners="ben") == cards
    assert acme.policies.verify().clean
    with pytest.raises(NotFoundError):
        acme.practice.cards(learners="ana")
    assert (erased.kept > 0) == (keep is Keep.STATISTICS)


def test_statistics_are_reviews_of_nobody(acme: Tenant, clock: ManualClock) -> None:
    """What is kept for statistics is each review that counts, on its day, under an id of its own, and nothing else."""
    busy(acme, clock)
    acme.practice.undo_attempt("ana", attempt_id="quiz-1")
    counting = [
        (one["skill"], one["day"])
        for one in acme.privacy.export("ana")["held"]["reviews"]
        if one["attempt_id"] != "quiz-1"
    ]
    acme.privacy.erase("ana", keep=Keep.STATISTICS)
    kept = nobody(acme)
    held = acme.privacy.export(kept)["held"]
    assert sorted((one["skill"], one["day"]) for one in held["reviews"]) == sorted(counting)
    assert [one["rating"] for one in held["reviews"] if one["source"] == "host"] == ["Hard"]
    filled = {name for name, rows in held.items() if rows}
    assert filled == {"calendar", "cards", "learners", "reviews"}
    assert all(
        one["assessor"] is None and one["attempt_id"] is None and one["outcome"] == {} for one in held["reviews"]
    )
    assert acme.policies.verify().clean
    with pytest.raises(NotFoundError):
        acme.practice.review(kept, "terms", Rating.Good)


def test_others_can_send_again_what_names_the_erased(acme: Tenant, clock: ManualClock) -> None:
    """A retry that names the erased person still gets its first outcome; other content is still refused."""
    busy(acme, clock)
    practice = acme.practice
    acme.privacy.erase("ana")
    before = acme.privacy.export("ben")
    outcome = practice.record("ben", drill(acme, assessor="ana"))
    assert outcome.reviews
    assert all(review.assessor != "ana" for review in outcome.reviews)
    practice.review("ben", "terms", Rating.Good, review_id="r-1", at=START - DAY, assessor="ana")
    practice.override("ben", review_id="r-1", rating="Hard", reason="heard it", by="ana", event_id="o-1")
    practice.record_coaching("ben", "questions", note="together", by="ana", event_id="c-1")
    assert acme.privacy.export("ben")["held"] == before["held"]
    with pytest.raises(ConflictError):
        practice.record("ben", drill(acme, assessor="eve"))
    with pytest.raises(ConflictError):
        practice.override("ben", review_id="r-1", rating="Hard", reason="heard it", by="eve", event_id="o-1")


def test_late_devices_are_refused(acme: Tenant, clock: ManualClock) -> None:
    """Whatever names somebody who was erased is refused, as learner and as assessor, and says so."""
    busy(acme, clock)
    practice = acme.practice
    acme.privacy.erase("ana")
    calls: list[Callable[[], Any]] = [
        lambda: practice.review("ana", "terms", Rating.Good, at=START),
        lambda: practice.record("ana", quiz(acme)),
        lambda: practice.undo("ana", review_id="r-1"),
        lambda: practice.suspend("ana", "terms"),
        lambda: acme.roster.enroll("ana", journey=JOURNEY),
        lambda: acme.roster.rename("ben", to="ana"),
        lambda: practice.review("ben", "terms", Rating.Good, assessor="ana"),
        lambda: practice.record("ben", drill(acme, "drill-2", assessor="ana")),
        lambda: practice.override("ben", review_id="r-1", rating=1, reason="no", by="ana"),
        lambda: practice.record_coaching("ben", "terms", note="", by="ana"),
    ]
    for call in calls:
        with pytest.raises(ErasedError) as refused:
            call()
        assert refused.value.id == "ana"
    assert "'ana'" not in everything(acme)


def test_an_erased_id_can_be_taken_anew(acme: Tenant, clock: ManualClock) -> None:
    """Somebody who comes back starts with nothing; what is dated before the erasure is refused, later entries not."""
    busy(acme, clock)
    acme.privacy.erase("ana")
    erased_at = clock.now()
    clock.advance(DAY)
    acme.roster.put("ana")
    assert list(acme.practice.cards(learners="ana")) == []
    with pytest.raises(ErasedError):
        acme.practice.review("ana", "terms", Rating.Good, at=erased_at - HOUR)
    with pytest.raises(ErasedError):
        acme.practice.record("ana", drill(acme))
    with pytest.raises(ErasedError):
        acme.practice.forget("ana", "terms", at=erased_at - HOUR)
    assert acme.practice.review("ana", "terms", Rating.Good, at=erased_at + HOUR).cards[0].reps == 1
    assert acme.practice.review("ben", "terms", Rating.Good, assessor="ana").reviews[0].assessor == "ana"
    assert acme.privacy.erase("ana").removed == 1
    clock.advance(DAY)
    acme.roster.put("ana")
    with pytest.raises(ErasedError):
        acme.practice.review("ana", "terms", Rating.Good, at=erased_at + HOUR)


def test_erasing_twice_is_harmless_and_nobody_cannot_be_erased(acme: Tenant) -> None:
    """The second erasure changes nothing; somebody unknown is an error, and leaves nothing."""
    first = acme.privacy.erase("ana")
    again = acme.privacy.erase("ana")
    assert (again.digest, again.at, again.removed) == (first.digest, first.at, 0)
    with pytest.raises(NotFoundError) as refused:
        acme.privacy.erase("nobody")
    assert not isinstance(refused.value, ErasedError)
    with pytest.raises(InvalidParameterError):
        acme.privacy.erase("ana", keep="everything")  # type: ignore[arg-type]


def test_the_log_says_that_somebody_was_erased_and_not_who(acme: Tenant) -> None:
    """The tenant's log gets one entry with a hash, which only the engine can make from the id."""
    erased = acme.privacy.erase("ana")
    (event,) = [one for one in acme.privacy._context.store.events("acme") if one.kind is EventKind.ERASURE]  # noqa: SLF001
    assert event.body == {"digest": acme.privacy.digest("ana"), "removed": 0, "renamed": 0, "kept": 0}
    assert acme.privacy.erase("ana") == erased
    assert "ana" not in str(event)
    other = small_tenant(Engine.over(acme.privacy._context.store, clock=acme.privacy._context.clock), "other")  # noqa: SLF001
    assert other.privacy.digest("ana") != erased.digest
    assert other.practice.review("ana", "terms", Rating.Good).reviews


def test_an_erasure_reads_what_was_written_meanwhile(acme: Tenant) -> None:
    """An epoch that turns between reading and erasing has the erasure look again."""
    store = acme.privacy._context.store  # noqa: SLF001
    acme.practice.review("ana", "terms", Rating.Good)
    assert acme.privacy.erase("ana").removed == 1
    assert store.read(Query(tenant="acme", learner="ana")).epoch is None


def test_whose_statistics_are_kept_is_on_no_list(acme: Tenant, clock: ManualClock) -> None:
    """They are in no list, on no page and in no claim; their reviews are in the log, and their cards are right."""
    busy(acme, clock)
    acme.privacy.erase("ana", keep=Keep.STATISTICS)
    clock.advance(400 * DAY)
    assert acme.roster.learners() == acme.roster.learners(limit=1) == ("ben",)
    assert {one.learner for one in acme.practice.due_learners()} == {"ben"}
    assert {one.learner for one in acme.progress.still_known()} == {"ben"}
    assert {card.learner for card in acme.practice.cards()} == {"ben"}
    assert {claim.learner for claim in acme.outbox.claim_due(lease=HOUR)} == {"ben"}
    assert acme.privacy.export(nobody(acme))["held"]["reviews"]
    assert acme.policies.verify().clean
    assert acme.policies.refold().learners == 2
    assert acme.privacy.compact(DAY).learners == 2
    assert acme.roster.learners() == ("ben",)


USES: "dict[str, Callable[[Tenant, str], object]]" = {
    "merge from": lambda tenant, who: tenant.roster.merge(who, into="ben"),
    "merge into": lambda tenant, who: tenant.roster.merge("ben", into=who),
    "rename": lambda tenant, who: tenant.roster.rename(who, to="somebody"),
    "rename to": lambda tenant, who: tenant.roster.rename("ben", to=who),
    "put": lambda tenant, who: tenant.roster.put(who, timezone="Asia/Tokyo"),
    "enroll": lambda tenant, who: tenant.roster.enroll(who, journey=JOURNEY),
    "get": lambda tenant, who: tenant.roster.get(who),
    "review": lambda tenant, who: tenant.practice.review(who, "terms", Rating.Good),
    "record": lambda tenant, who: tenant.practice.record(who, quiz(tenant)),
    "session": lambda tenant, who: tenant.practice.session(who),
    "cards": lambda tenant, who: tenant.practice.cards(learners=who),
    "suspend": lambda tenant, who: tenant.practice.suspend(who, "terms"),
    "undo": lambda tenant, who: tenant.practice.undo(who, review_id="r-1"),
    "mastery": lambda tenant, who: tenant.progress.mastery(who),
    "refold": lambda tenant, who: tenant.policies.refold(learners=who),
    "compact": lambda tenant, who: tenant.privacy.compact(DAY, learners=[who]),
}


@pytest.mark.parametrize("use", USES)
def test_statistics_become_nobodys_again(acme: Tenant, clock: ManualClock, use: str) -> None:
    """The id under which statistics are kept is no learner: nothing is added, read or moved by it; it can be erased."""
    busy(acme, clock)
    acme.privacy.erase("ana", keep=Keep.STATISTICS)
    who = nobody(acme)
    before = acme.practice.cards(learners="ben")
    with pytest.raises((NotFoundError, ConflictError)):
        USES[use](acme, who)
    assert acme.practice.cards(learners="ben") == before
    assert acme.privacy.erase(who).removed > 0
    assert acme.policies.verify().clean


def test_nobody_is_told_to_add_who_is_to_be_erased(acme: Tenant) -> None:
    """Whoever asks for what is held about nobody, or erases nobody, is told that there is none, and no more."""
    for asked in (acme.privacy.export, acme.privacy.erase):
        with pytest.raises(NotFoundError) as told:
            asked("zoe")
        assert str(told.value) == "there is no learner 'zoe'"


def test_who_was_erased_is_told_to_readers_and_to_senders(acme: Tenant) -> None:
    """Nothing of them is there, and nothing is taken."""
    acme.privacy.erase("ana")
    for asked in (acme.progress.slipping, acme.progress.mastery, acme.practice.plan):
        with pytest.raises(ErasedError, match=r"was erased: nothing dated before .* is there or is taken"):
            asked("ana")
