"""What a tenant answers besides sessions and plans: attempts, progress, activity, delivery and coaching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reinforce.practice import Audience
from reinforce.web.session_views import titles
from reinforce.web.standing import standing
from reinforce.web.values import Coaching, PractisedSkill, Recorded

if TYPE_CHECKING:
    from reinforce import Tenant
    from reinforce.practice import Delivery
    from reinforce.practice.progress import Activity
    from reinforce.web.asked import Asked
    from reinforce.web.values import Standing


def record(tenant: Tenant, asked: Asked) -> Recorded:
    """Record an attempt, and return what came of it."""
    outcome = tenant.practice.record(asked.learner, asked.sent)
    named = titles(tenant, (card.skill for card in outcome.cards))
    return Recorded(
        attempt_id=outcome.id,
        at=outcome.at,
        date=outcome.date,
        feedback=outcome.feedback,
        over_time=outcome.over_time,
        skills=tuple(
            PractisedSkill(
                skill=card.skill,
                title=named[card.skill],
                due_date=card.due_date if asked.coach is None else None,  # it tells of practice off the record too
            )
            for card in outcome.cards
        ),
    )


def progress(tenant: Tenant, asked: Asked) -> Standing:
    """Return what a learner holds: for a coach without what was off the record."""
    audience = Audience.LEARNER if asked.coach is None else Audience.MANAGER
    report = tenant.progress.mastery(asked.learner, audience=audience)
    return standing(report, tenant.catalog.curriculum())


def activity(tenant: Tenant, asked: Asked) -> Activity:
    """Return on which days a learner practised: for a coach without what was off the record."""
    audience = Audience.LEARNER if asked.coach is None else Audience.MANAGER
    since, until = (asked.values.get(name) for name in ("since", "until"))
    return tenant.progress.activity(asked.learner, since=since, until=until, audience=audience)


def delivery(tenant: Tenant, asked: Asked) -> Delivery:
    """Return when and how practice may be brought to the learner."""
    return tenant.roster.delivery(asked.learner)


def set_delivery(tenant: Tenant, asked: Asked) -> Delivery:
    """Keep what the learner says of it, and return what holds then."""
    tenant.roster.set_delivery(asked.learner, asked.sent.delivery(), event_id=asked.sent.id)
    return delivery(tenant, asked)


def withdraw_delivery(tenant: Tenant, asked: Asked) -> Delivery:
    """Take back what the learner said of it, and return what holds then."""
    tenant.roster.set_delivery(asked.learner, None, event_id=asked.values.get("id"))
    return delivery(tenant, asked)


def coaching(tenant: Tenant, asked: Asked) -> Coaching:
    """Return what a coach is to work on."""
    about = asked.learner or (None if asked.coach is None else asked.coach.learners)
    needs = tenant.progress.coaching(about)
    return Coaching(needs=needs, titles=titles(tenant, (need.skill for need in needs)))


def coached(tenant: Tenant, asked: Asked) -> Coaching:
    """Keep that a coach has worked on a skill with somebody, and return what is left."""
    by, said = "" if asked.coach is None else asked.coach.id, asked.sent
    tenant.practice.record_coaching(asked.learner, said.skill, by=by, note=said.note, event_id=said.id)
    return coaching(tenant, asked)
