"""A pytest plugin: which tests took longest, and how long those of each folder took together (``--times``)."""

from collections import Counter

import pytest

LONGEST = 15


class Times:
    """Adds up, from the reports of all workers, how long tests took with what was made for them."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of one test."""
        self.seconds[report.nodeid] += report.duration  # type: ignore[assignment] # which counts fractions as well

    def folders(self) -> Counter[str]:
        """Return the sums by folder: the one that a test's file lies in, or of tests the one below that."""
        sums: Counter[str] = Counter()
        for test, seconds in self.seconds.items():
            first, *below = test.partition("::")[0].split("/")[:-1] or ["."]
            sums["/".join([first, *below[:1]] if first == "tests" else [first])] += seconds
        return sums

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print both."""
        for title, found in ("slowest tests", self.seconds), ("seconds by folder, of all workers", self.folders()):
            terminalreporter.section(title)
            for name, seconds in found.most_common(LONGEST):
                terminalreporter.line(f"{seconds:8.1f}  {name}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--times``."""
    parser.addoption("--times", action="store_true", help="print the slowest tests and the seconds of each folder")


def pytest_configure(config: pytest.Config) -> None:
    """Collect them where the results of all workers come together."""
    if config.getoption("times") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Times(), "times")
