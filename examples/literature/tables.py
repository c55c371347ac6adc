"""The tables of the literature page: what the memory model says where experiments have asked people."""

from __future__ import annotations

from examples.literature.outcomes import MODEL, best_gap, expected, memories

Table = list[list[str]]

_RESTS = (7, 35, 70, 350)
_OBSERVED = {7: "20–40 %", 350: "5–10 %"}
"""Cepeda et al. (2008), abstract: the best gap as a share of the rest, at its two ends."""

_SPREADS = {"on one day": (0, 0, 0, 0), "within a week": (0, 2, 4, 6), "over eight weeks": (0, 4, 18, 56)}
_EXPANDING = {
    3: ((0, 7, 28), (0, 14, 28)),
    4: ((0, 4, 12, 28), (0, 9, 19, 28)),
    5: ((0, 2, 6, 14, 28), (0, 7, 14, 21, 28)),
}
_LATENESS = (0.5, 1, 1.5, 2, 4)


def tables() -> list[Table]:
    """Return all tables, in the order of the page."""
    return [gaps(), spread(), schedules(), lateness()]


def gaps() -> Table:
    """Return the best gap between two practices for each rest before the test."""
    table = [
        ["Days until the test", "best gap, model", "share of the rest", "share observed", "left", "left with no gap"]
    ]
    for rest in _RESTS:
        gap = best_gap(rest)
        left, massed = expected((0, gap), at=gap + rest), expected((0, 0), at=rest)
        share = f"{100 * gap / rest:.0f} %"
        table.append([f"{rest}", f"{gap} days", share, _OBSERVED.get(rest, "–"), _percent(left), _percent(massed)])
    return table


def spread() -> Table:
    """Return what four practices leave, spread differently, after as long a rest and on the same date."""
    last = max(days[-1] for days in _SPREADS.values())
    table = [["Four practices", "30 days after the last", "90 days after the last", f"on day {last + 90}"]]
    for name, days in _SPREADS.items():
        rests = [_percent(expected(days, at=days[-1] + rest)) for rest in (30, 90)]
        table.append([name, *rests, _percent(expected(days, at=last + 90))])
    return table


def schedules() -> Table:
    """Return what expanding and uniform gaps between the same first and last day leave."""
    table = [["Practices in 28 days", "expanding", "uniform", "difference", "mean on the way, expanding", "uniform"]]
    for count, pair in _EXPANDING.items():
        expanding, uniform = (expected(days, at=days[-1] + 56) for days in pair)
        apart = f"{100 * (expanding - uniform):+.1f} points".replace("-", "−")
        on_the_way = [_percent(_mean(days)) for days in pair]
        table.append([f"{count}", _percent(expanding), _percent(uniform), apart, *on_the_way])
    return table


def lateness() -> Table:
    """Return what comes of a third practice that is early, in time or late."""
    before = (0, 4)
    ((_, known),) = memories(before, sure=2)
    due = MODEL.interval_days(known)
    table = [["Third practice", "succeeds", "stability if it does", "stability expected", "left on day 120"]]
    for times in _LATENESS:
        day = before[-1] + round(due * times)
        days = (*before, day)
        chance = expected(before, at=day, sure=2)
        found = memories(days, sure=2)
        longest = max(state.stability for _, state in found)
        mean = sum(share * state.stability for share, state in found)
        name = "in time" if times == 1 else f"after {times:g} times the interval"
        name = f"{name}, {day - before[-1]} days"
        left = _percent(expected(days, at=120, sure=2))
        table.append([name, _percent(chance), f"{longest:.0f} days", f"{mean:.0f} days", left])
    return table


def _mean(days: tuple[int, ...]) -> float:
    """Return the mean retrievability over the days of a course, each in its evening."""
    levels = [expected(days[: sum(one <= day for one in days)], at=day) for day in range(days[-1] + 1)]
    return sum(levels) / len(levels)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
