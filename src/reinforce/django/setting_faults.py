"""What can be wrong with each setting: it is tried as it will be used, as far as that changes nothing."""

from __future__ import annotations

from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction, signature, unwrap
from typing import TYPE_CHECKING, Any

from django.db import connections

from reinforce.django.dotted_paths import imported
from reinforce.django.user_ids import check_learner_id
from reinforce.engine import Engine
from reinforce.errors import InvalidParameterError, listed, shown
from reinforce.ports.clock import CheckedClock
from reinforce.practice import Policy
from reinforce.stores.memory import MemoryStore
from reinforce.web import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def fault_of_alias(using: object) -> str:
    """Return what is wrong with an alias of a database; nothing where there is one of that alias."""
    known = tuple(connections.settings)
    if isinstance(using, str) and using in known:
        return ""
    return f"must be the alias of one of DATABASES, {listed(known)}, not {shown(using)}"


def check_function(name: str, function: object, *, takes: tuple[str, ...]) -> None:
    """
    Refuse what is no *function*, one that takes other arguments, and one that has to be awaited or is a generator.

    Raises:
        InvalidParameterError: it is one.
    """
    called = f"a function of {' and '.join(takes)}"
    if not callable(function):
        raise InvalidParameterError(name, f"must be {called}, or its dotted path, not {shown(function)}")
    if iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__) or _is_awaited(function):
        raise InvalidParameterError(name, f"must be {called} that is called and not awaited, not {shown(function)}")
    if isgeneratorfunction(function):
        raise InvalidParameterError(
            name, f"must be {called} that is no generator: @contextmanager makes a context of one"
        )
    try:
        wanted = signature(function)
    except (TypeError, ValueError):  # one that is not written in Python does not tell
        return
    try:
        wanted.bind(*takes)
    except TypeError as error:
        raise InvalidParameterError(name, f"must be {called}, and {shown(function)} is not: {error}") from error


def _is_awaited(function: Any) -> bool:  # noqa: ANN401 - anything that is callable
    """Whether *function* makes a context that is awaited."""
    return isasyncgenfunction(unwrap(function))


def _function(*takes: str) -> Callable[[str, Any], None]:
    def check(name: str, value: Any) -> None:  # noqa: ANN401 - whatever stands there
        if value is not None:
            check_function(name, imported(name, value), takes=takes)

    return check


def _using(name: str, value: object) -> None:
    fault = fault_of_alias(value)
    if fault:
        raise InvalidParameterError(name, fault)


def _schema(name: str, value: object) -> None:
    if value is not None and not (isinstance(value, str) and value):
        raise InvalidParameterError(name, f"must be the name of a schema or None, not {shown(value)}")


def _learner_id(name: str, value: Any) -> None:  # noqa: ANN401 - as above
    if callable(value) or (isinstance(value, str) and "." in value):
        check_function(name, imported(name, value), takes=("user",))
    else:
        check_learner_id(name, value)


def _engine(name: str, value: object) -> Any:  # noqa: ANN401 - as above
    """Refuse what no engine is made with; return what it would be made with."""
    found = imported(name, value)
    made: Any = found.encode() if name == "ERASURE_KEY" and isinstance(found, str) else found
    if made is not None:
        Engine.over(MemoryStore(), **{name.lower(): made})
    return made


def _clock(name: str, value: object) -> None:
    clock = _engine(name, value)
    if clock is not None:
        CheckedClock(clock).now()


def _grader(name: str, value: object) -> None:
    make = _engine(name, value)
    if make is None:
        return
    check_function(name, make, takes=("policy",))
    made = make(Policy())
    if not callable(getattr(made, "grade", None)) or isinstance(made, type):
        raise InvalidParameterError(name, f"must make a grader of a policy, which has grade(), and makes {shown(made)}")


def _observe(name: str, value: object) -> None:
    observe = _engine(name, value)
    if observe is not None:
        check_function(name, observe, takes=("call",))


def _offer(name: str, value: Any) -> None:  # noqa: ANN401 - as above
    Offer(**{name.lower(): value})


FAULTS: Mapping[str, Callable[[str, Any], object]] = {
    "USING": _using,
    "SCHEMA": _schema,
    "LEARNER_ID": _learner_id,
    "CLOCK": _clock,
    "GRADER": _grader,
    "MEMORY_MODELS": _engine,
    "ERASURE_KEY": _engine,
    "OBSERVE": _observe,
    "TENANT": _function("request"),
    "LEARNER": _function("request"),
    "COACH": _function("request"),
    "AROUND": _function("request", "asked"),
    "BUDGET": _offer,
    "STAKES": _offer,
}
"""By name, what refuses a value of a setting: it raises InvalidParameterError or ImproperlyConfigured."""
