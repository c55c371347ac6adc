"""All that this LMS writes for practice; sessions need nothing but the line in ``urls.py``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q, Sum
from django.http import HttpRequest

from examples.lms_django.clock import CLOCK
from examples.lms_django.models import Assignment, Course, Points, Team
from reinforce.django import learner_id, tenant
from reinforce.practice import QuizAttempt, Stakes
from reinforce.web import Asked, Coach


@contextmanager
def with_points(_request: HttpRequest, asked: Asked) -> Iterator[None]:
    """Commit what a learner practised, and their points for it, together; what is off the record has none."""
    with transaction.atomic():
        if (sent := getattr(asked.sent, "attempt_id", None)) and asked.sent.stakes != Stakes.PRACTICE:
            worth = asked.sent.answers if isinstance(asked.sent, QuizAttempt) else asked.sent.scores
            made = {"points": len(worth), "at": asked.sent.at or CLOCK.now()}
            Points.objects.get_or_create(user_id=asked.learner, attempt_id=sent, defaults=made)
        yield


def coach_of(request: HttpRequest) -> Coach | None:
    """Return who is signed in as somebody who may ask about their team, if they lead one."""
    led = User.objects.filter(membership__team__in=Team.objects.filter(lead=request.user.pk))
    return Coach(id=learner_id(request.user), learners=frozenset(map(learner_id, led))) if led else None


def assign(user: User, course: Course, *, timezone: str | None = None) -> None:
    """Have *user* take a course, and practise for it, from now on."""
    with transaction.atomic():
        Assignment.objects.get_or_create(user=user, course=course, defaults={"assigned_at": CLOCK.now()})
        tenant().roster.put(learner_id(user), timezone=timezone)
        tenant().roster.enroll(learner_id(user), journey=course.journey)


def dashboard(lead: User) -> dict[str, object]:
    """Return how the people of *lead* stand, and whom to help with what."""
    week = Q(points__at__gte=CLOCK.now() - timedelta(days=7))
    found = User.objects.filter(membership__team__lead=lead).order_by("first_name")
    people = found.annotate(last_at=Max("points__at"), week=Sum("points__points", filter=week, default=0))
    team = {learner_id(user): user for user in people}
    due = {one.learner: one.due for one in tenant().practice.due_learners([*team])}
    known = {one.learner: one.share for one in tenant().progress.still_known([*team])}
    return {
        "rows": [(user, due.get(id_, 0), known.get(id_)) for id_, user in team.items()],
        "coach": [(team[one.learner], one) for one in tenant().progress.coaching([*team])],
        "slipping": [(team[one.learner], one) for one in tenant().progress.slipping([*team], limit=5).cards],
        "skills": tenant().catalog.curriculum().skills,
    }


def erase(user: User) -> None:
    """Erase a person on both sides, and then what the database keeps beside its tables."""
    with transaction.atomic():
        tenant().privacy.erase(id_ := learner_id(user))
        user.delete()
    tenant().privacy.erase(id_)
