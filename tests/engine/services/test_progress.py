"""The progress service, on every store: what it reads, what it writes, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest

from reinforce import (
    Answer,
    ConflictError,
    Engine,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.errors import ClockSkewError
from reinforce.practice import Audience, Stakes
from reinforce.practice.planning import Planning
from reinforce.practice.policy import Policy
from reinforce.practice.progress import Calibration, Level
from reinforce.testing.packs import SKILLS, small_pack

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = (0, 2, 10, 40, 120)


def _day(number: int) -> datetime:
    return START + timedelta(days=number)


def _practise(acme: Tenant, clock: ManualClock, skill: str, *, days: tuple[int, ...] = DAYS) -> None:
    """Show a skill well on each of *days*."""
    for day in days:
        clock.move_to(_day(day))
        acme.practice.review("ana", skill, Rating.Good, review_id=f"{skill}-{day}")


def _answer(attempt: str, response: str, *, stakes: Stakes = Stakes.RECORDED) -> QuizAttempt:
    """Return an attempt at the question why to ask; *to learn* is the right answer."""
    return QuizAttempt(attempt_id=attempt, edition=1, answers=[Answer("q-questions-1", response)], stakes=stakes)


def test_a_report_is_the_same_as_of_then_and_then(acme: Tenant, clock: ManualClock) -> None:
    """What a report said on a day is what it says later as of that day, whatever was practised since."""
    then = []
    for day in DAYS:
        _practise(acme, clock, "terms", days=(day,))
        then.append(acme.progress.mastery("ana"))
    clock.advance(timedelta(days=300))
    assert [acme.progress.mastery("ana", at=_day(day)) for day in DAYS] == then
    levels = [report.skill("terms").level for report in then]
    assert levels == [Level.UNPROVEN, Level.FLOOR, Level.DEVELOPING, Level.PROFICIENT, Level.PROFICIENT]
    assert [acme.progress.gaps("ana", at=_day(day))[0].skill for day in (10, 40)] == ["terms", "questions"]


def test_what_arrives_late_counts_from_when_it_happened(acme: Tenant, clock: ManualClock) -> None:
    """Practice that a device sends later is in the reports as of the days on which it took place."""
    clock.move_to(_day(20))
    for day in (0, 3):
        acme.practice.review("ana", "terms", Rating.Good, at=_day(day))
    assert acme.progress.mastery("ana", at=_day(3)).skill("terms").level is Level.FLOOR
    assert acme.progress.mastery("ana", at=_day(2)).skill("terms").level is Level.UNPROVEN


def test_a_clock_that_runs_ahead_hides_nothing(acme: Tenant, clock: ManualClock) -> None:
    """By now, everything accepted has happened, even what bears an instant a few minutes ahead."""
    _practise(acme, clock, "terms", days=(0, 2))
    acme.practice.review("ana", "questions", Rating.Good, at=clock.now() + timedelta(minutes=4))
    assert acme.progress.mastery("ana").skill("questions").evidence.practices == 1
    ago = clock.now() - timedelta(seconds=1)
    assert acme.progress.mastery("ana", at=ago).skill("questions").evidence.practices == 0


def test_managers_see_it_as_if_the_learner_had_not_practised(acme: Tenant, clock: ManualClock) -> None:
    """Attempts at practice stakes leave no trace in what a manager is told, right or wrong, and all in one's own."""
    _practise(acme, clock, "questions")
    manager = Audience.MANAGER
    clock.advance(timedelta(hours=1))
    before = acme.progress.mastery("ana", audience=manager)
    drift = acme.progress.drift("ana", since=START, audience=manager)
    acme.practice.record("ana", _answer("oops", "to sell", stakes=Stakes.PRACTICE))
    assert acme.progress.mastery("ana", audience=manager) == before
    assert acme.progress.drift("ana", since=START, audience=manager) == drift
    assert acme.progress.mastery("ana").skill("questions").evidence.shaken
    assert len(acme.progress.practice_curve("ana", "questions")) == len(DAYS) + 1
    assert len(acme.progress.practice_curve("ana", "questions", audience=manager)) == len(DAYS)
    acme.practice.record("ana", _answer("again", "to sell"))
    assert acme.progress.mastery("ana", audience=manager) != before


def test_a_new_skill_of_a_new_edition_takes_no_level_away(acme: Tenant, clock: ManualClock) -> None:
    """It waits until the learner has met it; for somebody who begins after it came, it counts at once."""
    acme.roster.put("ben")
    for day in DAYS:
        for skill in SKILLS:
            clock.move_to(_day(day))
            acme.practice.review("ana", skill, Rating.Good, source="drill", assessor="lead")
    held = acme.progress.mastery("ana").capability("talking")
    assert held.level is Level.PROFICIENT
    new = """\
  - {id: silence, capability: talking, title: Silence, dimension: attitude, description: Waits.}
questions:
  - {id: q-silence-1, skill: silence, kind: recall, facet: why, prompt: Why wait?, answer: To hear., explanation: Yes.}
"""
    text = small_pack().replace("questions:\n", new, 1).replace("skills: [discovery]", "skills: [discovery, silence]")
    acme.catalog.publish(text)
    after = acme.progress.mastery("ana").capability("talking")
    assert (after.level, after.waiting) == (held.level, ("silence",))
    assert "silence" in [gap.skill for gap in acme.progress.gaps("ana")]
    acme.practice.review("ana", "silence", Rating.Good)
    assert acme.progress.mastery("ana").capability("talking").level is Level.UNPROVEN
    clock.advance(timedelta(hours=1))
    for skill in SKILLS:
        acme.practice.review("ben", skill, Rating.Good)
    assert acme.progress.mastery("ben").capability("talking").waiting == ()


def test_a_survey_is_noted_once(acme: Tenant, clock: ManualClock) -> None:
    """Sent twice it stands there once; with other content under its id it is refused, and so is what is no share."""
    said = {"terms": 0.9, "discovery": 0.1}
    first = acme.progress.survey("ana", said, survey_id="march")
    clock.advance(timedelta(days=1))
    assert acme.progress.survey("ana", said, survey_id="march") == first
    for other in ({"terms": 0.9}, {**said, "terms": 0.8}):
        with pytest.raises(ConflictError):
            acme.progress.survey("ana", other, survey_id="march")
    with pytest.raises(ConflictError):
        acme.progress.survey("ana", said, survey_id="march", at=START)
    acme.practice.review("ana", "terms", Rating.Good, review_id="taken")
    with pytest.raises(ConflictError):
        acme.progress.survey("ana", said, survey_id="taken")
    with pytest.raises(InvalidParameterError, match=r"confidence\.terms"):
        acme.progress.survey("ana", {"terms": 2})
    with pytest.raises(NotFoundError, match="term"):
        acme.progress.survey("ana", {"term": 0.5})
    with pytest.raises(ClockSkewError):
        acme.progress.survey("ana", said, at=clock.now() + timedelta(hours=1))
    assert [one.feelings[0].day for one in acme.progress.confidence()] == [START.toordinal()] * 2


def test_the_last_word_on_each_skill_counts(acme: Tenant, clock: ManualClock) -> None:
    """A later survey replaces an earlier one skill by skill, and is compared with what was left on its own day."""
    _practise(acme, clock, "terms", days=(0, 2))
    acme.progress.survey("ana", {"terms": 0.1, "discovery": 0.4})
    clock.move_to(_day(90))
    assert acme.progress.confidence("ana")[0].feelings[0].calibration is Calibration.UNDER
    acme.progress.survey("ana", {"terms": 0.95})
    discovery, terms = acme.progress.confidence("ana")
    assert (discovery.skill, discovery.feelings[0].calibration) == ("discovery", Calibration.UNKNOWN)
    assert (terms.confidence, terms.feelings[0].calibration) == (0.95, Calibration.OVER)
    assert [one.skill for one in acme.progress.confidence(["ana"], at=_day(10))] == ["terms", "discovery"]


def test_leeches_are_tasks_until_a_coach_has_worked_on_them(acme: Tenant, clock: ManualClock) -> None:
    """A skill that lapses too often is a task from that day on, is gone once coached, and comes back."""
    acme.policies.adopt(Policy(seed=7, planning=Planning(leech_lapses=2)))
    days: list[int] = []

    def lapse() -> None:
        clock.advance(timedelta(days=3))
        acme.practice.review("ana", "terms", Rating.Again)
        days.append(clock.now().toordinal())

    acme.practice.review("ana", "terms", Rating.Good)
    lapse()
    assert acme.progress.coaching() == ()
    lapse()
    clock.advance(timedelta(days=1))
    (task,) = acme.progress.coaching("ana")
    assert (task.learner, task.skill, task.lapses, task.since) == ("ana", "terms", 2, days[1])
    acme.practice.record_coaching("ana", "terms", by="lead", note="drew a map")
    assert acme.progress.coaching() == ()
    lapse()
    assert [(one.lapses, one.coached, one.since) for one in acme.progress.coaching()] == [(3, 2, days[2])]


def test_time_to_mastery_is_asked_for_skills_or_a_capability(acme: Tenant, clock: ManualClock) -> None:
    """The skills of a capability, or some by id; both at once, and a level that nobody can miss, are refused."""
    _practise(acme, clock, "terms")
    whole = acme.progress.time_to_mastery(level=Level.PROFICIENT)
    assert whole.median == 40
    assert acme.progress.time_to_mastery(capability="talking", level=Level.PROFICIENT) == whole
    assert acme.progress.time_to_mastery(skills=["questions"]).watched == 0
    assert acme.progress.time_to_mastery(level=Level.PROFICIENT, at=_day(39)).censored == 1
    for wrong in ({"level": Level.UNPROVEN}, {"level": 4}, {"skills": ["terms"], "capability": "talking"}):
        with pytest.raises(InvalidParameterError):
            acme.progress.time_to_mastery(**wrong)
    for unknown in ({"skills": ["term"]}, {"capability": "talk"}, {"learners": "ann"}):
        with pytest.raises(NotFoundError):
            acme.progress.time_to_mastery(**unknown)


def test_nobody_is_judged_who_is_not_there(acme: Tenant) -> None:
    """Whatever is asked of an unknown learner or skill is refused, and so is a time that runs backwards."""
    ask = acme.progress
    for call in (ask.mastery, ask.gaps, ask.focus, ask.applications, ask.confidence, ask.coaching):
        with pytest.raises(NotFoundError):
            call("ann")
    with pytest.raises(NotFoundError):
        ask.practice_curve("ana", "term")
    with pytest.raises(InvalidParameterError, match="until"):
        ask.drift("ana", since=START, until=START - timedelta(days=1))


def test_reading_progress_writes_nothing(engine: Engine, acme: Tenant, clock: ManualClock) -> None:
    """After every question the log and the cards are what they were, and the other tenant knows of none of it."""
    _practise(acme, clock, "terms")
    before = acme.practice.cards(), acme.practice.history("ana", "terms")
    acme.progress.mastery("ana")
    acme.progress.focus("ana")
    acme.progress.drift("ana", since=START)
    acme.progress.applications("ana")
    acme.progress.time_to_mastery()
    acme.progress.coaching()
    assert (acme.practice.cards(), acme.practice.history("ana", "terms")) == before
    acme.progress.survey("ana", {"terms": 0.5})
    assert acme.practice.cards() == before[0]
    other = engine.create_tenant("other")
    assert other.progress.confidence() == ()
    assert other.progress.coaching() == ()


def test_completing_a_course_is_no_evidence(acme: Tenant) -> None:
    """The log keeps it, and no level, memory or gap changes by it."""
    before = acme.progress.mastery("ana"), acme.progress.gaps("ana")
    acme.practice.complete("ana", "onboarding-101")
    assert (acme.progress.mastery("ana"), acme.progress.gaps("ana")) == before
