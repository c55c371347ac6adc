"""The services of a tenant for asyncio, each an async twin: a line a method."""

from __future__ import annotations

from reinforce.aio.async_twin import AsyncTwin, twin
from reinforce.engine.services.catalog import Catalog
from reinforce.engine.services.goals import Goals
from reinforce.engine.services.outbox import Outbox
from reinforce.engine.services.policies import Policies
from reinforce.engine.services.practice import Practice
from reinforce.engine.services.privacy import Privacy
from reinforce.engine.services.progress import Progress
from reinforce.engine.services.roster import Roster


class AsyncCatalog(AsyncTwin[Catalog]):
    """What can be practised: publish packs, look at the curriculum."""

    publish = twin(Catalog.publish)
    put_skills = twin(Catalog.put_skills)
    curriculum = twin(Catalog.curriculum)


class AsyncRoster(AsyncTwin[Roster]):
    """Who practises, and when."""

    put = twin(Roster.put)
    put_many = twin(Roster.put_many)
    enroll = twin(Roster.enroll)
    enroll_many = twin(Roster.enroll_many)
    unenroll = twin(Roster.unenroll)
    rename = twin(Roster.rename)
    merge = twin(Roster.merge)
    get = twin(Roster.get)
    learners = twin(Roster.learners)
    availability = twin(Roster.availability)
    set_availability = twin(Roster.set_availability)
    put_leave = twin(Roster.put_leave)
    cancel_leave = twin(Roster.cancel_leave)
    set_holidays = twin(Roster.set_holidays)
    delivery = twin(Roster.delivery)
    set_delivery = twin(Roster.set_delivery)
    set_delivery_many = twin(Roster.set_delivery_many)
    default_delivery = twin(Roster.default_delivery)
    set_default_delivery = twin(Roster.set_default_delivery)


class AsyncGoals(AsyncTwin[Goals]):
    """What has to be remembered by when."""

    put = twin(Goals.put)
    withdraw = twin(Goals.withdraw)
    of = twin(Goals.of)


class AsyncPractice(AsyncTwin[Practice]):
    """Who practises what, when."""

    session = twin(Practice.session)
    sessions = twin(Practice.sessions)
    exam = twin(Practice.exam)
    pending = twin(Practice.pending)
    mark = twin(Practice.mark)
    due = twin(Practice.due)
    due_learners = twin(Practice.due_learners)
    card = twin(Practice.card)
    cards = twin(Practice.cards)
    history = twin(Practice.history)
    log = twin(Practice.log)
    preview = twin(Practice.preview)
    plan = twin(Practice.plan)
    attempts = twin(Practice.attempts)
    forecast = twin(Practice.forecast)
    record = twin(Practice.record)
    record_group = twin(Practice.record_group)
    record_many = twin(Practice.record_many)
    check_attempts = twin(Practice.check_attempts)
    rehearse = twin(Practice.rehearse)
    review = twin(Practice.review)
    review_many = twin(Practice.review_many)
    check_reviews = twin(Practice.check_reviews)
    record_application = twin(Practice.record_application)
    undo = twin(Practice.undo)
    undo_attempt = twin(Practice.undo_attempt)
    undo_event = twin(Practice.undo_event)
    override = twin(Practice.override)
    forget = twin(Practice.forget)
    place = twin(Practice.place)
    place_many = twin(Practice.place_many)
    suspend = twin(Practice.suspend)
    resume = twin(Practice.resume)
    bury = twin(Practice.bury)
    record_coaching = twin(Practice.record_coaching)
    complete = twin(Practice.complete)


class AsyncProgress(AsyncTwin[Progress]):
    """What has come of practice."""

    mastery = twin(Progress.mastery)
    mastery_many = twin(Progress.mastery_many)
    gaps = twin(Progress.gaps)
    focus = twin(Progress.focus)
    drift = twin(Progress.drift)
    practice_curve = twin(Progress.practice_curve)
    applications = twin(Progress.applications)
    survey = twin(Progress.survey)
    confidence = twin(Progress.confidence)
    time_to_mastery = twin(Progress.time_to_mastery)
    coaching = twin(Progress.coaching)
    still_known = twin(Progress.still_known)
    slipping = twin(Progress.slipping)
    judge_slipping = twin(Progress.judge_slipping)
    activity = twin(Progress.activity)


class AsyncPolicies(AsyncTwin[Policies]):
    """The policy that cards are folded with, and what is set for some in its place."""

    adopt = twin(Policies.adopt)
    set_for = twin(Policies.set_for)
    withdraw_for = twin(Policies.withdraw_for)
    settings_for = twin(Policies.settings_for)
    settings = twin(Policies.settings)
    policy_of = twin(Policies.policy_of)
    verify = twin(Policies.verify)
    refold = twin(Policies.refold)


class AsyncOutbox(AsyncTwin[Outbox]):
    """What the host passes on."""

    claim_due = twin(Outbox.claim_due)
    acknowledge = twin(Outbox.acknowledge)
    acknowledge_many = twin(Outbox.acknowledge_many)
    release = twin(Outbox.release)
    read_log = twin(Outbox.read_log)


class AsyncPrivacy(AsyncTwin[Privacy]):
    """What is held about people, erasing them, and how long the log is kept."""

    export = twin(Privacy.export)
    erase = twin(Privacy.erase)
    compact = twin(Privacy.compact)
    digest = twin(Privacy.digest)
    mentions = twin(Privacy.mentions)
