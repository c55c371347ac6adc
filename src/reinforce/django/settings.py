"""The settings of the app: one dict, ``REINFORCE``, in which everything may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS

from reinforce.django.dotted_paths import NAME, imported
from reinforce.django.setting_faults import FAULTS
from reinforce.errors import InvalidParameterError, shown
from reinforce.near import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENGINE = ("CLOCK", "GRADER", "MEMORY_MODELS", "ERASURE_KEY", "OBSERVE")
_FUNCTIONS = ("TENANT", "LEARNER", "COACH", "AROUND")
_OFFERED = (*_FUNCTIONS, "BUDGET", "STAKES")
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the app is told; each value is one in the dict, whose names are these in capital letters.

    Attributes:
        using: the alias of the database that practice is in, wherever no other is named.
        schema: in PostgreSQL, the schema that the tables are in; by default that in which the connection works when an
            engine is asked for.
        learner_id: what makes the id of a learner of a user: a field or method of the user, or a function, also by its
            dotted path.
        clock, grader, memory_models, erasure_key, observe: as `Engine.open` takes them, also by their dotted paths; the
            key may be a text.
        tenant: a function that says of a request, in the endpoints and on staff pages, what its tenant is called.
        learner, coach, around, budget, stakes: of the endpoints in `reinforce.django.urls`, as
            `reinforce.django.views.endpoints` takes them; functions also by their dotted paths.
    """

    using: str = DEFAULT_DB_ALIAS
    schema: str | None = None
    learner_id: Any = "pk"
    clock: Any = None
    grader: Any = None
    memory_models: Any = None
    erasure_key: Any = None
    observe: Any = None
    tenant: Any = None
    learner: Any = None
    coach: Any = None
    around: Any = None
    budget: Any = None
    stakes: Any = None

    def options(self) -> dict[str, Any]:
        """Return what an engine is made with, besides its store; what is not set is left out."""
        found = {name.lower(): imported(name, getattr(self, name.lower())) for name in _ENGINE}
        if isinstance(self.erasure_key, str):
            found["erasure_key"] = self.erasure_key.encode()
        return {name: value for name, value in found.items() if value is not None}

    def offered(self) -> dict[str, Any]:
        """Return what the endpoints are made with; what is not set is left out."""
        found = {name.lower(): getattr(self, name.lower()) for name in _OFFERED}
        found |= {name.lower(): imported(name, found[name.lower()]) for name in _FUNCTIONS}
        return {name: value for name, value in found.items() if value is not None}


_READ: list[tuple[Mapping[str, Any], Settings]] = []
"""The dict that was read last, and what it says: checking it takes longer than all else that a request asks of it."""

_NAMES = tuple(name.upper() for name in Settings.__dataclass_fields__)


def given() -> Any:  # noqa: ANN401 - whatever the project has there
    """Return what stands in the project's settings, be it right or wrong."""
    return getattr(settings, NAME, _NOTHING)


def read() -> Settings:
    """
    Return the settings.

    Raises:
        ImproperlyConfigured: some of them are wrong; it names each.
    """
    found = given()
    if _READ and _READ[0][0] is found:
        return _READ[0][1]
    wrong = [*faults(found)]
    if wrong:
        raise ImproperlyConfigured("; ".join(wrong))
    made = Settings(**{name.lower(): value for name, value in found.items()})
    _READ[:] = [(found, made)]
    return made


def faults(found: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield what is wrong with the settings *found*, each in a sentence that names what it is about."""
    if not isinstance(found, dict) and found is not _NOTHING:
        yield f"{NAME} must be a dict, not {shown(found)}"
        return
    for name in found:
        if name not in _NAMES:
            meant = near(str(name).upper(), _NAMES)
            guess = f": did you mean {meant[0]!r}?" if meant else f"; they are {', '.join(_NAMES)}"
            yield f"{NAME} has no setting {shown(name)}{guess}"
    for name in _NAMES:
        default = Settings.__dataclass_fields__[name.lower()].default
        if name in found and not _is_same(found[name], default):
            yield from _fault(name, found[name])


def _is_same(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and value == default)


def _fault(name: str, value: object) -> Iterator[str]:
    """Yield what is wrong with the *value* of a setting, of which that is known when it is tried."""
    try:
        FAULTS[name](name, value)
    except ImproperlyConfigured as error:
        yield str(error)
    except InvalidParameterError as error:
        yield f"{NAME}[{name!r}] {error.reason}"
    except Exception as error:  # noqa: BLE001 - whatever the host's own code raises
        yield f"{NAME}[{name!r}] cannot be used: {type(error).__name__}: {error}"
