"""What is read of editions, and what is kept at hand of them."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from reinforce import Answer, Engine, ManualClock, NotFoundError, QuizAttempt, Rating, Tenant
from reinforce.engine.context import versions as subject
from reinforce.engine.context.recent import Recent
from reinforce.engine.context.versions import Known
from reinforce.memory import MemoryModels
from reinforce.ports import EditionRecord
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import small_pack
from tests.support.stores import START

OTHER = """
pack: other
title: Another pack
capabilities: [{{id: writing, title: Writing, method: Write., measurement: Pages., early_warning: No pages.}}]
skills: [{{id: words, capability: writing, title: Words, dimension: knowledge, description: Knows words.}}]
questions: [{{id: q-words, skill: words, kind: recall, facet: what, prompt: {}, answer: These., explanation: So.}}]
"""


class Noting(MemoryStore):
    """A store that notes which editions it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, list[int]]] = []

    def editions(self, tenant: str, numbers: Iterable[int]) -> tuple[EditionRecord, ...]:
        """Note what is asked for, and return it."""
        wanted = list(numbers)
        self.asked.append((tenant, wanted))
        return super().editions(tenant, wanted)


@pytest.fixture
def noting() -> Noting:
    """Return the store."""
    return Noting()


@pytest.fixture
def other(noting: Noting) -> Engine:
    """Return another engine over it, as in another process."""
    return Engine.over(noting, clock=ManualClock(START))


@pytest.fixture
def tenant(noting: Noting) -> Tenant:
    """Return a tenant with two packs and a learner, after ten edits of one pack."""
    tenant = Engine.over(noting, clock=ManualClock(START)).create_tenant("acme")
    tenant.catalog.publish(small_pack())
    tenant.catalog.publish(OTHER.format("Which?"))
    for number in range(10):
        tenant.catalog.publish(small_pack(wording=f"Which one, {number}?"))
    tenant.roster.put("ana")
    return tenant


def test_only_the_newest_edition_of_each_pack_is_read(noting: Noting, tenant: Tenant, other: Engine) -> None:
    """Whoever comes anew reads as many editions as there are packs, in two statements; the next time none."""
    assert tenant.catalog.curriculum().edition == 12
    noting.asked.clear()
    other.tenant("acme").practice.session("ana")
    assert noting.asked == [("acme", [12]), ("acme", [2])]
    other.tenant("acme").practice.review("ana", "terms", Rating.Good)
    assert len(noting.asked) == 2


def test_an_edit_of_one_pack_has_only_that_pack_read(noting: Noting, tenant: Tenant, other: Engine) -> None:
    """The parsed form of the other pack serves the next edition too, also where that one is published."""
    before = other.tenant("acme").catalog.curriculum()
    noting.asked.clear()
    tenant.catalog.publish(small_pack(wording="Which, then?"))
    after = other.tenant("acme").catalog.curriculum()
    assert [numbers for _, numbers in noting.asked] == [[12], [13]]
    assert after.questions["q-words"] is before.questions["q-words"]
    assert after.questions["q-terms-1"] is not before.questions["q-terms-1"]


def test_a_skill_of_no_newest_edition_is_known_without_reading_older_ones(noting: Noting, tenant: Tenant) -> None:
    """A skill that was taken out can still be reviewed; one that never was cannot."""
    tenant.catalog.publish(_smaller())
    noting.asked.clear()
    assert tenant.practice.review("ana", "discovery", Rating.Good).cards[0].reps == 1
    with pytest.raises(NotFoundError):
        tenant.practice.review("ana", "undiscovered", Rating.Good)
    assert [numbers for _, numbers in noting.asked] == [[13]]


@pytest.mark.usefixtures("tenant")
def test_an_attempt_of_an_older_edition_reads_that_one_alone(noting: Noting, other: Engine) -> None:
    """Grading needs the edition that the attempt was emitted from, and none between it and today's."""
    acme = other.tenant("acme")
    acme.practice.session("ana")
    noting.asked.clear()
    acme.practice.record("ana", _attempt(edition=5))
    assert noting.asked == [("acme", [5])]


def test_what_is_kept_at_hand_is_bounded_for_all_tenants_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of older editions a few are kept, and of tenants those that were asked for last; what is gone is read again."""
    monkeypatch.setattr(subject, "_TENANTS", 2)
    noting = Noting()
    engine = Engine.over(noting, clock=ManualClock(START))
    tenants = [engine.create_tenant(f"tenant-{number}") for number in range(3)]
    for one in tenants:
        for number in range(12):
            one.catalog.publish(small_pack(wording=f"Which one, {number}?"))
    noting.asked.clear()
    assert [one.catalog.curriculum().edition for one in (*tenants, tenants[2], tenants[0])] == [12] * 5
    assert [tenant for tenant, _ in noting.asked] == ["tenant-0", "tenant-1", "tenant-2", "tenant-0"]
    noting.asked.clear()
    for _ in range(2):
        for number in range(1, 12):
            assert tenants[0].catalog.curriculum(number).edition == number
    assert len(noting.asked) == 22


def test_an_edition_is_never_removed(tenant: Tenant, noting: Noting) -> None:
    """No newer edition, no shorter log and no erasure takes away what attempts are graded by."""
    tenant.practice.record("ana", _attempt(edition=1))
    tenant.catalog.publish(_smaller())
    tenant.roster.put("ben")
    tenant.roster.merge("ana", into="ben")
    tenant.privacy.compact(timedelta(days=400))
    tenant.privacy.erase("ben")
    assert [record.number for record in noting.editions("acme", range(20))] == list(range(1, 14))
    assert "q-discovery-1" in tenant.catalog.curriculum(1).questions


def test_what_was_looked_up_longest_ago_goes_first() -> None:
    """A value stays as long as no more than so many others were looked up since."""
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


def _attempt(*, edition: int) -> QuizAttempt:
    return QuizAttempt(attempt_id="quiz", edition=edition, answers=(Answer("q-discovery-1", 3),))


def _smaller() -> str:
    """Return the small pack without the skill of discovery, and without what shows it."""
    lines = small_pack().splitlines()
    kept = lines[: next(place for place, line in enumerate(lines) if "id: discovery" in line)]
    questions = lines[lines.index("questions:") : next(n for n, line in enumerate(lines) if "q-discovery-1" in line)]
    return "\n".join((*kept, *questions))


def test_that_a_policy_says_the_same_for_all_is_kept_of_what_stands_alone() -> None:
    """A transaction may take its version back, and another may bring one of that number that says something else."""
    held: list[object] = [Transaction()]
    known = Known(MemoryModels(), unsettled=lambda: held[0])
    known.note_for_all("acme", 2)
    assert known.for_all == {}
    held[0] = None
    known.note_for_all("acme", 2)
    assert known.for_all == {"acme": 2}
    known.forget()
    assert known.for_all == {}


class Transaction:
    """Stands for what a transaction wrote."""
