"""What a new version of a pack does to memory, and that it takes no revision back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from reinforce.catalog import (
    EditionChanges,
    OnChange,
    check_successor,
    content_changes,
    from_body,
    history_after,
    to_body,
)
from reinforce.catalog.revisions import Revisions
from reinforce.errors import Fault, InvalidPackError
from tests.catalog.packs import BAKERY, edited, pack

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DRILL = ("title: Knead a loaf\n", "title: Knead a loaf\n    revision: 2\n    on_change: {}\n")
QUESTION = ("prompt: Why not hurry?\n", "prompt: Why wait?\n    revision: 2\n    on_change: {}\n")


def says(edit: tuple[str, str], effect: str) -> tuple[str, str]:
    """Return an edit that raises a revision, with what that does to memory."""
    return edit[0], edit[1].format(effect)


@pytest.mark.parametrize(
    ("edit", "effects"),
    [
        (("title: Knead until smooth", "title: Knead"), [("kneading", OnChange.KEEP)]),
        (("revision: 2", "revision: 3"), [("kneading", OnChange.RESET)]),
        (("revision: 2\n    on_change: reset", "revision: 3\n    on_change: soften"), [("kneading", OnChange.SOFTEN)]),
        (("on_change: reset", "on_change: soften"), []),
        (("dimension: attitude", "dimension: attitude\n    priority: 3"), []),
        (("dimension: attitude", "dimension: attitude\n    apply_within_days: 7"), []),
        (("revision: 2\n    on_change: reset", "revision: 3\n    on_change: keep"), [("kneading", OnChange.KEEP)]),
        (("description: Leaves dough alone.", "description: Waits."), [("patience", OnChange.KEEP)]),
        (("dimension: attitude", "dimension: knowledge"), [("patience", OnChange.KEEP)]),
        (("why: What is not kneaded does not rise.", "why: It must."), [("kneading", OnChange.KEEP)]),
        (("{flour: 0.4}", "{flour: 0.5}"), []),
        (("prerequisites: [flour]\n    ", ""), []),
        (("prompt: Why not hurry?", "prompt: Why wait?"), []),
        (("title: Bakery", "title: Bread shop"), []),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_only_a_changed_definition_touches_memory_and_only_a_raised_revision_changes_it(
    edit: tuple[str, str], effects: list[tuple[str, OnChange]]
) -> None:
    """A skill whose wording changed keeps its memory; one whose revision was raised does what it says."""
    assert content_changes(pack(), pack(edit)) == tuple(effects)


@pytest.mark.parametrize(
    ("edits", "effects"),
    [
        ([says(QUESTION, "keep")], {}),
        ([says(QUESTION, "soften")], {"patience": OnChange.SOFTEN}),
        ([says(QUESTION, "reset")], {"patience": OnChange.RESET}),
        ([says(DRILL, "keep")], {}),
        ([says(DRILL, "soften")], {"kneading": OnChange.SOFTEN, "patience": OnChange.SOFTEN}),
        (
            [says(DRILL, "soften"), says(QUESTION, "reset")],
            {"kneading": OnChange.SOFTEN, "patience": OnChange.RESET},
        ),
        (
            [says(DRILL, "reset"), says(QUESTION, "soften")],
            {"kneading": OnChange.RESET, "patience": OnChange.RESET},
        ),
        (
            [says(DRILL, "soften"), ("revision: 2\n    on_change: reset", "revision: 3\n    on_change: reset")],
            {"kneading": OnChange.RESET, "patience": OnChange.SOFTEN},
        ),
        (
            [says(QUESTION, "soften"), ("title: Let dough rest", "title: Wait")],
            {"patience": OnChange.SOFTEN},
        ),
        ([("prompt: Why not hurry?\n", "prompt: Why wait?\n    on_change: reset\n")], {}),
    ],
)
def test_a_raised_revision_of_an_exercise_touches_the_memory_of_its_skills(
    edits: list[tuple[str, str]], effects: dict[str, OnChange]
) -> None:
    """A question touches its skill, a drill every skill of its rubric; of several effects the strongest counts."""
    assert content_changes(pack(), pack(*edits)) == tuple(sorted(effects.items()))


def test_effects_have_an_order() -> None:
    """To keep is less than to soften, which is less than to reset."""
    assert sorted(OnChange, key=lambda effect: effect.strength) == [OnChange.KEEP, OnChange.SOFTEN, OnChange.RESET]


def test_an_exercise_that_comes_or_goes_is_no_change_to_memory() -> None:
    """Neither a new exercise of a high revision nor a removed one touches memory."""
    resetting = pack(says(QUESTION, "reset"), says(DRILL, "reset"))
    renamed = to_body(resetting)
    renamed["questions"][-1]["id"] = "q-new"
    renamed["drills"][0]["id"] = "d-new"
    assert content_changes(pack(), from_body(renamed)) == ()
    assert content_changes(resetting, from_body(renamed)) == ()


def test_a_skill_that_an_exercise_brings_along_has_no_memory_to_touch() -> None:
    """A raised revision of a drill that shows a new skill too is a change for the skills that were there before."""
    body = to_body(pack(says(DRILL, "reset")))
    body["skills"][2] |= {"id": "waiting", "title": "Wait"}
    body["drills"][0]["rubric"][1]["skill"] = "waiting"
    assert content_changes(pack(), from_body(body)) == (("kneading", OnChange.RESET),)


def test_a_skill_that_comes_or_goes_is_no_change_to_memory() -> None:
    """Memory of a new skill has nothing to start anew from, and that of a retired one is not touched."""
    body = to_body(pack())
    body["skills"][2] |= {"id": "waiting", "title": "Wait"}
    assert content_changes(pack(), from_body(body)) == ()
    assert content_changes(None, pack()) == ()


def test_a_revision_is_never_taken_back() -> None:
    """A lower revision than the published one is refused, where it stands in the new file."""
    check_successor(None, pack())
    check_successor(pack(), pack())
    check_successor(pack(), pack(("revision: 2", "revision: 3")))
    lower = ("revision: 2\n", "revision: 1\n")
    line = edited(BAKERY, lower).splitlines().index("    revision: 1") + 1
    with pytest.raises(InvalidPackError) as refused:
        check_successor(pack(), pack(lower))
    said = "may not go back from 2 to 1; raise it to start anew"
    assert refused.value.faults == (Fault("bakery.yaml", line, "skills[1].revision", said),)


def test_a_revision_of_an_exercise_is_never_taken_back() -> None:
    """A lower revision of a question or drill is refused too, all of them at once, each in its place."""
    higher = pack(says(QUESTION, "keep"), says(DRILL, "keep"))
    check_successor(pack(), higher)
    with pytest.raises(InvalidPackError) as refused:
        check_successor(higher, pack())
    said = "may not go back from 2 to 1; raise it to start anew"
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [
        ("questions[6].revision", said),
        ("drills[0].revision", said),
    ]
    first = BAKERY.splitlines().index("  - id: q-hurry") + 1
    assert refused.value.faults[0].line == first


def _without(id: str, body: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - what it is
    """Return *body* without the question of that id."""
    return {**body, "questions": [one for one in body["questions"] if one["id"] != id]}


def test_what_comes_back_is_compared_with_what_was_there_last() -> None:
    """A skill or exercise that an edition lacked resets memory if its revision was raised, and never lowers it."""
    skill, question = ("revision: 2", "revision: 3"), says(QUESTION, "soften")
    gone = Revisions({"kneading": 2, "patience": 1}, {"q-hurry": 1, "d-knead": 4})
    back = pack(skill, question)
    assert content_changes(None, back, known=gone) == (("kneading", OnChange.RESET), ("patience", OnChange.SOFTEN))
    assert content_changes(None, back, known=Revisions({}, {})) == ()
    with pytest.raises(InvalidPackError) as refused:
        check_successor(None, back, known=gone)
    said = "may not go back from 4 to 1; raise it to start anew"
    assert [(fault.path, fault.reason) for fault in refused.value.faults] == [("drills[0].revision", said)]


def test_an_exercise_that_comes_back_as_another_kind_is_still_that_exercise() -> None:
    """Questions and drills share their ids, and so their revisions."""
    old = to_body(pack())
    body = _without("q-hurry", old)
    body["drills"].append({**old["drills"][0], "id": "q-hurry", "title": "Wait", "revision": 2, "on_change": "soften"})
    changes = content_changes(pack(), from_body(body))
    assert changes == (("kneading", OnChange.SOFTEN), ("patience", OnChange.SOFTEN))


def test_a_history_keeps_the_revisions_of_what_was_left_out() -> None:
    """However many editions ago: what left, with its revision, stands in the step that left it out."""
    body = to_body(pack(says(QUESTION, "keep")))
    small = from_body(_without("q-hurry", body))
    history = history_after((), None, from_body(body), edition=1, at=NOW)
    for number, (old, new) in enumerate([(from_body(body), small), (small, small)], start=2):
        history = history_after(history, old, new, edition=number, at=NOW)
    assert [(step.edition, dict(step.retired_exercises)) for step in history] == [(1, {}), (2, {"q-hurry": 2})]
    assert Revisions.of((small,), history=history).exercises["q-hurry"] == 2
    assert tuple(EditionChanges.from_json(step.to_json()) for step in history) == history
