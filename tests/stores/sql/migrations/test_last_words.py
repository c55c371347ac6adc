"""Events that an older library wrote have after an upgrade what the present one writes with them."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import StaticPool

from reinforce.days import microseconds
from reinforce.journal import Event, EventKind
from reinforce.ports import Change
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.transactions import Transactions
from reinforce.stores.sql.migrations.schema_version import upgrade
from reinforce.testing import samples
from tests.laws.test_last_words import AT, TODAY, said
from tests.schemas.freeze import frozen


def _engine() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool)


def _written(connection: Connection) -> list[tuple[Any, ...]]:
    columns = text("SELECT learner_id, id, subject, until_day FROM events ORDER BY learner_id, id")
    return [tuple(row) for row in connection.execute(columns)]


@given(said())
def test_an_upgrade_tells_last_words_as_writing_does(drawn: list[Event]) -> None:
    """Of events of every kind that there was the same have a subject, and the same last days, as if written today."""
    asked = Event(id="r", kind=EventKind.RECHECK, at=AT, learner=samples.LEARNER, target="a", body={"day": TODAY})
    undone = Event(id="u", kind=EventKind.RETRACTION, at=AT, learner=samples.LEARNER, target="b")
    known = [event for event in drawn if event.kind is not EventKind.DELIVERY]  # of which nobody said anything then
    events = [*known, asked, replace(asked, id="r-2", at=AT + timedelta(1)), undone]
    now, old = _engine(), _engine()
    with closing(SQLStore(now)) as store:
        store.apply(samples.tenant())
        store.apply(Change(tenant=samples.TENANT, events=tuple(events)))
        with now.connect() as connection:
            expected = _written(connection)
    with old.begin() as connection:
        for statement in frozen("0001", "sqlite").split(";\n"):
            connection.exec_driver_sql(statement)
        insert = text(
            "INSERT INTO events (tenant_id, learner_id, id, kind, at, target, body) "
            "VALUES (:tenant, :learner, :id, :kind, :at, :target, :body)"
        )
        for event in events:
            row = {name: getattr(event, name) for name in ("learner", "id", "kind", "target")}
            said_at = {"at": microseconds(event.at), "body": json.dumps(event.body)}
            connection.execute(insert, {"tenant": samples.TENANT, **row, **said_at})
    with Transactions(old).writing() as connection:
        upgrade(connection)
    with old.connect() as connection:
        assert _written(connection) == expected
    old.dispose()
    now.dispose()
