"""What the LMS keeps itself: teams and who is in them, courses and who was assigned them, and points."""

from django.conf import settings
from django.db import models


class Team(models.Model):
    """Some people and who leads them."""

    name = models.CharField(max_length=100)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads")

    def __str__(self) -> str:
        return str(self.name)


class Membership(models.Model):
    """That somebody is in a team."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership")
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Course(models.Model):
    """Something to learn, which is practised on a journey."""

    title = models.CharField(max_length=100)
    journey = models.CharField(max_length=100)

    def __str__(self) -> str:
        return str(self.title)


class Assignment(models.Model):
    """That somebody is to take a course."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    course = models.ForeignKey(Course, models.CASCADE)
    assigned_at = models.DateTimeField()

    class Meta:
        """Once each."""

        constraints = (models.UniqueConstraint(fields=("user", "course"), name="lms_assigned_once"),)

    def __str__(self) -> str:
        return f"{self.course} for {self.user}"


class Points(models.Model):
    """What an attempt was worth to the LMS: a point for each answer or criterion, right or wrong."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="points")
    attempt_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    points = models.PositiveIntegerField()

    class Meta:
        """Once each: of two who send the same attempt at once, the second waits here until the first has committed."""

        constraints = (models.UniqueConstraint(fields=("user", "attempt_id"), name="lms_points_once"),)

    def __str__(self) -> str:
        return f"{self.points} for {self.user}"
