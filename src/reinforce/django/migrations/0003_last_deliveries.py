"""When a claim of a learner was last acknowledged."""

from django.db import migrations

from reinforce.django.schema import BringUpToDate


class Migration(migrations.Migration):
    """Adds the column."""

    dependencies = (("reinforce", "0002_learner"),)
    operations = (BringUpToDate("0004"),)
