"""The services of a tenant for asyncio, each a mirror: a line a method."""

from __future__ import annotations

from reinforce.aio.mirror import Mirror, mirrored
from reinforce.engine.services.catalog import Catalog
from reinforce.engine.services.goals import Goals
from reinforce.engine.services.outbox import Outbox
from reinforce.engine.services.policies import Policies
from reinforce.engine.services.practice import Practice
from reinforce.engine.services.privacy import Privacy
from reinforce.engine.services.progress import Progress
from reinforce.engine.services.roster import Roster


class AsyncCatalog(Mirror[Catalog]):
    """What can be practised: publish packs, look at the curriculum."""

    publish = mirrored(Catalog.publish)
    curriculum = mirrored(Catalog.curriculum)


class AsyncRoster(Mirror[Roster]):
    """Who practises, and when."""

    put = mirrored(Roster.put)
    put_many = mirrored(Roster.put_many)
    enroll = mirrored(Roster.enroll)
    enroll_many = mirrored(Roster.enroll_many)
    unenroll = mirrored(Roster.unenroll)
    rename = mirrored(Roster.rename)
    merge = mirrored(Roster.merge)
    get = mirrored(Roster.get)
    learners = mirrored(Roster.learners)
    availability = mirrored(Roster.availability)
    set_availability = mirrored(Roster.set_availability)
    put_leave = mirrored(Roster.put_leave)
    cancel_leave = mirrored(Roster.cancel_leave)
    set_holidays = mirrored(Roster.set_holidays)


class AsyncGoals(Mirror[Goals]):
    """What has to be remembered by when."""

    put = mirrored(Goals.put)
    withdraw = mirrored(Goals.withdraw)
    of = mirrored(Goals.of)


class AsyncPractice(Mirror[Practice]):
    """Who practises what, when."""

    session = mirrored(Practice.session)
    due = mirrored(Practice.due)
    due_learners = mirrored(Practice.due_learners)
    card = mirrored(Practice.card)
    cards = mirrored(Practice.cards)
    history = mirrored(Practice.history)
    preview = mirrored(Practice.preview)
    plan = mirrored(Practice.plan)
    attempts = mirrored(Practice.attempts)
    forecast = mirrored(Practice.forecast)
    record = mirrored(Practice.record)
    record_group = mirrored(Practice.record_group)
    record_many = mirrored(Practice.record_many)
    check_attempts = mirrored(Practice.check_attempts)
    rehearse = mirrored(Practice.rehearse)
    review = mirrored(Practice.review)
    review_many = mirrored(Practice.review_many)
    check_reviews = mirrored(Practice.check_reviews)
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
    record_coaching = mirrored(Practice.record_coaching)
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
    retention = mirrored(Progress.retention)


class AsyncPolicies(Mirror[Policies]):
    """The policy that cards are folded with."""

    adopt = mirrored(Policies.adopt)
    verify = mirrored(Policies.verify)
    refold = mirrored(Policies.refold)


class AsyncOutbox(Mirror[Outbox]):
    """What the host passes on."""

    claim_due = mirrored(Outbox.claim_due)
    acknowledge = mirrored(Outbox.acknowledge)
    release = mirrored(Outbox.release)
    read_log = mirrored(Outbox.read_log)


class AsyncPrivacy(Mirror[Privacy]):
    """What is held about people, erasing them, and how long the log is kept."""

    export = mirrored(Privacy.export)
    erase = mirrored(Privacy.erase)
    compact = mirrored(Privacy.compact)
    digest = mirrored(Privacy.digest)
