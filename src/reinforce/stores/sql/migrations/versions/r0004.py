"""What a performance model looks at stands on the card; no row is rewritten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the columns, which are empty in what is there: such a card is folded anew when it is next read."""
    schema: str | None = context.config.attributes["schema"]
    for name, kind in (
        ("successes", sa.Integer()),
        ("failures", sa.Integer()),
        ("fast", sa.Double()),
        ("slow", sa.Double()),
        ("lately", sa.Double()),
        ("lately_right", sa.Double()),
    ):
        op.add_column("cards", sa.Column(name, kind), schema=schema)
