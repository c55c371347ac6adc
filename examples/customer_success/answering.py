"""How a simulated person answers: from what they remember to a choice, a number, an order, a level on a rubric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from reinforce import Answer, Drill, DrillAttempt, Rating
from reinforce.catalog import Cloze, MultipleChoice, Numeric, Ordering, Recall, ShortText, SingleChoice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from examples.customer_success.hidden_memory import Memory
    from reinforce.catalog import DrillSpec, Question
    from reinforce.practice import Response

# Assumptions about people, each a share of occasions.
_SURE_BUT_WRONG = 0.15
_LENIENT = 0.15
_PARTLY = 0.3
_EASY = 0.3
# At which strength something feels shaky, or second nature.
_SHAKY = 0.5
_FIRM = 0.97
# What a modifier of difficulty 1 takes from a performance.
_BURDEN = 0.3


@dataclass(frozen=True, slots=True)
class Recollection:
    """
    What came to mind.

    Attributes:
        strength: the probability of recall beforehand.
        knows: whether it did come to mind.
        slips: whether the answer goes wrong all the same.
    """

    strength: float
    knows: bool
    slips: bool


class Respondent:
    """
    One person at their exercises.

    What they answer depends on what they remember, and on the seed, the person, the skill, the exercise and the day.

    Args:
        person: the person's id.
        memory: what they remember; each exercise leaves a trace in it.
        seed: what all chance is drawn from.
    """

    def __init__(self, person: str, memory: Memory, *, seed: int) -> None:
        self._person = person
        self._memory = memory
        self._seed = seed

    def answer(self, question: Question, shown: Mapping[str, Any], *, at: datetime) -> Answer:
        """
        Answer one *question*, seen as *shown* to a browser, at the instant *at*, and learn from the feedback.

        ``duration`` says how long it took.
        """
        chance = self._chance(question.skill, question.id, at)
        mind = self._recollect(question.skill, at=at, chance=chance)
        response = respond(question, shown, mind, chance)
        seconds = self._seconds(question.minutes, chance)
        confidence = None if isinstance(question, Recall) else self._confidence(mind, chance)
        self._memory.practise(question.skill, at=at, seconds=seconds)
        return Answer(question.id, response, confidence=confidence, duration=timedelta(seconds=round(seconds)))

    def perform(self, drill: Drill, *, at: datetime, assessor: str) -> DrillAttempt:
        """Perform a *drill* that begins at the instant *at*, scored by the *assessor*, and learn from the debrief."""
        spec = drill.spec
        chance = self._chance("+".join(spec.skills), spec.id, at)
        minds = {skill: self._recollect(skill, at=at, chance=chance) for skill in spec.skills}
        burden = _BURDEN * sum(modifier.difficulty for modifier in drill.modifiers)
        scores = {}
        for part in spec.rubric:
            mind = minds[part.skill]
            quality = chance.gauss(0.9 if mind.knows and not mind.slips else 0.4, 0.12) - burden
            scores[part.id] = round(min(1.0, max(0.0, quality)) * (len(part.levels) - 1))
        seconds = self._drill_seconds(spec, chance)
        for skill in spec.skills:
            self._memory.practise(skill, at=at, seconds=seconds / len(spec.skills))
        duration = timedelta(seconds=round(seconds))
        return DrillAttempt(
            attempt_id=drill.id,
            edition=drill.edition,
            drill=spec.id,
            scores=scores,
            at=at + duration,
            duration=duration,
            modifiers=[modifier.id for modifier in drill.modifiers],
            evidence={part.id: f"https://files.example/{drill.id}/{part.id}" for part in spec.evidence},
            assessor=assessor,
        )

    def _chance(self, skill: str, exercise: str, at: datetime) -> Random:
        return Random(f"{self._seed}/{self._person}/{skill}/{exercise}/{at.date()}")

    def _recollect(self, skill: str, *, at: datetime, chance: Random) -> Recollection:
        strength = self._memory.recall(skill, at=at)
        return Recollection(strength, chance.random() < strength, chance.random() < self._memory.nature.slip)

    def _seconds(self, minutes: float, chance: Random) -> float:
        return 60.0 * minutes * self._memory.nature.pace * chance.uniform(0.85, 1.05)

    def _drill_seconds(self, drill: DrillSpec, chance: Random) -> float:
        seconds = self._seconds(drill.minutes, chance)
        if drill.time_limit_seconds is None or drill.time_limit_seconds >= seconds:
            return seconds
        return min(60.0 * drill.minutes, drill.time_limit_seconds * chance.uniform(0.8, 1.04))

    def _confidence(self, mind: Recollection, chance: Random) -> float:
        """Return how sure the person is: right on the whole, but too sure by nature, and now and then of a mistake."""
        felt = mind.knows or chance.random() < _SURE_BUT_WRONG
        expected = 0.6 + 0.3 * mind.strength if felt else 0.3 + 0.25 * mind.strength
        confidence = chance.gauss(expected + self._memory.nature.overconfidence, 0.1)
        return round(min(1.0, max(0.0, confidence)), 2)


def respond(  # noqa: PLR0911 - one for each kind of question
    question: Question, shown: Mapping[str, Any], mind: Recollection, chance: Random
) -> Response:
    """Return the response to *question*: the right one, one that slipped, or a guess that may happen to be right."""
    match question:
        case SingleChoice():
            return _choose(question, [option["id"] for option in shown["options"]], mind, chance)
        case MultipleChoice():
            return _choose_several(question, [option["id"] for option in shown["options"]], mind, chance)
        case ShortText():
            return question.accept[0] if mind.knows and not mind.slips else "not sure"
        case Numeric():
            return _calculate(question, mind, chance)
        case Cloze():
            return _fill(question, mind, chance)
        case Ordering():
            return _order(question, [item["id"] for item in shown["items"]], mind, chance)
        case Recall():
            return _grade_oneself(mind, chance).name
    raise TypeError(question)


def _choose(question: SingleChoice, options: list[str], mind: Recollection, chance: Random) -> str:
    right = next(option.id for option in question.options if option.correct)
    if mind.knows and not mind.slips:
        return right
    return chance.choice([option for option in options if option != right] if mind.knows else options)


def _choose_several(
    question: MultipleChoice, options: list[str], mind: Recollection, chance: Random
) -> tuple[str, ...]:
    right = [option.id for option in question.options if option.correct]
    if not mind.knows:
        return tuple(option for option in options if chance.random() < len(right) / len(options)) or (options[0],)
    if mind.slips:
        turned = chance.choice(options)
        chosen = [option for option in options if (option in right) != (option == turned)]
        return tuple(chosen or [option for option in options if option not in right][:1])
    return tuple(right)


def _calculate(question: Numeric, mind: Recollection, chance: Random) -> str:
    if mind.knows and not mind.slips:
        return str(question.answer)
    off = max(abs(question.answer) * chance.uniform(0.1, 0.6), 2.0 * question.tolerance + 1.0)
    return f"{round(question.answer + chance.choice((-1.0, 1.0)) * off)}"


def _fill(question: Cloze, mind: Recollection, chance: Random) -> dict[str, str]:
    if mind.knows:
        missed = {chance.choice(list(question.blanks))} if mind.slips else set()
    else:
        missed = {blank for blank in question.blanks if chance.random() >= _PARTLY} or {next(iter(question.blanks))}
    return {blank: "" if blank in missed else accepted[0] for blank, accepted in question.blanks.items()}


def _order(question: Ordering, items: list[str], mind: Recollection, chance: Random) -> tuple[str, ...]:
    right = [item.id for item in question.items]
    if not mind.knows:
        chance.shuffle(items)
        return tuple(items)
    if mind.slips:
        first = chance.randrange(len(right) - 1)
        right[first], right[first + 1] = right[first + 1], right[first]
    return tuple(right)


def _grade_oneself(mind: Recollection, chance: Random) -> Rating:
    """Return the rating that somebody gives themselves; some let a gap pass."""
    if not mind.knows:
        return Rating.Hard if chance.random() < _LENIENT else Rating.Again
    if mind.slips or mind.strength < _SHAKY:
        return Rating.Hard
    return Rating.Easy if mind.strength > _FIRM and chance.random() < _EASY else Rating.Good
