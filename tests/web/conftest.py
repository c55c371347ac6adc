"""A tenant whose learners practise every kind of exercise, and who may ask for what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from reinforce import Engine, ManualClock, Tenant
from tests.support.endpoints import every_kind_of_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at nine in the morning, a Monday."""
    return ManualClock(NOW)


@pytest.fixture
def acme(clock: ManualClock) -> Iterator[Tenant]:
    """Return a tenant with a pack of every kind of exercise, and Ana and Ben in its journey."""
    with Engine.open("memory:", clock=clock) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        every_kind_of_exercise(tenant)
        yield tenant
