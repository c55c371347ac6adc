"""The laws of what a store is asked for: it comes in order, and nothing else comes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reinforce.errors import InvalidParameterError, NotFoundError
from reinforce.journal import AMENDING, STEERING, Event, EventKind, Rating, retraction
from reinforce.ports import Change, Held, Practised, Query
from reinforce.testing import samples
from reinforce.testing.samples import AT, DAY, LEARNER, SKILL, TENANT, whole

if TYPE_CHECKING:
    from reinforce.ports import Store

ASK = Query(tenant=TENANT, learner=LEARNER)


def _said(id_: str, kind: EventKind, target: str, *, learner: str = LEARNER, **body: Any) -> Event:  # noqa: ANN401 - JSON
    """Return an event that says something."""
    return Event(id=id_, kind=kind, at=AT, learner=learner, target=target, body=body, recorded_at=AT)


class ReadContract:
    """A query brings what it asks for, and no more."""

    def test_cards_are_those_of_the_skills_asked_for(self, store: Store) -> None:
        """Some skills bring their cards, none bring none, and no choice brings all."""
        store.apply(samples.tenant())
        cards = {skill: Held(samples.card(skill), 1) for skill in ("a", "b", "c")}
        store.apply(Change(tenant=TENANT, cards=tuple((held.card, 0) for held in cards.values())))
        assert store.read(ASK).cards == {}
        assert store.read(replace(ASK, skills=None)).cards == cards
        some = store.read(replace(ASK, skills=("c", "a", "never practised"))).cards
        assert some == {"a": cards["a"], "c": cards["c"]}

    def test_the_log_is_that_of_the_skills_asked_for_in_order(self, store: Store) -> None:
        """Reviews come by skill, ordered by instant and then by the code points of their ids, when asked for."""
        store.apply(samples.tenant())
        ids = ("B", "a", "é", "😀", "ﬁ")
        written = [samples.review(f"{skill}-{id_}", skill=skill) for skill in ("s", "t") for id_ in ids]
        early = samples.review("z", skill="s", at=AT - DAY)
        store.apply(Change(tenant=TENANT, reviews=(*reversed(written), early)))
        expected = (
            early.review,
            *(record.review for record in sorted(written[:5], key=lambda record: record.review.id)),
        )
        assert store.read(replace(ASK, skills=("s",))).reviews == {}
        assert store.read(replace(ASK, skills=("s",), log=True)).reviews == {"s": expected}
        assert store.read(replace(ASK, log=True)).reviews == {}
        assert set(store.read(whole()).reviews) == {"s", "t"}

    def test_amendments_come_with_the_log_or_for_the_ids_asked_for(self, store: Store) -> None:
        """With the log come all amendments of the learner, else those that target one of the ids; no other events."""
        store.apply(samples.tenant())
        kinds = sorted(AMENDING, reverse=True)
        gone = tuple(samples.event(f"{9 - n}", kind, target=f"r-{n}", at=AT + n * DAY) for n, kind in enumerate(kinds))
        tied = samples.event("10", kinds[0], target="r-0")
        others = tuple(samples.event(f"by {kind}", kind, target="r-0") for kind in sorted(set(EventKind) - AMENDING))
        of_all = samples.event("of all", EventKind.RETRACTION, target="r-0", learner="")
        store.apply(Change(tenant=TENANT, events=(*reversed(gone), tied, *others, of_all)))
        assert store.read(ASK).amendments == ()
        assert store.read(replace(ASK, log=True)).amendments == (tied, *gone)
        ids = ("r-2", "nothing", "r-0")
        assert store.read(replace(ASK, ids=ids)).amendments == (tied, gone[0], gone[2])
        assert store.read(replace(ASK, log=True, ids=ids)).amendments == (tied, *gone)

    def test_prior_events_are_those_of_the_learner_under_the_ids_asked_for(self, store: Store) -> None:
        """An event of any kind comes under its own id when that is asked for, with the log or without."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        leave, undo = (
            samples.event("leave", EventKind.LEAVE),
            samples.event("undo", EventKind.RETRACTION, target="r-1"),
        )
        strangers = [samples.event(id_, EventKind.LEAVE, learner=who) for id_, who in (("hers", ""), ("his", "ben"))]
        store.apply(Change(tenant=TENANT, events=(leave, undo, *strangers)))
        assert store.read(ASK).prior_events == store.read(replace(ASK, log=True)).prior_events == {}
        ids = ("leave", "undo", "hers", "his", "nobody's")
        for log, targets, amendments in ((False, (), ()), (False, ("r-1",), (undo,)), (True, (), (undo,))):
            found = store.read(replace(ASK, log=log, ids=ids + targets))
            assert (found.prior_events, found.amendments) == ({"leave": leave, "undo": undo}, amendments)

    def test_own_settings_and_journeys_come_where_they_are_asked_for(self, store: Store) -> None:
        """The learner's last word about settings, with the journeys, beside cards, with the log, and for many."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        said = [_said(f"s-{n}", EventKind.SETTINGS, "", items=n) for n in range(3)]
        moved = [replace(event, at=AT + n * DAY) for n, event in enumerate(said)]
        ours = replace(samples.event("ours", EventKind.SETTINGS, target="skill:a"), learner="", at=AT + 9 * DAY)
        other = samples.event("leave", EventKind.LEAVE, at=AT + 9 * DAY)
        store.apply(Change(tenant=TENANT, events=(moved[2], moved[0], ours, other, moved[1])))
        store.apply(Change(tenant=TENANT, enrolments=((LEARNER, "b", AT), (LEARNER, "a", AT + DAY))))
        asked = replace(ASK, settings=True)
        queries = [
            *(asked, replace(asked, skills=("a",)), replace(asked, skills=("a",), ids=("new",))),
            *(replace(asked, skills=("a", "b"), ids=("new", "newer")), replace(asked, ids=("s-1",))),
            *(replace(asked, skills=None, log=True), replace(asked, practice=True)),
        ]
        for found in (*map(store.read, queries), *store.read_many(queries)):
            assert (found.settings, found.journeys) == ((moved[2],), ("b", "a"))
        for query in (ASK, replace(ASK, skills=("a",), ids=("new",)), replace(asked, learner="ben")):
            assert (store.read(query).settings, store.read(query).journeys) == ((), ())

    def test_what_steers_plans_is_the_learners_and_the_tenants(self, store: Store) -> None:
        """With practice come the last words that steer plans, the learner's and the tenant's, by instant and id."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        kinds = sorted(STEERING, key=lambda kind: (bool(kind.traits.lifts), kind))  # what lifts another comes later
        mine = [samples.event(f"{9 - n}", kind, at=AT + n * DAY) for n, kind in enumerate(kinds)]
        ours = [samples.event(f"{9 - n}a", kind, at=AT + n * DAY, learner="") for n, kind in enumerate(kinds)]
        others = [samples.event(f"by {kind}", kind) for kind in sorted(set(EventKind) - STEERING)]
        strangers = [replace(event, learner="ben") for event in mine]
        events = (*ours, *others, *reversed(mine), *strangers, samples.content_change())
        store.apply(Change(tenant=TENANT, events=events))
        said = tuple(event for pair in zip(mine, ours, strict=True) for event in pair)
        lifted = {kind.traits.lifts for kind in kinds}  # about one target both kinds are one thing
        expected = tuple(event for event in said if event.kind not in {EventKind.RECHECK, *lifted})
        assert store.read(replace(ASK, practice=True)).steering == expected
        assert store.read(replace(ASK, log=True, ids=("9", "9a"))).steering == ()

    def test_what_was_said_before_the_last_word_does_not_come(self, store: Store) -> None:
        """However events arrive, of those about one subject the last comes, if it holds on the day asked for."""
        store.apply(samples.tenant())
        day = AT.toordinal()
        said = [
            _said("s-1", EventKind.SUSPENSION, "a"),
            _said("s-2", EventKind.RESUMPTION, "a"),
            _said("s-3", EventKind.SUSPENSION, "b"),
            _said("b-1", EventKind.BURIAL, "a", day=day - 1),
            _said("b-2", EventKind.BURIAL, "a", day=day),
            _said("b-3", EventKind.BURIAL, "a", day=day),
            _said("l-1", EventKind.LEAVE, "x", last="2026-03-05"),
            _said("l-2", EventKind.LEAVE, "x", last="2026-03-04"),
            _said("l-3", EventKind.LEAVE, "y", last="2026-02-20"),
            _said("l-4", EventKind.LEAVE, "z", withdrawn=True),
            _said("g-1", EventKind.GOAL, "old", on="2026-03-01"),
            _said("g-2", EventKind.GOAL, "ours", on="2026-03-01"),
            _said("g-3", EventKind.GOAL, "ours", on="2026-05-01", learner=""),
            _said("w-1", EventKind.AVAILABILITY, "", week={"monday": "none"}),
            _said("w-2", EventKind.AVAILABILITY, "", week={"monday": "full"}),
            _said("w-3", EventKind.AVAILABILITY, "", off=[]),
            _said("e-1", EventKind.EXAM, "été", until=day + 9, asked=["q"]),
            _said("e-2", EventKind.EXAM, "e", until=day + 9, asked=["q"]),
            _said("e-3", EventKind.EXAM_RESULT, "e"),
        ]
        for number, event in sorted(enumerate(said), key=lambda one: one[1].id[::-1]):
            moved = replace(event, at=AT + timedelta(seconds=number))
            store.apply(Change(tenant=TENANT, events=(moved,)))

        def ids(**wanted: Any) -> set[str]:  # noqa: ANN401 - the fields of Query
            return {event.id for event in store.read(replace(ASK, **wanted)).steering}

        last = {"s-2", "s-3", "b-1", "b-3", "l-2", "l-3", "l-4", "g-1", "g-2", "g-3", "w-2", "w-3", "e-1", "e-3"}
        assert ids(practice=True) == last
        assert ids(practice=True, since_day=day) == last - {"s-2", "b-1", "l-3", "l-4", "g-1", "e-3"}
        assert ids(subjects=("exam\n",)) == {"e-1", "e-3"}  # whatever letters an id begins with
        assert ids(subjects=("leave\nx\n", "goal\nours\n", "availability\n\n")) == {"l-2", "g-2", "g-3", "w-2", "w-3"}
        waiting = replace(samples.card(), due_day=date(2026, 2, 19).toordinal())
        store.apply(Change(tenant=TENANT, cards=((waiting, 0),)))
        assert ids(practice=True, since_day=day) == last - {"s-2", "b-1", "l-4", "g-1", "e-3"}

    def test_rechecks_come_of_the_day_on_which_a_skill_was_last_practised(self, store: Store) -> None:
        """However many there were before, those come that are of that day, where the practice went wrong."""
        store.apply(samples.tenant())
        failed = replace(samples.card(), last_rating=Rating.Again)
        good = samples.card("other")
        days = range((failed.last_day or 0) - 3, (failed.last_day or 0) + 2)
        asked = [
            _said(f"{skill} {day}", EventKind.RECHECK, skill, day=day) for skill in (SKILL, "other") for day in days
        ]
        store.apply(Change(tenant=TENANT, cards=((failed, 0), (good, 0)), events=tuple(asked)))
        found = store.read(replace(ASK, practice=True)).steering
        assert [event.id for event in found] == [f"{SKILL} {failed.last_day}"]

    def test_the_tenants_own_log_is_asked_for_without_a_learner(self, store: Store) -> None:
        """What is there under an id, and the last word about something, come of the tenant's log too."""
        store.apply(samples.tenant())
        first, second = (_said(id_, EventKind.HOLIDAYS, "public", learner="", dates=[]) for id_ in ("h-1", "h-2"))
        store.apply(Change(tenant=TENANT, events=(second, first)))
        found = store.read(replace(ASK, learner="", ids=("h-1",), subjects=("holidays\npublic\n",)))
        assert (found.epoch, found.prior_events, found.steering) == (None, {"h-1": first}, (second,))

    def test_all_attempts_come_in_order_when_they_are_asked_for(self, store: Store) -> None:
        """Attempts come by instant and then id, all of them; those under the ids asked for come as ever."""
        store.apply(samples.tenant(learners=(LEARNER, "ben")))
        first, *tied = samples.attempt("z", at=AT - DAY), samples.attempt("a"), samples.attempt("é")
        for attempt in (*reversed(tied), first, samples.attempt("b", learner="ben")):
            store.apply(Change(tenant=TENANT, attempts=(attempt,)))
        everything = store.read(replace(ASK, attempts=True))
        assert (everything.attempts, everything.prior_attempts) == ((first, *tied), {})
        both = store.read(replace(ASK, attempts=True, ids=("a", "b")))
        assert (both.attempts, both.prior_attempts) == ((first, *tied), {"a": tied[0]})
        assert store.read(replace(ASK, ids=("a",))).attempts == ()

    def test_practice_since_an_instant_is_that_of_attempts_and_lone_reviews(self, store: Store) -> None:
        """Day, duration and exercises come, sorted, of what was not taken back: attempts, and reviews outside them."""
        store.apply(samples.tenant())
        minutes = timedelta(minutes=2)
        lone = replace(samples.review("lone").review, duration=minutes)
        within = replace(lone, id="within", attempt_id="attempt-1")
        early = replace(lone, id="early", at=AT - timedelta(microseconds=1))
        unknown = samples.review("unknown", at=AT + 2 * DAY)
        reviews = tuple(replace(samples.review(), review=review) for review in (lone, within, early))
        quiz = replace(samples.attempt("quiz"), body={"answers": [{"question": "a"}, {"question": "b"}]})
        attempts = (quiz, samples.attempt("drill"), samples.attempt("earlier", at=AT - DAY))
        store.apply(Change(tenant=TENANT, reviews=(*reviews, unknown), attempts=attempts))
        found = store.read(replace(ASK, practised_since=AT))
        assert found.practised == (
            Practised(lone.day, minutes),
            Practised(quiz.day, quiz.duration, 1),
            Practised(quiz.day, quiz.duration, 2),
            Practised(unknown.review.day, timedelta()),
        )
        assert found.latest_at == AT + 2 * DAY
        assert (store.read(ASK).practised, store.read(ASK).latest_at) == ((), None)
        gone = (retraction(LEARNER, id_, at=AT) for id_ in ("lone", "quiz", "attempt-1", "nothing yet"))
        others = Event(id="goal", kind=EventKind.GOAL, at=AT, learner=LEARNER, target="drill")
        store.apply(Change(tenant=TENANT, events=(*gone, others)))
        left = (Practised(quiz.day, quiz.duration, 1), Practised(unknown.review.day, timedelta()))
        assert store.read(replace(ASK, practised_since=AT)).practised == left

    def test_the_latest_instant_may_be_an_attempts(self, store: Store) -> None:
        """The latest instant is that of any review or attempt, however long ago."""
        store.apply(samples.tenant())
        attempts = (samples.attempt(at=AT + DAY),)
        store.apply(Change(tenant=TENANT, reviews=(samples.review(),), attempts=attempts))
        later = replace(ASK, practised_since=AT + 9 * DAY)
        assert (store.read(later).latest_at, store.read(later).practised) == (AT + DAY, ())

    def test_many_ids_and_skills_are_no_more_trouble_than_one(self, store: Store) -> None:
        """A query may name tens of thousands of skills and ids."""
        store.apply(samples.tenant())
        store.apply(samples.everything())
        names = tuple(f"no. {number}" for number in range(33_000))
        query = replace(ASK, skills=(*names, SKILL), log=True, ids=(*names, "review-1"))
        found = store.read(query)
        assert (set(found.cards), set(found.reviews), set(found.prior_reviews)) == ({SKILL}, {SKILL}, {"review-1"})

    def test_many_queries_bring_what_each_brings_alone(self, store: Store) -> None:
        """Any queries of one tenant, for many learners or again for the same, are answered as if each came alone."""
        store.apply(samples.tenant(learners=(LEARNER, "ben", "zoe")))
        store.apply(samples.everything())
        for learner in ("ben", "new"):
            store.apply(replace(samples.everything(learner=learner), policies=(), editions=(), learners=()))
        store.apply(Change(tenant=TENANT, events=(samples.event("a", EventKind.GOAL, at=AT - DAY, learner="ben"),)))
        more = samples.review("review-2", skill="other", at=AT + DAY)
        store.apply(Change(tenant=TENANT, reviews=(more,), cards=((samples.card("other"), 0),)))
        ids = ("review-1", "review-0", "attempt-1", " undo:review-0", "goal-1", "review-1", "none")
        queries = [
            query
            for learner in (LEARNER, "zoe", "nobody", "ben", "new")
            for query in (
                replace(ASK, learner=learner),
                whole(learner, ids=ids),
                replace(ASK, learner=learner, ids=ids),
                replace(ASK, learner=learner, skills=("other", SKILL, "other", "never practised")),
                replace(ASK, learner=learner, skills=("other",), log=True),
                replace(ASK, learner=learner, skills=None, ids=("review-2",)),
                replace(ASK, learner=learner, practice=True, practised_since=AT),
                replace(ASK, learner=learner, attempts=True, practised_since=AT + DAY),
            )
        ]
        assert store.read_many(queries) == tuple(map(store.read, queries))
        for query in queries:
            assert store.read_many([query]) == (store.read(query),)
        assert store.read_many(()) == ()

    def test_many_queries_are_about_one_tenant(self, store: Store) -> None:
        """Queries about two tenants are refused, and those about a tenant who is not there find none."""
        store.apply(samples.tenant())
        store.apply(samples.tenant("other"))
        with pytest.raises(InvalidParameterError, match="queries must be of one tenant, not acme, other"):
            store.read_many([ASK, replace(ASK, tenant="other")])
        with pytest.raises(NotFoundError):
            store.read_many([replace(ASK, tenant="nowhere")])
        strangers = replace(samples.everything("other"), policies=(), editions=(), learners=(), turning=frozenset())
        store.apply(replace(strangers, enrolments=(), epochs={}))
        assert store.read_many([whole(), whole("ben")]) == (store.read(whole()), store.read(whole("ben")))
