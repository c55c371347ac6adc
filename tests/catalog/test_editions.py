"""What is stored of a pack, and what tells two packs apart."""

from __future__ import annotations

import json
import pickle
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from reinforce.catalog import (
    check_ids,
    compare,
    digest,
    from_body,
    parse_pack,
    plain_pack,
    to_body,
)
from reinforce.errors import Fault, InvalidPackError
from tests.catalog.packs import BAKERY, edited, pack, without

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_pack_survives_storage() -> None:
    """What is stored are JSON values, and they come back as the same pack."""
    before = pack()
    assert from_body(json.loads(json.dumps(to_body(before)))) == before


def test_a_pack_survives_pickling_and_copying() -> None:
    """A pack can be sent to another process."""
    before = pack()
    assert pickle.loads(pickle.dumps(before)) == deepcopy(before) == before  # noqa: S301 - our own bytes


def test_an_edition_stored_by_an_older_version_is_readable() -> None:
    """Fields that came later are not in its body; they have their defaults, and the digest is that of the pack."""
    body = to_body(pack())
    del body["credit"]
    for section, later in {
        "skills": ("priority", "apply_within_days"),
        "questions": ("revision", "on_change"),
        "drills": ("format", "revision", "on_change"),
    }.items():
        for element in body[section]:
            for field in later:
                del element[field]
    assert from_body(body) == pack()
    assert digest(from_body(body)) == digest(pack())


def test_a_stored_body_of_another_shape_is_refused() -> None:
    """What a store brings back is not trusted to be a pack."""
    body = to_body(pack())
    body["skills"][0]["dimension"] = "mood"
    with pytest.raises(InvalidPackError) as refused:
        from_body(body)
    said = "must be 'knowledge', 'skill' or 'attitude', not the text 'mood'"
    assert refused.value.faults == (Fault("<edition>", 1, "skills[0].dimension", said),)


def places(value: object, path: str = "") -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield every mapping of a body with each of its names, and where that is."""
    if isinstance(value, dict):
        for name in list(value):
            yield value, name, f"{path}.{name}".lstrip(".")
            yield from places(value[name], f"{path}.{name}")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from places(one, f"{path}[{index}]")


def blamed(body: dict[str, Any]) -> set[str]:
    """Return the paths at which what is stored is no pack; none where it is one."""
    try:
        from_body(body)
    except InvalidPackError as refused:
        return {fault.path for fault in refused.faults}
    return set()


def test_a_name_that_is_damaged_is_told_where_it_is() -> None:
    """However deep in what is stored it stands, also inside of a question, which is one of several kinds."""
    body, told = to_body(pack()), 0
    for element, name, where in places(body):
        held = element.pop(name)
        element[f"{name}x"] = held
        paths = blamed(body)
        assert not paths or f"{where}x" in paths or name == "kind", where
        told += bool(paths)
        del element[f"{name}x"]
        element[name] = held
    assert told > 100


def test_the_digest_follows_the_content() -> None:
    """Any change of content changes it."""
    assert digest(pack()) == digest(pack())
    changes = [
        ("title: Bakery", "title: Bread shop"),
        ("answer: 20\n", "answer: 21\n"),
        ("kind: single_choice", "kind: multiple_choice"),
        (
            "{id: mix, text: Mix}\n      - {id: knead, text: Knead}",
            "{id: knead, text: Knead}\n      - {id: mix, text: Mix}",
        ),
        ("skills: [flour, patience]", "skills: [patience, flour]"),
        ("{flour: 0.4}", "{flour: 0.5}"),
        ("language: en", "language: en\ncredit: true"),
        ("dimension: attitude", "dimension: attitude\n    priority: 2"),
        ("dimension: attitude", "dimension: attitude\n    apply_within_days: 7"),
        ("title: Knead a loaf", "title: Knead a loaf\n    format: observation"),
        ("title: Knead a loaf", "title: Knead a loaf\n    revision: 2"),
        ("prompt: Why not hurry?", "prompt: Why not hurry?\n    on_change: soften"),
    ]
    marks = {digest(pack()), *(digest(pack(change)) for change in changes)}
    assert len(marks) == 1 + len(changes)


def test_the_digest_ignores_order_comments_and_what_goes_without_saying() -> None:
    """A pack that is only written differently is the same edition."""
    skills = BAKERY[BAKERY.index("  - id: flour") : BAKERY.index("\nquestions:")]
    first, second = skills[: skills.index("  - id: kneading")], skills[skills.index("  - id: kneading") :]
    other = BAKERY.replace(skills, second + first).replace(
        "tags: [rye]\n    prompt", "tags:\n    - rye\n    minutes: 0.5\n    prompt"
    )
    assert other != BAKERY
    assert digest(parse_pack(f"# by hand\n{other}")) == digest(pack())
    said = (("language: en", "credit: false"), ("dimension: attitude", "priority: 1\n    dimension: attitude"))
    assert digest(pack(*said)) == digest(pack())
    assert digest(pack(("answer: 20\n", "answer: -0.0\n"))) == digest(pack(("answer: 20\n", "answer: 0\n")))


def test_the_digest_of_a_pack_stays_what_it_was() -> None:
    """A later version of the library must not take a pack that did not change for a new edition."""
    assert digest(pack()) == "4961878d2ad77436bae41016261373bd"


def test_the_first_version_adds_everything() -> None:
    """Compared with nothing, each element of a pack is new."""
    found = compare(None, pack())
    assert {difference.kind for difference in found} == {"added"}
    assert [difference.what for difference in found] == (
        ["pack"] + ["capability"] + ["skill"] * 3 + ["question"] * 7 + ["drill"] + ["journey"]
    )


def test_the_same_pack_differs_in_nothing() -> None:
    """Compared with itself, a pack has no differences."""
    assert compare(pack(), pack()) == ()


def test_a_new_version_says_what_it_adds_changes_and_removes() -> None:
    """Each difference names the element and, where it changed, the fields."""
    text = without(BAKERY, "  - id: q-hurry", "\ndrills:")
    new = edited(
        text,
        ("title: Bakery", "title: Bread shop"),
        ("title: Let dough rest\n", "title: Wait\n    why: Rest makes taste.\n"),
        ("id: q-steps", "id: q-order"),
        ("kind: single_choice", "kind: multiple_choice"),
        ("    time_limit_seconds: 600\n", ""),
        ("Second week, skills: [kneading]", "Week two, skills: [kneading]"),
    )
    assert [str(difference) for difference in compare(pack(), parse_pack(new))] == [
        "pack bakery changed: title",
        "skill patience changed: title, why",
        "question q-hurry removed",
        "question q-order added",
        "question q-rye changed: kind, minutes",
        "question q-steps removed",
        "drill d-knead changed: time_limit_seconds",
        "journey apprentice changed: stages",
    ]


def test_packs_of_one_tenant_share_no_ids() -> None:
    """Skills, exercises, capabilities and journeys of two packs have different ids; a clash names both packs."""
    check_ids(pack(), [])
    other = pack(("pack: bakery", "pack: cafe"))
    with pytest.raises(InvalidPackError) as refused:
        check_ids(other, [pack()])
    assert [fault.path for fault in refused.value.faults] == [
        "capabilities[0].id",
        *(f"skills[{at}].id" for at in range(3)),
        *(f"questions[{at}].id" for at in range(7)),
        "drills[0].id",
        "journeys[0].id",
    ]
    assert refused.value.faults[0] == Fault(
        "bakery.yaml",
        6,
        "capabilities[0].id",
        "is taken: the packs 'cafe' and 'bakery' both have the capability 'bread'",
    )


def test_no_journey_has_the_id_of_another_pack() -> None:
    """Each pack is a journey under its own id; whoever is enrolled in it must not be led elsewhere."""
    with pytest.raises(InvalidPackError, match="each pack is under its own id") as refused:
        check_ids(plain_pack(["sums"], pack="apprentice"), [pack()])
    assert [fault.path for fault in refused.value.faults] == ["pack"]
    check_ids(pack(("id: apprentice", "id: bakery")), [])


def test_what_is_in_force_already_is_not_refused() -> None:
    """A clash that an earlier release let pass stays for those that have it; the next pack is refused only its own."""
    other, bakery = pack(("pack: bakery", "pack: cafe")), pack()
    check_ids(other, [bakery], old=other)
    check_ids(plain_pack(["sums"]), [bakery, other])
    with pytest.raises(InvalidPackError) as refused:
        check_ids(
            pack(("pack: bakery", "pack: cafe"), ("id: q-rye", "id: q-loaf")),
            [pack(("id: q-rye", "id: q-loaf"))],
            old=other,
        )
    assert [fault.path for fault in refused.value.faults] == [
        f"questions[{[one.id for one in bakery.questions].index('q-rye')}].id"
    ]


def test_a_drill_may_not_have_the_id_of_a_question_in_another_pack() -> None:
    """Questions and drills share one namespace across packs too."""
    bakery = pack()
    body = to_body(bakery)
    for section in ("capabilities", "skills", "journeys", "questions"):
        body[section] = []
    body["pack"] = "cafe"
    body["drills"][0]["id"] = "q-rye"
    with pytest.raises(InvalidPackError) as refused:
        check_ids(from_body(body), [bakery])
    assert [fault.path for fault in refused.value.faults] == ["drills[0].id"]
