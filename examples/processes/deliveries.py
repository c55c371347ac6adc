"""
Deliver practice with Celery: one periodic task claims, and one task for each claim delivers.

    PRACTICE_URL=sqlite:///practice.db celery --app examples.processes.deliveries worker --beat

The engine is opened once, when the module is imported; the worker's processes are forked with it. Here a delivery is a
line in a file. The broker is Celery's to know (CELERY_BROKER_URL, or a module celeryconfig).
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import Celery

from reinforce import Claim, Engine

app = Celery("practice")
engine = Engine.open(os.environ.get("PRACTICE_URL", "sqlite:///practice.db"))
tenant = engine.tenant()
out = Path(os.environ.get("PRACTICE_OUT", "delivered.jsonl"))


@app.task(name="look")
def look() -> None:
    """Claim who has practice waiting, and leave each to a task."""
    for claim in tenant.outbox.claim_due(limit=500, lease=timedelta(minutes=15)):
        deliver.delay(claim.to_json())


@app.task(name="deliver", acks_late=True, autoretry_for=(ConnectionError,), retry_backoff=True)
def deliver(values: dict[str, Any]) -> None:
    """Deliver a claim, and say so only then."""
    claim = Claim.from_json(values)
    session = tenant.practice.session(claim.learner, budget=timedelta(minutes=10))
    if len(session):
        send(f"{claim.learner}:{claim.date}", len(session))
    tenant.outbox.acknowledge(claim)


def send(key: str, items: int) -> None:
    """Append a line to a file, in one write, so that those of several processes do not mix."""
    with out.open("ab", buffering=0) as file:
        file.write(f"{json.dumps({'key': key, 'items': items, 'process': os.getpid()})}\n".encode())


app.conf.beat_schedule = {"look": {"task": "look", "schedule": 60.0}}
