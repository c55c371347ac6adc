"""The pins of ``make e2e``, which can be proven complete only where they are installed."""

from importlib.metadata import distribution

import pytest

from tests.packaging.test_pins import MACHINES, pinned, unmet


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_pins_are_complete(machine: dict[str, str]) -> None:
    """What the packages require that only the browser needs is pinned, in a version that they accept."""
    pins = pinned("e2e", machine)
    for package in pins.keys() - pinned("dev", machine).keys():
        assert (package, unmet(distribution(package).requires or [], pins, machine)) == (package, [])
