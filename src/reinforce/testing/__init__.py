"""
For other people's tests: the laws of a store, as a suite to subclass.

Needs the extra ``testing``.
"""

import pytest

pytest.register_assert_rewrite(
    *(f"reinforce.testing.{name}" for name in ("keeping", "asking", "changing", "emission", "people"))
)

from reinforce.testing.conformance import StoreConformance  # noqa: E402 - pytest has to hear of the modules first

__all__ = ["StoreConformance"]
