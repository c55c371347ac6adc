"""
Practice in a Django project: over Django's own connection, inside its transactions, and with its commands.

``"reinforce.django"`` in ``INSTALLED_APPS`` is the app; `tenant` is where practice begins.
"""

from reinforce.django.engines import engine, tenant
from reinforce.django.users import learner_id

__all__ = ["engine", "learner_id", "tenant"]
