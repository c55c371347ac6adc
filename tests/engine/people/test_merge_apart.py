"""A merge of two accounts that call different things alike is one account under whose ids they were kept apart."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinforce import (
    Answer,
    ConflictError,
    Engine,
    Goal,
    InvalidParameterError,
    Leave,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.journal import Event, EventKind
from reinforce.ports import Store
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.stores import START, AnyStore

MINUTE = timedelta(minutes=1)
_OTHERWISE = {EventKind.MERGE, EventKind.RETRACTION}  # who takes back twice what never came has done so once
RECALL = "q-discovery-1"


@dataclass(frozen=True)
class Told:
    """What happens to one account: under a name that is *apart*, or under one that another account has too."""

    tenant: Tenant
    account: str
    person: str
    apart: str
    number: int

    @property
    def day(self) -> int:
        """A day that is each person's own, so that nothing is the same by chance."""
        return self.number + (4 if self.person == "ben" else 0)

    def answer(self, *, waits: bool = False) -> None:
        """Send an attempt, a part of which may have to be marked."""
        text = f"{self.person} {self.number}"
        told = Answer(RECALL, text, pending=True) if waits else Answer(RECALL, self.number)
        answers = [Answer("q-questions-1", text), Answer("q-terms-2", self.number), told]
        attempt = QuizAttempt(attempt_id=f"{self.apart}a", edition=1, answers=answers, duration=MINUTE * self.number)
        self.tenant.practice.record(self.account, attempt)

    def answer_that_waits(self) -> None:
        """Send an attempt that has to be marked."""
        self.answer(waits=True)

    def mark(self) -> None:
        """Mark it, for both under one id and alike."""
        self.tenant.practice.mark(
            self.account,
            attempt_id=f"{self.apart}a",
            by="zoe",
            marks={RECALL: self.number},
            event_id=f"{self.apart}m{self.number % 2}",
        )

    def take_back(self) -> None:
        """Take the attempt back, or the review that a part of it is or will be."""
        if self.number % 2:
            self.tenant.practice.undo_attempt(self.account, attempt_id=f"{self.apart}a")
        else:
            self.tenant.practice.undo(self.account, review_id=f"{self.apart}a:discovery")

    def review(self) -> None:
        """Log a review, or take it back."""
        if self.number < 4:
            at = START + MINUTE * self.day
            self.tenant.practice.review(self.account, "terms", Rating(self.number), review_id=f"{self.apart}r", at=at)
        else:
            self.tenant.practice.undo(self.account, review_id=f"{self.apart}r")

    def override(self) -> None:
        """Override a review, for both under one id and alike."""
        about = "a:discovery" if self.number % 2 else "r"
        self.tenant.practice.override(
            self.account,
            review_id=f"{self.apart}{about}",
            rating=self.number,
            reason="heard",
            by="zoe",
            event_id=f"{self.apart}o",
        )

    def override_ahead(self) -> None:
        """Override a review before it comes."""
        self.tenant.practice.override(
            self.account,
            review_id=f"{self.apart}r",
            rating=self.number,
            reason=self.person,
            by="zoe",
            event_id=f"{self.apart}o",
            may_wait=True,
        )

    def undo_override(self) -> None:
        """Take an override back, or one that comes later."""
        self.tenant.practice.undo_event(self.account, event_id=f"{self.apart}o")

    def suspend(self) -> None:
        """Keep a skill out of plans."""
        self.tenant.practice.suspend(self.account, "questions", reason=self.person, event_id=f"{self.apart}s")

    def leave(self) -> None:
        """Put a leave down, or cancel it."""
        if self.number < 4:
            leave = Leave(first=date(2026, 4, self.day), last=date(2026, 4, self.day + 9), id=f"{self.apart}l")
            self.tenant.roster.put_leave(self.account, leave, event_id=f"{self.apart}l{self.number}")
        else:
            self.tenant.roster.cancel_leave(self.account, f"{self.apart}l")

    def goal(self) -> None:
        """Set a goal."""
        goal = Goal(id=f"{self.apart}g", on=date(2026, 5, self.day), skills=("terms",))
        self.tenant.goals.put(goal, learner=self.account)

    def exam(self) -> None:
        """Hand an exam out, which may have the id of somebody else's attempt."""
        name = f"{self.apart}{'a' if self.number % 2 else 'e'}"
        self.tenant.practice.exam(
            self.account, exam_id=name, skills=["terms"], questions=1, by=f"coach of {self.person}"
        )


ACTS = [name for name, one in vars(Told).items() if callable(one) and not name.startswith("_")]


def parts(tenant: Tenant, who: str) -> dict[str, Any]:
    """Return what is held and what follows for one learner, whatever anything is called."""
    log = [one for one in tenant.practice.log(who) if getattr(one, "kind", None) not in _OTHERWISE]
    held = tenant.privacy.export(who)["held"]
    return {
        "entries": Counter(
            (str(one.kind), one.at, one.by, one.body.get("reason"), one.body.get("skill"))
            if isinstance(one, Event)
            else (one.skill, one.at, one.rating, one.duration)
            for one in log
        ),
        "cards": [replace(one, last_id="") for one in tenant.practice.cards(learners=who)],
        "waiting": sorted(one.sent.answers[2].response for one in tenant.practice.pending(learners=who)),  # type: ignore[union-attr]
        "attempts": sorted((one.at, one.sent.duration or timedelta()) for one in tenant.practice.attempts(who)),
        "exposures": sorted(
            (one["exercise"], one["seen"], one["last_at"], one["timed"], one["took_seconds"])
            for one in held["exposures"]
        ),
        "leaves": Counter((one.first, one.last) for one in tenant.roster.availability(who).leaves),
        "goals": Counter(one.on for one in tenant.goals.of(who)),
        "plan": tenant.practice.plan(who, days=9).paused,
    }


def check(store: Store, acts: Iterable[tuple[str, str, int]]) -> None:
    """Check that two accounts with the same names come to what one does under names that are kept apart."""
    clock = ManualClock(START)
    engine = Engine.over(store, clock=clock)
    two, one = (engine.create_tenant(name, seed=7) for name in ("two", "one"))
    for tenant in (two, one):
        tenant.catalog.publish(small_pack())
        for who in ("ana", "ben"):
            tenant.roster.put(who, timezone="Europe/Dublin")
            tenant.roster.enroll(who, journey=JOURNEY)
    for act, who, number in acts:
        clock.advance(timedelta(hours=7))
        for tenant, account, apart in ((two, who, ""), (one, "ana", f"{who} ")):
            with suppress(NotFoundError, ConflictError, InvalidParameterError):
                getattr(Told(tenant, account, who, apart, number), act)()
    two.roster.merge("ben", into="ana")
    assert parts(two, "ana") == parts(one, "ana")
    assert two.policies.verify().clean


@settings(max_examples=20)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(("ana", "ben")), st.integers(1, 4)), max_size=14))
def test_a_merge_keeps_apart_what_is_apart(acts: list[tuple[str, str, int]]) -> None:
    """Nothing is lost and nothing there twice; what was taken back, overridden or waits is what was before."""
    check(MemoryStore(), acts)


BOTH: Mapping[str, Sequence[tuple[str, int]]] = {
    "marked alike": (("answer_that_waits", 2), ("mark", 3), ("mark", 2), ("override", 1), ("undo_override", 1)),
    "of one name": (("review", 2), ("override", 2), ("leave", 1), ("goal", 3), ("suspend", 1), ("exam", 2)),
}
ONE: Mapping[str, Sequence[tuple[str, str, int]]] = {
    "marked alike": (("undo_override", "ben", 1),),
    "of one name": (
        ("leave", "ben", 4),
        ("answer_that_waits", "ana", 1),
        ("take_back", "ana", 2),
        ("answer", "ben", 1),
    ),
}


@pytest.mark.parametrize("acts", BOTH)
def test_every_store_keeps_apart_what_is_apart(any_store: AnyStore, acts: str) -> None:
    """The same of what both did under one name, and then of what one of them did."""
    both = [(act, who, number) for act, number in BOTH[acts] for who in ("ben", "ana")]
    check(any_store.new(), [*both, *ONE[acts]])
