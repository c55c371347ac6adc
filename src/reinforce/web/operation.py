"""One operation that hosts offer over HTTP, described once for every framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from reinforce import Tenant
    from reinforce.codec import Value
    from reinforce.errors import ReinforceError
    from reinforce.web.asked import Asked, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    One thing that a client may ask for.

    Attributes:
        name: what it is called, the same in every framework.
        method: of HTTP.
        path: where, under the host's own prefix; parameters stand in braces.
        says: what it does, in one line.
        more: the rest that a client has to know.
        gives: what comes back.
        does: answers it.
        parameters: in the path, or after the question mark.
        takes: the values that may be sent, one of them; none where there is no body.
        reads: makes a value of what was sent.
        errors: what it may be refused with, besides what every operation may.
        refusals: the names in `REQUESTS` of what it may be refused for, likewise.
        for_coach: whether it is about others, and so is offered only where the host says who may ask.
    """

    name: str
    method: str
    path: str
    says: str
    more: str
    gives: type[Value]
    does: Callable[[Tenant, Asked], Value]
    parameters: tuple[Parameter, ...] = ()
    takes: tuple[type[Value], ...] = ()
    reads: Callable[[Any, Asked], Any] | None = None
    errors: tuple[type[ReinforceError], ...] = ()
    refusals: tuple[str, ...] = ()
    for_coach: bool = False

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

    def in_path(self, parameter: Parameter) -> bool:
        """Whether a *parameter* stands in the path."""
        return f"{{{parameter.name}}}" in self.path
