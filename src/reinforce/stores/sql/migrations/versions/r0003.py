"""Of events that steer plans: what each is the last word about, and the last day on which it holds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ALWAYS = 3_652_059
_OF_TARGETS = {"suspension": "suspension", "resumption": "suspension", "coaching": "coaching", "leave": "leave"}
_OF_TARGETS |= {"holidays": "holidays", "goal": "goal"}
_STEERING = (*_OF_TARGETS, "burial", "recheck", "availability")
_INDEXES = {"until_day": ("kind", "until_day", "subject"), "subject": ("subject",)}
_ROWS = 1000


def upgrade() -> None:
    """Add the columns and their indexes, and fill them from what the events say."""
    schema: str | None = context.config.attributes["schema"]
    op.add_column("events", sa.Column("subject", _ID, nullable=True), schema=schema)
    op.add_column("events", sa.Column("until_day", sa.Integer(), nullable=True), schema=schema)
    _fill(schema)
    for column, names in _INDEXES.items():
        some = sa.text(f"{column} IS NOT NULL")
        columns = ["tenant_id", "learner_id", *names]
        name = op.f(f"ix_events_{'_'.join(columns)}")
        op.create_index(name, "events", columns, schema=schema, postgresql_where=some, sqlite_where=some)


def _fill(schema: str | None) -> None:
    key = ("tenant_id", "learner_id", "id")
    names = (*key, "kind", "target", "at", "body", "subject", "until_day")
    events, connection = sa.table("events", *map(sa.column, names), schema=schema), op.get_bind()
    steering = sa.select(*events.c[:7]).where(events.c.kind.in_(_STEERING))
    last: dict[tuple[str, str, str], tuple[int, str]] = {}
    filled: list[dict[str, Any]] = []
    for row in connection.execute(steering).mappings().all():
        subject, until = _said(row["kind"], row["target"], json.loads(row["body"]))
        about = row["tenant_id"], row["learner_id"], subject or ""
        if subject is not None:
            last[about] = max(last.get(about, (row["at"], row["id"])), (row["at"], row["id"]))
        filled.append({f"of_{name}": row[name] for name in key} | {"about": about, "subject": subject, "until": until})
    ids = [events.c[name] == sa.bindparam(f"of_{name}") for name in key]
    update = events.update().where(*ids).values(subject=sa.bindparam("subject"), until_day=sa.bindparam("until"))
    for one in filled:
        about = one.pop("about")
        if one["subject"] is not None and last[about][1] != one["of_id"]:
            one["subject"] = one["until"] = None
    for start in range(0, len(filled), _ROWS):
        connection.execute(update, filled[start : start + _ROWS])


def _said(kind: str, target: str, body: dict[str, Any]) -> tuple[str | None, int]:
    """Return what an event is about, and the last learner day on which it holds."""
    if kind == "recheck":
        return None, body["day"]
    if kind == "burial":
        return f"burial\n{target}\n{body['day']}", body["day"]
    if kind == "availability":
        parts = [f"{name}.{part}" for name, named in body.items() for part in (named if name == "week" else ("",))]
        return f"availability\n{target}\n{','.join(sorted(parts))}", _ALWAYS
    until = _ALWAYS
    if kind in {"leave", "goal"} and not body.get("withdrawn"):
        until = date.fromisoformat(body["last" if kind == "leave" else "on"]).toordinal()
    elif kind == "resumption" or body.get("withdrawn"):
        until = 0
    return f"{_OF_TARGETS[kind]}\n{target}\n", until
