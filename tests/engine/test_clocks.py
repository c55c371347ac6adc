"""What an engine makes of a clock that nobody set."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from reinforce import Engine, InvalidParameterError, ManualClock, Tenant
from tests.support.stores import START, small_tenant

FAR = timedelta(days=100_000)


class Wrong:
    """A host's clock that can say anything."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        """Return whatever it says."""
        return self.at


@pytest.mark.parametrize(
    "at",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime(1899, 12, 31, tzinfo=UTC),
        datetime(3000, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(2026, 3, 2),  # noqa: DTZ001 - what is tried
    ],
)
def test_a_clock_of_no_year_of_ours_is_refused_in_words(at: datetime) -> None:
    """No call answers by it, writes by it or falls over it; what was there is there when the clock is right again."""
    clock = Wrong()
    engine = Engine.open("memory:", clock=clock)
    acme = small_tenant(engine)
    before = acme.privacy.export("ana")
    clock.at = at
    calls: tuple[Any, ...] = (
        lambda: acme.practice.review("ana", "terms", 3),
        lambda: acme.practice.session("ana"),
        acme.practice.due_learners,
        lambda: acme.practice.bury("ana", "terms"),
        acme.outbox.claim_due,
        lambda: acme.roster.put("ana", timezone="Pacific/Kiritimati"),
        lambda: acme.goals.of("ana"),
        lambda: acme.privacy.compact(timedelta(days=1)),
        acme.progress.still_known,
        lambda: engine.create_tenant("other"),
    )
    for call in calls:
        with pytest.raises(InvalidParameterError, match="clock must"):
            call()
    clock.at = START
    assert acme.privacy.export("ana") == before


def test_an_instant_of_another_zone_is_one_in_utc() -> None:
    """A clock that counts in a zone of its own says the same."""
    clock = Wrong()
    clock.at = START.astimezone(timezone(timedelta(hours=9)))
    acme: Tenant = small_tenant(Engine.open("memory:", clock=clock))
    review = acme.practice.review("ana", "terms", 3).reviews[0]
    assert (review.at, review.recorded_at) == (START, START)
    assert review.at.tzinfo is UTC


def test_a_manual_clock_goes_no_further_than_days_can_be_reckoned() -> None:
    """It stays where it is, and says so."""
    clock = ManualClock(START)
    for _ in range(3):
        clock.advance(FAR)
    with pytest.raises(InvalidParameterError, match="2999"):
        clock.advance(FAR)
    assert clock.now() == START + 3 * FAR
