"""The first schema: settings, curriculum, learners, their cards, the log these are folded from, claims, erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import context, op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "id": _ID,
    "text": sa.Text(),
    "number": sa.Integer(),
    "double": sa.Double(),
    "instant": sa.BigInteger(),
    "duration": sa.BigInteger(),
    "truth": sa.Boolean(create_constraint=False),
}

# Name and kind of each column, with a question mark where it may be empty; and, after the owner, the key.
_OF_TENANTS = {
    "policies": ("version number, body text, recorded_at instant", "version"),
    "editions": (
        "number number, pack id, digest text, body text, newest text, history text, recorded_at instant",
        "number",
    ),
    "tombstones": ("digest id, erased_at instant", "digest"),
    "erasure_keys": ("key text", ""),
    "learners": ("learner_id id, epoch number, closed_before instant?", "learner_id"),
    "events": (
        "learner_id id, id id, kind text, at instant, target id, body text, recorded_at instant?, by_id id?",
        "learner_id id",
    ),
}
_OF_LEARNERS = {
    "calendar": ("effective_at instant, timezone text, day_start number", "effective_at"),
    "enrolments": ("journey_id id, enrolled_at instant", "journey_id"),
    "exposures": ("exercise_id id, seen number, last_at instant, timed number, took duration", "exercise_id"),
    "claims": ("edition number, look_at instant, day number?, claim_id id?", ""),
    "cards": (
        """
        skill_id id, version number, phase text, step number?, stability double?, difficulty double?,
        memory_extra text?, due_day number?, due_at instant?, last_at instant?, last_id id?, last_day number?,
        last_rating number?, reps number, lapses number, policy_version number, model_version text,
        content_version number, successes number, failures number, fast double, slow double, lately double,
        lately_right double
        """,
        "skill_id",
    ),
    "reviews": (
        """
        outcome text, id id, skill_id id, rating number, at instant, day number, source text, attempt_id id?,
        assessor_id id?, duration duration?, at_omitted truth, recorded_at instant?
        """,
        "id",
    ),
    "attempts": (
        """
        id id, kind text, edition number, at instant, day number, duration duration, body text, outcome text,
        recorded_at instant, assessor_id id?
        """,
        "id",
    ),
}
_LOG = ("reviews", "events")
_REWRITTEN = ("cards", "exposures")
_INDEXES = {
    "claims": ("edition look_at",),
    "reviews": ("learner_id skill_id at id", "learner_id at", "log_epoch tx seq"),
    "attempts": ("learner_id at",),
    "events": ("learner_id kind target", "log_epoch tx seq"),
}
_NAMED = {"reviews": "assessor_id", "attempts": "assessor_id", "events": "by_id"}


def upgrade() -> None:
    """Create all tables and indexes."""
    if _is_postgresql():
        op.execute(sa.schema.CreateSequence(sa.Sequence("log_places", schema=_schema())))
    for name, (columns, key) in _OF_TENANTS.items():
        _table(name, *_columns(columns), key=key)
    learners = f"{schema}.learners" if (schema := _schema()) else "learners"
    for name, (columns, key) in _OF_LEARNERS.items():
        keys = ["tenant_id", "learner_id"]
        owner = sa.ForeignKeyConstraint(keys, [f"{learners}.{of}" for of in keys], name=op.f(f"fk_{name}_learners"))
        _table(name, *_columns(f"learner_id id, {columns}"), owner, key=f"learner_id {key}")
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            _index(table, columns)
    for table, person in _NAMED.items():
        some = sa.text(f"{person} IS NOT NULL")
        _index(table, person, postgresql_where=some, sqlite_where=some)


def _columns(listed: str) -> Iterator[sa.Column[Any]]:
    for name, kind in (column.split() for column in listed.split(",")):
        yield sa.Column(name, _KINDS[kind.removesuffix("?")], nullable=kind.endswith("?"))


def _place_in_log() -> tuple[sa.Column[Any], ...]:
    """Return the columns of an entry's place in the log, which PostgreSQL fills by itself."""
    places = f"{schema}.log_places" if (schema := _schema()) else "log_places"
    given = ("pg_current_xact_id()::text::bigint", f"nextval('{places}')") if _is_postgresql() else ("0", "0")
    kinds = sa.Integer(), sa.BigInteger(), sa.BigInteger()
    parts = zip(("log_epoch", "tx", "seq"), kinds, ("1", *given), strict=True)
    return tuple(sa.Column(name, kind, nullable=False, server_default=sa.text(text)) for name, kind, text in parts)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _schema() -> str | None:
    """Return the schema that the caller of Alembic named."""
    schema: str | None = context.config.attributes["schema"]
    return schema


def _table(name: str, *parts: sa.schema.SchemaItem, key: str) -> None:
    place = _place_in_log() if name in _LOG else ()
    options: dict[str, Any] = {"sqlite_with_rowid": False} if name in _REWRITTEN else {}
    primary = sa.PrimaryKeyConstraint("tenant_id", *key.split(), name=op.f(f"pk_{name}"))
    op.create_table(name, *_columns("tenant_id id"), *place, *parts, primary, schema=_schema(), **options)


def _index(table: str, columns: str, **options: Any) -> None:  # noqa: ANN401 - each dialect's own
    names = ["tenant_id", *columns.split()]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, schema=_schema(), **options)
