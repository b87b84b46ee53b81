"""
The border between the program and the shell: whatever happens inside, outside there are a line and a status.

Floor 6. Runs a command in a thread of its own, so that Ctrl-C is heard while a server keeps it waiting. Never lets a
traceback out; knows nothing of what commands do.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, Never

import click

from dataresult._classify import classify_exception
from dataresult._results import ClassifiedException

from .commands import program
from .screen import error_line, forgiving
from .status import INTERRUPTED, OK, PIPE_CLOSED, TERMINATED, USAGE, failure_line, status_of

__all__ = ["run"]

# How often the main thread looks up: some systems deliver a signal only then.
_WAKE_S: Final = 0.2


class _TerminatedError(BaseException):
    """The system wants the process to end."""


def run(arguments: Sequence[str] | None = None) -> int:
    """
    Run the program and tell how it ended.

    Args:
        arguments: What stands behind the program's name; that of the process by default.

    Returns:
        The exit status. After an interrupt the process ends here, since a thread that waits for a server would
        keep it alive.
    """
    forgiving()
    ended = threading.Event()
    statuses: list[int] = []

    def work() -> None:
        try:
            statuses.append(_settled(lambda: _command(arguments)))
        finally:
            ended.set()

    with _termination_heard():
        try:
            threading.Thread(target=work, name="dataresult-cli", daemon=True).start()
            while not ended.wait(_WAKE_S):
                pass
        except KeyboardInterrupt:
            _leave(INTERRUPTED, "interrupted")
        except _TerminatedError:
            _leave(TERMINATED, "terminated")
    return statuses[0]


def _command(arguments: Sequence[str] | None) -> int:
    given: object = program.main(
        None if arguments is None else list(arguments), prog_name="dataresult", standalone_mode=False
    )
    return given if isinstance(given, int) else OK


def _settled(command: Callable[[], int]) -> int:
    """Turn whatever a command raises into a line and a status."""
    try:
        status = command()
        if sys.stdout is not None:  # where it was closed
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as shown:
        shown.show()
        return USAGE
    except click.ClickException as refused:
        where = refused.ctx.command_path if isinstance(refused, click.UsageError) and refused.ctx else "dataresult"
        error_line(f"{' '.join(refused.format_message().split())} (see {where} --help)")
        return refused.exit_code
    except click.Abort:
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # the latter is what click makes of the former
        _give_up_output()
        return PIPE_CLOSED
    except ClassifiedException as failed:
        error_line(failure_line(failed.error))
        return status_of([failed.error])
    except BaseException as exception:  # noqa: BLE001  # the last border: a line, never a traceback
        # What is left is the output: everything else is a value long before it comes here.
        error = classify_exception(exception, {"operation": "write"})
        _give_up_output()
        error_line(failure_line(error))
        return status_of([error])
    return status


def _give_up_output() -> None:
    """Lead what is still unwritten nowhere: written again at the end of the process, it would fail again."""
    with suppress(Exception):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def _termination_heard() -> Generator[None, None, None]:
    """Make a polite request to end an exception in the main thread, as Ctrl-C is one."""

    def hear(_signal: int, _frame: object) -> Never:
        raise _TerminatedError

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(status: int, word: str) -> Never:
    """End the process at once, and leave nothing half done behind."""
    from .leftovers import remove_all

    remove_all()
    with suppress(Exception):
        error_line(word)
        sys.stdout.flush()
    os._exit(status)
