"""
For other people's tests: the laws of a store, as a suite to subclass, and a store whose connection breaks.

Needs the extra ``testing``.
"""

import pytest

pytest.register_assert_rewrite(
    *(
        f"reinforce.testing.{name}"
        for name in ("round_trip", "read_contract", "write_contract", "feed_contract", "privacy_contract")
    )
)

from reinforce.testing.conformance import StoreConformance  # noqa: E402 - pytest has to hear of the modules first
from reinforce.testing.faulty_store import Break, FaultyStore  # noqa: E402 - as above

__all__ = ["Break", "FaultyStore", "StoreConformance"]
