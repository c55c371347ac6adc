"""The part of the roster that says when and how practice may be brought to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.codec import kept
from reinforce.engine.log.append_event import append, append_to
from reinforce.engine.reading.claims import DELIVERY
from reinforce.journal import EventKind
from reinforce.ports import Query
from reinforce.practice import Delivery, steered
from reinforce.practice.learner.steering import WITHDRAWN

if TYPE_CHECKING:
    from reinforce.engine.context.tenant_context import TenantContext


class Deliveries:
    """The part of `Roster` that says when and how practice may be brought to people, for `outbox.claim_due`."""

    _context: TenantContext

    def set_delivery(self, learner: str, delivery: Delivery | None, *, event_id: str | None = None) -> None:
        """
        Say when and how practice may be brought to a learner; it takes the place of what was said before.

        Args:
            learner: whose.
            delivery: hours, weekdays, spacing and channel; ``None`` for the default of the tenant.
            event_id: see the class.
        """
        who = checks.identifier("learner", learner)
        append(self._context, [who], kind=EventKind.DELIVERY, body=_body(delivery), event_id=event_id)

    def set_delivery_many(self, deliveries: Mapping[str, Delivery | None], *, event_id: str | None = None) -> None:
        """Say it for many learners, by id, all or none, in one transaction; otherwise as `set_delivery`."""
        said = checks.of_kind("deliveries", dict(deliveries) if isinstance(deliveries, Mapping) else deliveries, dict)
        who = checks.identifiers("deliveries", list(said))
        bodies = {one: _body(said[one], field=f"deliveries.{one}") for one in who}
        append_to(self._context, bodies, kind=EventKind.DELIVERY, event_id=event_id)

    def set_default_delivery(self, delivery: Delivery | None, *, event_id: str | None = None) -> None:
        """
        Say it for all learners of the tenant who have said nothing of their own; ``None`` for at any time.

        It is respected at once. Where it lets practice be brought sooner than the one before, this is seen when a
        learner is next looked at, at the latest when their next day begins.
        """
        append(self._context, [""], kind=EventKind.DELIVERY, body=_body(delivery), event_id=event_id)

    def delivery(self, learner: str) -> Delivery:
        """Return when and how practice may be brought to a learner: what they said, or else the tenant's default."""
        return steered(self._context.learners.read(learner, subjects=DELIVERY).steering, today=0).delivery

    def default_delivery(self) -> Delivery:
        """Return when and how practice may be brought to learners who have said nothing of their own."""
        query = Query(tenant=self._context.tenant, learner="", subjects=DELIVERY)
        return steered(self._context.store.read(query).steering, today=0).delivery


def _body(delivery: Delivery | None, *, field: str = "delivery") -> Mapping[str, Any]:
    """Return the body of the event that says so."""
    return WITHDRAWN if delivery is None else kept(checks.of_kind(field, delivery, Delivery))
