"""The settings of a Django project on the database that the environment names; the rest is Django's own."""

import json
import os
from typing import Any

from sqlalchemy import make_url

from tests.hosts.speaking import speak_through

speak_through(os.environ.get("PRACTICE_DRIVER", ""))


def database(url: str) -> dict[str, Any]:
    """Return what Django is told of the database at a URL of SQLAlchemy."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.database or ":memory:",
            "OPTIONS": {"timeout": 60},  # all write at once here
            "TEST": {"NAME": f"{parts.database}.test" if parts.database else None},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.database,
        "USER": parts.username,
        "HOST": parts.host or parts.query.get("host"),
        "PORT": parts.port or parts.query.get("port"),
        "OPTIONS": json.loads(os.environ.get("PRACTICE_OPTIONS", "{}")),
    }


SECRET_KEY = "for tests alone"  # noqa: S105 - nobody's
DATABASES = {"default": database(os.environ["PRACTICE_URL"]), "other": database("sqlite://")}
INSTALLED_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "reinforce.django",
    "tests.hosts.django_host",
)
ROOT_URLCONF = "tests.hosts.django_host.urls"
ALLOWED_HOSTS = ("127.0.0.1",)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
