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

        A pack that is published already changes nothing, and is answered as the first time.

        Args:
            pack: a path, YAML text, or a pack.

        Raises:
            InvalidPackError: the pack has faults, all of which it lists, or clashes with another pack of the tenant.
            NotFoundError: there is no such file.
        """
        ready = catalog.read_pack(pack)
        return self._published(lambda _: ready)

    def put_skills(self, skills: Iterable[str], *, pack: str = PLAIN) -> Published:
        """
        Publish skills of which only ids are known, as where content and grades are the host's own.

        They make up a pack, see `catalog.plain_pack`, whose id is that of a journey too. Skills that are there already
        stay as they are, and those of earlier calls remain: twice is as good as once.

        Args:
            skills: their ids, in the order in which they are introduced.
            pack: the id of their pack; a tenant may have several, which share no skill.

        Raises:
            InvalidParameterError: there is no skill, or an id cannot stand in a pack.
            ConflictError: a skill belongs to another pack, or the pack holds more than ids: it is published whole.
        """
        names = catalog.plain_pack(skills, pack=pack).whole.skills
        return self._published(lambda there: catalog.plain_pack(_with_skills(names, pack, there), pack=pack))

    def curriculum(self, edition: int | None = None) -> Curriculum:
        """
        Return all that can be practised, as of the newest edition or as of an earlier one.

        Raises:
            NotFoundError: there is no such edition.
        """
        wanted = None if edition is None else checks.whole("edition", edition, 0, 2**31 - 1)
        return self._context.versions.curriculum(wanted)

    def _published(self, made: Callable[[Mapping[str, Edition]], Pack]) -> Published:
        """Publish the pack that is *made* of what is there, again as long as somebody else publishes meanwhile."""
        tried: set[int] = set()

        def once() -> Published:
            edition = self._context.versions.edition()
            there = self._context.versions.content(edition).editions
            return self._publish(made(there), there, edition=edition, tried=tried)

        return self._context.writing.retrying(once)

    def _publish(self, pack: Pack, there: Mapping[str, Edition], *, edition: int, tried: set[int]) -> Published:
        """
        Publish *pack* beside what is *there* as of the newest *edition*.

        *tried* has the numbers under which this call did before, of which the answer was lost.
        """
        before, mark = there.get(pack.id), catalog.digest(pack)
        if before is not None and before.digest == mark:
            earlier = self._context.versions.content(before.number - 1).editions.get(pack.id)
            changes = catalog.compare(None if earlier is None else earlier.pack, pack)
            return Published(pack.id, before.number, changes, is_new=before.number in tried)
        old, history = (None, ()) if before is None else (before.pack, before.history)
        past = chain.from_iterable(one.history for one in there.values())
        known = Revisions.of((one.pack for one in there.values()), history=past)
        catalog.check_successor(old, pack, known=known)
        catalog.check_ids([pack, *(there[other].pack for other in sorted(there) if other != pack.id)])
        number, now = edition + 1, self._context.clock.now()
        history = catalog.history_after(history, old, pack, edition=number, at=now, known=known)
        record = EditionRecord(
            number=number,
            pack=pack.id,
            digest=mark,
            body=catalog.to_body(pack),
            newest={**{other: one.number for other, one in there.items()}, pack.id: number},
            history=[kept(step) for step in history],
            recorded_at=now,
        )
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
        self._context.writing.apply(Change(tenant=self._context.tenant, editions=(record,), events=events))
        return Published(pack.id, number, catalog.compare(old, pack))


def _with_skills(names: Iterable[str], pack: str, there: Mapping[str, Edition]) -> list[str]:
    """Return the skills of a plain *pack* that is *there*, and after them those *names* that are new to it."""
    from reinforce.catalog.plain import is_plain  # noqa: PLC0415 - there is a pack, so it is imported

    if pack in there and not is_plain(there[pack].pack):
        raise ConflictError("pack", pack, "holds more than ids of skills: publish it whole, or name another pack")
    present = there[pack].pack.whole.skills if pack in there else ()
    wanted = dict.fromkeys((*present, *names))
    for other, edition in there.items():
        if other != pack:
            for skill in edition.pack.skills:
                if skill.id in wanted:
                    raise ConflictError(
                        "skill", skill.id, f"belongs to the pack {other!r}, and can be practised as it is"
                    )
    return [*wanted]
