"""``manage.py reinforce``: tables, packs, what is due, and refolding."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from reinforce.__main__ import checked_pack, listed_due
from reinforce.django import databases, engines, schema
from reinforce.errors import ReinforceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reinforce.engine import Tenant


class Command(BaseCommand):
    """What ``reinforce`` does on the command line, in the project's databases."""

    help = "Practice: bring the tables up to date, check a pack, list what is due, refold cards."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what can be asked for."""
        commands = parser.add_subparsers(required=True, metavar="COMMAND")
        migrate = commands.add_parser("migrate", help="create or upgrade the tables, as manage.py migrate does too")
        secures = "show a transaction the rows of one tenant only, on PostgreSQL; without it, all stays as it is"
        migrate.add_argument("--row-level-security", action=argparse.BooleanOptionalAction, help=secures)
        migrate.set_defaults(run=_migrate)
        check = commands.add_parser("check", help="report every fault of a pack")
        check.add_argument("pack", help="the pack's YAML file")
        check.add_argument("--strict", action="store_true", help="take warnings for faults")
        check.set_defaults(run=_check)
        due = commands.add_parser("due", help="list what is due for a learner, most urgent first")
        due.add_argument("learner", help="the learner's id")
        due.set_defaults(run=_due)
        refold = commands.add_parser("refold", help="bring every card to the policy and the content in force")
        refold.set_defaults(run=_refold)
        for command in (migrate, due, refold):
            command.add_argument("--database", help="the alias of the database, if it is not that of the settings")
        for command in (due, refold):
            command.add_argument("--tenant", help="the tenant's name, if it is not 'default'")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - what Django hands over
        """Run the command that was named; print what it has to say."""
        try:
            for line in options["run"](options):
                self.stdout.write(line)
        except ReinforceError as error:
            raise CommandError(str(error)) from error


def _migrate(options: Any) -> list[str]:  # noqa: ANN401 - as above
    secured = options["row_level_security"]
    revision = schema.bring_up_to_date(databases.alias(options["database"]), row_level_security=secured)
    lines = [f"the schema is at revision {revision}"]
    return lines if secured is None else [*lines, f"row-level security is {'on' if secured else 'off'}"]


def _check(options: Any) -> Iterable[str]:  # noqa: ANN401 - as above
    return checked_pack(options["pack"], strict=options["strict"])


def _due(options: Any) -> list[str]:  # noqa: ANN401 - as above
    return listed_due(_tenant(options), options["learner"])


def _refold(options: Any) -> list[str]:  # noqa: ANN401 - as above
    done = _tenant(options).policies.refold()
    return [f"{done.changed} of {done.cards} cards of {done.learners} learners were not as they are now"]


def _tenant(options: Any) -> Tenant:  # noqa: ANN401 - as above
    """Return the tenant that was named, which has to be there: nothing is made by whoever only looks."""
    return engines.tenant(options["tenant"] or "default", using=options["database"])
