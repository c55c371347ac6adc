"""Who decided an event, how long exercises took, and events found by their kind; no row is rewritten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns, which are empty or zero in what is there, and take one index for another."""
    schema: str | None = context.config.attributes["schema"]
    op.add_column("events", sa.Column("by_id", _ID), schema=schema)
    for name, kind in (("timed", sa.Integer()), ("took", sa.BigInteger())):
        column = sa.Column(name, kind, nullable=False, server_default=sa.text("0"))
        op.add_column("exposures", column, schema=schema)
    op.drop_index(op.f("ix_events_tenant_id_learner_id_target"), "events", schema=schema)
    key = ["tenant_id", "learner_id", "kind", "target"]
    op.create_index(op.f("ix_events_tenant_id_learner_id_kind_target"), "events", key, schema=schema)
