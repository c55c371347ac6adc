"""The tables as they were when the app was first there."""

from django.db import migrations

from reinforce.django.schema import BringUpToDate


class Migration(migrations.Migration):
    """Creates the tables."""

    initial = True
    operations = (BringUpToDate("0003"),)
