"""A team to look at: a few people, and some weeks of practice that people who forget might have sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test.utils import override_settings

from examples.customer_success.demo import PACK
from examples.customer_success.simulation import Simulation
from examples.customer_success.team import team
from examples.lms_django.clock import CLOCK
from examples.lms_django.models import Course, Membership, Points, Team
from examples.lms_django.practice import assign
from reinforce import ManualClock
from reinforce.django import tenant

if TYPE_CHECKING:
    from examples.customer_success.team import Person

PASSWORD = "practice"  # noqa: S105 - an example's
LEAD, NEW, ADMIN = "robin", "ana", "admin"
_PRACTISED = ("amari", "dani", "jun", "kai", "kiran", "noor", "sasha")
_MARGIN = timedelta(days=2)  # With that much, every time zone's last day of practice is over.


def seed(*, days: int = 28) -> None:
    """
    Fill an empty database: users, a team, a course, a published pack, and *days* of practice that end two days ago.

    Everybody's password is ``practice``. Robin leads the team, and may look and act in the admin; Ana has just joined.
    """
    began = CLOCK.now().astimezone(UTC) - timedelta(days=days) - _MARGIN
    clock = ManualClock(began - timedelta(days=2))
    with override_settings(REINFORCE={**settings.REINFORCE, "CLOCK": clock}), transaction.atomic():
        people = _signed_up()
        simulation = Simulation(tenant(), clock, people=people, first_day=began.date(), days=days, seed=7)
        simulation.run()
    Points.objects.bulk_create(
        Points(user_id=int(person), attempt_id=one.id, at=one.at, points=len(one.feedback))
        for person, outcomes in simulation.record.outcomes.items()
        for one in outcomes
    )


def _signed_up() -> tuple[Person, ...]:
    """Make the users, publish the pack, and have everybody take the course; return who practises."""
    hashed = make_password(PASSWORD)
    names = (*_PRACTISED, NEW, LEAD, ADMIN)
    User.objects.bulk_create(
        User(
            username=name,
            first_name=name.title(),
            email=f"{name}@lms.example",
            password=hashed,
            is_staff=name in (LEAD, ADMIN),
            is_superuser=name == ADMIN,
        )
        for name in names
    )
    users = {user.username: user for user in User.objects.all()}
    may = Permission.objects.filter(content_type__app_label="reinforce", codename__in=("view_learner", "act_learner"))
    users[LEAD].user_permissions.set(may)
    ours = Team.objects.create(name="Customer success", lead=users[LEAD])
    Membership.objects.bulk_create(Membership(user=users[name], team=ours) for name in (*_PRACTISED, NEW))
    tenant().catalog.publish(PACK)
    journey = next(iter(tenant().catalog.curriculum().journeys.values()))
    course = Course.objects.create(title=journey.title, journey=journey.id)
    zones = {person.id: person.timezone for person in team(12)}
    for name in (*_PRACTISED, NEW):
        assign(users[name], course, timezone=zones.get(name, "Europe/Dublin"))
    return tuple(replace(person, id=str(users[person.id].pk)) for person in team(12) if person.id in _PRACTISED)
