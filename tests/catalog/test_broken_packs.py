"""Every way to break a pack that we know of, and what an author is told: where, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reinforce.catalog import parse_pack
from reinforce.errors import InvalidPackError
from tests.catalog.broken_fields import DRILLS, HEADER, JOURNEYS, SKILLS, YAML
from tests.catalog.broken_questions import QUESTIONS
from tests.catalog.broken_relations import IDS, REFERENCES, SEVERAL
from tests.catalog.packs import BAKERY, edited

if TYPE_CHECKING:
    from tests.catalog.broken import Broken

TABLE = [*HEADER, *SKILLS, *QUESTIONS, *DRILLS, *JOURNEYS, *YAML, *IDS, *REFERENCES, *SEVERAL]


def test_the_pack_that_the_table_breaks_is_sound() -> None:
    """Without an edit, the bakery's pack has no fault."""
    assert parse_pack(BAKERY).id == "bakery"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_broken_pack_is_refused_with_every_fault_in_its_place(row: Broken) -> None:
    """Each fault is reported once, with file, line, path and reason, and nothing else is."""
    text = edited(BAKERY, *row.edits)
    with pytest.raises(InvalidPackError) as refused:
        parse_pack(text, file="bakery.yaml")
    faults = refused.value.faults
    assert sorted((fault.path, fault.reason) for fault in faults) == sorted(row.faults)
    marked = [at for at, line in enumerate(text.splitlines(), 1) for _ in range(line.partition("#")[2].count("!"))]
    assert [fault.line for fault in faults] == marked
    assert {fault.file for fault in faults} == {"bakery.yaml"}


def test_the_table_is_long_enough() -> None:
    """Rows differ, in name and in what they break."""
    assert len({row.name for row in TABLE}) == len({row.edits for row in TABLE}) == len(TABLE) >= 40
