"""The settings of the LMS: those of any Django project, an app more, and a dict for practice."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HERE = Path(__file__).parent


def database(url: str) -> dict[str, Any]:
    """Return what Django is told of the database at ``sqlite:///…`` or ``postgresql://…``."""
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            },
        }
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname or said.get("host"),
        "PORT": parts.port or said.get("port"),
    }


SECRET_KEY = "an example, for localhost alone"  # noqa: S105 - nobody's
DEBUG = True  # as `runserver` needs it to serve what is static; never where it matters
ALLOWED_HOSTS = ("127.0.0.1", "localhost", "testserver")
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "sqlite:///build/lms/lms_django.db"))}

INSTALLED_APPS = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "reinforce.django",
    "examples.lms_django",
)
REINFORCE = {
    "COACH": "examples.lms_django.practice.coach_of",
    "AROUND": "examples.lms_django.practice.with_points",
    "BUDGET": timedelta(minutes=10),
    "CLOCK": "examples.lms_django.clock.CLOCK",
}

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": (
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            )
        },
    }
]
ROOT_URLCONF = "examples.lms_django.urls"
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static", HERE.parent / "lms_fastapi" / "static"]  # the same look, and the same scripts
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "practice@lms.example"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ, TIME_ZONE = True, "UTC"
