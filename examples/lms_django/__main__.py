"""
``python -m examples.lms_django``: a fresh database with some weeks of history, and the LMS on localhost.

With arguments it is the project's ``manage.py``: ``python -m examples.lms_django remind``.
"""

import os
import sys
import time
from pathlib import Path

from django.core.management import execute_from_command_line

FILE = Path("build/lms/lms_django.db")
PORT = 8001


def main() -> None:
    """Do what Django's command line says or, without one, begin afresh and serve until interrupted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.lms_django.settings")
    if len(sys.argv) > 1:
        execute_from_command_line(sys.argv)
        return
    FILE.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        FILE.with_name(FILE.name + ending).unlink(missing_ok=True)
    started = time.perf_counter()
    print(f"writing four weeks of practice to {FILE} …", flush=True)
    for command in (["migrate", "--verbosity=0"], ["seed"]):
        execute_from_command_line(["lms", *command])
    print(f"took {time.perf_counter() - started:.0f} s; now open http://127.0.0.1:{PORT}/", flush=True)
    execute_from_command_line(["lms", "runserver", "--noreload", "--insecure", f"127.0.0.1:{PORT}"])


if __name__ == "__main__":
    main()
