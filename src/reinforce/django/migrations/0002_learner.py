"""The model of staff pages, which has no table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tells Django of the model and its permissions."""

    dependencies = (("reinforce", "0001_tables"),)
    operations = (
        migrations.CreateModel(
            name="Learner",
            fields=[("id", models.CharField(max_length=2000, primary_key=True, serialize=False))],
            options={
                "permissions": (("act_learner", "Can suspend, resume, take back and override"),),
                "managed": False,
                "base_manager_name": "objects",
                "default_permissions": ("view",),
            },
        ),
    )
