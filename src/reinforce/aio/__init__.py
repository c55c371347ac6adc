"""The services for asyncio: the same ones, awaited, with no second implementation."""

from reinforce.aio.engine import AsyncEngine, AsyncTenant
from reinforce.aio.services import (
    AsyncGoals,
    AsyncModels,
    AsyncPractice,
    AsyncProgress,
    AsyncPublishing,
    AsyncRoster,
)

__all__ = [
    "AsyncEngine",
    "AsyncGoals",
    "AsyncModels",
    "AsyncPractice",
    "AsyncProgress",
    "AsyncPublishing",
    "AsyncRoster",
    "AsyncTenant",
]
