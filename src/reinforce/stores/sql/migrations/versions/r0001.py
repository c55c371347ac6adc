"""The first schema: settings, curriculum, learners and their calendar, cards, and the log they are folded from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import context, op

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_REWRITTEN: dict[str, Any] = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """Create all tables and indexes."""
    _tenants_tables()
    _learners_tables()
    _cards()
    _log()


def _tenants_tables() -> None:
    _table(
        "policies",
        _column("version", sa.Integer()),
        _column("body", sa.Text()),
        _column("recorded_at", sa.BigInteger()),
        key=("tenant_id", "version"),
    )
    _table(
        "editions",
        _column("number", sa.Integer()),
        _column("pack", _ID),
        _column("digest", sa.Text()),
        _column("body", sa.Text()),
        _column("recorded_at", sa.BigInteger()),
        key=("tenant_id", "number"),
    )


def _learners_tables() -> None:
    _table(
        "learners",
        _column("learner_id", _ID),
        _column("epoch", sa.Integer()),
        key=("tenant_id", "learner_id"),
    )
    _table(
        "calendar",
        _column("learner_id", _ID),
        _column("effective_at", sa.BigInteger()),
        _column("timezone", sa.Text()),
        _column("day_start", sa.Integer()),
        _learner("calendar"),
        key=("tenant_id", "learner_id", "effective_at"),
    )
    _table(
        "enrolments",
        _column("learner_id", _ID),
        _column("journey_id", _ID),
        _column("enrolled_at", sa.BigInteger()),
        _learner("enrolments"),
        key=("tenant_id", "learner_id", "journey_id"),
    )
    _table(
        "exposures",
        _column("learner_id", _ID),
        _column("exercise_id", _ID),
        _column("seen", sa.Integer()),
        _column("last_at", sa.BigInteger()),
        _learner("exposures"),
        key=("tenant_id", "learner_id", "exercise_id"),
        **_REWRITTEN,
    )


def _cards() -> None:
    _table(
        "cards",
        _column("learner_id", _ID),
        _column("skill_id", _ID),
        _column("version", sa.Integer()),
        _column("phase", sa.Text()),
        _column("step", sa.Integer(), nullable=True),
        _column("stability", sa.Double(), nullable=True),
        _column("difficulty", sa.Double(), nullable=True),
        _column("memory_extra", sa.Text(), nullable=True),
        _column("due_day", sa.Integer(), nullable=True),
        _column("due_at", sa.BigInteger(), nullable=True),
        _column("last_at", sa.BigInteger(), nullable=True),
        _column("last_id", _ID, nullable=True),
        _column("last_day", sa.Integer(), nullable=True),
        _column("last_rating", sa.Integer(), nullable=True),
        _column("reps", sa.Integer()),
        _column("lapses", sa.Integer()),
        _column("policy_version", sa.Integer()),
        _column("model_version", sa.Text()),
        _column("content_version", sa.Integer()),
        _learner("cards"),
        key=("tenant_id", "learner_id", "skill_id"),
        **_REWRITTEN,
    )


def _log() -> None:
    _table(
        "reviews",
        _column("learner_id", _ID),
        _column("id", _ID),
        _column("skill_id", _ID),
        _column("rating", sa.Integer()),
        _column("at", sa.BigInteger()),
        _column("day", sa.Integer()),
        _column("source", sa.Text()),
        _column("attempt_id", _ID, nullable=True),
        _column("assessor_id", _ID, nullable=True),
        _column("duration", sa.BigInteger(), nullable=True),
        _column("at_omitted", sa.Boolean(create_constraint=False)),
        _column("recorded_at", sa.BigInteger(), nullable=True),
        _column("outcome", sa.Text()),
        _learner("reviews"),
        key=("tenant_id", "learner_id", "id"),
    )
    _index("reviews", "tenant_id", "learner_id", "skill_id", "at", "id")
    _index("reviews", "tenant_id", "learner_id", "at")
    _table(
        "attempts",
        _column("learner_id", _ID),
        _column("id", _ID),
        _column("kind", sa.Text()),
        _column("edition", sa.Integer()),
        _column("at", sa.BigInteger()),
        _column("day", sa.Integer()),
        _column("duration", sa.BigInteger()),
        _column("body", sa.Text()),
        _column("outcome", sa.Text()),
        _column("recorded_at", sa.BigInteger()),
        _learner("attempts"),
        key=("tenant_id", "learner_id", "id"),
    )
    _index("attempts", "tenant_id", "learner_id", "at")
    _table(
        "events",
        _column("learner_id", _ID),
        _column("id", _ID),
        _column("kind", sa.Text()),
        _column("at", sa.BigInteger()),
        _column("target", _ID),
        _column("body", sa.Text()),
        _column("recorded_at", sa.BigInteger(), nullable=True),
        key=("tenant_id", "learner_id", "id"),
    )
    _index("events", "tenant_id", "learner_id", "target")


def _schema() -> str | None:
    """Return the schema that the caller of Alembic named."""
    schema: str | None = context.config.attributes["schema"]
    return schema


def _table(name: str, *parts: sa.schema.SchemaItem, key: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - dialects'
    tenant = _column("tenant_id", _ID)
    primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}"))
    op.create_table(name, tenant, *parts, primary, schema=_schema(), **options)


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _learner(table: str) -> sa.ForeignKeyConstraint:
    """Return the key from a learner's row to the learner."""
    prefix = f"{schema}." if (schema := _schema()) else ""
    keys = ["tenant_id", "learner_id"]
    return sa.ForeignKeyConstraint(keys, [f"{prefix}learners.{key}" for key in keys], name=op.f(f"fk_{table}_learners"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), schema=_schema())
