"""The fold: a card is what its log says, whatever the order and number of deliveries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, OnChange
from reinforce.errors import InvalidParameterError
from reinforce.journal import Event, EventKind, Rating, Review, retraction
from reinforce.memory import Phase, fuzz_range
from reinforce.practice import Card, Elapsed, Policy, advance, blank, fold, follows

START = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Policy(fuzz=False)
STEPS = Policy(learning_steps=(timedelta(minutes=1), timedelta(minutes=10)), relearning_steps=(timedelta(minutes=10),))
POLICIES = st.sampled_from([Policy(), PLAIN, STEPS, Policy(seed=-5, elapsed=Elapsed.ROLLING_24H)])


@st.composite
def logs(draw: st.DrawFn, *, least: int = 0) -> list[Review]:
    """Draw the reviews of one card, oldest first: minutes to months apart, ids in no order, days that may step back."""
    at, log = START, []
    ids = draw(st.lists(st.text("abc", min_size=1, max_size=3), min_size=least, max_size=8, unique=True))
    for name in ids:
        at += draw(
            st.sampled_from([timedelta(), timedelta(minutes=5), timedelta(hours=23)])
            | st.timedeltas(timedelta(), timedelta(days=90))
        )
        log.append(
            Review(
                id=name,
                learner="ana",
                skill="roi",
                rating=draw(st.sampled_from(Rating)),
                at=at,
                day=at.toordinal() + draw(st.sampled_from([0, 0, 0, -1, 1])),
                attempt_id=draw(st.sampled_from([None, None, f"attempt-{name}"])),
            )
        )
    return sorted(log, key=lambda review: review.order)


@st.composite
def changed(draw: st.DrawFn) -> tuple[ContentChange, ...]:
    """Draw content changes, oldest edition first; clocks may have been set back between two of them."""
    at = st.timedeltas(timedelta(), timedelta(days=300)).map(lambda after: START + after)
    return tuple(
        ContentChange(draw(at), version, draw(st.sampled_from(OnChange)))
        for version in range(1, draw(st.integers(1, 4)))
    )


def folded(log: Sequence[Review | Event], policy: Policy = PLAIN, changes: Sequence[ContentChange] = ()) -> Card:
    """Return the card of Ana and ROI."""
    return fold(log, policy=policy, changes=changes, learner="ana", skill="roi")


def lifted(log: Sequence[Review]) -> list[Review]:
    """Return *log*, oldest first, with every review on the greatest day so far."""
    greatest = accumulate((one.day for one in log), max)
    return [replace(one, day=day) for one, day in zip(log, greatest, strict=True)]


def review(number: int, rating: Rating, *, days: float = 0, day: int | None = None) -> Review:
    """Return a review *days* after the start."""
    at = START + timedelta(days=days)
    return Review(
        id=f"r{number}", learner="ana", skill="roi", rating=rating, at=at, day=at.toordinal() if day is None else day
    )


@given(logs(), POLICIES, changed(), st.data())
def test_order_and_repetition_of_delivery_do_not_matter(
    log: list[Review], policy: Policy, changes: tuple[ContentChange, ...], data: st.DataObject
) -> None:
    """The same entries in any order, some of them twice, are the same card, due day included."""
    delivered = data.draw(st.permutations([*log, *data.draw(st.lists(st.sampled_from(log)) if log else st.just([]))]))
    assert folded(delivered, policy, changes) == folded(log, policy, changes)


@given(logs(least=1), POLICIES, changed(), st.data())
def test_a_retraction_takes_a_review_back_wherever_it_stands(
    log: list[Review], policy: Policy, changes: tuple[ContentChange, ...], data: st.DataObject
) -> None:
    """With a retraction of a review or of its attempt, before it, after it or twice, the card is that without it."""
    gone = data.draw(st.sampled_from(log))
    target = data.draw(st.sampled_from([gone.id, gone.attempt_id or gone.id]))
    event = retraction("ana", target, at=START)
    twice: list[Review | Event] = [*log, *[event] * data.draw(st.integers(1, 2))]
    entries = data.draw(st.permutations(twice))
    assert folded(entries, policy, changes) == folded([one for one in log if one is not gone], policy, changes)


@given(logs(), POLICIES)
def test_a_retraction_of_something_else_changes_nothing(log: list[Review], policy: Policy) -> None:
    """A retraction that waits for its review, and events of other kinds, leave the card as it is."""
    other = Event(id="e", kind=EventKind.CONTENT_CHANGE, at=START, target="a")
    assert folded([retraction("ana", "nothing yet", at=START), *log, other], policy) == folded(log, policy)


@given(logs(least=1), POLICIES, changed())
def test_one_more_review_needs_no_log(log: list[Review], policy: Policy, changes: tuple[ContentChange, ...]) -> None:
    """Where a review follows what a card was folded from, advancing the card is folding the log."""
    *before, last = log
    card = folded(before, policy, changes)
    if follows(card, last, changes=changes):
        assert advance(card, last, policy=policy) == folded(log, policy, changes)
    else:
        assert any(last.at <= change.at for change in changes)
    for early in before:
        assert not follows(card, early, changes=changes)


@given(logs(), POLICIES)
def test_a_card_counts_its_reviews(log: list[Review], policy: Policy) -> None:
    """Repetitions are the reviews, the last review is the last by instant and id, and the day is the greatest."""
    card = folded(log, policy)
    assert card.reps == len(log)
    assert (card.last_at, card.last_id) == ((log[-1].at, log[-1].id) if log else (None, None))
    assert card.last_day == max((one.day for one in log), default=None)
    assert card.lapses <= sum(one.rating is Rating.Again for one in log)
    assert (card.phase is Phase.NEW) is (not log)


@given(logs(), st.integers(-(2**63), 2**63 - 1))
def test_fuzz_moves_the_due_day_inside_its_range_and_nothing_else(log: list[Review], seed: int) -> None:
    """Any seed keeps the due day inside the documented range around the plain one, and the memory as it is."""
    plain, fuzzed = folded(log), folded(log, Policy(seed=seed))
    assert replace(fuzzed, due_day=plain.due_day) == plain
    if plain.due_day is not None and fuzzed.due_day is not None and plain.last_day is not None:
        low, high = fuzz_range(plain.due_day - plain.last_day, maximum_interval=PLAIN.maximum_interval)
        assert low <= fuzzed.due_day - plain.last_day <= high


def waits(card: Card) -> int:
    """Return the days that *card* was scheduled for; none while it is new."""
    return 0 if card.due_day is None or card.last_day is None else card.due_day - card.last_day


def asked(card: Card, policy: Policy) -> int:
    """Return the days that memory asks for, before fuzz."""
    return 0 if card.memory is None else policy.memory.interval_days(card.memory)


@given(
    st.builds(
        Policy,
        seed=st.integers(-(2**63), 2**63 - 1),
        desired_retention=st.floats(0.7, 0.97),
        maximum_interval=st.integers(1, 36_500),
        elapsed=st.sampled_from(Elapsed),
    ),
    st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 40)), min_size=1, max_size=12),
)
def test_a_success_on_the_due_day_or_later_never_shortens_the_interval(
    policy: Policy, practised: list[tuple[Rating, int]]
) -> None:
    """After Hard, Good or Easy no sooner than due, the next interval is at least as long as the one that was kept."""
    card, at = blank("ana", "roi", policy=policy), START
    for number, (rating, late) in enumerate(practised):
        last = waits(card)
        at += timedelta(days=last + late)
        card = advance(card, replace(review(number, rating), at=at, day=at.toordinal()), policy=policy)
        assert rating is Rating.Again or last <= waits(card) <= policy.maximum_interval


@given(logs(least=1), st.integers(-(2**63), 2**63 - 1))
def test_a_success_before_the_due_day_keeps_the_days_that_it_waited(log: list[Review], seed: int) -> None:
    """What was shown early counts for as long as it was shown: where memory asks for no less, no draw falls under."""
    policy = Policy(seed=seed)
    *before, last = lifted(log)
    card, after = folded(before, policy), folded([*before, last], policy)
    if card.last_day is not None and last.rating is not Rating.Again and asked(after, policy) >= asked(card, policy):
        assert waits(after) >= min(last.day - card.last_day, waits(card))


def test_draws_that_would_shorten_what_was_kept_are_not_taken() -> None:
    """Where stability grows slowly, fuzz alone could go back behind the days that were kept, and does not."""
    shorter = 0
    for seed in range(100):
        policy = Policy(seed=seed, desired_retention=0.8)
        card = folded([review(number, Rating.Easy, days=number * 60) for number in range(3)], policy)
        for number in range(3, 7):
            assert card.due_day is not None
            after = advance(card, review(number, Rating.Good, days=card.due_day - START.toordinal()), policy=policy)
            low, high = fuzz_range(asked(after, policy), maximum_interval=policy.maximum_interval)
            shorter += low < waits(card)
            assert max(low, waits(card)) <= waits(after) <= high
            card = after
    assert shorter > 20


def test_a_higher_desired_retention_may_shorten_what_was_kept_before_it() -> None:
    """Under new settings the whole log is folded anew: what holds is the interval that they would have set."""
    lax, strict = Policy(desired_retention=0.7), Policy(desired_retention=0.97)
    log = [review(0, Rating.Easy), review(1, Rating.Good, days=waits(folded([review(0, Rating.Easy)], lax)))]
    assert waits(folded(log, strict)) < waits(folded(log[:1], lax))
    assert waits(folded(log, strict)) >= waits(folded(log[:1], strict))


def test_seeds_learners_and_skills_draw_differently() -> None:
    """Cards with the same history spread over the range, by seed, learner and skill, and each stays where it is."""
    log = [review(1, Rating.Easy), review(2, Rating.Good, days=10), review(3, Rating.Good, days=60)]

    def due(*, seed: int = 0, learner: str = "ana", skill: str = "roi") -> int | None:
        return fold([replace(one, learner=learner, skill=skill) for one in log], policy=Policy(seed=seed)).due_day

    assert len({due(seed=seed) for seed in range(20)}) > 5
    assert len({due(learner=f"l{number}") for number in range(20)}) > 5
    assert len({due(skill=f"s{number}") for number in range(20)}) > 5
    assert due() == due()


@given(logs())
def test_days_never_go_back(log: list[Review]) -> None:
    """A review on an earlier day than one before it, after a journey west, counts as of the greatest day so far."""
    assert folded(lifted(log)) == folded(log)


def test_nights_count_by_the_learners_day() -> None:
    """Late in the evening and early next morning are a day apart by learner days, and the same moment by 24 hours."""
    evening, morning = review(1, Rating.Good, days=0.99), review(2, Rating.Good, days=1.25)
    first = folded([evening])
    by_day = PLAIN.memory.review(first.standing, Rating.Good, elapsed_days=1)
    by_hours = PLAIN.memory.review(first.standing, Rating.Good, elapsed_days=0)
    assert folded([evening, morning]).memory == by_day.standing.memory
    assert folded([evening, morning], replace(PLAIN, elapsed=Elapsed.ROLLING_24H)).memory == by_hours.standing.memory
    assert by_day != by_hours


@given(logs())
def test_learner_days_look_at_days_and_rolling_hours_at_instants(log: list[Review]) -> None:
    """By learner days the hour of a review changes no memory; by rolling hours the number of its day does not."""
    rolling = replace(PLAIN, elapsed=Elapsed.ROLLING_24H)
    moved = [replace(one, at=one.at + timedelta(microseconds=place)) for place, one in enumerate(log)]
    assert folded(moved).memory == folded(log).memory
    renumbered = [replace(one, day=700_000) for one in log]
    assert folded(renumbered, rolling).memory == folded(log, rolling).memory


def test_the_instant_is_kept_only_where_it_matters() -> None:
    """A due instant stands inside learning steps and in the rolling convention; otherwise a card falls due on a day."""
    again = review(1, Rating.Again)
    assert folded([again]).due_at is None
    stepping = folded([again], STEPS)
    assert (stepping.phase, stepping.due_at) == (Phase.LEARNING, START + timedelta(minutes=1))
    assert stepping.due_day == again.day
    rolling = folded([review(1, Rating.Good, days=0.5)], replace(PLAIN, elapsed=Elapsed.ROLLING_24H))
    assert rolling.due_at == START + timedelta(days=2.5)


@given(logs(least=1), st.integers(0, 7), POLICIES)
def test_a_reset_starts_memory_anew(log: list[Review], place: int, policy: Policy) -> None:
    """After a reset memory is that of the later reviews alone, while reviews stay counted and days never go back."""
    change = ContentChange(log[min(place, len(log) - 1)].at, 3, OnChange.RESET)
    policy = replace(policy, fuzz=False)
    card = folded(log, policy, changes=[change])
    alone = folded([one for one in lifted(log) if one.at > change.at], policy)
    assert (card.phase, card.step, card.memory) == (alone.phase, alone.step, alone.memory)
    assert (card.due_day, card.due_at) == (alone.due_day, alone.due_at)
    assert (card.reps, card.last_id, card.content_version) == (len(log), log[-1].id, 3)


@given(logs(), POLICIES, changed())
def test_a_change_that_keeps_memory_is_only_noted(
    log: list[Review], policy: Policy, changes: tuple[ContentChange, ...]
) -> None:
    """Changes that keep memory leave a card as it is, but for the edition that it has met."""
    keeping = [replace(change, effect=OnChange.KEEP) for change in changes]
    expected = replace(folded(log, policy), content_version=keeping[-1].version if keeping else 0)
    assert folded(log, policy, keeping) == expected


def test_a_log_is_of_one_card() -> None:
    """Reviews of two learners or two skills, or none where nobody says whose, are refused."""
    one = review(1, Rating.Good)
    for wrong in ([one, replace(one, id="x", learner="bob")], [one, replace(one, id="x", skill="nps")], []):
        with pytest.raises(InvalidParameterError):
            fold(wrong)
    assert fold([], learner="ana", skill="roi") == blank("ana", "roi", policy=Policy())


def test_a_card_says_what_it_was_folded_with() -> None:
    """The versions of policy and model stand on the card, so that it can be told from a newer one."""
    card = folded([review(1, Rating.Good)], replace(PLAIN, version=4))
    assert (card.policy_version, card.model_version, card.content_version) == (4, PLAIN.memory.version, 0)
