"""Pictures: what they refuse, what they draw, and that nobody has to see colours."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert

from examples.levelling.pack import JOURNEY, pack_of
from reinforce import Engine, InvalidParameterError, ManualClock, Rating, pictures
from reinforce.pictures import Picture
from reinforce.practice.progress import Level

DAYS = pl.DataFrame(
    {
        "schedule": ["spaced"] * 3 + ["workshop"] * 3,
        "day": [0, 1, 2] * 2,
        "retention": [0.5, 0.9, 0.92, 1.0, 0.7, 0.61],
        "minutes": [10.0, 5.0, 0.0, 60.0, 0.0, 0.0],
    }
)
POINTS = pl.DataFrame(
    {"desired_retention": [0.7, 0.8, 0.9], "daily_minutes": [2.0, 3.0, 5.5], "retention": [0.85, 0.9, 0.95]}
)
CARDS = pl.DataFrame({"stability": [0.5, 3.0, 30.0, 300.0], "difficulty": [1.0, 5.0, 7.25, 10.0]})
BINS = pl.DataFrame(
    {"model": ["a", "a", "b"], "predicted": [0.6, 0.9, 0.8], "observed": [0.5, 0.92, 0.8], "n": [9, 40, 50]}
)
CELLS = pl.DataFrame(
    {"learner": ["ana", "ben", "ana"], "skill": ["pricing", "pricing", "terms"], "still_known": [0.9, None, 0.2]}
)
GAPS = pl.DataFrame({"learner": ["ana", "ben"], "skill": ["pricing", "terms"], "size": [1, 4]})
DUE = pl.DataFrame({"date": [date(2026, 3, 29), date(2026, 3, 30)], "minutes": [4.0, 6.5]})
PRACTISED = pl.DataFrame(
    {"date": [date(2025, 12, 30), date(2026, 1, 4), date(2026, 1, 4)], "minutes": [4.0, 6.5, 1.5], "items": [3, 5, 1]}
)
CURVE = pl.DataFrame({"day": [0.0, 2.0, 2.0, 9.0], "retrievability": [1.0, 0.9, 1.0, 0.84]})
KNOWN = pl.DataFrame(
    {
        "date": [date(2026, 3, day) for day in (2, 3, 4, 2, 3)],
        "series": ["truth"] * 3 + ["engine"] * 2,
        "still_known": [0.5, 0.62, 0.6, 0.6, 0.7],
    }
)
MASTERED = pl.DataFrame({"day": [0, 10, 20], "mastered": [0.0, 0.4, 0.9]})

DRAWN: dict[str, tuple[Callable[..., Picture], pl.DataFrame]] = {
    "activity": (pictures.activity_map, PRACTISED),
    "calibration": (pictures.calibration, BINS),
    "comparison": (pictures.comparison, DAYS),
    "difficulty": (pictures.difficulty_distribution, CARDS),
    "due": (pictures.due_minutes, DUE),
    "forgetting": (pictures.forgetting_curves, CURVE),
    "gaps": (pictures.gap_map, GAPS),
    "heat": (pictures.heat_map, CELLS),
    "mastery": (pictures.mastery_curve, MASTERED),
    "over time": (pictures.over_time, DAYS),
    "still known": (pictures.still_known, KNOWN),
    "stability": (pictures.stability_distribution, CARDS),
    "trade-off": (pictures.trade_off, POINTS),
}
NEEDED = [
    ("activity", ["date", "items"]),
    ("calibration", ["predicted", "observed", "n"]),
    ("comparison", ["day", "retention", "minutes"]),
    ("difficulty", ["difficulty"]),
    ("due", ["date", "minutes"]),
    ("forgetting", ["day", "retrievability"]),
    ("gaps", ["learner", "skill", "size"]),
    ("heat", ["learner", "skill", "still_known"]),
    ("still known", ["date", "still_known"]),
    ("mastery", ["day", "mastered"]),
    ("over time", ["day", "retention", "minutes"]),
    ("stability", ["stability"]),
    ("trade-off", ["daily_minutes", "retention"]),
]
every_picture = pytest.mark.parametrize("name", DRAWN)


def _drawn(name: str) -> Picture:
    draw, frame = DRAWN[name]
    return draw(frame)


@every_picture
def test_pictures_say_still_known(name: str) -> None:
    """No axis, tooltip or sentence of a picture has memory's words, which stay with its columns."""
    words = [
        part[key]
        for part in _parts(_drawn(name).to_dict())
        for key in ("title", "description", "subtitle")
        if key in part
    ]
    said = re.sub("(?i)desired retention", "", " ".join(map(str, words)))
    assert not re.search("(?i)retention|retrievability|retained", said)


def _parts(spec: object) -> Iterator[dict[str, Any]]:
    """Yield every object inside a specification."""
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from _parts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _parts(value)


def _rows(chart: Picture, column: str) -> list[dict[str, Any]]:
    """Return the first rows among a chart's data that have a column."""
    sets = chart.to_dict()["datasets"].values()
    found: list[dict[str, Any]] = next(rows for rows in sets if column in rows[0])
    return found


def _encodings(chart: Picture) -> list[dict[str, Any]]:
    return [part["encoding"] for part in _parts(chart.to_dict()) if "encoding" in part]


@every_picture
def test_a_picture_is_drawn_without_a_network(name: str) -> None:
    """Vega-Lite draws each picture from what it carries, and its words stand in the SVG."""
    chart = _drawn(name)
    spec = chart.to_dict()
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    assert spec["title"]["text"] in drawn
    assert drawn.count("<path") > 3


@every_picture
def test_a_picture_says_in_words_what_it_shows(name: str) -> None:
    """The description, which is the picture's accessible name, starts with its title and gives a number."""
    spec = _drawn(name).to_dict()
    title, _, words = spec["description"].partition(". ")
    assert title == spec["title"]["text"]
    assert any(sign.isdigit() for sign in words)


@pytest.mark.parametrize(("name", "column"), [(name, column) for name, columns in NEEDED for column in columns])
def test_a_missing_column_is_named(name: str, column: str) -> None:
    """A frame without a column that is needed is refused with the column's name and meaning."""
    draw, frame = DRAWN[name]
    with pytest.raises(InvalidParameterError, match="is missing: ") as refused:
        draw(frame.drop(column))
    assert refused.value.field.endswith(f".{column}")


@every_picture
def test_what_is_no_frame_is_refused(name: str) -> None:
    """Anything but a polars DataFrame with rows is refused."""
    draw, frame = DRAWN[name]
    with pytest.raises(InvalidParameterError, match="must be a polars DataFrame, not dict"):
        draw(frame.to_dict(as_series=False))
    with pytest.raises(InvalidParameterError, match="must have at least one row"):
        draw(frame.clear())


@pytest.mark.parametrize(
    ("name", "column", "wrong"),
    [
        ("over time", "retention", 1.2),
        ("over time", "minutes", -1.0),
        ("comparison", "retention", "much"),
        ("trade-off", "desired_retention", 90.0),
        ("calibration", "observed", -0.1),
        ("heat", "still_known", 82.0),
        ("gaps", "size", 5),
        ("due", "date", "monday"),
        ("activity", "date", "monday"),
        ("activity", "items", -1.0),
        ("stability", "stability", None),
        ("heat", "learner", None),
    ],
)
def test_a_column_that_holds_what_it_must_not_is_named(name: str, column: str, wrong: object) -> None:
    """Shares in per cent, negative minutes, text for numbers and the like are refused, with the column."""
    draw, frame = DRAWN[name]
    with pytest.raises(InvalidParameterError) as refused:
        draw(frame.with_columns(pl.lit(wrong).alias(column)))
    assert refused.value.field.endswith(f".{column}")


def test_what_comes_twice_is_refused() -> None:
    """Days of several learners, and cells that are not unique, would be drawn over each other."""
    for draw in (pictures.over_time, pictures.comparison):
        with pytest.raises(InvalidParameterError, match="holds a value twice"):
            draw(DAYS.drop("schedule"))
    with pytest.raises(InvalidParameterError, match="holds a skill twice for a learner"):
        pictures.heat_map(pl.concat([CELLS, CELLS]))


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    """Thirteen schedules are too many for one picture; twelve are not."""
    days = pl.concat([DAYS.head(3).with_columns(schedule=pl.lit(f"p{number:02d}")) for number in range(13)])
    with pytest.raises(InvalidParameterError, match="names 13; at most 12"):
        pictures.over_time(days)
    pictures.over_time(days.filter(pl.col("schedule") != "p12"))


@pytest.mark.parametrize("draw", [pictures.over_time, pictures.comparison])
def test_lines_differ_in_dash_as_in_colour(draw: Callable[[pl.DataFrame], Picture]) -> None:
    """Wherever colour tells lines apart, their dashes do, one dash each."""
    told = [encoding for encoding in _encodings(draw(DAYS)) if "color" in encoding]
    assert len(told) == 2
    for encoding in told:
        dashes = encoding["strokeDash"]["scale"]["range"]
        assert len({tuple(dash) for dash in dashes}) == len(dashes) == 2


@pytest.mark.parametrize("name", ["calibration", "trade-off"])
def test_points_differ_in_shape_as_in_colour(name: str) -> None:
    """Wherever colour tells points apart, their shapes do."""
    draw, frame = DRAWN[name]
    frame = frame if name == "calibration" else frame.with_columns(schedule=pl.Series(["a", "b", "b"]))
    shapes = [encoding["shape"]["scale"]["range"] for encoding in _encodings(draw(frame)) if "shape" in encoding]
    assert [len(set(found)) for found in shapes] == [2]


def test_lettering_is_never_small() -> None:
    """No text of any picture is smaller than eleven pixels."""
    for name in DRAWN:
        sizes = [value for part in _parts(_drawn(name).to_dict()) for key, value in part.items() if "fontSize" in key]
        assert sizes
        assert min(sizes) >= 11


@every_picture
def test_axes_have_titles(name: str) -> None:
    """Every picture but the maps, whose cells name themselves, says across and down what is drawn, with its unit."""
    titles = {
        channel: {
            str(encoding[channel].get("title") or "") for encoding in _encodings(_drawn(name)) if channel in encoding
        }
        for channel in ("x", "y")
    }
    if name not in {"gaps", "heat"}:
        assert all(titles[channel] - {""} for channel in titles)


def test_the_look_is_nobody_elses() -> None:
    """Charts made elsewhere in the process look as before: nothing is registered with Altair."""
    before = alt.theme.active, alt.theme.get().__class__
    chart = alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_point().encode(x="a:Q")
    plain = chart.to_dict()
    _drawn("over time")
    assert (alt.theme.active, alt.theme.get().__class__) == before
    assert chart.to_dict() == plain
    assert "axis" not in plain["config"]


def test_a_long_run_is_thinned_to_its_shape() -> None:
    """Ten years of days keep their first and last day, and become at most about eight hundred points a line."""
    days = pl.DataFrame({"day": range(3650)}).with_columns(retention=pl.lit(0.9), minutes=pl.lit(1.0))
    rows = _rows(pictures.over_time(days), "smooth")
    assert 700 < len(rows) < 850
    assert (rows[0]["day"], rows[-1]["day"]) == (0, 3649)


def test_minutes_are_drawn_as_a_mean_of_days() -> None:
    """The minutes of a day are the mean of the days up to it, of the window's length."""
    rows = _rows(pictures.over_time(DAYS.filter(pl.col("schedule") == "spaced"), window=2), "smooth")
    assert [row["smooth"] for row in rows] == [10.0, 7.5, 2.5]


def test_whiskers_are_wilsons_interval() -> None:
    """Of forty reviews of which 37 succeeded, the interval is that of Wilson's score (0.801 to 0.974)."""
    bins = pl.DataFrame({"predicted": [0.9], "observed": [37 / 40], "n": [40]})
    (row,) = _rows(pictures.calibration(bins), "low")
    assert (row["low"], row["high"]) == (pytest.approx(0.8014, abs=1e-4), pytest.approx(0.9742, abs=1e-4))


def test_a_ring_needs_its_point() -> None:
    """The best point is one of the frame."""
    rung, plain = pictures.trade_off(POINTS, best=0.8).to_dict(), pictures.trade_off(POINTS).to_dict()
    assert len(rung["layer"]) == len(plain["layer"]) + 1
    with pytest.raises(InvalidParameterError, match="best must be a value of the column"):
        pictures.trade_off(POINTS, best=0.85)


def test_reviews_are_told_by_their_outcome() -> None:
    """A review rated Again has another mark than one that succeeded."""
    reviews = pl.DataFrame({"day": [2.0, 5.0], "retrievability": [0.9, 0.87], "rating": [1, 3]})
    chart = pictures.forgetting_curves(CURVE, reviews=reviews, desired_retention=0.9)
    (shape,) = [encoding["shape"] for encoding in _encodings(chart) if "shape" in encoding]
    assert shape["scale"]["domain"] == ["recalled at a review", "forgotten at a review"]
    assert "90 %" in chart.to_dict()["title"]["subtitle"]


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Any]]:
    """Return what an engine answers of two learners, one of whom has practised."""
    started_at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    clock = ManualClock(started_at)
    with Engine.open("memory:", clock=clock) as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(pack_of(6))
        for learner in ("ana", "ben"):
            tenant.roster.put(learner)
            tenant.roster.enroll(learner, journey=JOURNEY)
        for skill in ("s0001", "s0002"):
            tenant.practice.review("ana", skill, Rating.Good, at=started_at)
        clock.move_to(started_at + timedelta(days=1))
        yield {
            "reports": [tenant.progress.mastery(learner) for learner in ("ana", "ben")],
            "gaps": {learner: tenant.progress.gaps(learner) for learner in ("ana", "ben")},
            "forecast": tenant.practice.forecast("ana", days=14),
            "plan": tenant.practice.plan("ana", days=14),
            "activity": tenant.progress.activity(),
        }


def test_the_engine_answers_are_drawn_in_one_line(answers: dict[str, Any]) -> None:
    """Mastery and gaps of people by skills, the forecast and the plan become pictures without being reshaped."""
    held = pictures.mastery_matrix(answers["reports"])
    assert held.filter(pl.col("still_known").is_not_null())["learner"].to_list() == ["ana", "ana"]
    assert "2 people across, 6 skills down" in pictures.heat_map(held).to_dict()["description"]
    assert held["chance"].to_list() == [one.chance for report in answers["reports"] for one in report.skills.values()]
    assert "on average" in pictures.heat_map(held, value="chance").to_dict()["description"]
    gaps = pictures.gap_matrix(answers["gaps"])
    assert gaps["chance"].to_list() == [one.chance for found in answers["gaps"].values() for one in found]
    assert gaps["size"].to_list() == [Level.PROFICIENT - Level.UNPROVEN] * 12
    assert "12 gaps, 36 levels in all" in pictures.gap_map(gaps).to_dict()["description"]
    for by_week in (False, True):
        assert pictures.activity_sums(answers["activity"], by_week=by_week).select("learners", "n", "items").rows() == [
            (1, 2, 2)
        ]
    assert "1 of 372 days with practice" in pictures.of(answers["activity"]).to_dict()["description"]
    for name in ("forecast", "plan"):
        assert "14 days" in pictures.of(answers[name]).to_dict()["description"]
    assert pictures.forecast_days(answers["forecast"])["minutes"].sum() == pytest.approx(answers["forecast"].minutes)
    planned = pictures.plan_days(answers["plan"]).filter(pl.col("part") == "planned")
    assert planned["minutes"].sum() == pytest.approx(sum(day.minutes for day in answers["plan"].days))


def test_rows_of_one_day_add_up() -> None:
    """The frames of several people below each other are the team's minutes."""
    rows = _rows(pictures.due_minutes(pl.concat([DUE, DUE]), budget=20), "date")
    assert [(row["date"], row["minutes"]) for row in rows] == [("2026-03-29", 8.0), ("2026-03-30", 13.0)]


def test_every_day_of_the_time_has_its_cell() -> None:
    """Also those without practice; a week goes over New Year, and stands under its Monday; rows of a day add up."""
    chart = pictures.activity_map(PRACTISED, first=date(2025, 12, 26), last=date(2026, 1, 5))
    rows = _rows(chart, "weekday")
    assert [row["value"] for row in rows] == [0, 0, 0, 0, 3, 0, 0, 0, 0, 6, 0]
    assert [row["is_practised"] for row in rows] == [row["value"] > 0 for row in rows]
    assert [row["weekday"] for row in rows][:4] == ["Fri", "Sat", "Sun", "Mon"]
    assert [row["week"] for row in rows] == ["2025-12-22"] * 3 + ["2025-12-29"] * 7 + ["2026-01-05"]
    assert "2 of 11 days with practice, 9 items in all, at most 6 on a day" in chart.to_dict()["description"]
    unknown = PRACTISED.with_columns(minutes=0.0)  # of how long it took nothing is known
    assert "2 of 6 days with practice" in pictures.activity_map(unknown, value="minutes").to_dict()["description"]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first": date(2026, 1, 5), "last": date(2026, 1, 4)}, "last"),
        ({"first": date(2020, 1, 5)}, "last"),
        ({"first": datetime(2026, 1, 1, tzinfo=UTC)}, "first"),
        ({"last": "today"}, "last"),
    ],
)
def test_days_that_cannot_be_drawn_are_refused(days: dict[str, Any], field: str) -> None:
    """No day at all, more than three years of them, and what is no date."""
    with pytest.raises(InvalidParameterError) as refused:
        pictures.activity_map(PRACTISED, **days)
    assert refused.value.field == field


class _Thing:
    """Something with the attributes that it was made with."""

    def __init__(self, **attributes: object) -> None:
        self.__dict__.update(attributes)


RESULTS = {
    "Still known, and the workload": _Thing(to_frame=lambda: DAYS.head(3).drop("schedule"), card_frame=lambda: CARDS),
    "Still known, and what it took": _Thing(
        to_frame=lambda: DAYS.rename({"retention": "retention_of_all"}), results=()
    ),
    "Still known, and what it costs": _Thing(sweep=_Thing(to_frame=lambda: POINTS), desired_retention=0.8),
    "Forgetting curves": _Thing(to_frame=lambda: CURVE, marks=lambda: CURVE.head(1)),
    "Time to mastery": _Thing(to_frame=lambda: MASTERED, median=14.0),
    "Calibration": _Thing(calibration=BINS, predictions=BINS),
}


@pytest.mark.parametrize("title", RESULTS)
def test_a_result_has_the_picture_that_suits_it(title: str) -> None:
    """What a result offers decides which picture it has."""
    assert pictures.of(RESULTS[title]).to_dict()["title"]["text"] == title


def test_a_sweep_is_named_by_what_it_went_over() -> None:
    """The points of a sweep bear the values it went over."""
    sweep = _Thing(
        over="interval",
        to_frame=lambda: POINTS.with_columns(interval=pl.Series([7, 30, 91]), retention_of_all="retention"),
        results=(),
    )
    chart = pictures.of(sweep)
    assert chart.to_dict()["title"]["subtitle"] == "Points are named by the interval."
    assert [row["text"] for row in _rows(chart, "text")] == ["7", "30", "91"]


def test_points_bear_their_unit_and_the_ring_its_own_name() -> None:
    """The best point is named whatever the spacing, its neighbours are not, and minutes are those of the week if so."""
    many = pl.DataFrame(
        {
            "interval": [float(day) for day in range(1, 41)],
            "daily_minutes": [40.0 / day for day in range(1, 41)],
            "retention": [1 - day / 100 for day in range(1, 41)],
        }
    )
    drawn = pictures.trade_off(many, over="interval", best=22, noun="day", subtitle="Simulated.", week=True)
    labels = {row["asked"]: row["label"] for row in _rows(drawn, "text") if row["label"]}
    assert labels[22] == "22 days"
    assert labels[1] == "1 day"
    assert not labels.keys() & {21, 23}
    said = str(drawn.to_dict())
    assert drawn.to_dict()["title"]["subtitle"] == ["Simulated.", "Points are named by the interval."]
    assert "minutes a week" in said
    assert "minutes a day" not in said
    assert max(row["daily_minutes"] for row in _rows(drawn, "text")) == pytest.approx(280)


def test_what_has_no_picture_is_refused() -> None:
    """A number is no result."""
    with pytest.raises(InvalidParameterError, match="is nothing that has a picture: int"):
        pictures.of(7)


def test_a_budget_is_judged_by_all_skills() -> None:
    """The picture of a sweep over a budget shows all skills, of which few are begun where there is little time."""
    points = POINTS.drop("desired_retention").with_columns(minutes_a_day=pl.Series([2, 3, 6]), retention_of_all=0.25)
    swept = _Thing(over="minutes_a_day", to_frame=lambda: points, results=())
    drawn = pictures.of(swept)
    assert {row["retention"] for row in _rows(drawn, "retention")} == {0.25}
    assert "'title': 'still known of all, on average'" in str(drawn.to_dict())


def test_what_is_still_known_is_drawn_on_one_scale_by_date() -> None:
    """Shares are drawn from 0 to 100 % whatever occurs, days are dates, and each line says what it ends with."""
    chart = pictures.still_known(KNOWN)
    spec = chart.to_dict()
    scales = [part["y"]["scale"]["domain"] for part in _encodings(chart) if "scale" in part.get("y", {})]
    assert scales == [[0, 1]]
    formats = [part["x"]["axis"]["format"] for part in _encodings(chart) if part.get("x", {}).get("axis")]
    assert formats == ["%-d %b"]
    ends = [row["text"] for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert sorted(ends) == ["60 %", "70 %"]


def test_the_gap_between_two_lines_is_named() -> None:
    """Two lines are as far apart as on their last common day, in the points that stand beside them."""
    chart = pictures.still_known(KNOWN, gap=("engine", "truth"))
    assert "on 2026-03-03, engine is 8 points above truth" in chart.to_dict()["description"]
    (row,) = _rows(chart, "other")
    assert (row["date"], row["still_known"], row["other"], row["text"]) == ("2026-03-03", 0.7, 0.62, "8 points")


def test_a_gap_needs_two_lines_that_share_a_day() -> None:
    """A line that is not there, and lines without a common day, are refused."""
    with pytest.raises(InvalidParameterError, match="gap must name two lines of"):
        pictures.still_known(KNOWN, gap=("engine", "nobody"))
    apart = KNOWN.filter((pl.col("series") == "truth") | (pl.col("date") < date(2026, 3, 3)))
    apart = apart.with_columns(pl.when(series="engine").then(date(2026, 2, 1)).otherwise("date").alias("date"))
    with pytest.raises(InvalidParameterError, match="share a day"):
        pictures.still_known(apart, gap=("engine", "truth"))


def test_a_long_axis_of_dates_names_the_first_days_of_months() -> None:
    """Over half a year, a picture names its first day and then months' first days, at most nine in all."""
    days = [date(2026, 3, 4) + timedelta(days=ahead) for ahead in range(500)]
    frame = pl.DataFrame({"date": days, "still_known": [0.5] * len(days)})
    (axis,) = [part["x"]["axis"] for part in _encodings(pictures.still_known(frame)) if part.get("x", {}).get("axis")]
    first, *others = [(one["month"], one["date"]) for one in axis["values"]]
    assert first == (3, 4)
    assert {day for _, day in others} == {1}
    assert 4 <= len(others) <= 8
    assert "%y" in axis["format"]
