"""Settings for some: which of them holds, told by a plain model; and what may be said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinforce import InvalidParameterError, Policy
from reinforce.catalog import read_pack
from reinforce.catalog.curriculum import Curriculum
from reinforce.memory import PROCEDURAL_PARAMETERS, Fsrs6
from reinforce.practice import Settings
from reinforce.practice.holding import holding
from reinforce.practice.settings import Exceptions, TenantSettings

PACK = read_pack(
    """
pack: p
capabilities: [{id: a, title: A}, {id: b, title: B}]
skills:
- {id: one, title: One, capability: a}
- {id: two, title: Two, capability: b, dimension: attitude}
- {id: three, title: Three, capability: b}
questions:
- {id: q1, skill: one, kind: recall, prompt: x, answer: y}
- {id: q2, skill: two, kind: recall, prompt: x, answer: y}
- {id: q3, skill: three, kind: recall, prompt: x, answer: y}
journeys:
- {id: j, title: J, stages: [{id: s, title: S, skills: [one, two]}]}
- {id: k, title: K, stages: [{id: s, title: S, skills: [two, three]}]}
"""
)
CURRICULUM = Curriculum.of([(1, PACK)])
PLACES = {
    "skill": ("one", "two", "three", "gone"),
    "dimension": ("knowledge", "attitude"),
    "capability": ("a", "b"),
    "journey": ("j", "k", "p"),
}
LIES_IN = {
    "one": {"skill": ["one"], "dimension": ["knowledge"], "capability": ["a"], "journey": ["j", "p"]},
    "two": {"skill": ["two"], "dimension": ["attitude"], "capability": ["b"], "journey": ["j", "k", "p"]},
    "three": {"skill": ["three"], "dimension": ["knowledge"], "capability": ["b"], "journey": ["k", "p"]},
    "gone": {"skill": ["gone"]},
}
"""By hand: where each skill lies; what is retired lies nowhere any more."""

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "desired_retention": st.sampled_from([0.7, 0.8, 0.95]),
    "items": st.integers(0, 3),
    "new_skills": st.integers(0, 3),
    "budget": st.sampled_from([timedelta(minutes=1), timedelta(minutes=2)]),
}
OF_MEMORY = FIELDS | {"parameters": st.just(PROCEDURAL_PARAMETERS)}
BEST = {"desired_retention": max, "items": min, "new_skills": min, "budget": min, "parameters": max}


def saying(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Settings]:
    """Return settings that say some of *fields*."""
    some = st.fixed_dictionaries({}, optional=fields).filter(bool)
    return some.map(lambda said: Settings(**(said | ({"model": "fsrs-6"} if "parameters" in said else {}))))


@st.composite
def set_for_some(draw: st.DrawFn) -> dict[tuple[str, str], Settings]:
    """Draw what is set for what."""
    found = {}
    for kind, ids in PLACES.items():
        fields = OF_MEMORY if kind in ("skill", "dimension") else FIELDS
        for id_ in draw(st.sets(st.sampled_from(ids))):
            found[kind, id_] = draw(saying(fields))
    return found


@given(set_for_some(), st.none() | saying(OF_MEMORY), st.sets(st.sampled_from(["j", "k", "p"])))
def test_the_first_that_says_something_holds(
    said: dict[tuple[str, str], Settings], own: Settings | None, journeys: set[str]
) -> None:
    """Learner, skill, dimension, capability, the learner's journeys; of several beside each other the best."""
    tenant = TenantSettings()
    for (kind, id_), settings in said.items():
        tenant = tenant.with_(kind, id_, settings)
    policy = replace(Policy(), exceptions=Exceptions(tenant).of_learner(own, journeys, CURRICULUM))
    for skill, places in LIES_IN.items():
        levels = [[("learner", own)]] if own is not None else []
        for kind in PLACES:
            ids = [id_ for id_ in places.get(kind, []) if kind != "journey" or id_ in journeys]
            levels.append([(f"{kind} {id_}", said[kind, id_]) for id_ in ids if (kind, id_) in said])
        found = holding("ana", skill, policy)
        for name, best in BEST.items():
            saying_it = [
                [(getattr(one, name), who) for who, one in level if getattr(one, name) not in (None, ())]
                for level in levels
            ]
            first = next((level for level in saying_it if level), [])
            wanted = best(value for value, _ in first) if first else getattr(policy, name, None)
            assert getattr(found, name) == wanted
            assert found.said_by[name] in ([who for value, who in first if value == wanted] or ["tenant"])
        assert (policy.of(skill).desired_retention, policy.of(skill).parameters) == (
            found.desired_retention,
            found.parameters,
        )


def test_a_card_is_stamped_otherwise_only_where_it_folds_otherwise() -> None:
    """A limit, or the retention that the policy has anyway, changes no stamp."""
    said = TenantSettings().with_("skill", "one", Settings(desired_retention=0.9, items=1))
    said = said.with_("skill", "two", Settings(desired_retention=0.8))
    policy = replace(Policy(), exceptions=Exceptions(said))
    assert policy.of("one").stamp == Policy().stamp == Fsrs6().version
    assert policy.of("two").stamp == f"{Fsrs6().version}/{replace(Policy(), desired_retention=0.8).folding}"
    assert policy.of("two").exceptions is None


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({}, "settings"),
        ({"desired_retention": 90}, "desired_retention"),
        ({"budget": 5}, "budget"),
        ({"budget": timedelta(days=2)}, "budget"),
        ({"items": -1}, "items"),
        ({"new_skills": 1.5}, "new_skills"),
        ({"model": ""}, "model"),
        ({"parameters": 3}, "parameters"),
    ],
)
def test_settings_that_cannot_be_are_refused(given_: dict[str, Any], field: str) -> None:
    """The error names the field."""
    with pytest.raises(InvalidParameterError) as refused:
        Settings(**given_)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", ["capability", "journey"])
def test_a_model_of_its_own_is_for_learner_skill_and_dimension_only(kind: str) -> None:
    """The rest can be for a capability or a journey too."""
    for said in (Settings(model="fsrs-6"), Settings(parameters=PROCEDURAL_PARAMETERS)):
        with pytest.raises(InvalidParameterError, match=f"not for a {kind}"):
            said.check_subject(kind)
        said.check_subject("dimension")
    Settings(budget=timedelta(minutes=1), items=1, new_skills=1, desired_retention=0.8).check_subject(kind)
