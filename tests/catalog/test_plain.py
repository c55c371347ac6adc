"""A pack of skills of which nothing is known but their ids."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from reinforce import Engine, InvalidParameterError, ManualClock
from reinforce.catalog import check_ids, plain_pack


def test_its_skills_can_be_practised() -> None:
    """It can be published as it is: everybody enrolled in it gets its skills, in the order that was given."""
    with Engine.open("memory:", clock=ManualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))) as engine:
        acme = engine.create_tenant("acme", seed=7)
        acme.catalog.publish(plain_pack(["verbs", "nouns", "verbs"], pack="words"))
        acme.roster.put("ana")
        acme.roster.enroll("ana", journey="words")
        assert acme.catalog.curriculum().journeys["words"].skills == ("verbs", "nouns")
        assert acme.practice.session("ana").items[0].skills == ("verbs", "nouns")


def test_skills_are_dealt_out_to_capabilities_in_turn() -> None:
    """There are no more capabilities than skills, and none without a skill."""
    pack = plain_pack(["a", "b", "c", "d", "e"], capabilities=2, minutes=0.5)
    assert [skill.capability for skill in pack.skills] == ["skills-1", "skills-2"] * 2 + ["skills-1"]
    assert {question.minutes for question in pack.questions} == {0.5}
    assert len(plain_pack(["a", "b", "c"], capabilities=7).capabilities) == 3


def test_packs_of_plain_skills_stand_side_by_side() -> None:
    """Nothing in one is called like something in another, as long as they share no skill."""
    check_ids(plain_pack(["verbs"], pack="words"), [plain_pack(["sums"], pack="numbers")])


@pytest.mark.parametrize(
    ("skills", "arguments", "field"),
    [
        ([], {}, "skills"),
        (["verbs", "Nouns"], {}, "skills[1]"),
        ([7], {}, "skills[0]"),
        (["v" * 199], {}, "skills[0]"),
        (["verbs"], {"pack": "a pack"}, "pack"),
        (["verbs"], {"capabilities": 0}, "capabilities"),
        (["verbs"], {"minutes": 0}, "minutes"),
    ],
)
def test_what_cannot_stand_in_a_pack_is_refused(skills: Iterable[Any], arguments: dict[str, Any], field: str) -> None:
    """The error names the field."""
    with pytest.raises(InvalidParameterError) as refused:
        plain_pack(skills, **arguments)
    assert refused.value.field == field
