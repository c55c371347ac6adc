"""Publishing through the engine, on every store."""

import json
from datetime import timedelta

import pytest

from reinforce import Drill, DrillAttempt, Engine, InvalidPackError, ManualClock, Rating, Review, Tenant
from reinforce.catalog import ContentChange, Format, OnChange, Pack, from_body, parse_pack, to_body
from reinforce.memory import Phase
from reinforce.ports import Change, EditionRecord
from reinforce.testing.packs import small_pack
from tests.support.stores import START, AnyStore

_OTHER = """
pack: other
title: Another pack
capabilities: [{{id: writing, title: Writing, method: Write., measurement: Pages., early_warning: No pages.}}]
skills: [{{id: {skill}, capability: writing, title: Words, dimension: knowledge, description: Knows words.}}]
questions:
  - {{id: q-words, skill: {skill}, kind: recall, facet: what, prompt: Which?, answer: These., explanation: So.}}
"""
_LED = "journeys: [{id: small, title: Small, stages: [{id: first, title: First, skills: [words]}]}]"


def test_publishing_twice_changes_nothing(acme: Tenant) -> None:
    """The same pack, as text or as values, is the same edition, and is answered alike, but for whether it is new."""
    first = acme.catalog.publish(small_pack(wording="Which, now?"))
    again = acme.catalog.publish(parse_pack(small_pack(wording="Which, now?")))
    assert (first.edition, first.is_new, str(first)) == (2, True, "small, edition 2: 1 changed")
    assert (again, again.is_new, str(again)) == (first, False, "small, edition 2: nothing changed")


def test_publishing_a_changed_pack_says_what_changed(acme: Tenant) -> None:
    """The next edition, and each difference with its kind and fields."""
    published = acme.catalog.publish(small_pack(wording="Which of these?").replace("id: q-terms-2", "id: q-terms-3"))
    assert published.edition == acme.catalog.curriculum().edition == 2
    assert {(change.kind, change.what, change.id) for change in published.changes} == {
        ("changed", "question", "q-terms-1"),
        ("removed", "question", "q-terms-2"),
        ("added", "question", "q-terms-3"),
    }
    assert next(change.fields for change in published.changes if change.kind == "changed") == ("prompt",)
    assert "q-terms-2" in acme.catalog.curriculum(1).questions


def test_a_pack_with_faults_publishes_nothing(acme: Tenant) -> None:
    """The edition stays what it was."""
    with pytest.raises(InvalidPackError) as caught:
        acme.catalog.publish(small_pack().replace("correct: true", "correct: false"))
    assert len(caught.value.faults) == 2
    assert acme.catalog.curriculum().edition == 1


def test_two_packs_of_a_tenant_stand_side_by_side(acme: Tenant) -> None:
    """Another pack joins the curriculum; one that takes the id of a skill is refused, and names both."""
    with pytest.raises(InvalidPackError, match="'small'") as caught:
        acme.catalog.publish(_OTHER.format(skill="terms"))
    assert [fault.path for fault in caught.value.faults] == ["skills[0].id"]
    assert acme.catalog.publish(_OTHER.format(skill="words")).edition == 2
    assert {"terms", "words"} <= set(acme.catalog.curriculum().skills)


def _stored(pack: Pack, *, number: int, newest: dict[str, int], mark: str = "0" * 32) -> Change:
    """Return what an earlier release wrote of *pack*, whose digest was reckoned in another way."""
    record = EditionRecord(
        number=number, pack=pack.id, digest=mark, body=to_body(pack), newest=newest, history=[], recorded_at=START
    )
    return Change(tenant="team", editions=(record,))


def test_a_pack_that_an_earlier_release_published_is_unchanged(any_store: AnyStore) -> None:
    """What was written then and is written now is compared, not how a digest was made of it."""
    store, pack = any_store.new(), parse_pack(small_pack())
    with Engine.over(store) as engine:
        team = engine.create_tenant("team")
        store.apply(_stored(pack, number=1, newest={"small": 1}))
        said = small_pack().replace("kind: recall", "kind: recall, revision: 1", 1)
        for same in (small_pack(), said):
            assert (team.catalog.publish(same).edition, team.catalog.publish(same).is_new) == (1, False)
        assert team.catalog.publish(small_pack(wording="Which, now?")).edition == 2


def test_a_journey_that_was_written_wins_over_a_pack_of_its_name(any_store: AnyStore) -> None:
    """A database may hold both from before each pack was a journey: whoever is enrolled stays where they were led."""
    store = any_store.new()
    small, other = parse_pack(small_pack()), parse_pack(f"{_OTHER.format(skill='words')}{_LED}")
    with Engine.over(store) as engine:
        team = engine.create_tenant("team")
        store.apply(_stored(small, number=1, newest={"small": 1}))
        store.apply(_stored(other, number=2, newest={"small": 1, "other": 2}))
        assert team.catalog.curriculum().journey("small").skills == ("words",)
        assert list(team.catalog.curriculum().journeys) == ["start", "small", "other"]
        assert team.catalog.publish(small_pack(wording="Which, now?")).edition == 3
        assert team.catalog.put_skills(["pricing"]).is_new
        with pytest.raises(InvalidPackError, match="which each pack is under its own id"):
            team.catalog.publish(_OTHER.format(skill="more").replace("pack: other", "pack: start"))


def test_editions_are_the_tenants_own(engine: Engine, acme: Tenant) -> None:
    """Another tenant starts with nothing published."""
    assert engine.create_tenant("other").catalog.curriculum().edition == 0
    assert len(acme.catalog.curriculum().skills) == 3


def _revised(**effects: str) -> str:
    """Return the small pack with a raised revision of the question *terms* or the drill *talk*, and its effect."""
    text = small_pack()
    for place, effect in effects.items():
        line = {"terms": "    prompt: 'Which one?'\n", "talk": "    title: A talk\n"}[place]
        assert text.count(line) == 1
        text = text.replace(line, f"{line}    revision: 2\n    on_change: {effect}\n")
    return text


def test_a_revised_exercise_changes_the_memory_of_its_skills(acme: Tenant, clock: ManualClock) -> None:
    """A drill softens the memory of each skill of its rubric, a question resets that of its own; others are kept."""
    before = {
        skill: acme.practice.review("ana", skill, Rating.Good).cards[0] for skill in acme.catalog.curriculum().skills
    }
    clock.advance(timedelta(days=1))
    acme.catalog.publish(_revised(talk="soften", terms="reset"))
    softened, reset = (ContentChange(clock.now(), 2, effect) for effect in (OnChange.SOFTEN, OnChange.RESET))
    assert {skill: acme.catalog.curriculum().changes(skill) for skill in before} == {
        "terms": (reset,),
        "questions": (softened,),
        "discovery": (softened,),
    }
    after = acme.practice.card("ana", "questions")
    assert after.stability is not None
    assert after.stability < (before["questions"].stability or 0)
    assert acme.practice.card("ana", "terms").memory is None


_SKILL = (
    "  - {{id: prose, capability: {capability}, title: Prose, dimension: knowledge, description: Reads prose., "
    "revision: {revision}, on_change: reset}}\n"
)
_QUESTION = (
    "  - {id: q-prose, skill: prose, kind: recall, facet: what, prompt: Which?, answer: These., explanation: So.}\n"
)


def _with_prose(pack: str, *, capability: str, revision: int) -> str:
    skill = _SKILL.format(capability=capability, revision=revision)
    return pack.replace("skills:\n", f"skills:\n{skill}").replace("questions:\n", f"questions:\n{_QUESTION}", 1)


@pytest.mark.parametrize("moved", [False, True])
def test_a_skill_that_was_left_out_comes_back_as_its_revision_says(
    acme: Tenant,
    clock: ManualClock,
    moved: bool,  # noqa: FBT001 - a case
) -> None:
    """Also in another pack: a lower revision is refused, the same keeps memory, and a raised one resets it."""
    other = _OTHER.format(skill="words").replace("skills: [", "skills:\n  - ").replace("words.}]", "words.}")
    home, capability = (other, "writing") if moved else (small_pack(), "talking")
    acme.catalog.publish(_with_prose(small_pack(), capability="talking", revision=5))
    acme.practice.review("ana", "prose", Rating.Good, review_id="r-1")
    clock.advance(timedelta(days=1))
    acme.catalog.publish(small_pack(wording="Without prose?"))
    with pytest.raises(InvalidPackError) as refused:
        acme.catalog.publish(_with_prose(home, capability=capability, revision=1))
    assert [fault.path for fault in refused.value.faults] == ["skills[0].revision"]
    acme.catalog.publish(_with_prose(home, capability=capability, revision=5))
    assert acme.practice.card("ana", "prose").reps == 1
    acme.catalog.publish(_with_prose(home, capability=capability, revision=6))
    clock.advance(timedelta(minutes=1))
    acme.practice.review("ana", "words" if moved else "terms", Rating.Good, review_id="r-2")
    assert acme.practice.card("ana", "prose").phase is Phase.NEW
    acme.catalog.publish(home if moved else small_pack(wording="Once more without?"))
    acme.catalog.publish(_with_prose(home, capability=capability, revision=7))
    assert [change.effect for change in acme.catalog.curriculum().changes("prose")] == [OnChange.RESET] * 2


def test_an_exercise_that_goes_back_publishes_nothing(acme: Tenant) -> None:
    """A lower revision than the published one is refused in its place, and the edition stays what it was."""
    acme.catalog.publish(_revised(talk="keep"))
    with pytest.raises(InvalidPackError) as caught:
        acme.catalog.publish(small_pack())
    assert [fault.path for fault in caught.value.faults] == ["drills[0].revision"]
    assert acme.catalog.curriculum().edition == 2


@pytest.mark.mission("S3")
def test_every_format_of_practice_is_recorded_as_an_attempt(sqlite_url: str) -> None:
    """A discussion, a role-play, a live call, an artefact and an observation are all presented, scored and logged."""
    body = to_body(parse_pack(small_pack()))
    talk = body["drills"][0]
    body["drills"] = [{**talk, "id": f"d-{number}", "format": str(kind)} for number, kind in enumerate(Format)]
    clock = ManualClock(START)
    with Engine.open(sqlite_url, clock=clock, durability="normal") as engine:
        tenant = engine.create_tenant("acme", seed=7)
        tenant.catalog.publish(from_body(body))
        tenant.roster.put("ana")
        for drill in tenant.catalog.curriculum().drills.values():
            shown = Drill(id="shown", edition=1, spec=drill).presented()
            assert json.loads(json.dumps(shown))["format"] == drill.format
            scores = {part.id: 1 for part in drill.rubric}
            attempt = DrillAttempt(attempt_id=f"as-{drill.format}", edition=1, drill=drill.id, scores=scores)
            assert len(tenant.practice.record("ana", attempt).reviews) == len(drill.skills)
            clock.advance(timedelta(days=1))
        reviews = [entry for entry in tenant.practice.history("ana", "discovery") if isinstance(entry, Review)]
    assert [review.attempt_id for review in reviews] == [
        "as-role_play",
        "as-discussion",
        "as-live_call",
        "as-artefact",
        "as-observation",
    ]
