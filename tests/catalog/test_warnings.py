"""What a sound pack lacks is said, and keeps nobody from practising with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reinforce.catalog import Skill, digest, parse_pack, plain_pack, to_body, warnings_of
from reinforce.catalog.pack_warnings import summed_up
from reinforce.errors import InvalidPackError
from tests.catalog.packs import BAKERY, edited

_LEFT_OUT = [
    ("    method: Knead, rest, bake.\n", "capabilities[0].method", "how is it done"),
    ("    measurement: share of loaves that rise\n", "capabilities[0].measurement", "how will you know"),
    ("    early_warning: flat dough in the morning\n", "capabilities[0].early_warning", "what shows early"),
    ("    title: Tell flours apart\n", "skills[0].title", "people read the id"),
    ("    dimension: knowledge\n", "skills[0].dimension", "it is taken for knowledge"),
    ("    description: Leaves dough alone.\n", "skills[2].description", "what does a person do"),
    ("    facet: what\n    tags: [rye]\n", "questions[0].facet", "does it ask what, how or why?"),
    ("    explanation: Rye is dark.\n", "questions[0].explanation", "what do people learn"),
    ("    debrief: Smooth dough stretches until light shines through.\n", "drills[0].debrief", "what does good look"),
    ("    minutes: 10\n", "drills[0].minutes", "plans count on ten"),
    ("    title: Apprentice\n", "journeys[0].title", "people read the id"),
    ("title: Bakery\n", "title", "people read the id"),
]
"""What is taken out of the bakery's pack, where that is missed, and what is asked."""


@pytest.mark.parametrize(("line", "path", "asked"), _LEFT_OUT, ids=[path for _, path, _ in _LEFT_OUT])
def test_what_practice_can_do_without_is_asked_for(line: str, path: str, asked: str) -> None:
    """A pack without it is sound; the one more warning has the line of the element, and a question to think about."""
    before, text = warnings_of(BAKERY), edited(BAKERY, (line, ""))
    more = [warning for warning in warnings_of(text) if warning.path not in {one.path for one in before}]
    assert [warning.path for warning in more] == [path]
    assert asked in more[0].reason
    section = path.partition("[")[0]
    lines = text.splitlines()
    assert lines[more[0].line - 1].startswith("  - id: ") or section == "title"


def test_a_pack_of_one_capability_need_not_name_it() -> None:
    """All skills are of one under the pack's own id, or of the only one there is; the first is worth a warning."""
    unnamed = BAKERY.replace("    capability: bread\n", "")
    assert {skill.capability for skill in parse_pack(unnamed).skills} == {"bread"}
    start, end = unnamed.index("capabilities:"), unnamed.index("skills:")
    pack = parse_pack(unnamed[:start] + unnamed[end:])
    assert [(one.id, one.title) for one in pack.capabilities] == [("bakery", "Bakery")]
    assert {skill.capability for skill in pack.skills} == {"bakery"}
    assert [one.reason for one in warnings_of(pack) if one.path == "capabilities"] == [
        "are missing: all skills count as one; what do people have to be able to do?"
    ]


def test_a_pack_with_nothing_but_what_practice_needs_is_the_same_when_it_comes_back() -> None:
    """What goes without saying is said in its JSON, and read again."""
    text = """
        pack: renewals
        skills: [{id: give-get}]
        questions: [{id: q, skill: give-get, kind: recall, prompt: What comes with a discount?, answer: A return.}]
        drills: [{id: d, instructions: Trade., rubric: [{id: c, skill: give-get, levels: [Gives., Trades.]}]}]
        journeys: [{id: way, stages: [{id: first, skills: [give-get]}]}]
    """
    pack = parse_pack(text)
    assert parse_pack(json.dumps(to_body(pack))) == pack
    assert (pack.title, pack.skills[0].title, pack.journeys[0].stages[0].title) == ("renewals", "give-get", "first")
    assert (pack.drills[0].title, pack.drills[0].rubric[0].title, pack.drills[0].minutes) == ("d", "c", 10)


def test_what_goes_without_saying_makes_no_other_pack() -> None:
    """A pack that says it, and one that does not, are the same edition."""
    bare = "pack: p\nskills: [{id: a}]\nquestions: [{id: q, skill: a, kind: recall, prompt: A?, answer: B.}]"
    said = bare.replace("pack: p", "pack: p\ntitle: p\ncapabilities: [{id: p, title: p}]").replace(
        "{id: a}", "{id: a, title: a, capability: p, dimension: knowledge}"
    )
    assert parse_pack(said) == parse_pack(bare)
    assert digest(parse_pack(said)) == digest(parse_pack(bare))


def test_a_skill_by_itself_comes_back() -> None:
    """Also one whose capability goes without saying, as the pack that it will stand in says."""
    assert Skill.from_json(Skill(id="a").to_json()) == Skill(id="a")


def test_a_skill_in_no_journey_is_told() -> None:
    """Where there are journeys, nobody is led to a skill that stands in none; without journeys all are led to all."""
    without = edited(BAKERY, ("      - {id: second, title: Second week, skills: [kneading]}\n", ""))
    said = [one for one in warnings_of(without) if "stands in no journey" in one.reason]
    assert [one.path for one in said] == ["skills[1]"]
    assert "'bakery'" in said[0].reason
    assert not [one for one in warnings_of(without.split("journeys:")[0]) if "journey" in one.reason]


def test_a_skill_with_one_exercise_is_told() -> None:
    """People learn the exercise, and not the skill."""
    said = [one.path for one in warnings_of(plain_pack(["a", "b"])) if "one exercise only" in one.reason]
    assert said == ["skills[0]", "skills[1]"]


def test_many_warnings_that_are_alike_are_summed_up() -> None:
    """One line says what hundreds would, and how far down they go; what is different is told by itself."""
    rest = "skill: a, kind: recall, facet: why, prompt: A?, answer: A."
    options = ", ".join(f"{{id: q-{number}, {rest}}}\n" for number in range(200))
    text = f"pack: p\ntitle: P\nskills: [{{id: a, title: A}}]\nquestions: [{options}]"
    all_ = warnings_of(text)
    assert sum(one.path.endswith(".explanation") for one in all_) == 200
    short = summed_up(all_)
    assert [one.path for one in short] == [
        "capabilities",
        "skills[0].description",
        "skills[0].dimension",
        *(f"questions[{number}].explanation" for number in range(3)),
    ]
    assert short[-1].reason.endswith("(and so 197 more times, down to line 203)")
    assert not any("more times" in one.reason for one in short[:-1])


def test_what_keeps_people_from_a_skill_is_told_first() -> None:
    """A skill that nobody is led to, or that has one exercise, does not drown in what is missing from texts."""
    options = ", ".join(
        f"{{id: q-{number}, skill: s-{number % 40}, kind: recall, prompt: A?, answer: A.}}\n" for number in range(50)
    )
    skills = ", ".join(f"{{id: s-{number}}}" for number in range(40))
    way = "journeys: [{id: way, stages: [{id: first, skills: [s-0]}]}]"
    short = summed_up(warnings_of(f"pack: p\nquestions: [{options}]\nskills: [{skills}]\n{way}"))
    assert len(short) < 30
    told = [one.reason.partition(":")[0] for one in short[:6]]
    assert told == ["stands in no journey"] * 3 + ["has one exercise only"] * 3
    assert short[2].reason.endswith("(and so 36 more times, down to line 53)")
    assert short[5].reason.endswith("(and so 27 more times, down to line 53)")


def test_faults_come_before_warnings() -> None:
    """A pack that cannot be published has faults, and nothing else is said of it."""
    with pytest.raises(InvalidPackError):
        warnings_of(edited(BAKERY, ("kind: single_choice", "kind: choice")))


def test_the_pack_of_the_example_lacks_nothing() -> None:
    """What we ask of others stands in our own."""
    assert warnings_of(Path("examples/customer_success/pack.yaml")) == ()
