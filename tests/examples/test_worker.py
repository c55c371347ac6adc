"""The example of a worker pool: every learner's day is delivered once, whoever delivers it."""

import json
from pathlib import Path

import pytest

from examples.worker.deliver import main
from reinforce import Engine, Learner
from reinforce.testing.packs import JOURNEY
from tests.support.stores import small_tenant

LEARNERS = [f"learner-{number:02}" for number in range(12)]


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_database_url"])
def test_several_processes_deliver_to_everybody_once(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], database: str
) -> None:
    """All who have practice waiting are in the file, once for each of their days, with their exercises."""
    url, out = request.getfixturevalue(database), tmp_path / "delivered.jsonl"
    with Engine.open(url) as engine:
        acme = small_tenant(engine)
        acme.roster.put_many([Learner(id=name) for name in (*LEARNERS, "on no journey")])
        acme.roster.enroll_many(LEARNERS, journey=JOURNEY)
    assert main([url, "--tenant", "acme", "--out", str(out), "--processes", "2"]) == 0
    messages = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {message["learner"] for message in messages} == {"ana", *LEARNERS}
    assert len({message["key"] for message in messages}) == len(messages)  # a learner and a date
    assert all(message["items"] for message in messages)
    counts = capsys.readouterr().out.removeprefix("delivered: ").split(", ")
    assert sum(map(int, counts)) == len(messages)
