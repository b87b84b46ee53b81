"""How the tests run the program: in this process, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from dataresult.cli import main
from dataresult.testing.exchange import ExchangeServer

SECONDS_MAX = 120


class Ended(NamedTuple):
    """What a run of the program came to."""

    status: int
    out: str
    err: str

    @property
    def errors(self) -> Sequence[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Ended:
    """Run a command in this process."""
    status = main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    return Ended(status, out, err)


def process(*arguments: object, env: Mapping[str, str] | None = None, given: str = "") -> Ended:
    """Run a command as a process, with a text on its standard input."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        input=given,
        timeout=SECONDS_MAX,
        env={**os.environ, **(env or {})},
    )
    return Ended(done.returncode, done.stdout, done.stderr)


PROGRAM = (sys.executable, "-m", "dataresult.cli")


def fetching(exchange: ExchangeServer, *symbols: str, days: int = 1, interval: str = "1h") -> tuple[str, ...]:
    """Give the arguments that fetch the first days of 2024 from an exchange on this machine."""
    return (
        "fetch", *(symbols or ("BTCUSDT",)), "--interval", interval,
        "--start", "2024-01-01", "--end", f"2024-01-{days + 1:02}",
        "--base-url", exchange.base_url, "--archive-url", exchange.archive_url,
    )  # fmt: skip


def leftovers(folder: Path) -> Sequence[str]:
    """Name the half-written files in a folder."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]
