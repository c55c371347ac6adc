"""The fold of amended logs: overrides, forgetting and placement hold wherever they arrive, and can be taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, OnChange
from reinforce.errors import ConflictError, InvalidParameterError
from reinforce.journal import Entry, Event, EventKind, Rating, Review, retraction
from reinforce.memory import Phase, fuzz_range
from reinforce.practice import Elapsed, Policy, advance, apply_change, blank, fold, follows
from tests.practice.cards.test_fold import PLAIN, POLICIES, STEPS, changed, folded, logs, review

START = datetime(2026, 1, 1, tzinfo=UTC)


def override(number: int, target: str, rating: Rating, *, days: float = 0) -> Event:
    """Return an override, decided *days* after the start."""
    body = {"rating": int(rating), "reason": "heard it"}
    at = START + timedelta(days=days)
    return Event(id=f"o{number}", kind=EventKind.OVERRIDE, at=at, learner="ana", target=target, body=body, by="zoe")


def forgotten(number: int, *, days: float = 0, skill: str = "roi") -> Event:
    """Return the event that the skill is forgotten *days* after the start."""
    at = START + timedelta(days=days)
    return Event(id=f"f{number}", kind=EventKind.FORGET, at=at, learner="ana", target=skill)


def placed(
    number: int, *, days: float = 0, skill: str = "roi", stability: float = 40.0, difficulty: float | None = None
) -> Event:
    """Return the event that the skill is known *days* after the start."""
    at = START + timedelta(days=days)
    body = {"stability": stability, "difficulty": difficulty, "day": at.toordinal()}
    return Event(id=f"p{number}", kind=EventKind.PLACEMENT, at=at, learner="ana", target=skill, body=body)


@st.composite
def amended(draw: st.DrawFn) -> tuple[list[Review], list[Event]]:
    """Draw a log and what amends it: overrides, forgetting, placements, and retractions of some of them."""
    log = draw(logs())
    days = st.floats(0, 400)
    events: list[Event] = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from([EventKind.OVERRIDE, EventKind.FORGET, EventKind.PLACEMENT]))
        if kind is EventKind.OVERRIDE:
            target = draw(st.sampled_from([*(one.id for one in log), "waits"]))
            events.append(override(number, target, draw(st.sampled_from(Rating)), days=draw(days)))
        elif kind is EventKind.FORGET:
            events.append(forgotten(number, days=draw(days), skill=draw(st.sampled_from(["roi", "roi", "nps"]))))
        else:
            skill, stability = draw(st.sampled_from(["roi", "roi", "nps"])), draw(st.floats(0.001, 36_500))
            events.append(placed(number, days=draw(days), skill=skill, stability=stability))
    targets = [one.id for one in log] + [event.id for event in events]
    gone = draw(st.lists(st.sampled_from(targets), max_size=2)) if targets else []
    return log, [*events, *(retraction("ana", target, at=START) for target in gone)]


@given(amended(), POLICIES, changed(), st.data())
def test_order_and_repetition_of_delivery_do_not_matter(
    entries: tuple[list[Review], list[Event]],
    policy: Policy,
    changes: tuple[ContentChange, ...],
    data: st.DataObject,
) -> None:
    """The same reviews and amendments in any order, some of them twice, are the same card, due day included."""
    every: list[Entry] = [*entries[0], *entries[1]]
    twice = data.draw(st.lists(st.sampled_from(every), max_size=4)) if every else []
    delivered = data.draw(st.permutations([*every, *twice]))
    assert folded(delivered, policy, changes) == folded(every, policy, changes)


@given(amended(), POLICIES, changed())
def test_what_is_retracted_is_as_if_it_had_never_been(
    entries: tuple[list[Review], list[Event]], policy: Policy, changes: tuple[ContentChange, ...]
) -> None:
    """Without retracted entries, and without the retractions, the card is the same."""
    log, events = entries
    gone = {event.target for event in events if event.kind is EventKind.RETRACTION}
    every: list[Entry] = [*log, *events]
    left = [one for one in every if one.id not in gone and not one.id.startswith("undo:")]
    assert folded(every, policy, changes) == folded(left, policy, changes)


@given(logs(least=1), POLICIES, changed(), st.data())
def test_an_overridden_review_counts_with_the_last_rating(
    log: list[Review], policy: Policy, changes: tuple[ContentChange, ...], data: st.DataObject
) -> None:
    """The card is that of the log with the rating of the override that is last by instant and id."""
    one = data.draw(st.sampled_from(log))
    ratings = data.draw(st.lists(st.sampled_from(Rating), min_size=1, max_size=3))
    days = data.draw(st.sampled_from([(0, 0, 0), (0, 5, 5), (7, 7, 90)]))
    events = [override(number, one.id, rating, days=days[number]) for number, rating in enumerate(ratings)]
    expected = folded([replace(each, rating=ratings[-1]) if each is one else each for each in log], policy, changes)
    assert folded([*events[::-1], *log], policy, changes) == expected


def test_a_retracted_override_gives_way_to_the_one_before() -> None:
    """When the last override is taken back the one before holds; when all are, the review's own rating."""
    log = [review(1, Rating.Good)]
    first, last = override(1, "r1", Rating.Again), override(2, "r1", Rating.Easy)
    events: list[Entry] = [*log, first, last]
    assert folded(events).last_rating is Rating.Easy
    events.append(retraction("ana", "o2", at=START))
    assert folded(events).last_rating is Rating.Again
    events.append(retraction("ana", "o1", at=START))
    assert folded(events) == folded(log)


@given(logs(), POLICIES, st.floats(0, 500))
def test_forgetting_starts_memory_anew(log: list[Review], policy: Policy, days: float) -> None:
    """From its instant on the card is new, reviews and lapses stay counted, and later reviews are as the first ones."""
    event = forgotten(1, days=days)
    policy = replace(policy, fuzz=False)
    card = folded([*log, event], policy)
    before = [one for one in log if one.order < event.order]
    after = [one for one in log if one.order > event.order]
    assert card.reps == len(log)
    if after:
        greatest = max((one.day for one in before), default=0)
        alone = folded([replace(one, day=max(one.day, greatest)) for one in after], policy)
        assert (card.standing, card.due_day, card.due_at) == (alone.standing, alone.due_day, alone.due_at)
        assert card.last_id == after[-1].id
    else:
        old = folded(before, policy)
        assert card == replace(
            blank("ana", "roi", policy=policy),
            last_at=event.at,
            last_id=event.id,
            last_day=old.last_day,
            reps=old.reps,
            lapses=old.lapses,
        )


@given(logs(), POLICIES, st.floats(0, 500), st.floats(0.001, 36_500), st.none() | st.floats(1, 10))
def test_a_placement_is_known_from_its_instant(
    log: list[Review], policy: Policy, days: float, stability: float, difficulty: float | None
) -> None:
    """The card is in review with the memory that was said, due an interval after the greatest day so far."""
    event = placed(1, days=days, stability=stability, difficulty=difficulty)
    before = [one for one in log if one.order < event.order]
    card, old = folded([*before, event], policy), folded(before, policy)
    assert card.memory == policy.memory.placed(stability=stability, difficulty=difficulty)
    assert card.memory is not None
    assert (card.phase, card.step) == (Phase.REVIEW, None)
    assert card.stability == stability
    assert (card.last_at, card.last_id) == (event.at, event.id)
    assert (card.reps, card.lapses, card.last_rating) == (old.reps, old.lapses, old.last_rating)
    assert card.last_day == max(event.body["day"], old.last_day or 0)
    assert card.last_day is not None
    assert card.due_day is not None
    low, high = fuzz_range(policy.memory.interval_days(card.memory), maximum_interval=policy.maximum_interval)
    assert low <= card.due_day - card.last_day <= high
    rolling = policy.elapsed is Elapsed.ROLLING_24H
    assert card.due_at == (event.at + timedelta(days=card.due_day - card.last_day) if rolling else None)


def test_a_review_after_a_placement_goes_on_from_it() -> None:
    """The placed memory is what the next review starts from, and the one before it is forgotten."""
    entries: list[Entry] = [review(1, Rating.Again), placed(1, days=3, stability=40.0), review(2, Rating.Good, days=43)]
    known = folded(entries[:2])
    expected = PLAIN.memory.review(known.standing, Rating.Good, elapsed_days=40)
    assert folded(entries).memory == expected.standing.memory
    assert folded(entries).stability == folded(entries[1:]).stability


@given(amended(), POLICIES, changed(), st.sampled_from(Rating), st.floats(0, 500))
def test_one_more_review_needs_no_log(
    entries: tuple[list[Review], list[Event]],
    policy: Policy,
    changes: tuple[ContentChange, ...],
    rating: Rating,
    days: float,
) -> None:
    """Where a review follows what a card was folded from, events among it, advancing the card is folding the log."""
    log, events = entries
    last = review(0, rating, days=days)
    assume(all(event.target != last.id for event in events))
    card = folded([*log, *events], policy, changes)
    if follows(card, last, changes=changes):
        assert advance(card, last, policy=policy) == folded([*log, *events, last], policy, changes)
    else:
        late = any(last.at <= change.at for change in changes)
        assert late or (card.last_at is not None and last.order < (card.last_at, card.last_id))


@given(logs(), POLICIES)
def test_what_is_said_of_other_skills_changes_nothing(log: list[Review], policy: Policy) -> None:
    """Placements and forgetting of another skill, and overrides that wait, leave the card as it is."""
    others = [forgotten(1, skill="nps"), placed(2, skill="nps", days=900), override(3, "waits", Rating.Again)]
    assert folded([*others, *log], policy) == folded(log, policy)


def test_a_card_that_was_only_placed_tells_its_skill() -> None:
    """Without any review the learner and the skill are those of the placement."""
    card = fold([placed(1)], policy=PLAIN)
    assert (card.learner, card.skill, card.reps, card.due_day) == ("ana", "roi", 0, START.toordinal() + 40)
    with pytest.raises(InvalidParameterError):
        fold([placed(1), placed(2, skill="nps")])


def test_an_id_stands_for_one_event() -> None:
    """Two events with the same id that differ are refused; when the store accepted them is no difference."""
    one = placed(1)
    assert folded([one, replace(one, recorded_at=START)]) == folded([one])
    for other in (replace(one, target="nps"), placed(1, stability=41.0), placed(1, days=1)):
        with pytest.raises(ConflictError):
            folded([one, other])


@given(logs(least=1), POLICIES, st.floats(0.01, 1))
def test_softening_leaves_a_share_of_stability(log: list[Review], policy: Policy, share: float) -> None:
    """Stability is that share of what it was, phase and counts stay, and a card in review is due no later."""
    policy = replace(policy, soften=share, fuzz=False)
    card = folded(log, policy)
    assert card.memory is not None
    softer = apply_change(card, ContentChange(START + timedelta(days=999), 2, OnChange.SOFTEN), policy=policy)
    assert softer.memory == policy.memory.softened(card.memory, share=share)
    assert softer.stability == pytest.approx(max(card.memory.stability * share, 0.001))
    before = replace(softer, memory=card.memory, due_day=card.due_day, due_at=card.due_at, content_version=0)
    assert before == card
    assert softer.due_day is not None
    assert card.due_day is not None
    assert softer.last_day is not None
    if card.phase is Phase.REVIEW:
        assert softer.due_day == softer.last_day + policy.memory.interval_days(softer.memory)
        assert softer.last_day < softer.due_day <= card.due_day
    else:
        assert (softer.due_day, softer.due_at) == (card.due_day, card.due_at)


def test_softening_knows_new_cards_and_steps() -> None:
    """A card that is new stays new; inside learning steps it falls due as before."""
    change = ContentChange(START, 2, OnChange.SOFTEN)
    new = blank("ana", "roi", policy=PLAIN)
    assert apply_change(new, change, policy=PLAIN) == replace(new, content_version=2)
    stepping = folded([review(1, Rating.Again)], STEPS)
    softer = apply_change(stepping, change, policy=STEPS)
    assert (softer.due_at, softer.due_day, softer.step) == (stepping.due_at, stepping.due_day, stepping.step)
    assert softer.stability == pytest.approx(0.5 * (stepping.stability or 0))


def test_a_placement_after_a_change_is_not_touched_by_it() -> None:
    """Content changes take their place among events as among reviews."""

    def stability(*entries: Entry, at: float) -> float | None:
        changes = [ContentChange(START + timedelta(days=at), 2, OnChange.SOFTEN)]
        return folded(entries, PLAIN, changes).stability

    assert stability(placed(1, days=5), at=4) == 40
    assert stability(placed(1, days=5), at=6) == 20
