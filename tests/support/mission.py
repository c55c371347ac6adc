"""
A pytest plugin: which rows of the mission the tests of this run prove (``--mission-report``).

A row is proven when at least one test that carries it passed and none that carries it failed. A skipped test proves
nothing. The rows and their ids stand in ``tests/mission.toml``; a mark that names any other id stops the run.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

MISSION = Path(__file__).parent.parent / "mission.toml"
_PROPERTY = "mission"


def rows() -> dict[str, dict[str, str]]:
    """Return the mission: a title by row id, by section."""
    sections = tomllib.loads(MISSION.read_text(encoding="utf-8"))
    return {name: {str(row): str(title) for row, title in section.items()} for name, section in sections.items()}


class MissionReport:
    """Collects, from the reports of all workers, which rows were proven and which failed."""

    def __init__(self, sections: Mapping[str, Mapping[str, str]]) -> None:
        self.sections = sections
        self.passed: set[str] = set()
        self.failed: set[str] = set()

    @property
    def proven(self) -> set[str]:
        """The rows with a passing test and no failing one."""
        return self.passed - self.failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what one phase of one test says about the rows that the test carries."""
        marked = {str(row) for name, value in report.user_properties if name == _PROPERTY for row in str(value).split()}
        if report.failed:
            self.failed |= marked
        elif report.passed and report.when == "call":
            self.passed |= marked

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how many rows are proven, and which, by section."""
        total = sum(len(section) for section in self.sections.values())
        terminalreporter.section("mission")
        for name, section in self.sections.items():
            proven = [row for row in section if row in self.proven]
            terminalreporter.line(f"{name:<10} {len(proven):>3} of {len(section):<3}  {' '.join(proven)}".rstrip())
        if self.failed:
            failed = [row for section in self.sections.values() for row in section if row in self.failed]
            terminalreporter.line(f"failed: {' '.join(failed)}")
        terminalreporter.line(f"rows proven: {len(self.proven)} of {total}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--mission-report``."""
    parser.addoption("--mission-report", action="store_true", help="print which rows of the mission this run proves")


def pytest_configure(config: pytest.Config) -> None:
    """Collect the report where the results of all workers come together."""
    if config.getoption("mission_report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(MissionReport(rows()), "mission-report")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write each test's rows where its reports carry them from worker to controller."""
    known = {row for section in rows().values() for row in section}
    for item in items:
        marked = sorted({str(row) for mark in item.iter_markers("mission") for row in mark.args})
        if unknown := [row for row in marked if row not in known]:
            message = f"{item.nodeid}: the mission has no row {', '.join(unknown)} (see {MISSION.name})"
            raise pytest.UsageError(message)
        if marked:
            item.user_properties.append((_PROPERTY, " ".join(marked)))
