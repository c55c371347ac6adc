"""The settings of the app: one dict, ``REINFORCE``, in which everything may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from reinforce.engine import Engine
from reinforce.errors import InvalidParameterError, shown
from reinforce.near import near
from reinforce.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "REINFORCE"
_ENGINE = ("CLOCK", "GRADER", "MEMORY_MODELS", "ERASURE_KEY", "OBSERVE")
_FUNCTIONS = ("TENANT", "LEARNER", "COACH", "AROUND")
_OFFERED = (*_FUNCTIONS, "BUDGET", "STAKES")
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the app is told; each value is one in the dict, whose names are these in capital letters.

    Attributes:
        schema: in PostgreSQL, the schema that the tables are in; the connection's own by default.
        learner_id: what makes the id of a learner of a user: a field or method of the user, or a function, also by its
            dotted path.
        clock, grader, memory_models, erasure_key, observe: as `Engine.open` takes them, also by their dotted paths; the
            key may be a text.
        tenant: a function that says of a request, in the endpoints and on staff pages, what its tenant is called.
        learner, coach, around, budget, stakes: of the endpoints in `reinforce.django.urls`, as
            `reinforce.django.views.endpoints` takes them; functions also by their dotted paths.
    """

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


def read() -> Settings:
    """
    Return the settings.

    Raises:
        ImproperlyConfigured: one of them is wrong.
    """
    given = getattr(settings, NAME, _NOTHING)
    if _READ and _READ[0][0] is given:
        return _READ[0][1]
    for fault in _faults(given):
        raise ImproperlyConfigured(fault)
    found = Settings(**{name.lower(): value for name, value in given.items()})
    _READ[:] = [(given, found)]
    return found


def check(**_asked: object) -> list[checks.CheckMessage]:
    """Return what Django's system checks are to say of the settings."""
    return [checks.Error(fault, id="reinforce.E001") for fault in _faults(getattr(settings, NAME, {}))]


def imported(name: str, value: object) -> Any:  # noqa: ANN401 - whatever stands there
    """
    Return *value*, or what is there under the dotted path that it is; an erasure key is none.

    Raises:
        ImproperlyConfigured: nothing is there.
    """
    if not isinstance(value, str) or name == "ERASURE_KEY":
        return value
    try:
        return import_string(value)
    except ImportError as error:
        raise ImproperlyConfigured(f"{NAME}[{name!r}] cannot be imported: {error}") from error


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the settings *given*, each in a sentence that names what it is about."""
    if not isinstance(given, dict):
        yield f"{NAME} must be a dict, not {shown(given)}"
        return
    unknown = [name for name in given if name not in _NAMES]
    for name in unknown:
        meant = near(str(name).upper(), _NAMES)
        guess = f": did you mean {meant[0]!r}?" if meant else f"; they are {', '.join(_NAMES)}"
        yield f"{NAME} has no setting {name!r}{guess}"
    known = Settings(**{name.lower(): value for name, value in given.items() if name in _NAMES})
    if known.schema is not None and not (isinstance(known.schema, str) and known.schema):
        yield f"{NAME}['SCHEMA'] must be the name of a schema or None, not {shown(known.schema)}"
    if not callable(known.learner_id) and not (isinstance(known.learner_id, str) and known.learner_id):
        reason = "must be the name of a field, a function or its dotted path"
        yield f"{NAME}['LEARNER_ID'] {reason}, not {shown(known.learner_id)}"
    elif isinstance(known.learner_id, str) and "." in known.learner_id:
        yield from _fault_of("LEARNER_ID", lambda: imported("LEARNER_ID", known.learner_id))
    for name in _FUNCTIONS:
        yield from _fault_of(name, lambda name=name: _function(name, getattr(known, name.lower())))
    for name in _ENGINE:
        one = Settings(**{name.lower(): getattr(known, name.lower())})
        yield from _fault_of(name, lambda one=one: Engine.over(MemoryStore(), **one.options()))


def _function(name: str, value: object) -> None:
    if value is not None and not callable(imported(name, value)):
        raise ImproperlyConfigured(f"{NAME}[{name!r}] must be a function or its dotted path, not {shown(value)}")


def _fault_of(name: str, use: Any) -> Iterator[str]:  # noqa: ANN401 - any function
    """Yield what is wrong with a setting, of which that is known when it is used."""
    try:
        use()
    except ImproperlyConfigured as error:
        yield str(error)
    except InvalidParameterError as error:
        yield f"{NAME}[{name!r}] {error.reason}"
