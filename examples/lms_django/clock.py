"""The present: the machine's, or an instant that the environment names, where tests want it to stand still."""

import os
from datetime import datetime

from reinforce import ManualClock
from reinforce.ports import SystemClock

NOW = os.environ.get("LMS_NOW")
CLOCK = ManualClock(datetime.fromisoformat(NOW)) if NOW else SystemClock()
