"""``manage.py flush``, which Django's tests call too: it empties our tables with the project's."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import router

from reinforce.django import databases, engines, schema

_WARNING = """You have requested a flush of the database.
This will IRREVERSIBLY DESTROY all data in the database {!r}, the log of all practice too.
Are you sure you want to do this?

    Type 'yes' to continue, or 'no' to cancel: """


class Command(flush.Command):
    """Django's own, and ours before it: what other apps make after a flush may be practice."""

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - what Django hands over
        """Empty our tables and those of the project in the same database, unless whoever is asked says no."""
        using = options["database"]
        if options["interactive"] and input(_WARNING.format(using)) != "yes":
            self.stdout.write("Flush cancelled.")
            return
        if router.allow_migrate(using, databases.LABEL):
            schema.clear(using)
            engines.forget(using)
        super().handle(**options | {"interactive": False})
