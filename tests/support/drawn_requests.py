"""Requests drawn from the OpenAPI document, sent to whatever serves it, and what has to hold of each reply."""

from __future__ import annotations

from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reinforce.web import OPERATIONS, openapi

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""No 5xx, and nothing that the document does not say."""

DRAWN = [
    *((one.name, GenerationMode.POSITIVE) for one in OPERATIONS),
    *((one.name, GenerationMode.NEGATIVE) for one in OPERATIONS if one.parameters or one.takes),
]
"""By operation, what can be sent; and, where anything is sent, what cannot."""
_PATHS = {one.name: one for one in OPERATIONS}
_DOCUMENT = schemathesis.openapi.from_dict(openapi())


def check_a_drawn_request(
    data: st.DataObject, address: str, name: str, mode: GenerationMode, *, headers: dict[str, Any]
) -> None:
    """Send a request that the document says can be sent, or that it says cannot, and check the reply."""
    operation = _PATHS[name]
    known = {"learner": "ana"} if "{learner}" in operation.path and data.draw(st.booleans()) else None
    described = _DOCUMENT[operation.path][operation.method]
    case = data.draw(described.as_strategy(generation_mode=mode, path_parameters=known))
    with requests.Session() as session:
        case.call_and_validate(base_url=address, headers=headers, checks=CHECKS, timeout=60, session=session)
