"""The router does what every host does, as it is asked over HTTP; `tests/hosts` has the same over each driver."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from reinforce import Engine
from tests.hosts.asked_host import Host
from tests.hosts.endpoints_contract import EVERY
from tests.support.endpoints import filled
from tests.support.fastapi_host import PREFIX, create_app
from tests.support.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Return a host over an SQLite file."""
    url = f"sqlite:///{tmp_path_factory.mktemp('every') / 'practice.db'}"
    with Engine.open(url) as engine:
        filled(engine)
    with serving(create_app(url)) as address, closing(Host(address + PREFIX)) as found:
        yield found


@pytest.mark.parametrize("law", EVERY, ids=lambda law: law.__name__)
def test_the_router_is_such_a_host(host: Host, law: Callable[[Host], None]) -> None:
    """Each law of the contract holds."""
    law(host)
