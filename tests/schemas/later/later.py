"""A revision to come, for tests of upgrading: it fills a column of what is there, and adds a table of learners."""

import sqlalchemy as sa
from alembic import context, op

from reinforce.stores.sql.migrations.schema_version import HISTORY

revision = "later"
down_revision = HISTORY.newest
branch_labels = None
depends_on = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column and the table, and write into every event when it was heard of."""
    schema: str | None = context.config.attributes["schema"]
    prefix = f"{schema}." if schema else ""
    op.add_column("events", sa.Column("heard_at", sa.BigInteger()), schema=schema)
    op.execute(f"UPDATE {prefix}events SET heard_at = coalesce(recorded_at, at)")  # noqa: S608 - names of our own
    keys = ["tenant_id", "learner_id"]
    op.create_table(
        "badges",
        *(sa.Column(name, _ID, nullable=False) for name in (*keys, "badge")),
        sa.ForeignKeyConstraint(keys, [f"{prefix}learners.{key}" for key in keys], name=op.f("fk_badges_learners")),
        sa.PrimaryKeyConstraint(*keys, "badge", name=op.f("pk_badges")),
        schema=schema,
    )
