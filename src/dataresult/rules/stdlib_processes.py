"""
The standard library's exceptions of threads, processes, queues, and of Python's own tools.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/concurrency.html, https://docs.python.org/3/library/subprocess.html,
https://docs.python.org/3/library/development.html.

A pool whose workers died, a queue used after its end, a wrong option or a broken tool are the program's or the
installation's; only a time limit and what another process says of itself are not.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiAuth, Internal, NetworkConnection, NetworkTimeout, Unexpected

from ._rule import Keyed, Library, Outcome, Rule, Words
from .program_words import EXIT_STATUS, PROGRAM_WORDS

__all__ = ["LIBRARY"]

# Slips of the program or the installation, whatever lies behind.
_SLIPS: Final = (
    # Threads, processes, interpreters.
    "_frozen_importlib._DeadlockError",
    "_interpchannels.ChannelClosedError",
    "_interpchannels.ChannelEmptyError",
    "_interpchannels.ChannelError",
    "_interpchannels.ChannelNotEmptyError",
    "_interpchannels.ChannelNotFoundError",
    "concurrent.futures._base.InvalidStateError",
    "interpreters.InterpreterError",
    "interpreters.InterpreterNotFoundError",
    "interpreters.NotShareableError",
    "multiprocessing.context.BufferTooShort",
    "multiprocessing.pool.MaybeEncodingError",
    "multiprocessing.resource_tracker.ReentrantCallError",
    "signal.itimer_error",
    "threading.BrokenBarrierError",
    # Import, inspection, compilation.
    "ctypes.ArgumentError",
    "dataclasses.FrozenInstanceError",
    "importlib.metadata.PackageNotFoundError",
    "importlib.resources.abc.TraversalError",
    "inspect.ClassFoundException",
    "inspect.EndOfBlock",
    "py_compile.PyCompileError",
    "pydoc.ErrorDuringImport",
    "runpy._Error",
    "tabnanny.NannyNag",
    "tokenize.StopTokenizing",
    "tokenize.TokenError",
    "warnings._OptionError",
    "zipapp.ZipAppError",
    "zipimport.ZipImportError",
    # Command lines and terminals.
    "_curses.error",
    "_curses_panel.error",
    "_pyrepl._minimal_curses.error",
    "_pyrepl.keymap.KeySpecError",
    "_pyrepl.unix_console.InvalidTerminal",
    "_tkinter.TclError",
    "argparse.ArgumentError",
    "argparse.ArgumentTypeError",
    "getopt.GetoptError",
    "getpass.GetPassWarning",
    "mailcap.UnsafeMailcapInput",
    "nis.error",
    "optparse.AmbiguousOptionError",
    "optparse.BadOptionError",
    "optparse.OptParseError",
    "optparse.OptionConflictError",
    "optparse.OptionError",
    "optparse.OptionValueError",
    "ossaudiodev.OSSAudioError",
    "termios.error",
    "webbrowser.Error",
    "wsgiref.validate.WSGIWarning",
    # Debugging and tests.
    "asyncore.ExitNow",
    "bdb.BdbQuit",
    "doctest.DocTestFailure",
    "doctest.UnexpectedException",
    "pdb.Restart",
    "unittest.case.SkipTest",
    "unittest.case._ShouldStop",
    "unittest.case._UnexpectedSuccess",
    "unittest.mock.InvalidSpecError",
    # Building packages.
    *(
        f"distutils.errors.{name}"
        for name in (
            "CCompilerError",
            "CompileError",
            "DistutilsArgError",
            "DistutilsByteCompileError",
            "DistutilsClassError",
            "DistutilsError",
            "DistutilsExecError",
            "DistutilsFileError",
            "DistutilsGetoptError",
            "DistutilsInternalError",
            "DistutilsModuleError",
            "DistutilsOptionError",
            "DistutilsPlatformError",
            "DistutilsSetupError",
            "DistutilsTemplateError",
            "LibError",
            "LinkError",
            "PreprocessError",
            "UnknownFileError",
        )
    ),
)

# Modules that raise the bare classes only where they are used wrongly. Not those that run what they were given or hand
# its failure on (`concurrent.futures.thread`, `multiprocessing.pool`, `asyncio.tasks`): what C code or another process
# raised has no frame of its own, so theirs would be the innermost. Of these, words tell.
_MISUSED: Final = (
    "asyncio.locks",
    "asyncio.queues",
    "asyncio.runners",
    "asyncio.taskgroups",
    "asyncio.timeouts",
    "concurrent.futures.process",
    "multiprocessing.context",
    "multiprocessing.process",
    "multiprocessing.queues",
    "multiprocessing.synchronize",
    "threading",
)
# That of a machine which has no more threads is the one that is no slip.
_NO_MORE: Final = Words({"can't start new thread": Outcome(Internal, next_step=Advice.ASK_OPERATOR)})

LIBRARY: Final = Library(
    packages=(
        "_queue",
        "argparse",
        "concurrent",
        "ctypes",
        "dataclasses",
        "importlib",
        "multiprocessing",
        "queue",
        "subprocess",
        "threading",
    ),
    public=(
        "argparse",
        "concurrent.futures",
        "ctypes",
        "dataclasses",
        "importlib.metadata",
        "multiprocessing",
        "optparse",
        "queue",
        "subprocess",
        "threading",
    ),
    checked_with="3.11, 3.12, 3.13",
    rules=(
        *(Rule(name, Internal) for name in _SLIPS),
        # A cancellation is a signal: the boundary lets it pass.
        Rule(
            "concurrent.futures._base.CancelledError",
            Unexpected,
            weak=True,
            former=("concurrent.futures.CancelledError",),
        ),
        Rule("concurrent.futures._base.Error", Unexpected, weak=True),
        # A worker died, as a rule for want of memory: smaller pieces get through.
        Rule("concurrent.futures._base.BrokenExecutor", Internal, weak=True),
        Rule(
            "concurrent.futures.process.BrokenProcessPool",
            Internal,
            # The text of a traceback: what the worker sent back, as a rule an exception, cannot be unpickled here.
            by=(
                Words({"_forkingpickler.loads": Outcome(Internal, next_step=Advice.REPORT_BUG)}, read="__cause__|text"),
            ),
            next_step=Advice.SHRINK_REQUEST,
            weak=True,
        ),
        Rule("concurrent.futures.thread.BrokenThreadPool", Internal, weak=True),
        Rule("concurrent.futures.interpreter.BrokenInterpreterPool", Internal, weak=True),
        # The text of a traceback from another process; it stands as a cause behind the exception itself.
        Rule("concurrent.futures.process._RemoteTraceback", Unexpected, weak=True),
        Rule("multiprocessing.pool.RemoteTraceback", Unexpected, weak=True),
        Rule("multiprocessing.managers.RemoteError", Unexpected, weak=True),
        Rule("multiprocessing.context.ProcessError", Unexpected, weak=True),
        Rule("multiprocessing.context.TimeoutError", NetworkTimeout),
        Rule("multiprocessing.context.AuthenticationError", ApiAuth),
        # Another program. Its output says why it failed, if anything does.
        Rule("subprocess.SubprocessError", Internal, weak=True),
        Rule(
            "subprocess.CalledProcessError",
            Unexpected,
            by=(
                Words(PROGRAM_WORDS, read="stderr"),
                Words(PROGRAM_WORDS, read="output"),
                Keyed("returncode", EXIT_STATUS, name="exit status"),
            ),
            weak=True,
        ),
        Rule("subprocess.TimeoutExpired", NetworkTimeout, fields={"timeout_s": "timeout"}),
        # A program that is not there, or a folder to run it in.
        *(
            Rule(
                "builtins.FileNotFoundError",
                Internal,
                raised_in="subprocess",
                operation=operation,
                next_step=Advice.ASK_OPERATOR,
            )
            for operation in (None, "fetch", "read", "write")
        ),
        *(
            Rule(f"builtins.{name}", Internal, raised_in=module, by=(_NO_MORE,), weak=True)
            for name in ("AssertionError", "RuntimeError", "ValueError")
            for module in _MISUSED
        ),
        # The other end of a pipe between processes is gone.
        Rule("builtins.EOFError", NetworkConnection, raised_in="multiprocessing"),
        # Nothing came, or there was no room, in a queue between threads: later there may be.
        Rule("_queue.Empty", Internal, next_step=Advice.RETRY, weak=True, former=("queue.Empty",)),
        Rule("queue.Full", Internal, next_step=Advice.RETRY, weak=True),
        Rule("queue.ShutDown", Internal, weak=True),
    ),
)
