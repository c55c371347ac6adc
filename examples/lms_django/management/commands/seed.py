"""``python -m examples.lms_django seed``: a team, a pack and some weeks of practice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from examples.lms_django.seeding import seed


class Command(BaseCommand):
    """Fills an empty database."""

    help = "Fill an empty database with a team that has practised for some weeks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many days of history there are to be."""
        parser.add_argument("--days", type=int, default=28)

    def handle(self, *, days: int, **_options: Any) -> None:  # noqa: ANN401 - what Django hands over
        """Fill it."""
        seed(days=days)
