"""
Where the command line writes: how wide, in which colours, and for whom the log is.

Floor 6. Figures for readers go to standard output, everything else to standard error. A terminal that cannot show a
sign gets a question mark, never a failure.
"""

import errno
import io
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, TextIO

from rich.console import Console

from dataresult.logs import ErrorContextFormatter

__all__ = ["WIDTH", "error_line", "forgiving", "logging_to_stderr", "stderr", "stdout"]

# What fits a terminal beside an editor, and a page of a report.
WIDTH: Final = 100


def stdout() -> Console:
    """Give the console for figures."""
    return _console(sys.stdout)


def stderr() -> Console:
    """Give the console for progress and notes."""
    return _console(sys.stderr)


class _Screen(Console):
    """A console that lets a closed pipe be known instead of ending the program itself."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, "nobody reads the output")


def _console(stream: TextIO) -> Console:
    plain = Console(file=stream)
    width = min(plain.width, WIDTH) if plain.is_terminal else WIDTH
    return _Screen(file=stream, width=width, highlight=False, emoji=False)


def error_line(text: str) -> None:
    """Write one line to standard error, whole, however long it is."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        stream.write(f"dataresult: {text}\n")
        stream.flush()


def forgiving() -> None:
    """Have signs that a stream cannot encode replaced."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def logging_to_stderr(*, shown: bool) -> Generator[None, None, None]:
    """
    Show the library's log on standard error, or keep it quiet: what matters of it is told in a line of its own.

    Args:
        shown: Whether to show it.
    """
    logger = logging.getLogger("dataresult")
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if shown else logging.NullHandler()
    handler.setFormatter(ErrorContextFormatter("%(asctime)s %(levelname)-7s %(message)s"))
    level = logger.level
    logger.addHandler(handler)
    if shown:
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
