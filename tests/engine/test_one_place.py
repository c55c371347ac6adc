"""Each thing that a tenant can be asked is asked in one place, under one name."""

from collections import Counter

import pytest

from reinforce import Tenant
from reinforce.aio import AsyncTenant
from reinforce.aio.drivers import Threads


def _public(of: object) -> set[str]:
    return {name for name in dir(of) if not name.startswith("_")}


def _services(tenant: object) -> dict[str, set[str]]:
    return {name: _public(service) for name, service in vars(tenant).items() if not name.startswith("_")}


@pytest.mark.parametrize("kind", ["to wait for", "for asyncio"])
def test_what_a_service_answers_is_asked_of_it_alone(acme: Tenant, kind: str) -> None:
    """A tenant has its services, its name and its policy, and nothing that a service has under that name."""
    asked: object = acme if kind == "to wait for" else AsyncTenant(acme, Threads())
    services = _services(asked)
    beside = _public(asked) - (services.keys() - {"name"})
    assert beside == {"name", "policy"}
    assert [name for name, calls in services.items() if name != "name" and calls & beside] == []


def test_two_services_share_a_name_only_for_what_is_put(acme: Tenant) -> None:
    """No call stands in two services, but that learners and goals are both put."""
    calls = Counter(call for name, its in _services(acme).items() if name != "name" for call in its)
    assert {call for call, times in calls.items() if times > 1} == {"put"}
