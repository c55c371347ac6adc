"""A pytest plugin: ``review_log``, the log that ``REINFORCE_REAL_LOG`` names, or one of a simulated person."""

from pathlib import Path

import pytest

from examples.real_log.replay import named_log
from examples.real_log.simulated import write_log


@pytest.fixture(scope="session")
def review_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the log; figures of the real one are asserted where `named_log` names it."""
    return named_log() or write_log(tmp_path_factory.mktemp("review-log") / "log.csv")
