"""Review logs in and out: CSV, Parquet, Anki, the engine's own log and frames, with every fault reported."""

try:
    import polars as pl
except ImportError as error:  # pragma: no cover - the tests run with polars
    message = "reinforce.exchange needs polars: pip install reinforce-engine[exchange]"
    raise ImportError(message) from error

from reinforce.exchange.anki import read_anki
from reinforce.exchange.anki_cards import read_anki_cards
from reinforce.exchange.day_numbers import day_numbers
from reinforce.exchange.engine_import import ImportedLog, to_engine
from reinforce.exchange.engine_log import from_engine
from reinforce.exchange.files import read_csv, read_parquet
from reinforce.exchange.from_frame import from_frame
from reinforce.exchange.review_log import Form, ReviewLog

del pl

__all__ = [
    "Form",
    "ImportedLog",
    "ReviewLog",
    "day_numbers",
    "from_engine",
    "from_frame",
    "read_anki",
    "read_anki_cards",
    "read_csv",
    "read_parquet",
    "to_engine",
]
