"""
A program that forks with an engine open; the tests run it, and look at what is left of what it says.

    python tests/stores/forked.py URL FOLDER --way fork --engine own

Each worker practises for a tenant of its own, and writes to a file of its own, line by line, which review was
acknowledged, what it saw of another tenant, and which errors it met. The parent practises in two threads meanwhile, and
closes its engine while the workers go on.
"""
# ruff: noqa: T201 - programs print

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import create_engine

from reinforce import Engine, Rating, ReinforceError, Tenant
from reinforce.stores.sql import SQLStore
from reinforce.testing.packs import small_pack

SKILL = "terms"
WORKERS = 4
PARENTS = 2


def names() -> list[str]:
    """Return the tenants' names: of the workers, and of the parent's threads."""
    return [f"worker-{number}" for number in range(WORKERS)] + [f"parent-{number}" for number in range(PARENTS)]


def open_engine(url: str, kind: str) -> Engine:
    """Return an engine of our own, one over a host's, or that of a project of Django, whose settings read the URL."""
    if kind == "own":
        return Engine.open(url)
    if kind == "django":
        return _of_django()
    patience = {"timeout": 60} if url.startswith("sqlite") else {}  # a host has to say so; all write at once here
    return Engine.over(SQLStore(create_engine(url, connect_args=patience)))


def _of_django() -> Engine:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.hosts.django_host.settings"
    django.setup()
    from reinforce.django import engine

    return engine()


def prepare(engine: Engine) -> None:
    """Make the tenants; each has people whose names say whose they are."""
    for name in names():
        tenant = engine.create_tenant(name, seed=7)
        tenant.catalog.publish(small_pack())
        for person in ("ana", "ben"):
            tenant.roster.put(f"{name}/{person}")


def practise(engine: Engine, name: str, out: Path, *, goes_on: Callable[[int], bool]) -> None:
    """Record reviews of a tenant, and look at what comes back; write down what was seen."""
    with out.open("w", encoding="utf-8", buffering=1) as file:

        def say(what: str, value: str) -> None:
            file.write(json.dumps([what, value]) + "\n")

        number = 0
        while goes_on(number):
            number += 1
            try:
                one_review(engine.tenant(name), f"{name}:{number}", say)
                if number % 4 == 1:
                    look(engine.tenant(name), say)
            except ReinforceError as error:
                say("error", repr(error))


def one_review(tenant: Tenant, review_id: str, say: Callable[[str, str], None]) -> None:
    """Record one review; whose card has come of it is looked at too."""
    learner = f"{tenant.name}/ana"
    reviewed = tenant.practice.review(learner, SKILL, Rating.Good, review_id=review_id)
    say("acknowledged", review_id)
    for card in reviewed.cards:
        if card.learner != learner:
            say("foreign", card.learner)


def look(tenant: Tenant, say: Callable[[str, str], None]) -> None:
    """Look whose people and cards come back."""
    learner = f"{tenant.name}/ana"
    seen = set(tenant.roster.learners()) | {tenant.practice.card(learner, SKILL).learner}
    for person in seen - {learner, f"{tenant.name}/ben"}:
        say("foreign", person)


@contextmanager
def busy(engine: Engine, folder: Path) -> Iterator[None]:
    """Have threads of this process practise."""
    stop = Event()
    threads = [
        Thread(
            target=practise, args=(engine, name, folder / name), kwargs={"goes_on": lambda _number: not stop.is_set()}
        )
        for name in names()[WORKERS:]
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def work(engine: Engine, name: str, folder: Path, reviews: int) -> None:
    """Do what a worker does."""
    practise(engine, name, folder / name, goes_on=lambda number: number < reviews)


def spawned(url: str, kind: str, name: str, folder: Path, reviews: int) -> None:
    """Do what a worker does that inherits nothing, and opens an engine of its own."""
    with open_engine(url, kind) as engine:
        work(engine, name, folder, reviews)


def fork(task: Callable[[], None]) -> int:
    """Run *task* in a child, and return its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        task()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Fork, practise, close; wait for all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--way", required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--reviews", type=int, default=250)
    given = parser.parse_args()
    engine = open_engine(given.url, given.engine)
    prepare(engine)
    workers: list[Callable[[], int]] = []
    with busy(engine, given.folder):
        for name in names()[:WORKERS]:
            time.sleep(0.01)  # so that each fork meets the parent's threads elsewhere
            workers.append(start(given, engine, name))
    engine.close()
    print(json.dumps([wait() for wait in workers]))


def start(given: argparse.Namespace, engine: Engine, name: str) -> Callable[[], int]:
    """Start one worker, and return what waits for its exit status."""

    def task() -> None:
        work(engine, name, given.folder, given.reviews)

    def grandchild() -> None:
        engine.tenant(name).roster.learners()  # the child connects, before it forks
        status = os.waitstatus_to_exitcode(os.waitpid(fork(task), 0)[1])
        if status:
            raise SystemExit(status)

    if given.way in {"fork", "grandchild"}:
        child = fork(task if given.way == "fork" else grandchild)
        return lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    context = multiprocessing.get_context(given.way.removeprefix("multiprocessing-"))
    if given.way == "multiprocessing-fork":
        process = context.Process(target=task)
    else:
        process = context.Process(target=spawned, args=(given.url, given.engine, name, given.folder, given.reviews))
    process.start()

    def wait() -> int:
        process.join()
        return process.exitcode or 0

    return wait


if __name__ == "__main__":
    main()
