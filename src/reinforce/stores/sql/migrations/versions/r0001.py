"""The first schema: settings, curriculum, learners, their cards, the log these are folded from, claims, erasure."""

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
_TEXT, _NUMBER, _INSTANT, _DURATION = sa.Text(), sa.Integer(), sa.BigInteger(), sa.BigInteger()
_REWRITTEN: dict[str, Any] = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """Create all tables and indexes."""
    if _is_postgresql():
        op.execute(sa.schema.CreateSequence(sa.Sequence("log_places", schema=_schema())))
    _of_tenants()
    _of_learners()
    _cards()
    _reviews()
    _attempts()
    _events()


def _of_tenants() -> None:
    policy = _column("version", _NUMBER), _column("body", _TEXT), _column("recorded_at", _INSTANT)
    _table("policies", *policy, key=("version",))
    edition = _column("digest", _TEXT), _column("body", _TEXT), _column("recorded_at", _INSTANT)
    _table("editions", _column("number", _NUMBER), _column("pack", _ID), *edition, key=("number",))
    _table("tombstones", _column("digest", _ID), _column("erased_at", _INSTANT), key=("digest",))
    _table("erasure_keys", _column("key", _TEXT), key=())


def _of_learners() -> None:
    learner = _column("learner_id", _ID), _column("epoch", _NUMBER), _empty("closed_before", _INSTANT)
    _table("learners", *learner, key=("learner_id",))
    zone = _column("timezone", _TEXT), _column("day_start", _NUMBER)
    _learners("calendar", _column("effective_at", _INSTANT), *zone, key=("effective_at",))
    _learners("enrolments", _column("journey_id", _ID), _column("enrolled_at", _INSTANT), key=("journey_id",))
    met = _column("seen", _NUMBER), _column("last_at", _INSTANT), _column("timed", _NUMBER), _column("took", _DURATION)
    _learners("exposures", _column("exercise_id", _ID), *met, key=("exercise_id",), **_REWRITTEN)
    look = _column("edition", _NUMBER), _column("look_at", _INSTANT), _empty("day", _NUMBER), _empty("claim_id", _ID)
    _learners("claims", *look, key=())
    _index("claims", "edition", "look_at")


def _cards() -> None:
    _learners(
        "cards",
        _column("skill_id", _ID),
        _column("version", _NUMBER),
        _column("phase", _TEXT),
        _empty("step", _NUMBER),
        _empty("stability", sa.Double()),
        _empty("difficulty", sa.Double()),
        _empty("memory_extra", _TEXT),
        _empty("due_day", _NUMBER),
        _empty("due_at", _INSTANT),
        _empty("last_at", _INSTANT),
        _empty("last_id", _ID),
        _empty("last_day", _NUMBER),
        _empty("last_rating", _NUMBER),
        _column("reps", _NUMBER),
        _column("lapses", _NUMBER),
        _column("policy_version", _NUMBER),
        _column("model_version", _TEXT),
        _column("content_version", _NUMBER),
        _column("successes", _NUMBER),
        _column("failures", _NUMBER),
        _column("fast", sa.Double()),
        _column("slow", sa.Double()),
        _column("lately", sa.Double()),
        _column("lately_right", sa.Double()),
        key=("skill_id",),
        **_REWRITTEN,
    )


def _reviews() -> None:
    _learners(
        "reviews",
        _column("id", _ID),
        _column("skill_id", _ID),
        _column("rating", _NUMBER),
        _column("at", _INSTANT),
        _column("day", _NUMBER),
        _column("source", _TEXT),
        _empty("attempt_id", _ID),
        _empty("assessor_id", _ID),
        _empty("duration", _DURATION),
        _column("at_omitted", sa.Boolean(create_constraint=False)),
        _empty("recorded_at", _INSTANT),
        _column("outcome", _TEXT),
        *_place_in_log(),
        key=("id",),
    )
    _index("reviews", "learner_id", "skill_id", "at", "id")
    _index("reviews", "learner_id", "at")
    _index("reviews", "log_epoch", "tx", "seq")
    _index_of_named("reviews", "assessor_id")


def _attempts() -> None:
    _learners(
        "attempts",
        _column("id", _ID),
        _column("kind", _TEXT),
        _column("edition", _NUMBER),
        _column("at", _INSTANT),
        _column("day", _NUMBER),
        _column("duration", _DURATION),
        _column("body", _TEXT),
        _column("outcome", _TEXT),
        _column("recorded_at", _INSTANT),
        _empty("assessor_id", _ID),
        key=("id",),
    )
    _index("attempts", "learner_id", "at")
    _index_of_named("attempts", "assessor_id")


def _events() -> None:
    _table(
        "events",
        _column("learner_id", _ID),
        _column("id", _ID),
        _column("kind", _TEXT),
        _column("at", _INSTANT),
        _column("target", _ID),
        _column("body", _TEXT),
        _empty("recorded_at", _INSTANT),
        _empty("by_id", _ID),
        *_place_in_log(),
        key=("learner_id", "id"),
    )
    _index("events", "learner_id", "kind", "target")
    _index("events", "log_epoch", "tx", "seq")
    _index_of_named("events", "by_id")


def _place_in_log() -> tuple[sa.Column[Any], ...]:
    """Return the columns of an entry's place in the log, which PostgreSQL fills by itself."""
    places = f"{schema}.log_places" if (schema := _schema()) else "log_places"
    given = ("pg_current_xact_id()::text::bigint", f"nextval('{places}')") if _is_postgresql() else ("0", "0")
    parts = zip(("log_epoch", "tx", "seq"), (_NUMBER, sa.BigInteger(), sa.BigInteger()), ("1", *given), strict=True)
    return tuple(sa.Column(name, kind, nullable=False, server_default=sa.text(text)) for name, kind, text in parts)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _schema() -> str | None:
    """Return the schema that the caller of Alembic named."""
    schema: str | None = context.config.attributes["schema"]
    return schema


def _column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _empty(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind)


def _table(name: str, *parts: sa.schema.SchemaItem, key: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - dialects'
    primary = sa.PrimaryKeyConstraint("tenant_id", *key, name=op.f(f"pk_{name}"))
    op.create_table(name, _column("tenant_id", _ID), *parts, primary, schema=_schema(), **options)


def _learners(name: str, *parts: sa.schema.SchemaItem, key: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - as above
    """Create a table whose rows belong to learners."""
    learners = f"{schema}.learners" if (schema := _schema()) else "learners"
    keys = ["tenant_id", "learner_id"]
    owner = sa.ForeignKeyConstraint(keys, [f"{learners}.{of}" for of in keys], name=op.f(f"fk_{name}_learners"))
    _table(name, _column("learner_id", _ID), *parts, owner, key=("learner_id", *key), **options)


def _index(table: str, *columns: str, **options: Any) -> None:  # noqa: ANN401 - as above
    names = ("tenant_id", *columns)
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names), schema=_schema(), **options)


def _index_of_named(table: str, person: str) -> None:
    """Index the rows that name a person beside the learner."""
    some = sa.text(f"{person} IS NOT NULL")
    _index(table, person, postgresql_where=some, sqlite_where=some)
