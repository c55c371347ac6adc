"""
The one logger of the library, ``reinforce``: what went otherwise than usual, never who it happened to.

No id of a person or a tenant and no free text of anybody stands in a message, so that nothing in a host's log files has
to be erased. Errors are named by their class, since their texts say what was given.
"""

from logging import NullHandler, getLogger

LOGGER = getLogger("reinforce")
LOGGER.addHandler(NullHandler())  # A host that configures no logging gets nothing on its standard error.
