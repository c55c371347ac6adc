"""People who get another id, turn out to be one person, or leave a journey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.engine.context.meetings import taken_off
from reinforce.engine.context.new_ids import new_id
from reinforce.engine.people.other_ids import ids_of, ids_of_others, marked_reviews, other_ids, own_subjects, with_ids
from reinforce.engine.people.references import chosen, renamed
from reinforce.errors import ConflictError, ErasedError, InvalidParameterError
from reinforce.journal import AMENDING, TO_SKILLS, Event, EventKind
from reinforce.journal.last_words import ENDLESS, subject_of
from reinforce.ports import Change, Entries, Query, Rewriting
from reinforce.practice import fold
from reinforce.practice.cards.effective_log import EffectiveLog
from reinforce.practice.grading.same_attempt import content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reinforce.catalog import Curriculum
    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.ports import Snapshot, Unmeeting
    from reinforce.practice import Card

_MARK = 8
_DATED = AMENDING - {EventKind.RETRACTION}
"""Events whose sender may say when; of others the engine does."""


class Merging:
    """The part of `Roster` that moves people: to another id, into one another, and out of journeys."""

    _context: TenantContext

    def rename(self, learner: str, *, to: str) -> None:
        """
        Give a learner another id; everything that is held under the old one goes over, in one transaction.

        Cards are folded anew, since fuzz goes by the id: due days may move by as much as fuzz allows. In entries of
        others that name the learner, in whatever role, the new id stands from then on.

        Args:
            learner: the id that they have.
            to: the id that they get.

        A second time it changes nothing, for as long as the log says who has the new id.

        Raises:
            NotFoundError: there is no such learner.
            ConflictError: there is a learner with the new id; see `merge`.
            ErasedError: somebody with the new id was erased.
        """
        self._check(learner, to, "to")
        self._context.writing.retrying(lambda: self._move(learner, to, new=True))
        self._context.store.purge()  # the old id may be an address

    def merge(self, learner: str, *, into: str) -> None:
        """
        Make two learners who are one person one; everything goes over to the second, in one transaction.

        Logs are joined and cards folded anew. Exposures add up, enrolments unite, the second one's calendar holds.
        An entry that both have, with the same content, is there once. Ids are each learner's own: of two entries that
        have one id and are not the same, that of the one who is gone gets another, which begins as the old one and has
        a tilde in it, and everything that is about it follows. Where both have a skill whose older entries were
        replaced by a checkpoint, the later checkpoint says what is remembered, and reviews and lapses add up.

        Args:
            learner: the one who is gone afterwards.
            into: the one who stays.

        Raises:
            NotFoundError: one of them is not there.
        """
        self._check(learner, into, "into")
        self._context.writing.retrying(lambda: self._move(learner, into, new=False))
        self._context.store.purge()

    def unenroll(self, learner: str, *, journey: str, by: str | None = None) -> None:
        """
        Take a learner off a journey; who is not on it stays so. The log says when, and who decided.

        Cards stay as they are and go on falling due; the journey introduces no more skills.

        Args:
            learner: who.
            journey: which one.
            by: the person who decided it.

        Raises:
            NotFoundError: there is no such learner, or no such journey.
        """
        checks.identifier("journey", journey)
        by = None if by is None else checks.identifier("by", by)
        self._context.writing.retrying(lambda: self._unenroll(learner, journey, by))

    def _check(self, learner: str, other: str, field: str) -> None:
        checks.identifier("learner", learner)
        if checks.identifier(field, other) == learner:
            raise InvalidParameterError(field, f"must be another learner than {learner!r}", value=other)

    def _unenroll(self, learner: str, journey: str, by: str | None) -> None:
        context = self._context
        snapshot, now = context.learners.read(learner, practice=True, since_day=ENDLESS), context.clock.now()
        if journey not in snapshot.journeys:
            context.versions.curriculum(snapshot.edition).journey(journey)
            return
        event = Event(
            id=new_id(),
            kind=EventKind.UNENROLMENT,
            at=now,
            learner=learner,
            target=journey,
            by=by,
            recorded_at=now,
        )
        context.writing.apply(
            Change(
                tenant=context.tenant,
                events=(event,),
                epochs={learner: snapshot.epoch or 0},
                turning=frozenset({learner}),
                persons=context.erased.named(by),
                rewriting=Rewriting(unenrolled=((learner, journey),)),
            )
        )

    def _move(self, source: str, target: str, *, new: bool) -> None:
        """Move everything from one learner to another, who is there or, where *new*, is not."""
        context, store = self._context, self._context.store
        queries = [Query(tenant=context.tenant, learner=one, skills=None, settings=True) for one in (source, target)]
        from_, into = store.read_many(queries)
        if not from_.is_there:
            if self._is_moved(source, target):
                return
            raise context.erased.gone(source)
        self._check_target(target, into, new=new)
        mine, theirs = store.entries(context.tenant, learner=source), store.entries(context.tenant, learner=target)
        own, added, kept, left = self._joining(source, target, mine, theirs)
        others = store.entries(context.tenant, naming=source)
        others = renamed(chosen(others, lambda learner, _: learner != source), source, target)
        log = _joined(theirs, _joined(added, kept))
        said = tuple(event for event in log.events if event.kind is EventKind.SETTINGS)
        cards = self._cards(target, log, replace(into, journeys=(*from_.journeys, *into.journeys), settings=said))
        off = self._taken_off(own, theirs, closed_before=from_.closed_before)
        off += self._taken_off(theirs, own, closed_before=into.closed_before, shared=False)
        versions = {skill: held.version for skill, held in into.cards.items()}
        epochs = {source: from_.epoch or 0, target: into.epoch or 0}
        closed = [at for at in (from_.closed_before, into.closed_before) if at is not None]
        context.writing.apply(
            Change(
                tenant=context.tenant,
                reviews=added.reviews,
                attempts=added.attempts,
                events=(self._note(source, target), *added.events),
                cards=tuple((card, versions.get(card.skill, 0)) for card in cards),
                unmet=off,
                epochs=epochs,
                turning=frozenset(epochs),
                rewriting=Rewriting(
                    moves=((source, target),),
                    replaced=_joined(kept, others),
                    removed=left,
                    closed={target: max(closed)} if closed else {},
                    counted={source: len(mine), target: len(theirs)},
                ),
            )
        )

    def _is_moved(self, source: str, target: str) -> bool:
        """Whether everything of *source*, who is not there, went over to *target* before: an answer may get lost."""
        notes = self._context.store.events(self._context.tenant, learner=target)
        merged = {event.target for event in notes if event.kind is EventKind.MERGE}
        return bool(merged) and self._context.erased.digest(source) in merged

    def _taken_off(
        self, own: Entries, others: Entries, *, closed_before: datetime | None, shared: bool = True
    ) -> tuple[Unmeeting, ...]:
        """
        Return what is taken off the exposures of whose log is *own* before those of two people add up.

        That is what somebody took back in the log of the *others*; and, where *shared* is set, what counts there too.
        """
        mine, theirs = (EffectiveLog.of(log.events).retracted for log in (own, others))
        both = {record.id for record in others.attempts} if shared else set[str]()
        counted = [record for record in own.attempts if record.id not in mine]
        gone = [record for record in counted if record.id in theirs or record.id in both]
        staying = [record for record in counted if record.id not in theirs]
        return taken_off(gone, staying, versions=self._context.versions, closed_before=closed_before)

    def _joining(
        self, source: str, target: str, mine: Entries, theirs: Entries
    ) -> tuple[Entries, Entries, Entries, Entries]:
        """
        Return the log of *source* as it joins that of *target*, where what has one id and is not the same gets another.

        These are all of it, under the ids from then on; and as of *target* what is new there under another id, what
        goes over as it is, and what is left behind under an id that is used no more.
        """
        there, ids = ids_of(theirs), self._other_ids(source, mine, theirs)
        own, made = with_ids(mine, ids), frozenset(ids.values())
        moved = renamed(chosen(own, lambda _, id_: id_ not in there), source, target)
        added, kept = chosen(moved, lambda _, id_: id_ in made), chosen(moved, lambda _, id_: id_ not in made)
        left = chosen(mine, lambda _, id_: id_ in ids and id_ not in there)
        return own, added, kept, renamed(left, source, target)

    def _other_ids(self, source: str, mine: Entries, theirs: Entries) -> dict[str, str]:
        """Return other ids for what *source* has under ids that stand for something else in the log of the target."""
        context = self._context
        known = dict(_content(theirs, context.versions.curriculum))
        said = _content(mine, context.versions.curriculum)
        clashing = {id_ for id_, one in said if id_ in known and known[id_] != one} | ids_of_others(mine, theirs)
        subjects = own_subjects(mine, theirs)
        if any(kind.traits.shared for kind in subjects.values()):  # what the tenant has said is the same for everybody
            everybodys = {subject_of(event.kind, event.target) for event in context.store.events(context.tenant)}
            subjects = {about: kind for about, kind in subjects.items() if about not in everybodys}
        if not clashing and not subjects:
            return {}
        mark = context.erased.digest(source)[:_MARK]
        return other_ids(mine, clashing, subjects=subjects, there=ids_of(theirs), mark=mark)

    def _check_target(self, target: str, into: Snapshot, *, new: bool) -> None:
        """Raise an error unless the learner to whom everything goes is there or, where *new*, is not."""
        if not into.is_there and not new:
            raise self._context.erased.gone(target)
        if into.epoch is not None and new:
            raise ConflictError("learner", target, "is there already; merge joins two learners")
        erased = self._context.erased.gone(target) if new else None
        if isinstance(erased, ErasedError):
            raise erased

    def _note(self, source: str, target: str) -> Event:
        """Return the entry that tells whoever reads the log whose entries are whose now."""
        context = self._context
        digest, now = context.erased.digest(source), context.clock.now()
        return Event(
            id=new_id(),
            kind=EventKind.MERGE,
            at=now,
            learner=target,
            target=digest,
            body={"digest": digest},
            recorded_at=now,
        )

    def _cards(self, target: str, log: Entries, into: Snapshot) -> list[Card]:
        """Return the cards that the joined log folds to, but for those that would be new and blank."""
        context = self._context
        policy, curriculum = context.versions.in_force(into)
        reviews = [record.review for record in log.reviews]
        skills = {review.skill for review in reviews} | {one.target for one in log.events if one.kind in TO_SKILLS}
        amending = [event for event in log.events if event.kind not in TO_SKILLS]
        cards = []
        for skill in sorted(skills | into.cards.keys()):
            about = [review for review in reviews if review.skill == skill]
            steps = [event for event in log.events if event.kind in TO_SKILLS and event.target == skill]
            card = fold(
                (*about, *steps, *amending),
                policy=policy,
                changes=curriculum.changes(skill),
                learner=target,
                skill=skill,
            )
            if card.last_id is not None or skill in into.cards:
                cards.append(card)
        return cards


def _content(listed: Entries, of: Callable[[int], Curriculum]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the id of each entry and what its sender said, without whose it is and what was filled in."""
    marked = marked_reviews(listed)  # the judgements say how well it was, and all of them stay
    for id_, shown in marked.items():
        yield id_, ("review", *shown)
    for record in listed.reviews:
        if record.review.id not in marked:
            yield record.review.id, ("review", *record.review.said)
    for attempt in listed.attempts:
        yield attempt.id, ("attempt", attempt.kind, attempt.edition, content(attempt.body, of(attempt.edition)))
    for event in listed.events:
        asked = event.body.get("asked") if event.kind is EventKind.EXAM else None  # each learner has other ones
        at = event.at if event.kind in _DATED and not event.body.get("at_omitted") else None
        yield event.id, (event.kind, event.target, event.by, event.said, asked, at)


def _joined(one: Entries, other: Entries) -> Entries:
    """Return the entries of both."""
    return Entries(
        reviews=(*one.reviews, *other.reviews),
        attempts=(*one.attempts, *other.attempts),
        events=(*one.events, *other.events),
    )
