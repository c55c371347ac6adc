"""Sessions that are handed out: kept once, the same again, less what was answered meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reinforce import (
    Answer,
    DrillAttempt,
    Engine,
    InvalidParameterError,
    Leave,
    ManualClock,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.journal import Event, EventKind
from reinforce.practice import Drill, Quiz, Response, Session
from reinforce.testing.packs import JOURNEY, small_pack
from tests.support.stores import START, AnyStore, small_tenant
from tests.support.whole_log import whole_log

DAY = timedelta(days=1)
RIGHT: dict[str, Response] = {
    "q-terms-1": "b",
    "q-terms-2": 12.5,
    "q-questions-1": "to learn",
    "q-questions-2": ["a", "c"],
}


def entries(tenant: Tenant) -> list[Event]:
    """Return the entries by which sessions were handed out."""
    return [one for one in whole_log(tenant) if isinstance(one, Event) and one.kind is EventKind.HAND_OUT]


def exercises(made: Session) -> list[str]:
    """Return the ids of the exercises of a session, in its order."""
    return list(_exercises(made))


def _exercises(made: Session) -> Iterator[str]:
    for item in made:
        yield from [item.spec.id] if isinstance(item, Drill) else [question.id for question in item.questions]


def waiting(acme: Tenant) -> None:
    """Let everything be due."""
    for skill, days in {"terms": 9, "questions": 9, "discovery": 9}.items():
        acme.practice.review("ana", skill, Rating.Good, at=START - days * DAY)


def answered(acme: Tenant, *questions: str, id_: str = "a", edition: int = 1) -> None:
    """Let some questions be answered, in an attempt of any id."""
    answers = [Answer(name, RIGHT[name]) for name in questions]
    acme.practice.record("ana", QuizAttempt(attempt_id=id_, edition=edition, answers=answers))


def test_a_session_that_is_handed_out_is_kept_once(acme: Tenant) -> None:
    """Whoever asks again the same day gets the same, under whatever limits; without the wish nothing is kept."""
    waiting(acme)
    acme.practice.session("ana")
    assert entries(acme) == []
    first = acme.practice.session("ana", hand_out=True)
    assert exercises(first)
    assert first.handed_out_at == START
    assert acme.practice.session("ana", hand_out=True) == first
    assert acme.practice.session("ana", budget=timedelta(minutes=1), hand_out=True).items == first.items
    (entry,) = entries(acme)
    assert [one for item in entry.body["items"] for one in item["questions"] or [item["drill"]]] == exercises(first)
    assert entry.body["edition"] == 1


def test_it_is_the_same_when_the_plan_says_otherwise(any_store: AnyStore, clock: ManualClock) -> None:
    """After a reload, another policy, an edition that has other exercises, and practice that came from elsewhere."""
    store = any_store.new()
    acme = small_tenant(Engine.over(store, clock=clock))
    waiting(acme)
    first = acme.practice.session("ana", hand_out=True)
    presented = [item.presented() for item in first]
    acme.policies.adopt(replace(acme.policy, seed=8, quiz_size=1))
    acme.catalog.publish(small_pack(wording="Another?").replace("q-terms-2", "q-terms-9"))
    for skill in ("terms", "questions", "discovery"):
        acme.practice.review("ana", skill, Rating.Good)
    clock.advance(timedelta(hours=5))
    with Engine.over(any_store.again(store), clock=clock) as engine:
        acme = engine.tenant("acme")
        assert not acme.practice.session("ana").items
        again = acme.practice.session("ana", hand_out=True)
        assert [item.presented() for item in again] == presented
        assert {item.edition for item in again} == {1}
        assert len(entries(acme)) == 1


def test_what_was_answered_is_done_and_the_rest_is_left(acme: Tenant) -> None:
    """One item at a time, in whatever attempts; of a quiz that was answered in part the rest has an id of its own."""
    waiting(acme)
    first = acme.practice.session("ana", hand_out=True)
    (quiz,) = [item for item in first if isinstance(item, Quiz)]
    one, *others = [question.id for question in quiz.questions]
    assert others
    answered(acme, one, id_=quiz.id)
    then = acme.practice.session("ana", hand_out=True)
    assert then.done == (one,)
    assert exercises(then) == [name for name in exercises(first) if name != one]
    assert then.cost < first.cost
    (rest,) = [item for item in then if isinstance(item, Quiz)]
    assert rest.id != quiz.id
    assert acme.practice.session("ana", hand_out=True) == then
    answered(acme, *others, id_=rest.id)
    acme.practice.undo_attempt("ana", attempt_id=quiz.id)
    assert one in exercises(acme.practice.session("ana", hand_out=True))
    answered(acme, one, id_="again")
    left = acme.practice.session("ana", hand_out=True)
    assert (exercises(left), set(left.done)) == (
        [name for name in exercises(first) if name.startswith("d-")],
        {one, *others},
    )


def test_a_drill_comes_again_as_it_was_handed_out(acme: Tenant) -> None:
    """With what made it harder then, until it was performed."""
    acme.catalog.publish(
        small_pack()
        .replace("prerequisites: [questions], encompasses: {questions: 0.5}", "prerequisites: []")
        .replace(
            "    debrief: Ask, then wait.",
            "    debrief: Ask, then wait.\n"
            "    modifiers: [{id: m-1, text: Loud, difficulty: 0.5}, {id: m-2, text: Late, difficulty: 0.5}]",
        )
    )
    talk = DrillAttempt(attempt_id="t", edition=2, drill="d-talk", scores={"asks": 2, "leads": 1}, at=START - 25 * DAY)
    acme.practice.record("ana", talk)
    for days in (20, 15):
        answers = [Answer("q-discovery-1", "Again")]
        heard = QuizAttempt(attempt_id=f"q{days}", edition=2, answers=answers, at=START - days * DAY)
        acme.practice.record("ana", heard)
    made = acme.practice.session("ana", ahead=60, hand_out=True)
    drills = [item for item in made if isinstance(item, Drill)]
    assert [modifier.id for item in drills for modifier in item.modifiers] == ["m-1"]
    assert acme.practice.session("ana", hand_out=True).items == made.items
    acme.practice.record("ana", replace(talk, attempt_id="u", at=START))
    assert "d-talk" in acme.practice.session("ana", hand_out=True).done


def test_coming_days_are_handed_out_too(acme: Tenant, clock: ManualClock) -> None:
    """For a phone that will be offline: an entry for each day with practice, and each day brings its own later."""
    acme.practice.review("ana", "terms", Rating.Good, at=START - 9 * DAY)
    acme.practice.review("ana", "questions", Rating.Good)
    coming = acme.practice.sessions("ana", days=20, items=1, hand_out=True)
    assert [made.day - coming[0].day for made in coming] == list(range(20))
    full = [made for made in coming if made.items]
    assert len(full) == len(entries(acme)) > 1
    assert acme.practice.sessions("ana", days=20, items=1, hand_out=True) == coming
    assert len(entries(acme)) == len(full)
    names = [name for made in full for name in exercises(made)]
    assert len(set(names)) == len(names)
    acme.roster.put_leave("ana", Leave(id="away", first=(START + DAY).date(), last=(START + 30 * DAY).date()))
    for made in full:
        clock.move_to(START + (made.day - coming[0].day) * DAY)
        today = acme.practice.session("ana", hand_out=True)
        assert today.items == made.items
        assert today.done == ()
    with pytest.raises(InvalidParameterError, match="days"):
        acme.practice.sessions("ana", days=32)


def test_a_day_that_joins_later_repeats_nothing_that_is_waiting(acme: Tenant, clock: ManualClock) -> None:
    """What stands in the session of another day is not handed out twice."""
    waiting(acme)
    first = acme.practice.session("ana", hand_out=True)
    acme.practice.review("ana", "terms", Rating.Again)
    later = acme.practice.sessions("ana", days=9, hand_out=True)[1:]
    assert {name for made in later for name in exercises(made)}.isdisjoint(exercises(first))
    clock.advance(DAY)
    assert exercises(acme.practice.session("ana", hand_out=True))


def test_whoever_practises_ahead_gets_more_once_all_is_done(acme: Tenant) -> None:
    """Not before: what was handed out for the day holds, and what follows joins it."""
    acme.practice.review("ana", "terms", Rating.Good, at=START - 9 * DAY)
    acme.practice.review("ana", "questions", Rating.Good, at=START - DAY)
    first = acme.practice.session("ana", items=1, hand_out=True)
    (name,) = exercises(first)
    assert acme.practice.session("ana", ahead=60, hand_out=True).items == first.items
    answered(acme, name)
    assert acme.practice.session("ana", hand_out=True).items == ()
    more = acme.practice.session("ana", ahead=60, hand_out=True)
    assert exercises(more)
    assert more.done == (name,)
    assert acme.practice.session("ana", hand_out=True).items == more.items
    assert len(entries(acme)) == 2


def test_nothing_is_handed_out_where_there_is_nothing(acme: Tenant) -> None:
    """So that somebody who gets something to do on the same day gets it."""
    acme.roster.put("ben")
    assert acme.practice.session("ben", hand_out=True).handed_out_at is None
    acme.roster.enroll("ben", journey=JOURNEY)
    assert acme.practice.session("ben", hand_out=True).items
    assert len(entries(acme)) == 1


def test_people_and_logs_move_and_what_was_handed_out_stays(acme: Tenant, clock: ManualClock) -> None:
    """Two accounts of one person keep both; another id keeps its own; a shorter log keeps what can be answered."""
    waiting(acme)
    acme.roster.put("ben")
    acme.practice.review("ben", "terms", Rating.Good, at=START - 9 * DAY)
    hers, his = (acme.practice.session(who, hand_out=True) for who in ("ana", "ben"))
    acme.roster.merge("ben", into="ana")
    both = acme.practice.session("ana", hand_out=True)
    assert set(exercises(both)) == {*exercises(hers), *exercises(his)}
    acme.roster.rename("ana", to="anna")
    assert exercises(acme.practice.session("anna", hand_out=True)) == exercises(both)
    clock.advance(DAY)
    ahead = acme.practice.sessions("anna", days=9, hand_out=True)
    clock.advance(timedelta(hours=1))
    count = len(entries(acme))
    clock.advance(DAY)
    acme.privacy.compact(DAY)
    assert len(entries(acme)) == count
    assert [made.items for made in acme.practice.sessions("anna", days=8, hand_out=True)] == [
        made.items for made in ahead[1:]
    ]
    clock.advance(40 * DAY)
    acme.privacy.compact(DAY)
    assert len(entries(acme)) < count
