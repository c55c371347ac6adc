"""Laws of one learner's attempts that come at once, in transactions of the host's on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from reinforce import Engine
from tests.support.answers import attempt
from tests.support.endpoints import filled, requested, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce import Tenant
    from reinforce.web import Asked, Reply

REQUESTS, THREADS = 12, 4
LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:learner))")


@pytest.mark.parametrize("locks", [True, False], ids=["the lock first", "no lock"])
def test_all_are_taken(postgres_database_url: str, *, locks: bool) -> None:
    """With a lock of the learner's first all are taken at once; without, who is told to come again is taken then."""
    host = create_engine(postgres_database_url)
    with Engine.open(postgres_database_url) as engine:
        filled(engine)
        acme = engine.tenant("acme")

        @contextmanager
        def around(asked: Asked) -> Iterator[Tenant]:
            with host.begin() as connection:
                if locks:
                    connection.execute(LOCK, {"learner": asked.learner})
                with engine.joining(connection) as joined:
                    yield joined.tenant("acme")

        item = said(requested(acme, "session", learner="ana"))["items"][0]

        def send(name: str) -> Reply:
            return requested(acme, "submit", learner="ana", sent=attempt(item, attempt_id=name), around=around)

        names = [f"a-{number}" for number in range(REQUESTS)]
        with ThreadPoolExecutor(THREADS) as pool:
            replies = dict(zip(names, pool.map(send, names), strict=True))
        busy = {name: got for name, got in replies.items() if got.status != 200}
        assert not (busy and locks)
        for name, got in busy.items():
            assert (got.status, got.headers["Retry-After"]) == (503, "2")
            assert send(name).status == 200
        assert sorted(one.sent.attempt_id for one in acme.practice.attempts("ana")) == sorted(names)
        assert acme.policies.verify().differences == ()
    host.dispose()
