"""What Django knows as a model: a learner, so that staff pages have permissions and a history. It has no table."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import quote, unquote

from django.db import models


class _Nobody(models.Manager):
    """Finds nobody: whatever of Django's asks for rows of a model is not told that there is no table."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return none."""
        return super().get_queryset().none()


class Learner(models.Model):
    """
    Somebody who practises, as staff pages name them: tenant and learner in one id, since no two tenants may share any.

    Nothing is kept here: what a page shows comes from the tenant.
    """

    id = models.CharField(primary_key=True, max_length=2000)

    objects = _Nobody()

    class Meta:
        """Two permissions, to look and to act; there is nothing to add, to change or to delete."""

        managed = False
        base_manager_name = "objects"
        default_permissions = ("view",)
        permissions = (("act_learner", "Can suspend, resume, take back and override"),)

    def __str__(self) -> str:
        return getattr(self, "called", "") or self.learner

    @classmethod
    def of(cls, tenant: str, learner: str, *, called: str = "") -> Self:
        """Return the *learner* of a *tenant*, who is *called* something."""
        found = cls(id=f"{quote(tenant, safe='')}/{learner}")
        found.called = called
        return found

    @property
    def tenant(self) -> str:
        """The tenant's name."""
        return unquote(str(self.id).partition("/")[0])

    @property
    def learner(self) -> str:
        """The learner's id, under which the tenant knows them."""
        return str(self.id).partition("/")[2]
