"""The laws under kills and under many processes at once, as `make stress` shows them at length, in short."""

from tests.stress.crashes import crash
from tests.stress.hammer import hammer


def test_no_acknowledged_entry_is_lost_by_a_kill(sqlite_url: str) -> None:
    """A writer is killed in the middle: all that was acknowledged is there, and every card is the fold of its log."""
    found = crash(sqlite_url, kills=2)
    assert found.kills == 2
    assert found.acknowledged
    assert not found.lost
    assert found.differing == 0


def test_processes_that_do_everything_at_once_to_a_sqlite_file(sqlite_url: str) -> None:
    """
    Reviews, duplicates, late ones, undo, erasure, editions and claims from several processes, and a slow reader.

    Nothing acknowledged is lost, every card is the fold of its log, each learner-day is claimed once, and the reader
    has seen every entry once.
    """
    result = hammer(sqlite_url, processes=3, calls=150)
    assert result.claims
    assert result.read
    assert result.clean, result


def test_processes_that_do_everything_at_once_on_postgresql(postgres_database_url: str) -> None:
    """The same on PostgreSQL, whose transactions commit out of order."""
    result = hammer(postgres_database_url, processes=3, calls=150)
    assert result.claims
    assert result.read
    assert result.clean, result
