"""Compaction, purely: older entries give way to one checkpoint a card, and no card changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, OnChange
from reinforce.journal import TO_SKILLS, Entry, Event, EventKind, Rating, Review, retraction
from reinforce.practice import Policy
from reinforce.practice.cards.compaction import compacted
from tests.practice.cards.test_effective_log import amended
from tests.practice.cards.test_fold import PLAIN, POLICIES, changed, folded, review

START = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def kept(entries: list[Entry], days: float, policy: Policy, changes: tuple[ContentChange, ...] = ()) -> list[Entry]:
    """Return what is left of a log when everything before a day goes, with what stands in its place."""
    cut = START + timedelta(days=days)
    short = compacted(
        "ana",
        reviews=[entry for entry in entries if isinstance(entry, Review)],
        attempts={},
        events=[entry for entry in entries if isinstance(entry, Event)],
        cut=cut,
        policy=policy,
        changes=lambda skill: changes if skill == "roi" else (),
        new_id=lambda: f"checkpoint-{next(_numbers)}",
        now=cut,
    )
    gone = short.reviews | short.events
    return [*(entry for entry in entries if entry.id not in gone), *short.checkpoints]


@given(amended(), POLICIES, changed(), st.lists(st.floats(0, 400), min_size=1, max_size=3), st.data())
def test_a_shortened_log_folds_to_the_same_card(
    entries: tuple[list[Review], list[Event]],
    policy: Policy,
    changes: tuple[ContentChange, ...],
    cuts: list[float],
    data: st.DataObject,
) -> None:
    """
    Cut once or several times, at any instants, every card stays what it was to the last bit.

    So it does when later reviews arrive, in any order, and some of them are taken back.
    """
    whole: list[Entry] = [*entries[0], *entries[1]]
    log = whole
    for days in sorted(cuts):
        log = kept(log, days, policy, changes)
        assert folded(log, policy, changes) == folded(whole, policy, changes)
    cut = START + timedelta(days=max(cuts))
    old = [entry for entry in log if entry.at < cut and (isinstance(entry, Review) or entry.kind in TO_SKILLS)]
    assert all(isinstance(entry, Event) and entry.kind is EventKind.CHECKPOINT for entry in old)
    assert len({entry.target for entry in old if isinstance(entry, Event)}) == len(old)
    after = st.floats(max(cuts), 500)
    more: list[Entry] = [
        replace(review(1000 + n, data.draw(st.sampled_from(Rating)), days=data.draw(after)), skill="roi")
        for n in range(data.draw(st.integers(0, 3)))
    ]
    later = [entry for entry in (*log, *more) if isinstance(entry, Review)]
    gone = data.draw(st.lists(st.sampled_from(later), max_size=2)) if later else []
    more += [retraction("ana", entry.id, at=cut) for entry in gone]
    assert folded([*log, *more], policy, changes) == folded([*whole, *more], policy, changes)


@pytest.mark.parametrize("stamps", list(permutations((2, 4, 6))))
@pytest.mark.parametrize("reviewed", [(1, 3), (1, 5), (3, 5), (5, 7)])
def test_a_checkpoint_is_made_of_the_changes_that_its_fold_met(
    stamps: tuple[int, int, int], reviewed: tuple[int, int]
) -> None:
    """Where a clock was set back between editions, a change behind one with a later stamp waits for that one."""
    changes = tuple(
        ContentChange(START + timedelta(days=day), number, OnChange.SOFTEN) for number, day in enumerate(stamps, 1)
    )
    log: list[Entry] = [review(number, Rating.Good, days=day) for number, day in enumerate(reviewed)]
    assert folded(kept(log, 8, PLAIN, changes), PLAIN, changes) == folded(log, PLAIN, changes)


def test_a_checkpoint_under_other_settings_keeps_memory_and_reckons_the_due_day() -> None:
    """Where what a checkpoint came from is gone, another desired retention moves its due day and not its memory."""
    log: list[Entry] = [review(n, Rating.Good, days=10 * n) for n in range(1, 4)]
    short, other = kept(log, 100, PLAIN), replace(PLAIN, desired_retention=0.8, version=2)
    card = folded(short, other)
    assert card.memory == folded(log, PLAIN).memory
    assert card.policy_version == 2
    assert card.due_day == folded(log, other).due_day != folded(log, PLAIN).due_day


def event(number: int, kind: EventKind, target: str, days: float, **body: object) -> Event:
    """Return an event of Ana's."""
    at = START + timedelta(days=days)
    return Event(id=f"e{number}", kind=kind, at=at, learner="ana", target=target, body=body)


def test_events_stay_as_long_as_they_hold() -> None:
    """What still steers plans stays, and so does what waits for a review; what was taken back or is over goes."""
    today = (START + timedelta(days=100)).date()
    over, on = (today - timedelta(days=5)).isoformat(), (today + timedelta(days=5)).isoformat()
    stays = [
        event(1, EventKind.SUSPENSION, "terms", 2),
        event(2, EventKind.AVAILABILITY, "", 3, week={"monday": "none"}),
        event(3, EventKind.AVAILABILITY, "", 4, off=[]),
        event(4, EventKind.LEAVE, "summer", 5, first=over, last=on, policy="hold"),
        event(5, EventKind.RECHECK, "terms", 6, day=9, attempt="a"),
        event(6, EventKind.COACHING, "terms", 7, lapses=3),
        event(7, EventKind.GOAL, "exam", 8, on=on),
        event(8, EventKind.GOAL, "everybody's", 8, withdrawn=True),
        retraction("ana", "r-that-waits", at=START),
        event(9, EventKind.SURVEY, "", 101),
    ]
    goes = [
        event(11, EventKind.SUSPENSION, "roi", 2),
        event(12, EventKind.RESUMPTION, "roi", 3),
        event(13, EventKind.AVAILABILITY, "", 1, week={"monday": "full"}, off=[over]),
        event(14, EventKind.LEAVE, "spring", 5, first=over, last=over, policy="hold"),
        event(15, EventKind.LEAVE, "winter", 5, withdrawn=True),
        event(16, EventKind.RECHECK, "terms", 5, day=8, attempt="b"),
        event(17, EventKind.COACHING, "terms", 6, lapses=2),
        event(18, EventKind.GOAL, "exam", 7, on=over),
        event(19, EventKind.SURVEY, "", 9),
        event(20, EventKind.COMPLETION, "course", 9),
        event(21, EventKind.BURIAL, "terms", 9, day=date(2026, 1, 10).toordinal()),
        event(22, EventKind.UNENROLMENT, "journey", 9),
    ]
    assert {entry.id for entry in kept([*goes, *stays], 100, PLAIN)} == {entry.id for entry in stays}
