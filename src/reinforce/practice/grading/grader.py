"""Grading: from an attempt to at most one rating a skill, with feedback on every part, by a replaceable policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from reinforce.codec import Kept, under
from reinforce.journal import PERSON, Rating
from reinforce.practice.grading import misfits
from reinforce.practice.grading.answers import check_blanks, exact, judge
from reinforce.practice.grading.attempts import QuizAttempt, within
from reinforce.practice.grading.feedback import of_answer, of_criterion
from reinforce.practice.grading.outcome import Assurance, Feedback
from reinforce.practice.grading.timing import latency, length, times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reinforce.catalog import Criterion, Curriculum, DrillSpec, Question
    from reinforce.practice.grading.answers import Judged
    from reinforce.practice.grading.attempts import Attempt, DrillAttempt
    from reinforce.practice.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded(Kept):
    """
    What an attempt is worth.

    Attributes:
        kind: ``quiz`` or ``drill``.
        ratings: one for each skill that the attempt shows, in the order in which the skills appear in it.
        feedback: for every answer of a quiz, or every criterion of a drill.
        exercises: the ids of the exercises met.
        duration: how long it took; what was planned for it where the sender did not say.
        took: by exercise, how long it took; one of which that is not known is left out.
        over_time: whether a time limit was exceeded.
        assessor: the person who scored it, if any.
    """

    kind: str
    ratings: Mapping[str, Rating]
    feedback: tuple[Feedback, ...]
    exercises: tuple[str, ...]
    duration: timedelta
    took: Mapping[str, timedelta] = field(default_factory=dict)
    over_time: bool = False
    assessor: str | None = field(default=None, metadata=PERSON)

    @property
    def confident_errors(self) -> tuple[str, ...]:
        """The skills with a confident error, each once, in the order in which the feedback names them."""
        return tuple(dict.fromkeys(part.skill for part in self.feedback if part.confident_error))


class Grader(Protocol):
    """
    How attempts become ratings. A host may bring its own.

    A grader depends on its arguments and settings alone, and gives at most one rating a skill.
    """

    def grade(self, attempt: Attempt, curriculum: Curriculum) -> Graded:
        """
        Return what *attempt* is worth against the *curriculum* of its edition.

        Raises:
            InvalidParameterError: the attempt does not fit; the error names the field's path.
        """
        ...


class TableGrader:
    """
    The default grader: the table in ``Policy.grading``, see `Grading`.

    A quiz: the share of a skill's answers that are right is looked up in the table; with low confidence in any of them
    the rating is Hard at best. A question that learners grade themselves counts with their rating, and the lowest of
    all ratings of a skill stands. With the default table wrong is Again, right with low confidence Hard, right Good.
    Where the policy says so, a slow answer makes the rating Hard at best, and quick ones make Good Easy.

    A drill: the share of a skill is the mean of level ÷ highest level over its criteria, by weight. Modifiers raise it
    to ``share · (1 + d · (1 − share))`` with ``d`` the sum of their difficulties, at most 1: it stays between 0 and 1,
    and never falls when ``d`` or the share grows, so that a harder variant never earns less.
    """

    def __init__(self, policy: Policy) -> None:
        self._table = policy.grading

    def grade(self, attempt: Attempt, curriculum: Curriculum) -> Graded:
        """Return what *attempt* is worth against the *curriculum* of its edition."""
        if isinstance(attempt, QuizAttempt):
            return self.grade_quiz(attempt, curriculum)
        return self.grade_drill(attempt, curriculum)

    def grade_quiz(self, attempt: QuizAttempt, curriculum: Curriculum) -> Graded:
        """
        Return what the answers to a quiz are worth.

        Raises:
            InvalidParameterError: a question is unknown, or a response is not of the kind that its question asks for.
        """
        by_skill: dict[str, list[_Given]] = {}
        feedback: list[Feedback] = []
        minutes: dict[str, float] = {}
        for index, answer in enumerate(attempt.answers):
            question = curriculum.questions.get(answer.question)
            if question is None:
                unknown = misfits.unknown_question(answer.question, curriculum, edition=attempt.edition)
                raise under(f"answers[{index}]", unknown)
            with within(f"answers[{index}]"):
                judged = judge(question, answer.response, language=curriculum.language(question.id))
                check_blanks(question, answer.response)
            minutes[question.id] = question.minutes
            alone = len(attempt.answers) == 1
            took = attempt.duration if alone and answer.duration is None else answer.duration
            given = _Given(
                judged=judged,
                confidence=answer.confidence,
                latency=None if took is None else latency(took, minutes=question.minutes),
            )
            by_skill.setdefault(question.skill, []).append(given)
            feedback.append(self._answer_feedback(question, given))
        return Graded(
            kind=attempt.kind,
            ratings={skill: self._quiz_rating(answers) for skill, answers in by_skill.items()},
            feedback=tuple(feedback),
            exercises=tuple(minutes),
            duration=length(attempt, minutes=minutes),
            took=times(attempt, minutes=minutes),
        )

    def grade_drill(self, attempt: DrillAttempt, curriculum: Curriculum) -> Graded:
        """
        Return what a performance of a drill is worth.

        Raises:
            InvalidParameterError: the drill is unknown, a criterion is not scored or does not exist, a level is not in
                the rubric, a modifier is unknown, or required evidence is missing.
        """
        spec = curriculum.drills.get(attempt.drill)
        if spec is None:
            raise misfits.unknown_drill(attempt.drill, curriculum, edition=attempt.edition)
        _check_drill(attempt, spec)
        harder = {modifier.id: exact(modifier.difficulty) for modifier in spec.modifiers}
        difficulty = min(Fraction(1), sum((harder[name] for name in attempt.modifiers), Fraction(0)))
        ratings = {}
        for skill in spec.skills:
            share = _rubric_share((part for part in spec.rubric if part.skill == skill), attempt.scores)
            ratings[skill] = self._rating("drill", share * (1 + difficulty * (1 - share)))
        planned = timedelta(minutes=spec.minutes)
        limit = None if spec.time_limit_seconds is None else timedelta(seconds=spec.time_limit_seconds)
        return Graded(
            kind=attempt.kind,
            ratings=ratings,
            feedback=tuple(of_criterion(spec, part, attempt.scores[part.id]) for part in spec.rubric),
            exercises=(spec.id,),
            duration=planned if attempt.duration is None else attempt.duration,
            took={} if attempt.duration is None else {spec.id: attempt.duration},
            over_time=limit is not None and attempt.duration is not None and attempt.duration > limit,
            assessor=attempt.assessor,
        )

    def _quiz_rating(self, answers: list[_Given]) -> Rating:
        """Return the rating of one skill from all its answers."""
        ratings = [given.judged.rating for given in answers if given.judged.rating is not None]
        graded = [given for given in answers if given.judged.rating is None]
        if graded:
            rating = self._rating("quiz", Fraction(sum(given.judged.right for given in graded), len(graded)))
            ratings.append(self._timed(self._hedged(rating, graded), graded))
        return min(ratings)

    def _hedged(self, rating: Rating, answers: list[_Given]) -> Rating:
        """Return *rating*, or Hard if that is less and one of *answers* was given with low confidence."""
        stated = [given.confidence for given in answers if given.confidence is not None]
        return min(rating, Rating.Hard) if stated and min(stated) < self._table.low_confidence else rating

    def _timed(self, rating: Rating, answers: list[_Given]) -> Rating:
        """
        Return *rating* after a look at how long *answers* took, for as much as the policy makes of that.

        Wrong answers count as slow too: were they let off, turning one right could lower the rating.
        """
        slow, quick = self._table.slow, self._table.quick
        if slow is not None and any(given.latency is not None and given.latency > exact(slow) for given in answers):
            return min(rating, Rating.Hard)
        if quick is None or rating is not Rating.Good:
            return rating
        swift = (given.judged.right and given.latency is not None and given.latency < exact(quick) for given in answers)
        return Rating.Easy if all(swift) else rating

    def _rating(self, kind: str, share: Fraction) -> Rating:
        """Look *share* up in the table; thresholds count as the decimals that they are written as."""
        for rating, name in ((Rating.Easy, "easy"), (Rating.Good, "good"), (Rating.Hard, "hard")):
            if share >= exact(getattr(self._table, f"{kind}_{name}")):
                return rating
        return Rating.Again

    def _answer_feedback(self, question: Question, given: _Given) -> Feedback:
        if given.confidence is None:
            return of_answer(question, given.judged)
        assurance = self._assurance(given, given.confidence)
        error = assurance is Assurance.MISINFORMATION
        return replace(of_answer(question, given.judged), confident_error=error, assurance=assurance)

    def _assurance(self, given: _Given, confidence: float) -> Assurance:
        """Return what an answer and the confidence in it say together."""
        if given.judged.right:
            return Assurance.UNCERTAINTY if confidence < self._table.low_confidence else Assurance.MASTERY
        return Assurance.IGNORANCE if confidence < self._table.high_confidence else Assurance.MISINFORMATION


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """One answer, judged, with the confidence stated and the time it took as a multiple of the time planned."""

    judged: Judged
    confidence: float | None
    latency: Fraction | None


def skills_shown(attempt: Attempt, curriculum: Curriculum) -> tuple[str, ...]:
    """Return the skills that *attempt* shows, each once, in order; what is not in the curriculum shows none."""
    if isinstance(attempt, QuizAttempt):
        asked = (curriculum.questions.get(answer.question) for answer in attempt.answers)
        return tuple(dict.fromkeys(question.skill for question in asked if question is not None))
    spec = curriculum.drills.get(attempt.drill)
    return () if spec is None else spec.skills


def _rubric_share(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> Fraction:
    """Return the mean of level ÷ highest level over *criteria*, by weight; exact, so that no threshold is missed."""
    total = weights = Fraction(0)
    for part in criteria:
        weight = exact(part.weight)
        weights += weight
        total += weight * Fraction(scores[part.id], len(part.levels) - 1)
    return total / weights


def _check_drill(attempt: DrillAttempt, spec: DrillSpec) -> None:
    """Refuse an attempt that does not fit its drill."""
    rubric = {part.id: part for part in spec.rubric}
    _refuse_unknown("scores", attempt.scores, rubric, spec, what="criterion")
    for name, part in rubric.items():
        if name not in attempt.scores:
            raise misfits.missing_in_drill("scores", name, spec, wanted="a level in each criterion")
        level, highest = attempt.scores[name], len(part.levels) - 1
        if level > highest:
            raise misfits.unknown_level(name, level, highest, spec)
    _refuse_unknown("modifiers", attempt.modifiers, {modifier.id for modifier in spec.modifiers}, spec, what="modifier")
    required = [evidence.id for evidence in spec.evidence]
    _refuse_unknown("evidence", attempt.evidence, required, spec, what="evidence")
    for name in required:
        if name not in attempt.evidence:
            raise misfits.missing_in_drill("evidence", name, spec, wanted="it, as a URI under which it can be seen")


def _refuse_unknown(path: str, given: Iterable[str], known: Collection[str], spec: DrillSpec, *, what: str) -> None:
    for name in given:
        if name not in known:
            raise misfits.unknown_in_drill(path, name, known, spec, what=what)
