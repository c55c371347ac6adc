"""What a store in plain dictionaries holds of one learner, as a snapshot."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

from reinforce.journal import EventKind
from reinforce.journal.last_words import OWN_SETTINGS
from reinforce.journal.stakes import Stakes
from reinforce.ports import Snapshot
from reinforce.stores.memory.copies import own_attempt, own_body, own_events, own_review
from reinforce.stores.memory.events import EventRows
from reinforce.stores.memory.events import steering as steering_of
from reinforce.stores.shared.practised import practised

if TYPE_CHECKING:
    from datetime import datetime

    from reinforce.journal import Event, Review
    from reinforce.ports import Practised, Query
    from reinforce.stores.memory.tables import LearnerRows, TenantRows


def snapshot(tenant: TenantRows, query: Query) -> Snapshot:
    """Return what *query* asks for."""
    learner, newest = tenant.learners.get(query.learner), max(tenant.policies)
    edition = max(tenant.editions, default=0)
    if learner is None and query.learner:
        return Snapshot(policy_version=newest, edition=edition, epoch=None)
    if learner is None:
        return Snapshot(
            policy_version=newest,
            edition=edition,
            epoch=None,
            prior_events={id_: own_body(tenant.events[id_]) for id_ in query.ids if id_ in tenant.events},
            steering=own_events(steering_of(tenant.events, EventRows(), {}, query)),
        )
    wanted, cards = None if query.skills is None else set(query.skills), learner.cards
    ids, since = set(query.ids), query.practised_since
    amending = learner.events.amendments(None if query.log else ids)
    steering = steering_of(tenant.events, learner.events, cards, query)
    attempts = sorted(learner.attempts.values(), key=attrgetter("at", "id")) if query.attempts else ()
    journeys = sorted(learner.journeys, key=lambda journey: (learner.journeys[journey], journey))
    return Snapshot(
        policy_version=newest,
        edition=edition,
        epoch=learner.epoch,
        closed_before=learner.closed_before,
        calendar=tuple(learner.calendar[at] for at in sorted(learner.calendar)),
        latest_at=None if since is None else _latest_at(learner),
        cards=dict(cards) if wanted is None else {skill: cards[skill] for skill in wanted & cards.keys()},
        reviews=_reviews(learner, wanted) if query.log else {},
        amendments=own_events(amending),
        prior_reviews={id_: own_review(learner.reviews[id_]) for id_ in ids & learner.reviews.keys()},
        prior_attempts={id_: own_attempt(learner.attempts[id_]) for id_ in ids & learner.attempts.keys()},
        prior_events={id_: own_body(learner.events[id_]) for id_ in ids & learner.events.keys()},
        attempts=tuple(map(own_attempt, attempts)),
        journeys=tuple(journeys) if query.practice or query.settings else (),
        exposures=dict(learner.exposures) if query.practice else {},
        steering=own_events(steering),
        practised=() if since is None else _practised(learner, since),
        private=_private(learner) if query.private else frozenset(),
        settings=_settings(learner) if query.settings else (),
        surveys=_surveys(learner) if query.surveys else (),
    )


def _reviews(learner: LearnerRows, skills: set[str] | None) -> dict[str, tuple[Review, ...]]:
    """Return by skill the reviews of the log, in the order ``(at, id)``."""
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for record in learner.reviews.values():
        if skills is None or record.review.skill in skills:
            found[record.review.skill].append(record.review)
    return {skill: tuple(sorted(reviews, key=attrgetter("order"))) for skill, reviews in found.items()}


def _private(learner: LearnerRows) -> frozenset[str]:
    reviews = (record.review for record in learner.reviews.values())
    own = {review.skill for review in reviews if review.stakes is Stakes.PRACTICE}
    checkpoints = (event for event in learner.events.values() if event.kind is EventKind.CHECKPOINT)
    return frozenset(own | {event.target for event in checkpoints if "stakes" in event.body})


def _settings(learner: LearnerRows) -> tuple[Event, ...]:
    said = learner.events.last_words.get(OWN_SETTINGS)
    return () if said is None else own_events([said])


def _surveys(learner: LearnerRows) -> tuple[Event, ...]:
    said = (event for event in learner.events.values() if event.kind is EventKind.SURVEY)
    return own_events(sorted(said, key=attrgetter("order")))


def _latest_at(learner: LearnerRows) -> datetime | None:
    reviewed = (record.review.at for record in learner.reviews.values())
    attempted = (record.at for record in learner.attempts.values())
    return max((*reviewed, *attempted), default=None)


def _practised(learner: LearnerRows, since: datetime) -> tuple[Practised, ...]:
    """Return what every attempt since an instant was, and every review outside attempts, if not taken back."""
    gone = {event.target for event in learner.events.values() if event.kind is EventKind.RETRACTION}
    counting = (
        new for new in learner.attempts.values() if new.at >= since and new.id not in gone and new.kind != Stakes.EXAM
    )
    attempts = (practised(new.day, new.duration, body=new.body) for new in counting)
    reviews = (record.review for record in learner.reviews.values() if record.review.attempt_id is None)
    alone = (one for one in reviews if one.at >= since and one.id not in gone)
    return tuple(sorted((*attempts, *(practised(one.day, one.duration, one.stakes) for one in alone))))
