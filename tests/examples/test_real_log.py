"""The replay of a log: the engine's numbers are those of py-fsrs, and learner days predict better than hours."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from examples.real_log import replay, simulated
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


@pytest.fixture(scope="module")
def logged(review_log: Path) -> list[Logged]:
    """Return the named log, or the simulated one."""
    return replay.read_log(review_log)


@pytest.fixture(scope="module")
def hours(logged: Sequence[Logged]) -> Replay:
    """Return what the engine makes of the log in spans of 24 hours."""
    return replay.replay(logged, elapsed=Elapsed.ROLLING_24H)


@pytest.fixture(scope="module")
def days(logged: Sequence[Logged]) -> Replay:
    """Return what the engine makes of the log in learner days of UTC."""
    return replay.replay(logged, elapsed=Elapsed.LEARNER_DAY)


def test_every_card_of_the_log_equals_that_of_py_fsrs(logged: Sequence[Logged], hours: Replay) -> None:
    """In spans of 24 hours, stability and difficulty of all cards, 1,205 in the real log, are py-fsrs's own to 1e-9."""
    assert hours.cards.keys() == {review.skill for review in logged}
    if replay.named_log():
        assert (len(logged), len(hours.cards)) == (12_580, 1_205)
    for absolute, relative in replay.differences(hours.cards, replay.package_replay(logged)).values():
        assert absolute <= 1e-9
        assert relative <= 1e-9


def test_learner_days_predict_the_log_better(logged: Sequence[Logged], hours: Replay, days: Replay) -> None:
    """Over the same reviews the log loss is lower, from 0.4587 to 0.4509 on the real log, and the report says so."""
    assert [succeeded for _, succeeded in hours.predictions] == [succeeded for _, succeeded in days.predictions]
    assert days.log_loss < hours.log_loss
    assert replay.report(logged, hours=hours, days=days)[-3:] == [
        f"Log loss over the {len(hours.predictions):,} reviews at least 24 hours after the card's last:",
        f"  spans of 24 hours   {hours.log_loss:.4f}",
        f"  learner days (UTC)  {days.log_loss:.4f}",
    ]
    if replay.named_log():
        assert len(hours.predictions) == 5_329
        assert hours.log_loss == pytest.approx(0.4587, abs=5e-5)
        assert days.log_loss == pytest.approx(0.4509, abs=5e-5)


def test_the_simulated_log_is_the_same_each_time(tmp_path: Path) -> None:
    """Two files, one text; each row has a time of its own, at many hours of the day, and many rows repeat a day's."""
    first, second = (simulated.write_log(tmp_path / name) for name in ("first.csv", "second.csv"))
    assert first.read_bytes() == second.read_bytes()
    logged = replay.read_log(first)
    assert len({review.at for review in logged}) == len(logged) > 1_000
    assert len({review.at.hour for review in logged}) >= 12
    assert len({(review.skill, review.at.date()) for review in logged}) < 0.9 * len(logged)


def test_any_log_of_that_form_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An argument or the variable names it; its rows come in any order; reviews a day after the last are predicted."""
    path = tmp_path / "log.csv"
    path.write_text(SMALL, encoding="utf-8")
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "none.csv"))
    assert replay.main([str(path)]) == 0
    told = capsys.readouterr().out
    monkeypatch.setenv(replay.VARIABLE, str(path))
    assert replay.main([]) == 0
    assert capsys.readouterr().out == told
    lines = told.splitlines()
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


@pytest.mark.parametrize(
    ("named", "said"),
    [("", "name a review log, here or in REINFORCE_REAL_LOG"), ("none.csv", "there is no file none.csv")],
)
def test_without_a_log_the_replay_says_so(
    named: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no log is named, or none is there, one plain sentence and the status of a wrong call."""
    monkeypatch.setenv(replay.VARIABLE, named)
    with pytest.raises(SystemExit) as stopped:
        replay.main([])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: {said}\n")
