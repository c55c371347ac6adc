"""A property that is reckoned once for each object, without a lock that a fork meanwhile would leave taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it stands where a decorator does
    """
    As `functools.cached_property`, which in Python 3.11 takes one lock for all objects of a class while it reckons.

    A child of a process that forked while another thread held that lock would wait for it for ever. Two threads that
    ask at once reckon both, and the value of one stays: it has to be the same, or nobody's to change.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name, self.__doc__ = make, "", make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owned: None, owner: type) -> once[T]: ...

    @overload
    def __get__(self, owned: object, owner: type) -> T: ...

    def __get__(self, owned: object | None, owner: type) -> T | once[T]:
        """Reckon it and keep it in the object, where it is found before this is asked again."""
        if owned is None:
            return self
        kept: T = vars(owned).setdefault(self._name, self._make(owned))
        return kept
