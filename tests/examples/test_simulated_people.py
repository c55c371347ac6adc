"""The simulated people of the demo: what they remember, and how that becomes answers."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from examples.customer_success import demo
from examples.customer_success.answering import Recollection, respond
from examples.customer_success.hidden_memory import Memory, Nature
from examples.customer_success.team import team
from reinforce import Load
from reinforce.catalog import Question, Recall, read_pack
from reinforce.practice.grading.answers import judge

START = datetime(2026, 3, 4, tzinfo=UTC)
DAY = timedelta(days=1)
NATURE = Nature(ability=0.0, experience=0.0, slip=0.0, overconfidence=0.0, pace=1.0)
QUESTIONS = read_pack(demo.PACK).questions
KINDS = {question.kind for question in QUESTIONS}


def _memory(*days: float) -> Memory:
    """Return the memory of somebody without experience who practised one skill on those *days*."""
    memory = Memory("kim", nature=NATURE, skills=["listening"], started_at=START, seed=1)
    for day in days:
        memory.practise("listening", at=START + day * DAY, seconds=60.0)
    return memory


def _recall(memory: Memory, day: float) -> float:
    return memory.recall("listening", at=START + day * DAY)


def _shown(question: Question) -> dict[str, Any]:
    """Return the options or items of a question, or nothing."""
    return {
        name: [{"id": part.id} for part in getattr(question, name)]
        for name in ("options", "items")
        if hasattr(question, name)
    }


def test_what_was_never_practised_is_not_remembered() -> None:
    """Without any trace recall is impossible; a practice makes it possible."""
    assert _recall(_memory(), 1) == 0.0
    assert 0.0 < _recall(_memory(0), 1) < 1.0


def test_memory_fades_but_practice_never_harms() -> None:
    """Recall falls with time, and one practice more leaves no less of it on any later day."""
    memory = _memory(0, 2, 7)
    assert [_recall(memory, day) for day in (8, 20, 90)] == sorted(
        (_recall(memory, day) for day in (8, 20, 90)), reverse=True
    )
    for days in ((0,), (0, 2), (0, 0.001, 0.002), (0, 2, 7, 20)):
        assert all(_recall(_memory(*days, 21), later) >= _recall(_memory(*days), later) for later in (22, 60, 365))


@pytest.mark.parametrize("rest", [30, 90])
def test_spaced_practice_outlasts_massed_practice(rest: int) -> None:
    """Of equally many practices, those with days between them leave more after an equal rest."""
    massed = _memory(0, 0.001, 0.002, 0.003, 0.004)
    spaced = _memory(0, 2, 6, 14, 28)
    assert _recall(spaced, 28 + rest) > 1.5 * _recall(massed, rest)


def test_massed_practice_is_best_at_first() -> None:
    """On the next morning a workshop shines; that is what makes it look as if it worked."""
    assert _recall(_memory(0, 0.001, 0.002, 0.003, 0.004), 1) > 0.8


def test_a_memory_follows_from_seed_and_person() -> None:
    """The same seed and person give the same memory, another seed another."""

    def before(seed: int) -> list[float]:
        skills = [f"skill-{number}" for number in range(40)]
        memory = Memory("kim", nature=Nature.drawn("kim", seed=seed), skills=skills, started_at=START, seed=seed)
        return [memory.recall(skill, at=START) for skill in skills]

    assert before(1) == before(1)
    assert before(1) != before(2)


def test_the_pack_has_questions_of_every_kind() -> None:
    """So that the laws below are about all seven."""
    assert len(KINDS) == 7


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_who_knows_is_right_and_who_slips_is_wrong(kind: str) -> None:
    """An answer from memory is the right one; a slip is an answer that the question takes, and a wrong one."""
    for number, question in enumerate(one for one in QUESTIONS if one.kind == kind):
        knows, slips = (Recollection(strength=1.0, knows=True, slips=slips) for slips in (False, True))
        assert judge(question, respond(question, _shown(question), knows, Random(number))).right
        slipped = judge(question, respond(question, _shown(question), slips, Random(number)))
        assert isinstance(question, Recall) or not slipped.right, question.id


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_guess_is_an_answer_that_may_be_right_where_there_is_something_to_choose_from(kind: str) -> None:
    """Guessing always gives a response that can be judged, and is not always right."""
    guesses = Recollection(strength=0.0, knows=False, slips=False)
    right = [
        judge(question, respond(question, _shown(question), guesses, Random(number))).right
        for question in QUESTIONS
        if question.kind == kind
        for number in range(20)
    ]
    assert not all(right)
    assert any(right) == (kind not in {"short_text", "numeric", "cloze"})


def test_a_team_may_be_larger_than_twelve() -> None:
    """Habits come round again, under ids and names of their own."""
    people = team(30)
    assert len({person.id for person in people}) == len({person.name for person in people}) == 30
    assert people[12].timezone == people[0].timezone


def test_the_engine_is_told_of_the_days_on_which_people_work() -> None:
    """Practice is planned for working days, and for no others."""
    for person in team(12):
        assert {day for day, load in enumerate(person.week) if load is not Load.NONE} == person.weekdays


def test_people_work_and_practise_differently() -> None:
    """The twelve live in at least ten time zones, and differ in their days, hours and minutes."""
    people = team(12)
    assert len({person.timezone for person in people}) >= 10
    assert min(len({getattr(person, name) for person in people}) for name in ("day_start", "weekdays", "minutes")) > 2
