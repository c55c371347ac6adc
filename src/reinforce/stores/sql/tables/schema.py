"""The tables: every key begins with the tenant, and whatever belongs to a learner carries the learner too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    text,
)

from reinforce.journal import PERSON

if TYPE_CHECKING:
    from reinforce.stores.sql.dialects import Dialect

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Instant(BigInteger):
    """Microseconds since 1970-01-01 UTC: exact, and alike in every database."""


class Duration(BigInteger):
    """Microseconds."""


INSTANT, DURATION = Instant, Duration

# Days are numbered by local date (`date.toordinal`).
DAY = Integer

# The rows that practice rewrites. In SQLite they live in the tree of their key, so that a learner's rows lie together
# and one write touches one tree. In PostgreSQL no index has a column that practice changes, so that a new version of a
# row can stay on the page of the old one (HOT) and no index has to follow it.
_REWRITTEN: dict[str, Any] = {"sqlite_with_rowid": False}


class Tables:
    """
    The tables of one database schema, as objects of SQLAlchemy.

    Args:
        dialect: of the database.
        schema: that they are in; the connection's own if omitted.

    A column that a later revision adds stands last in its table and is empty or has a default in the database, so that
    a migration adds it where the rows are, however many, and creating at once makes the same table.

    Attributes:
        dialect: of the database.
        metadata: all of them.
        policies, editions: the tenant's settings and curriculum; a tenant exists if it has a policy.
        learners: who practises, and the epoch of their calendar and retractions; entries dated before `closed_before`
            are no longer taken.
        calendar, enrolments: the learner's zones and day starts; the journeys they are on.
        cards: the cache of what the log folds to.
        reviews, events: the log. Events of the whole tenant have an empty learner, hence events have no foreign key.
            Who reads the log from outside follows (`log_epoch`, `tx`, `seq`), the order of the transactions that wrote
            it; the epoch moves on where the numbers of transactions start anew, in another cluster.
        attempts: submissions as they came in.
        exposures: which exercises a learner has met, and how long they took.
        claims: who was offered to a worker, for which day, and when to look at them next.
        tombstones: keyed hashes of the ids of learners who were erased; erasure_keys: the key of each tenant.
    """

    def __init__(self, dialect: Dialect, schema: str | None = None) -> None:
        self.dialect = dialect
        self.metadata = MetaData(schema=schema, naming_convention=NAMES)
        self._id = dialect.id_type
        self._next_place: Any = text("0")
        if not dialect.has_one_writer:
            self._next_place = Sequence("log_places", metadata=self.metadata, schema=schema).next_value()
        self.policies = self._table(
            "policies",
            Column("version", Integer, nullable=False),
            Column("body", Text, nullable=False),
            Column("recorded_at", INSTANT, nullable=False),
            key=("version",),
        )
        self.editions = self._table(
            "editions",
            Column("number", Integer, nullable=False),
            Column("pack", self._id, nullable=False),
            Column("digest", Text, nullable=False),
            Column("body", Text, nullable=False),
            Column("recorded_at", INSTANT, nullable=False),
            key=("number",),
        )
        self.learners = self._table(
            "learners",
            Column("learner_id", self._id, nullable=False),
            Column("epoch", Integer, nullable=False),
            Column("closed_before", INSTANT),
            key=("learner_id",),
        )
        self.calendar = self._of_learner(
            "calendar",
            Column("effective_at", INSTANT, nullable=False),
            Column("timezone", Text, nullable=False),
            Column("day_start", Integer, nullable=False),
            key=("effective_at",),
        )
        self.enrolments = self._of_learner(
            "enrolments",
            Column("journey_id", self._id, nullable=False),
            Column("enrolled_at", INSTANT, nullable=False),
            key=("journey_id",),
        )
        self.cards = self._cards()
        self.reviews = self._reviews()
        self.events = self._events()
        self.attempts = self._attempts()
        self.exposures = self._of_learner(
            "exposures",
            Column("exercise_id", self._id, nullable=False),
            Column("seen", Integer, nullable=False),
            Column("last_at", INSTANT, nullable=False),
            Column("timed", Integer, nullable=False),
            Column("took", DURATION, nullable=False),
            key=("exercise_id",),
            **_REWRITTEN,
        )
        self.claims = self._of_learner(
            "claims",
            Column("edition", Integer, nullable=False),
            Column("look_at", INSTANT, nullable=False),
            Column("day", DAY),
            Column("claim_id", self._id),
            Index(None, "tenant_id", "edition", "look_at"),
            key=(),
        )
        self.tombstones = self._table(
            "tombstones",
            Column("digest", self._id, nullable=False),
            Column("erased_at", INSTANT, nullable=False),
            key=("digest",),
        )
        self.erasure_keys = self._table("erasure_keys", Column("key", Text, nullable=False), key=())

    def _cards(self) -> Table:
        # The two numbers of every memory state are columns, so that SQL can compute with them, and a double holds a
        # float of Python to the last bit. What else a memory model keeps is a JSON array in memory_extra.
        return self._of_learner(
            "cards",
            Column("skill_id", self._id, nullable=False),
            Column("version", Integer, nullable=False),
            Column("phase", Text, nullable=False),
            Column("step", Integer),
            Column("stability", Double),
            Column("difficulty", Double),
            Column("memory_extra", Text),
            Column("due_day", DAY),
            Column("due_at", INSTANT),
            Column("last_at", INSTANT),
            Column("last_id", self._id),
            Column("last_day", DAY),
            Column("last_rating", Integer),
            Column("reps", Integer, nullable=False),
            Column("lapses", Integer, nullable=False),
            Column("policy_version", Integer, nullable=False),
            Column("model_version", Text, nullable=False),
            Column("content_version", Integer, nullable=False),
            Column("successes", Integer, nullable=False),
            Column("failures", Integer, nullable=False),
            Column("fast", Double, nullable=False),
            Column("slow", Double, nullable=False),
            Column("lately", Double, nullable=False),
            Column("lately_right", Double, nullable=False),
            key=("skill_id",),
            **_REWRITTEN,
        )

    def _reviews(self) -> Table:
        return self._of_learner(
            "reviews",
            Column("id", self._id, nullable=False),
            Column("skill_id", self._id, nullable=False),
            Column("rating", Integer, nullable=False),
            Column("at", INSTANT, nullable=False),
            Column("day", DAY, nullable=False),
            Column("source", Text, nullable=False),
            Column("attempt_id", self._id),
            self._person("assessor_id"),
            Column("duration", DURATION),
            Column("at_omitted", Boolean(create_constraint=False), nullable=False),
            Column("recorded_at", INSTANT),
            Column("outcome", Text, nullable=False),
            *self._place_in_log(),
            Index(None, "tenant_id", "learner_id", "skill_id", "at", "id"),
            Index(None, "tenant_id", "learner_id", "at"),
            self._named("assessor_id"),
            key=("id",),
        )

    def _events(self) -> Table:
        # Events are asked for by kind, and some by kind and target: a plan needs a few kinds of the tenant's, not the
        # content changes that every edition adds; a review needs what amends one entry, not all that amends others.
        return self._table(
            "events",
            Column("learner_id", self._id, nullable=False),
            Column("id", self._id, nullable=False),
            Column("kind", Text, nullable=False),
            Column("at", INSTANT, nullable=False),
            Column("target", self._id, nullable=False),
            Column("body", Text, nullable=False),
            Column("recorded_at", INSTANT),
            self._person("by_id"),
            *self._place_in_log(),
            Index(None, "tenant_id", "learner_id", "kind", "target"),
            self._named("by_id"),
            key=("learner_id", "id"),
        )

    def _attempts(self) -> Table:
        return self._of_learner(
            "attempts",
            Column("id", self._id, nullable=False),
            Column("kind", Text, nullable=False),
            Column("edition", Integer, nullable=False),
            Column("at", INSTANT, nullable=False),
            Column("day", DAY, nullable=False),
            Column("duration", DURATION, nullable=False),
            Column("body", Text, nullable=False),
            Column("outcome", Text, nullable=False),
            Column("recorded_at", INSTANT, nullable=False),
            self._person("assessor_id"),
            Index(None, "tenant_id", "learner_id", "at"),
            self._named("assessor_id"),
            key=("id",),
        )

    def _place_in_log(self) -> tuple[Column[Any] | Index, ...]:
        """Return the columns by which the log is read from outside, and their index."""
        return (
            Column("log_epoch", Integer, nullable=False, server_default=text("1")),
            Column("tx", BigInteger, nullable=False, server_default=text(self.dialect.transaction)),
            Column("seq", BigInteger, nullable=False, server_default=self._next_place),
            Index(None, "tenant_id", "log_epoch", "tx", "seq"),
        )

    def _of_learner(self, name: str, *parts: Column[Any] | Index, key: tuple[str, ...], **options: Any) -> Table:  # noqa: ANN401 - each dialect's own
        """Return a table whose rows belong to a learner."""
        owner = [self.learners.c.tenant_id, self.learners.c.learner_id]
        return self._table(
            name,
            Column("learner_id", self._id, nullable=False),
            *parts,
            ForeignKeyConstraint(["tenant_id", "learner_id"], owner),
            key=("learner_id", *key),
            **options,
        )

    def _table(
        self,
        name: str,
        *parts: Column[Any] | Index | ForeignKeyConstraint,
        key: tuple[str, ...],
        **options: Any,  # noqa: ANN401 - each dialect's own
    ) -> Table:
        """Return a table whose rows belong to a tenant."""
        tenant = Column("tenant_id", self._id, nullable=False)
        return Table(name, self.metadata, tenant, *parts, PrimaryKeyConstraint("tenant_id", *key), **options)

    def _person(self, name: str) -> Column[Any]:
        """Return the column that names a person beside the learner; export and erasure find it by its mark."""
        return Column(name, self._id, info=dict(PERSON))

    def _named(self, column: str) -> Index:
        """Return the index by which the rows that name a person beside the learner are found; most name nobody."""
        some: dict[str, Any] = {f"{self.dialect.name}_where": text(f"{column} IS NOT NULL")}
        return Index(None, "tenant_id", column, **some)
