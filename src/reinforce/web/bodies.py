"""What may stand in the body of a request: the fields that a client is offered, and nothing that is the host's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from reinforce import slips
from reinforce.checks import given
from reinforce.codec import schema_of
from reinforce.errors import InvalidParameterError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.codec import Value
    from reinforce.web.operation import Operation

_NOT_SAID = ("assessor",)
"""Fields of what is sent that are the host's to say."""


def as_sent(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the *schema* of a value that a client sends, without what is the host's to say."""
    said = {name: field for name, field in schema["properties"].items() if name not in _NOT_SAID}
    return {**schema, "properties": said}


def check_body(operation: Operation, sent: Any) -> None:  # noqa: ANN401 - any JSON value
    """
    Refuse what is no object, and a field that is not in the schema of an *operation*, however it is meant elsewhere.

    Raises:
        InvalidParameterError: it is such a thing. Only fields that the client may send are offered.
    """
    if not isinstance(sent, dict):
        raise InvalidParameterError("body", f"must be an object, not {given(sent)}", value=sent)
    said, kinds = sent.get("kind"), [kind.kind for kind in operation.takes if hasattr(kind, "kind")]
    if said is not None and kinds and said not in kinds:
        raise InvalidParameterError("kind", f"must be {' or '.join(map(repr, kinds))}, not {shown(said)}", value=said)
    known = _names(operation.takes, said)
    for name, value in sent.items():
        if value is not None and name not in known:
            reason = f"is not one of {', '.join(sorted(known))}{slips.name(name, known)}"
            raise InvalidParameterError(name, reason, value=value)


def _names(takes: tuple[type[Value], ...], said: object) -> frozenset[str]:
    """Return the fields of the kind of value that a body says it is, or of all that may be sent."""
    those = [kind for kind in takes if said is not None and getattr(kind, "kind", None) == said]
    return _names_of(tuple(those) or takes)


@cache
def _names_of(kinds: tuple[type[Value], ...]) -> frozenset[str]:
    return frozenset(name for kind in kinds for name in as_sent(schema_of(kind))["properties"])
