"""The privacy service: what is held about a person, erasing them, and keeping the log for a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.people.compact import Compacting
from reinforce.engine.people.erase import Erasing, Keep
from reinforce.engine.people.mentions import mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.engine.people.compact import Compaction
    from reinforce.engine.people.erase import Erasure
    from reinforce.engine.people.mentions import Mention


class Privacy:
    """What people have a right to: to see what is held about them, to be erased, and not to be kept for ever."""

    def __init__(self, context: TenantContext) -> None:
        self._context = context
        self._erasing = Erasing(context)
        self._compacting = Compacting(context)

    def export(self, learner: str) -> dict[str, Any]:
        """
        Return everything that is held about a person, as JSON values that people can read.

        Instants and learner days are in ISO 8601, durations in seconds under names that end in ``_seconds``, ratings
        names; so it is in bodies and outcomes, but for fields of a host's own, which stay as sent. ``held`` has the
        person's own rows by the name of what they are kept in, in the order of their keys. In ``held["named_in"]``
        stands which entries of other people's logs, or of the tenant's, name the person: where, under which id, in
        what role (``assessor``, ``by`` or a path in the body) and when, but not whose they are and what they say,
        since that belongs to somebody else.

        Args:
            learner: a learner, or somebody who is only named by others' entries, such as a coach.

        Raises:
            NotFoundError: nothing is held about such a person. If they were erased, it is an ErasedError.
        """
        context, person = self._context, checks.identifier("learner", learner)
        held = context.store.held(context.tenant, person)
        if not any(held.values()):
            raise context.erased.gone(person, told=False)
        return {
            "tenant": context.tenant,
            "learner": person,
            "exported_at": context.clock.now().isoformat(),
            "held": {name: [dict(row) for row in rows] for name, rows in held.items()},
        }

    def erase(self, learner: str, *, keep: Keep = Keep.NOTHING) -> Erasure:
        """
        Erase a person: what is kept afterwards does not identify them. It cannot be taken back.

        All their rows go, in one transaction. Where entries of others name them, a pseudonym takes
        the place of their id; nobody else's card changes, and whoever sends such an entry again, under the old name,
        still gets its first outcome. A keyed hash of the id stays and refuses what late devices send: `ErasedError`.
        `Roster.put` takes the same id anew; what is dated before the erasure is refused then too. The tenant's log gets
        an event with the hash, which `digest` returns for an id, so that whoever reads the log can erase them as well.

        Free text of others stays as it is: where it holds the id, `Erasure.mentioned` says so, and `mentions` finds
        other names of the person. Ids that a host made from their name are not found. What the database keeps beside
        its tables, such as its write-ahead log, is removed; `Erasure.remains` says what could not be. Erasing again,
        when nobody is reading, tries that again.

        Args:
            learner: a learner, or somebody who is only named by others' entries. Erasing twice changes nothing, and is
                told what came of the first time.
            keep: what may stay.

        Raises:
            NotFoundError: nothing is held about such a person.
            InvalidParameterError: an argument is not acceptable.
        """
        return self._erasing.erase(learner, keep=keep)

    def mentions(self, name: str) -> tuple[Mention, ...]:
        """
        Return where free text mentions somebody: in attempts and events of anybody, as a word of its own.

        Whether it is the person, or somebody else of that name, only who reads it can tell. At most 1,000 attempts and
        as many events are looked at; reading goes over all of the tenant's.

        Args:
            name: an id, or a name that people use, in any case of its letters; the log of a learner with that id is
                left out.
        """
        return mentions(self._context, checks.identifier("name", name))

    def digest(self, learner: str) -> str:
        """Return the keyed hash of an id that stands in the entry of the log which says that the person was erased."""
        return self._context.erased.digest(checks.identifier("learner", learner))

    def compact(
        self,
        period: timedelta,
        *,
        learners: Iterable[str] | None = None,
        after: str = "",
        progress: Callable[[Compaction], object] | None = None,
    ) -> Compaction:
        """
        Remove what is older than a period: of each card the older entries are replaced by one checkpoint.

        No card changes. Attempts older than the period go, and so do events that hold no more; calendars, enrolments,
        exposures, and events that still steer plans stay. So does, until its last day for that, an answer that waits to
        be marked, with the learner's log from it on; and for a month what was handed out. From then on entries dated
        before the cut are refused with `ErasedError`, also those that are sent a second time: they cannot be told from
        new ones. What rests on single old entries cannot be reckoned any more: the history, levels of mastery, and
        cards under other settings.

        It goes through the learners in batches, each in one transaction, while practice goes on. The same cut a second
        time removes nothing and is told what came of the first; a later one counts what was left for it.

        Args:
            period: how long entries are kept, at least a day.
            learners: only these; everybody if omitted.
            after: go on after this learner, where a call was interrupted (`Compaction.after`).
            progress: called after each batch with how far it has come.

        Raises:
            NotFoundError: one of *learners* is not there.
            InvalidParameterError: an argument is not acceptable.
        """
        return self._compacting.compact(period, learners=learners, after=after, progress=progress)
