"""
A real review log through the engine: are its numbers those of py-fsrs, and do learner days predict better than hours?

What it does
    It sends every review of one person's log through ``practice.review`` of an engine on a SQLite file, twice.

    1. With elapsed time in whole spans of 24 hours, as py-fsrs counts it. Each card's stability and difficulty are then
       compared with those that py-fsrs itself arrives at from the same reviews. They should not differ at all.
    2. With elapsed time in learner days, as the engine counts it unless told otherwise; the days are those of UTC.

    Before each review the card as it then stands says which share of the memory is left. Over the reviews that come at
    least 24 hours after the card's last one (earlier ones say little about memory) the log loss tells how well these
    predictions fit what happened: the mean of ``-log(p)`` where the review succeeded (any rating but Again) and of
    ``-log(1 - p)`` where it did not. Lower is better; the reviews are the same in both runs, and nothing is fitted.

What it needs
    A log: a CSV file with the columns ``card_id, review_rating, review_time, review_duration`` (rating 1 to 4, time
    in ISO 8601, duration in milliseconds), as the optimizer of FSRS takes it. None comes with the project; without one
    at hand, ``python -m examples.real_log.simulated PATH`` writes that of a simulated person.

How to run it
    ``python -m examples.real_log.replay PATH``, or with the path in the environment variable ``REINFORCE_REAL_LOG``.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import fsrs

from reinforce import Elapsed, Engine, ManualClock, Policy, Rating
from reinforce.catalog import plain_pack
from reinforce.days import day_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reinforce import Card, Tenant

VARIABLE = "REINFORCE_REAL_LOG"
OWNER = "owner"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the log."""

    skill: str
    rating: Rating
    at: datetime
    duration: timedelta


@dataclass(frozen=True, slots=True)
class Replay:
    """
    What the engine made of the log.

    Attributes:
        cards: by skill, the card at the end.
        predictions: of the reviews at least 24 hours after the card's last one: what share was left, and whether the
            review succeeded.
    """

    cards: Mapping[str, Card]
    predictions: Sequence[tuple[float, bool]]

    @property
    def log_loss(self) -> float:
        """The mean surprise at what happened; lower is better."""
        return fmean(-log(share if succeeded else 1 - share) for share, succeeded in self.predictions)


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay the log and print what came of it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m examples.real_log.replay", description="Replay a review log.")
    parser.add_argument("path", nargs="?", type=Path, default=named_log(), help=f"of the log; else {VARIABLE} names it")
    path = parser.parse_args(arguments).path
    if path is None or not path.is_file():
        parser.error(f"there is no file {path}" if path else f"name a review log, here or in {VARIABLE}")
    started = time.perf_counter()
    logged = read_log(path)
    hours, days = (replay(logged, elapsed=elapsed) for elapsed in (Elapsed.ROLLING_24H, Elapsed.LEARNER_DAY))
    for line in report(logged, hours=hours, days=days):
        print(line)
    print(f"took {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


def named_log() -> Path | None:
    """Return the path of the log that the environment names, or ``None`` if it names none."""
    path = os.environ.get(VARIABLE)
    return Path(path) if path else None


def read_log(path: Path) -> list[Logged]:
    """Return the rows of the log, oldest first."""
    with path.open(encoding="utf-8", newline="") as file:
        logged = [
            Logged(
                skill=f"card-{row['card_id']}",
                rating=Rating.of(int(row["review_rating"])),
                at=datetime.fromisoformat(row["review_time"]).astimezone(UTC),
                duration=timedelta(milliseconds=int(row["review_duration"])),
            )
            for row in csv.DictReader(file)
        ]
    return sorted(logged, key=lambda review: review.at)


def replay(logged: Sequence[Logged], *, elapsed: Elapsed) -> Replay:
    """Send every review through a new engine on a SQLite file; elapsed time is counted as *elapsed* says."""
    clock = ManualClock(logged[0].at - DAY)
    with tempfile.TemporaryDirectory() as folder:
        # The file lives no longer than this block, so that it need not survive a failure of the power.
        url = f"sqlite:///{Path(folder) / 'practice.db'}"
        with Engine.open(url, clock=clock, durability="normal") as engine:
            tenant = engine.create_tenant("log", policy=Policy(elapsed=elapsed, fuzz=False))
            tenant.catalog.publish(plain_pack(sorted({review.skill for review in logged})))
            tenant.roster.put(OWNER)
            predictions = list(_send(tenant, clock, logged))
            cards = {card.skill: card for card in tenant.practice.cards(learners=OWNER)}
    return Replay(cards, predictions)


def _send(tenant: Tenant, clock: ManualClock, logged: Sequence[Logged]) -> Iterator[tuple[float, bool]]:
    """Send the reviews, each at its time, and yield what the card before it predicted and what happened."""
    policy = tenant.policy
    before: dict[str, Card] = {}
    for number, review in enumerate(logged):
        clock.move_to(review.at)
        card = before.get(review.skill)
        if card is not None and card.last_at is not None and review.at - card.last_at >= DAY:
            yield _share_left(card, review.at, policy), review.rating is not Rating.Again
        outcome = tenant.practice.review(
            OWNER, review.skill, review.rating, review_id=f"r{number}", at=review.at, duration=review.duration
        )
        (before[review.skill],) = outcome.cards


def _share_left(card: Card, at: datetime, policy: Policy) -> float:
    """Return what share of the memory is left at the instant *at*, time being counted as the policy says."""
    if policy.elapsed is Elapsed.LEARNER_DAY:
        return card.retrievability(day=day_number(at), policy=policy) or 0.0
    if card.memory is None or card.last_at is None:
        return 0.0
    return policy.memory.retrievability(card.memory, elapsed_days=(at - card.last_at).days)


def package_replay(logged: Sequence[Logged]) -> dict[str, fsrs.Card]:
    """Return what py-fsrs itself makes of the log, by skill; steps of minutes would not change the memory states."""
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    cards: dict[str, fsrs.Card] = {}
    for review in logged:
        card = cards.get(review.skill) or fsrs.Card(card_id=len(cards))
        cards[review.skill], _ = scheduler.review_card(card, fsrs.Rating(review.rating), review.at)
    return cards


def differences(ours: Mapping[str, Card], theirs: Mapping[str, fsrs.Card]) -> dict[str, tuple[float, float]]:
    """Return the largest difference in stability and in difficulty, each absolute and relative, over all cards."""
    if ours.keys() != theirs.keys():
        message = f"the engine has {len(ours)} cards, py-fsrs {len(theirs)}, and they are not the same"
        raise ValueError(message)
    largest = {}
    for name in ("stability", "difficulty"):
        pairs = [(getattr(ours[skill], name), getattr(theirs[skill], name)) for skill in ours]
        largest[name] = (
            max(abs(one - other) for one, other in pairs),
            max(abs(one / other - 1) for one, other in pairs),
        )
    return largest


def report(logged: Sequence[Logged], *, hours: Replay, days: Replay) -> list[str]:
    """Return what there is to say, line by line."""
    first, last = (f"{logged[end].at:%Y-%m-%d}" for end in (0, -1))
    lines = [
        f"{len(logged):,} reviews of {len(hours.cards):,} cards by one person, {first} to {last}",
        "",
        "Counted in spans of 24 hours, the largest difference from py-fsrs over all cards:",
    ]
    lines += [
        f"  {name:<10}  {absolute:.1e} absolute, {relative:.1e} relative"
        for name, (absolute, relative) in differences(hours.cards, package_replay(logged)).items()
    ]
    lines += [
        "",
        f"Log loss over the {len(hours.predictions):,} reviews at least 24 hours after the card's last:",
        f"  spans of 24 hours   {hours.log_loss:.4f}",
        f"  learner days (UTC)  {days.log_loss:.4f}",
    ]
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
