"""The replay of a real log: the engine's numbers are those of py-fsrs, and learner days predict better than hours."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from examples.real_log import replay
from examples.real_log.replay import Logged, Replay
from reinforce import Elapsed

SMALL = """card_id,review_rating,review_time,review_duration
7,3,2026-03-02T20:00:00+00:00,5000
8,1,2026-03-02T20:01:00+00:00,9000
8,3,2026-03-02T20:11:00+00:00,4000
7,3,2026-03-04T08:00:00+00:00,3000
8,3,2026-03-03T23:30:00+00:00,2500
8,1,2026-03-20T07:00:00+00:00,8000
7,4,2026-03-29T21:00:00+00:00,2000
"""

no_log = pytest.mark.skipif(
    replay.find_log() is None,
    reason=f"no review log: {replay.VARIABLE} names none, and {replay.BESIDE_THE_PROJECT} is not there",
)
pytestmark = pytest.mark.xdist_group("real-log")  # so that the replays, which the tests share, are made once


@pytest.fixture(scope="module")
def logged() -> list[Logged]:
    """Return the real log."""
    path = replay.find_log()
    assert path is not None
    return replay.read_log(path)


@pytest.fixture(scope="module")
def hours(logged: Sequence[Logged]) -> Replay:
    """Return what the engine makes of the real log in spans of 24 hours."""
    return replay.replay(logged, elapsed=Elapsed.ROLLING_24H)


@pytest.fixture(scope="module")
def days(logged: Sequence[Logged]) -> Replay:
    """Return what the engine makes of the real log in learner days of UTC."""
    return replay.replay(logged, elapsed=Elapsed.LEARNER_DAY)


@no_log
def test_every_card_of_the_real_log_equals_that_of_py_fsrs(logged: Sequence[Logged], hours: Replay) -> None:
    """In spans of 24 hours, stability and difficulty of all 1,205 cards equal py-fsrs's own to 1e-9."""
    assert (len(logged), len(hours.cards)) == (12_580, 1_205)
    for absolute, relative in replay.differences(hours.cards, replay.package_replay(logged)).values():
        assert absolute <= 1e-9
        assert relative <= 1e-9


@no_log
def test_learner_days_predict_the_real_log_better(logged: Sequence[Logged], hours: Replay, days: Replay) -> None:
    """Over the same 5,329 reviews the log loss falls from 0.4587 to 0.4509, and the report says so."""
    assert len(hours.predictions) == len(days.predictions) == 5_329
    assert hours.log_loss == pytest.approx(0.4587, abs=5e-5)
    assert days.log_loss == pytest.approx(0.4509, abs=5e-5)
    assert replay.report(logged, hours=hours, days=days)[-2:] == [
        "  spans of 24 hours   0.4587",
        "  learner days (UTC)  0.4509",
    ]


def test_any_log_of_that_form_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The variable names the log; its rows may come in any order; only reviews a day after the last are predicted."""
    path = tmp_path / "log.csv"
    path.write_text(SMALL, encoding="utf-8")
    monkeypatch.setenv(replay.VARIABLE, str(path))
    assert replay.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "7 reviews of 2 cards by one person, 2026-03-02 to 2026-03-29"
    assert [line.split()[0] for line in lines if "0.0e+00 absolute, 0.0e+00 relative" in line] == [
        "stability",
        "difficulty",
    ]
    assert "the 4 reviews at least 24 hours after" in lines[-3]


def test_what_is_predicted_is_what_is_left_before_the_review(tmp_path: Path) -> None:
    """A day and a half of hours is one span of 24, but two nights: the two ways of counting predict differently."""
    path = tmp_path / "log.csv"
    path.write_text(SMALL, encoding="utf-8")
    logged = replay.read_log(path)
    hours, days = (replay.replay(logged, elapsed=elapsed) for elapsed in (Elapsed.ROLLING_24H, Elapsed.LEARNER_DAY))
    assert [succeeded for _, succeeded in hours.predictions] == [succeeded for _, succeeded in days.predictions]
    assert [succeeded for _, succeeded in hours.predictions] == [True, True, False, True]
    assert hours.predictions[1][0] > days.predictions[1][0]


def test_without_a_log_the_replay_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where neither the variable nor the folder beside the project has a log, one plain sentence and status 0."""
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "none.csv"))
    monkeypatch.setattr(replay, "ROOT", tmp_path / "project")
    assert replay.main() == 0
    assert capsys.readouterr().out == (
        "There is no review log to replay: REINFORCE_REAL_LOG names none, "
        "and ../shared/data/real_review_log.csv is not there.\n"
    )
