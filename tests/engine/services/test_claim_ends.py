"""A claim counts for whoever has it by now: who was reminded under another id is not reminded again."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from reinforce import Claim, Engine, InvalidParameterError, ManualClock, Tenant
from reinforce.practice import Delivery
from reinforce.stores.memory import MemoryStore
from reinforce.testing.packs import JOURNEY
from tests.support.stores import small_tenant

DAY, LEASE = timedelta(days=1), timedelta(minutes=5)


def _enlist(tenant: Tenant, learner: str) -> None:
    tenant.roster.put(learner)
    tenant.roster.enroll(learner, journey=JOURNEY)


def _claims(tenant: Tenant) -> dict[str, Claim]:
    return {claim.learner: claim for claim in tenant.outbox.claim_due(lease=LEASE)}


def _rename(tenant: Tenant) -> None:
    tenant.roster.rename("ana", to="anna")


def _rename_and_put_another(tenant: Tenant) -> None:
    tenant.roster.rename("ana", to="anna")
    tenant.roster.put("ana")


def _rename_twice(tenant: Tenant) -> None:
    tenant.roster.rename("ana", to="anne")
    tenant.roster.rename("anne", to="anna")


def _merge(tenant: Tenant) -> None:
    tenant.roster.put("anna")
    tenant.roster.merge("ana", into="anna")


@pytest.mark.parametrize("change", [_rename, _rename_and_put_another, _rename_twice, _merge])
def test_who_has_another_id_is_reminded_once(
    acme: Tenant, clock: ManualClock, change: Callable[[Tenant], None]
) -> None:
    """Acknowledged under the old id it counts, also twice; nobody is offered again that day, and all on the next."""
    claim = _claims(acme)["ana"]
    change(acme)
    assert [acme.outbox.acknowledge(claim) for _ in range(2)] == [True, True]
    assert not acme.outbox.release(claim)
    clock.advance(LEASE)
    assert not _claims(acme)
    clock.advance(DAY)
    assert set(_claims(acme)) == {"anna"}


def test_spacing_holds_for_whoever_has_another_id(acme: Tenant, clock: ManualClock) -> None:
    """What the learner said holds from the delivery on, by the calendar and the wishes that they have by now."""
    acme.roster.set_delivery("ana", Delivery(spacing=3 * DAY))
    claim = _claims(acme)["ana"]
    _rename(acme)
    assert acme.outbox.acknowledge_many([claim, claim]) == (True, True)
    assert acme.outbox.claim_due().look_again_at == clock.now() + 3 * DAY


def test_a_claim_is_given_back_by_the_old_id(acme: Tenant) -> None:
    """The same day is offered at once under the new one; a second time it is answered the same."""
    claim = _claims(acme)["ana"]
    _rename(acme)
    assert [acme.outbox.release(claim) for _ in range(2)] == [True, True]
    again = _claims(acme)
    assert [(one.learner, one.day) for one in again.values()] == [("anna", claim.day)]
    assert not acme.outbox.acknowledge(claim)


@pytest.mark.parametrize("whose", ["ana", "anna"])
def test_of_two_who_are_merged_either_claim_counts(acme: Tenant, clock: ManualClock, whose: str) -> None:
    """With both out, the first that is acknowledged ends the day; the other counts too, as both were delivered."""
    _enlist(acme, "anna")
    claims = _claims(acme)
    acme.roster.merge("ana", into="anna")
    first = claims.pop(whose)
    (second,) = claims.values()
    assert acme.outbox.acknowledge(first)
    assert acme.outbox.acknowledge_many([second, first]) == (True, True)
    clock.advance(LEASE)
    assert not _claims(acme)
    assert not acme.outbox.acknowledge(second)  # somebody has looked again, as after any other end
    assert not _claims(acme)


def test_of_two_who_are_merged_both_are_acknowledged_together(acme: Tenant, clock: ManualClock) -> None:
    """One worker that has both claims says so at once."""
    _enlist(acme, "anna")
    claims = _claims(acme)
    acme.roster.merge("ana", into="anna")
    assert acme.outbox.acknowledge_many(claims.values()) == (True, True)
    clock.advance(LEASE)
    assert not _claims(acme)


def test_of_two_who_are_merged_the_other_claim_stays_when_one_is_given_back(acme: Tenant, clock: ManualClock) -> None:
    """The day is offered again when both were given back, or when both leases have run out."""
    _enlist(acme, "anna")
    claims = _claims(acme)
    acme.roster.merge("ana", into="anna")
    assert acme.outbox.release(claims["anna"])
    assert not _claims(acme)
    assert not acme.outbox.acknowledge(claims["anna"])
    assert acme.outbox.release(claims["ana"])
    assert set(_claims(acme)) == {"anna"}
    clock.advance(LEASE)
    assert set(_claims(acme)) == {"anna"}


def test_the_claim_of_whoever_stays_counts_after_a_merge(acme: Tenant, clock: ManualClock) -> None:
    """With that alone out, a merge changes nothing for the worker that has it."""
    claim = _claims(acme)["ana"]
    _enlist(acme, "anna")
    acme.roster.merge("anna", into="ana")
    assert acme.outbox.acknowledge(claim)
    clock.advance(LEASE)
    assert not _claims(acme)


def test_who_was_erased_has_no_claim(acme: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    """It does not count, however it ends, also where somebody has the id since; each end is told once."""
    claim = _claims(acme)["ana"]
    acme.privacy.erase("ana")
    with caplog.at_level(logging.WARNING, logger="reinforce"):
        assert not acme.outbox.acknowledge(claim)
        assert not acme.outbox.release(claim)
    assert len(caplog.records) == 2
    _enlist(acme, "ana")
    assert not acme.outbox.acknowledge(claim)
    assert set(_claims(acme)) == {"ana"}


def test_a_claim_that_cannot_be_is_told_by_its_place_among_all(clock: ManualClock) -> None:
    """Whichever tenant's it is; nothing was written of the others."""
    engine = Engine.over(MemoryStore(), clock=clock)
    tenants = [small_tenant(engine, name) for name in ("acme", "globex")]
    claims = sorted(engine.claim_due(), key=lambda claim: claim.tenant)
    assert len(claims) == len(tenants)
    forged = Claim.from_json({**claims[1].to_json(), "claim_id": ""})
    for wrong, field in ((forged, "claims[2].claim_id"), ("claim", "claims[2]")):
        with pytest.raises(InvalidParameterError) as refused:
            engine.acknowledge_many([claims[1], claims[0], wrong])  # type: ignore[list-item]
        assert refused.value.field == field
    assert [tenant.outbox.release(claim) for tenant, claim in zip(tenants, claims, strict=True)] == [True, True]
    with pytest.raises(InvalidParameterError) as refused:
        tenants[0].outbox.acknowledge_many([claims[0], claims[1]])
    assert refused.value.field == "claims[1].tenant"
