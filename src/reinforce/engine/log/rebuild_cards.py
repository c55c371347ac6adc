"""Refolding: every stored card brought to what its log folds to, in batches, while practice goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from reinforce import checks
from reinforce.codec import Value
from reinforce.errors import ConnectionLostError, InvalidParameterError, StaleError, shown
from reinforce.ports import Change
from reinforce.practice.cards.effective_log import EffectiveLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot
    from reinforce.practice import Card

_MOST = 10_000

_Tried: TypeAlias = "dict[tuple[str, str], Card]"
"""By learner and skill, the cards that this call has tried to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded(Value):
    """
    How far refolding has come.

    Attributes:
        learners: how many learners were gone through.
        cards: how many cards were folded.
        changed: how many of them were not what was stored, and were written.
        after: the last learner who was gone through; refolding goes on behind them. Empty before the first.
    """

    learners: int = 0
    cards: int = 0
    changed: int = 0
    after: str = ""

    def plus(self, other: Refolded) -> Refolded:
        """Return this and what came after it."""
        return Refolded(
            learners=self.learners + other.learners,
            cards=self.cards + other.cards,
            changed=self.changed + other.changed,
            after=other.after,
        )


def refold(
    context: TenantContext,
    *,
    learners: Iterable[str] | None,
    after: str,
    batch: int,
    progress: Callable[[Refolded], None] | None,
) -> Refolded:
    """Bring the cards of *learners*, or of all who come after one, to the folds of their logs."""
    checks.whole("batch", batch, 1, _MOST)
    checks.text("after", after)
    if progress is not None and not callable(progress):
        raise InvalidParameterError("progress", f"must be something to call, not {shown(progress)}", value=progress)
    done = Refolded(after=after)
    pages = _pages(context, after, batch) if learners is None else _chosen(learners, after, batch)
    for page in pages:
        tried: _Tried = {}
        parts = partial(_refolded, context, page, named=learners is not None, tried=tried)
        done = done.plus(context.writing.retrying(parts, after=(ConnectionLostError,)))
        if progress is not None:
            progress(done)
    return done


def skills_in(snapshot: Snapshot) -> list[str]:
    """Return the skills that have a card in *snapshot*, or a log that makes one."""
    return sorted(snapshot.cards.keys() | snapshot.reviews.keys() | EffectiveLog.of(snapshot.amendments).skills)


def _pages(context: TenantContext, after: str, batch: int) -> Iterator[Sequence[str]]:
    while page := context.store.learners(context.tenant, after=after, limit=batch, retired=True):
        yield page
        after = page[-1]


def _chosen(learners: Iterable[str], after: str, batch: int) -> Iterator[Sequence[str]]:
    named = [learners] if isinstance(learners, str) else checks.several("learners", learners)
    wanted = sorted(learner for learner in set(checks.identifiers("learners", named)) if learner > after)
    return (wanted[start : start + batch] for start in range(0, len(wanted), batch))


def _refolded(context: TenantContext, page: Sequence[str], *, named: bool, tried: _Tried) -> Refolded:
    """
    Refold the cards of a page in one transaction; where somebody practises meanwhile, those of each half in its own.

    So the one who practises goes on, and is waited for alone, however large the page was.
    """
    try:
        return _once(context, page, named=named, tried=tried)
    except StaleError:
        if len(page) == 1:
            return context.writing.retrying(lambda: _once(context, page, named=named, tried=tried))
    half = len(page) // 2
    first, rest = (_refolded(context, part, named=named, tried=tried) for part in (page[:half], page[half:]))
    return first.plus(rest)


def _once(context: TenantContext, page: Sequence[str], *, named: bool, tried: _Tried) -> Refolded:
    """Refold the cards of a page; those that an earlier try wrote, of which the answer was lost, count as changed."""
    queries = [context.learners.query(learner, skills=None, log=True) for learner in page]
    found = context.learners.read_many(queries) if named else context.learners.look_for(queries)
    cards: list[tuple[Card, int]] = []
    epochs: dict[str, int] = {}
    count = changed = 0
    for learner, snapshot in found.items():
        if snapshot.epoch is None:  # gone since the page was read
            continue
        for skill in skills_in(snapshot):
            count += 1
            held, folded = snapshot.cards.get(skill), context.folds.fold(learner, skill, snapshot)
            if folded != (None if held is None else held.card) and (held is not None or folded.last_id is not None):
                cards.append((folded, 0 if held is None else held.version))
                epochs[learner] = snapshot.epoch
                tried[learner, skill] = folded
                changed += 1
            else:
                changed += tried.get((learner, skill)) == folded
    if cards:
        context.writing.apply(Change(tenant=context.tenant, cards=tuple(cards), epochs=epochs))
    return Refolded(learners=len(page), cards=count, changed=changed, after=page[-1])
