"""A phone takes the coming days along, is offline, and brings all that was answered later, in whatever way."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import Engine, ManualClock, Tenant
from reinforce.practice import Unseen
from reinforce.web import OPERATIONS, Coach
from tests.support.answers import attempt
from tests.support.endpoints import PACK, every_kind_of_exercise, requested, said

if TYPE_CHECKING:
    from collections.abc import Iterator

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS, LATER = 5, 8
_MINUTE = timedelta(minutes=1)


@dataclass
class Phone:
    """
    What a device does: it fetches the coming days, answers without a network, and sends what waits until it is final.

    Args:
        tenant: of the server.
        clock: the server's.
        wrong_by: how far the device's own clock is ahead of it.
    """

    tenant: Tenant
    clock: ManualClock
    wrong_by: timedelta = timedelta()

    def fetch(self, *, days: int = DAYS) -> list[dict[str, Any]]:
        """Return the sessions of the coming days; learn from the reply by how much the clock is wrong."""
        got = said(requested(self.tenant, "hand_out", learner="ana", sent={"days": days}))
        self.known = self.own_now() - datetime.fromisoformat(got["now"])
        sessions: list[dict[str, Any]] = got["sessions"]
        return sessions

    def own_now(self) -> datetime:
        """Return what the device's clock says."""
        return self.clock.now() + self.wrong_by

    def answered(self, item: dict[str, Any], *, attempt_id: str) -> dict[str, Any]:
        """Return what waits to be sent of an answered *item*."""
        return attempt(item, attempt_id=attempt_id) | {"at": (self.own_now() - self.known).isoformat()}

    def send(self, waiting: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
        """Send what waits until there is a final answer, and return that; correct the clock where it is told to."""
        got = requested(self.tenant, "submit", learner="ana", sent=waiting)
        if said(got).get("type", "").endswith(":clock-skew"):
            wrong_by = self.own_now() - self.known - datetime.fromisoformat(said(got)["now"])
            self.known += wrong_by
            corrected = datetime.fromisoformat(waiting["at"]) - wrong_by
            got = requested(self.tenant, "submit", learner="ana", sent=waiting | {"at": corrected.isoformat()})
        assert got.status == 200, got.body
        return said(got)


def _parts(item: dict[str, Any], *, alone: bool) -> Iterator[dict[str, Any]]:
    """Yield an item as a whole or, where its questions are answered *alone*, each as a quiz of its own."""
    if item["kind"] == "quiz" and alone:
        yield from ({**item, "id": f"{item['id']}-{one['id']}", "questions": [one]} for one in item["questions"])
    else:
        yield item


def _opened(clock: ManualClock, unseen: Unseen) -> Engine:
    engine = Engine.open("memory:", clock=clock)
    tenant = engine.create_tenant("acme", seed=7)
    tenant.policies.adopt(replace(tenant.policy, unseen=unseen))
    every_kind_of_exercise(tenant)
    return engine


@pytest.mark.parametrize("unseen", Unseen)
@given(data=st.data())
def test_what_was_answered_offline_counts_once_at_its_own_instant(unseen: Unseen, data: st.DataObject) -> None:
    """
    Late, in any order, in several tries and with a wrong clock, the cards are those of a device that was online.

    Nothing that was honestly answered is refused, also where the tenant refuses what was never handed out, and where a
    new edition came meanwhile.
    """
    clock, there = ManualClock(MONDAY), ManualClock(MONDAY)
    wrong_by = _MINUTE * data.draw(st.integers(-3_000, 3_000), label="minutes by which the clock is wrong")
    with closing(_opened(clock, unseen)) as late, closing(_opened(there, unseen)) as online:
        phone = Phone(late.tenant("acme"), clock, wrong_by)
        twin = Phone(online.tenant("acme"), there)
        sessions = phone.fetch()
        assert twin.fetch() == sessions
        queue: list[dict[str, Any]] = []
        instants: dict[str, datetime] = {}
        for session in sessions[: data.draw(st.integers(1, DAYS), label="days of practice")]:
            for item in session["items"]:
                for part in _parts(item, alone=data.draw(st.booleans())):
                    if data.draw(st.booleans()):
                        queue.append(phone.answered(part, attempt_id=part["id"]))
                        assert twin.send(twin.answered(part, attempt_id=part["id"]))["attempt_id"] == part["id"]
                        instants[part["id"]] = clock.now()
                    clock.advance(_MINUTE)
                    there.advance(_MINUTE)
            for one in (clock, there):
                one.advance(timedelta(days=1))
        if data.draw(st.booleans(), label="a new edition"):
            for device in (phone, twin):
                device.tenant.catalog.publish(PACK.replace("Which one?", "Which one is it?"))
        # Back online, its clock may have been set meanwhile: what waits is corrected already.
        tries = data.draw(st.permutations([*queue, *queue]))
        told = [(one["attempt_id"], phone.send(one)) for one in tries]
        assert all(first == again for name, first in told for other, again in told if name == other)
        for name, reply in told:
            assert datetime.fromisoformat(reply["at"]) == instants[name]
        got = phone.tenant.practice.attempts("ana")
        assert {one.id: one.at for one in got} == instants
        assert len(got) == len(instants)
        assert _cards(phone.tenant) == _cards(twin.tenant)
        left = {exercise for session in phone.fetch(days=1) for exercise in session["done"]}
        assert left == {exercise for session in twin.fetch(days=1) for exercise in session["done"]}


def _cards(tenant: Tenant) -> list[tuple[Any, ...]]:
    return [
        (one.skill, one.reps, one.lapses, one.due_date, one.memory) for one in tenant.practice.cards(learners="ana")
    ]


def test_a_clock_that_was_set_on_the_way_is_corrected_by_what_the_server_says() -> None:
    """A device that is ahead is told the time; the attempt has not counted, and counts when it says when it was."""
    clock = ManualClock(MONDAY)
    with closing(_opened(clock, Unseen.REFUSE)) as engine:
        phone = Phone(engine.tenant("acme"), clock)
        (item, *_) = phone.fetch()[0]["items"]
        phone.wrong_by = timedelta(hours=7)
        reply = phone.send(phone.answered(item, attempt_id="a"))
        assert datetime.fromisoformat(reply["at"]) == MONDAY
        assert [one.at for one in phone.tenant.practice.attempts("ana")] == [MONDAY]


@pytest.mark.parametrize("unseen", Unseen)
def test_one_thing_at_a_time_survives_a_reload(unseen: Unseen) -> None:
    """After each answer there is feedback; whoever loads the page anew, before or after, goes on where they were."""
    clock = ManualClock(MONDAY)
    with closing(_opened(clock, unseen)) as engine:
        acme = engine.tenant("acme")

        def following() -> Any:  # noqa: ANN401 - any JSON value
            return said(requested(acme, "hand_out_next", learner="ana", sent={}))

        met: list[str] = []
        whole = said(requested(acme, "hand_out", learner="ana", sent={}))["sessions"][0]
        wanted = [one["id"] for item in whole["items"] for one in item.get("questions", [item])]
        while (got := following())["item"]:
            clock.advance(timedelta(minutes=20))  # the plan may think otherwise by now
            assert following() == got
            assert got["left"] == len(wanted) - len(met)
            asked = got["item"].get("questions", [got["item"]])
            met += (one["id"] for one in asked)
            sent = attempt(got["item"], attempt_id=f"a-{len(met)}")
            assert said(requested(acme, "submit", learner="ana", sent=sent))["feedback"]
            # The reply was lost: the page was loaded anew, and what waited is sent again.
            assert following()["item"] != got["item"]
            assert requested(acme, "submit", learner="ana", sent=sent).status == 200
        assert met == wanted
        assert (got["left"], len(acme.practice.attempts("ana"))) == (0, len(wanted))
        assert got["explanation"]


@pytest.mark.parametrize("name", ["session", "next", "sessions"])
def test_what_may_not_be_answered_is_not_shown(name: str) -> None:
    """Where nothing but what was handed out may be answered, a read is a conflict that names what hands out."""
    with closing(_opened(ManualClock(MONDAY), Unseen.REFUSE)) as engine:
        acme = engine.tenant("acme")
        for _ in range(2):
            got = requested(acme, name, learner="ana")
            assert (got.status, said(got)["type"]) == (409, "urn:reinforce:problem:hand-out-first")
            hands_out = [one for one in OPERATIONS if one.reads and one.path.startswith("/session")]
            assert all(f"{one.method} {one.path}" in said(got)["detail"] for one in hands_out)
            handed = said(requested(acme, "hand_out", learner="ana", sent={}))["sessions"][0]["items"]
        assert requested(acme, "submit", learner="ana", sent=attempt(handed[0], attempt_id="a")).status == 200
        for one in OPERATIONS:  # nothing else shows what is to be answered
            if one.method == "GET" and "hand-out-first" not in one.refusals:
                who: dict[str, Any] = {"coach": Coach(id="zoe")} if one.for_coach else {"learner": "ana"}
                assert requested(acme, one.name, path={"learner": "ana"}, **who).status == 200
        acme.policies.adopt(replace(acme.policy, unseen=Unseen.ACCEPT))
        assert requested(acme, name, learner="ana").status == 200


def test_what_is_handed_out_stays_what_it_is(acme: Tenant, clock: ManualClock) -> None:
    """On each of the days a device gets the same again, less what was done; to look writes nothing."""
    looked = said(requested(acme, "sessions", learner="ana", query={"days": "3"}))["sessions"]
    assert {one["handed_out_at"] for one in looked} == {None}
    handed = said(requested(acme, "hand_out", learner="ana", sent={"days": 3}))["sessions"]
    assert [one["date"] for one in handed] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert [one["items"] for one in handed] == [one["items"] for one in looked]
    item = handed[0]["items"][0]
    assert requested(acme, "submit", learner="ana", sent=attempt(item, attempt_id="a")).status == 200
    again = said(requested(acme, "hand_out", learner="ana", sent={"days": 1}))["sessions"][0]
    assert again["items"] == handed[0]["items"][1:]
    assert again["done"]
    clock.advance(timedelta(days=LATER))
    assert said(requested(acme, "sessions", learner="ana"))["sessions"][0]["date"] == "2026-03-10"


def test_more_is_handed_out_to_who_practises_ahead(acme: Tenant) -> None:
    """Once all of today's is done, and not before."""
    for item in said(requested(acme, "hand_out", learner="ana", sent={}))["sessions"][0]["items"]:
        assert requested(acme, "submit", learner="ana", sent=attempt(item, attempt_id=item["id"])).status == 200
    assert said(requested(acme, "hand_out_next", learner="ana", sent={}))["item"] is None
    assert said(requested(acme, "hand_out_next", learner="ana", sent={"ahead": 60}))["item"]


@pytest.mark.parametrize("name", ["hand_out", "hand_out_next"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("days", value) for value in (0, 32, 1.5, 10**30)),
        *(("minutes", value) for value in (-1, 1e300, "ten")),
        *(("ahead", value) for value in (61, True)),
        ("learner", "ben"),
        ("hand_out", False),
    ],
)
def test_what_cannot_be_handed_out_names_its_field(acme: Tenant, name: str, field: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Nothing is handed out then."""
    got = requested(acme, name, learner="ana", sent={field: value})
    assert (got.status, said(got)["field"]) == (422, field)
    assert not any("hand_out" in str(one) for one in acme.practice.log("ana"))


def test_the_time_that_is_handed_out_is_at_most_what_the_host_offers(acme: Tenant) -> None:
    """A client says how much time there is; it says so once, since what is handed out stays."""
    cut = said(requested(acme, "hand_out", learner="ana", sent={"minutes": 2}))["sessions"][0]
    assert 0 < cut["minutes"] <= 2
    assert (
        said(requested(acme, "hand_out", learner="ana", sent={"minutes": 60}))["sessions"][0]["items"] == cut["items"]
    )
