"""The tables as they were at first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _user(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """Creates the tables."""

    initial = True
    dependencies = (migrations.swappable_dependency(settings.AUTH_USER_MODEL),)
    operations = (
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", _key()),
                ("title", models.CharField(max_length=100)),
                ("journey", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", _key()),
                ("name", models.CharField(max_length=100)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", _key()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membership",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="lms.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", _key()),
                ("assigned_at", models.DateTimeField()),
                ("user", _user("assignments")),
                ("course", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="lms.course")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "course"), name="lms_assigned_once")]},
        ),
        migrations.CreateModel(
            name="Points",
            fields=[
                ("id", _key()),
                ("attempt_id", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("points", models.PositiveIntegerField()),
                ("user", _user("points")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "attempt_id"), name="lms_points_once")]},
        ),
    )
