"""The laws of how a store treats people: all that is held is found, and what goes goes everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reinforce.codec import kept
from reinforce.errors import StaleError
from reinforce.journal import EventKind, EventTraits
from reinforce.ports import RETIRED, Change, Entries, Exposure, Rewriting
from reinforce.practice.grading.attempts import Answer, QuizAttempt
from reinforce.practice.learner.calendar import CalendarEntry
from reinforce.testing import samples
from reinforce.testing.feed_contract import log_slice
from reinforce.testing.samples import AT, DAY, LEARNER, SKILL, TENANT, whole

if TYPE_CHECKING:
    from typing import Any

    from reinforce.ports import Store

OTHER = "ben"


def filled(store: Store) -> None:
    """Fill *store* with something of every kind about the learner, and entries of others that name them."""
    store.apply(samples.tenant(learners=(LEARNER, OTHER)))
    store.apply(samples.everything())
    review, attempt = samples.full_review("theirs").review, samples.attempt("theirs", learner=OTHER)
    goal, holidays = (samples.event(f"by {LEARNER}", EventKind.GOAL, learner=who) for who in (OTHER, ""))
    theirs = replace(samples.full_review(), review=replace(review, learner=OTHER, assessor=LEARNER))
    store.apply(
        Change(
            tenant=TENANT,
            reviews=(theirs,),
            attempts=(replace(attempt, assessor=LEARNER),),
            events=(replace(goal, by=LEARNER), replace(holidays, by=LEARNER)),
        )
    )


class PrivacyContract:
    """Rows can be found by person, moved, replaced and removed, all of them or none."""

    def test_all_that_is_held_of_somebody_is_found(self, store: Store) -> None:
        """What is held comes by what it is kept in; where others' entries name the person, only where that is."""
        filled(store)
        held = store.held(TENANT, LEARNER)
        assert all(held[name] for name in ("attempts", "calendar", "cards", "enrolments", "events", "exposures"))
        assert [row["id"] for row in held["reviews"]] == ["review-1"]
        assert [(row["table"], row["id"], row["role"], row["at"]) for row in held["named_in"]] == [
            ("attempts", "theirs", "assessor", AT.isoformat()),
            ("events", f"by {LEARNER}", "by", AT.isoformat()),
            ("events", f"by {LEARNER}", "by", AT.isoformat()),
            ("reviews", "theirs", "assessor", AT.isoformat()),
        ]
        assert all(len(row) == 4 for row in held["named_in"])
        nobody = store.held(TENANT, "nobody")
        assert nobody == dict.fromkeys(held, ())

    def test_what_is_held_is_told_as_people_read_it(self, store: Store) -> None:
        """Ratings are names, learner days dates, durations seconds by name, in bodies too; a host's fields stay."""
        filled(store)
        theirs = {"rating": 3, "day": 7, "duration": 5, "due_day": 7}
        sent = QuizAttempt(attempt_id="quiz", edition=4, answers=(Answer("q", "b", duration=timedelta(seconds=9)),))
        card: dict[str, Any] = {"due_day": 739_690, "last_rating": 1, "memory": [2.0, 5.0], "features": [1, 0, 1.0]}
        bodies: dict[EventKind, dict[str, Any]] = {
            EventKind.OVERRIDE: {"rating": 2, "reason": "heard it"},
            EventKind.BURIAL: {"day": 739_677},
            EventKind.GOAL: {"lasting": 60, "day": "2026-03-02"},
            EventKind.CHECKPOINT: {
                "memory": None,
                "last_day": 739_677,
                "on_record": {"last_rating": 4, "due_day": 739_700},
            },
            EventKind.SURVEY: theirs,
        }
        graded = {"skills": {SKILL: [3, {"what": True}, card], "alone": [1, {}, None]}, "feedback": [{"right": True}]}
        store.apply(
            Change(
                tenant=TENANT,
                events=tuple(replace(samples.event(kind, kind), body=body) for kind, body in bodies.items()),
                attempts=(replace(samples.attempt("quiz"), body=kept(sent), outcome=graded | {"late_day": 739_700}),),
                reviews=(replace(samples.full_review("full"), outcome={"card": card}),),
            )
        )
        held = store.held(TENANT, LEARNER)
        rows = {row["id"]: row for name in ("attempts", "events", "reviews") for row in held[name]}
        assert {kind: rows[kind]["body"] for kind in bodies} == {
            EventKind.OVERRIDE: {"rating": "Hard", "reason": "heard it"},
            EventKind.BURIAL: {"day": "2026-03-02"},
            EventKind.GOAL: {"lasting_seconds": 60, "day": "2026-03-02"},
            EventKind.CHECKPOINT: {
                "memory": None,
                "last_day": "2026-03-02",
                "on_record": {"last_rating": "Easy", "due_day": "2026-03-25"},
            },
            EventKind.SURVEY: theirs,
        }
        quiz, full = rows["quiz"], rows["full"]
        assert (quiz["body"]["answers"][0]["duration_seconds"], quiz["duration_seconds"]) == (9, 180.000001)
        assert (full["rating"], full["day"], full["late_day"]) == ("Again", "2026-03-01", "2026-03-25")
        assert (full["duration_seconds"], rows["review-1"]["rating"]) == (61.000007, "Good")
        after = full["outcome"]["card"]
        assert (after["due_day"], after["last_rating"]) == ("2026-03-15", "Again")
        assert (after["memory"]["stability"], after["features"]["successes"]) == (2.0, 1)
        shown = {"rating": "Good", "facets": {"what": True}, "card": after}
        assert quiz["outcome"]["skills"][SKILL] == shown
        assert quiz["outcome"]["skills"]["alone"] == {"rating": "Again", "facets": {}, "card": None}
        assert (quiz["outcome"]["late_day"], quiz["outcome"]["feedback"]) == ("2026-03-25", [{"right": True}])
        assert all({"duration", "took"}.isdisjoint(row) for found in held.values() for row in found)

    def test_what_cannot_be_read_is_theirs_as_it_is(self, store: Store) -> None:
        """A body or an outcome of another form than is known today is told as it is kept, and hides nothing else."""
        strange = {"rating": "?", "day": 0, "skills": {SKILL: []}}
        attempt = replace(samples.attempt("odd"), body=strange, outcome=strange)
        event = replace(samples.event("odd", EventKind.OVERRIDE), body=strange)
        store.apply(samples.tenant())
        store.apply(Change(tenant=TENANT, attempts=(attempt,), events=(event,)))
        held = store.held(TENANT, LEARNER)
        assert [held[name][0]["body"] for name in ("attempts", "events")] == [strange, strange]
        assert held["attempts"][0]["outcome"] == strange

    def test_entries_are_those_of_a_learner_or_those_that_name_somebody(self, store: Store) -> None:
        """The log comes whole, with outcomes, by instant and id; or what names a person, whoever's it is."""
        filled(store)
        mine = store.entries(TENANT, learner=LEARNER)
        assert mine.reviews == (samples.review(),)
        assert mine.attempts == (samples.attempt(),)
        assert mine.events == store.events(TENANT, learner=LEARNER)
        named = store.entries(TENANT, naming=LEARNER)
        assert [record.review.id for record in named.reviews] == [record.id for record in named.attempts] == ["theirs"]
        assert [event.learner for event in named.events] == ["", OTHER]
        assert len(named) == 4
        assert store.entries(TENANT, learner="nobody") == store.entries("nobody", naming=LEARNER) == Entries()

    def test_somebody_named_deep_inside_a_body_is_found(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a kind of event says at which paths its bodies name persons, they are found there, and only there."""
        path, person = "circles.*.members.*.person", 'zoë "%_/\\'
        monkeypatch.setattr(EventKind.COMPLETION, "traits", EventTraits(persons=(path,)))
        filled(store)
        near = {"person": "zoë %_", "note": person}
        bodies: dict[str, Any] = {
            "named": {"circles": [{"members": []}, {"members": [near, {"person": person}]}]},
            "not": {"circles": [{"members": [near], "person": person}], "by": person},
        }
        events = [
            replace(samples.event(f"{id_} {who}", EventKind.COMPLETION, learner=who), body=body)
            for id_, body in bodies.items()
            for who in ("", OTHER)
        ]
        store.apply(Change(tenant=TENANT, events=(*events, replace(events[0], id="other", kind=EventKind.SURVEY))))
        assert store.entries(TENANT, naming=person) == Entries(events=tuple(events[:2]))
        assert [(row["id"], row["role"]) for row in store.held(TENANT, person)["named_in"]] == [
            ("named ", f"body.{path}"),
            (f"named {OTHER}", f"body.{path}"),
        ]
        assert len(store.entries(TENANT, naming=LEARNER)) == 4

    def test_an_erased_learner_leaves_no_row(self, store: Store) -> None:
        """All rows of the learner go; those of others, and those of other tenants, stay as they are."""
        filled(store)
        store.apply(samples.tenant("globex"))
        store.apply(samples.everything("globex"))
        theirs, elsewhere = samples.held(store)["learners"][OTHER], samples.held(store, "globex")
        event = samples.event("erasure", EventKind.ERASURE, learner="")
        gone = Rewriting(erased=frozenset({LEARNER}), tombstones={"digest": AT})
        store.apply(Change(tenant=TENANT, events=(event,), turning=frozenset({LEARNER}), rewriting=gone))
        assert store.read(whole()).epoch is None
        assert store.entries(TENANT, learner=LEARNER) == Entries()
        assert all(not rows for name, rows in store.held(TENANT, LEARNER).items() if name != "named_in")
        assert samples.held(store)["learners"][OTHER] == theirs
        assert samples.held(store, "globex") == elsewhere
        assert event in store.events(TENANT)

    def test_the_log_after_an_erasure_has_nothing_of_the_erased(self, store: Store) -> None:
        """Whoever reads the log, from the beginning or from where they were, finds the erasure and none of theirs."""
        filled(store)
        before = log_slice(store, limit=1000)
        assert LEARNER in {entry.learner for entry in before.entries}
        event = samples.event("erasure", EventKind.ERASURE, learner="")
        kept = samples.review("kept", learner="nobody")
        gone = Rewriting(erased=frozenset({LEARNER}), tombstones={"digest": AT}, retired=frozenset({"nobody"}))
        store.apply(
            Change(
                tenant=TENANT,
                events=(event,),
                reviews=(kept,),
                turning=frozenset({LEARNER}),
                rewriting=gone,
            )
        )
        after = log_slice(store, limit=1000)
        others = [entry for entry in before.entries if entry.learner != LEARNER]
        assert list(after.entries[: len(others)]) == others
        assert {entry.id for entry in after.entries[len(others) :]} == {"erasure", "kept"}
        assert log_slice(store, after=before.end, limit=1000).entries == after.entries[len(others) :]
        assert log_slice(store, after=after.end, limit=1000).entries == ()

    def test_who_is_retired_is_named_only_where_they_are_asked_for(self, store: Store) -> None:
        """Somebody whose entries alone are kept is on no list of learners, and no worker is given them."""
        filled(store)
        before = store.learners(TENANT)
        store.apply(
            Change(
                tenant=TENANT,
                calendar=(("nobody", CalendarEntry(effective_at=AT)),),
                reviews=(samples.review(learner="nobody"),),
                rewriting=Rewriting(retired=frozenset({"nobody"})),
            )
        )
        assert store.learners(TENANT) == before
        assert store.learners(TENANT, retired=True) == tuple(sorted((*before, "nobody")))
        assert store.learners(TENANT, after="new", limit=1, retired=True) == ("nobody",)
        assert (store.read(whole("nobody")).closed_before, store.read(whole("nobody")).is_there) == (RETIRED, False)
        late = AT + 100 * DAY
        taken = store.take(TENANT, edition=1000, now=late, until=late + DAY, limit=100, mark="m")
        assert "nobody" not in {look.learner for look in taken}

    def test_a_key_is_kept_once_and_a_tombstone_with_its_later_instant(self, store: Store) -> None:
        """The first key stays; a tombstone keeps the later of two instants; other tenants have none."""
        store.apply(samples.tenant())
        assert store.erasure_key(TENANT) is None
        for key, at in (("first", AT), ("second", AT + DAY), ("", AT)):
            store.apply(Change(tenant=TENANT, rewriting=Rewriting(key=key, tombstones={"a": at})))
        assert store.erasure_key(TENANT) == "first"
        assert store.tombstones(TENANT, ["a", "b"]) == {"a": AT + DAY}
        assert (store.erasure_key("globex"), store.tombstones("globex", ["a"])) == (None, {})

    def test_moving_to_somebody_new_takes_everything_along(self, store: Store) -> None:
        """A learner who is made by a move has all rows of the one who is gone, but for cards."""
        filled(store)
        before = samples.held(store)["learners"][LEARNER]
        store.apply(
            Change(
                tenant=TENANT,
                cards=((samples.card(learner="anna"), 0),),
                epochs={LEARNER: 1, "anna": 0},
                turning=frozenset({LEARNER, "anna"}),
                rewriting=Rewriting(moves=((LEARNER, "anna"),)),
            )
        )
        after = store.read(whole("anna", ids=("review-1", "attempt-1")))
        assert store.read(whole()).epoch is None
        assert after.calendar == before.calendar
        assert (after.journeys, after.exposures) == (before.journeys, before.exposures)
        assert [card.version for card in after.cards.values()] == [1]
        assert after.prior_reviews["review-1"].review == replace(samples.review().review, learner="anna")
        assert after.prior_attempts["attempt-1"] == replace(samples.attempt(), learner="anna")
        assert [event.id for event in after.amendments] == [event.id for event in before.amendments]

    def test_moving_to_somebody_else_adds_up(self, store: Store) -> None:
        """Exposures add up, enrolments unite with the first instant, the target's calendar and entries hold."""
        filled(store)
        took = samples.meeting("exercise", learner=OTHER, at=AT + DAY)
        store.apply(
            Change(
                tenant=TENANT,
                enrolments=((OTHER, "journey", AT + DAY), (OTHER, "other", AT)),
                reviews=(samples.review(learner=OTHER, at=AT + DAY),),
                cards=((samples.card(learner=OTHER), 0),),
                exposures=(took,),
            )
        )
        move = Rewriting(moves=((LEARNER, OTHER),), closed={OTHER: AT})
        turning = frozenset({LEARNER, OTHER})
        card = samples.card(learner=OTHER, reps=2)
        store.apply(Change(tenant=TENANT, cards=((card, 1),), turning=turning, rewriting=move))
        after = store.read(whole(OTHER))
        assert after.calendar == (CalendarEntry(effective_at=AT),)
        assert after.journeys == ("journey", "other")
        assert after.closed_before == AT
        assert after.exposures["exercise"] == Exposure(3, AT + DAY, timed=1, took=after.exposures["exercise"].took)
        assert [review.id for review in after.reviews[SKILL]] == ["theirs", "review-1"]
        assert after.reviews[SKILL][-1].at == AT + DAY
        assert [held.card for held in after.cards.values()] == [card]

    def test_entries_can_be_replaced_and_removed(self, store: Store) -> None:
        """An entry gets other content under the same id, or goes; what is not there cannot be replaced."""
        filled(store)
        record = samples.review()
        other = replace(record, review=replace(record.review, assessor="x"), outcome={"id": "y"})
        goal = samples.event("goal-1", EventKind.GOAL)
        gone = Entries(attempts=(samples.attempt(), samples.attempt("nothing")), events=(goal,))
        store.apply(Change(tenant=TENANT, rewriting=Rewriting(replaced=Entries(reviews=(other,)), removed=gone)))
        found = store.entries(TENANT, learner=LEARNER)
        assert found.reviews == (other,)
        assert found.attempts == ()
        assert "goal-1" not in {event.id for event in found.events}
        missing = Entries(reviews=(samples.review("nothing"),))
        with pytest.raises(StaleError):
            store.apply(Change(tenant=TENANT, rewriting=Rewriting(replaced=missing, tombstones={"a": AT})))
        assert store.tombstones(TENANT, ["a"]) == {}

    def test_a_log_with_other_entries_than_were_seen_is_not_rewritten(self, store: Store) -> None:
        """A change that counted the entries of a learner is stale when there are more or fewer of them."""
        filled(store)
        count = len(store.entries(TENANT, learner=LEARNER))
        parts: dict[str, Any] = {"tenant": TENANT, "turning": frozenset({LEARNER})}
        for wrong in (count - 1, count + 1):
            rewriting = Rewriting(erased=frozenset({LEARNER}), counted={LEARNER: wrong})
            with pytest.raises(StaleError):
                store.apply(Change(**parts, rewriting=rewriting))
        assert len(store.entries(TENANT, learner=LEARNER)) == count
        gone = Rewriting(erased=frozenset({LEARNER}), counted={LEARNER: count})
        store.apply(Change(**parts, rewriting=gone))
        assert store.read(whole()).epoch is None

    def test_nobody_is_named_who_was_erased_meanwhile(self, store: Store) -> None:
        """A change that names somebody is stale unless their tombstone is the one that was seen."""
        filled(store)
        store.apply(Change(tenant=TENANT, rewriting=Rewriting(key="key", tombstones={"a": AT})))
        review = samples.review("named")
        for seen in ({"a": None}, {"a": AT + DAY}, {"b": AT}):
            with pytest.raises(StaleError):
                store.apply(Change(tenant=TENANT, reviews=(review,), persons=seen))
        store.apply(Change(tenant=TENANT, reviews=(review,), persons={"a": AT, "b": None}))
        assert "named" in {record.review.id for record in store.entries(TENANT, learner=LEARNER).reviews}

    def test_a_learner_can_be_closed_and_taken_off_a_journey(self, store: Store) -> None:
        """The instant before which nothing is taken comes with every snapshot; enrolments can go."""
        filled(store)
        assert store.read(whole()).closed_before is None
        rewriting = Rewriting(closed={LEARNER: AT}, unenrolled=((LEARNER, "journey"), (LEARNER, "nothing")))
        store.apply(Change(tenant=TENANT, turning=frozenset({LEARNER}), rewriting=rewriting))
        found = store.read(whole())
        assert (found.closed_before, found.journeys) == (AT, ())

    def test_nothing_is_rewritten_of_somebody_who_is_not_there(self, store: Store) -> None:
        """A rewriting that names a learner who is gone is stale."""
        filled(store)
        for parts in (
            {"erased": frozenset({"nobody"})},
            {"moves": (("nobody", LEARNER),)},
            {"closed": {"nobody": AT}},
            {"unenrolled": (("nobody", "journey"),)},
        ):
            with pytest.raises(StaleError):
                store.apply(Change(tenant=TENANT, rewriting=Rewriting(**parts)))
