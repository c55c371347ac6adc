"""The LMS's own tables, which stand beside those of reinforce in one database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Instant(TypeDecorator[datetime]):
    """An instant with its zone; SQLite keeps none, so that what comes back from there is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write it in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read it as UTC."""
        del dialect
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


metadata = MetaData()

users = Table(
    "lms_users",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),  # learner or manager
    Column("team", String(100), nullable=False),
)

activity = Table(
    "lms_activity",
    metadata,
    # Checked when the transaction commits, so that people and what they did may be written in any order.
    Column("person", ForeignKey("lms_users.person", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("attempt_id", String(200), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("points", Integer, nullable=False),
)
