"""The cards of an Anki collection as Anki has scheduled them: what is due when, and by what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from reinforce import days
from reinforce.errors import InvalidParameterError
from reinforce.exchange.anki_collection import collection
from reinforce.exchange.anki_tables import read_table
from reinforce.exchange.sources import Source, named
from reinforce.exchange.timestamps import OF_REVIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

_MOST_DAYS = 36_500
_CARDS: Mapping[str, type[pl.DataType]] = {
    "card": pl.Int64,
    "due": pl.Int64,
    "interval": pl.Int64,
    "factor": pl.Int64,
    "last": pl.Int64,
    "stability": pl.Float64,
    "difficulty": pl.Float64,
    "retention": pl.Float64,
}
# Cards of type 2 are in review, with intervals of days; new ones and those in steps are 0, 1 and 3. A card in a
# filtered deck keeps its own day in `odue`. What FSRS knows of a card stands in `data`, as JSON.
_QUERY = """
SELECT id, CASE WHEN odid <> 0 THEN odue ELSE due END, ivl, factor, last,
    CASE WHEN json_valid(data) THEN json_extract(data, '$.s') END,
    CASE WHEN json_valid(data) THEN json_extract(data, '$.d') END,
    CASE WHEN json_valid(data) THEN json_extract(data, '$.dr') END
FROM cards LEFT JOIN (SELECT cid, max(id) AS last FROM revlog WHERE ease > 0 GROUP BY cid) ON cid = id
WHERE type = 2 ORDER BY id
"""


def read_anki_cards(path: Source, *, timezone: str = "UTC", day_start: int = 4) -> pl.DataFrame:
    """
    Return the cards in review of an Anki collection, with the days on which they are due in it.

    One row a card: ``skill`` (the card's id, as `read_anki` names it), ``due`` (Date), ``interval`` (days), ``ease``
    (the ease factor, such as 2.5; empty where Anki keeps none), ``at`` (the instant of the last answer, in UTC; empty
    where the collection has none), and ``stability``, ``difficulty`` and ``desired_retention`` as FSRS had them in
    Anki, empty where it was not switched on or where they cannot be: a stability of nought, a difficulty outside of 1
    to 10, a share of nought or of all. The weights of FSRS are its deck's, and are not read. New cards, and those that
    are being learnt in steps of minutes, have no day and are left out.

    Args:
        path: of the file, or its bytes; as for `read_anki`.
        timezone: the zone in which Anki counted its days.
        day_start: the hour, 0 to 23, at which they start; Anki's own default is 4.

    Raises:
        InvalidParameterError, OSError: as for `read_anki`; or the collection does not say when it began.
    """
    zone = days.zone(timezone)
    days.day_start_hour(day_start)
    with collection(path) as found:
        name = named(path)
        began = read_table(
            found, table="col", query="SELECT crt FROM col LIMIT 1", columns={"crt": pl.Int64}, name=name
        )
        read_table(found, table="revlog", query="SELECT 1 LIMIT 0", columns={"one": pl.Int64}, name=name)
        cards = read_table(found, table="cards", query=_QUERY, columns=_CARDS, name=name)
    first = _first_day(began, zone, day_start, name)
    told = pl.col("due").is_between(-_MOST_DAYS, 2 * _MOST_DAYS) & pl.col("interval").is_between(0, _MOST_DAYS)
    earliest, latest = (1000 * second for second in OF_REVIEWS)
    stable, shares = pl.col("stability").is_between(0, _MOST_DAYS, closed="right"), pl.col("retention")
    remembered = stable & pl.col("difficulty").is_between(1, 10)
    last = pl.when(pl.col("last").is_between(earliest, latest, closed="left")).then("last")
    return cards.filter(told).select(
        skill=pl.col("card").cast(pl.String),
        due=pl.lit(first) + pl.duration(days="due"),
        interval=pl.col("interval").cast(pl.Int32),
        ease=pl.when(pl.col("factor") > 0).then((pl.col("factor") / 1000).round(3)),
        at=pl.from_epoch(last, time_unit="ms").dt.cast_time_unit("us").dt.replace_time_zone("UTC"),
        stability=pl.when(remembered).then("stability"),
        difficulty=pl.when(remembered).then("difficulty"),
        desired_retention=pl.when(shares.is_between(0, 1, closed="none")).then(shares.round(4)),
    )


def _first_day(began: pl.DataFrame, zone: ZoneInfo, day_start: int, name: str) -> date:
    """Return the date from which Anki counts days: that on which the collection was made."""
    seconds = began["crt"].first() if began.height else None
    if not isinstance(seconds, int) or not 0 <= seconds < OF_REVIEWS[1]:
        raise InvalidParameterError("path", "is no Anki collection that says when it began", value=name)
    return (datetime.fromtimestamp(seconds, UTC).astimezone(zone) - timedelta(hours=day_start)).date()
