"""Programs in processes of their own, which a test starts, talks to line by line, and may kill."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from textwrap import dedent


class Process:
    """A Python program with its input and output as lines of text."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-u", "-c", dedent(program), *arguments],  # each line is heard when it is printed
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def hear(self) -> str:
        """Return the next line that it prints; empty when it has ended."""
        return self.popen.stdout.readline().strip() if self.popen.stdout else ""

    def tell(self, line: str) -> None:
        """Give it a line of input."""
        if self.popen.stdin:
            self.popen.stdin.write(f"{line}\n")

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.popen.kill()
        self.popen.wait()

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its exit status and what else it printed."""
        output, _ = self.popen.communicate()
        return self.popen.returncode, output


@contextmanager
def running(program: str, *arguments: str, count: int = 1) -> Iterator[list[Process]]:
    """Yield *count* processes of the same program; none outlives the context."""
    with ExitStack() as stack:
        processes = [Process(program, *arguments) for _ in range(count)]
        for process in processes:
            stack.enter_context(process.popen)
            stack.callback(process.popen.kill)
        yield processes
