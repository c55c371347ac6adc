"""Laws of the commands, the settings and the ids of users."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.migrations.loader import MigrationLoader
from django.test import SimpleTestCase, TestCase, override_settings

from reinforce.django import engine, learner_id, schema, tenant
from reinforce.errors import InvalidParameterError
from reinforce.stores.sql.migrations.schema_version import HISTORY
from reinforce.testing.packs import small_pack
from tests.hosts.django_host.people import filled, practise


def said(*arguments: str) -> str:
    """Return what ``manage.py reinforce`` says."""
    out = StringIO()
    call_command("reinforce", *arguments, stdout=out)
    return out.getvalue().strip()


def by_name(user: User) -> str:
    """Return the id of a user, as a project may have it."""
    return f"name:{user.username}"


class Commands(TestCase):
    """``manage.py reinforce``."""

    def test_migrate_says_the_revision(self) -> None:
        """It may be called as often as one likes."""
        assert said("migrate") == f"the schema is at revision {HISTORY.newest}"

    def test_check(self) -> None:
        """A pack is checked as on the command line."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "pack.yaml"
            file.write_text(small_pack(), encoding="utf-8")
            assert "no faults" in said("check", str(file))
            file.write_text("pack: Small", encoding="utf-8")
            with pytest.raises(CommandError):
                said("check", str(file))

    def test_due_and_refold(self) -> None:
        """What is due is listed; refolding says what it found."""
        filled()
        practise()
        assert said("due", "ana") == "nothing is due"
        assert said("refold") == "0 of 1 cards of 1 learners were not as they are now"
        with pytest.raises(CommandError, match="no tenant 'acme'"):
            said("due", "ana", "--tenant", "acme")

    def test_flush_asks(self) -> None:
        """Whoever says no keeps everything."""
        filled()
        with patch("builtins.input", return_value="no"):
            call_command("flush", stdout=StringIO())
        assert tenant("default").roster.learners() == ("ana",)

    def test_nothing_is_left_to_migrate(self) -> None:
        """After Django's migrations Django finds nothing to do, and the newest revision is one that they name."""
        call_command("makemigrations", "reinforce", check=True, dry_run=True, verbosity=0)
        call_command("migrate", check_unapplied=True, verbosity=0)
        loader = MigrationLoader(None)
        named = [
            step.revision
            for (label, _), migration in sorted(loader.disk_migrations.items())
            if label == "reinforce"
            for step in migration.operations
            if isinstance(step, schema.BringUpToDate)
        ]
        assert named[-1] == HISTORY.newest


class Configured(SimpleTestCase):
    """``REINFORCE``."""

    def test_a_typo(self) -> None:
        """A setting that is none is an error of Django's checks, and of whoever goes on without them."""
        with override_settings(REINFORCE={"LEARNER_IDS": "pk"}):
            (error,) = checks.run_checks()
            assert error.msg == "REINFORCE has no setting 'LEARNER_IDS': did you mean 'LEARNER_ID'?"
            with pytest.raises(ImproperlyConfigured, match="did you mean 'LEARNER_ID'"):
                engine()

    def test_wrong_values(self) -> None:
        """What cannot be a value is told by the setting's name."""
        for name, value in {
            "SCHEMA": "",
            "LEARNER_ID": 3,
            "CLOCK": "no.such.clock",
            "GRADER": "nothing",
            "ERASURE_KEY": "short",
            "MEMORY_MODELS": "django.conf.settings",
            "OBSERVE": "django.conf.settings",
        }.items():
            with override_settings(REINFORCE={name: value}):
                assert [error.msg.startswith(f"REINFORCE['{name}'] ") for error in checks.run_checks()] == [True], name

    def test_no_dict(self) -> None:
        """The setting itself is a dict."""
        with override_settings(REINFORCE="reinforce"):
            (error,) = checks.run_checks()
        assert error.msg == "REINFORCE must be a dict, not 'reinforce'"


class Users(SimpleTestCase):
    """Ids of users."""

    def test_ids(self) -> None:
        """The primary key is the id, or what the settings say."""
        user = User(pk=7, username="ana")
        assert learner_id(user) == "7"
        for how, found in {"username": "ana", "get_username": "ana", f"{__name__}.by_name": "name:ana"}.items():
            with override_settings(REINFORCE={"LEARNER_ID": how}):
                assert learner_id(user) == found
        with override_settings(REINFORCE={"LEARNER_ID": by_name}):
            assert learner_id(user) == "name:ana"

    def test_nobody(self) -> None:
        """Whoever is not logged in has no id."""
        with pytest.raises(InvalidParameterError, match="user has no pk"):
            learner_id(AnonymousUser())
