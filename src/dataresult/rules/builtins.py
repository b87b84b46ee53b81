"""
The exceptions of the language itself: everybody's ancestors, so most rows are weak and yield to what lies behind.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/exceptions.html; https://man7.org/linux/man-pages/man3/errno.3.html.

What an exception of this file says without its cause is little. Three things say more:
- the number that the operating system gave (`errno`, `winerror`): such a row stands;
- the operation: a wrong value found while validating is a finding about the data, the same found while transforming
  is a step that failed;
- an HTTP status between 400 and 599 somewhere on the exception, by the names that client libraries use for it: so
  that the error of a library that nobody has described is still understood.

A missing file and a refused permission are strong only with a number: file systems over object stores raise the same
classes without one, and the service's answer lies behind them.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    StoragePermission,
    StorageRead,
    StorageWrite,
    Unexpected,
)

from ._rule import Answer, Keyed, Library, Outcome, Reader, Rule, Target, Words
from .arrow_words import ARROW_OS_ERROR
from .hdf5_words import HDF5_OS_ERROR, HDF5_OS_ERROR_READING
from .last_words import LAST
from .network_words import PEER
from .object_store_words import OBJECT_STORE_WORDS
from .os_errno import (
    ERRNO,
    ERRNO_READING,
    ERRNO_TEXT,
    ERRNO_TEXT_READING,
    OS_NUMBER,
    OS_WORDS,
    WINERROR,
    WINERROR_READING,
)
from .pandas_words import (
    PANDAS_ATTRIBUTE_ERROR,
    PANDAS_COLUMN,
    PANDAS_KEY_ERROR,
    PANDAS_MISSING,
    PANDAS_TYPE_ERROR,
    PANDAS_VALUE_ERROR,
)
from .python_words import INDEX_WORDS, KEY_WORDS, TYPE_WORDS, VALUE_WORDS

__all__ = ["LIBRARY"]

# Where client libraries that nobody has described keep the answer; only 400 to 599 counts, since the same names hold
# other numbers too. A body counts only where it is in memory already: reading one may block on the network.
_ANSWER: Final = Answer(
    status=(
        "response.status_code|refusal",
        "response.status|refusal",
        "response.code|refusal",
        "resp.status_code|refusal",
        "resp.status|refusal",
        "status_code|refusal",
        "http_status|refusal",
        "http_code|refusal",
        "status|refusal",
        "code|refusal",
    ),
    headers=("response.headers", "resp.headers", "headers", "response_headers"),
    body=("response._content", "body", "response_body", "response_text"),
)

_PATH: Final[Mapping[str, Reader]] = {"path": "filename"}
# File systems over object stores raise these classes with a number of their own choice, or none.
_OS: Final = (
    Words(OBJECT_STORE_WORDS),
    Keyed("winerror", WINERROR, name="winerror"),
    Keyed("errno", ERRNO, name="errno"),
    Keyed(OS_NUMBER, ERRNO_TEXT, name="errno in the text"),
    Words(OS_WORDS),
    Words(ARROW_OS_ERROR),
    Words(HDF5_OS_ERROR),
)
_OS_READING: Final = (
    Words(OBJECT_STORE_WORDS),
    Keyed("winerror", WINERROR_READING, name="winerror"),
    Keyed("errno", ERRNO_READING, name="errno"),
    Keyed(OS_NUMBER, ERRNO_TEXT_READING, name="errno in the text"),
    Words(OS_WORDS),
    Words(ARROW_OS_ERROR),
    Words(HDF5_OS_ERROR_READING),
)

# Libraries of data frames raise the bare classes too: what they say then stands in files of their own.
# What Python and its standard library say in so many words, where they have no class for it.
_VALUE_WORDS: Final[Mapping[str, Target]] = {
    "unknown url type": ApiRequest,
    "invalid header value": ApiRequest,  # http.client
    "invalid header name": ApiRequest,
    "port out of range": ApiRequest,  # of a URL
    "port could not be cast": ApiRequest,
    "invalid ipv6 url": ApiRequest,
    "could not convert string to": DataTransformation,
    "invalid literal for int()": DataTransformation,
    "does not match format": DataTransformation,
    "unconverted data remains": DataTransformation,
    "invalid isoformat string": DataTransformation,
    "is out of range": DataTransformation,
    "must be in range": DataTransformation,
    "cannot convert float": DataTransformation,
    "exceeds the limit": DataTransformation,  # digits of an int
    "not enough values to unpack": DataTransformation,
    "too many values to unpack": DataTransformation,
    "failed to create consumer": Internal,  # Kafka's client in C, which has no frame of its own
    "failed to create producer": Internal,
    "operation on closed file": Internal,
    "buffer is closed": Internal,
    "embedded null": Internal,  # in a path
    # Pools, whose modules also run what they are given: who raised is not known by the module.
    "pool not running": Internal,
    "pool is still running": Internal,
    "number of processes must be": Internal,
    "max_workers must be": Internal,
    "maxtasksperchild must be": Internal,
    "set of tasks/futures is empty": Internal,
    "set of coroutines/futures is empty": Internal,
    "belongs to a different loop": Internal,
}
# Nothing is there, whatever is done with it.
_EMPTY: Final = Words(
    {words: target for words, target in {**PANDAS_VALUE_ERROR, **VALUE_WORDS}.items() if target is DataEmpty}
)
_RUNTIME_WORDS: Final[Mapping[str, Target]] = {
    "password required": ApiAuth,  # zipfile: the archive is encrypted
    "bad password": ApiAuth,
    "cannot schedule new futures": Internal,
    "event loop": Internal,
    # Coroutines and locks that are C code, which leaves no frame of its own.
    "already awaited coroutine": Internal,
    "attached to a different loop": Internal,
    "release unlocked lock": Internal,
    "asyncio.run() cannot be called": Internal,
    "can't start new thread": Outcome(Internal, next_step=Advice.ASK_OPERATOR),
    "changed size during iteration": Internal,
    "generator raised stop": Internal,
    "generator didn't": Internal,
    "already executing": Internal,
    "reentrant call": Internal,
    "cannot release un-acquired lock": Internal,
    # Clients in C have no frame of their own: Kafka's.
    "consumer closed": Internal,
    "producer has been closed": Internal,
}

# These say what kind of slip it was, not whose: the operation does.
_BY_OPERATION: Final = tuple(
    Rule(
        f"builtins.{name}",
        error,
        operation=operation,
        answer=_ANSWER,
        by=(_EMPTY,) if name == "ValueError" else (),
        fields={"failures": PANDAS_MISSING} if name == "KeyError" else {"column": PANDAS_COLUMN},
        weak=True,
    )
    for name in (
        "ValueError",
        "TypeError",
        "LookupError",
        "KeyError",
        "IndexError",
        "AssertionError",
        "ArithmeticError",
        "FloatingPointError",
        "OverflowError",
        "ZeroDivisionError",
    )
    for operation, error in (("validate", DataValidation), ("transform", DataTransformation))
)


def _of_file(
    name: str, error: type[ClassifiedError], *, writing: type[ClassifiedError] | None = None
) -> tuple[Rule, ...]:
    """Give the rows of a subclass of OSError: with a number it stands, without it yields."""
    row = Rule(name, error, fields=_PATH, by=_OS, weak=True)
    reading = tuple(
        Rule(name, error, operation=operation, fields=_PATH, by=_OS_READING, weak=True)
        for operation in ("fetch", "read")
    )
    if writing is None:
        return (row, *reading)
    return (row, *reading, Rule(name, writing, operation="write", fields=_PATH, by=_OS, weak=True))


LIBRARY: Final = Library(
    packages=("builtins",),
    public=("builtins",),
    checked_with="3.11, 3.12, 3.13",
    rules=(
        # The roots: nothing is known.
        Rule("builtins.BaseException", Unexpected, weak=True),
        Rule("builtins.Exception", Unexpected, answer=_ANSWER, last=LAST, weak=True),
        Rule("builtins.RuntimeError", Unexpected, answer=_ANSWER, by=(Words(_RUNTIME_WORDS),), last=LAST, weak=True),
        Rule(
            "builtins.ValueError",
            Unexpected,
            answer=_ANSWER,
            last=LAST,
            by=(Words(_VALUE_WORDS), Words(VALUE_WORDS), Words(PANDAS_VALUE_ERROR)),
            fields={"failures": PANDAS_MISSING, "column": PANDAS_COLUMN},
            weak=True,
        ),
        Rule(
            "builtins.LookupError",
            Unexpected,
            answer=_ANSWER,
            by=(Words({"unknown encoding": DataTransformation}),),
            weak=True,
        ),
        Rule(
            "builtins.KeyError",
            Unexpected,
            answer=_ANSWER,
            by=(Words(KEY_WORDS), Words(PANDAS_KEY_ERROR)),
            fields={"failures": PANDAS_MISSING},
            weak=True,
        ),
        Rule("builtins.IndexError", Unexpected, answer=_ANSWER, by=(Words(INDEX_WORDS),), weak=True),
        # Groups are weak, so that their members are looked at.
        Rule("builtins.BaseExceptionGroup", Unexpected, weak=True),
        Rule("builtins.ExceptionGroup", Unexpected, weak=True),
        # Signals, not failures. The boundary lets them pass; who classifies one all the same learns that.
        Rule("builtins.KeyboardInterrupt", Unexpected, weak=True),
        Rule("builtins.SystemExit", Unexpected, weak=True),
        Rule("builtins.GeneratorExit", Unexpected, weak=True),
        *_BY_OPERATION,
        # Arithmetic on data; overflow in a conversion.
        Rule("builtins.ArithmeticError", DataTransformation, weak=True),
        Rule("builtins.FloatingPointError", DataTransformation, weak=True),
        Rule(
            "builtins.OverflowError", DataTransformation, by=(Words({"port must be 0-65535": ApiRequest}),), weak=True
        ),
        Rule("builtins.ZeroDivisionError", DataTransformation, weak=True),
        # Slips of the program, unless something lies behind.
        Rule(
            "builtins.TypeError",
            Internal,
            answer=_ANSWER,
            by=(Words(TYPE_WORDS), Words(PANDAS_TYPE_ERROR)),
            weak=True,
        ),
        Rule("builtins.AttributeError", Internal, answer=_ANSWER, by=(Words(PANDAS_ATTRIBUTE_ERROR),), weak=True),
        Rule("builtins.AssertionError", Internal, weak=True),
        # librdkafka's queue to the broker, whose own exception this is.
        Rule(
            "builtins.BufferError",
            Internal,
            by=(Words({"queue full": Outcome(ApiUnavailable, next_step=Advice.WAIT)}),),
            weak=True,
        ),
        Rule("builtins.StopIteration", Internal, weak=True),
        Rule("builtins.StopAsyncIteration", Internal, weak=True),
        # Slips of the program or the installation, whatever lies behind.
        Rule("builtins.ImportError", Internal),
        Rule("builtins.ModuleNotFoundError", Internal),
        Rule("builtins.NameError", Internal),
        Rule("builtins.UnboundLocalError", Internal),
        Rule("builtins.NotImplementedError", Internal),
        Rule("builtins.RecursionError", Internal),
        Rule("builtins.PythonFinalizationError", Internal),
        Rule("builtins.ReferenceError", Internal),
        Rule("builtins.SyntaxError", Internal),
        Rule("builtins.IndentationError", Internal),
        Rule("builtins.TabError", Internal),
        Rule("builtins._IncompleteInputError", Internal, former=("builtins.IncompleteInputError",)),
        Rule("builtins.SystemError", Internal),
        Rule("builtins.MemoryError", Internal, next_step=Advice.SHRINK_REQUEST),
        # Text. A body that is fetched and does not decode is not what was promised.
        Rule("builtins.UnicodeError", DataTransformation, by=(Words({"idna": ApiRequest}),)),
        Rule("builtins.UnicodeDecodeError", DataTransformation, by=(Words({"idna": ApiRequest}),)),
        Rule("builtins.UnicodeDecodeError", ApiFormat, operation="fetch"),
        Rule("builtins.UnicodeDecodeError", DataValidation, operation="validate"),
        Rule("builtins.UnicodeEncodeError", DataTransformation, by=(Words({"idna": ApiRequest}),)),
        Rule("builtins.UnicodeEncodeError", DataValidation, operation="validate"),
        Rule("builtins.UnicodeTranslateError", DataTransformation),
        # The end of a file that should go on: a truncated pickle or archive. A connection that ends says so.
        Rule(
            "builtins.EOFError",
            DataIntegrity,
            by=(Words({"connection": NetworkConnection, "end of file on socket": NetworkConnection}),),
            weak=True,
        ),
        # The operating system, and libraries of file formats, which raise the bare class with a sentence.
        *(
            Rule(
                "builtins.OSError",
                error,
                operation=operation,
                fields=_PATH,
                answer=_ANSWER,
                by=by,
                last=LAST,
                weak=True,
            )
            for operation, error, by in (
                (None, StorageRead, _OS),
                ("fetch", StorageRead, _OS_READING),
                ("read", StorageRead, _OS_READING),
                ("write", StorageWrite, _OS),
            )
        ),
        *_of_file("builtins.FileNotFoundError", StorageRead, writing=StorageWrite),
        *_of_file("builtins.IsADirectoryError", StorageRead, writing=StorageWrite),
        *_of_file("builtins.NotADirectoryError", StorageRead, writing=StorageWrite),
        *_of_file("builtins.FileExistsError", StorageWrite),
        *_of_file("builtins.PermissionError", StoragePermission),
        Rule("builtins.BlockingIOError", StorageWrite, fields=_PATH, by=_OS, next_step=Advice.RETRY),
        *(
            Rule(
                "builtins.BlockingIOError",
                StorageRead,
                operation=operation,
                fields=_PATH,
                by=_OS_READING,
                next_step=Advice.RETRY,
            )
            for operation in ("fetch", "read")
        ),
        Rule("builtins.InterruptedError", StorageRead, fields=_PATH, next_step=Advice.RETRY),
        Rule("builtins.InterruptedError", StorageWrite, operation="write", fields=_PATH, next_step=Advice.RETRY),
        Rule("builtins.ChildProcessError", Internal),
        Rule("builtins.ProcessLookupError", Internal),
        Rule("builtins.ConnectionError", NetworkConnection, by=(Keyed("errno", ERRNO, name="errno"), Words(OS_WORDS))),
        Rule("builtins.BrokenPipeError", NetworkConnection, fields=PEER),
        Rule(
            "builtins.ConnectionAbortedError",
            NetworkConnection,
            by=(
                # asyncio's own limit, 60 s: https://docs.python.org/3/library/asyncio-eventloop.html
                Words(
                    {"ssl handshake is taking longer": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})}
                ),
            ),
            fields=PEER,
        ),
        Rule("builtins.ConnectionRefusedError", NetworkConnection, fields=PEER),
        Rule("builtins.ConnectionResetError", NetworkConnection, fields=PEER),
        Rule(
            "builtins.TimeoutError",
            NetworkTimeout,
            by=(
                Keyed("errno", ERRNO, name="errno"),
                Words(OS_WORDS),
            ),
            fields={"phase": "__traceback__|waited_for"},
            former=("socket.timeout", "asyncio.exceptions.TimeoutError", "concurrent.futures._base.TimeoutError"),
        ),
        # Warnings, where a filter makes errors of them. Those about the program's own text are its slips.
        Rule("builtins.Warning", Unexpected, weak=True),
        Rule("builtins.UserWarning", Unexpected, weak=True),
        Rule("builtins.RuntimeWarning", DataTransformation, weak=True),  # arithmetic on arrays warns with this class
        Rule("builtins.UnicodeWarning", DataTransformation),
        *(
            Rule(f"builtins.{name}", Internal)
            for name in (
                "BytesWarning",
                "DeprecationWarning",
                "EncodingWarning",
                "FutureWarning",
                "ImportWarning",
                "PendingDeprecationWarning",
                "ResourceWarning",
                "SyntaxWarning",
            )
        ),
    ),
)
