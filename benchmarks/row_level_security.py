"""What row-level security costs in PostgreSQL: the same calls with and without it, through a role it applies to."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import make_url

from benchmarks.plans import pack
from benchmarks.timing import compare
from reinforce import Engine, ManualClock, Rating
from reinforce.stores.sql import SQLStore, migrate
from tests.support.postgres import Run, _home, psycopg_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reinforce import Tenant

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
LEARNERS = 200
SKILLS = 40
_GRANTS = """
CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS;
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
"""


@contextmanager
def restricted_tenant(url: str, schema: str, clock: ManualClock, *, row_level_security: bool) -> Iterator[Tenant]:
    """Yield a tenant with learners, in a new *schema*, through a new role that owns nothing there."""
    migrate(url, schema=schema, row_level_security=row_level_security)
    role = f"benchmark_{schema}"
    with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
        connection.execute(_GRANTS.format(role=role, schema=schema).encode())
    as_role = make_url(url).set(username=role).render_as_string(hide_password=False)
    with Engine.over(SQLStore.open(as_role, schema=schema), clock=clock) as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(pack(SKILLS))
        for number in range(LEARNERS):
            acme.roster.put(f"learner-{number}")
        for skill in acme.catalog.curriculum().skills:
            acme.practice.review("learner-0", skill, Rating.Good, at=NOW - timedelta(days=30))
        with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        yield acme


def bench_row_level_security() -> None:
    """Print what a review and a session cost with row-level security, as ratios to the same without."""
    clock = ManualClock(NOW)
    with ExitStack() as opened:
        url = opened.enter_context(_server())
        secured, plain = (
            opened.enter_context(restricted_tenant(url, schema, clock, row_level_security=secured))
            for schema, secured in (("secured", True), ("plain", False))
        )
        compare("practice.review, row-level security / without", _review(secured, clock), _review(plain, clock))
        compare("practice.session, row-level security / without", _session(secured), _session(plain), calls=10)


@contextmanager
def _server() -> Iterator[str]:
    """Yield the URL of a PostgreSQL of its own, on a socket and without fsync."""
    run = Run(_home())
    run.begin()
    try:
        yield run.url()
    finally:
        run.end()


def _review(tenant: Tenant, clock: ManualClock) -> Callable[[], object]:
    skill = next(iter(tenant.catalog.curriculum().skills))

    def review() -> object:
        clock.advance(timedelta(seconds=1))
        return tenant.practice.review("learner-1", skill, Rating.Good)

    return review


def _session(tenant: Tenant) -> Callable[[], object]:
    return lambda: tenant.practice.session("learner-0", budget=timedelta(minutes=10))
