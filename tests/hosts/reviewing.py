"""
What real hosts run in the tests: an application that is loaded once, and forked.

It works over an engine of ours, also for asyncio, or one over a host's connections, be they SQLAlchemy's or Django's.
That is loaded before the fork, or made by each worker. Each request, or task, practises for one tenant, and says what
was acknowledged, seen and refused.
"""

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from celery import Celery

from reinforce import Engine, ReinforceError
from reinforce.stores.sql import SQLStore
from tests.stores.forked import look, names, one_review, open_engine
from tests.support.loops import InEachProcess

_Start = Callable[[str, list[tuple[str, str]]], object]


URL, KIND = os.environ["PRACTICE_URL"], os.environ["PRACTICE_ENGINE"]


def _open() -> Engine:
    if "asyncio" not in KIND:
        return open_engine(URL, KIND)
    store: Any = InEachProcess(lambda: SQLStore.open_async(URL))
    return Engine.over(store)


@cache
def _engine(process: int) -> Engine:  # noqa: ARG001 - each process has one
    return _open()


loaded = None if KIND.endswith("of each worker") else _open()
if loaded is not None:
    for name in names():
        look(loaded.tenant(name), print)  # so that there are connections before the fork

celery = Celery("reviewing")


def practise(name: str, first: int, count: int) -> list[tuple[str, str]]:
    """Record *count* reviews of a tenant, and return what happened."""
    said: list[tuple[str, str]] = []

    def say(what: str, value: str) -> None:
        said.append((what, value))

    tenant = (loaded or _engine(os.getpid())).tenant(name)
    for number in range(first, first + count):
        try:
            one_review(tenant, f"{name}:{number}", say)
        except ReinforceError as error:
            say("error", repr(error))
    look(tenant, say)
    return said


def write(name: str, first: int, count: int) -> None:
    """Do so, and leave what happened in a file of its own."""
    said = practise(name, first, count)
    file = Path(os.environ["PRACTICE_OUT"]) / f"{name}-{first}"
    file.with_suffix(".part").write_text("".join(json.dumps(line) + "\n" for line in said), encoding="utf-8")
    file.with_suffix(".part").rename(file)


task = celery.task(name="write")(write)


def application(environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
    """Answer ``/tenant/first/count`` with what happened, and in which process."""
    name, first, count = environ["PATH_INFO"].strip("/").split("/")
    said = practise(name, int(first), int(count))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"process": os.getpid(), "said": said}).encode()]
