"""Whether a database holds what was acknowledged: every review, of the right people, once."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing

from sqlalchemy import make_url

from reinforce import Engine
from tests.stores.forked import SKILL


def check(url: str, said: Iterable[tuple[str, str]], *, reviews: int) -> None:
    """Hold what is in the database against what was said, *reviews* of which workers have to have recorded."""
    by_kind = defaultdict(list)
    for what, value in said:
        by_kind[what].append(value)
    acknowledged = by_kind.pop("acknowledged")
    assert by_kind == {}  # nobody else's rows, and no error
    assert len([id_ for id_ in acknowledged if id_.startswith("worker")]) == reviews
    with Engine.open(url) as engine:
        tenants = [engine.tenant(name) for name in engine.tenants()]
        logged = [
            (tenant.name, entry.id)
            for tenant in tenants
            for entry in tenant.practice.history(f"{tenant.name}/ana", SKILL)
        ]
        assert sorted(logged) == sorted((id_.partition(":")[0], id_) for id_ in acknowledged)
        assert all(tenant.policies.verify().clean for tenant in tenants)
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
