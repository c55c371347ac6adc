"""
For other people's tests: the laws of a store, as a suite to subclass.

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

__all__ = ["StoreConformance"]
