"""Django's own history of a learner: it goes, moves and ends with what is held of them, or is named as left."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import TransactionTestCase, override_settings

from reinforce import Tenant
from reinforce.django import engine, tenant
from reinforce.django.models import Learner

NOTED = "Suspended “Terms”: she was on sick leave"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Elsewhere:
    """A router that has Django's history in a database of its own."""

    def db_for_write(self, model: type, **_hints: object) -> str | None:
        """Return where rows of *model* go."""
        return "audit" if model is LogEntry else None


class HistoryTest(TransactionTestCase):
    """Ana and Ben practise in two tenants that use the same ids, and staff acted on each of them."""

    def setUp(self) -> None:
        """Have a history of everybody."""
        self.staff = User.objects.create(username="robin")
        for here in (tenant(), engine().create_tenant("a/b")):
            for learner in ("ana", "ben"):
                here.roster.put(learner)
                self.note(here, learner)
        LogEntry.objects.create(user=self.staff, object_id="default/ana", object_repr="ana", action_flag=CHANGE)

    def note(self, here: Tenant, learner: str, *, called: str = "", at: datetime | None = None) -> None:
        """Have staff act on a learner, as the admin notes it."""
        one = Learner.of(here.name, learner, called=called)
        noted = LogEntry.objects.create(
            user=self.staff,
            content_type=ContentType.objects.get_for_model(Learner),
            object_id=one.pk,
            object_repr=str(one),
            action_flag=CHANGE,
            change_message=NOTED,
        )
        if at is not None:
            LogEntry.objects.filter(pk=noted.pk).update(action_time=at)

    def noted(self) -> list[tuple[str, str]]:
        """Return whom the history of learners is about, and what they are called."""
        found = LogEntry.objects.filter(content_type__model="learner")
        return sorted(found.values_list("object_id", "object_repr"))

    def test_it_goes_with_whoever_is_erased(self) -> None:
        """Nobody else's does, in this tenant or another, nor a row of the host's own."""
        tenant().privacy.erase("ana")
        assert self.noted() == [("a%2Fb/ana", "ana"), ("a%2Fb/ben", "ben"), ("default/ben", "ben")]
        assert LogEntry.objects.filter(object_id="default/ana").count() == 1  # about a row of the host's
        tenant("a/b").privacy.erase("ben")
        assert self.noted() == [("a%2Fb/ana", "ana"), ("default/ben", "ben")]

    def test_it_follows_other_ids(self) -> None:
        """An old id is nowhere left, and what somebody is called stays."""
        self.note(tenant(), "ana", called="Ana Silva")
        tenant().roster.rename("ana", to="u-1")
        assert self.noted()[2:] == [("default/ben", "ben"), ("default/u-1", "Ana Silva"), ("default/u-1", "u-1")]
        tenant().roster.merge("u-1", into="ben")
        assert self.noted()[2:] == [("default/ben", "Ana Silva"), ("default/ben", "ben"), ("default/ben", "ben")]

    def test_it_is_kept_as_long_as_the_log(self) -> None:
        """What is older than the period goes, of those alone whose log is shortened."""
        for learner in ("ana", "ben"):
            self.note(tenant(), learner, called="old", at=LONG_AGO)
        tenant().privacy.compact(timedelta(days=365), learners=["ana"])
        assert self.noted()[2:] == [("default/ana", "ana"), ("default/ben", "ben"), ("default/ben", "old")]

    def test_it_is_one_transaction(self) -> None:
        """Where the history cannot go nobody is erased; what the host takes back was not erased."""
        before = self.noted()
        with patch.object(type(LogEntry.objects), "using", side_effect=RuntimeError), pytest.raises(RuntimeError):
            tenant().privacy.erase("ana")
        with transaction.atomic():
            tenant().privacy.erase("ana")
            transaction.set_rollback(True)
        assert tenant().roster.learners() == ("ana", "ben")
        assert self.noted() == before
        tenant().privacy.erase("ana")
        assert tenant().roster.learners() == ("ben",)

    def test_what_is_elsewhere_is_named(self) -> None:
        """A history in another database stays, and what erasing says remains tells where it is."""
        with override_settings(DATABASE_ROUTERS=["tests.hosts.django_pages.history.Elsewhere"]):
            assert "history" in (remains := tenant().privacy.erase("ana").remains)
            assert "'audit'" in remains
        assert ("default/ana", "ana") in self.noted()
        assert "history" not in tenant().privacy.erase("ben").remains
