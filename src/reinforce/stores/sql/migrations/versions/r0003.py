"""The log can be read from outside, learners can be claimed by workers, and people can be erased."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add columns, indexes and tables; what is in the log already gets its place in the order it was recorded in."""
    for table in ("reviews", "events"):
        for name, kind, default in (
            ("log_epoch", sa.Integer(), "1"),
            ("tx", sa.BigInteger(), "0"),
            ("seq", sa.BigInteger(), "0"),
        ):
            column = sa.Column(name, kind, nullable=False, server_default=sa.text(default))
            op.add_column(table, column, schema=_schema())
    op.add_column("learners", sa.Column("closed_before", sa.BigInteger()), schema=_schema())
    op.add_column("attempts", sa.Column("assessor_id", _ID), schema=_schema())
    _name_assessors()
    _number_the_log()
    for table in ("reviews", "events"):
        _index(table, "tenant_id", "log_epoch", "tx", "seq")
    for table, person in (("reviews", "assessor_id"), ("events", "by_id"), ("attempts", "assessor_id")):
        some = sa.text(f"{person} IS NOT NULL")
        _index(table, "tenant_id", person, postgresql_where=some, sqlite_where=some)
    _claims()
    _erasure()


def _name_assessors() -> None:
    """Take the person who scored an attempt out of what was sent."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    assessor = "body::json ->> 'assessor'" if postgresql else "json_extract(body, '$.assessor')"
    op.execute(f'UPDATE {_of("attempts")} SET assessor_id = {assessor} WHERE body LIKE \'%"assessor":"%\'')  # noqa: S608 - names of our own


def _number_the_log() -> None:
    """Number all entries, one after the other over both tables, and have PostgreSQL number the next ones itself."""
    key = "tenant_id, learner_id, id"
    for table in ("reviews", "events"):
        op.execute(
            f"""
            UPDATE {_of(table)} AS entry SET seq = numbered.place
            FROM (
                SELECT kind, {key}, row_number() OVER (ORDER BY coalesce(recorded_at, at), at, {key}) AS place
                FROM (
                    SELECT 'reviews' AS kind, {key}, recorded_at, at FROM {_of("reviews")}
                    UNION ALL
                    SELECT 'events' AS kind, {key}, recorded_at, at FROM {_of("events")}
                ) AS entries
            ) AS numbered
            WHERE numbered.kind = '{table}' AND numbered.tenant_id = entry.tenant_id
            AND numbered.learner_id = entry.learner_id AND numbered.id = entry.id
            """  # noqa: S608 - names of our own
        )
    if op.get_bind().dialect.name != "postgresql":
        return
    places = _of("log_places")
    op.execute(sa.schema.CreateSequence(sa.Sequence("log_places", schema=_schema())))
    op.execute(
        f"""
        SELECT setval('{places}', 1 + greatest((SELECT coalesce(max(seq), 0) FROM {_of("reviews")}),
                                               (SELECT coalesce(max(seq), 0) FROM {_of("events")})))
        """  # noqa: S608 - names of our own
    )
    for table in ("reviews", "events"):
        place, transaction = sa.text(f"nextval('{places}')"), sa.text("pg_current_xact_id()::text::bigint")
        op.alter_column(table, "seq", server_default=place, schema=_schema())
        op.alter_column(table, "tx", server_default=transaction, schema=_schema())


def _claims() -> None:
    """Let all learners be looked at."""
    _table(
        "claims",
        sa.Column("learner_id", _ID, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer()),
        sa.Column("claim_id", _ID),
        sa.ForeignKeyConstraint(
            ["tenant_id", "learner_id"],
            [f"{_of('learners')}.tenant_id", f"{_of('learners')}.learner_id"],
            name=op.f("fk_claims_learners"),
        ),
        key=("tenant_id", "learner_id"),
    )
    _index("claims", "tenant_id", "edition", "look_at")
    everybody = f"SELECT tenant_id, learner_id, 0, 0 FROM {_of('learners')}"  # noqa: S608 - names of our own
    op.execute(f"INSERT INTO {_of('claims')} (tenant_id, learner_id, edition, look_at) {everybody}")


def _erasure() -> None:
    _table(
        "tombstones",
        sa.Column("digest", _ID, nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        key=("tenant_id", "digest"),
    )
    _table("erasure_keys", sa.Column("key", sa.Text(), nullable=False), key=("tenant_id",))


def _schema() -> str | None:
    """Return the schema that the caller of Alembic named."""
    schema: str | None = context.config.attributes["schema"]
    return schema


def _of(table: str) -> str:
    """Return the name of a table, with that of its schema."""
    return f"{schema}.{table}" if (schema := _schema()) else table


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...]) -> None:
    tenant = sa.Column("tenant_id", _ID, nullable=False)
    primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}"))
    op.create_table(name, tenant, *parts, primary, schema=_schema())


def _index(table: str, *columns: str, **options: Any) -> None:  # noqa: ANN401 - each dialect's own
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), schema=_schema(), **options)
