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
from reinforce.stores.sql.tables import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.types import TypeEngine

    from reinforce.stores.sql.dialects.dialect import Dialect

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Instant(BigInteger):
    """Microseconds since 1970-01-01 UTC: exact, and alike in every database."""


class Duration(BigInteger):
    """Microseconds."""


class Json(Text):
    """A JSON value as text."""


_KINDS: dict[str, TypeEngine[Any]] = {
    "text": Text(),
    "json": Json(),
    "number": Integer(),
    "double": Double(),  # holds a float of Python to the last bit
    "truth": Boolean(create_constraint=False),
    "instant": Instant(),
    "duration": Duration(),
    "day": Integer(),
}
"""By the kinds of `columns`, their types; but of ``id`` and ``person``, which are the dialect's."""

# The place of an entry in the log stands first in its table, so that a later column can stand last in table and list.
_LOG, _PLACE = ("reviews", "events"), ("log_epoch", "tx", "seq")

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
        self._kinds: dict[str, TypeEngine[Any]] = {**_KINDS, "id": dialect.id_type, "person": dialect.id_type}
        self._next_place: Any = text("0")
        if not dialect.has_one_writer:
            self._next_place = Sequence("log_places", metadata=self.metadata, schema=schema).next_value()
        self.policies = self._table("policies", columns.POLICY, key="version")
        self.editions = self._table("editions", columns.EDITION, key="number")
        self.learners = self._table("learners", columns.LEARNER, key="learner_id")
        self.calendar = self._of_learner("calendar", columns.CALENDAR, key="effective_at")
        self.enrolments = self._of_learner("enrolments", columns.ENROLMENT, key="journey_id")
        self.cards = self._of_learner("cards", columns.CARD, key="skill_id", **_REWRITTEN)
        self.reviews = self._of_learner(
            "reviews",
            columns.REVIEW_RECORD,
            Index(None, "tenant_id", *_PLACE),
            Index(None, "tenant_id", "learner_id", "skill_id", "at", "id"),
            Index(None, "tenant_id", "learner_id", "at"),
            self._named("assessor_id"),
            key="id",
        )
        # What steers plans is asked for by the last day on which it holds, as far as it is the last word about its
        # subject; what something else was said about later has no subject any more. These two columns are no part of
        # the log: they follow from it.
        #
        # Events are asked for by kind, and some by kind and target: a plan needs a few kinds of the tenant's, not the
        # content changes that every edition adds; a review needs what amends one entry, not all that amends others.
        self.events = self._table(
            "events",
            f"{columns.EVENT}, {columns.LAST_WORD}",
            Index(None, "tenant_id", *_PLACE),
            Index(None, "tenant_id", "learner_id", "kind", "target"),
            Index(None, "tenant_id", "learner_id", "kind", "until_day", "subject", **self._some("until_day")),
            Index(None, "tenant_id", "learner_id", "subject", **self._some("subject")),
            self._named("by_id"),
            key="learner_id id",
        )
        self.attempts = self._of_learner(
            "attempts",
            columns.ATTEMPT,
            Index(None, "tenant_id", "learner_id", "at"),
            self._named("assessor_id"),
            key="id",
        )
        self.exposures = self._of_learner(
            "exposures",
            columns.EXPOSURE,
            key="exercise_id",
            **_REWRITTEN,
        )
        self.claims = self._of_learner(
            "claims",
            columns.CLAIM,
            Index(None, "tenant_id", "edition", "look_at"),
            key="",
        )
        self.tombstones = self._table("tombstones", columns.TOMBSTONE, key="digest")
        self.erasure_keys = self._table("erasure_keys", columns.ERASURE_KEY, key="")

    def _place_in_log(self) -> Iterator[Column[Any]]:
        """Yield the columns by which the log is read from outside."""
        place = (Integer, text("1")), (BigInteger, text(self.dialect.transaction)), (BigInteger, self._next_place)
        for name, (kind, default) in zip(_PLACE, place, strict=True):
            yield Column(name, kind, nullable=False, server_default=default)

    def _of_learner(self, name: str, listed: str, *parts: Column[Any] | Index, key: str, **options: Any) -> Table:  # noqa: ANN401 - each dialect's own
        """Return a table whose rows belong to a learner."""
        owner = ForeignKeyConstraint(
            ["tenant_id", "learner_id"], [self.learners.c.tenant_id, self.learners.c.learner_id]
        )
        return self._table(name, f"learner_id id, {listed}", *parts, owner, key=f"learner_id {key}", **options)

    def _table(
        self,
        name: str,
        listed: str,
        *parts: Column[Any] | Index | ForeignKeyConstraint,
        key: str,
        **options: Any,  # noqa: ANN401 - each dialect's own
    ) -> Table:
        """Return a table whose rows belong to a tenant; *key* is what identifies a row inside of it."""
        primary = PrimaryKeyConstraint("tenant_id", *key.split())
        place = self._place_in_log() if name in _LOG else ()
        tenant, held = self._columns("tenant_id id"), self._columns(listed)
        return Table(name, self.metadata, *tenant, *place, *held, *parts, primary, **options)

    def _columns(self, listed: str) -> Iterator[Column[Any]]:
        """Yield columns; export and erasure find by its mark one that names a person beside the learner."""
        for name, kind, nullable in columns.split(listed):
            yield Column(name, self._kinds[kind], nullable=nullable, info=dict(PERSON) if kind == "person" else {})

    def _named(self, column: str) -> Index:
        """Return the index by which the rows that name a person beside the learner are found; most name nobody."""
        return Index(None, "tenant_id", column, **self._some(column))

    def _some(self, column: str) -> dict[str, Any]:
        """Return what makes an index one of those rows alone in which a column is not empty."""
        return {f"{self.dialect.name}_where": text(f"{column} IS NOT NULL")}
