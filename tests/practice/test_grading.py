"""Grading: at most one rating a skill, from a table, monotone in everything that is better."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Criterion, DrillSpec, Evidence, Facet, Modifier, Recall
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice import Answer, DrillAttempt, Graded, Grading, Policy, QuizAttempt, TableGrader, skills_shown
from reinforce.practice.attempts import Response
from tests.practice.building import curriculum, drill, question, skill, with_questions

QUESTIONS = [question(f"q{number}", "s") for number in range(4)]
ONE_SKILL = with_questions(*QUESTIONS)
GRADER = TableGrader(Policy())


def graded(answers: Sequence[Answer], *, table: Grading | None = None) -> Graded:
    """Grade *answers* to questions of one skill."""
    grader = TableGrader(Policy(grading=table or Grading()))
    return grader.grade(QuizAttempt(attempt_id="a", edition=1, answers=answers), ONE_SKILL)


def rating(*marks: tuple[bool, float | None], table: Grading | None = None) -> Rating:
    """Return the rating of answers that are right or wrong, each with a confidence."""
    answers = [Answer(f"q{number}", "b" if right else "a", sure) for number, (right, sure) in enumerate(marks)]
    return graded(answers, table=table).ratings["s"]


def test_the_default_table() -> None:
    """Wrong is Again, right with low confidence Hard, right Good, whether or not confidence was asked for."""
    assert rating((False, None)) is Rating.Again
    assert rating((False, 1.0)) is Rating.Again
    assert rating((True, 0.49)) is Rating.Hard
    assert rating((True, 0.5)) is Rating.Good
    assert rating((True, None)) is Rating.Good


def test_several_answers_of_a_skill_make_one_rating() -> None:
    """The share of right answers is looked up, its thresholds included, and the lowest confidence counts."""
    assert rating((True, None), (True, None), (True, None)) is Rating.Good
    assert rating((True, 0.9), (True, 0.4)) is Rating.Hard
    assert rating((True, None), (False, None)) is Rating.Again
    assert rating((True, None), (True, None), (False, None)) is Rating.Hard
    fifth = Grading(quiz_hard=0.25, quiz_good=0.75, quiz_easy=1.0)
    assert rating((True, None), *[(False, None)] * 3, table=fifth) is Rating.Hard
    assert rating((False, None), *[(True, None)] * 3, table=fifth) is Rating.Good
    assert rating(*[(True, None)] * 4, table=fifth) is Rating.Easy


TABLES = (
    st.tuples(*[st.floats(0, 1.2)] * 3)
    .map(sorted)
    .map(lambda marks: Grading(quiz_hard=marks[0], quiz_good=marks[1], quiz_easy=marks[2]))
)
MARKS = st.lists(st.tuples(st.booleans(), st.none() | st.floats(0, 1)), min_size=1, max_size=4)


@given(MARKS, TABLES, st.data())
def test_a_better_quiz_never_earns_less(
    marks: list[tuple[bool, float | None]], table: Grading, data: st.DataObject
) -> None:
    """Turning a wrong answer right, or being surer of any, never lowers the rating."""
    place = data.draw(st.integers(0, len(marks) - 1))
    right, sure = marks[place]
    better = (True, sure) if not right else (True, None if sure is None else data.draw(st.floats(sure, 1)))
    changed = [*marks[:place], better, *marks[place + 1 :]]
    assert rating(*changed, table=table) >= rating(*marks, table=table)


def test_learners_ratings_stand_and_the_lowest_counts() -> None:
    """A recalled answer counts as the learner rates it; several ratings of a skill combine by the lowest."""
    asked = [
        Recall(id=f"r{number}", skill="s", facet=Facet.WHY, prompt="?", explanation="!", answer="x")
        for number in (1, 2)
    ]
    taught = with_questions(*asked, *QUESTIONS)

    def rated(*answers: tuple[str, Response]) -> Rating:
        attempt = QuizAttempt(attempt_id="a", edition=1, answers=[Answer(*answer) for answer in answers])
        return GRADER.grade(attempt, taught).ratings["s"]

    assert rated(("r1", Rating.Easy)) is Rating.Easy
    assert rated(("r1", "Easy"), ("r2", 2)) is Rating.Hard
    assert rated(("r1", Rating.Easy), ("q0", "b")) is Rating.Good
    assert rated(("r1", Rating.Again), ("q0", "b")) is Rating.Again


def test_a_quiz_is_graded_skill_by_skill() -> None:
    """Each skill of a quiz gets a rating of its own, and every answer feedback."""
    taught = with_questions(question("qa", "a"), question("qb", "b", minutes=0.5))
    attempt = QuizAttempt(attempt_id="x", edition=1, answers=[Answer("qb", "a", 0.8), Answer("qa", "b", 0.8)])
    outcome = GRADER.grade(attempt, taught)
    assert outcome.ratings == {"b": Rating.Again, "a": Rating.Good}
    assert outcome.exercises == ("qb", "qa")
    assert outcome.duration == timedelta(seconds=90)
    assert not outcome.over_time
    wrong, right = outcome.feedback
    assert (wrong.right, wrong.response, wrong.answer, wrong.remarks) == (False, "first", "second", ("Not that one.",))
    assert (wrong.explanation, wrong.confident_error, right.confident_error) == ("Because.", True, False)
    assert not graded([Answer("q0", "a", 0.79)]).feedback[0].confident_error


QUIZ_FAULTS: list[tuple[list[Answer], str]] = [
    ([Answer("q0", "b"), Answer("nope", "b")], "answers[1].question"),
    ([Answer("q0", "b"), Answer("q1", "z")], "answers[1].response"),
    ([Answer("q0", ["b"])], "answers[0].response"),
]


@pytest.mark.parametrize(("answers", "field"), QUIZ_FAULTS)
def test_a_quiz_that_does_not_fit_is_refused(answers: list[Answer], field: str) -> None:
    """Unknown questions and responses of another kind are refused, and the error names the path."""
    with pytest.raises(InvalidParameterError) as caught:
        graded(answers)
    assert caught.value.field == field


# ------------------------------------------------------------------------------------------------------------- drills

RUBRIC = (
    Criterion(id="opens", title="Opens", skill="s", weight=2.0, levels=("poor", "fair", "good")),
    Criterion(id="closes", title="Closes", skill="s", levels=("no", "yes")),
    Criterion(id="listens", title="Listens", skill="t", levels=("no", "some", "more", "all")),
)
SPEC = DrillSpec(
    id="d",
    title="D",
    facet=Facet.HOW,
    instructions="Do.",
    minutes=3,
    time_limit_seconds=90,
    modifiers=(Modifier(id="m1", text="harder", difficulty=0.3), Modifier(id="m2", text="cruel", difficulty=0.9)),
    evidence=(Evidence(id="recording", text="Link"),),
    rubric=RUBRIC,
    debrief="Like so.",
)
TAUGHT = curriculum([skill("s"), skill("t")], [SPEC])
HIGHEST = {"opens": 2, "closes": 1, "listens": 3}


def performed(**fields: Any) -> Graded:  # noqa: ANN401 - any field
    """Grade a performance: the best there is, but for these *fields*."""
    given = {"scores": HIGHEST, "evidence": {"recording": "https://example.com/r"}, **fields}
    return GRADER.grade(DrillAttempt(attempt_id="a", edition=1, drill="d", **given), TAUGHT)


def test_a_rubric_is_weighed() -> None:
    """A skill's share is the mean of level over highest level, by weight, looked up with thresholds included."""
    outcome = performed(scores={"opens": 1, "closes": 0, "listens": 3})
    assert outcome.ratings == {"s": Rating.Again, "t": Rating.Easy}
    outcome = performed(scores={"opens": 1, "closes": 1, "listens": 1})
    assert outcome.ratings == {"s": Rating.Good, "t": Rating.Again}


@pytest.mark.parametrize(("weights", "expected"), [((3.0, 2.0), Rating.Good), ((0.3, 0.2), Rating.Good)])
def test_a_threshold_is_met_exactly(weights: tuple[float, float], expected: Rating) -> None:
    """Three fifths is three fifths, whatever binary fractions make of the weights."""
    rubric = [
        Criterion(id=f"c{place}", title="C", skill="s", weight=weight, levels=("no", "yes"))
        for place, weight in enumerate(weights)
    ]
    spec = drill("d", "s").model_copy(update={"rubric": tuple(rubric)})
    attempt = DrillAttempt(attempt_id="a", edition=1, drill="d", scores={"c0": 1, "c1": 0})
    assert GRADER.grade(attempt, curriculum([skill("s")], [spec])).ratings["s"] is expected


SCORES = st.fixed_dictionaries({name: st.integers(0, highest) for name, highest in HIGHEST.items()})
MODIFIED = st.sets(st.sampled_from(["m1", "m2"]))


@given(SCORES, SCORES, MODIFIED, MODIFIED)
def test_a_better_or_harder_performance_never_earns_less(
    worse: dict[str, int], other: dict[str, int], plain: set[str], more: set[str]
) -> None:
    """A rating is monotone in every criterion's level, and in the modifiers that were on."""
    better = {name: max(level, other[name]) for name, level in worse.items()}
    low = performed(scores=worse, modifiers=plain).ratings
    high = performed(scores=better, modifiers=plain | more).ratings
    assert all(high[name] >= low[name] for name in low)


def test_a_modifier_can_lift_a_rating() -> None:
    """The same levels under a modifier can earn more: a third, raised by 0.3 · 2/3 of itself, is two fifths exactly."""
    scores = {"opens": 1, "closes": 0, "listens": 1}
    assert performed(scores=scores).ratings == {"s": Rating.Again, "t": Rating.Again}
    assert performed(scores=scores, modifiers=["m1"]).ratings == {"s": Rating.Hard, "t": Rating.Hard}


def test_difficulties_add_up_to_one_at_most() -> None:
    """Two fifths under both modifiers are raised by 1 · 3/5 of themselves, to 0.64, not by 1.2 · 3/5, to 0.688."""
    rubric = (Criterion(id="c", title="C", skill="s", levels=tuple("abcdef")),)
    taught = curriculum([skill("s")], [SPEC.model_copy(update={"rubric": rubric, "evidence": ()})])
    attempt = DrillAttempt(attempt_id="a", edition=1, drill="d", scores={"c": 2}, modifiers=["m1", "m2"])
    for threshold, expected in ((0.64, Rating.Good), (0.65, Rating.Hard)):
        grader = TableGrader(Policy(grading=Grading(drill_good=threshold)))
        assert grader.grade(attempt, taught).ratings["s"] is expected


@pytest.mark.parametrize(
    ("seconds", "over"), [(None, False), (89.9, False), (90.0, False), (90.000001, True), (600, True)]
)
def test_the_time_limit_is_exact(seconds: float | None, over: bool) -> None:  # noqa: FBT001 - a table
    """Ninety seconds of ninety are in time; a microsecond more is not, which is flagged and changes no rating."""
    outcome = performed(duration=None if seconds is None else timedelta(seconds=seconds))
    assert outcome.over_time is over
    assert outcome.ratings == performed().ratings
    assert outcome.duration == timedelta(seconds=180 if seconds is None else seconds)


def test_feedback_on_a_drill_says_what_comes_next() -> None:
    """Each criterion gets its level, what the best looks like, the next level, and the debrief."""
    opens, closes, listens = performed(scores={"opens": 1, "closes": 1, "listens": 0}).feedback
    assert (opens.criterion, opens.response, opens.next_level, opens.answer) == ("opens", "fair", "good", "good")
    assert (opens.share, opens.right, opens.explanation) == (0.5, None, "Like so.")
    assert (closes.next_level, listens.next_level) == (None, "some")


def test_a_drill_names_its_assessor() -> None:
    """Who scored a performance goes on with it."""
    assert performed(assessor="lena").assessor == "lena"


def test_the_skills_of_an_attempt_are_known_before_it_is_graded() -> None:
    """An attempt shows the skills that it would be rated on, in the same order; what is unknown shows none."""
    attempt = DrillAttempt(attempt_id="a", edition=1, drill="d", scores=HIGHEST, evidence={"recording": "https://x"})
    assert skills_shown(attempt, TAUGHT) == tuple(GRADER.grade(attempt, TAUGHT).ratings)
    assert skills_shown(attempt, ONE_SKILL) == ()
    taught = with_questions(question("qa", "a"), question("qb", "b"), question("qc", "a"))
    quiz = QuizAttempt(attempt_id="x", edition=1, answers=[Answer(name, "b") for name in ("qb", "qa", "qc")])
    assert skills_shown(quiz, taught) == tuple(GRADER.grade(quiz, taught).ratings) == ("b", "a")
    assert skills_shown(quiz, TAUGHT) == ()


DRILL_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"scores": {"opens": 1, "closes": 1}}, "scores.listens"),
    ({"scores": {**HIGHEST, "smiles": 1}}, "scores.smiles"),
    ({"scores": {**HIGHEST, "closes": 2}}, "scores.closes"),
    ({"modifiers": ["m3"]}, "modifiers.m3"),
    ({"evidence": {}}, "evidence.recording"),
    ({"evidence": {"recording": "https://x", "photo": "https://x"}}, "evidence.photo"),
]


@pytest.mark.parametrize(("fields", "field"), DRILL_FAULTS)
def test_a_performance_that_does_not_fit_is_refused(fields: dict[str, Any], field: str) -> None:
    """Every criterion is scored and no other, and required evidence is there; else the error names what is not."""
    with pytest.raises(InvalidParameterError) as caught:
        performed(**fields)
    assert caught.value.field == field


def test_an_unknown_drill_is_refused() -> None:
    """A drill that the edition does not have cannot be graded."""
    attempt = DrillAttempt(attempt_id="a", edition=1, drill="e", scores={"c": 1})
    with pytest.raises(InvalidParameterError, match="drill is not a drill of edition 1"):
        GRADER.grade(attempt, TAUGHT)
