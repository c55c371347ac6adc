"""How claims end: acknowledged or given back, also where their learner has another id by now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reinforce import checks, days
from reinforce.engine.reading.claims import DELIVERY, Claim, end_of, look_after, mark_of
from reinforce.errors import InvalidParameterError
from reinforce.logger import LOGGER
from reinforce.ports import Verdict
from reinforce.ports.feed import JOINING, LOOKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Holder, Snapshot

_FIRST_DAY, _LAST_DAY = date(checks.FIRST_YEAR, 1, 1).toordinal(), date(checks.LAST_YEAR, 12, 31).toordinal()


def check_claim(claim: object, *, field: str = "claim") -> Claim:
    """Return what is a claim; raise InvalidParameterError where it is none, or one that nobody was ever given."""
    claim = checks.of_kind(field, claim, Claim)
    for name in ("tenant", "learner", "claim_id"):
        checks.identifier(f"{field}.{name}", getattr(claim, name))
    checks.whole(f"{field}.day", claim.day, _FIRST_DAY, _LAST_DAY)
    return claim


def check_claim_of(tenant: str, claim: object, *, field: str = "claim") -> Claim:
    """Return what is a claim of *tenant*; raise InvalidParameterError where it is none."""
    claim = check_claim(claim, field=field)
    if claim.tenant != tenant:
        reason = f"must be {tenant!r}, whose outbox this is"
        raise InvalidParameterError(f"{field}.tenant", reason, value=claim.tenant)
    return claim


class ClaimEnds:
    """
    Writes how claims of one tenant ended.

    That of a learner who is as they were takes the shortest way. What does not count there is looked for by the id of
    the claim: who was renamed or merged meanwhile, and was reminded under the old id, is not reminded again.
    """

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def acknowledge(self, several: Sequence[Claim]) -> tuple[bool, ...]:
        """Write that claims were delivered; return of each whether it counts."""
        now = self._context.clock.now()
        found = self._read(claim.learner for claim in several)
        ended: set[tuple[str, str]] = set()
        for some in _each_learner_once(several):
            known = {one.learner: one for one in some if found[one.learner].is_there}
            settled = self._settled(_delivered(one, found[who], now=now) for who, one in known.items())
            ended.update((who, known[who].claim_id) for who in settled)
        if rest := [claim for claim in several if _key(claim) not in ended]:
            ended.update(self._acknowledged_elsewhere(rest, now=now))
        return tuple(_noted(_key(claim) in ended, "acknowledged") for claim in several)

    def release(self, claim: Claim) -> bool:
        """Write that a claim was given back; return whether it counts."""
        return _noted(bool(self._settled([_released(claim)])) or self._released_elsewhere(claim), "released")

    def _acknowledged_elsewhere(self, claims: Sequence[Claim], *, now: datetime) -> set[tuple[str, str]]:
        """Write that claims were delivered which others have by now; return those that count."""
        holders = self._holders(claims, "acknowledged")
        days_of = {claim.claim_id: claim.day for claim in claims}
        held = {holder.learner: (id_, holder) for id_, holder in holders.items() if not _is_over(holder)}
        found = self._read(held)
        settled = self._settled(
            _delivered(_moved(holder, days_of[id_], of=claims[0]), found[who], now=now)
            for who, (id_, holder) in held.items()
            if found[who].is_there
        )
        counts = {id_ for id_, holder in holders.items() if _is_over(holder) or holder.learner in settled}
        return {_key(claim) for claim in claims if claim.claim_id in counts}

    def _released_elsewhere(self, claim: Claim) -> bool:
        """Write that a claim was given back which somebody else has by now; return whether it counts."""
        holder = self._holders([claim], "released").get(claim.claim_id)
        if holder is None or _is_over(holder):
            return holder is not None
        others = [id_ for id_ in holder.held.split(JOINING) if id_ != claim.claim_id]
        if not others:
            return bool(self._settled([_released(replace(claim, learner=holder.learner))]))
        stays = Verdict(
            learner=holder.learner,
            held=holder.held,
            claim_id=JOINING.join(others),
            day=holder.day,
            look_at=holder.look_at,
        )
        return bool(self._settled([(stays,)]))

    def _holders(self, claims: Sequence[Claim], how: str) -> dict[str, Holder]:
        """Return by the id of a claim who has it now, as a claim or as one that ended so."""
        wanted, over = {claim.claim_id for claim in claims}, mark_of("", how)
        marks = [*wanted, *(mark_of(id_, how) for id_ in wanted)]
        found: dict[str, Holder] = {}
        for holder in self._context.store.holders(self._context.tenant, marks):
            held = holder.held.removeprefix(over)
            if not held.startswith(LOOKING):
                found |= dict.fromkeys(wanted.intersection(held.split(JOINING)), holder)
        return found

    def _read(self, learners: Iterable[str]) -> Mapping[str, Snapshot]:
        """Return by learner what says when to look at them again."""
        known = self._context.learners
        return known.look_for([known.query(one, subjects=DELIVERY) for one in dict.fromkeys(learners)])

    def _settled(self, ends: Iterable[tuple[Verdict, ...]]) -> frozenset[str]:
        """Write how claims ended; return the learners for whom it counts."""
        verdicts = [verdict for end in ends for verdict in end]
        return self._context.store.settle(self._context.tenant, verdicts) if verdicts else frozenset()


def _key(claim: Claim) -> tuple[str, str]:
    return claim.learner, claim.claim_id


def _noted(counts: bool, how: str) -> bool:  # noqa: FBT001 - it is what is returned
    """Return whether the end of a claim counts, after a warning where it does not."""
    if not counts:
        LOGGER.warning("a claim was %s after it had run out or ended: its day may be delivered twice", how)
    return counts


def _delivered(claim: Claim, snapshot: Snapshot, *, now: datetime) -> tuple[Verdict, Verdict]:
    look_at = look_after(claim, snapshot, now=now)
    return end_of(claim, "acknowledged", day=claim.day, look_at=look_at, delivered_at=now)


def _released(claim: Claim) -> tuple[Verdict, Verdict]:
    return end_of(claim, "released", day=claim.day - 1, look_at=days.EPOCH)


def _moved(holder: Holder, day: int, *, of: Claim) -> Claim:
    """Return the claim, or claims, that a holder has; of two days the later one is done."""
    return replace(of, learner=holder.learner, claim_id=holder.held, day=max(day, holder.day or day))


def _is_over(holder: Holder) -> bool:
    """Whether what a holder has is the mark of how a claim ended."""
    return holder.held.startswith(LOOKING)


def _each_learner_once(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Yield all of *claims* in lists, in none of which a learner is twice: nearly always one list."""
    rest = list(claims)
    while rest:
        first = {claim.learner: claim for claim in reversed(rest)}
        yield list(first.values())
        rest = [claim for claim in rest if first[claim.learner] is not claim]
