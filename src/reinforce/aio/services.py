"""The services of a tenant for asyncio, each a mirror: a line a method."""

from __future__ import annotations

from reinforce.aio.mirror import Mirror, mirrored
from reinforce.engine.goals import Goals
from reinforce.engine.models import Models
from reinforce.engine.practice import Practice
from reinforce.engine.progress import Progress
from reinforce.engine.publishing import Publishing
from reinforce.engine.roster import Roster


class AsyncPublishing(Mirror[Publishing]):
    """What can be practised: publish packs, look at the curriculum."""

    publish = mirrored(Publishing.publish)
    curriculum = mirrored(Publishing.curriculum)


class AsyncRoster(Mirror[Roster]):
    """Who practises, and when."""

    put = mirrored(Roster.put)
    put_many = mirrored(Roster.put_many)
    enroll = mirrored(Roster.enroll)
    enroll_many = mirrored(Roster.enroll_many)
    get = mirrored(Roster.get)
    learners = mirrored(Roster.learners)
    availability = mirrored(Roster.availability)
    set_availability = mirrored(Roster.set_availability)
    put_leave = mirrored(Roster.put_leave)
    cancel_leave = mirrored(Roster.cancel_leave)
    holidays = mirrored(Roster.holidays)


class AsyncGoals(Mirror[Goals]):
    """What has to be remembered by when."""

    put = mirrored(Goals.put)
    withdraw = mirrored(Goals.withdraw)
    of = mirrored(Goals.of)


class AsyncPractice(Mirror[Practice]):
    """Who practises what, when."""

    session = mirrored(Practice.session)
    due = mirrored(Practice.due)
    card = mirrored(Practice.card)
    cards = mirrored(Practice.cards)
    history = mirrored(Practice.history)
    preview = mirrored(Practice.preview)
    plan = mirrored(Practice.plan)
    attempts = mirrored(Practice.attempts)
    forecast = mirrored(Practice.forecast)
    record = mirrored(Practice.record)
    record_group = mirrored(Practice.record_group)
    rehearse = mirrored(Practice.rehearse)
    review = mirrored(Practice.review)
    record_application = mirrored(Practice.record_application)
    undo = mirrored(Practice.undo)
    undo_attempt = mirrored(Practice.undo_attempt)
    undo_event = mirrored(Practice.undo_event)
    override = mirrored(Practice.override)
    forget = mirrored(Practice.forget)
    place = mirrored(Practice.place)
    place_many = mirrored(Practice.place_many)
    suspend = mirrored(Practice.suspend)
    resume = mirrored(Practice.resume)
    bury = mirrored(Practice.bury)
    coached = mirrored(Practice.coached)
    complete = mirrored(Practice.complete)


class AsyncProgress(Mirror[Progress]):
    """What has come of practice."""

    mastery = mirrored(Progress.mastery)
    gaps = mirrored(Progress.gaps)
    focus = mirrored(Progress.focus)
    drift = mirrored(Progress.drift)
    practice_curve = mirrored(Progress.practice_curve)
    applications = mirrored(Progress.applications)
    survey = mirrored(Progress.survey)
    confidence = mirrored(Progress.confidence)
    time_to_mastery = mirrored(Progress.time_to_mastery)
    coaching = mirrored(Progress.coaching)


class AsyncModels(Mirror[Models]):
    """The policy that cards are folded with."""

    adopt = mirrored(Models.adopt)
    verify = mirrored(Models.verify)
