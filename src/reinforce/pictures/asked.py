"""What the sections of a page about people are asked with, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

from reinforce import checks
from reinforce.engine import Tenant
from reinforce.errors import InvalidParameterError


def check_asked(tenant: object, *, names: object, heading: object) -> None:
    """
    Check what every section about people is asked with.

    Raises:
        InvalidParameterError: *tenant* is none, *names* is no mapping of ids to texts or has none, or *heading* is no
            text.
    """
    checks.of_kind("tenant", tenant, Tenant)
    if not isinstance(names, Mapping):
        reason = "must be a mapping of ids to what the page calls them, as {'ana': 'Ana'}"
        raise InvalidParameterError("names", f"{reason}, not {checks.given(names)}", value=names)
    if not names:
        raise InvalidParameterError("names", "must name at least one learner", value=names)
    for learner, name in names.items():
        checks.text(f"names[{checks.identifier('names', learner)!r}]", name)
    checks.text("heading", heading)
