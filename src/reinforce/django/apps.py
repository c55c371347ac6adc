"""The app: its name, and what Django has to be told when it starts."""

from django.apps import AppConfig
from django.core import checks
from django.core.signals import setting_changed
from django.db.models.signals import post_migrate

from reinforce.django import engines, system_checks
from reinforce.django.schema import make_tables


class ReinforceApp(AppConfig):
    """The app ``reinforce``."""

    name = "reinforce.django"
    label = "reinforce"
    verbose_name = "Practice"

    def ready(self) -> None:
        """Have the settings checked, and followed where a test changes them."""
        checks.register(system_checks.check)
        setting_changed.connect(engines.renew)
        post_migrate.connect(make_tables, sender=self)
