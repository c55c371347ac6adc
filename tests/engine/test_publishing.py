"""Publishing through the engine, on every store."""

import pytest

from reinforce import Engine, InvalidPackError, Tenant
from reinforce.catalog import parse_pack
from reinforce.testing.packs import small_pack

_OTHER = """
pack: other
title: Another pack
capabilities: [{{id: writing, title: Writing, method: Write., measurement: Pages., early_warning: No pages.}}]
skills: [{{id: {skill}, capability: writing, title: Words, dimension: knowledge, description: Knows words.}}]
questions:
  - {{id: q-words, skill: {skill}, kind: recall, facet: what, prompt: Which?, answer: These., explanation: So.}}
"""


def test_publishing_twice_changes_nothing(acme: Tenant) -> None:
    """The same pack, as text or as values, is the same edition."""
    assert acme.catalog.publish(small_pack()).edition == 1
    again = acme.catalog.publish(parse_pack(small_pack()))
    assert (again.edition, again.changes, str(again)) == (1, (), "small, edition 1: nothing changed")


def test_publishing_a_changed_pack_says_what_changed(acme: Tenant) -> None:
    """The next edition, and each difference with its kind and fields."""
    published = acme.catalog.publish(small_pack(wording="Which of these?").replace("id: q-terms-2", "id: q-terms-3"))
    assert published.edition == acme.curriculum.edition == 2
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
    assert acme.curriculum.edition == 1


def test_two_packs_of_a_tenant_stand_side_by_side(acme: Tenant) -> None:
    """Another pack joins the curriculum; one that takes the id of a skill is refused, and names both."""
    with pytest.raises(InvalidPackError, match="'small'") as caught:
        acme.catalog.publish(_OTHER.format(skill="terms"))
    assert [fault.path for fault in caught.value.faults] == ["skills[0].id"]
    assert acme.catalog.publish(_OTHER.format(skill="words")).edition == 2
    assert {"terms", "words"} <= set(acme.curriculum.skills)


def test_editions_are_the_tenants_own(engine: Engine, acme: Tenant) -> None:
    """Another tenant starts with nothing published."""
    assert engine.create_tenant("other").curriculum.edition == 0
    assert len(acme.curriculum.skills) == 3
