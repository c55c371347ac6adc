"""Reading a request: its parameters and its body, checked before anything is asked of a tenant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reinforce.web.asked import Asked, Offer
from reinforce.web.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reinforce.web.asked import Coach
    from reinforce.web.operation import Operation


_NOBODY = {False: ("not-signed-in", "sign in first"), True: ("no-coach", "this is for coaches")}
"""By whether an operation is for coaches, what is told to somebody of whom the host says nothing."""


def ask(
    operation: Operation,
    *,
    learner: str | None = None,
    coach: Coach | None = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
    content_type: str = "",
    offer: Offer | None = None,
) -> Asked:
    """
    Return what a request asks of an *operation*.

    Args:
        operation: which.
        learner: who is signed in, as the host says, where the operation is for learners; ``None`` if nobody is.
        coach: who is signed in, as the host says, where it is for coaches; ``None`` for somebody who is none.
        path: the parameters in the path.
        query: those after the question mark; what the operation does not know is the host's own, and is left alone.
        body: what was sent.
        content_type: the header that says what that is.
        offer: what the host decides.

    Raises:
        RefusedError, ReinforceError: what is asked cannot be; `problem_of` tells either to the client.
    """
    if (coach if operation.for_coach else learner) is None:
        raise RefusedError(*_NOBODY[operation.for_coach])
    said = {**(query or {}), **(path or {})}
    values = {one.name: one.read(said[one.name]) for one in operation.parameters if said.get(one.name)}
    about = learner or ""
    if coach is not None:
        about = str(values.get("learner", ""))
        if about:
            coach.check(about)
    asked = Asked(learner=about, coach=coach, values=values, offer=offer or Offer())
    if operation.reads is None:
        return asked
    read = operation.reads(_json(body, content_type, most=asked.offer.most_bytes), asked)
    return Asked(learner=about, coach=coach, values=values, sent=read, offer=asked.offer)


def _json(body: bytes, content_type: str, *, most: int) -> Any:  # noqa: ANN401 - any JSON value
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise RefusedError("unsupported-media-type", "send JSON, and say so: Content-Type: application/json")
    if len(body) > most:
        raise RefusedError("too-large", f"the body must have at most {most} bytes")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-json", "the body is no JSON text in UTF-8") from error
