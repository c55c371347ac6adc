"""The memory model beside experiments: the committed tables are what the script gives, and say what the page says."""

from itertools import pairwise
from pathlib import Path

import pytest

from examples.literature import __main__ as literature
from examples.literature.outcomes import best_gap, expected, memories
from reinforce.memory import Fsrs6

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
NAMES = [f"literature-{name}.inc" for name in literature.NAMES]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables, written anew."""
    folder = tmp_path_factory.mktemp("literature")
    assert literature.main(["--write", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_tables_are_what_the_script_gives(written: Path, name: str) -> None:
    """Nobody has to believe a figure on the page: `make literature` gives it."""
    assert (DOCS / name).read_text(encoding="utf-8") == (written / name).read_text(encoding="utf-8")
    assert f"{{include}} {name}" in (DOCS / "literature.md").read_text(encoding="utf-8")


def test_every_way_a_course_can_go_is_followed() -> None:
    """The probabilities of the memories that a course leads to add up to one."""
    found = memories((0, 3, 10, 30))
    assert len(found) == 8
    assert sum(share for share, _ in found) == pytest.approx(1)
    assert len(memories((0, 0, 0))) == 1


def test_the_best_gap_grows_and_its_share_falls() -> None:
    """Cepeda and others (2008): the longer until the test, the longer the best gap, and the smaller its share."""
    rests = (7, 35, 70, 350)
    gaps = [best_gap(rest) for rest in rests]
    assert all(one < other for one, other in pairwise(gaps))
    assert all(one > other for one, other in pairwise(gap / rest for gap, rest in zip(gaps, rests, strict=True)))


def test_nothing_is_lost_at_once() -> None:
    """On the day of a practice everything is there; after one practice only forgetting remains."""
    assert expected((0, 5, 20), at=20) == 1
    model = Fsrs6()
    (only,) = memories((0,))
    assert expected((0,), at=9) == model.retrievability(only[1], elapsed_days=9)
