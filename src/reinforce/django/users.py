"""Who practises: the learner's id of a user."""

from __future__ import annotations

from typing import Any

from reinforce import checks
from reinforce.django import settings
from reinforce.django.dotted_paths import imported
from reinforce.django.user_ids import is_kept
from reinforce.errors import HostError, InvalidParameterError


def learner_id(user: Any) -> str:  # noqa: ANN401 - whatever the project's user model is
    """
    Return the id under which a *user* practises: the primary key as a text, or what ``LEARNER_ID`` makes of the user.

    Raises:
        HostError: the user has none, as one who is not logged in, or one that no id can be.
    """
    how = settings.read().learner_id
    if isinstance(how, str) and "." in how:
        how = imported("LEARNER_ID", how)
    found = how(user) if callable(how) else getattr(user, how, None)
    if callable(found):  # as get_username is
        found = found()
    what = how if isinstance(how, str) else "id"
    if found is None:
        raise HostError("user", f"has no {what}", value=user)
    if how != "pk" and not is_kept(found):
        reason = f"has a {what} that is no text, whole number or UUID, but a value of type {type(found).__name__}"
        raise HostError("user", reason, value=user)
    try:
        return checks.identifier("user", str(found))
    except InvalidParameterError:
        raise HostError("user", f"has a {what} that can be no id", value=user) from None
