"""Django's own history of a learner (`django.contrib.admin`): it goes, moves and ends with what is held of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings as project
from django.db import connections, router
from django.utils.timezone import make_naive

from reinforce.django import settings
from reinforce.django.databases import LABEL

if TYPE_CHECKING:
    from reinforce.ports import Change, Rewriting

_MOST_SHOWN = 200
"""How much Django keeps of what somebody was called."""


def concerns(rewriting: Rewriting) -> bool:
    """Whether a history has to follow what is done to rows that stand."""
    return bool(rewriting.erased or rewriting.moves or rewriting.closed)


def follow(change: Change, *, using: str, schema: str | None) -> None:
    """
    Do to the history what *change* does to learners, in the transaction that there is.

    Those of the erased go, whatever staff typed into them; of who is renamed or merged they become the other's, and
    those older than a log is kept go with it. A history in another database, or schema, is not looked at.
    """
    if _place() != using or not _is_here(using, schema):
        return
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - can be imported only where it is installed

    from reinforce.django.models import Learner  # noqa: PLC0415 - as above

    if not _is_made(using, LogEntry._meta.db_table):  # noqa: SLF001 - Django documents it
        return
    rewriting, tenant = change.rewriting, change.tenant
    rows = LogEntry.objects.using(using).filter(content_type__app_label=LABEL, content_type__model="learner")
    rows.filter(object_id__in=[Learner.of(tenant, one).pk for one in rewriting.erased]).delete()
    for old, new in rewriting.moves:
        moved = rows.filter(object_id=Learner.of(tenant, old).pk)
        moved.filter(object_repr=old[:_MOST_SHOWN]).update(object_repr=new[:_MOST_SHOWN])
        moved.update(object_id=Learner.of(tenant, new).pk)
    for learner, closed in rewriting.closed.items():
        before = closed if project.USE_TZ else make_naive(closed)
        rows.filter(object_id=Learner.of(tenant, learner).pk, action_time__lt=before).delete()


def left(using: str, schema: str | None) -> str:
    """Return in words what history does not follow, being elsewhere; an empty text where there is none."""
    place = _place()
    if place is None or (place == using and _is_here(using, schema)):
        return ""
    where = f"the database {place!r}" if place != using else "the schema in which the connection works"
    return f"Django's own history of learners (the admin's log entries) is in {where}, out of reach: remove it there"


def _place() -> str | None:
    """Return the alias of the database in which Django's history is; ``None`` where the admin is not installed."""
    if not apps.is_installed("django.contrib.admin"):
        return None
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - as above

    return str(router.db_for_write(LogEntry))


def _is_here(using: str, schema: str | None) -> bool:
    """
    Whether the history that the connection finds is about the learners of *schema*.

    Where each customer has a schema, ids of learners are alike, and another's history is not to be touched.
    """
    if schema is None or schema == settings.read().schema:
        return True
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return bool(cursor.fetchone() == (schema,))


def _is_made(using: str, table: str) -> bool:
    """Whether the *table* is there: the admin may be installed and not migrated."""
    connection = connections[using]
    with connection.cursor() as cursor:
        return table in connection.introspection.table_names(cursor)
