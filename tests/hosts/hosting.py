"""Servers and workers as hosts run them: started, waited for, and ended."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATIENCE = 180.0  # seconds


@contextmanager
def hosting(*command: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run ``python -m`` something for as long as the context lasts; then it is asked to end, and has to do so well."""
    with log.open("w", encoding="utf-8") as file:
        host = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            yield
            assert host.poll() is None, log.read_text(encoding="utf-8")
            host.send_signal(signal.SIGTERM)
            # uvicorn ends in order, and then by the signal itself.
            assert host.wait(_PATIENCE) in (0, -signal.SIGTERM), log.read_text(encoding="utf-8")
        finally:
            host.kill()
            host.wait()


def wait_until(is_done: Callable[[], bool], *, log: Path) -> None:
    """Wait until something is so; fail where it takes too long, with what the host has to say."""
    end = time.monotonic() + _PATIENCE
    while not is_done():
        assert time.monotonic() < end, log.read_text(encoding="utf-8")
        time.sleep(0.05)
