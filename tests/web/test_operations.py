"""The table of operations over a tenant: what a client gets, what it may send, and what it is never told."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from reinforce import Answer, ManualClock, QuizAttempt, StaleError, Tenant
from reinforce.aio import AsyncEngine
from reinforce.catalog import Question
from reinforce.practice import Stakes
from reinforce.web import OPERATIONS, Coach, Offer, Operation, ask, respond, respond_async
from reinforce.web.shown import ShownQuestion, shown_item
from tests.support.answers import attempt
from tests.support.endpoints import OPERATION, PACK, SECRETS, requested, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.web import Asked, Reply

ZOE = Coach(id="zoe", learners=("ana",))
READ = [one for one in OPERATIONS if not one.writes]


def _read(acme: Tenant, operation: Operation, who: str = "ana") -> Reply:
    if operation.for_coach:
        return requested(acme, operation.name, coach=ZOE, path={"learner": who})
    return requested(acme, operation.name, learner=who)


def _practise(acme: Tenant, clock: ManualClock, *, days: int) -> Iterator[dict[str, Any]]:
    """Have Ana answer everything that comes on some days, and yield what was shown."""
    for day in range(days):
        session = said(requested(acme, "session", learner="ana"))
        yield session
        for item in session["items"]:
            sent = attempt(item, attempt_id=f"{day}-{item['id']}")
            assert requested(acme, "submit", learner="ana", sent=sent).status == 200
        clock.advance(timedelta(days=2))


# ----------------------------------------------------------------------------------------------- what a client is shown


def test_every_kind_of_question_is_shown_as_it_is_presented(acme: Tenant, clock: ManualClock) -> None:
    """What the values say of an item is what `presented` says, field by field."""
    kinds = set()
    for _ in range(10):
        session = acme.practice.session("ana")
        for item in session:
            assert shown_item(item).to_json() == item.presented()
            presented = item.presented()
            kinds |= {presented["kind"], *(one["kind"] for one in presented.get("questions", ()))}
            acme.practice.record("ana", attempt(presented, attempt_id=item.id))
        clock.advance(timedelta(days=3))
    known = {one.model_fields["kind"].default for one in get_args(Question)}
    assert kinds == known | {"quiz", "drill"}
    assert {one.kind for one in get_args(ShownQuestion)} == known


@pytest.mark.parametrize("operation", READ, ids=lambda one: one.name)
def test_no_answer_key_leaves_before_the_answer(acme: Tenant, clock: ManualClock, operation: Operation) -> None:
    """Whatever is asked for, nothing that stands only in the key is in the reply, on any day of practice."""
    for _ in _practise(acme, clock, days=4):
        got = _read(acme, operation)
        assert got.status == 200
        assert [secret for secret in SECRETS if secret in got.body.decode()] == []


def test_feedback_comes_with_the_answer(acme: Tenant, clock: ManualClock) -> None:
    """Whoever has answered is told what is right, and why; the secrets of the pack are read where they should be."""
    told = ""
    for session in _practise(acme, clock, days=4):
        for item in session["items"]:
            sent = attempt(item, attempt_id=f"again-{item['id']}")
            told += requested(acme, "submit", learner="ana", sent=sent).body.decode()
    assert [secret for secret in ("KEY-WHY", "KEY-DEBRIEF") if secret not in told] == []


def test_one_question_comes_after_the_other_until_none_is_left(acme: Tenant) -> None:
    """Whoever asks for the next item gets one question or one drill, each once, and at the end none."""
    whole = said(requested(acme, "session", learner="ana"))
    wanted = sum(len(one.get("questions", [one])) for one in whole["items"])
    met: list[str] = []
    while (got := said(requested(acme, "next", learner="ana")))["item"]:
        assert got["left"] == wanted - len(met)
        assert len(got["item"].get("questions", [1])) == 1
        met.append(got["item"]["id"])
        sent = attempt(got["item"], attempt_id=got["item"]["id"])
        assert said(requested(acme, "submit", learner="ana", sent=sent))["feedback"]
    assert len(met) == len(set(met)) == wanted > 1
    assert got["left"] == 0
    assert got["explanation"]


def test_the_time_that_a_learner_has_is_at_most_what_the_host_offers(acme: Tenant) -> None:
    """Minutes make a session shorter, and never longer than the host's own budget."""
    offer = Offer(budget=timedelta(minutes=2))
    whole = said(requested(acme, "session", learner="ana"))
    cut = said(requested(acme, "session", learner="ana", query={"minutes": "2"}))
    offered = said(requested(acme, "session", learner="ana", query={"minutes": "60"}, offer=offer))
    assert cut["minutes"] <= 2 < whole["minutes"]
    assert offered == cut


# ------------------------------------------------------------------------------------------------- what a client sends


def test_the_same_again_gets_the_same_and_counts_once(acme: Tenant) -> None:
    """A retry changes nothing; the same id with other content is a conflict."""
    item = said(requested(acme, "session", learner="ana"))["items"][0]
    sent = attempt(item, attempt_id="a-1")
    first, again = (requested(acme, "submit", learner="ana", sent=sent) for _ in range(2))
    assert first == again
    assert len(acme.practice.attempts("ana")) == 1
    other = requested(acme, "submit", learner="ana", sent={**sent, "duration_seconds": 5})
    assert (other.status, said(other)["id"]) == (409, "a-1")


def test_a_late_device_says_when_it_was(acme: Tenant, clock: ManualClock) -> None:
    """An attempt of yesterday counts for yesterday; one of tomorrow is told the time."""
    item = said(requested(acme, "session", learner="ana"))["items"][0]
    at = clock.now() - timedelta(days=1)
    sent = attempt(item, attempt_id="late")
    late = said(requested(acme, "submit", learner="ana", sent={**sent, "at": at.isoformat()}))
    assert late["date"] == "2026-03-01"
    sent = {**sent, "attempt_id": "ahead", "at": (at + timedelta(days=2)).isoformat()}
    ahead = requested(acme, "submit", learner="ana", sent=sent)
    assert (ahead.status, said(ahead)["field"], said(ahead)["now"]) == (422, "at", "2026-03-02T09:00:00+00:00")


@pytest.mark.parametrize("field", ["assessor", "source", "learner", "imported", "person", "recorded_at"])
@pytest.mark.parametrize("name", ["submit", "coaching_submit"])
def test_what_is_for_the_host_to_say_is_refused(acme: Tenant, name: str, field: str) -> None:
    """Neither a learner's client nor a coach's says who it was, or who saw it."""
    sent = {"attempt_id": "a", "edition": 1, "drill": "d-talk", "scores": {"asks": 1}, field: "robin"}
    got = requested(
        acme, name, learner="ana", coach=None if name == "submit" else ZOE, path={"learner": "ana"}, sent=sent
    )
    assert (got.status, said(got)["field"]) == (422, field)


def test_stakes_are_the_hosts_where_it_says_so(acme: Tenant) -> None:
    """A client may ask for practice off the record only where the host leaves that open."""
    sent = {
        "attempt_id": "a",
        "edition": 1,
        "answers": [{"question": "q-short", "response": "x"}],
        "stakes": "practice",
    }
    fixed = Offer(stakes=Stakes.RECORDED)
    assert requested(acme, "submit", learner="ana", sent=sent, offer=fixed).status == 422
    assert requested(acme, "submit", learner="ana", sent=sent).status == 200


# --------------------------------------------------------------------------------------------------------- who may ask


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if "{learner}" in one.path], ids=lambda one: one.name)
def test_a_coach_asks_about_their_own_people_alone(acme: Tenant, operation: Operation) -> None:
    """About somebody else they get what they would get about nobody, and nothing is written."""
    sent = {"attempt_id": "a", "edition": 1, "drill": "d-talk", "scores": {"asks": 1}}
    if operation.name == "coached":
        sent = {"id": "c-1", "skill": "terms"}
    ben, nobody = (
        requested(acme, operation.name, coach=ZOE, path={"learner": who}, sent=sent) for who in ("ben", "nobody")
    )
    assert (ben.status, nobody.status) == (404, 404)
    assert ben.body == nobody.body.replace(b"nobody", b"ben")
    assert acme.practice.attempts("ben") == ()


def test_a_drill_that_a_coach_has_scored_counts_as_seen(acme: Tenant) -> None:
    """The coach who is signed in is its assessor; what the learner did alone is their own word, and stays theirs."""
    scored = {"edition": 1, "drill": "d-talk", "scores": {"asks": 1}, "evidence": {"recording": "https://e.example/1"}}
    own = {**scored, "attempt_id": "own", "stakes": "practice"}
    assert requested(acme, "submit", learner="ana", sent=own).status == 200
    before = requested(acme, "coaching_progress", coach=ZOE, path={"learner": "ana"})
    seen = {**scored, "attempt_id": "seen"}
    assert requested(acme, "coaching_submit", coach=ZOE, path={"learner": "ana"}, sent=seen).status == 200
    after = requested(acme, "coaching_progress", coach=ZOE, path={"learner": "ana"})
    assert {one.id: one.assessor for one in acme.practice.attempts("ana")} == {"own": None, "zoe:seen": "zoe"}
    known = [
        {one["skill"]: one["still_known"] for one in said(got)["capabilities"][0]["skills"]} for got in (before, after)
    ]
    assert (known[0]["asking"], known[1]["asking"]) == (None, 1.0)


@pytest.mark.parametrize("operation", [one for one in READ if one.for_coach], ids=lambda one: one.name)
def test_a_coach_is_told_nothing_of_what_is_off_the_record(acme: Tenant, operation: Operation) -> None:
    """To the byte it is what it was before, while it is on the learner's own pages at once."""
    own = OPERATION["activity"], OPERATION["progress"]
    before, seen = _read(acme, operation), [_read(acme, one) for one in own]
    for item in said(requested(acme, "session", learner="ana"))["items"]:
        sent = attempt(item, attempt_id=item["id"]) | {"stakes": "practice"}
        assert requested(acme, "submit", learner="ana", sent=sent).status == 200
    assert _read(acme, operation) == before
    assert all(_read(acme, one) != then for one, then in zip(own, seen, strict=True))


def test_a_coach_works_on_what_would_not_stick(acme: Tenant, clock: ManualClock) -> None:
    """A leech is a need of its learner's coach, and is gone once the coach says so, however often they say it."""
    for number in range(20):
        acme.practice.review("ana", "terms", "again" if number % 2 else "good", review_id=f"r-{number}")
        clock.advance(timedelta(days=3))
    found = said(requested(acme, "coaching", coach=Coach(id="zoe")))
    assert [(one["learner"], one["skill"], found["titles"][one["skill"]]) for one in found["needs"]] == [
        ("ana", "terms", "Terms")
    ]
    assert said(requested(acme, "coaching", coach=Coach(id="max", learners=())))["needs"] == []
    sent = {"id": "c-1", "skill": "terms", "note": "We sorted it out."}
    for _ in range(2):
        got = requested(acme, "coached", coach=ZOE, path={"learner": "ana"}, sent=sent)
        assert (got.status, said(got)["needs"]) == (200, [])


# --------------------------------------------------------------------------------------- the host's own, in one with it


def test_the_hosts_own_context_is_around_what_writes(acme: Tenant) -> None:
    """Its context begins before anything is written and ends after it; where others were quicker, it begins anew."""
    happened: list[str] = []

    @contextmanager
    def around(asked: Asked) -> Iterator[Tenant | None]:
        happened.append(f"begin {asked.learner} {asked.sent.attempt_id}")
        yield None
        if len(happened) == 1:
            happened.append("overtaken")
            raise StaleError("card", "x", "was overtaken")
        happened.append("commit")

    answered = QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q-short", "x")])
    got = requested(acme, "submit", learner="ana", sent=answered.to_json(), around=around)
    assert got.status == 200
    assert happened == ["begin ana a", "overtaken", "begin ana a", "commit"]
    assert requested(acme, "plan", learner="ana", around=around).status == 200
    assert len(happened) == 4


def test_who_is_overtaken_each_time_is_told_when_to_send_the_same_again(acme: Tenant) -> None:
    """Five tries are made; then it is busy, nothing was written, and the same sent again is taken."""
    entered: list[bool] = []

    @contextmanager
    def around(_: Asked) -> Iterator[Tenant | None]:
        entered.append(True)
        if len(entered) <= 5:
            raise StaleError("card", "x", "was overtaken")
        yield None

    sent = QuizAttempt(attempt_id="a", edition=1, answers=[Answer("q-short", "x")]).to_json()
    busy = requested(acme, "submit", learner="ana", sent=sent, around=around)
    assert (busy.status, busy.headers["Retry-After"], len(entered)) == (503, "2", 5)
    assert acme.practice.attempts("ana") == ()
    assert requested(acme, "submit", learner="ana", sent=sent, around=around).status == 200
    assert len(acme.practice.attempts("ana")) == 1


def test_an_asynchronous_tenant_answers_the_same(acme: Tenant, clock: ManualClock) -> None:
    """There is one function for both."""

    async def answers() -> list[Any]:
        async with await AsyncEngine.open("sqlite:///:memory:", clock=clock) as engine:
            tenant = await engine.create_tenant("acme", seed=7)
            await tenant.catalog.publish(PACK)
            for learner in ("ana", "ben"):
                await tenant.roster.put(learner, timezone="Europe/Dublin", day_start=4)
                await tenant.roster.enroll(learner, journey="start")
            return [await respond_async(OPERATION[name], tenant, asked) for name, asked in wanted]

    item = said(requested(acme, "session", learner="ana"))["items"][0]
    sent = attempt(item, attempt_id="a")
    wanted = [
        ("session", ask(OPERATION["session"], learner="ana")),
        (
            "submit",
            ask(OPERATION["submit"], learner="ana", body=json.dumps(sent).encode(), content_type="application/json"),
        ),
        ("plan", ask(OPERATION["plan"], learner="ana")),
        ("coaching", ask(OPERATION["coaching"], coach=ZOE)),
    ]
    assert asyncio.run(answers()) == [respond(OPERATION[name], acme, asked) for name, asked in wanted]
