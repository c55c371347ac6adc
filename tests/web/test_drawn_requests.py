"""Whatever can be sent by the OpenAPI document, and whatever cannot, is answered as the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinforce import Engine
from tests.support.drawn_requests import DRAWN, check_a_drawn_request
from tests.support.endpoints import filled
from tests.support.fastapi_host import PREFIX, create_app
from tests.support.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import GenerationMode


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where the endpoints are served, over an SQLite file with practice waiting."""
    url = f"sqlite:///{tmp_path_factory.mktemp('drawn') / 'practice.db'}"
    with Engine.open(url) as engine:
        filled(engine)
    with serving(create_app(url)) as found:
        yield found + PREFIX


@pytest.mark.parametrize(("name", "mode"), DRAWN)
@settings(
    max_examples=settings().max_examples // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_no_request_breaks_the_server_or_the_document(
    address: str, name: str, mode: GenerationMode, data: st.DataObject
) -> None:
    """No request is an error of the server's, and no reply is other than its schema says."""
    person = "zoe" if name.startswith("coach") else "ana"
    check_a_drawn_request(data, address, name, mode, headers={"X-Person": person})
