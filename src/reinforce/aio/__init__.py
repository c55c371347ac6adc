"""The services for asyncio: the same ones, awaited, with no second implementation."""

from reinforce.aio.engine import AsyncEngine, AsyncTenant

__all__ = ["AsyncEngine", "AsyncTenant"]
