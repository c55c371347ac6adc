"""What a tenant's packs amount to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import ContentChange, Curriculum, EditionChanges, OnChange, Pack, from_body, parse_pack, to_body
from reinforce.errors import NotFoundError
from tests.catalog.packs import BAKERY, edited, without
from tests.practice import building

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CAFE = without(BAKERY, "drills:", "journeys:")
for name in ("bakery", "bread", "flour", "kneading", "patience", "apprentice"):
    CAFE = CAFE.replace(f"pack: {name}", f"pack: cafe-{name}").replace(f"id: {name}", f"id: cafe-{name}")
    CAFE = CAFE.replace(f"capability: {name}", f"capability: cafe-{name}").replace(
        f"skill: {name}", f"skill: cafe-{name}"
    )
    CAFE = CAFE.replace(f"[{name}", f"[cafe-{name}").replace(f", {name}]", f", cafe-{name}]")
CAFE = CAFE.replace("{flour: 0.4}", "{cafe-flour: 0.4}").replace("id: q-", "id: cafe-q-")
CAFE = CAFE.replace("dimension: skill", "dimension: knowledge")


BAKING = """
  - {id: oven, capability: oven-work, title: Heat, dimension: knowledge, description: Heats., prerequisites: [flour]}
  - {id: baking, capability: bread, title: Bake, dimension: knowledge, description: Bakes.,
     prerequisites: [patience, oven], encompasses: {kneading: 0.5, oven: 0.8, flour: 0.1}}
"""
"""Two more skills of the bakery: *baking* encompasses *flour* directly, and more of it by way of *kneading*."""


@pytest.fixture
def bakery() -> Pack:
    """Return the bakery's pack."""
    return parse_pack(BAKERY)


def test_before_the_first_edition_there_is_nothing() -> None:
    """A curriculum without packs is empty, and is edition 0."""
    empty = Curriculum.of([])
    assert empty.edition == 0
    for section in (empty.capabilities, empty.skills, empty.questions, empty.drills, empty.journeys):
        assert not section
    assert empty.order([]) == ()


def test_a_curriculum_shows_its_size(bakery: Pack) -> None:
    """At the prompt, it is its edition and how much there is of each kind."""
    shown = "Curriculum(edition=4, 1 capabilities, 3 skills, 7 questions, 1 drills, 2 journeys)"
    assert repr(Curriculum.of([(4, bakery)])) == shown


def test_elements_are_found_by_id(bakery: Pack) -> None:
    """Every element of every pack can be looked up, and only there."""
    curriculum = Curriculum.of([(1, bakery), (2, parse_pack(CAFE))])
    assert curriculum.edition == 2
    assert list(curriculum.skills) == ["flour", "kneading", "patience", "cafe-flour", "cafe-kneading", "cafe-patience"]
    assert curriculum.skill("flour") is bakery.skills[0]
    assert curriculum.capability("bread") is bakery.capabilities[0]
    assert curriculum.journey("apprentice") is bakery.journeys[0]
    assert curriculum.exercise("q-rye") is bakery.questions[0]
    assert curriculum.exercise("d-knead") is bakery.drills[0]
    with pytest.raises(TypeError):
        curriculum.skills["other"] = bakery.skills[0]  # type: ignore[index]


def test_the_newest_version_of_each_pack_counts(bakery: Pack) -> None:
    """Editions may come in any order; of each pack the one with the highest number is in force."""
    renamed = parse_pack(edited(BAKERY, ("title: Tell flours apart", "title: Know your flours")))
    cafe = parse_pack(CAFE)
    for packs in ([(1, bakery), (2, cafe), (3, renamed)], [(3, renamed), (2, cafe), (1, bakery)]):
        curriculum = Curriculum.of(packs)
        assert curriculum.edition == 3
        assert curriculum.skill("flour").title == "Know your flours"
        assert "cafe-flour" in curriculum.skills


def test_what_a_newer_version_leaves_out_is_retired(bakery: Pack) -> None:
    """A question that the newest version no longer has is not practised, and still there in the older curriculum."""
    shorter = parse_pack(without(BAKERY, "  - id: q-hurry", "\ndrills:"))
    assert "q-hurry" in Curriculum.of([(1, bakery)]).questions
    assert "q-hurry" not in Curriculum.of([(1, bakery), (2, shorter)]).questions


def test_the_exercises_of_a_skill_are_its_questions_and_the_drills_that_map_to_it(bakery: Pack) -> None:
    """They come sorted by id, so that choosing among them does not depend on the file."""
    curriculum = Curriculum.of([(1, bakery)])
    assert [exercise.id for exercise in curriculum.exercises("patience")] == ["d-knead", "q-hurry", "q-rest"]
    assert [exercise.id for exercise in curriculum.exercises("flour")] == ["q-gluten", "q-leaven", "q-rye"]


def test_a_pack_is_a_journey_under_its_own_id(bakery: Pack) -> None:
    """All its skills are on it, in the order of the file, each after what it builds on, whatever journeys it has."""
    backwards = to_body(bakery) | {"journeys": []}
    backwards["skills"].reverse()
    for pack in (bakery, from_body(backwards)):
        curriculum = Curriculum.of([(1, pack)])
        whole = curriculum.order(["bakery"])
        assert set(whole) == set(curriculum.skills)
        assert whole == curriculum.with_prerequisites(curriculum.skills)
        assert curriculum.journey("bakery").title == pack.title
    assert list(curriculum.journeys) == ["bakery"]


def test_a_journey_of_its_own_under_its_id_is_what_the_author_says() -> None:
    """It stands for the pack as a whole, then, whatever is on it."""
    named = parse_pack(edited(BAKERY, ("id: apprentice", "id: bakery")))
    assert Curriculum.of([(1, named)]).journeys == {"bakery": named.journeys[0]}


def test_the_order_of_journeys_has_each_skill_once(bakery: Pack) -> None:
    """Journeys follow one another; a skill of several stands where it comes first."""
    second = edited(
        BAKERY,
        (
            "\njourneys:\n",
            "\njourneys:\n  - {id: short, title: S, stages: [{id: only, title: O, skills: [patience]}]}\n",
        ),
    )
    curriculum = Curriculum.of([(1, bakery), (2, parse_pack(second))])
    assert curriculum.order(["apprentice"]) == ("flour", "patience", "kneading")
    assert curriculum.order(["short", "apprentice"]) == ("patience", "flour", "kneading")


@given(st.lists(st.sets(st.integers(0, 5)), min_size=6, max_size=6), st.sets(st.integers(0, 5)), st.data())
def test_what_a_skill_builds_on_comes_before_it(needs: list[set[int]], left: set[int], data: st.DataObject) -> None:
    """Skills come with all that they build on, each once and after it, whichever of them are left aside."""
    names = [f"s{number}" for number in range(6)]
    skills = [
        building.skill(name, prerequisites=[names[other] for other in needs[at] if other < at])
        for at, name in enumerate(names)
    ]
    taught = building.curriculum(skills, [])
    wanted = data.draw(st.permutations([names[number] for number in left]))
    among = set(data.draw(st.sets(st.sampled_from(names))))
    for kept, found in (
        (set(names), taught.with_prerequisites(wanted)),
        (among, taught.with_prerequisites(wanted, among=among)),
    ):
        assert len(set(found)) == len(found)
        assert kept.intersection(wanted) <= set(found) <= kept
        for at, name in enumerate(found):
            assert kept.intersection(taught.prerequisites(name)) <= set(found[:at])


@pytest.mark.parametrize(
    ("kind", "look_up"),
    [
        ("capability", "capability"),
        ("skill", "skill"),
        ("skill", "exercises"),
        ("journey", "journey"),
        ("exercise", "exercise"),
    ],
)
def test_what_is_not_there_is_not_found(kind: str, look_up: str, bakery: Pack) -> None:
    """Every look-up of an unknown id raises, with the kind and the id."""
    with pytest.raises(NotFoundError) as refused:
        getattr(Curriculum.of([(1, bakery)]), look_up)("nowhere")
    assert (refused.value.kind, refused.value.id) == (kind, "nowhere")


def test_who_mistypes_is_told_what_is_near(bakery: Pack) -> None:
    """A journey with a slip in its name brings the name that was meant."""
    with pytest.raises(NotFoundError) as refused:
        Curriculum.of([(1, bakery)]).order(["aprentice"])
    assert refused.value.near == ("apprentice",)


def test_changes_to_memory_are_kept_by_skill_oldest_first(bakery: Pack) -> None:
    """A skill's content version is that of its last change; a skill that is gone keeps its changes."""
    third, fifth = ContentChange(NOW, 3, OnChange.RESET), ContentChange(NOW, 5, OnChange.RESET)
    reset = dict.fromkeys(("flour", "gone"), OnChange.RESET)
    both = EditionChanges(edition=3, at=NOW, skills={}, effects=reset)
    one = EditionChanges(edition=5, at=NOW, skills={}, effects={"flour": OnChange.RESET})
    curriculum = Curriculum.of([(5, bakery)], history=(one, both))
    assert curriculum.changes("flour") == (third, fifth)
    assert curriculum.content_version("flour") == 5
    assert curriculum.content_version("gone") == 3
    assert curriculum.changes("patience") == ()
    assert curriculum.content_version("patience") == 0


def baking(*, credit: str = "true") -> Pack:
    """Return the bakery's pack with baking in it, as it would be stored."""
    skills = BAKERY[BAKERY.index("  - id: flour") : BAKERY.index("\nquestions:")]
    body = yaml.safe_load(edited(BAKERY, (skills, skills + BAKING), ("language: en", f"credit: {credit}")))
    return from_body(body)


def test_credit_goes_along_the_strongest_path() -> None:
    """Baking counts for kneading and the oven, and for flour as much as the better of two paths to it says."""
    curriculum = Curriculum.of([(1, baking())])
    assert dict(curriculum.encompassed("baking")) == {"oven": 0.8, "kneading": 0.5, "flour": 0.5 * 0.4}
    assert list(curriculum.encompassed("baking")) == ["oven", "kneading", "flour"]
    assert dict(curriculum.encompassed("kneading")) == {"flour": 0.4}
    assert not curriculum.encompassed("flour")
    assert not curriculum.encompassed("gone")


def test_no_credit_is_given_unless_the_pack_says_so(bakery: Pack) -> None:
    """Credit is off by default, and a pack that gives it does so for its own skills only."""
    assert not bakery.credit
    assert not Curriculum.of([(1, baking(credit="false"))]).encompassed("baking")
    cafe = parse_pack(edited(CAFE, ("language: en", "credit: true")))
    curriculum = Curriculum.of([(1, bakery), (2, cafe)])
    assert not curriculum.encompassed("kneading")
    assert dict(curriculum.encompassed("cafe-kneading")) == {"cafe-flour": 0.4}


def test_skills_of_one_capability_that_are_linked_are_related() -> None:
    """A link of either kind relates two skills, in both directions, unless they belong to different capabilities."""
    curriculum = Curriculum.of([(1, baking(credit="false"))])
    assert curriculum.related("baking") == {"patience", "kneading", "flour"}
    assert curriculum.related("kneading") == {"flour", "baking"}
    assert curriculum.related("flour") == {"kneading", "baking"}
    assert curriculum.related("patience") == {"baking"}
    assert curriculum.related("oven") == curriculum.related("gone") == frozenset()
