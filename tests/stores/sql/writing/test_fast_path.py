"""One review in one statement: what somebody else does at the same moment is noticed, and then nothing is written."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine

from reinforce import Answer, Engine, ManualClock, QuizAttempt, Rating
from reinforce.errors import ConnectionLostError, StaleError
from reinforce.ports import Change, Query, Store
from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from reinforce.testing.samples import LEARNER, TENANT
from tests.support.postgres import psycopg_url
from tests.support.statements import statements, watched
from tests.support.stores import AnyStore, small_tenant

SKILL = samples.review().review.skill
FIRST = Change(
    tenant=TENANT, cards=((samples.card(SKILL), 0),), reviews=(samples.review("first"),), epochs={LEARNER: 0}
)
NEXT = Change(
    tenant=TENANT, cards=((samples.card(SKILL, reps=2), 1),), reviews=(samples.review("next"),), epochs={LEARNER: 0}
)
# The same beside another card and review: more than one statement for one review can say.
BESIDE = "another skill"
FIRST_TWO = replace(
    FIRST,
    cards=(*FIRST.cards, (samples.card(BESIDE), 0)),
    reviews=(*FIRST.reviews, samples.review("first beside", skill=BESIDE)),
)
NEXT_TWO = replace(
    NEXT,
    cards=(*NEXT.cards, (samples.card(BESIDE, reps=2), 1)),
    reviews=(*NEXT.reviews, samples.review("next beside", skill=BESIDE)),
)
TURN = "UPDATE learners SET epoch = epoch + 1"
MOVE = "UPDATE cards SET version = version + 1 WHERE skill_id = %(skill)s"
MEET = """
INSERT INTO cards (tenant_id, learner_id, skill_id, version, phase, reps, lapses, policy_version, model_version,
                   content_version, successes, failures, fast, slow, lately, lately_right)
SELECT tenant_id, learner_id, %(skill)s, 1, 'new', 0, 0, 1, '', 0, 0, 0, 0, 0, 0, 0 FROM learners
"""
LOG = """
INSERT INTO reviews (tenant_id, learner_id, id, skill_id, rating, at, day, source, at_omitted, outcome)
SELECT tenant_id, learner_id, %(review)s, %(skill)s, 3, 0, 1, 'host', FALSE, '{}' FROM learners
"""


@pytest.fixture
def store(postgres_url: str, postgres_tables: str) -> Iterator[SQLStore]:
    """Return a store in PostgreSQL with one learner."""
    with closing(SQLStore.open(postgres_url, schema=postgres_tables)) as store:
        store.apply(samples.tenant())
        yield store


@pytest.fixture
def other(postgres_url: str, postgres_tables: str) -> Iterator[psycopg.Connection]:
    """Return somebody else's connection to the same schema."""
    with psycopg.connect(psycopg_url(postgres_url)) as connection:
        connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(postgres_tables)))
        connection.commit()
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    ("change", "before", "meanwhile"),
    [
        (FIRST, None, TURN),
        (FIRST, None, MEET),
        (FIRST, None, LOG),
        (NEXT, FIRST, TURN),
        (NEXT, FIRST, MOVE),
        (NEXT, FIRST, LOG),
        (FIRST_TWO, None, MEET),
        (NEXT_TWO, FIRST_TWO, TURN),
        (NEXT_TWO, FIRST_TWO, MOVE),
        (NEXT_TWO, FIRST_TWO, LOG),
    ],
    ids=[
        *("new, epoch", "new, card", "new, id", "moved, epoch", "moved, card", "moved, id"),
        *("two new, card", "two moved, epoch", "two moved, card", "two moved, id"),
    ],
)
@pytest.mark.parametrize("committed", [True, False], ids=["kept", "rolled back"])
def test_what_another_session_has_not_committed_yet_is_waited_for(
    store: SQLStore,
    other: psycopg.Connection,
    change: Change,
    before: Change | None,
    meanwhile: str,
    *,
    committed: bool,
) -> None:
    """
    A review that meets an epoch, a card or an id that another session is writing waits for it.

    Is that kept, the review is stale and neither it nor its card is written; is it rolled back, both are.
    """
    if before is not None:
        store.apply(before)
    raised: list[Exception] = []
    other.execute(meanwhile, {"skill": SKILL, "review": change.reviews[0].review.id})
    writer = threading.Thread(target=lambda: _caught(lambda: store.apply(change), raised))
    writer.start()
    _until_somebody_waits(other)
    other.commit() if committed else other.rollback()
    writer.join(30)
    mine = {"skill": SKILL}
    logged = other.execute(
        "SELECT count(*) FROM reviews WHERE outcome <> '{}' AND skill_id = %(skill)s", mine
    ).fetchone()
    version = other.execute("SELECT max(version) FROM cards WHERE skill_id = %(skill)s", mine).fetchone()
    beside = other.execute(
        "SELECT count(*), max(version) FROM reviews JOIN cards USING (skill_id) WHERE skill_id = %s", [BESIDE]
    )
    written = 0 if before is None else 1
    if committed:
        assert [type(error) for error in raised] == [StaleError]
        assert logged == (written,)
        assert version == ({TURN: written or None, MOVE: 2, MEET: 1, LOG: written or None}[meanwhile],)
    else:
        assert raised == []
        assert (logged, version) == ((written + 1,), (written + 1,))
    went = written if committed else written + 1
    assert beside.fetchone() == ((went, went or None) if len(change.cards) > 1 else (0, None))


def _caught(call: Callable[[], object], raised: list[Exception]) -> None:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the test says which it has to be
        raised.append(error)


def _until_somebody_waits(other: psycopg.Connection) -> None:
    """Return when another session waits for a lock that this one holds."""
    waiting = (
        "SELECT count(*) FROM pg_locks AS theirs WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    for _ in range(1000):
        if other.execute(waiting).fetchone() != (0,):
            return
        time.sleep(0.01)
    pytest.fail("nobody waited")


class TestStale:
    """The same, where the other has committed already; on every store."""

    @pytest.fixture
    def store(self, any_store: AnyStore) -> Store:
        """Return a store of each kind, with one learner."""
        store = any_store.new()
        store.apply(samples.tenant())
        store.apply(FIRST)
        return store

    @pytest.mark.parametrize(
        "change",
        [
            Change(tenant=TENANT, cards=NEXT.cards, reviews=NEXT.reviews, epochs={LEARNER: 1}),
            Change(tenant=TENANT, cards=FIRST.cards, reviews=NEXT.reviews, epochs={LEARNER: 0}),
            Change(tenant=TENANT, cards=((samples.card(SKILL), 2),), reviews=NEXT.reviews, epochs={LEARNER: 0}),
            Change(tenant=TENANT, cards=NEXT.cards, reviews=FIRST.reviews, epochs={LEARNER: 0}),
            Change(tenant=TENANT, cards=((samples.card("new"), 0),), reviews=FIRST.reviews, epochs={LEARNER: 0}),
            replace(FIRST_TWO, reviews=NEXT_TWO.reviews),
            replace(NEXT_TWO, cards=(*NEXT.cards, (samples.card(BESIDE), 7)), attempts=(samples.attempt(),)),
        ],
        ids=["epoch", "card there", "card moved", "id", "id, new card", "one of two there", "one of two moved"],
    )
    def test_nothing_is_written(self, store: Store, change: Change) -> None:
        """A review whose epoch, card or id is not as it was decided on is stale, and leaves everything as it was."""
        before = samples.held(store)
        with pytest.raises(StaleError):
            store.apply(change)
        assert samples.held(store) == before
        store.apply(NEXT)
        assert store.read(samples.whole()).cards[SKILL].version == 2


@dataclass
class Lossy:
    """A store whose connection breaks so many times, before it has written or after."""

    store: Store
    times: int
    after: bool
    pauses: list[float] = field(default_factory=list)

    def apply(self, change: Change) -> None:
        """Write *change*, perhaps, and then lose the connection."""
        if self.times and not self.after:
            self.times -= 1
            raise ConnectionLostError("it broke")
        self.store.apply(change)
        if self.times:
            self.times -= 1
            raise ConnectionLostError("it broke")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        return getattr(self.store, name)


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after it"])
def test_a_broken_connection_is_tried_again(any_store: AnyStore, clock: ManualClock, *, after: bool) -> None:
    """A review whose connection breaks, before the commit or after it, is in the log once; its caller sees nothing."""
    lossy = Lossy(any_store.new(), 0, after)
    engine = Engine(lossy, clock=clock, pause=lossy.pauses.append)
    acme = small_tenant(engine)
    lossy.times = 3
    outcome = acme.practice.review("ana", "terms", Rating.Good)
    assert [entry.id for entry in acme.practice.history("ana", "terms")] == [outcome.id]
    assert acme.practice.card("ana", "terms") == outcome.cards[0]
    assert len(lossy.pauses) == (0 if after else 2)


def test_a_connection_that_goes_on_breaking_is_reported(any_store: AnyStore, clock: ManualClock) -> None:
    """After a few tries the caller gets the error."""
    lossy = Lossy(any_store.new(), 0, after=False)
    engine = Engine(lossy, clock=clock, pause=lossy.pauses.append)
    acme = small_tenant(engine)
    lossy.times = 100
    with pytest.raises(ConnectionLostError):
        acme.practice.review("ana", "terms", Rating.Good)
    assert 90 < lossy.times < 99


class TestPool:
    """What becomes of a pool's connections."""

    def test_all_connections_that_broke_are_noticed_at_once(
        self, postgres_url: str, postgres_tables: str, other: psycopg.Connection
    ) -> None:
        """Where the server ended all connections of a pool, one call raises, and the next ones get new connections."""
        engine = create_engine(f"{postgres_url}&application_name={postgres_tables}", pool_size=3)
        store = SQLStore(engine, schema=postgres_tables)
        store.apply(samples.tenant())
        held = [engine.connect() for _ in range(3)]
        for connection in held:
            connection.close()
        other.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = %s",
            [postgres_tables],
        )
        with pytest.raises(ConnectionLostError):
            store.apply(FIRST)
        for _ in range(3):
            store.apply(Change(tenant=TENANT))
        store.apply(FIRST)
        engine.dispose()

    def test_connections_come_back_to_the_host_as_they_were(self, postgres_url: str, postgres_tables: str) -> None:
        """The host's transactions begin by themselves as ever after our calls, whether those succeeded or raised."""
        engine = create_engine(postgres_url, pool_size=1, max_overflow=0, isolation_level="SERIALIZABLE")
        store = SQLStore(engine, schema=postgres_tables)
        store.apply(samples.tenant())
        store.apply(FIRST)
        with pytest.raises(StaleError):
            store.apply(FIRST)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "serializable"
            assert connection.connection.dbapi_connection.autocommit is False  # type: ignore[union-attr] # psycopg's
        engine.dispose()


def test_a_review_takes_two_round_trips(postgres_url: str, postgres_tables: str, clock: ManualClock) -> None:
    """On PostgreSQL a review is one statement to read and one to write, of a new skill as of one that is not."""
    engine = watched(postgres_url)
    acme = small_tenant(Engine.over(SQLStore(engine, schema=postgres_tables), clock=clock))
    acme.practice.due("ana")  # so that policy and curriculum are at hand
    for _ in range(2):
        clock.advance(timedelta(days=1))
        with statements() as trips:
            acme.practice.review("ana", "terms", Rating.Good)
        assert [statement.split()[0] for statement, _ in trips] == ["SELECT", "WITH"]
    engine.dispose()


def test_a_quiz_takes_two_round_trips(postgres_url: str, postgres_tables: str, clock: ManualClock) -> None:
    """So is a quiz over several skills, however it went, with what it leaves in the log and of exposures."""
    engine = watched(postgres_url)
    acme = small_tenant(Engine.over(SQLStore(engine, schema=postgres_tables), clock=clock))
    wrong = {"q-terms-2": "1", "q-questions-1": "nothing of the kind"}
    acme.practice.due("ana")
    for number in range(3):
        clock.advance(timedelta(days=1))
        answers = [Answer(question, response, confidence=0.9) for question, response in wrong.items()]
        with statements() as trips:
            acme.practice.record("ana", QuizAttempt(attempt_id=f"quiz {number}", edition=1, answers=answers))
        assert [statement.split()[0] for statement, _ in trips] == ["SELECT", "WITH"]
    engine.dispose()


def test_an_id_is_found_through_its_key(postgres_url: str, postgres_tables: str, other: psycopg.Connection) -> None:
    """Whether an id is in the log PostgreSQL sees in the key, and reads no other review of a learner with thousands."""
    engine = watched(postgres_url)
    store = SQLStore(engine, schema=postgres_tables)
    store.apply(samples.tenant())
    other.execute(
        LOG.replace("FROM learners", "FROM learners, generate_series(1, 5000) AS n").replace(
            "%(review)s, %(skill)s, 3, 0,", "'r' || n, 's' || n % 100, 3, n,"
        )
    )
    other.commit()
    for analyzed in (False, True):
        if analyzed:
            other.execute("ANALYZE reviews")
        with statements() as reading:
            for ids in (("r",), ("r", "r:roi")):
                store.read(Query(tenant=TENANT, learner=LEARNER, skills=(SKILL,), ids=ids))
        for statement, parameters in reading:
            plan = [row[0] for row in other.execute(f"EXPLAIN {statement}", parameters)]
            assert [line.split("using ")[1].split()[0] for line in plan if " on reviews" in line] == ["pk_reviews"]
            assert not [line for line in plan if "attempts_tenant_id_learner_id_at" in line]
    engine.dispose()


def test_a_quiz_finds_its_cards_through_their_key(postgres_database_url: str) -> None:
    """PostgreSQL looks up the cards of a submission, also where all there are seem few enough to be read at once."""
    engine = watched(postgres_database_url)
    store = SQLStore(engine)
    learners = tuple(f"learner {number}" for number in range(100))
    store.apply(samples.tenant(learners=(LEARNER, *learners)))
    cards = tuple((samples.card(f"skill {number}", learner=id_), 0) for id_ in learners for number in range(30))
    store.apply(Change(tenant=TENANT, cards=cards))
    store.apply(FIRST_TWO)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    with statements() as seen:
        store.read(Query(tenant=TENANT, learner=LEARNER, skills=(SKILL, BESIDE), ids=("r", "s")))
        store.apply(NEXT_TWO)
    with engine.connect() as connection:
        for statement, parameters in seen:
            plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
            assert not [step for step in plan if "Seq Scan on cards" in step]
    engine.dispose()


def test_a_submission_that_was_sent_before_reads_what_is_there(any_store: AnyStore) -> None:
    """Reading for a submission brings the entries that are there under its ids, and what amends them."""
    store = any_store.new()
    store.apply(samples.tenant())
    store.apply(FIRST)
    query = Query(tenant=TENANT, learner=LEARNER, skills=(SKILL,), ids=("first",))
    assert list(store.read(query).prior_reviews) == ["first"]
    assert store.read(query).cards == store.read(samples.whole()).cards
