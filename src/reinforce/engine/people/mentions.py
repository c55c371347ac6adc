"""Where free text of others mentions a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reinforce.codec import Value
from reinforce.journal import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reinforce.engine.context.tenant_context import TenantContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Value):
    """
    A text, in an entry of somebody's log, in which somebody else is mentioned.

    Attributes:
        learner: in whose log; empty for the tenant's own.
        kind: ``attempt``, or the kind of the event.
        id: of the entry.
        field: where in its body the text stands (``answers.0.response``).
        at: when.
    """

    learner: str = field(metadata=PERSON)
    kind: str
    id: str
    field: str
    at: datetime


def mentions(context: TenantContext, name: str) -> tuple[Mention, ...]:
    """Return where a name stands as a word of its own in what others sent, by whose log it is in, and when."""
    found = context.store.entries(context.tenant, mentioning=name)
    word = re.compile(rf"(?<![\w@:/.-]){re.escape(name)}(?![\w@:/-]|\.\w)", re.IGNORECASE)
    kinds = [("attempt", one) for one in found.attempts] + [(one.kind.value, one) for one in found.events]
    listed = [
        Mention(learner=one.learner, kind=kind, id=one.id, field=path, at=one.at)
        for kind, one in kinds
        if one.learner != name
        for path, text in _texts(one.body)
        if word.search(text)
    ]
    return tuple(sorted(listed, key=lambda one: (one.learner, one.at, one.id, one.field)))


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON values
    """Yield every text inside a JSON value, and where it stands."""
    if isinstance(value, str):
        yield path, value
        return
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    for name, part in parts:
        yield from _texts(part, f"{path}.{name}" if path else f"{name}")
