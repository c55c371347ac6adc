"""Laws of a worker that is loaded once and forked: Celery with its default pool, over folders instead of a broker."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reinforce import Engine
from reinforce.testing.packs import JOURNEY, small_pack
from tests.hosts.hosting import ROOT, hosting, wait_until
from tests.stores.acknowledged import check
from tests.stores.forked import WORKERS, names


def worker(module: str) -> tuple[str, ...]:
    """Return how Celery is run."""
    return "celery", "--app", module, "worker", "--concurrency", "4", "--loglevel", "WARNING"


def call(module: str, task: str, *calls: list[object], environment: dict[str, str]) -> None:
    """Send *calls* of a task, from a process of its own."""
    program = f"import json, sys; from {module} import {task}\nfor call in json.loads(sys.argv[1]): {task}.delay(*call)"
    subprocess.run([sys.executable, "-c", program, json.dumps(calls)], cwd=ROOT, env=environment, check=True)


@pytest.mark.parametrize("engine", ["own", "host", "django"])
def test_what_its_workers_acknowledge_is_there(
    filled_url: str, tmp_path: Path, said: Path, environment: dict[str, str], engine: str
) -> None:
    """A thousand reviews that four forked workers acknowledged are in the log, each its own tenant's."""
    log = tmp_path / "log"
    environment |= {"PRACTICE_URL": filled_url, "PRACTICE_ENGINE": engine, "PRACTICE_OUT": str(said)}
    calls: list[list[object]] = [[name, first, 25] for first in range(0, 250, 25) for name in names()[:WORKERS]]
    call("tests.hosts.reviewing", "task", *calls, environment=environment)
    with hosting(*worker("tests.hosts.reviewing:celery"), environment=environment, log=log):
        wait_until(lambda: len([file for file in said.iterdir() if not file.suffix]) == len(calls), log=log)
    lines = [line for file in said.iterdir() for line in file.read_text(encoding="utf-8").splitlines()]
    check(filled_url, [(what, value) for what, value in map(json.loads, lines)], reviews=1_000)


def test_the_example_delivers_to_everybody_once(url: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """The tasks of the examples claim who has practice waiting, and deliver to each once."""
    people = [f"person-{number:02}" for number in range(12)]
    with Engine.open(url) as engine:
        tenant = engine.tenant()
        tenant.catalog.publish(small_pack())
        for person in people:
            tenant.roster.put(person)
            tenant.roster.enroll(person, journey=JOURNEY)
    out, log = tmp_path / "delivered.jsonl", tmp_path / "log"
    environment |= {"PRACTICE_URL": url, "PRACTICE_OUT": str(out)}
    call("examples.processes.deliveries", "look", [], environment=environment)
    with hosting(*worker("examples.processes.deliveries:app"), environment=environment, log=log):
        wait_until(lambda: out.exists() and out.read_bytes().count(b"\n") >= len(people), log=log)
    delivered = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert sorted(message["key"].partition(":")[0] for message in delivered) == people
    with Engine.open(url) as engine:
        assert not engine.tenant().outbox.claim_due()
