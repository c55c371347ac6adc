"""What the project keeps itself."""

from django.db import models


class Badge(models.Model):
    """A badge that somebody was given."""

    person = models.CharField(max_length=50)

    def __str__(self) -> str:
        return str(self.person)
