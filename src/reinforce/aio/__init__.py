"""The services for asyncio: the same ones, awaited, with no second implementation."""

from reinforce.aio.engine import AsyncEngine, AsyncTenant
from reinforce.aio.services import (
    AsyncGoals,
    AsyncModels,
    AsyncOutbox,
    AsyncPractice,
    AsyncPrivacy,
    AsyncProgress,
    AsyncPublishing,
    AsyncRoster,
)

__all__ = [
    "AsyncEngine",
    "AsyncGoals",
    "AsyncModels",
    "AsyncOutbox",
    "AsyncPractice",
    "AsyncPrivacy",
    "AsyncProgress",
    "AsyncPublishing",
    "AsyncRoster",
    "AsyncTenant",
]
