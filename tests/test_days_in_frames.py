"""Learner days in frames are dates, as they are in JSON: no column holds their numbers, and files give them back."""

import inspect
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reinforce import Engine, ManualClock, Rating, Tenant, exchange, fitting, pictures, simulation
from reinforce.exchange import ReviewLog, from_engine, from_frame, read_csv, read_parquet
from reinforce.testing.packs import small_pack
from tests.exchange.test_anki import collection
from tests.fitting.people import FADING, START, simulated

SKILLS = {"s000": "terms", "s001": "questions", "s002": "discovery"}
NAMES = tuple(f"learner-{number:02}" for number in range(40))
NUMBERS = (700_000, 800_000)
"""Between them lie the numbers of the days of some three centuries."""

WITHOUT_DAYS = {
    "pictures.Figure.table": "what the caller gives",
    "fitting.evaluate_performance": "losses of models",
    "simulation.Comparison.summary": "means",
    "simulation.Comparison.to_frame": "days counted from 0",
    "simulation.ForgettingCurve.marks": "days counted from 0",
    "simulation.ForgettingCurve.to_frame": "days counted from 0",
    "simulation.Mastery.to_frame": "days counted from 0",
    "simulation.OptimalRetention.to_frame": "amounts of what was tried",
    "simulation.Reach.to_frame": "amounts of what was tried",
    "simulation.Result.card_frame": "days counted from 0",
    "simulation.Result.learner_frame": "amounts",
    "simulation.Result.to_frame": "days counted from 0",
    "simulation.Sweep.to_frame": "amounts of what was tried",
}
"""Frames in which there is no date, and what there is instead."""


@pytest.fixture(scope="module")
def log() -> ReviewLog:
    """Return the log of forty people, of the three skills of the small pack."""
    frame = simulated(FADING, learners=NAMES, skills=3).frame
    return from_frame(frame.with_columns(skill=pl.col("skill").replace(SKILLS)).sort("at"))


@pytest.fixture(scope="module")
def tenant(log: ReviewLog) -> Iterator[Tenant]:
    """Return a tenant in whose engine that log is, and one review of today."""
    with Engine.open("memory:", clock=ManualClock(START + timedelta(days=400))) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(small_pack())
        for name in NAMES:
            tenant.roster.put(name)
        tenant.practice.review_many(log.to_reviews(), imported=True)
        tenant.practice.review(NAMES[0], "terms", Rating.Good, duration=timedelta(seconds=4))
        yield tenant


def of_simulations() -> dict[str, pl.DataFrame]:
    """Return what a simulation writes as a review log."""
    result = simulation.simulate(simulation.Fsrs(), learners=2, skills=3, days=5, rng=1, log=True)
    assert result.log is not None
    return {
        "simulation.PracticeLog.to_frame": result.log.to_frame(learners=2, skills=3),
        "simulation.Result.log_frame": result.log_frame(),
    }


def of_fits(tenant: Tenant, log: ReviewLog) -> dict[str, pl.DataFrame]:
    """Return what comes of fitting a log."""
    fitted, judged = fitting.fit(log, least=400, shrink=0), fitting.evaluate(log, models=("default",), splits=2)
    tables = {name: getattr(judged, name) for name in ("table", "calibration", "lateness", "splits", "predictions")}
    return {
        "fitting.AdoptionPreview.frame": fitting.preview_adoption(tenant, fitted).frame,
        "fitting.FittedParameters.to_frame": fitted.to_frame(),
        "fitting.Evaluation.to_frame": judged.to_frame(),
        **{f"fitting.Evaluation.{name}": frame for name, frame in tables.items()},
    }


def of_tenants(tenant: Tenant) -> dict[str, pl.DataFrame]:
    """Return what an engine's log and its answers become for pictures."""
    log, who = from_engine(tenant), NAMES[0]
    far = from_frame({"learner": ["nobody"], "skill": ["terms"], "rating": [3], "at": [START]})
    held = pictures.log_days(log, first=START.date(), days=9, learners=len(NAMES), skills=3)
    return {
        "exchange.ImportedLog.left_out": exchange.to_engine(tenant, far).left_out,
        "exchange.ReviewLog.faults": from_frame({**far.frame.to_dict(as_series=False), "day": ["no day"]}).faults,
        "exchange.ReviewLog.frame": log.frame,
        "pictures.activity_days": pictures.activity_days(tenant.progress.activity(who)),
        "pictures.activity_sums": pictures.activity_sums(tenant.progress.activity(who)),
        "pictures.forecast_days": pictures.forecast_days(tenant.practice.forecast(who, days=9)),
        "pictures.gap_matrix": pictures.gap_matrix({who: tenant.progress.gaps(who)}),
        "pictures.log_calibration": pictures.log_calibration(log),
        "pictures.log_days": held,
        "pictures.mastery_matrix": pictures.mastery_matrix([tenant.progress.mastery(who)]),
        "pictures.plan_days": pictures.plan_days(tenant.practice.plan(who, days=9)),
    }


def gives_frame(what: Any) -> bool:  # noqa: ANN401 - anything that a room has
    """Whether a function, or the getter of a property, says that it returns a frame."""
    said = getattr(getattr(what, "fget", what), "__annotations__", {})
    return "DataFrame" in str(said.get("return"))


def public_frames() -> Iterator[str]:
    """Yield the names of all that is public and a frame, or returns one."""
    for room in (exchange, fitting, pictures, simulation):
        for name in room.__all__:
            what, path = getattr(room, name), f"{room.__name__.removeprefix('reinforce.')}.{name}"
            if inspect.isclass(what):
                fields = [field for field, hint in inspect.get_annotations(what).items() if "DataFrame" in str(hint)]
                ways = [way for way, found in vars(what).items() if way[0] != "_" and gives_frame(found)]
                yield from (f"{path}.{member}" for member in (*fields, *ways))
            elif gives_frame(what):
                yield path


def test_no_frame_holds_the_number_of_a_day(tenant: Tenant, log: ReviewLog, tmp_path: Path) -> None:
    """Every public frame is walked: none has a whole number that could be that of a day of these centuries."""
    walked = {**of_simulations(), **of_fits(tenant, log), **of_tenants(tenant)}
    walked["exchange.read_anki_cards"] = exchange.read_anki_cards(collection(tmp_path / "collection.anki2"))
    assert sorted({*walked, *WITHOUT_DAYS}) == sorted(public_frames())
    assert all(frame.height for frame in walked.values())
    found = {
        (name, column.name)
        for name, frame in walked.items()
        for column in frame
        if column.dtype.is_integer() and column.cast(pl.Int64).is_between(*NUMBERS).any()
    }
    assert found == set()
    logs = ("exchange.ReviewLog.frame", "simulation.PracticeLog.to_frame", "simulation.Result.log_frame")
    assert {walked[name]["day"].dtype for name in logs} == {pl.Date()}


@pytest.mark.parametrize("days", [(START.date(), date(2026, 1, 4)), (date(2026, 1, 3), date(2026, 1, 7))])
def test_a_day_comes_back_from_every_form(days: tuple[date, date], tmp_path: Path) -> None:
    """Written as an ISO date or as its column, whatever frame it went through; so do numbers, as dates."""
    rows = {"learner": ["ana", "ben"], "skill": ["terms"] * 2, "rating": [3, 4], "at": [START] * 2}
    log = from_frame({**rows, "day": list(days)})
    assert log.frame["day"].to_list() == list(days)
    log.to_csv(tmp_path / "log.csv")
    log.to_parquet(tmp_path / "log.parquet")
    assert all(str(day) in (tmp_path / "log.csv").read_text() for day in days)
    numbered = from_frame({**rows, "day": [day.toordinal() for day in days]})
    for again in (read_csv(tmp_path / "log.csv"), read_parquet(tmp_path / "log.parquet"), numbered):
        assert (again.frame.equals(log.frame), again.faults.height) == (True, 0)


@pytest.mark.parametrize("day", ["2026-01-04 00:00:00", "2026-01-04T00:00Z", datetime(2026, 1, 4)])  # noqa: DTZ001
def test_a_midnight_is_its_day_and_a_time_of_day_is_none(day: str | datetime) -> None:
    """Frames of pandas and spreadsheets write dates as midnights; what has an hour says no day, and is reported."""
    row = {"learner": ["ana"], "skill": ["terms"], "rating": [3], "at": [START]}
    log = from_frame({**row, "day": [day]})
    assert (log.frame["day"].to_list(), log.faults.height) == ([date(2026, 1, 4)], 0)
    late = str(day).replace("00:00", "09:30", 1)
    assert from_frame({**row, "day": [late]}).faults["done"].to_list() == ["kept, without its day"]


@pytest.mark.parametrize(("away", "kept"), [(-400, False), (-3, False), (-2, True), (2, True), (3, False)])
def test_a_day_that_lies_far_from_its_instant_is_not_believed(away: int, kept: bool) -> None:  # noqa: FBT001
    """Zones and the hours at which days start move a day by two at most; a number that is none of a day is told."""
    day = START.date() + timedelta(days=away)
    rows = {"learner": ["ana"] * 2, "skill": ["terms"] * 2, "rating": [3] * 2, "at": [START, START + timedelta(days=1)]}
    log = from_frame({**rows, "day": [day.toordinal(), None]})
    assert log.frame["day"][0] == (day if kept else START.date())
    told = [] if kept else [f"lies more than two days from its instant: {day}"]
    assert log.faults["reason"].to_list() == told
    assert from_frame({**rows, "day": [5, None]}).faults["reason"].to_list() == [
        "lies more than two days from its instant: 0001-01-05"
    ]


@pytest.mark.parametrize(
    ("column", "wrong"), [("day", "10.03.2026"), ("interval", "soon"), ("duration", "-1"), ("spell", "x")]
)
def test_what_cannot_stand_in_a_column_is_told_with_what_may(column: str, wrong: str) -> None:
    """The fault says what the column holds, and what stood there."""
    row = {"learner": ["ana"], "skill": ["terms"], "rating": [3], "at": [START], column: [wrong]}
    (reason,) = from_frame(row).faults["reason"].to_list()
    assert reason.startswith("must be ")
    assert reason.endswith(f": {wrong}")
