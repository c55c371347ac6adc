"""Rows of the mission that hold today, each through the engine on a SQLite file and the example pack."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise, product
from pathlib import Path

import pytest

from reinforce import (
    Answer,
    DrillAttempt,
    Engine,
    InvalidParameterError,
    ManualClock,
    Outcome,
    Quiz,
    QuizAttempt,
    Rating,
    Review,
    Tenant,
)
from reinforce.catalog import Dimension, DrillSpec, Facet

PACK = Path(__file__).parent.parent.parent / "examples" / "customer_success" / "pack.yaml"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the start."""
    return ManualClock(START)


@pytest.fixture
def acme(sqlite_url: str, clock: ManualClock) -> Iterator[Tenant]:
    """Return a tenant with the example pack and one learner enrolled in its longer journey."""
    with Engine.open(sqlite_url, clock=clock, durability="normal") as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(PACK)
        tenant.roster.put("ana", timezone="Europe/Dublin", day_start=4)
        tenant.roster.enroll("ana", journey="csm-onboarding")
        yield tenant


def _perform(
    acme: Tenant, drill: str, share: float, *, modifiers: tuple[str, ...] = (), duration: timedelta | None = None
) -> Outcome:
    """Record a drill in which every criterion reached that share of its levels, with all evidence."""
    spec = acme.catalog.curriculum().drills[drill]
    return acme.practice.record(
        "ana",
        DrillAttempt(
            attempt_id=f"attempt-{next(_numbers)}",
            edition=acme.catalog.curriculum().edition,
            drill=drill,
            scores={part.id: round(share * (len(part.levels) - 1)) for part in spec.rubric},
            modifiers=modifiers,
            duration=duration,
            evidence={evidence.id: f"https://example.com/{evidence.id}" for evidence in spec.evidence},
        ),
    )


def _ratings(outcome: Outcome) -> dict[str, Rating]:
    return {review.skill: review.rating for review in outcome.reviews}


@pytest.mark.mission("S24")
def test_the_four_capabilities_of_the_method_stack_drive_practice(acme: Tenant) -> None:
    """The four capabilities load, keep method, measurement and warning, and each has skills that are practised."""
    curriculum = acme.catalog.curriculum()
    assert {capability.title for capability in curriculum.capabilities.values()} == {
        "Outcome Discovery",
        "Adoption Intervention",
        "Renewal Negotiation",
        "Executive Communication",
    }
    plan = acme.practice.plan("ana", days=120, budget=timedelta(minutes=20))
    practised = {curriculum.skills[placement.skill].capability for placement in plan.placements}
    assert practised == set(curriculum.capabilities)
    for capability in curriculum.capabilities.values():
        assert capability.method
        assert capability.measurement
        assert capability.early_warning


@pytest.mark.mission("S5", "S70")
def test_a_better_performance_never_rates_lower_and_each_skill_has_a_rating_of_its_own(acme: Tenant) -> None:
    """In every drill of the pack the rating of each skill never falls as the scores rise; skills are not averaged."""
    for drill, spec in acme.catalog.curriculum().drills.items():
        before: dict[str, Rating] = {}
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            after = _ratings(_perform(acme, drill, share))
            assert set(after) == set(spec.skills)
            assert all(after[skill] >= rating for skill, rating in before.items())
            before = after
        assert set(before.values()) == {Rating.Easy}


@pytest.mark.mission("S4")
def test_one_quiz_over_several_skills_is_one_review_a_skill_however_often_it_is_sent(acme: Tenant) -> None:
    """One submission becomes one review for each skill that it shows; sending it again adds nothing."""
    first = acme.catalog.curriculum().questions
    chosen = [question for question in first.values() if question.kind == "recall"][:3]
    attempt = QuizAttempt(
        attempt_id="discussion",
        edition=acme.catalog.curriculum().edition,
        answers=[Answer(question.id, Rating.Good) for question in chosen],
    )
    outcome = acme.practice.record("ana", attempt)
    assert acme.practice.record("ana", attempt) == outcome
    for question in chosen:
        assert len(acme.practice.history("ana", question.skill)) == 1


@pytest.mark.mission("S25")
@pytest.mark.parametrize(("seconds", "over"), [(599, False), (600, False), (600.001, True), (900, True)])
def test_a_mock_discovery_over_its_ten_minutes_is_flagged(acme: Tenant, seconds: float, *, over: bool) -> None:
    """The drill has ten minutes and timed silence; an attempt that takes longer is flagged."""
    spec = acme.catalog.curriculum().drills["d-mock-discovery"]
    assert spec.time_limit_seconds == 600
    assert any("silence" in constraint for constraint in spec.constraints)
    assert _perform(acme, spec.id, 1.0, duration=timedelta(seconds=seconds)).over_time is over


@pytest.mark.mission("S28")
@pytest.mark.parametrize(("seconds", "over"), [(90, False), (90.000001, True)])
def test_a_board_briefing_has_ninety_seconds_to_the_boundary(acme: Tenant, seconds: float, *, over: bool) -> None:
    """Ninety seconds are in time, a microsecond more is not."""
    assert _perform(acme, "d-board-briefing", 0.5, duration=timedelta(seconds=seconds)).over_time is over


@pytest.mark.mission("S26")
def test_a_nudge_is_not_accepted_without_its_evidence(acme: Tenant) -> None:
    """A drill that asks for evidence is refused without each piece of it, as a URI, and nothing is recorded."""
    spec = acme.catalog.curriculum().drills["d-two-step-nudge"]
    scores = {part.id: 1 for part in spec.rubric}
    whole = {evidence.id: f"https://example.com/{evidence.id}" for evidence in spec.evidence}
    assert "ab-result" in whole
    for missing in whole:
        evidence = {id_: uri for id_, uri in whole.items() if id_ != missing}
        with pytest.raises(InvalidParameterError, match=f"evidence.{missing}"):
            acme.practice.record(
                "ana", DrillAttempt(attempt_id="nudge", edition=1, drill=spec.id, scores=scores, evidence=evidence)
            )
    assert not acme.practice.cards(learners="ana")
    assert _perform(acme, spec.id, 1.0).reviews


@pytest.mark.mission("S27")
def test_a_harder_role_play_never_earns_less(acme: Tenant) -> None:
    """Under cost pressure, with a silent stakeholder, or both, the same scores never rate lower than without."""
    harder = ("cost-pressure", "silent-stakeholder")
    assert {modifier.id for modifier in acme.catalog.curriculum().drills["d-renewal-role-play"].modifiers} >= set(
        harder
    )
    for share, chosen in product((0.0, 0.3, 0.5, 0.7, 1.0), ((harder[0],), (harder[1],), harder)):
        plain = _ratings(_perform(acme, "d-renewal-role-play", share))
        under = _ratings(_perform(acme, "d-renewal-role-play", share, modifiers=chosen))
        assert all(under[skill] >= rating for skill, rating in plain.items())


@pytest.mark.mission("S3")
def test_questions_role_plays_and_scores_from_outside_all_become_reviews(acme: Tenant) -> None:
    """A quiz, a drill scored by somebody else, and a rating from outside are each in the log with their source."""
    question = next(q for q in acme.catalog.curriculum().questions.values() if q.skill == "roi-reconciliation")
    acme.practice.record(
        "ana",
        DrillAttempt(
            attempt_id="role-play",
            edition=1,
            drill="d-renewal-role-play",
            scores={part.id: 2 for part in acme.catalog.curriculum().drills["d-renewal-role-play"].rubric},
            assessor="lead",
        ),
    )
    acme.practice.review("ana", question.skill, Rating.Good, source="call-review", assessor="lead")
    reviews = [entry for entry in acme.practice.history("ana", question.skill) if isinstance(entry, Review)]
    assert sorted((review.source, review.assessor) for review in reviews) == [
        ("call-review", "lead"),
        ("drill", "lead"),
    ]


@pytest.mark.mission("S19")
def test_practice_goes_on_long_after_every_skill_was_met(acme: Tenant, clock: ManualClock) -> None:
    """A learner who has met every skill of the journey still gets due practice a year later."""
    for skill in acme.catalog.curriculum().skills:
        acme.practice.review("ana", skill, Rating.Good)
    assert len(acme.practice.session("ana")) == 0
    clock.advance(timedelta(days=365))
    assert len(acme.practice.session("ana", budget=timedelta(minutes=15))) > 0


def test_every_attempt_is_answered_with_feedback(acme: Tenant) -> None:
    """For each answer and each criterion the outcome says what was right and why, and what the next level is."""
    recall = [question for question in acme.catalog.curriculum().questions.values() if question.kind == "recall"]
    answers = [Answer(question.id, Rating.Again) for question in recall]
    quiz = QuizAttempt(attempt_id="quiz", edition=acme.catalog.curriculum().edition, answers=answers)
    assert [part.answer for part in acme.practice.record("ana", quiz).feedback] == [
        question.answer for question in recall
    ]
    for drill, spec in acme.catalog.curriculum().drills.items():
        feedback = _perform(acme, drill, 0.0).feedback
        assert [part.next_level for part in feedback] == [part.levels[1] for part in spec.rubric]
        assert {part.explanation for part in feedback} == {spec.debrief}


@pytest.mark.mission("S86")
def test_variants_under_pressure_are_interleaved(acme: Tenant, clock: ManualClock) -> None:
    """Over two weeks of sessions no two neighbours share a skill, and variants of edge cases stand among the rest."""
    for skill in acme.catalog.curriculum().skills:
        acme.practice.review("ana", skill, Rating.Good)
    clock.advance(timedelta(days=4))
    items = acme.practice.session("ana").items
    shown = [exercise for item in items for exercise in (item.questions if isinstance(item, Quiz) else (item.spec,))]
    tags = [bool(exercise.tags) for exercise in shown]
    for left, right in pairwise(shown):
        assert not set(left.skills) & set(right.skills)
    changes = sum(left != right for left, right in pairwise(tags))
    assert changes > 1


def test_the_pack_has_the_size_and_the_mix_that_it_promises(acme: Tenant) -> None:
    """At least 24 skills of all dimensions, 60 questions and 16 drills; every skill has a WHY, every doing a drill."""
    curriculum = acme.catalog.curriculum()
    assert len(curriculum.skills) >= 24
    assert len(curriculum.questions) >= 60
    assert len(curriculum.drills) >= 16
    assert {skill.dimension for skill in curriculum.skills.values()} == set(Dimension)
    for skill in curriculum.skills.values():
        exercises = curriculum.exercises(skill.id)
        assert any(exercise.facet is Facet.WHY for exercise in exercises)
        if skill.dimension is Dimension.SKILL:
            assert any(isinstance(exercise, DrillSpec) for exercise in exercises)
