"""What people are called: learners by the users whose ids they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q

from reinforce.django import settings
from reinforce.django.users import learner_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMES = ("first_name", "last_name", "email")
_MOST = 20


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


def found_by_name(asked: str) -> tuple[str, ...]:
    """Return the ids of users, the first 20, in whose name or address what was *asked* stands."""
    if _field() is None:
        return ()
    model = get_user_model()
    fields = [name for name in (model.USERNAME_FIELD, *_NAMES) if _has(model, name)]
    where = Q()
    for name in fields:
        where |= Q(**{f"{name}__icontains": asked})
    found = model._default_manager.filter(where).order_by(model.USERNAME_FIELD)[:_MOST]  # noqa: SLF001 - as above
    return tuple(map(learner_id, found))


class _Field:
    """The field of the user model that holds a learner's id."""

    def __init__(self, field: Any) -> None:  # noqa: ANN401 - Django has no types
        self._field, self.name = field, field.name

    def to_python_or_none(self, id_: str) -> Any:  # noqa: ANN401 - of whatever type the field is
        """Return the field's value that an id stands for; ``None`` where there can be none."""
        try:
            value = self._field.to_python(id_)
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
