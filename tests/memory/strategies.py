"""Parameters, models and histories as hypothesis draws them: all that `Fsrs6` accepts."""

from datetime import UTC, datetime, timedelta

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import strategies as st

from reinforce.journal import Rating
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, Standing

ORIGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
_LATE = 57_599
"""Seconds; one less than the longest step that may stand alone."""

RATINGS = st.sampled_from(Rating)


@st.composite
def any_parameters(draw: st.DrawFn) -> tuple[float, ...]:
    """Draw parameters within the bounds, the first stabilities of Hard, Good and Easy in order."""
    drawn = [
        draw(st.floats(low, high)) for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    ]
    return (drawn[0], *sorted(drawn[1:4]), *drawn[4:])


@st.composite
def steps(draw: st.DrawFn) -> tuple[timedelta, ...]:
    """Draw up to four steps, none shorter than the one before, together shorter than a day."""
    seconds = sorted(draw(st.lists(st.integers(1, _LATE), max_size=4)))
    while sum(seconds) >= 24 * 60 * 60:
        seconds.pop()
    return tuple(timedelta(seconds=each) for each in seconds)


def models(parameters: st.SearchStrategy[tuple[float, ...]] | None = None) -> st.SearchStrategy[Fsrs6]:
    """Draw a model: default parameters or any, with and without steps."""
    return st.builds(
        Fsrs6,
        parameters=parameters or st.just(DEFAULT_PARAMETERS) | any_parameters(),
        desired_retention=st.floats(0.01, 0.999) | st.sampled_from([0.8, 0.9, 0.97]),
        maximum_interval=st.integers(1, 36_500),
        learning_steps=st.just(()) | steps(),
        relearning_steps=st.just(()) | steps(),
    )


ELAPSED = st.integers(0, 30) | st.integers(0, 3_000)
HISTORIES = st.lists(st.tuples(RATINGS, ELAPSED), max_size=12)
GAPS = st.timedeltas(timedelta(), timedelta(days=2)) | st.timedeltas(timedelta(), timedelta(days=400))
INSTANTS = st.lists(st.tuples(RATINGS, GAPS), min_size=1, max_size=12)


def practised(model: Fsrs6, history: list[tuple[Rating, int]]) -> Standing:
    """Return where a new card stands after *history*."""
    standing = Standing()
    for rating, elapsed in history:
        standing = model.review(standing, rating, elapsed_days=elapsed).standing
    return standing
