"""Law 8: two writers on one card never lose an update, nor a retraction."""

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

from reinforce import Engine, Rating
from reinforce.practice import fold
from tests.support.stores import small_tenant

WRITERS = 4
REVIEWS = 300
MEETINGS = 100
LATE = 10  # every tenth review is one of the day before


def _hammer(url: str, writer: int) -> int:
    """Write this writer's reviews, from a process of its own; return how many were acknowledged."""
    with Engine.open(url) as engine:
        practice = engine.tenant("acme").practice
        for number in range(REVIEWS):
            at = datetime.now(UTC) - timedelta(days=1) if number % LATE == writer else None
            rating = Rating(1 + (number + writer) % len(Rating))
            practice.review("ana", "terms", rating, review_id=f"{writer}-{number}", at=at)
    return REVIEWS


def _meet(url: str, part: str) -> int:
    """Send reviews, or take the same ones back, from a process of its own."""
    with Engine.open(url) as engine:
        practice = engine.tenant("acme").practice
        for number in range(MEETINGS):
            if part == "sends":
                practice.review("ana", "terms", Rating.Good, review_id=f"r-{number}")
            else:
                practice.undo("ana", review_id=f"r-{number}")
    return MEETINGS


def _hammered(url: str) -> None:
    """Let several processes write reviews of one card at once, then compare the card with its log."""
    with Engine.open(url) as engine:
        tenant = small_tenant(engine)
        with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as pool:
            acknowledged = sum(pool.map(_hammer, [url] * WRITERS, range(WRITERS)))
        history = tenant.practice.history("ana", "terms")
        card = tenant.practice.card("ana", "terms")
        assert acknowledged == len(history) == card.reps == WRITERS * REVIEWS
        assert card == fold(history, policy=tenant.policy)
        assert tenant.policies.verify().clean


def _met(url: str) -> None:
    """Let one process send reviews while another takes the same ones back, before or after they arrive."""
    with Engine.open(url) as engine:
        tenant = small_tenant(engine)
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            assert list(pool.map(_meet, [url] * 2, ["sends", "takes back"])) == [MEETINGS] * 2
        assert len(tenant.practice.history("ana", "terms")) == 2 * MEETINGS
        assert tenant.practice.card("ana", "terms").reps == 0
        assert tenant.policies.verify().clean


def test_four_processes_on_one_card_of_a_sqlite_file(sqlite_url: str) -> None:
    """Four processes write 1,200 reviews of one card to a SQLite file; all are in the log, and the card is its fold."""
    _hammered(sqlite_url)


def test_four_processes_on_one_card_on_postgresql(postgres_database_url: str) -> None:
    """The same on PostgreSQL."""
    _hammered(postgres_database_url)


def test_reviews_and_retractions_that_meet_on_a_sqlite_file(sqlite_url: str) -> None:
    """Reviews and their retractions from two processes at once: whichever comes first, none counts in the end."""
    _met(sqlite_url)


def test_reviews_and_retractions_that_meet_on_postgresql(postgres_database_url: str) -> None:
    """The same on PostgreSQL."""
    _met(postgres_database_url)
