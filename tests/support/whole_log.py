"""The log of a tenant, whole, also on a PostgreSQL that other tests use meanwhile."""

from reinforce import Tenant
from reinforce.journal import Entry
from reinforce.testing.feed_contract import log_slice


def whole_log(tenant: Tenant) -> tuple[Entry, ...]:
    """Return all entries of the log, as the outbox gives them once no transaction of others holds any back."""
    log_slice(tenant.outbox._context.store, limit=1000, tenant=tenant.name)  # noqa: SLF001 - which says what is held
    return tenant.outbox.read_log().entries
