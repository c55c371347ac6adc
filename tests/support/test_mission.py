"""The mission's report: which rows it calls proven."""

import pytest

from tests.support.mission import rows

SUITE = """
    import pytest

    @pytest.mark.mission("S5")
    def test_passes():
        pass

    @pytest.mark.mission("S5", "S24")
    def test_passes_as_well():
        pass

    @pytest.mark.mission("S24")
    def test_fails():
        assert False

    @pytest.mark.mission("S8")
    @pytest.mark.skip
    def test_is_skipped():
        pass

    @pytest.fixture
    def broken():
        raise RuntimeError

    @pytest.mark.mission("S9")
    def test_cannot_start(broken):
        pass
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_row_is_proven_by_passing_tests_only(pytester: pytest.Pytester, workers: str) -> None:
    """One passing test proves a row; a failing, a broken or only a skipped one does not, on one process or many."""
    pytester.makepyfile(SUITE)
    result = pytester.runpytest("-p", "tests.support.mission", "--mission-report", "-n", workers)
    result.stdout.fnmatch_lines(
        ["catalog      1 of 37   S5", "practice     0 of 20", "failed: S24 S9", "rows proven: 1 of 106"]
    )


def test_an_unknown_row_stops_the_run(pytester: pytest.Pytester) -> None:
    """A mark that names no row of the mission is an error, not a row that nobody reads."""
    pytester.makepyfile('import pytest\n\n@pytest.mark.mission("S999")\ndef test_it():\n    pass\n')
    result = pytester.runpytest("-p", "tests.support.mission", "-n", "0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*has no row S999*"])


def test_the_mission_has_106_rows() -> None:
    """Every row from S1 to S106 stands in the mission, once."""
    listed = [row for section in rows().values() for row in section]
    assert sorted(listed, key=lambda row: int(row[1:])) == [f"S{number}" for number in range(1, 107)]
