"""Make the project's tables, and the tenants of the hosts in tests, in a new database."""

import django
from django.core.management import call_command

django.setup()

from reinforce.django import engine  # noqa: E402 - after Django is there
from tests.support.endpoints import filled  # noqa: E402

call_command("migrate", verbosity=0)
filled(engine())
