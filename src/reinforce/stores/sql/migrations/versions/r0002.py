"""What a review carries of its own: what is at stake in it, and when it came in where that matters."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_OWNER = ("tenant_id", "learner_id")


def upgrade() -> None:
    """Add the columns, and mark the reviews of attempts that were made at practice stakes."""
    schema: str | None = context.config.attributes["schema"]
    op.add_column("reviews", sa.Column("stakes", sa.Text(), nullable=True), schema=schema)
    op.add_column("reviews", sa.Column("late_day", sa.Integer(), nullable=True), schema=schema)
    op.add_column("reviews", sa.Column("said_at", sa.BigInteger(), nullable=True), schema=schema)
    attempts = sa.table("attempts", *map(sa.column, (*_OWNER, "id", "body")), schema=schema)
    reviews = sa.table("reviews", *map(sa.column, (*_OWNER, "attempt_id", "stakes")), schema=schema)
    connection = op.get_bind()
    some = sa.select(*attempts.c).where(attempts.c.body.like('%"practice"%'))
    for tenant, learner, attempt, body in connection.execute(some).all():
        if json.loads(body).get("stakes") == "practice":
            of = reviews.c.tenant_id == tenant, reviews.c.learner_id == learner, reviews.c.attempt_id == attempt
            connection.execute(reviews.update().where(*of).values(stakes="practice"))
