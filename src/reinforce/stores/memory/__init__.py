"""A store in plain dictionaries, for tests and notebooks; what it does is what every store has to do."""

from reinforce.stores.memory.store import MemoryStore

__all__ = ["MemoryStore"]
