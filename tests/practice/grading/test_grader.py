"""Grading: at most one rating a skill, from a table, monotone in everything that is better."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Criterion, DrillSpec, Evidence, Facet, Modifier, Recall
from reinforce.errors import InvalidParameterError
from reinforce.journal import Rating
from reinforce.practice import Answer, DrillAttempt, Graded, Grading, Policy, QuizAttempt, TableGrader, skills_shown
from reinforce.practice.grading.attempts import Response
from reinforce.practice.grading.outcome import Assurance
from tests.practice.building import curriculum, drill, question, skill, with_questions

QUESTIONS = [question(f"q{number}", "s") for number in range(4)]
ONE_SKILL = with_questions(*QUESTIONS)
GRADER = TableGrader(Policy())


def graded(answers: Sequence[Answer], *, table: Grading | None = None) -> Graded:
    """Grade *answers* to questions of one skill."""
    grader = TableGrader(Policy(grading=table or Grading()))
    return grader.grade(QuizAttempt(attempt_id="a", edition=1, answers=answers), ONE_SKILL)


def rating(
    *marks: tuple[bool, float | None], took: Sequence[float | None] = (), table: Grading | None = None
) -> Rating:
    """Return the rating of answers that are right or wrong, each with a confidence and the seconds that it *took*."""
    answers = [
        Answer(f"q{number}", "b" if right else "a", sure, duration=None if span is None else timedelta(seconds=span))
        for number, ((right, sure), span) in enumerate(zip_longest(marks, took))
    ]
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


@st.composite
def tables(draw: st.DrawFn) -> Grading:
    """Draw thresholds of quizzes in order, often reached, and of latency, often off."""
    hard, good, easy = sorted(draw(st.tuples(*[st.floats(0, 1.2)] * 3)))
    quick, slow = sorted(draw(st.tuples(*[st.floats(0, 3)] * 2)))
    return Grading(
        quiz_hard=hard,
        quiz_good=good,
        quiz_easy=easy,
        quick=draw(st.sampled_from([None, quick])),
        slow=draw(st.sampled_from([None, slow])),
    )


SECONDS = st.integers(0, 240)
MARKS = st.lists(st.tuples(st.booleans(), st.none() | st.floats(0, 1)), min_size=1, max_size=4)
TOOK = st.lists(st.none() | SECONDS, min_size=4, max_size=4)


@given(MARKS, TOOK, tables(), st.data())
def test_a_better_quiz_never_earns_less(
    marks: list[tuple[bool, float | None]], took: list[int | None], table: Grading, data: st.DataObject
) -> None:
    """Turning a wrong answer right, or being surer of any, never lowers the rating, however long any took."""
    place = data.draw(st.integers(0, len(marks) - 1))
    right, sure = marks[place]
    better = (True, sure) if not right else (True, None if sure is None else data.draw(st.floats(sure, 1)))
    changed = [*marks[:place], better, *marks[place + 1 :]]
    spans = took[: len(marks)]
    assert rating(*changed, took=spans, table=table) >= rating(*marks, took=spans, table=table)


@given(MARKS, st.lists(SECONDS, min_size=4, max_size=4), tables(), st.data())
def test_a_slower_answer_never_earns_more(
    marks: list[tuple[bool, float | None]], took: list[int], table: Grading, data: st.DataObject
) -> None:
    """Taking longer for any answer, and all else the same, never raises the rating."""
    spans = took[: len(marks)]
    place = data.draw(st.integers(0, len(marks) - 1))
    slower = [*spans[:place], data.draw(st.integers(spans[place], 300)), *spans[place + 1 :]]
    assert rating(*marks, took=slower, table=table) <= rating(*marks, took=spans, table=table)


TIMED = Grading(quick=0.5, slow=2.0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(29.999999, Rating.Easy), (30, Rating.Good), (120, Rating.Good), (120.000001, Rating.Hard), (None, Rating.Good)],
)
def test_latency_informs_the_rating_where_the_policy_says_so(seconds: float | None, expected: Rating) -> None:
    """Of a minute planned, less than half earns Easy and more than two Hard; exactly that, or not known, neither."""
    assert rating((True, None), took=[seconds], table=TIMED) is expected
    assert rating((True, None), took=[seconds]) is Rating.Good


def test_latency_changes_nothing_else() -> None:
    """Quick is worth nothing to an answer that is wrong or unsure, nor to a skill of which one answer was not quick."""
    assert rating((False, None), took=[5], table=TIMED) is Rating.Again
    assert rating((True, 0.3), took=[5], table=TIMED) is Rating.Hard
    assert rating((True, None), (True, None), took=[5, 40], table=TIMED) is Rating.Good
    assert rating((True, None), (True, None), took=[5, None], table=TIMED) is Rating.Good
    assert rating((True, None), (True, None), took=[5, 5], table=TIMED) is Rating.Easy
    lenient = Grading(quiz_hard=0.25, quiz_good=0.5, quick=0.5)
    assert rating((True, None), (False, None), took=[5, 5], table=lenient) is Rating.Good


def test_a_slow_answer_counts_whether_it_is_right_or_wrong() -> None:
    """Were a wrong answer let off for its time, turning it right could lower the rating."""
    lenient = Grading(quiz_hard=0.25, quiz_good=0.5, slow=2.0)
    assert rating((True, None), (False, None), took=[60, 121], table=lenient) is Rating.Hard
    assert rating((True, None), (True, None), took=[60, 121], table=lenient) is Rating.Hard


def test_the_time_of_a_quiz_is_the_latency_of_its_only_answer() -> None:
    """A quiz of one question took as long as its answer; of several, a time shared out is nobody's latency."""
    grader = TableGrader(Policy(grading=TIMED))

    def timed(*questions: str) -> Graded:
        answers = [Answer(name, "b") for name in questions]
        attempt = QuizAttempt(attempt_id="a", edition=1, answers=answers, duration=timedelta(seconds=5))
        return grader.grade(attempt, ONE_SKILL)

    assert timed("q0").ratings == {"s": Rating.Easy}
    assert timed("q0", "q1").ratings == {"s": Rating.Good}


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


def test_what_learners_grade_themselves_has_no_latency() -> None:
    """How quickly a learner says Good makes neither Easy nor Hard of it."""
    asked = Recall(id="r", skill="s", facet=Facet.WHY, prompt="?", explanation="!", answer="x", minutes=1.0)
    grader = TableGrader(Policy(grading=TIMED))
    for seconds in (1, 600):
        answer = Answer("r", Rating.Good, duration=timedelta(seconds=seconds))
        attempt = QuizAttempt(attempt_id="a", edition=1, answers=[answer])
        assert grader.grade(attempt, with_questions(asked)).ratings == {"s": Rating.Good}


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


CELLS = [
    (True, 1.0, Assurance.MASTERY),
    (True, 0.5, Assurance.MASTERY),
    (True, 0.49, Assurance.UNCERTAINTY),
    (False, 0.8, Assurance.MISINFORMATION),
    (False, 0.79, Assurance.IGNORANCE),
    (False, 0.0, Assurance.IGNORANCE),
    (True, None, None),
    (False, None, None),
]


@pytest.mark.parametrize(("right", "confidence", "expected"), CELLS)
def test_confidence_and_correctness_make_four_cells(
    right: bool,  # noqa: FBT001 - a table
    confidence: float | None,
    expected: Assurance | None,
) -> None:
    """Right or wrong, sure or not, thresholds included; without a confidence there is nothing to say."""
    assert graded([Answer("q0", "b" if right else "a", confidence)]).feedback[0].assurance is expected


@given(MARKS, tables())
def test_what_confidence_says_fits_the_rating(marks: list[tuple[bool, float | None]], table: Grading) -> None:
    """A confident error is misinformation and nothing else is; with uncertainty a skill is Hard at best."""
    answers = [Answer(f"q{number}", "b" if right else "a", sure) for number, (right, sure) in enumerate(marks)]
    outcome = graded(answers, table=table)
    said = [part.assurance for part in outcome.feedback]
    assert [part.confident_error for part in outcome.feedback] == [one is Assurance.MISINFORMATION for one in said]
    assert outcome.confident_errors == (("s",) if Assurance.MISINFORMATION in said else ())
    if Assurance.UNCERTAINTY in said:
        assert outcome.ratings["s"] <= Rating.Hard


def test_skills_with_a_confident_error_are_named_once_and_in_order() -> None:
    """Of each skill that was answered wrong and sure of it, the name; of others, and of drills, none."""
    taught = with_questions(*(question(f"q-{name}-{number}", name) for name in "abc" for number in range(2)))
    answers = [
        Answer("q-c-0", "a", 0.9),
        Answer("q-b-0", "a", 0.3),
        Answer("q-a-0", "b", 1.0),
        Answer("q-a-1", "a", 0.8),
        Answer("q-c-1", "c", 1.0),
    ]
    attempt = QuizAttempt(attempt_id="x", edition=1, answers=answers)
    assert GRADER.grade(attempt, taught).confident_errors == ("c", "a")
    assert performed(scores=dict.fromkeys(HIGHEST, 0)).confident_errors == ()


def test_how_long_a_quiz_took_is_told_by_question() -> None:
    """Each question is named with its own time or its share of the quiz's; the quiz took the sum of what is known."""
    taught = with_questions(question("qa", "a", minutes=3.0), question("qb", "b"))

    def sent(*own: float | None, whole: float | None = None) -> Graded:
        spans = [None if span is None else timedelta(minutes=span) for span in own]
        answers = [Answer(name, "b", duration=span) for name, span in zip(("qa", "qb"), spans, strict=True)]
        duration = None if whole is None else timedelta(minutes=whole)
        return GRADER.grade(QuizAttempt(attempt_id="x", edition=1, answers=answers, duration=duration), taught)

    assert sent(None, None).took == {}
    assert sent(None, None).duration == timedelta(minutes=4)
    assert sent(None, 0.5).took == {"qb": timedelta(minutes=0.5)}
    assert sent(None, 0.5).duration == timedelta(minutes=3.5)
    assert sent(None, None, whole=8).took == {"qa": timedelta(minutes=6), "qb": timedelta(minutes=2)}
    assert sent(2, None, whole=8).took == {"qa": timedelta(minutes=2), "qb": timedelta(minutes=6)}
    assert sent(2, None, whole=8).duration == timedelta(minutes=8)


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
    assert outcome.took == ({} if seconds is None else {"d": timedelta(seconds=seconds)})


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
