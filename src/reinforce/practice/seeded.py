"""Chance, as keyed hashes of the tenant's seed: equal arguments, equal mark, on any machine."""

from __future__ import annotations

from hashlib import blake2b


def keyed_hash(seed: int, *parts: object) -> str:
    """
    Return 20 hexadecimal digits that follow from *seed* and *parts* and show nothing of either.

    It serves as an id, and as a key to shuffle by: things sorted by it are in no order of their own.

    >>> keyed_hash(7, "ana", "q-1") == keyed_hash(7, "ana", "q-1")
    True
    >>> keyed_hash(7, "ana", "q-1") == keyed_hash(8, "ana", "q-1")
    False
    """
    text = "\x00".join(str(part) for part in parts)
    return blake2b(text.encode(), digest_size=10, key=seed.to_bytes(8, "big", signed=True)).hexdigest()
