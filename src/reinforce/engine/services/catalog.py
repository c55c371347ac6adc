"""The catalog service: publishing packs as editions, and looking at what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from reinforce import catalog, checks
from reinforce.catalog.ids import PLAIN
from reinforce.catalog.revisions import Revisions
from reinforce.codec import Value, kept
from reinforce.errors import ConflictError
from reinforce.journal import Event, EventKind, own_id
from reinforce.ports import Change, EditionRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from os import PathLike

    from reinforce.catalog import Curriculum, Pack
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.context.versions import Edition


@dataclass(frozen=True, slots=True)
class Published(Value):
    """
    What publishing a pack came to.

    Attributes:
        pack: the pack's id.
        edition: the number of the edition that holds it.
        changes: what that edition added, changed and removed.
        is_new: whether this call published it. If it was published already nothing changed, and the answer is the same
            as then: to tell it from that one, equality leaves this out.
    """

    pack: str
    edition: int
    changes: tuple[catalog.Difference, ...]
    is_new: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        counts = {kind: sum(change.kind == kind for change in self.changes) for kind in ("added", "changed", "removed")}
        said = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        return f"{self.pack}, edition {self.edition}: {(self.is_new and said) or 'nothing changed'}"


class Catalog:
    """What can be practised: publish packs, look at the curriculum."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context

    def publish(self, pack: str | PathLike[str] | Pack) -> Published:
        """
        Publish a pack as the tenant's next edition.

        A pack that is published already changes nothing, and is answered as the first time. Skills of which only ids
        were known, see `put_skills`, leave that pack for the one that brings more of them; their cards stay.

        Args:
            pack: a path, YAML text, or a pack.

        Raises:
            InvalidPackError: the pack has faults, all of which it lists, or clashes with another pack of the tenant.
            NotFoundError: there is no such file.
        """
        ready = catalog.read_pack(pack)
        return self._published(lambda _: ready, pack=ready.id)

    def put_skills(self, skills: Iterable[str], *, pack: str = PLAIN) -> Published:
        """
        Publish skills of which only ids are known, as where content and grades are the host's own.

        They make up a pack, see `catalog.plain_pack`, whose id is that of a journey too. Skills that are there already,
        in whatever pack, stay as they are, and those of earlier calls remain: twice is as good as once. A pack that is
        published later with some of them takes them over.

        Args:
            skills: their ids, in the order in which they are introduced.
            pack: the id of the pack for those that are in none yet.

        Raises:
            InvalidParameterError: there is no skill, or an id cannot stand in a pack.
            ConflictError: a skill is new, and the pack holds more than ids: it is published whole.
        """
        names = catalog.plain_pack(skills, pack=pack).whole.skills
        return self._published(lambda there: _with_skills(names, pack, there), pack=pack)

    def curriculum(self, edition: int | None = None) -> Curriculum:
        """
        Return all that can be practised, as of the newest edition or as of an earlier one.

        Raises:
            NotFoundError: there is no such edition.
        """
        wanted = None if edition is None else checks.whole("edition", edition, 0, 2**31 - 1)
        return self._context.versions.curriculum(wanted)

    def _published(self, made: Callable[[Mapping[str, Edition]], Pack | None], *, pack: str) -> Published:
        """
        Publish what is *made* of what is there as *pack*, again as long as somebody else publishes meanwhile.

        Nothing is made where other packs have all of it already.
        """
        tried: set[int] = set()

        def once() -> Published:
            edition = self._context.versions.edition()
            there = self._context.versions.content(edition).editions
            if (ready := made(there)) is None:
                return Published(pack, edition, (), is_new=False)
            return self._publish(ready, there, edition=edition, tried=tried)

        return self._context.writing.retrying(once)

    def _publish(self, pack: Pack, there: Mapping[str, Edition], *, edition: int, tried: set[int]) -> Published:
        """
        Publish *pack* beside what is *there* as of the newest *edition*.

        *tried* has the numbers under which this call did before, of which the answer was lost.
        """
        before = there.get(pack.id)
        if before is not None and not catalog.compare(before.pack, pack):  # its digest may be of an earlier release
            earlier = self._context.versions.content(before.number - 1).editions.get(pack.id)
            changes = catalog.compare(None if earlier is None else earlier.pack, pack)
            return Published(pack.id, before.number, changes, is_new=before.number in tried)
        old = None if before is None else before.pack
        past = chain.from_iterable(one.history for one in there.values())
        known = Revisions.of((one.pack for one in there.values()), history=past)
        rests = _rests(pack, there)
        catalog.check_successor(old, pack, known=known)
        beside = {other: one.pack for other, one in there.items() if other != pack.id}
        catalog.check_ids(pack, (one for _, one in sorted((beside | rests).items())), old=old)
        now, newest = self._context.clock.now(), {other: one.number for other, one in there.items()}
        records: list[EditionRecord] = []
        for number, new in enumerate((*rests.values(), pack), edition + 1):
            newest = {**newest, new.id: number}
            records.append(_record(new, there.get(new.id), newest=newest, at=now, known=known))
        events = tuple(
            Event(
                id=own_id("edition", str(number), skill),
                kind=EventKind.CONTENT_CHANGE,
                at=now,
                target=skill,
                body={"edition": number, "effect": str(effect)},
                recorded_at=now,
            )
            for skill, effect in catalog.content_changes(old, pack, known=known)
        )
        tried.add(number)
        self._context.writing.apply(Change(tenant=self._context.tenant, editions=tuple(records), events=events))
        return Published(pack.id, number, catalog.compare(old, pack))


def _record(
    pack: Pack, before: Edition | None, *, newest: Mapping[str, int], at: datetime, known: Revisions
) -> EditionRecord:
    """Return *pack* as the edition of which *newest* says the number, and the history that it adds to."""
    old, history = (None, ()) if before is None else (before.pack, before.history)
    number = newest[pack.id]
    history = catalog.history_after(history, old, pack, edition=number, at=at, known=known)
    return EditionRecord(
        number=number,
        pack=pack.id,
        digest=catalog.digest(pack),
        body=catalog.to_body(pack),
        newest=newest,
        history=[kept(step) for step in history],
        recorded_at=at,
    )


def _rests(pack: Pack, there: Mapping[str, Edition]) -> dict[str, Pack]:
    """Return the plain packs *there* that have skills which *pack* brings, without those: it takes them over."""
    from reinforce.catalog.plain import is_plain, remaining  # noqa: PLC0415 - there is a pack, so it is imported

    if is_plain(pack):
        return {}
    brought = {skill.id for skill in pack.skills}
    return {
        other: remaining(one.pack, brought)
        for other, one in sorted(there.items())
        if other != pack.id and is_plain(one.pack) and not brought.isdisjoint(skill.id for skill in one.pack.skills)
    }


def _with_skills(names: Iterable[str], pack: str, there: Mapping[str, Edition]) -> Pack | None:
    """Return the plain *pack* that is *there* with those *names* that no pack has; ``None`` if others have all."""
    from reinforce.catalog.plain import is_plain  # noqa: PLC0415 - as above

    taught = {skill.id for edition in there.values() for skill in edition.pack.skills}
    added = [name for name in names if name not in taught]
    if pack not in there:
        return catalog.plain_pack(added, pack=pack) if added else None
    if not added:
        return there[pack].pack
    if not is_plain(there[pack].pack):
        said = (
            f"holds more than ids of skills, and {added[0]!r} is none of them: publish it whole, or name another pack"
        )
        raise ConflictError("pack", pack, said)
    return catalog.plain_pack([*there[pack].pack.whole.skills, *added], pack=pack)
