"""Who is slipping on what, as a section of a page: by the chance of success, with its doubt and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.pictures.asked import check_asked
from reinforce.pictures.frames import percent
from reinforce.pictures.sections import Cell, Section, Table
from reinforce.practice import Audience
from reinforce.practice.progress import SlippingOrder
from reinforce.practice.text import counted, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.engine import Tenant
    from reinforce.pictures.sections import Part
    from reinforce.practice.progress import SlippingCard, SlippingJudged

_MOST = 20
_ORDERS = {
    SlippingOrder.CHANCE: "the least chance of success first",
    SlippingOrder.DAYS: "the longest not practised first, which tells as much here as the chance of success",
}


def slipping(
    tenant: Tenant,
    *,
    names: Mapping[str, str],
    limit: int = _MOST,
    audience: Audience = Audience.MANAGER,
    heading: str = "Who is slipping on what",
) -> Section:
    """
    Return who is slipping on what, the worst first, and of how many skills too little is known to say.

    It is asked of `progress.slipping`: the chance to succeed today, between which bounds it lies with nine chances in
    ten, the attempts that it rests on, and the day of the last one. `progress.judge_slipping` says how good the list
    was four weeks ago.

    Args:
        tenant: whose learners they are.
        names: by learner, what the page calls them; nobody else is on it.
        limit: most rows, 1 to 500.
        audience: a manager by default; see `progress`.
        heading: what stands above it.

    Raises:
        NotFoundError: a learner is not there.
        InvalidParameterError: *names* is empty or no mapping of ids to texts, or *limit* is outside these bounds.
    """
    check_asked(tenant, names=names, heading=heading)
    judged = tenant.progress.slipping(list(names), limit=limit, audience=audience)
    titles = {skill.id: skill.title for skill in tenant.catalog.curriculum().skills.values()}
    rows = [_row(card, name=names[card.learner], title=titles[card.skill]) for card in judged.cards]
    looked = f"{counted(judged.ranked, 'skill')} that somebody has begun"
    told = f"{_ORDERS[judged.order]}, of {looked}; from {percent(judged.below)} on nobody is slipping."
    parts: list[Part] = [f"{told[:1].upper()}{told[1:]} Below each chance: where it lies with nine chances in ten."]
    if rows:
        parts.append(Table(columns=("person and skill", "chance", "missed", "last seen"), rows=rows))
    else:
        parts = [f"Nobody is slipping: of {looked}, none has a chance of success below {percent(judged.below)}."]
    parts += _how_good(tenant.progress.judge_slipping(limit=limit, audience=audience))
    if judged.unknown:
        more = counted(judged.unknown, "more skill")
        parts.append(
            f"Of {more} too little is known to say: there were fewer than three attempts, or the last is longer ago "
            "than the log tells of."
        )
    return Section(heading=heading, parts=parts)


def _how_good(was: SlippingJudged) -> list[Part]:
    """Return what came of the tenant's list of some weeks ago; nothing where nobody on it has answered since."""
    if not was.answers:
        return []
    came = (
        f"The same list as of {_day(was.at.toordinal())}, of all learners: of the first {was.shown} who have answered "
        f"since, {was.missed} missed the next one. Sorted by days since practice {was.by_days} would have, drawn by "
        f"lot {was.at_random:.1f}; more than {was.best} could not."
    )
    return [came]


def _row(card: SlippingCard, *, name: str, title: str) -> tuple[str | Cell, ...]:
    return (
        Cell(text=name, note=title),
        Cell(text=percent(card.chance), note=f"{100 * card.low:.0f} to {percent(card.high)}"),
        f"{card.misses} of {card.attempts}",
        "never" if card.last_day is None else _day(card.last_day),
    )


def _day(day: int) -> str:
    """Return a day without its year, which stands on the page."""
    return spoken(day).rpartition(" ")[0]
