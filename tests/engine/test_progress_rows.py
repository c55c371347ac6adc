"""Rows of the mission about mastery and what follows from it, each through the engine on a SQLite file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from reinforce import Answer, DrillAttempt, Engine, ManualClock, QuizAttempt, Rating, Tenant
from reinforce.catalog import Dimension, Facet
from reinforce.memory import Phase
from reinforce.practice import Audience, Stakes
from reinforce.practice.progress import Calibration, Level
from reinforce.testing.packs import JOURNEY, SKILLS, small_pack

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = (0, 2, 10, 40, 120)
APPLIED = small_pack().replace("dimension: skill,", "dimension: skill, apply_within_days: 14,")


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the start."""
    return ManualClock(START)


@pytest.fixture
def acme(sqlite_url: str, clock: ManualClock) -> Iterator[Tenant]:
    """Return a tenant in a SQLite file, with a small pack whose skills are two to know and one to do."""
    with Engine.open(sqlite_url, clock=clock, durability="normal") as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(APPLIED)
        for learner in ("ana", "ben", "cleo"):
            tenant.roster.put(learner, timezone="Europe/Dublin", day_start=4)
            tenant.roster.enroll(learner, journey=JOURNEY)
        yield tenant


def _day(number: float) -> datetime:
    return START + timedelta(days=number)


def _quiz(acme: Tenant, clock: ManualClock, day: float, **answers: object) -> None:
    """Answer questions on a day; underscores stand for hyphens in their ids."""
    clock.move_to(_day(day))
    given = [Answer(name.replace("_", "-"), response) for name, response in answers.items()]  # type: ignore[arg-type]
    acme.practice.record("ana", QuizAttempt(attempt_id=f"quiz-{day}-{'-'.join(answers)}", edition=1, answers=given))


def _talk(
    acme: Tenant,
    clock: ManualClock,
    day: int,
    *,
    assessor: str | None,
    stakes: Stakes = Stakes.RECORDED,
    score: int = 1,
) -> None:
    """Perform the drill on a day."""
    clock.move_to(_day(day))
    scores = {"asks": 2 * score, "leads": score}
    attempt = DrillAttempt(
        attempt_id=f"talk-{day}-{stakes}", edition=1, drill="d-talk", scores=scores, assessor=assessor, stakes=stakes
    )
    acme.practice.record("ana", attempt)


def _review(acme: Tenant, clock: ManualClock, skill: str, *days: int, learner: str = "ana", **more: str) -> None:
    for day in days:
        clock.move_to(_day(day))
        acme.practice.review(learner, skill, Rating.Good, **more)  # type: ignore[arg-type]


@pytest.mark.mission("S1")
def test_completing_a_course_proves_nothing(acme: Tenant, clock: ManualClock) -> None:
    """Whatever courses were completed, every skill stays unproven and every memory as it was."""
    _review(acme, clock, "terms", 0)
    before = acme.practice.cards(), acme.progress.mastery("ana")
    for course in ("onboarding", *SKILLS):
        acme.practice.complete("ana", course)
    assert (acme.practice.cards(), acme.progress.mastery("ana")) == before
    assert {one.level for one in before[1].skills.values()} == {Level.UNPROVEN}


@pytest.mark.mission("S79")
def test_basic_tasks_are_the_floor_and_mastery_is_the_top_of_the_scale(acme: Tenant, clock: ManualClock) -> None:
    """One skill passes every level in turn: the floor comes first, mastery last, and they are months apart."""
    levels = []
    for day in DAYS:
        _quiz(acme, clock, day, q_questions_1="to learn")
        levels.append(acme.progress.mastery("ana").skill("questions").level)
    assert levels == list(Level)
    assert Level.UNPROVEN < Level.FLOOR < Level.DEVELOPING < Level.PROFICIENT < Level.MASTERY


@pytest.mark.mission("S71")
def test_one_weak_leg_caps_the_capability(acme: Tenant, clock: ManualClock) -> None:
    """However well the rest is held, the capability has the level of its weakest leg, which is named."""
    for day in DAYS:
        _quiz(acme, clock, day, q_questions_1="to learn")
        _review(acme, clock, "terms", day)
    _talk(acme, clock, 118, assessor="lead")
    _talk(acme, clock, 120, assessor="lead")
    report = acme.progress.mastery("ana")
    talking = report.capability("talking")
    assert report.skill("questions").level is Level.MASTERY
    assert {leg.dimension: leg.level for leg in talking.legs} == {
        Dimension.KNOWLEDGE: Level.PROFICIENT,
        Dimension.SKILL: Level.FLOOR,
    }
    assert (talking.level, talking.weakest.weakest) == (Level.FLOOR, "discovery")
    assert "skill: discovery" in report._repr_html_()


@pytest.mark.mission("S72")
def test_a_skill_grows_with_practice(acme: Tenant, clock: ManualClock) -> None:
    """The practice curve rises with every success on a later day and never falls."""
    _review(acme, clock, "terms", *DAYS)
    scores = [point.score for point in acme.progress.practice_curve("ana", "terms")]
    assert all(after > before for before, after in pairwise(scores))
    clock.advance(timedelta(hours=1))
    acme.practice.review("ana", "terms", Rating.Again)
    assert [point.score for point in acme.progress.practice_curve("ana", "terms")] == [*scores, scores[-1]]


@pytest.mark.mission("S73")
def test_a_quiz_alone_is_capped_where_a_skill_is_to_be_done(acme: Tenant, clock: ManualClock) -> None:
    """Right answers about leading a talk never make one proficient; leading one in front of somebody does."""
    for day in DAYS:
        _quiz(acme, clock, day, q_discovery_1=Rating.Good)
    discovery = acme.progress.mastery("ana").skill("discovery")
    assert discovery.level is Level.DEVELOPING
    assert discovery.missing == ("a success on a later day that a named person saw",)
    _talk(acme, clock, 122, assessor=None)
    assert acme.progress.mastery("ana").skill("discovery").level is Level.DEVELOPING
    _talk(acme, clock, 124, assessor="lead")
    assert acme.progress.mastery("ana").skill("discovery").level is Level.MASTERY


@pytest.mark.mission("S80")
def test_mastery_needs_a_why(acme: Tenant, clock: ManualClock) -> None:
    """Right answers to what and how lead up to proficient; a right answer to why, on a later day, to mastery."""
    assert acme.catalog.curriculum().questions["q-questions-2"].facet is Facet.HOW
    for day in (*DAYS, 300):
        _quiz(acme, clock, day, q_questions_2=["a", "c"])
    proficient = acme.progress.mastery("ana").skill("questions")
    assert (proficient.level, proficient.missing) == (
        Level.PROFICIENT,
        ("a right answer to why it matters, on a later day",),
    )
    _quiz(acme, clock, 300.1, q_questions_1="to learn")
    assert acme.progress.mastery("ana").skill("questions").level is Level.PROFICIENT
    _quiz(acme, clock, 310, q_questions_1="to learn")
    assert acme.progress.mastery("ana").skill("questions").level is Level.MASTERY


@pytest.mark.mission("S87")
def test_mistakes_at_practice_stakes_are_the_learners_own(acme: Tenant, clock: ManualClock) -> None:
    """A failed rehearsal moves memory, and is hidden from managers and from whatever certifies."""
    for day in (0, 2, 10, 40):
        _talk(acme, clock, day, assessor="lead")
    manager = Audience.MANAGER
    shown = acme.progress.mastery("ana", audience=manager)
    stability = acme.practice.card("ana", "discovery").stability
    _talk(acme, clock, 40, assessor="lead", stakes=Stakes.PRACTICE, score=0)
    assert acme.practice.card("ana", "discovery").stability != stability
    assert acme.progress.mastery("ana", audience=manager) == shown
    assert shown.skill("discovery").level is Level.PROFICIENT
    assert acme.progress.mastery("ana").skill("discovery").level is Level.DEVELOPING
    assert len(acme.practice.attempts("ana", audience=manager)) == 4
    assert len(acme.practice.attempts("ana")) == 5


@pytest.mark.mission("S66")
def test_the_gap_is_as_of_a_day(acme: Tenant, clock: ManualClock) -> None:
    """The gap between what is held and what is wanted closes with practice, and is the same as of each day later."""
    sizes = {}
    for day in DAYS[:4]:
        _review(acme, clock, "terms", day)
        sizes[day] = {gap.skill: gap.size for gap in acme.progress.gaps("ana")}
    assert [size.get("terms", 0) for size in sizes.values()] == [3, 2, 1, 0]
    clock.move_to(_day(400))
    for day, size in sizes.items():
        assert {gap.skill: gap.size for gap in acme.progress.gaps("ana", at=_day(day))} == size
    assert {gap.size for gap in acme.progress.gaps("ana", desired=Level.FLOOR)} == {1}


@pytest.mark.mission("S15")
def test_one_gap_is_chosen_and_always_the_same(acme: Tenant, clock: ManualClock) -> None:
    """Of equal gaps the focus is always the same one, and it is one that can be worked on."""
    assert [gap.skill for gap in acme.progress.focus("ana")] == ["terms"]
    assert acme.progress.focus("ana") == acme.progress.focus("ben")
    _review(acme, clock, "terms", *DAYS[:4])
    assert [gap.skill for gap in acme.progress.focus("ana")] == ["questions"]
    assert [gap.skill for gap in acme.progress.focus("ana", k=3)] == ["questions", "discovery"]


@pytest.mark.mission("S48")
def test_skills_drift_without_practice(acme: Tenant, clock: ManualClock) -> None:
    """What is left falls where nobody practises, skill by skill and in the mean, and not where somebody does."""
    for skill in SKILLS:
        _review(acme, clock, skill, 0)
        _review(acme, clock, skill, 5)
    clock.move_to(_day(35))
    drift = acme.progress.drift("ana", since=_day(5))
    assert all(one.change is not None and one.change < 0 for one in drift.skills.values())
    assert drift.mean is not None
    assert drift.mean < 0
    _review(acme, clock, "terms", 35)
    changes = {skill: one.change for skill, one in acme.progress.drift("ana", since=_day(5)).skills.items()}
    assert changes["terms"] == 0
    assert changes["questions"] == drift.skills["questions"].change
    assert acme.progress.drift("ana", since=_day(5), until=_day(34)).mean == pytest.approx(drift.mean, abs=0.01)


@pytest.mark.mission("S9")
def test_the_skills_that_people_feel_least_sure_of(acme: Tenant, clock: ManualClock) -> None:
    """Confidence is ranked over people, and each feeling is compared with what is left of the skill."""
    for learner in ("ana", "ben"):
        _review(acme, clock, "terms", 0, learner=learner)
    clock.move_to(_day(60))
    acme.practice.review("ben", "terms", Rating.Good)
    acme.progress.survey("ana", {"terms": 0.95, "questions": 0.2, "discovery": 0.3})
    acme.progress.survey("ben", {"terms": 0.3, "questions": 0.3})
    found = acme.progress.confidence()
    assert [one.skill for one in found] == ["questions", "discovery", "terms"]
    assert [feeling.calibration for feeling in found[-1].feelings] == [Calibration.OVER, Calibration.UNDER]
    assert found[0].counted(Calibration.UNKNOWN) == 2


@pytest.mark.mission("S39", "S76")
def test_applying_a_skill_soon_and_often_keeps_it(acme: Tenant, clock: ManualClock) -> None:
    """Each use at work counts as a review and lengthens the interval; how soon the first one came is reported."""
    _talk(acme, clock, 0, assessor="lead")
    (waiting,) = (one for one in acme.progress.applications("ana"))
    assert (waiting.skill, waiting.apply_by, waiting.lag) == ("discovery", _day(14).toordinal(), None)
    assert not acme.progress.applications("ana", at=_day(14))[0].overdue
    assert acme.progress.applications("ana", at=_day(15))[0].overdue
    intervals = []
    for day in (3, 10, 25):
        clock.move_to(_day(day))
        card = acme.practice.record_application("ana", "discovery", witness="lead").cards[0]
        assert card.due_day is not None
        intervals.append(card.due_day - _day(day).toordinal())
    assert intervals == sorted(set(intervals))
    (used,) = acme.progress.applications("ana")
    assert (used.lag, used.times, used.overdue) == (3, 3, False)
    assert acme.progress.mastery("ana").skill("discovery").evidence.observed == 3


@pytest.mark.mission("S78")
def test_the_time_to_mastery_knows_of_those_still_on_the_way(acme: Tenant, clock: ManualClock) -> None:
    """Those who have not come so far keep the estimate from being that of the quick; for too few there is no median."""
    _review(acme, clock, "terms", 0, learner="cleo")
    for learner, days in (("ana", (0, 2, 10, 40)), ("ben", (0, 2, 10, 90))):
        _review(acme, clock, "terms", *days, learner=learner)
    found = acme.progress.time_to_mastery(skills=["terms"], level=Level.PROFICIENT)
    assert [(step.days, step.at_risk) for step in found.steps] == [(40, 3), (90, 2)]
    assert (found.watched, found.censored) == (3, 1)
    assert found.waiting(90) == pytest.approx(1 / 3)
    assert found.median == 90
    assert acme.progress.time_to_mastery(skills=["terms"], level=Level.PROFICIENT, learners=["ana", "ben"]).median == 40
    assert acme.progress.time_to_mastery(skills=["terms"]).median is None


@pytest.mark.mission("S65")
def test_what_is_known_already_starts_seasoned(acme: Tenant, clock: ManualClock) -> None:
    """A skill found to be known is in review for weeks from the start, and is proven by the first success after it."""
    acme.practice.place("ana", "terms", stability=40.0)
    card = acme.practice.card("ana", "terms")
    assert card.phase is Phase.REVIEW
    assert card.due_day is not None
    assert card.due_day > _day(20).toordinal()
    assert "terms" not in [placement.skill for placement in acme.practice.plan("ana", days=10).placements]
    assert acme.progress.mastery("ana").skill("terms").level is Level.UNPROVEN
    _review(acme, clock, "terms", 30)
    assert acme.progress.mastery("ana").skill("terms").level is Level.FLOOR
