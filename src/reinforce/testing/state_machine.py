"""
A state machine that drives an engine and a plain model of it side by side, for hypothesis.

Subclass `PracticeMachine`, say how a store is opened and reopened, and let hypothesis look for a difference.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from reinforce.catalog import OnChange
from reinforce.engine import Engine
from reinforce.errors import ConflictError
from reinforce.journal import Event, Rating
from reinforce.memory import DEFAULT_PARAMETERS
from reinforce.ports import ManualClock
from reinforce.practice import Policy
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack
from reinforce.testing.reference_model import Override, ReferenceModel, Restarted
from reinforce.testing.session_attempts import session_attempt
from reinforce.testing.settings_rules import LEARNERS, SettingsRules

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce.engine import Amended
    from reinforce.ports import Store
    from reinforce.practice import Card, Outcome

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SEED = 7
_ZONES = ("Pacific/Kiritimati", "Europe/Dublin", "America/St_Johns", "Pacific/Pago_Pago")
_LATE = st.one_of(st.none(), st.integers(0, 24 * 60))
"""Hours ago, or just now."""
POLICIES = (
    Policy(seed=_SEED),
    Policy(seed=_SEED, desired_retention=0.97),
    Policy(seed=_SEED, parameters=(0.1, 0.8, 5.0, 20.0, *DEFAULT_PARAMETERS[4:])),
)


class PracticeMachine(SettingsRules):
    """
    Publish, enrol, set, practise, repeat, arrive late, override, forget, take back, move house, restart, at any time.

    Attributes:
        new_store: returns a new, empty store.
        reopened: returns the same store after a restart.
    """

    new_store: Callable[[], Store]
    reopened: Callable[[Store], Store]

    @initialize()
    def open(self) -> None:
        """Start with a tenant, a pack and two learners in different zones."""
        self.clock = ManualClock(START)
        self.store = type(self).new_store()
        self.engine = Engine.over(self.store, clock=self.clock)
        self.tenant = self.engine.create_tenant("acme", seed=_SEED)
        self.tenant.catalog.publish(small_pack())
        for learner, zone in zip(LEARNERS, _ZONES[1:], strict=False):
            self.tenant.roster.put(learner, timezone=zone, day_start=4)
        self.plain = ReferenceModel(policy=POLICIES[0])
        self.calls: list[tuple[Callable[[], object], object]] = []
        self.count = 0

    def _id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.count}"

    def _call(self, learner: str, call: Callable[[], Outcome]) -> Outcome:
        """Make a call, take its outcome down, and keep it for repetition."""
        outcome = call()
        self.plain.note(learner, outcome)
        self.calls.append((call, outcome))
        return outcome

    @rule(hours=st.one_of(st.integers(1, 8), st.integers(1, 24 * 40)))
    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(hours=hours))

    @rule(
        raised=st.booleans(),
        wording=st.sampled_from(["Which one?", "Which?", "Which of these?"]),
        effect=st.sampled_from([OnChange.SOFTEN, OnChange.RESET]),
    )
    def publish(self, *, raised: bool, wording: str, effect: OnChange) -> None:
        """Publish the pack again: the same, reworded, or with a skill whose memory is softened or starts anew."""
        self.plain.revision += raised
        before = self.tenant.catalog.curriculum().edition
        pack = small_pack(revision=self.plain.revision, wording=wording, on_change=effect)
        published = self.tenant.catalog.publish(pack)
        assert (published.edition > before) == published.is_new
        if raised:
            self.plain.changes.append((self.clock.now(), effect))

    @rule(policy=st.sampled_from(POLICIES))
    def adopt(self, policy: Policy) -> None:
        """Put another policy in force, or the same again: every card follows."""
        self.plain.policy = policy
        self.tenant.policies.adopt(policy)

    @rule(learner=st.sampled_from(LEARNERS))
    def enrol(self, learner: str) -> None:
        """Enrol a learner, perhaps again."""
        self.plain.enrolled.add(learner)
        self.tenant.roster.enroll(learner, journey=JOURNEY)
        assert self.tenant.roster.get(learner).journeys == (JOURNEY,)

    @rule(learner=st.sampled_from(LEARNERS), zone=st.sampled_from(_ZONES), hour=st.integers(0, 6))
    def move(self, learner: str, zone: str, hour: int) -> None:
        """Change a learner's calendar; no card changes with it."""
        before = self.tenant.practice.cards(learners=learner)
        self.tenant.roster.put(learner, timezone=zone, day_start=hour)
        assert self.tenant.practice.cards(learners=learner) == before

    @rule(learner=st.sampled_from(LEARNERS), skill=st.sampled_from(SKILLS), hours=st.integers(1, 20))
    def fly_east(self, learner: str, skill: str, hours: int) -> None:
        """Practise, fly east over the date line, and practise again later, on what is an earlier day there."""
        for zone in (_ZONES[0], _ZONES[-1]):
            self.move(learner, zone, 0)
            self.wait(hours)
            self.review(learner, skill, Rating.Good, None)

    @rule(
        learner=st.sampled_from(LEARNERS),
        skill=st.sampled_from(SKILLS),
        rating=st.sampled_from(Rating),
        late=_LATE,
    )
    def review(self, learner: str, skill: str, rating: Rating, late: int | None) -> None:
        """Send one review, on time or hours late."""
        at = None if late is None else self.clock.now() - timedelta(hours=late)
        id_ = self._id("review")
        self._call(
            learner, lambda: self.tenant.practice.review(learner, skill, rating, review_id=id_, at=at, imported=True)
        )

    @rule(learner=st.sampled_from(LEARNERS), minutes=st.integers(1, 20), data=st.data())
    def practise(self, learner: str, minutes: int, data: st.DataObject) -> None:
        """Take a session and record its first item."""
        budget = timedelta(minutes=minutes)
        session = self.tenant.practice.session(learner, budget=budget)
        assert session.items == self.tenant.practice.session(learner, budget=budget).items
        assert len(session.items) <= 1 or session.minutes <= minutes
        if not session.items:
            return
        attempt = session_attempt(session.items[0], data, new_id=self._id)
        outcome = self._call(learner, lambda: self.tenant.practice.record(learner, attempt))
        assert outcome.feedback
        assert len({review.skill for review in outcome.reviews}) == len(outcome.reviews)

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Send something a second time: the first outcome comes back."""
        call, first = data.draw(st.sampled_from(self.calls))
        assert call() == first

    @precondition(lambda self: self.plain.reviews)
    @rule(data=st.data())
    def contradict(self, data: st.DataObject) -> None:
        """Send another review under an id that is taken: refused."""
        learner, id_ = data.draw(st.sampled_from(sorted(self.plain.reviews)))
        at = START - timedelta(days=1)
        try:
            self.tenant.practice.review(learner, "terms", Rating.Hard, review_id=id_, at=at, imported=True)
        except ConflictError:
            return
        raise AssertionError(id_)

    @precondition(lambda self: self.plain.reviews)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take back a review, or the attempt that it came with; perhaps again."""
        learner, id_ = data.draw(st.sampled_from(sorted(self.plain.reviews)))
        attempt, colon, _ = id_.rpartition(":")
        if colon:
            undone = self.tenant.practice.undo_attempt(learner, attempt_id=attempt)
        else:
            undone = self.tenant.practice.undo(learner, review_id=id_)
        assert not undone.waiting
        self.plain.retracted.add((learner, attempt if colon else id_))

    @rule(learner=st.sampled_from(LEARNERS), ahead=st.integers(1, 3))
    def undo_before(self, learner: str, ahead: int) -> None:
        """Take back a review that has not arrived yet: it waits, and the review does not count when it comes."""
        id_ = f"review-{self.count + ahead}"
        assert self.tenant.practice.undo(learner, review_id=id_).waiting
        self.plain.retracted.add((learner, id_))

    @rule(
        learner=st.sampled_from(LEARNERS),
        skill=st.sampled_from(SKILLS),
        stability=st.sampled_from([None, None, 0.5, 3, 20, 200]),
        late=_LATE,
    )
    def start_elsewhere(self, learner: str, skill: str, stability: float | None, late: int | None) -> None:
        """Forget a skill, or take it for known, now or as of hours ago."""
        id_ = self._id("event")
        at = None if late is None else self.clock.now() - timedelta(hours=late)
        if stability is None:
            amended = self._amend(lambda: self.tenant.practice.forget(learner, skill, event_id=id_, at=at))
            self.plain.restarts[learner, id_] = Restarted(skill, amended.at)
            return
        amended = self._amend(
            lambda: self.tenant.practice.place(learner, skill, stability=stability, event_id=id_, at=at)
        )
        logged = next(entry for entry in self.tenant.practice.history(learner, skill) if entry.id == id_)
        assert isinstance(logged, Event)
        self.plain.restarts[learner, id_] = Restarted(skill, amended.at, stability, logged.body["day"])

    @rule(learner=st.sampled_from(LEARNERS), skill=st.sampled_from(SKILLS), hours=st.integers(1, 48))
    def forget_too_early(self, learner: str, skill: str, hours: int) -> None:
        """Forget a skill, and then get a review from before."""
        self.start_elsewhere(learner, skill, None, None)
        self.review(learner, skill, Rating.Good, hours)

    @precondition(lambda self: self.plain.reviews)
    @rule(data=st.data(), rating=st.sampled_from(Rating), late=_LATE)
    def override(self, data: st.DataObject, rating: Rating, late: int | None) -> None:
        """Have a review count with another rating."""
        learner, target = data.draw(st.sampled_from(sorted(self.plain.reviews)))
        assert not self._override(learner, target, rating, late).waiting

    @rule(learner=st.sampled_from(LEARNERS), ahead=st.integers(2, 4), rating=st.sampled_from(Rating), late=_LATE)
    def override_before(self, learner: str, ahead: int, rating: Rating, late: int | None) -> None:
        """Override a review that has not arrived yet: it waits for it."""
        assert self._override(learner, f"review-{self.count + ahead}", rating, late).waiting

    def _override(self, learner: str, target: str, rating: Rating, late: int | None) -> Amended:
        id_ = self._id("event")
        at = None if late is None else self.clock.now() - timedelta(hours=late)
        amended = self._amend(
            lambda: self.tenant.practice.override(
                learner,
                review_id=target,
                rating=rating,
                reason="heard it",
                by="zoe",
                event_id=id_,
                at=at,
                may_wait=True,
            )
        )
        self.plain.overrides[learner, id_] = Override(target, rating, amended.at)
        return amended

    def _amend(self, call: Callable[[], Amended]) -> Amended:
        """Make a call and keep it for repetition, as far as its result does not follow what comes later."""
        amended = call()
        self.calls.append((lambda: call().at, amended.at))
        return amended

    @precondition(lambda self: self.plain.overrides or self.plain.restarts)
    @rule(data=st.data())
    def undo_event(self, data: st.DataObject) -> None:
        """Take back an override, or that a skill was forgotten or placed; perhaps again."""
        learner, id_ = data.draw(st.sampled_from(sorted({**self.plain.overrides, **self.plain.restarts})))
        assert not self.tenant.practice.undo_event(learner, event_id=id_).waiting
        self.plain.retracted.add((learner, id_))

    @rule()
    def restart(self) -> None:
        """Close everything and open it again."""
        self.engine.close()
        self.store = type(self).reopened(self.store)
        self.engine = Engine.over(self.store, clock=self.clock)
        self.tenant = self.engine.tenant("acme")

    @invariant()
    def cards_are_folds(self) -> None:
        """Every card is what the plain model reckons, and verification finds nothing."""
        if not hasattr(self, "tenant"):
            return
        for learner in LEARNERS:
            cards = {card.skill: card for card in self.tenant.practice.cards(learners=learner)}
            for skill in SKILLS:
                found = _seen(cards.get(skill) or self.tenant.practice.card(learner, skill))
                assert found == self.plain.expect(learner, skill), (learner, skill)

    def teardown(self) -> None:
        """Verify the whole tenant at the end of a run."""
        if hasattr(self, "tenant"):
            verification = self.tenant.policies.verify()
            assert verification.clean, verification.differences
            self.engine.close()


def _seen(card: Card) -> tuple[Any, ...]:
    return card.reps, card.memory, card.due_day
