"""
A pool of processes that deliver practice: each claims learners, builds their sessions, delivers and acknowledges them.

    python examples/worker/deliver.py sqlite:///practice.db --tenant acme --out delivered.jsonl

Here a delivery is a line of JSON in a file. In a real host it is an e-mail, a push message or a card in a feed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING

from reinforce import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reinforce import Claim, Tenant

PAUSE = 0.5  # seconds between two looks, where nothing was waiting


def work(url: str, tenant: str, out: str, *, seconds: float) -> int:
    """
    Deliver what is waiting, one learner after the other, from a process of its own; return how many it delivered.

    Args:
        url: of the database.
        tenant: whose learners.
        out: the file that deliveries are appended to.
        seconds: how long to go on looking for more; with 0, until nothing is left.
    """
    delivered = 0
    end = time.monotonic() + seconds
    with Engine.open(url) as engine:
        acme = engine.tenant(tenant)
        while True:
            claims = acme.outbox.claim_due(limit=5, lease=timedelta(minutes=5))
            for claim in claims:
                delivered += deliver(acme, claim, out)
            if not claims:
                if time.monotonic() >= end:
                    return delivered
                time.sleep(PAUSE)


def deliver(tenant: Tenant, claim: Claim, out: str) -> bool:
    """Deliver a claim, and say so only then: who dies in between delivers twice, and never not at all."""
    session = tenant.practice.session(claim.learner, budget=timedelta(minutes=10))
    if session.items:  # the planner may keep for tomorrow what is waiting today
        items = [item.presented() for item in session]
        _append(out, {"key": f"{claim.learner}:{claim.date}", "learner": claim.learner, "items": items})
    return tenant.outbox.acknowledge(claim)


def _append(out: str, message: dict[str, object]) -> None:
    """Append a line to a file, in one write, so that the lines of several processes do not mix."""
    file = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{json.dumps(message)}\n".encode())
    finally:
        os.close(file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the processes and wait for them; print how many learners each delivered to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of the database")
    parser.add_argument("--tenant", default="default")
    parser.add_argument("--out", default="delivered.jsonl", help="the file that deliveries are appended to")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0, help="how long to go on; with 0 until nothing is left")
    given = parser.parse_args(arguments)
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        started = [
            pool.submit(work, given.url, given.tenant, given.out, seconds=given.seconds) for _ in range(given.processes)
        ]
        print("delivered:", ", ".join(str(worker.result()) for worker in started))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
