"""``python -m examples.lms_django measure``: how many statements and milliseconds each page and endpoint takes."""

import time
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from examples.lms_django.seeding import LEAD
from reinforce.django import learner_id

_TIMES = 20


class Command(BaseCommand):
    """Asks for each page as whoever it is for, and prints what that took, without the network."""

    help = "Print how many statements and milliseconds each page and endpoint takes, in a database that was seeded."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401 - what Django hands over
        """Measure and print."""
        learner, lead = User.objects.get(username="dani"), User.objects.get(username=LEAD)
        staff = f"/admin/reinforce/learner/default_2F{learner_id(learner)}"
        asked = [(learner, f"/api/{name}") for name in ("session", "session/next", "plan", "progress")]
        asked += [(learner, "/learn/"), (learner, "/api/me"), (lead, "/api/coaching"), (lead, "/team/")]
        asked += [(lead, "/admin/reinforce/learner/")]
        asked += [(lead, f"{staff}/{name}/") for name in ("change", "plan", "attempts", "log", "history")]
        self.stdout.write(f"{connection.display_name}, the middle of {_TIMES} requests\n")
        for user, address in asked:
            client = Client()
            client.force_login(user)
            client.get(address)  # what never changes is at hand afterwards
            with CaptureQueriesContext(connection) as taken:
                client.get(address)
            statements = len(taken)  # before the next request empties Django's list
            took = sorted(_seconds(client, address) for _ in range(_TIMES))[_TIMES // 2]
            self.stdout.write(f"{address:<55} {statements:>3} statements {1000 * took:>7.1f} ms")


def _seconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began
