"""What every reader gives and every writer takes: reviews as a frame, and what was wrong where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

import polars as pl

from reinforce import checks
from reinforce.engine import NewReview
from reinforce.errors import InvalidParameterError, shown
from reinforce.exchange.formulas import guard_formulas
from reinforce.exchange.sources import local_path
from reinforce.exchange.spells import CARD, NEW, REVIEW
from reinforce.practice.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FAULTS = {"row": pl.UInt32, "field": pl.String, "kind": pl.String, "reason": pl.String, "done": pl.String}
DROPPED = "dropped"

_MS = timedelta(milliseconds=1)
_FACES = 10


class Form(StrEnum):
    """
    The forms that a review log has as text.

    OURS has the columns ``learner, skill, rating, at`` and, where known, ``id, day, duration``: rating 1 to 4, instant
    in ISO 8601 with its offset, date of the learner day (its number is read too), milliseconds; and ``interval``,
    ``state`` (*new*, *learning*, *review*, *relearning*: of the card before the review), ``spell`` and ``carried``
    (true or false), which say where a card's life begins. FSRS_OPTIMIZER is the form that the optimizer of FSRS reads:
    ``card_id, review_rating, review_time`` and perhaps ``review_duration`` and ``review_state`` (0 new, 1 learning,
    2 review, 3 relearning); times are milliseconds since 1970 or ISO 8601, durations milliseconds. It knows one
    learner.
    """

    OURS = "ours"
    FSRS_OPTIMIZER = "fsrs-optimizer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLog:
    """
    Reviews of one or many learners, in the order of time, and what was wrong where they came from.

    Attributes:
        frame: one row a review: ``learner`` and ``skill`` (text), ``rating`` (Int8, 1 to 4), ``at`` (instants in UTC,
            to the microsecond), ``day`` (Date, of the learner day), and where known ``id`` (text), ``duration``
            (Int64, milliseconds), ``interval`` (Int32, the days for which the review before had scheduled the card),
            ``spell`` (Int32, how often the learner had started anew with the skill) and ``carried`` (whether the spell
            goes on from a memory that no review here tells of, as where the log begins in the middle of a card's life).
        faults: one row a fault: ``row`` (of the source; the first below a header is 0), ``field``, ``kind``, ``reason``
            and what was ``done``: *dropped*, or *kept* and how.
        rows: how many rows the source had; each is in the frame or was dropped.
        timezone, day_start: by which the learner days were told, where the source had none.
    """

    frame: pl.DataFrame
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULTS))
    rows: int
    timezone: str = "UTC"
    day_start: int = 0

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many rows were dropped, by kind of fault; ``rows`` is their sum and the length of the frame."""
        rows = self.faults.filter(pl.col("done") == DROPPED)
        return dict(rows.group_by("kind").len().sort("kind").iter_rows())

    def __len__(self) -> int:
        """Return how many reviews there are."""
        return self.frame.height

    def since(self, at: datetime) -> ReviewLog:
        """
        Return the reviews from an instant on; of what a learner had begun before, the memory is carried from there.

        A frame that is cut by hand does not know that, and its cards would be taken for new ones.

        Raises:
            InvalidParameterError: *at* is no aware instant.
        """
        first = checks.instant("at", at)
        frame = self.frame
        said = pl.col("carried") if "carried" in frame.columns else pl.lit(value=False)
        begun = pl.col("at").min().over(*CARD, *(["spell"] if "spell" in frame.columns else [])) < first
        frame = frame.with_columns(carried=said | begun).filter(pl.col("at") >= first)
        return replace(self, frame=frame, faults=pl.DataFrame(schema=FAULTS), rows=frame.height)

    def to_csv(self, path: str | Path, *, form: Form | str = Form.OURS, guard: bool = True) -> None:
        """
        Write the reviews as a CSV file in UTF-8; what `read_csv` then reads is the same reviews.

        The form of the optimizer has instants to the millisecond. It says where a learner started anew with a skill by
        the state *new*, and cannot say of a later spell that its memory comes from elsewhere: its reviews are left out.

        Args:
            path: of the file, which is written anew.
            form: which of the two.
            guard: whether texts that a spreadsheet would run as formulas get an apostrophe before them, which
                `read_csv` takes away again.

        Raises:
            InvalidParameterError: *form* is none, the form of the optimizer was asked for the log of many learners, or
                *path* is no local file's.
            OSError: the file cannot be written.
        """
        file = local_path("path", path)
        if form_of(form) is Form.FSRS_OPTIMIZER:
            frame = self._optimizer_form()
        else:
            frame = self.frame.with_columns(pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00"))
        with file.open("wb") as out:
            (guard_formulas(frame) if guard else frame).write_csv(out)

    def to_parquet(self, path: str | Path) -> None:
        """Write the reviews as a Parquet file, every column as it is; errors are those of `to_csv`."""
        with local_path("path", path).open("wb") as out:
            self.frame.write_parquet(out)

    def to_reviews(self, *, source: str = "imported") -> list[NewReview]:
        """
        Return the reviews as ``tenant.practice.review_many(…, imported=True)`` takes them, in the order of time.

        A review without an id gets one made of its skill, its instant and its place among reviews that share both, so
        that sending the log twice adds nothing.

        Args:
            source: what is said to have rated them.

        Raises:
            InvalidParameterError: the log has cards whose memory is not that of their reviews alone: those that begin
                in the middle of their life, and those with which a learner started anew. `to_engine` takes such a log.
        """
        if _more_than_reviews(self.frame):
            reason = "has cards that start anew or began elsewhere: exchange.to_engine says so to the engine"
            raise InvalidParameterError("log", reason, value=len(self))
        return self.reviews(source=source)

    def reviews(self, *, source: str) -> list[NewReview]:
        """Return the reviews as they are, whatever else the engine has to know about their cards."""
        checks.identifier("source", source)
        place = pl.int_range(pl.len()).over("learner", "skill", "at")
        made = pl.format("{}:{}:{}", "skill", pl.col("at").dt.timestamp("us"), place)
        known = [name for name in ("id", "duration") if name in self.frame.columns]
        frame = self.frame.select("learner", "skill", "rating", "at", *known, made=made)
        return [
            NewReview(
                learner=row["learner"],
                skill=row["skill"],
                rating=row["rating"],
                review_id=row.get("id") or f"log:{blake2b(row['made'].encode(), digest_size=12).hexdigest()}",
                at=row["at"],
                source=source,
                duration=None if row.get("duration") is None else row["duration"] * _MS,
            )
            for row in frame.iter_rows(named=True)
        ]

    def summary(self) -> str:
        """Return what there is and what was wrong, in a few lines."""
        frame, day = self.frame, pl.col("at").dt.date()
        skills, learners = frame["skill"].n_unique(), frame["learner"].n_unique()
        lines = [f"{counted(frame.height, 'review')} of {counted(skills, 'skill')} by {counted(learners, 'learner')}"]
        if frame.height:
            first, last = frame.select(day.min().alias("first"), day.max().alias("last")).row(0)
            lines[0] += f", {first} to {last}"
        lines.append(f"{self.rows:,} rows read, {sum(self.dropped.values()):,} dropped")
        counts = self.faults.group_by("kind", "done").len().sort("len", "kind", "done", descending=[True, False, False])
        lines += [f"  {count:,} × {kind}: {done}" for kind, done, count in counts.iter_rows()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415 - needed in notebooks only

        return f"<pre>{escape(self.summary())}</pre>{self.frame.head(_FACES)._repr_html_()}"

    def _optimizer_form(self) -> pl.DataFrame:
        frame = self.frame
        if frame["learner"].n_unique() > 1:
            reason = "must be ours: that of the optimizer knows one learner, and these are the reviews of several"
            raise InvalidParameterError("form", reason, value=Form.FSRS_OPTIMIZER)
        spell = "spell" if "spell" in frame.columns else pl.lit(0)
        carried = "carried" if "carried" in frame.columns else pl.lit(value=False)
        frame = frame.with_columns(_spell=spell, _carried=carried)
        frame = frame.filter(~pl.col("_carried") | (pl.col("_spell") == pl.col("_spell").first().over(*CARD)))
        begins = pl.struct(*CARD, "_spell").is_first_distinct() & ~pl.col("_carried")
        return frame.select(
            card_id="skill",
            review_rating="rating",
            review_time=pl.col("at").dt.epoch("ms"),
            review_state=pl.when(begins).then(NEW).otherwise(REVIEW),
            **({"review_duration": "duration"} if "duration" in frame.columns else {}),
        )


def _more_than_reviews(frame: pl.DataFrame) -> bool:
    """Whether some card's memory is not that of all its reviews here, from the first on."""
    carried = "carried" in frame.columns and frame["carried"].any()
    spells = (
        "spell" in frame.columns and frame.select((pl.col("spell") != pl.col("spell").first().over(*CARD)).any()).item()
    )
    return bool(carried or spells)


def form_of(value: object) -> Form:
    """Return the form that *value* is or names; raise InvalidParameterError where it is none."""
    try:
        return Form(str(value))
    except ValueError:
        reason = f"must be {' or '.join(repr(form.value) for form in Form)}, not {shown(value)}"
        raise InvalidParameterError("form", reason, value=value) from None
