"""
A web service of a few lines, for a server that loads it once and forks its workers.

    PRACTICE_URL=sqlite:///practice.db gunicorn --preload --workers 4 examples.processes.wsgi:application

``POST /learner/skill`` with an id and a rating records a review; ``GET /learner`` says what is due. Who may ask for
whom is for your login to say: this has none.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from reinforce import Engine, NotFoundError, ReinforceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    _Start = Callable[[str, list[tuple[str, str]]], object]

engine = Engine.open(os.environ.get("PRACTICE_URL", "sqlite:///practice.db"))
tenant = engine.tenant()


def application(environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
    """Answer one request."""
    status, answer = "200 OK", {}
    try:
        answer = _answer(environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"), environ["wsgi.input"])
    except NotFoundError as error:
        status, answer = "404 Not Found", {"error": str(error)}
    except (ReinforceError, ValueError, KeyError) as error:
        status, answer = "400 Bad Request", {"error": str(error)}
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(answer | {"process": os.getpid()}).encode()]


def _answer(method: str, path: list[str], body: Any) -> dict[str, Any]:  # noqa: ANN401 - what a server hands over
    if method == "GET":
        return {"due": [card.skill for card in tenant.practice.due(path[0])]}
    learner, skill = path
    sent = json.loads(body.read())
    outcome = tenant.practice.review(learner, skill, sent["rating"], review_id=sent["id"])
    return {"due_day": [card.due_day for card in outcome.cards]}
