"""The engine's own log: what counts in it is what the cards are folded from."""

from datetime import date, timedelta
from itertools import count
from random import Random

import polars as pl
import pytest

from reinforce import Engine, ManualClock, Rating, Tenant
from reinforce.errors import InvalidParameterError, NotFoundError
from reinforce.exchange import from_engine
from reinforce.memory import Fsrs6, MemoryState, Standing
from reinforce.testing.packs import small_pack
from tests.support.stores import START

SKILLS = ("terms", "questions", "discovery")


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that the tests move."""
    return ManualClock(START)


@pytest.fixture
def tenant(clock: ManualClock) -> Tenant:
    """Return a tenant with the small pack and two people."""
    tenant = Engine.open("memory:", clock=clock).create_tenant("acme", seed=7)
    tenant.catalog.publish(small_pack())
    tenant.roster.put("ana", timezone="Europe/Dublin", day_start=4)
    tenant.roster.put("ben")
    return tenant


def reviewed(tenant: Tenant, clock: ManualClock, *ratings: int, skill: str = "terms", learner: str = "ana") -> None:
    """Practise a skill with these ratings, three days apart."""
    for number, rating in enumerate(ratings):
        clock.advance(timedelta(days=3))
        at = f"{clock.now():%m%d}"
        tenant.practice.review(
            learner, skill, Rating(rating), review_id=f"{skill}-{at}-{number}", duration=timedelta(seconds=4.2)
        )


def states(frame: pl.DataFrame) -> dict[tuple[str, str], MemoryState | None]:
    """Return the memory that the reviews of a log lead to, by learner and skill; of the last spell of each."""
    model, found = Fsrs6(), {}
    for (learner, skill), rows in frame.group_by("learner", "skill", maintain_order=True):
        standing, last_day, spell = Standing(), date.min, -1
        for row in rows.iter_rows(named=True):
            if row["spell"] != spell:
                standing, spell = Standing(), row["spell"]
            elapsed = 0 if standing.memory is None else max(0, (row["day"] - last_day).days)
            last_day = max(last_day, row["day"])
            standing = model.review(standing, Rating(row["rating"]), elapsed_days=elapsed).standing
        found[str(learner), str(skill)] = standing.memory
    return found


def test_what_counts_is_what_the_fold_counts(tenant: Tenant, clock: ManualClock) -> None:
    """After a random history with undone, overridden and forgotten reviews, the log leads to the engine's cards."""
    rng, numbers = Random(4), count()
    ids: list[tuple[str, str]] = []
    for _ in range(120):
        clock.advance(timedelta(hours=rng.choice((1, 9, 30, 100))))
        learner, skill = rng.choice(("ana", "ben")), rng.choice(SKILLS)
        match rng.randrange(12):
            case 0 if ids:
                who, review_id = ids.pop(rng.randrange(len(ids)))
                tenant.practice.undo(who, review_id=review_id)
            case 1 if ids:
                who, review_id = rng.choice(ids)
                tenant.practice.override(
                    who,
                    review_id=review_id,
                    rating=Rating.Again,
                    by="mo",
                    reason="Heard it.",
                    event_id=f"o{next(numbers)}",
                )
            case 2:
                tenant.practice.forget(learner, skill, event_id=f"f{next(numbers)}")
            case _:
                ids.append((learner, f"r{next(numbers)}"))
                at = clock.now() - timedelta(hours=rng.choice((0, 0, 200)))
                tenant.practice.review(learner, skill, Rating(rng.randint(1, 4)), review_id=ids[-1][1], at=at)
    log = from_engine(tenant)
    cards = {(card.learner, card.skill): card for card in tenant.practice.cards()}
    assert log.rows == len(log) == sum(card.reps for card in cards.values())
    last = states(log.frame)
    for place, card in cards.items():
        if card.memory is not None:
            assert last[place] == card.memory


def test_a_new_beginning_is_a_new_spell(tenant: Tenant, clock: ManualClock) -> None:
    """Forgetting a skill, or a change that resets it, begins a spell whose memory is that of its own reviews."""
    reviewed(tenant, clock, 3, 4)
    tenant.practice.forget("ana", "terms")
    reviewed(tenant, clock, 3)
    clock.advance(timedelta(days=1))
    tenant.catalog.publish(small_pack(revision=2, on_change="reset"))
    reviewed(tenant, clock, 1, 3)
    frame = from_engine(tenant).frame
    assert frame["spell"].to_list() == [0, 0, 1, 2, 2]
    assert not frame["carried"].any()
    assert states(frame)["ana", "terms"] == tenant.practice.card("ana", "terms").memory


def test_memory_that_comes_from_elsewhere_is_marked(tenant: Tenant, clock: ManualClock) -> None:
    """After a placement, and after a change that softens what was remembered, no review tells of the memory."""
    tenant.practice.place("ana", "questions", stability=20.0)
    reviewed(tenant, clock, 3, skill="questions")
    reviewed(tenant, clock, 3)
    tenant.catalog.publish(small_pack(revision=2, on_change="soften"))
    reviewed(tenant, clock, 4)
    reviewed(tenant, clock, 2, learner="ben")  # who remembered nothing that could soften
    frame = from_engine(tenant).frame.select("learner", "skill", "spell", "carried")
    assert set(frame.rows()) == {
        ("ana", "questions", 1, True),
        ("ana", "terms", 0, False),
        ("ana", "terms", 1, True),
        ("ben", "terms", 0, False),
    }


def test_some_learners_can_be_asked_for(tenant: Tenant, clock: ManualClock) -> None:
    """Only the reviews of those who are named, with durations in milliseconds."""
    reviewed(tenant, clock, 3, 3)
    reviewed(tenant, clock, 2, learner="ben")
    frame = from_engine(tenant, learners=["ben"]).frame
    assert frame.select("learner", "skill", "rating", "duration").rows() == [("ben", "terms", 2, 4200)]
    assert len(from_engine(tenant)) == 3
    assert len(from_engine(tenant, learners=[])) == 0


def test_nobody_is_passed_over(tenant: Tenant) -> None:
    """Who is asked for and is not there is named; one id is not taken for its letters."""
    assert len(from_engine(tenant, learners=["ben"])) == 0
    with pytest.raises(NotFoundError, match="zoe"):
        from_engine(tenant, learners=["ben", "zoe"])
    for none in ("ana", 3, [7]):
        with pytest.raises(InvalidParameterError, match="learners must"):
            from_engine(tenant, learners=none)  # type: ignore[arg-type]
