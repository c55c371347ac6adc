"""A database with very many cards, written in a few statements, for what is measured on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.plans import pack
from reinforce.days import microseconds

if TYPE_CHECKING:
    from sqlalchemy import Engine as SqlEngine

    from reinforce import Engine, Tenant

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TENANT = "acme"
_SINCE = NOW - timedelta(days=30)

_NUMBERS = "WITH RECURSIVE {0}(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM {0} WHERE n + 1 < {1})"
_LEARNERS = """
INSERT INTO {schema}learners (tenant_id, learner_id, epoch)
{numbers} SELECT :tenant, 'learner-' || n, 0 FROM numbers
"""
_CALENDAR = """
INSERT INTO {schema}calendar (tenant_id, learner_id, effective_at, timezone, day_start)
{numbers} SELECT :tenant, 'learner-' || n, :since, 'Europe/Dublin', 4 FROM numbers
"""
_CLAIMS = """
INSERT INTO {schema}claims (tenant_id, learner_id, edition, look_at)
{numbers} SELECT :tenant, 'learner-' || n, 0, 0 FROM numbers
"""
_CARDS = """
INSERT INTO {schema}cards (tenant_id, learner_id, skill_id, version, phase, stability, difficulty, due_day, last_at,
                   last_id, last_day, last_rating, reps, lapses, policy_version, model_version, content_version,
                   successes, failures, fast, slow, lately, lately_right)
{numbers}
SELECT :tenant, 'learner-' || (n / :skills), 's-' || (n % :skills), 1, 'review', 10.0 + n % 90, 5.0,
       :day - 20 + n % 60, :since, 'r-0', :day - 30, 3, 1, 0, 1, :model, 0, 1, 0, 1.0, 1.0, 1.0, 1.0
FROM numbers
"""
# Of one card in ten, so that the log is neither empty nor most of what takes time here.
_REVIEWS = """
INSERT INTO {schema}reviews (tenant_id, learner_id, id, skill_id, rating, at, day, source, at_omitted, recorded_at,
                   outcome, seq)
{numbers}
SELECT :tenant, 'learner-' || (n / :skills), 'r-' || n, 's-' || (n % :skills), 3, :since, :day - 30, 'host', TRUE,
       :since, '{{}}', {place}
FROM numbers WHERE n % 10 = 0
"""


def populate(engine: Engine, database: SqlEngine, *, learners: int, skills: int, schema: str | None = None) -> Tenant:
    """
    Return a tenant with so many *learners*, each with a card of so many *skills*, last practised a month ago.

    One card in ten has its review in the log.

    Args:
        engine: over an empty store.
        database: the same database.
        learners: how many.
        skills: how many each of them has practised.
        schema: in PostgreSQL, the schema of the tables.
    """
    tenant = engine.create_tenant(TENANT, seed=7)
    tenant.catalog.publish(pack(skills))
    given = {
        "tenant": TENANT,
        "since": microseconds(_SINCE),
        "skills": skills,
        "day": NOW.toordinal(),
        "model": tenant.policy.memory.version,
    }
    prefix = "" if schema is None else f"{schema}."
    place = f"nextval('{prefix}log_places')" if database.dialect.name == "postgresql" else "n"
    cards = learners * skills
    with database.begin() as connection:
        of_learners = ((statement, learners) for statement in (_LEARNERS, _CALENDAR, _CLAIMS))
        for statement, count in (*of_learners, (_CARDS, cards), (_REVIEWS, cards)):
            numbers = _NUMBERS.format("numbers", count)
            query = text(statement.format(schema=prefix, numbers=numbers, place=place))
            connection.execute(query, {name: given[name] for name in query.compile().params})
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))
    return tenant
