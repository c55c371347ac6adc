"""The settings of the LMS, on the driver that the environment names."""

import os

from tests.hosts.speaking import speak_through

speak_through(os.environ.get("PRACTICE_DRIVER", ""))

from examples.lms_django.settings import *  # noqa: E402, F403 - all of them, once that is settled
