"""`--times` adds up by folder what each test took, in all its phases."""

import pytest

from tests.support.times import Times


def test_the_slowest_and_the_sum_by_folder() -> None:
    """Phases of a test and tests of a folder are added; below tests/ each folder stands by itself."""
    times = Times()
    took = {"tests/laws/test_a.py::one": 2.0, "tests/laws/deep/test_b.py::two": 1.0, "src/reinforce/c.py::line:1": 0.5}
    for name, seconds in {**took, "tests/test_d.py::three": 4.0, "README.md::line:2": 8.0}.items():
        for when in ("setup", "call"):
            report = pytest.TestReport(name, ("", 0, ""), {}, "passed", None, when, duration=seconds)
            times.pytest_runtest_logreport(report)
    assert times.seconds.most_common(1) == [("README.md::line:2", 16.0)]
    assert times.folders() == {"tests/laws": 6.0, "src": 1.0, "tests": 8.0, ".": 16.0}
