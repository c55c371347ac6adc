"""Which driver Django speaks through: it takes the newer one wherever that is there."""

import sys


def speak_through(driver: str) -> None:
    """Have Django not find the newer driver where the older one, psycopg2, is to be used."""
    if driver == "psycopg2":
        sys.modules["psycopg"] = None  # type: ignore[assignment] # Python takes that for a module that is not there
