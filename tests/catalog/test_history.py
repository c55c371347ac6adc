"""What the editions of a pack have changed so far."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from reinforce.catalog import Curriculum, EditionChanges, OnChange, Pack, history_after, parse_pack
from reinforce.errors import NotFoundError
from reinforce.testing.packs import small_pack

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WITHOUT_DISCOVERY = """
pack: small
title: A small pack
capabilities: [{id: talking, title: Talking, method: Ask., measurement: Talks., early_warning: None.}]
skills: [{id: terms, capability: talking, title: Terms, dimension: knowledge, description: Knows the terms.}]
questions: [{id: q, skill: terms, kind: recall, facet: what, prompt: Which?, answer: These., explanation: So.}]
"""


def _history(*packs: Pack) -> tuple[EditionChanges, ...]:
    """Return the history of a pack that was published in those versions, one a day."""
    history: tuple[EditionChanges, ...] = ()
    old = None
    for number, pack in enumerate(packs, start=1):
        history = history_after(history, old, pack, edition=number, at=NOW + timedelta(days=number))
        old = pack
    return history


def test_an_edition_that_only_words_things_anew_leaves_no_trace() -> None:
    """However many editions there are, the history grows only with skills that come and memory that changes."""
    wordings = [parse_pack(small_pack(wording=f"Which one, {number}?")) for number in range(5)]
    assert [step.edition for step in _history(*wordings)] == [1]


def test_what_came_and_what_changed_stands_with_its_edition_and_is_read_back_equal() -> None:
    """A skill stands once, where it came; an effect on memory where it was; all of it as JSON values too."""
    revised = parse_pack(small_pack(revision=2, on_change="soften"))
    history = _history(parse_pack(WITHOUT_DISCOVERY), parse_pack(small_pack()), revised, parse_pack(small_pack()))
    assert [(step.edition, set(step.skills), dict(step.effects)) for step in history] == [
        (1, {"terms"}, {}),
        (2, {"questions", "discovery"}, {}),
        (3, set(), {"terms": OnChange.SOFTEN}),
    ]
    assert tuple(EditionChanges.from_json(json.loads(json.dumps(step.to_json()))) for step in history) == history


def test_a_curriculum_knows_when_a_skill_came_and_that_it_was_there() -> None:
    """What came with its capability has no instant of its own; a skill that is gone is still known."""
    large, small = parse_pack(small_pack()), parse_pack(WITHOUT_DISCOVERY)
    grown = Curriculum.of([(2, large)], history=_history(small, large))
    came = NOW + timedelta(days=2)
    assert dict(grown.introduced) == {"terms": None, "questions": came, "discovery": came}
    shrunk = Curriculum.of([(2, small)], history=_history(large, small))
    for skill in ("terms", "discovery"):
        shrunk.check_skill(skill)
    with pytest.raises(NotFoundError):
        shrunk.check_skill("nothing")
