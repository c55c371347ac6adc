"""The services for asyncio: the same ones, awaited, with no second implementation."""

from reinforce.aio.async_twin import run_with
from reinforce.aio.engine import AsyncEngine, AsyncTenant

__all__ = ["AsyncEngine", "AsyncTenant", "run_with"]
