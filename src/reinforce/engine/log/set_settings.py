"""Settings for some: an entry in the log of each, and a version of the policy by which everybody hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reinforce import checks, slips
from reinforce.catalog.kinds import Dimension
from reinforce.codec import kept
from reinforce.engine.context.versions import policy_body
from reinforce.engine.log.append_event import append
from reinforce.errors import InvalidParameterError, shown
from reinforce.journal import EventKind
from reinforce.ports import PolicyRecord
from reinforce.practice.learner.steering import WITHDRAWN
from reinforce.practice.settings import SUBJECTS, Exceptions, TenantSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.engine.context.tenant_context import TenantContext
    from reinforce.practice import Settings

NOTHING_SET = TenantSettings()
_TAUGHT = {"skill": "skills", "capability": "capabilities", "journey": "journeys"}
"""By what settings are for, where a curriculum has it."""


def subject_of(context: TenantContext, given: Mapping[str, object]) -> tuple[str, list[str]]:
    """
    Return what settings are for, and the ids of it: several of learners, else one.

    Args:
        context: of the tenant.
        given: by what they may be for, what the caller said; exactly one of them is not ``None``.

    Raises:
        InvalidParameterError: it is none of them, or several; or an id or a dimension is none.
        NotFoundError: there is no such thing, among what can be practised and what has settings.
    """
    said = [name for name, value in given.items() if value is not None]
    if len(said) != 1:
        reason = f"needs exactly one of {', '.join(SUBJECTS)}, not {' and '.join(said) or 'none'}"
        raise InvalidParameterError("settings", reason, value=said)
    kind, value = said[0], given[said[0]]
    if kind == "learner" and not isinstance(value, str) and isinstance(value, Iterable):
        return kind, list(dict.fromkeys(checks.identifiers("learner", value)))
    name = checks.identifier(kind, value)
    if kind == "dimension" and name not in tuple(Dimension):
        reason = f"must be {', '.join(Dimension)}, not {shown(name)}{slips.name(name, Dimension)}"
        raise InvalidParameterError("dimension", reason, value=value)
    if kind in _TAUGHT:
        curriculum, held = context.versions.curriculum(), tenant_exceptions(context).of.get(kind, {})
        taught = getattr(curriculum, _TAUGHT[kind])
        if name not in taught and name not in held:
            raise checks.missing(kind, name, {*taught, *held}, told=kind != "skill")
    return kind, [str(name)]


def tenant_exceptions(context: TenantContext) -> TenantSettings:
    """Return what the tenant has set for some."""
    exceptions = context.versions.policy().exceptions
    return NOTHING_SET if exceptions is None else exceptions.tenant


def set_settings(
    context: TenantContext,
    kind: str,
    ids: list[str],
    settings: Settings | None,
    *,
    by: str | None,
    event_id: str | None,
) -> None:
    """Write *settings* for one subject, or for several learners, or that none hold for them any more."""
    settings, by = _checked(context, kind, settings), None if by is None else checks.identifier("by", by)
    body = WITHDRAWN if settings is None else kept(settings)
    logs, target = (ids, "") if kind == "learner" else ([""], f"{kind}:{ids[0]}")

    def policies() -> Mapping[str, Any]:
        """
        Return the version of the policy by which everybody hears of it; that learners have settings, once for all.

        Of a subject there is one for each entry, also where it says what holds: of two who set it at once the second
        looks again, so that the last entry in the log is what the policy says.
        """
        policy, before = context.versions.policy(), tenant_exceptions(context)
        after = before.with_(kind, ids[0], settings) if ids else before
        if kind == "learner" and after == before:
            return {}
        version = replace(policy, version=policy.version + 1, exceptions=Exceptions(after))
        now = context.clock.now()
        return {"policies": (PolicyRecord(version=version.version, body=policy_body(version), recorded_at=now),)}

    append(context, logs, kind=EventKind.SETTINGS, target=target, body=body, by=by, event_id=event_id, beside=policies)


def _checked(context: TenantContext, kind: str, settings: Settings | None) -> Settings | None:
    """
    Return *settings* as they are kept, with the name of the model whose weights they have.

    Raises:
        InvalidParameterError: they cannot be for that, or the model does not take them.
    """
    if settings is None:
        return None
    settings.check_subject(kind)
    policy = context.versions.policy()
    if settings.parameters and settings.model is None:
        settings = replace(settings, model=policy.model)
    names = set(settings.names) & {"desired_retention", "parameters"}
    said: dict[str, Any] = {name: getattr(settings, name) for name in names}
    if settings.model is not None:
        said = {"parameters": (), **said, "model": settings.model}
    replace(policy, exceptions=None, **said)  # refuses what no model takes
    return settings
