"""What a host makes an engine of: a store, a clock, a grader."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy

from reinforce import Engine, InvalidParameterError
from reinforce.stores.memory import MemoryStore
from reinforce.stores.sql import SQLStore


class Ticking:
    """A clock of a host's own."""

    def now(self) -> datetime:
        """Return the present in UTC."""
        return datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "field", "says"),
    [
        (lambda: Engine.over("sqlite:///practice.db"), "store", "a URL is for Engine.open"),  # type: ignore[arg-type]
        (lambda: Engine.over(sqlalchemy.create_engine("sqlite://")), "store", "SQLStore(engine)"),  # type: ignore[arg-type]
        (lambda: SQLStore("sqlite:///practice.db"), "sa_engine", "a URL is for Engine.open"),  # type: ignore[arg-type]
        (lambda: Engine.open("memory:", clock=datetime.now), "clock", "must have now(), as a Clock has"),  # type: ignore[arg-type]
        (lambda: Engine.open("memory:", grader="strict"), "grader", "not be 'strict'"),  # type: ignore[arg-type]
    ],
)
def test_what_is_none_is_refused_where_the_engine_is_made(made: Callable[[], Any], field: str, says: str) -> None:
    """Not at the first call, where the error would be one of Python's."""
    with pytest.raises(InvalidParameterError) as refused:
        made()
    assert refused.value.field == field
    assert says in refused.value.reason


def test_a_clock_of_ones_own_is_taken() -> None:
    """Whatever has a method now that tells an instant will do."""
    learner = Engine.over(MemoryStore(), clock=Ticking()).create_tenant("acme").roster.put("ana")
    assert learner.id == "ana"
