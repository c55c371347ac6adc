"""What holds for every pack, sound or not."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import (
    Curriculum,
    Pack,
    check_successor,
    compare,
    content_changes,
    digest,
    from_body,
    parse_pack,
    read_pack,
    to_body,
)
from reinforce.errors import InvalidPackError
from tests.catalog.packs import BAKERY, written
from tests.catalog.strategies import anything, bodies, damaged, packs


def read_or_refuse(text: str) -> Pack | None:
    """Return the pack that *text* holds; ``None`` if it is refused in the way that every broken pack is."""
    try:
        return parse_pack(text)
    except InvalidPackError as error:
        faults = error.faults
    lines = text.count("\n") + 1
    assert faults
    assert len(set(faults)) == len(faults)
    assert all(1 <= fault.line <= lines and fault.path and fault.reason for fault in faults)
    return None


@given(packs())
def test_a_sound_pack_survives_storage_and_text(pack: Pack) -> None:
    """A pack has no faults, and is the same after being stored, printed and read again."""
    assert read_pack(pack) is pack
    assert from_body(json.loads(json.dumps(to_body(pack)))) == pack
    assert parse_pack(written(pack)) == pack
    assert digest(parse_pack(written(pack))) == digest(pack)


@given(bodies(), st.data())
def test_packs_of_the_same_digest_differ_in_nothing(body: dict[str, Any], data: st.DataObject) -> None:
    """The digest and the differences agree on whether anything changed, and memory changes only where a skill did."""
    old = from_body(body)
    section = data.draw(st.sampled_from(["skills", "questions", "drills"]))
    field = data.draw(st.sampled_from(["title", "description"] if section == "skills" else ["facet", "tags"]))
    other = data.draw(packs())
    changed = {**body[section][0], field: getattr(getattr(other, section)[0], field)}
    rest = data.draw(st.permutations(body[section][1:]))
    new = from_body({**body, section: [*rest, changed]})
    found = compare(old, new)
    assert (digest(old) == digest(new)) == (not found)
    assert {skill for skill, _ in content_changes(old, new)} == {one.id for one in found if one.what == "skill"}
    check_successor(old, new)


@given(bodies(), st.data())
def test_memory_is_touched_as_much_as_the_strongest_change_says(body: dict[str, Any], data: st.DataObject) -> None:
    """Whatever revisions are raised, each skill has one effect: the strongest that it or an exercise of it asks for."""
    raised = {
        section: [{**one, "revision": one["revision"] + data.draw(st.integers(0, 1))} for one in body[section]]
        for section in ("skills", "questions", "drills")
    }
    old, new = from_body(body), from_body({**body, **raised})
    wanted: dict[str, set[str]] = {}
    for section, elements in raised.items():
        for before, after in zip(body[section], elements, strict=True):
            shown = [part["skill"] for part in after.get("rubric", ())] or [after.get("skill", after["id"])]
            if after["revision"] > before["revision"] and (section == "skills" or after["on_change"] != "keep"):
                for skill in shown:
                    wanted.setdefault(skill, set()).add(after["on_change"])
    strongest = {
        skill: next(effect for effect in ("reset", "soften", "keep") if effect in some)
        for skill, some in wanted.items()
    }
    assert content_changes(old, new) == tuple(sorted(strongest.items()))


@given(packs())
def test_credit_is_a_share_and_never_goes_in_a_circle(pack: Pack) -> None:
    """What a skill counts for, it counts for in part, and never for itself; to be related is mutual."""
    curriculum = Curriculum.of([(1, pack)])
    for skill in curriculum.skills.values():
        credit = curriculum.encompassed(skill.id)
        assert bool(credit) == (pack.credit and bool(skill.encompasses))
        assert skill.id not in credit
        for other, weight in credit.items():
            assert 0 < weight <= 1
            assert curriculum.encompassed(other).keys() <= credit.keys()
        assert all(skill.id in curriculum.related(other) for other in curriculum.related(skill.id))


@given(packs())
def test_every_exercise_is_found_under_each_of_its_skills(pack: Pack) -> None:
    """A curriculum loses no exercise, and lists each under the skills that it exercises and no others."""
    curriculum = Curriculum.of([(1, pack)])
    for exercise in (*pack.questions, *pack.drills):
        assert curriculum.exercise(exercise.id) == exercise
        found = {skill for skill in curriculum.skills if exercise in curriculum.exercises(skill)}
        assert found == set(exercise.skills)


@given(damaged())
def test_a_damaged_pack_is_read_or_refused(body: dict[str, Any]) -> None:
    """Whatever is replaced, dropped or repeated in it, a pack is sound or its faults are listed."""
    text = json.dumps(body, ensure_ascii=False, indent=1)
    pack = read_or_refuse(text)
    if pack is not None:
        assert parse_pack(written(pack)) == pack


@given(bodies(), st.data())
def test_one_wrong_value_hides_no_other(body: dict[str, Any], data: st.DataObject) -> None:
    """With two elements of a pack broken, the faults are those of each, as if the other were sound."""
    sections = ["capabilities", "skills", "questions", "drills", "journeys"]
    one, other = data.draw(st.permutations(sections))[:2]

    def faults(*broken: str) -> set[tuple[str, str]]:
        changed = {**body, **{name: [{**body[name][0], "title": 7, "prompt": 7}, *body[name][1:]] for name in broken}}
        try:
            parse_pack(json.dumps(changed, ensure_ascii=False))
        except InvalidPackError as error:
            return {(fault.path, fault.reason) for fault in error.faults}
        return set()

    assert faults(one)
    assert faults(one, other) == faults(one) | faults(other)


@given(st.data())
def test_any_edit_of_a_text_is_read_or_refused(data: st.DataObject) -> None:
    """However the text of a pack is cut and mended, it is a pack or its faults are listed; nothing else raises."""
    lines = BAKERY.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.integers(0, len(lines) - 1))
        harm = data.draw(st.sampled_from(["drop", "copy", "swap", "indent", "write"]))
        if harm == "drop":
            del lines[at : at + 1 + other % 3]
        elif harm == "copy":
            lines.insert(at, lines[other])
        elif harm == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif harm == "indent":
            lines[at] = " " * data.draw(st.integers(0, 6)) + lines[at]
        else:
            column = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + data.draw(st.text(max_size=4)) + lines[at][column:]
        lines = lines or [""]
    read_or_refuse("\n".join(lines))


@given(anything)
def test_any_value_is_read_or_refused(value: object) -> None:
    """A text that has nothing to do with packs is refused like one that has."""
    assert read_or_refuse(yaml.safe_dump(value, allow_unicode=True)) is None


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    """No text by chance is a pack, and none raises anything but the error for packs."""
    assert read_or_refuse(text) is None
