"""The services for asyncio: the same ones, awaited, with no second implementation."""

from reinforce.aio.engine import AsyncEngine, AsyncTenant
from reinforce.aio.services import (
    AsyncCatalog,
    AsyncGoals,
    AsyncOutbox,
    AsyncPolicies,
    AsyncPractice,
    AsyncPrivacy,
    AsyncProgress,
    AsyncRoster,
)

__all__ = [
    "AsyncCatalog",
    "AsyncEngine",
    "AsyncGoals",
    "AsyncOutbox",
    "AsyncPolicies",
    "AsyncPractice",
    "AsyncPrivacy",
    "AsyncProgress",
    "AsyncRoster",
    "AsyncTenant",
]
