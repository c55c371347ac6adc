"""The app of the LMS."""

from django.apps import AppConfig


class LMSConfig(AppConfig):
    """The app ``lms``."""

    name = "examples.lms_django"
    label = "lms"
    verbose_name = "A small LMS"
    default_auto_field = "django.db.models.BigAutoField"
