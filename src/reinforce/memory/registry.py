"""Which memory models there are: FSRS-6, those that are given, and those that installed packages bring along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from reinforce import checks
from reinforce.errors import InvalidParameterError, shown
from reinforce.memory.fsrs6 import Fsrs6
from reinforce.memory.model import MemoryModel
from reinforce.near import hint, near

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "reinforce.memory_models"
"""The group of entry points under which a package names its memory models: ``name = "module:Class"``."""

_ASKED = ("name", *(name for name in vars(MemoryModel) if not name.startswith("_")))


@dataclass(frozen=True, slots=True)
class MemoryModels:
    """
    The memory models that a policy can name: FSRS-6, those in ``given``, and the entry points of installed packages.

    An entry point is loaded when a policy names it; a model that is given takes its place. Two of them never meet in
    one value under one name, and nobody else is called ``fsrs-6``.

    Attributes:
        given: classes of models.

    Raises:
        InvalidParameterError: something in ``given`` is no memory model, or a name is taken.

    >>> MemoryModels().names
    ('fsrs-6',)
    """

    given: tuple[type[MemoryModel], ...] = ()

    def __post_init__(self) -> None:
        """Check what is given."""
        if not isinstance(self.given, tuple):
            raise InvalidParameterError("memory_models", f"must be a tuple, not {shown(self.given)}", value=self.given)
        taken = {Fsrs6.name}
        for kind in self.given:
            _check("memory_models", kind)
            if kind.name in taken:
                raise InvalidParameterError("memory_models", f"must not name {kind.name!r} twice", value=kind)
            taken.add(kind.name)

    @classmethod
    def of(cls, *given: type[MemoryModel]) -> MemoryModels:
        """Return these models, beside those that there are anyway."""
        return cls(given)

    @property
    def names(self) -> tuple[str, ...]:
        """All names that a policy may use, sorted."""
        return tuple(sorted({Fsrs6.name, *(kind.name for kind in self.given), *_installed()}))

    def __contains__(self, name: object) -> bool:
        return any(kind.name == name for kind in self._at_hand) or name in _installed()

    @property
    def _at_hand(self) -> tuple[type[MemoryModel], ...]:
        return (Fsrs6, *self.given)

    def make(self, name: str, **settings: Any) -> MemoryModel:  # noqa: ANN401 - those of `MemoryModel.__init__`
        """
        Return the model of that *name* with these settings; where there are no parameters, it has its own.

        Raises:
            InvalidParameterError: there is no such model, the field being ``model``; or it refuses a setting.
        """
        if settings.get("parameters") == ():
            del settings["parameters"]
        kind = self._kind(name)
        model = kind(**settings)
        if kind is not Fsrs6:  # which is known to keep to it, and is slow to look its version up
            _check_made(model)
        return model

    def _kind(self, name: str) -> type[MemoryModel]:
        for kind in self._at_hand:
            if kind.name == name:
                return kind
        entry = _installed().get(name)
        if entry is not None:
            loaded: type[MemoryModel] = entry.load()
            _check(f"entry point {entry.value}", loaded, name=name)
            return loaded
        guess = hint(near(name, self.names))
        reason = f"must be one of {', '.join(map(repr, self.names))}, not {shown(name)}{guess}"
        raise InvalidParameterError("model", reason, value=name)


@cache
def _installed() -> dict[str, EntryPoint]:
    """Return the entry points by name; what is installed stays the same for as long as a process lives."""
    from importlib import metadata  # noqa: PLC0415 - slow to import, and needed where a policy names none of the others

    return {entry.name: entry for entry in metadata.entry_points(group=ENTRY_POINTS)}


def _check(field: str, kind: type[MemoryModel], *, name: str | None = None) -> None:
    """Raise InvalidParameterError unless *kind* is the class of a memory model, of that *name* if there is one."""
    if not isinstance(kind, type):
        raise InvalidParameterError(field, f"must be a class of memory models, not {shown(kind)}", value=kind)
    settings = getattr(kind, "__dataclass_fields__", {})
    lacking = [asked for asked in _ASKED if not hasattr(kind, asked) and asked not in settings]
    if lacking:
        reason = f"must be classes of memory models: {kind.__name__} lacks {', '.join(lacking)}"
        raise InvalidParameterError(field, reason, value=kind)
    checks.identifier(f"{kind.__name__}.name", kind.name)
    if name not in (None, kind.name):
        raise InvalidParameterError(field, f"must be a model of the name {name!r}, not {shown(kind.name)}", value=kind)


def _check_made(model: MemoryModel) -> None:
    """Raise InvalidParameterError unless cards can hold the version of *model*, and policies its parameters."""
    if not model.version.startswith(f"{model.name}/"):
        reason = f"must have a version that begins with {model.name + '/'!r}, not {shown(model.version)}"
        raise InvalidParameterError("memory_models", reason, value=model)
    numbers = model.parameters
    if not isinstance(numbers, tuple) or not all(type(one) in (int, float) and isfinite(one) for one in numbers):
        reason = f"must have a tuple of finite numbers as parameters: {model.name!r} has {shown(numbers)}"
        raise InvalidParameterError("memory_models", reason, value=model)
