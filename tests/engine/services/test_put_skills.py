"""Skills by id, and packs that are journeys, on every store."""

import json
from datetime import timedelta
from typing import Any

import pytest

from reinforce import (
    Answer,
    ConflictError,
    Engine,
    InvalidPackError,
    InvalidParameterError,
    ManualClock,
    NotFoundError,
    QuizAttempt,
    Rating,
    Tenant,
)
from reinforce.catalog import parse_pack, plain_pack
from reinforce.testing.packs import small_pack
from tests.support.stores import AnyStore, Overtaken


def test_skills_by_id_can_be_practised(engine: Engine, clock: ManualClock) -> None:
    """Two ids, a learner and a rating are enough for a due day, and who is enrolled in the pack has a session."""
    team = engine.create_tenant("team", seed=7)
    assert str(team.catalog.put_skills(["pricing", "objections"])) == "skills, edition 1: 6 added"
    team.roster.put("ana")
    card = team.practice.review("ana", "pricing", Rating.Good).cards[0]
    assert [due.skill for due in team.practice.due("ana", at=clock.now())] == []
    assert card.due_day is not None
    team.roster.enroll("ana", journey="skills")
    assert [skill for item in team.practice.session("ana") for skill in item.skills] == ["objections"]


def test_putting_skills_twice_is_as_good_as_once(acme: Tenant) -> None:
    """Nothing is published anew, whatever part of them comes again; more of them join those that are there."""
    first = acme.catalog.put_skills(["pricing", "objections"])
    for again in (["pricing", "objections"], ["objections"]):
        assert acme.catalog.put_skills(again) == first
        assert not acme.catalog.put_skills(again).is_new
    more = acme.catalog.put_skills(["closing", "pricing"])
    assert (more.edition, more.is_new) == (first.edition + 1, True)
    assert {change.id for change in more.changes} == {"closing", "rate:closing"}
    assert acme.catalog.curriculum().journey("skills").skills == ("pricing", "objections", "closing")


def test_practice_goes_on_when_skills_join(acme: Tenant) -> None:
    """The cards of those that were there stay as they are."""
    acme.catalog.put_skills(["pricing"])
    before = acme.practice.review("ana", "pricing", Rating.Good).cards[0]
    acme.catalog.put_skills(["closing"])
    assert acme.practice.card("ana", "pricing") == before


def test_two_who_put_skills_at_once_lose_none(any_store: AnyStore) -> None:
    """Whoever is overtaken by another edition puts their skills beside those that it brought."""
    store = Overtaken(any_store.new())
    with Engine.over(store) as engine:
        team = engine.create_tenant("team")
        store.meanwhile = lambda: team.catalog.put_skills(["theirs"])
        team.catalog.put_skills(["ours"])
        assert team.catalog.curriculum().journey("skills").skills == ("theirs", "ours")


def test_skills_that_some_pack_has_need_nothing(acme: Tenant) -> None:
    """They stay where they are, and only what is new to all packs is added; a call at every start goes on working."""
    small = acme.catalog.curriculum().edition
    put = acme.catalog.put_skills(["terms"])
    assert (put.pack, put.edition, put.changes, put.is_new) == ("skills", small, (), False)
    acme.catalog.put_skills(["pricing", "terms"])
    assert acme.catalog.curriculum().journey("skills").skills == ("pricing",)
    assert not acme.catalog.put_skills(["pricing"], pack="more").is_new
    assert not acme.catalog.put_skills(["terms"], pack="small").is_new


def test_a_pack_that_was_written_takes_no_bare_ids(acme: Tenant) -> None:
    """Its next edition would not have them; another pack for them stands beside it."""
    with pytest.raises(ConflictError, match="'small' holds more than ids of skills, and 'pricing' is none of them"):
        acme.catalog.put_skills(["terms", "pricing"], pack="small")
    assert acme.catalog.put_skills(["pricing"], pack="more").pack == "more"


_WRITTEN = """
pack: {pack}
skills: [{{id: {skill}}}]
questions: [{{id: q-closing, skill: {skill}, kind: recall, prompt: Which?, answer: These.}}]
"""


@pytest.mark.parametrize("skills", [["pricing"], ["pricing", "closing"]])
def test_a_pack_takes_over_the_skills_that_it_brings(acme: Tenant, clock: ManualClock, skills: list[str]) -> None:
    """They leave the pack of bare ids, cards stay as they were, and putting them again changes nothing."""
    acme.catalog.put_skills(skills)
    before = acme.practice.review("ana", "pricing", Rating.Good).cards[0]
    clock.advance(timedelta(hours=1))
    acme.catalog.publish(_WRITTEN.format(pack="deals", skill="pricing"))
    curriculum = acme.catalog.curriculum()
    assert [one.id for one in curriculum.exercises("pricing")] == ["q-closing"]
    assert curriculum.journey("deals").skills == ("pricing",)
    assert curriculum.journey("skills").skills == tuple(skills[1:])
    assert curriculum.skill("pricing").capability == "deals"
    assert acme.practice.card("ana", "pricing") == before
    assert acme.policies.verify().clean
    assert not acme.catalog.put_skills(skills).is_new
    assert acme.catalog.put_skills(["terms", "talks"]).changes[0].id == "talks"


def test_a_pack_of_bare_ids_may_become_one_that_is_written(acme: Tenant) -> None:
    """Questions under the same id take the place of those that stood in; a call at every start goes on working."""
    acme.catalog.put_skills(["pricing"])
    published = acme.catalog.publish(_WRITTEN.format(pack="skills", skill="pricing"))
    assert acme.catalog.put_skills(["pricing"]) == published


def test_what_stands_in_for_exercises_takes_no_id_that_others_can_have(acme: Tenant) -> None:
    """Learners rate themselves with it as with any recall, and no question of another skill can be called like it."""
    acme.catalog.put_skills(["closing"])
    acme.catalog.publish(_WRITTEN.format(pack="deals", skill="words"))
    attempt = QuizAttempt(
        attempt_id="a-1", edition=acme.catalog.curriculum().edition, answers=[Answer("rate:closing", 3)]
    )
    assert [card.skill for card in acme.practice.record("ana", attempt).cards] == ["closing"]
    with pytest.raises(InvalidPackError, match="is that of the skill 'closing' alone"):
        parse_pack(_WRITTEN.format(pack="more", skill="more").replace("q-closing", "rate:closing"))
    with pytest.raises(InvalidPackError, match="lower-case letters"):
        parse_pack(small_pack().replace("q-terms-1", "rate:terms"))
    plain = plain_pack(["verbs"])
    assert parse_pack(json.dumps(plain.to_json())) == plain


@pytest.mark.parametrize(
    ("skills", "field"), [([], "skills"), ("pricing", "skills"), (["a", "Big Deals"], "skills[1]")]
)
def test_what_is_no_id_of_a_skill_is_refused(acme: Tenant, skills: Any, field: str) -> None:  # noqa: ANN401 - wrong
    """The error names it by its place."""
    with pytest.raises(InvalidParameterError) as refused:
        acme.catalog.put_skills(skills)
    assert refused.value.field == field


def test_whoever_is_enrolled_in_a_pack_stays_on_their_way_when_it_gets_journeys(acme: Tenant) -> None:
    """A later edition with journeys takes nothing from those who were enrolled in the pack as a whole."""
    whole = small_pack().split("journeys:", maxsplit=1)[0]
    acme.catalog.publish(whole)
    acme.roster.put("bo")
    acme.roster.enroll("bo", journey="small")
    before = [item.skills for item in acme.practice.session("bo")]
    assert before
    acme.catalog.publish(small_pack())
    assert list(acme.catalog.curriculum().journeys) == ["start", "small"]
    assert [item.skills for item in acme.practice.session("bo")] == before
    acme.catalog.publish(whole)
    assert acme.roster.get("bo").journeys == ("small",)
    with pytest.raises(NotFoundError):
        acme.roster.enroll("bo", journey="start")


def test_whoever_is_enrolled_in_nothing_is_told_what_there_is(acme: Tenant) -> None:
    """Their session is empty, and its plan says why; a journey that is not there is answered with those that are."""
    acme.roster.put("bo")
    session = acme.practice.session("bo")
    assert not session.items
    assert session.plan.explain_today() == "Nothing today: you are enrolled in no journey. There are 'start', 'small'."
    with pytest.raises(NotFoundError, match="there is no journey 'everything'; there are 'start', 'small'"):
        acme.roster.enroll("bo", journey="everything")
    with pytest.raises(NotFoundError, match="did you mean 'small'"):
        acme.roster.enroll("bo", journey="smal")


def test_a_pack_without_journeys_says_that_it_is_one(acme: Tenant) -> None:
    """Its whole is in the order of the file, and prerequisites come first."""
    pack = parse_pack(small_pack().split("journeys:", maxsplit=1)[0])
    assert pack.whole.skills == ("terms", "questions", "discovery")
    assert acme.catalog.curriculum().journey("small").skills == pack.whole.skills
