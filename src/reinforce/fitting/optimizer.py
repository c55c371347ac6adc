"""The optimizer of ``fsrs-rs``, given the histories it learns from: the only module that imports ``fsrs_rs_python``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError
from reinforce.memory import DEFAULT_PARAMETERS
from reinforce.memory.bounds import nearest_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from reinforce.exchange.histories import Histories

_LONGEST = 256
"""Reviews of a history that are learned from: the optimizer's own limit, and without one items grow with its square."""


def fitted_to(known: Histories, rows: NDArray[np.bool_], *, least: int) -> tuple[float, ...]:
    """
    Return the weights fitted to those *rows* of the histories, which are learned from in the order of time.

    Raises:
        InvalidParameterError: fewer than *least* of them can be learned from, or the optimizer refuses them.
    """
    count = int((rows & known.predicted).sum())
    if count < least:
        reason = (
            f"has {count:,} reviews to learn from (those at least a day after the card's review before); {least:,} are "
            "needed, since weights from fewer are apt to predict worse than those one had"
        )
        raise InvalidParameterError("log", reason, value=count)
    import fsrs_rs_python  # noqa: PLC0415 - one place where the package is needed

    items = sorted(_items(fsrs_rs_python, known, rows), key=lambda item: item[0])
    try:
        found = fsrs_rs_python.FSRS(list(DEFAULT_PARAMETERS)).compute_parameters([item for _, item in items])
    except ValueError as error:
        reason = f"is refused by the optimizer ({error}): too few cards come again on a day after their first"
        raise InvalidParameterError("log", reason, value=count) from error
    return nearest_parameters(found)


def _items(package: Any, known: Histories, rows: NDArray[np.bool_]) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - untyped
    """Yield the place in time of each review to learn from, with all reviews of its history up to it."""
    wanted = (rows & known.predicted).tolist()
    order, begins = known.order.tolist(), known.begins.tolist()
    history: list[Any] = []
    for place, (rating, elapsed) in enumerate(zip(known.rating.tolist(), known.elapsed.tolist(), strict=True)):
        if begins[place]:
            history = []
        history.append(package.FSRSReview(rating, elapsed))
        if wanted[place] and len(history) <= _LONGEST:
            yield order[place], package.FSRSItem(history)
