"""When a claim of a learner was last acknowledged, for the spacing that they asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the column; of deliveries before it nothing is known."""
    schema: str | None = context.config.attributes["schema"]
    op.add_column("claims", sa.Column("delivered_at", sa.BigInteger(), nullable=True), schema=schema)
