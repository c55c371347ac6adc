"""Capabilities: as strong as the weakest leg, whatever is new; and the gaps that follow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Dimension, Skill
from reinforce.errors import InvalidParameterError, NotFoundError
from reinforce.practice.grading.stakes import Audience
from reinforce.practice.progress import (
    Evidence,
    Level,
    MasteryReport,
    SkillMastery,
    capabilities,
    expected,
    focus,
    gaps,
)
from tests.practice.building import curriculum, skill

START = datetime(2026, 1, 1, tzinfo=UTC)
LEVELS = st.sampled_from(Level)


def _held(of: Skill, level: Level, *, score: float = 0.5) -> SkillMastery:
    return SkillMastery(
        skill=of.id,
        capability=of.capability,
        dimension=of.dimension,
        level=level,
        reached=level,
        score=score,
        still_known=0.9,
        chance=0.8,
        evidence=Evidence(),
        missing=(),
    )


def _holding(*held: SkillMastery) -> dict[str, SkillMastery]:
    return {one.skill: one for one in held}


@given(st.lists(st.tuples(st.sampled_from(Dimension), LEVELS), min_size=1, max_size=8))
def test_a_capability_is_as_strong_as_its_weakest_leg(legs: list[tuple[Dimension, Level]]) -> None:
    """Its level is the least of its legs, each the least of its skills, and raising any other skill changes nothing."""
    held = _holding(*(_held(skill(f"s{at}", dimension=of), level) for at, (of, level) in enumerate(legs)))
    one = capabilities(held, introduced={}, began={})["discovery"]
    assert one.level == min(level for _, level in legs) == one.weakest.level
    assert {leg.dimension: leg.level for leg in one.legs} == {
        of: min(level for other, level in legs if other is of) for of, _ in legs
    }
    others = {name: replace(this, level=Level.MASTERY) for name, this in held.items() if name != one.weakest.weakest}
    assert capabilities({**held, **others}, introduced={}, began={})["discovery"].level == one.level


@pytest.mark.parametrize("level", list(Level))
def test_new_content_takes_no_level_away(level: Level) -> None:
    """A skill added after the learner began waits until it is practised; one that came before counts from the start."""
    old, new = _held(skill("old"), level), _held(skill("new"), Level.UNPROVEN)
    held, began = _holding(old, new), {"old": START}
    later = {"old": None, "new": START + timedelta(days=1)}
    without = capabilities(_holding(old), introduced={}, began=began)["discovery"]
    assert replace(capabilities(held, introduced=later, began=began)["discovery"], waiting=()) == without
    assert capabilities(held, introduced=later, began=began)["discovery"].waiting == ("new",)
    met = {**began, "new": START + timedelta(days=2)}
    assert capabilities(held, introduced=later, began=met)["discovery"].level is Level.UNPROVEN
    earlier = {"new": START - timedelta(days=1)}
    assert capabilities(held, introduced=earlier, began=began)["discovery"].level is Level.UNPROVEN
    assert capabilities(held, introduced={"new": None}, began=began)["discovery"].level is Level.UNPROVEN
    assert capabilities(held, introduced=later, began={})["discovery"].level is Level.UNPROVEN


def test_what_is_expected_are_the_journeys_and_what_was_begun() -> None:
    """The skills of the journeys, or all for a learner in none, and those begun, in the order of the curriculum."""
    taught = curriculum([skill("a"), skill("b"), skill("c")], [], journey=["b"])
    assert expected(taught, journeys=["j"], begun=()) == ("b",)
    assert expected(taught, journeys=["j", "gone"], begun={"c", "retired"}) == ("b", "c")
    assert expected(taught, journeys=[], begun=()) == ("a", "b", "c")


def test_a_report_is_asked_by_id_and_shows_itself() -> None:
    """Skills and capabilities are found by id, with a near match where there is none, and stand in the table."""
    held = _holding(_held(skill("terms"), Level.FLOOR))
    report = MasteryReport(
        learner="<ana>",
        day=START.toordinal(),
        audience=Audience.LEARNER,
        skills=held,
        capabilities=capabilities(held, introduced={}, began={}),
    )
    assert report.skill("terms").level is report.capability("discovery").level is Level.FLOOR
    for ask, id_ in ((report.skill, "term"), (report.capability, "discover")):
        with pytest.raises(NotFoundError, match=id_):
            ask(id_)
    shown = report._repr_html_()
    assert "&lt;ana&gt;" in shown
    assert "knowledge: terms" in shown


def test_gaps_are_what_is_held_at_less() -> None:
    """Every skill under the desired level is a gap of that many levels; one at it is none."""
    taught = curriculum([skill("a"), skill("b", prerequisites=["a"]), skill("c", prerequisites=["b"])], [])
    levels = {"a": Level.FLOOR, "b": Level.UNPROVEN, "c": Level.PROFICIENT}
    held = _holding(*(_held(taught.skills[name], level) for name, level in levels.items()))
    found = gaps(held, curriculum=taught)
    assert [(gap.skill, gap.size, gap.ready) for gap in found] == [("a", 2, True), ("b", 3, True)]
    assert [(gap.skill, gap.ready) for gap in gaps(held, curriculum=taught, desired=Level.MASTERY)] == [
        ("a", True),
        ("b", True),
        ("c", False),
    ]
    for wrong in (Level.UNPROVEN, 3, "mastery"):
        with pytest.raises(InvalidParameterError, match="desired"):
            gaps(held, curriculum=taught, desired=wrong)  # type: ignore[arg-type]


@given(st.permutations(list(range(6))), st.lists(LEVELS, min_size=6, max_size=6), st.integers(1, 8))
def test_the_focus_does_not_depend_on_the_order_of_gaps(order: list[int], levels: list[Level], k: int) -> None:
    """The same gaps in any order have the same focus, ties included: the largest first, then by id."""
    names = [f"s{number}" for number in range(6)]
    taught = curriculum([skill(name) for name in names], [])
    held = _holding(*(_held(taught.skills[name], level) for name, level in zip(names, levels, strict=True)))
    found = gaps(held, curriculum=taught, desired=Level.MASTERY)
    first = focus(found, k=k)
    assert first == focus([found[at] for at in order if at < len(found)], k=k)
    assert list(first) == sorted(found, key=lambda gap: (-gap.size, gap.skill))[:k]


def test_the_focus_is_what_can_be_worked_on_and_matters() -> None:
    """A gap whose prerequisite is unproven comes last; priority weighs the size; of equals the weaker is first."""
    taught = curriculum(
        [
            skill("a").model_copy(update={"priority": 0.1}),
            skill("b", prerequisites=["a"]).model_copy(update={"priority": 9.0}),
            skill("c").model_copy(update={"priority": 2.0}),
            skill("d").model_copy(update={"priority": 2.0}),
        ],
        [],
    )
    held = _holding(
        *(_held(one, Level.UNPROVEN, score=0.2 if one.id == "d" else 0.3) for one in taught.skills.values())
    )
    assert [gap.skill for gap in focus(gaps(held, curriculum=taught), k=9)] == ["d", "c", "a", "b"]
    assert len(focus(gaps(held, curriculum=taught))) == 1
    with pytest.raises(InvalidParameterError, match="k"):
        focus((), k=0)
