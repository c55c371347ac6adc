"""
Practice in a Django project: over Django's own connection, inside its transactions, and with its commands.

``"reinforce.django"`` in ``INSTALLED_APPS`` is the app; `tenant` is where practice begins.
"""

try:
    import django
except ImportError as error:
    message = "reinforce.django needs Django: pip install reinforce-engine[django]"
    raise ImportError(message) from error

from reinforce.django.engines import engine, tenant
from reinforce.django.users import learner_id

del django

__all__ = ["engine", "learner_id", "tenant"]
