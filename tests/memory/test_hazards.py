"""What is unsafe in the ``fsrs`` package, 6.3.2, and does not reach our callers: one test for each."""

import ast
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fsrs import Card as FsrsCard
from fsrs import Scheduler as FsrsScheduler

import reinforce
from reinforce import Policy, Review
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.memory import Fsrs6, MemoryState, Phase, Standing
from reinforce.practice import fold

ORIGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
IN_REVIEW = Standing(Phase.REVIEW, None, MemoryState(10.0, 5.0))


def _fold(*practised: tuple[Rating, int]) -> MemoryState:
    """Return the memory after reviews an hour apart, each with the learner day that its device wrote down."""
    today = ORIGIN.toordinal()
    reviews = [
        Review(
            id=f"r{hour}", learner="ana", skill="roi", rating=rating, at=ORIGIN + timedelta(hours=hour), day=today + day
        )
        for hour, (rating, day) in enumerate(practised)
    ]
    memory = fold(reviews).memory
    assert memory is not None
    return memory


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def _functions_called_by_a_review() -> set[str]:
    called: set[str] = set()

    def note(_frame: FrameType, event: str, function: Any) -> None:  # noqa: ANN401 - as the interpreter calls it
        if event == "c_call":
            called.add(f"{getattr(function, '__module__', None)}.{function.__name__}")

    model = Fsrs6()
    sys.setprofile(note)
    try:
        for rating in Rating:
            model.review(Standing(), rating, elapsed_days=0)
            model.review(IN_REVIEW, rating, elapsed_days=3)
    finally:
        sys.setprofile(None)
    return called


def test_a_review_neither_sleeps_nor_asks_the_time() -> None:
    """The package's cards sleep a millisecond to get an id from the clock; ours are given one."""
    called = _functions_called_by_a_review()
    assert called, "nothing was seen to be called"
    assert not {name for name in called if name.rpartition(".")[2] in {"sleep", "now", "utcnow", "time", "today"}}


def test_reviews_in_many_threads_do_not_meet() -> None:
    """The package's ids collide across threads; nothing of ours depends on them."""
    model = Fsrs6()

    def practise(elapsed: int) -> Standing:
        return model.review(IN_REVIEW, Rating.Good, elapsed_days=elapsed).standing

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(practise, range(200))) == [practise(elapsed) for elapsed in range(200)]


def test_global_chance_is_neither_asked_nor_moved() -> None:
    """The package's fuzz draws from the global generator, so that equal calls differ; ours does not touch it."""
    before = random.getstate()
    cards = [fold([Review(id="r", learner="ana", skill="roi", rating=Rating.Easy, at=ORIGIN)]) for _ in range(20)]
    assert random.getstate() == before
    assert len(set(cards)) == 1


@pytest.mark.parametrize("elapsed", [-1, 1_000_001, 1.0, True, None, float("nan")])
def test_elapsed_days_that_cannot_be_are_refused(elapsed: Any) -> None:  # noqa: ANN401 - none of them fits
    """A review before the last one is not accepted silently: elapsed days are whole and not negative."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().review(IN_REVIEW, Rating.Good, elapsed_days=elapsed)
    assert caught.value.field == "elapsed_days"


@pytest.mark.parametrize("elapsed", [-1, -0.5, float("nan"), True, "1", None])
def test_retrievability_before_the_last_review_is_refused(elapsed: Any) -> None:  # noqa: ANN401 - none of them fits
    """Retrievability is not asked about a time before the last review, nor about none at all."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().retrievability(MemoryState(10.0, 5.0), elapsed_days=elapsed)
    assert caught.value.field == "elapsed_days"


def test_time_does_not_move_backwards() -> None:
    """Days N, N−1, N+20 count as N, N, N+20: an earlier day adds nothing, and takes nothing from the days to come."""
    good = Rating.Good
    assert _fold((good, 0), (good, -1), (good, 20)) == _fold((good, 0), (good, 0), (good, 20))
    assert _fold((good, 0), (good, -1), (good, 20)) != _fold((good, 0), (good, 0), (good, 21))
    theirs = FsrsCard(card_id=1)
    for day in (0, -1, 20):
        theirs, _ = FsrsScheduler().review_card(theirs, good, ORIGIN + timedelta(days=day))  # type: ignore[arg-type]
    assert theirs.stability == _fold((good, 0), (good, 0), (good, 21)).stability  # a day that never was


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.5, 0.009, 0.9991, True, "0.9", None, float("nan")])
def test_desired_retention_is_checked(value: Any) -> None:  # noqa: ANN401 - none of them fits
    """It lies between 0.01 and 0.999; the package takes anything."""
    for refuse in (Fsrs6, Policy):
        with pytest.raises(InvalidParameterError) as caught:
            refuse(desired_retention=value)
        assert caught.value.field == "desired_retention"


@pytest.mark.parametrize("value", [0, -0.1, 1.5, 0.009, True, "0.9", float("nan")])
def test_the_desired_retention_of_an_interval_is_checked(value: Any) -> None:  # noqa: ANN401 - none of them fits
    """It lies between 0.01 and 1, which is the moment of the review itself."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().interval(MemoryState(10.0, 5.0), desired_retention=value)
    assert caught.value.field == "desired_retention"
    assert Fsrs6().interval(MemoryState(10.0, 5.0), desired_retention=1) == 0


@pytest.mark.parametrize("value", [0, -1, 36_501, 30.0, True, "30", None])
def test_maximum_interval_is_checked(value: Any) -> None:  # noqa: ANN401 - none of them fits
    """It is a whole number of days from 1 to 36,500; the package takes anything."""
    for refuse in (Fsrs6, Policy):
        with pytest.raises(InvalidParameterError) as caught:
            refuse(maximum_interval=value)
        assert caught.value.field == "maximum_interval"


def test_stability_is_no_more_than_a_hundred_years() -> None:
    """Where the package's would grow beyond 36,500 days ours stays, and the interval is that of what is stored."""
    model = Fsrs6(desired_retention=0.99)
    near = Standing(Phase.REVIEW, None, MemoryState(36_000.0, 1.0))
    scheduled = model.review(near, Rating.Easy, elapsed_days=30_000)
    assert scheduled.standing.memory is not None
    assert scheduled.standing.memory.stability == 36_500
    assert scheduled.interval_days == round(model.interval(scheduled.standing.memory)) < model.maximum_interval


@pytest.mark.parametrize("zone", [ZoneInfo("UTC"), timezone(timedelta(hours=-3)), ZoneInfo("Asia/Tokyo")])
def test_any_zone_is_accepted(zone: timezone | ZoneInfo) -> None:
    """The package accepts ``timezone.utc`` alone; with us the same instant in any zone makes the same card."""
    with pytest.raises(ValueError, match="UTC"):
        FsrsScheduler().review_card(FsrsCard(card_id=1), Rating.Good, ORIGIN.astimezone(zone))  # type: ignore[arg-type]
    cards = {
        fold([Review(id="r", learner="ana", skill="roi", rating=Rating.Good, at=at)])
        for at in (ORIGIN, ORIGIN.astimezone(zone))
    }
    assert len(cards) == 1


@pytest.mark.parametrize(
    ("before", "field"),
    [
        (Standing(Phase.REVIEW, None, None), "before.memory"),
        (Standing(Phase.LEARNING, 0, None), "before.memory"),
        (Standing(Phase.NEW, None, MemoryState(10.0, 5.0)), "before.memory"),
        (Standing(Phase.RELEARNING, None, MemoryState(10.0, 5.0)), "before.step"),
        (Standing(Phase.LEARNING, -1, MemoryState(10.0, 5.0)), "before.step"),
        (Standing(Phase.REVIEW, None, MemoryState(0.0, 5.0)), "before.memory"),
        (Standing(Phase.REVIEW, None, MemoryState(36_501.0, 5.0)), "before.memory"),
        (Standing(Phase.REVIEW, None, MemoryState(10.0, 11.0)), "before.memory"),
        (Standing(Phase.REVIEW, None, MemoryState(float("nan"), 5.0)), "before.memory"),
    ],
)
def test_a_standing_that_cannot_be_is_refused(before: Standing, field: str) -> None:
    """What the package asserts, or computes nonsense from, is an error that names the field."""
    with pytest.raises(InvalidParameterError) as caught:
        Fsrs6().review(before, Rating.Good, elapsed_days=1)
    assert caught.value.field == field


def test_it_is_refused_where_assertions_are_off() -> None:
    """Under ``python -O`` the package's assertions are gone, our checks are not."""
    program = """if True:
        from reinforce.errors import InvalidParameterError
        from reinforce.journal import Rating
        from reinforce.memory import Fsrs6, MemoryState, Phase, Standing
        for before in (Standing(Phase.REVIEW), Standing(Phase.RELEARNING, None, MemoryState(10.0, 5.0))):
            try:
                Fsrs6().review(before, Rating.Good, elapsed_days=1)
            except InvalidParameterError as error:
                print(__debug__, error.field)
    """
    assert _run("-O", "-c", program).splitlines() == ["False before.memory", "False before.step"]


def test_the_packages_optimizer_stays_unimported() -> None:
    """Its star import pulls torch; importing us imports neither that nor the module that asks for it."""
    program = (
        "import sys, reinforce; print([m for m in ('fsrs', 'fsrs.optimizer', 'torch', 'pandas') if m in sys.modules])"
    )
    assert _run("-c", program) == "['fsrs']"


def _importers_of_fsrs() -> Iterator[str]:
    (package,) = reinforce.__path__
    for path in Path(package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(name.split(".")[0] == "fsrs" for name in names):
                yield path.relative_to(package).as_posix()


def test_one_module_imports_the_package() -> None:
    """Whoever changes the package, or leaves it, has one file to read."""
    assert set(_importers_of_fsrs()) == {"memory/fsrs6.py"}


def test_the_version_names_the_packages_release() -> None:
    """Patch releases change numbers: the version is part of the model's, and stamped on every card."""
    version = f"fsrs-6/{metadata.version('fsrs')}"
    assert Fsrs6().version == version
    card = fold([Review(id="r", learner="ana", skill="roi", rating=Rating.Good, at=ORIGIN)])
    assert card.model_version == version


@pytest.mark.parametrize(
    ("history", "stability", "difficulty", "interval"),
    [
        ([(Rating.Good, 0), (Rating.Hard, 0)], 2.3065, 4.752858488532557, 2),
        ([(Rating.Hard, 0), (Rating.Hard, 0)], 1.2931, 6.7404595108297, 1),
        ([(Rating.Again, 0), (Rating.Hard, 0), (Rating.Hard, 0)], 0.212, 8.39479117018528, 1),
        ([(Rating.Good, 0), (Rating.Good, 2), (Rating.Hard, 0)], 10.964332335820698, 4.748284761594571, 11),
        ([(Rating.Easy, 0), (Rating.Hard, 0)], 8.2956, 4.010608969296839, 8),
    ],
)
def test_hard_on_the_same_day_keeps_its_numbers(
    history: list[tuple[Rating, int]], stability: float, difficulty: float, interval: int
) -> None:
    """Release 6.3.2 changed what Hard does on the same day (stability stays); the next change will be seen here."""
    standing, scheduled = Standing(), None
    for rating, elapsed in history:
        scheduled = Fsrs6().review(standing, rating, elapsed_days=elapsed)
        standing = scheduled.standing
    assert scheduled is not None
    assert standing.memory is not None
    assert standing.memory.stability == pytest.approx(stability, rel=1e-12)
    assert standing.memory.difficulty == pytest.approx(difficulty, rel=1e-12)
    assert scheduled.interval_days == interval
