"""What people are called: learners by the users whose ids they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q

from reinforce.django import settings
from reinforce.django.users import learner_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reinforce.engine import Tenant

_NAMES = ("first_name", "last_name", "email")
_PAGE = 100_000
_NUL = "\x00"  # which no text of PostgreSQL has


def names_of(learners: Iterable[str]) -> Mapping[str, str]:
    """
    Return by id what users are called who have the ids of *learners*, in one statement.

    Nobody is found where ``LEARNER_ID`` is a function or a method: of that it is not known whose an id is.
    """
    field = _field()
    if field is None:
        return {}
    wanted = [value for value in map(field.to_python_or_none, learners) if value is not None]
    users = get_user_model()._default_manager.filter(**{f"{field.name}__in": wanted}) if wanted else ()  # noqa: SLF001 - as Django's own admin does
    return {learner_id(user): _name(user) for user in users}


def found_by_name(tenant: Tenant, asked: str) -> Iterator[str]:
    """
    Give those on the roster of *tenant* whose id is what was *asked*, or in whose user's name or address it stands.

    However many users of the project are called so, the roster is read in one statement for each hundred thousand.
    """
    there = frozenset(_everybody(tenant))
    if asked in there:
        yield asked
    for user in _users_called(asked):
        if (id_ := learner_id(user)) in there and id_ != asked:
            yield id_


def _everybody(tenant: Tenant) -> Iterator[str]:
    page = tenant.roster.learners(limit=_PAGE)
    yield from page
    while len(page) == _PAGE:
        page = tenant.roster.learners(after=page[-1], limit=_PAGE)
        yield from page


def _users_called(asked: str) -> Iterable[Any]:
    if _field() is None or _NUL in asked:
        return ()
    model = get_user_model()
    fields = [name for name in (model.USERNAME_FIELD, *_NAMES) if _has(model, name)]
    where = Q()
    for name in fields:
        where |= Q(**{f"{name}__icontains": asked})
    users: Iterable[Any] = model._default_manager.filter(where).order_by(model.USERNAME_FIELD).iterator()  # noqa: SLF001 - as above
    return users


class _Field:
    """The field of the user model that holds a learner's id."""

    def __init__(self, field: Any) -> None:  # noqa: ANN401 - Django has no types
        self._field, self.name = field, field.name

    def to_python_or_none(self, id_: str) -> Any:  # noqa: ANN401 - of whatever type the field is
        """Return the field's value that an id stands for; ``None`` where there can be none."""
        try:
            value = None if _NUL in id_ else self._field.to_python(id_)
            if isinstance(value, int):
                self._field.run_validators(value)  # a number that the database has no room for is nobody's
        except ValidationError:
            return None
        return value if str(value) == id_ else None


def _field() -> _Field | None:
    """Return the field by which learners are named, if it is one."""
    named, model = settings.read().learner_id, get_user_model()
    if named == "pk":
        return _Field(model._meta.pk)  # noqa: SLF001 - Django's own way
    return _Field(model._meta.get_field(named)) if isinstance(named, str) and _has(model, named) else None  # noqa: SLF001


def _has(model: Any, name: str) -> bool:  # noqa: ANN401 - Django has no types
    try:
        model._meta.get_field(name)  # noqa: SLF001 - as above
    except FieldDoesNotExist:
        return False
    return True


def _name(user: Any) -> str:  # noqa: ANN401 - as above
    """Return what a user is called: by the full name, or as Django calls them."""
    full = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return str(full or user.get_username())
