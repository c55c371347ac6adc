"""Who practises: the learner's id of a user."""

from __future__ import annotations

from typing import Any

from reinforce import checks
from reinforce.django import settings
from reinforce.errors import InvalidParameterError, shown


def learner_id(user: Any) -> str:  # noqa: ANN401 - whatever the project's user model is
    """
    Return the id under which a *user* practises: the primary key as a text, or what ``LEARNER_ID`` makes of the user.

    Raises:
        InvalidParameterError: the user has none, as one who is not logged in, or one that no id can be.
    """
    how = settings.read().learner_id
    if isinstance(how, str) and "." in how:
        how = settings.imported("LEARNER_ID", how)
    found = how(user) if callable(how) else getattr(user, how, None)
    if callable(found):  # as get_username is
        found = found()
    if found is None:
        what = how if isinstance(how, str) else "id"
        raise InvalidParameterError("user", f"has no {what}: {shown(user)}", value=user)
    return checks.identifier("user", str(found))
