"""``python -m examples.lms_django remind``: write to whoever has practice waiting; for a timer, every few minutes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from reinforce.django import learner_id, tenant


class Command(BaseCommand):
    """Writes the reminders that are due, each once on a learner's day."""

    def handle(self, **_options: Any) -> None:  # noqa: ANN401 - what Django hands over
        """Write them."""
        users = {learner_id(user): user for user in User.objects.all()}
        for claim in tenant().outbox.claim_due():
            if user := users.get(claim.learner):  # who was put on the roster otherwise has no address
                user.email_user("Practice is waiting", "Ten minutes will do: /learn/")
            tenant().outbox.acknowledge(claim)
