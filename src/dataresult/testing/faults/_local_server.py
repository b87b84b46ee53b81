"""
What starting a server of one's own takes: an account that may run it, a port, a folder, a process that ends.

Floor 6. Knows no server.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

__all__ = ["START_MAX_S", "LocalServer", "account", "program", "why_not"]

# A loaded machine initialises and starts in some seconds.
START_MAX_S: Final = 60.0
POLL_S: Final = 0.02
# Where distributions keep servers that are not for everybody's PATH.
_FOLDERS: Final = ("/usr/local/sbin", "/usr/sbin", "/sbin")
# Debian gives each version a folder of its own, and none a place in PATH.
_POSTGRESQL: Final = Path("/usr/lib/postgresql")


def program(name: str) -> str | None:
    """Find a server's program."""
    versions = sorted(_POSTGRESQL.glob("[0-9]*"), key=lambda folder: float(folder.name), reverse=True)
    folders = (os.environ.get("PATH", os.defpath), *_FOLDERS, *(str(folder / "bin") for folder in versions))
    return shutil.which(name, path=os.pathsep.join(folders))


def account(*names: str) -> str | None:
    """Give the first of these accounts that exists, where we are root; None where we need none."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    known = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in names if name in known), None)


def why_not(package: str, programs: Sequence[str], accounts: Sequence[str] = ()) -> str | None:
    """Say why a server cannot run here; None where it can."""
    if sys.platform == "win32":
        return "servers are stopped by signals, which Windows lacks"
    absent = [name for name in programs if program(name) is None]
    if absent:
        return f"{' and '.join(absent)} not found in PATH or {', '.join(_FOLDERS)}: install `{package}`"
    if accounts and os.geteuid() == 0 and account(*accounts) is None:
        return f"the server does not run as root, and there is no account {' or '.join(accounts)} to run it"
    return None


class LocalServer:
    """
    A server process in a temporary folder, at a free port of loopback.

    Args:
        name: What the folder is called after.
        owner: The account that the folder belongs to; None for our own.
        runs_as_owner: Whether that account runs the programs too; a server may also change to it by itself.
    """

    def __init__(self, name: str, owner: str | None = None, *, runs_as_owner: bool = False) -> None:
        self._owner = owner
        self._runner = owner if runs_as_owner else None
        self._folder = tempfile.TemporaryDirectory(prefix=f"dataresult-{name}-")
        self.home = Path(self._folder.name)
        if owner is not None:
            shutil.chown(self.home, owner)
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            self.port: int = taken.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Tell whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def own_copy(self, source: str) -> Path:
        """Copy a file that the server must be able to read, and nobody else."""
        copied = self.home / Path(source).name
        shutil.copyfile(source, copied)
        copied.chmod(0o600)
        if self._owner is not None:
            shutil.chown(copied, self._owner)
        return copied

    def _group(self) -> int | None:
        if self._runner is None or sys.platform == "win32":
            return None
        import pwd

        return pwd.getpwnam(self._runner).pw_gid

    def run(self, *command: str, told: str = "") -> str:
        """Run what must be done before, tell it something, and give what it said."""
        done = subprocess.run(  # noqa: S603  # a server of ours
            command,
            input=told.encode(),
            capture_output=True,
            check=False,
            cwd=self.home,
            user=self._runner,
            group=self._group(),
            extra_groups=[] if self._runner else None,
            timeout=START_MAX_S,
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {said[-2_000:]}")
        return said

    def start(self, command: Sequence[str], ready: Callable[[], bool]) -> None:
        """
        Start the process, and wait until it is ready.

        A port that takes connections says less: a server that is told to stop while it still starts may not hear it.
        """
        if self.running:
            return
        with (self.home / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  # a server of ours
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                user=self._runner,
                group=self._group(),
                extra_groups=[] if self._runner else None,
                start_new_session=True,  # an interrupt at the keyboard is for us; we stop it then
            )
        deadline = time.monotonic() + START_MAX_S
        while not ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = (self.home / "log").read_text(errors="replace")
                self.stop()
                raise RuntimeError(f"the server did not start: {said[-2_000:]}")
            time.sleep(POLL_S)

    def says(self, words: str) -> bool:
        """Tell whether its log has these words since it was started."""
        return words in (self.home / "log").read_text(errors="replace")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Shut down as an administrator does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(START_MAX_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self) -> None:
        """Stop it, and leave nothing behind."""
        self.stop()
        self._folder.cleanup()
