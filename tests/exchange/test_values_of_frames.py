"""Values as data frames and spreadsheets have them: read as what they mean, or told; none becomes somebody's name."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from reinforce.errors import InvalidParameterError
from reinforce.exchange import ReviewLog, from_engine, from_frame, read_csv, to_engine

AT = ("2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z")


def log_of(**columns: Any) -> ReviewLog:  # noqa: ANN401 - whatever a frame holds
    """Return the log of two rows, in which some columns are others."""
    return from_frame({"learner": ["ana", "ben"], "skill": ["x", "y"], "rating": [3, 4], "at": list(AT), **columns})


@pytest.mark.parametrize(
    "nobody",
    [math.nan, math.inf, np.float32("nan"), Decimal("NaN"), Decimal("-sNaN"), 10**5000, -(10**400), object(), Enum],
    ids=["nan", "inf", "numpy", "decimal", "signalling", "huge", "negative", "object", "class"],
)
@pytest.mark.parametrize("column", ["learner", "skill"])
def test_what_is_no_value_is_nobody(nobody: object, column: str) -> None:
    """An empty cell of a frame, or what cannot be an id, makes no learner of its name; the other row stays."""
    log = log_of(**{column: [nobody, "ben"]})
    assert (len(log), log.dropped, log.frame[column].to_list()) == (1, {"id": 1}, ["ben"])


@pytest.mark.parametrize("text", ["#N/A", "#NV", "#REF!", "#BEZUG!", "#NAME?", "#DIV/0!", " #ÜBERLAUF! "])
def test_an_error_of_a_spreadsheet_is_no_id(text: str) -> None:
    """What a formula left is dropped, in any language."""
    assert log_of(skill=[text, "y"]).dropped == {"id": 1}


@pytest.mark.parametrize("text", ["nan", "None", "NULL", "<NA>", "NaT", "n/a"])
def test_what_may_stand_for_nothing_is_told(text: str) -> None:
    """It can be somebody's name, and so is kept; as the id of a review, which need not be there, it is none."""
    log = log_of(learner=[text, "ben"], id=[text, text])
    assert (len(log), log.dropped, log.frame["id"].to_list()) == (2, {}, [None, None])
    assert [(row["row"], row["done"]) for row in log.faults.to_dicts() if row["field"] == "learner"] == [
        (0, "kept, as it is written")
    ]
    assert not log_of(learner=["Nanette", "#1"]).faults.height


@pytest.mark.parametrize("unit", ["D", "m", "s", "ms", "us", "ns"])
@pytest.mark.parametrize("make", [np.array, list])
def test_instants_and_spans_of_numpy_are_read(unit: str, make: Any) -> None:  # noqa: ANN401 - of an array
    """In any unit, alone or in an array; what is no time is missing."""
    at = np.array(["2026-03-02", "2026-03-03"], dtype=f"datetime64[{unit}]")
    took = np.array([2, 3], dtype=f"timedelta64[{unit}]")
    log = log_of(at=make(at), duration=make(took))
    assert log.frame["at"].to_list() == [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3)]
    if unit in {"s", "ms"}:
        assert log.frame["duration"].to_list() == ([2000, 3000] if unit == "s" else [2, 3])
    assert log_of(at=[at[0], np.datetime64("NaT")]).dropped == {"time": 1}


def test_numbers_of_other_types_are_numbers() -> None:
    """Of numpy and of decimals, in columns of one type and of several."""
    log = log_of(learner=[Decimal("1E+3"), UUID(int=1)], rating=[np.int8(3), "Easy"], duration=[np.float64(5), None])
    assert log.frame.select("learner", "rating", "duration").rows() == [("1000", 3, 5), (str(UUID(int=1)), 4, None)]


@pytest.mark.parametrize("text", ["2026-03-02 09:00:00 UTC", "2026-03-02T09:00:00 gmt", "2026-03-02t09:00:00z"])
def test_a_text_may_name_universal_time(text: str) -> None:
    """By its name, as warehouses export it, or by a small letter."""
    log = log_of(at=[text, AT[1]])
    assert (log.frame["at"][0], log.faults.height) == (datetime(2026, 3, 2, 9, tzinfo=UTC), 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02.03.2026 09:00", "ISO 8601"),
        ("02/03/2026", "ISO 8601"),
        ("1,77E+12", "a rounded number: 1,77E"),
        ("UTC", "ISO"),
    ],
)
def test_instants_that_cannot_be_told_say_how_they_are_written(text: str, reason: str) -> None:
    """Day and month are not guessed, and what lost its digits has lost them."""
    log = read_csv(f"learner;skill;rating;at\nana;x;3;{text}\nana;x;3;{AT[0]}\n".encode())
    assert log.dropped == {"time": 1}
    assert reason in log.faults["reason"][0]


@pytest.mark.parametrize("tenant", ["sqlite:///practice.db", None, 3, {}])
def test_what_is_no_tenant_is_refused(tenant: Any) -> None:  # noqa: ANN401 - what is refused
    """The address of a store is no tenant of an open engine."""
    with pytest.raises(InvalidParameterError, match="tenant must be a Tenant, not"):
        from_engine(tenant)
    with pytest.raises(InvalidParameterError, match="tenant must be a Tenant, not"):
        to_engine(tenant, log_of())


def test_a_quote_that_is_not_closed_is_told() -> None:
    """It takes the lines after it into its cell, however many they are."""
    rows = "".join(f"ana,x{number},3,{AT[0]}\n" for number in range(40))
    log = read_csv(f'learner,skill,rating,at\n{rows}ben,"y,3,{AT[0]}\n{rows}'.encode())
    assert (len(log), log.dropped) == (40, {"cells": 1})
    assert "a quote opened and not closed" in log.faults["reason"][0]
    with pytest.raises(InvalidParameterError, match="a quote opened and not closed"):
        read_csv(f'learner,skill,rating,at\nben,"y,3,{AT[0]}\n{rows * 200}'.encode())


def test_whole_numbers_may_have_a_comma_and_a_nought() -> None:
    """As a frame writes a column in which cells are empty, where decimals follow a comma; thousands are not guessed."""
    rows = f"ana;x;3,0;{AT[0]};5000,0;3,00\nana;x;1,0;{AT[1]};;\nben;x;2;{AT[0]};5,000;\n"
    log = read_csv(f"learner;skill;rating;at;duration;interval\n{rows}".encode())
    assert sorted(log.frame.select("learner", "rating", "duration", "interval").rows()) == [
        ("ana", 1, None, None),
        ("ana", 3, 5000, 3),
        ("ben", 2, None, None),
    ]
    assert log.faults["reason"].to_list() == ["must be milliseconds, a whole number from 0 to a day of them: 5,000"]


@pytest.mark.parametrize(
    "day", [date(2026, 3, 1), "2026-03-01", 739_676, "739676"], ids=["date", "text", "number", "digits"]
)
def test_a_learner_day_is_its_date_or_its_number(day: object) -> None:
    """Whoever writes a table writes dates; a log that was written with numbers is read as well."""
    row = {"learner": ["a"], "skill": ["s"], "rating": ["good"], "at": ["2026-03-02T09:00Z"], "day": [day]}
    log = from_frame(row)
    assert (log.frame["day"].to_list(), log.faults.height) == ([date(2026, 3, 1)], 0)
