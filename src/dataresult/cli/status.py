"""
What a failure looks like from a shell: its exit status, and the one line that tells of it.

Floor 6. Two tables and the line made from them; writes nothing itself.

    status  meaning
    0       done, and everything is there
    1       `demo`: something did not behave as it should
    2       the command line itself is wrong
    10      NetworkError: the road to the source is broken
    20      ApiError: the source refused, or answered what it should not
    30      DataError: no rows, a part of them, or damaged ones
    40      StorageError: local files
    50      OtherError: a bug, an unknown exception, an incomplete installation
    130     interrupted (Ctrl-C); 141: nobody reads the output any more; 143: terminated
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from dataresult._values import one_line
from dataresult.errors import (
    Advice,
    ApiError,
    ApiRateLimit,
    ClassifiedError,
    DataError,
    DataPartial,
    FetchError,
    NetworkError,
    OtherError,
    StorageError,
)

__all__ = [
    "FAMILY_STATUS",
    "INTERRUPTED",
    "NOT_AS_EXPECTED",
    "OK",
    "PIPE_CLOSED",
    "STEP_WORDS",
    "TERMINATED",
    "USAGE",
    "failure_line",
    "one_text",
    "status_of",
]

OK: Final = 0
NOT_AS_EXPECTED: Final = 1
USAGE: Final = 2
# As shells tell of a signal: 128 and its number, SIGINT 2, SIGPIPE 13, SIGTERM 15.
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141
TERMINATED: Final = 143

# The gravest first for many failures at once: what no repetition mends stands before what may pass by itself.
FAMILY_STATUS: Final[Mapping[type[FetchError], int]] = MappingProxyType(
    {OtherError: 50, StorageError: 40, ApiError: 20, NetworkError: 10, DataError: 30}
)

STEP_WORDS: Final[Mapping[Advice, str]] = MappingProxyType(
    {
        Advice.RETRY: "ask again",
        Advice.WAIT: "wait, then ask again",
        Advice.NEXT_SOURCE: "look for another source",
        Advice.SHRINK_REQUEST: "ask for less at once",
        Advice.FIX_REQUEST: "mend the request",
        Advice.FIX_CREDENTIALS: "mend the credentials",
        Advice.FREE_SPACE: "free some space",
        Advice.ASK_OPERATOR: "somebody has to look at it",
        Advice.REPORT_BUG: "report it as a bug",
        Advice.ACCEPT: "accept it",
    }
)

# With the code, the symbol and the advice the line stays readable in a terminal of two or three lines.
_MESSAGE_MAX_CHARS: Final = 240
_ABOUT_MAX_CHARS: Final = 80
# What curl_cffi puts around every message of libcurl.
_NOISE: Final = re.compile(r"Failed to perform, curl: \(\d+\) | See https://curl\.se/\S+ first for more details\.?")


def status_of(errors: Iterable[ClassifiedError]) -> int:
    """
    Choose the exit status.

    Args:
        errors: What failed.

    Returns:
        The status of the family that stands first in `FAMILY_STATUS` of those that failed; 0 without failures.

    Examples:
        >>> from dataresult.errors import DataEmpty, NetworkDns
        >>> status_of([DataEmpty(), NetworkDns()])
        10
    """
    found = tuple(errors)
    for family, status in FAMILY_STATUS.items():
        if any(isinstance(error, family) for error in found):
            return status
    return OK


def failure_line(error: ClassifiedError, *, subject: str | None = None) -> str:
    """
    Tell of an error in one line: code, what it was about, what happened, what to do.

    Args:
        error: The error.
        subject: What was asked for; by default the symbol and interval of the error's context.

    Examples:
        >>> from dataresult.errors import ApiNotFound
        >>> failure_line(ApiNotFound(context={"symbol": "BTCUSDT", "interval": "1h"}))
        'API_NOT_FOUND: BTCUSDT 1h: the source has no such thing; look for another source'
    """
    text = one_text(_NOISE.sub("", error.message), _MESSAGE_MAX_CHARS).rstrip(" .")
    named = [str(error.context[name]) for name in ("symbol", "interval") if name in error.context]
    about = " ".join(named) if subject is None else subject
    parts = [error.code.value, *([one_text(about, _ABOUT_MAX_CHARS)] if about else []), text or error.description]
    return f"{': '.join(parts)}; {_step(error)}"


def one_text(text: str, longest: int) -> str:
    """Put a text into one line of at most so many characters, without anything that a terminal would obey."""
    line = one_line(" ".join(text[: longest * 4].split()))
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def _step(error: ClassifiedError) -> str:
    until = _not_before(error)
    if until is not None:
        return f"wait, then ask again after {until:%Y-%m-%d %H:%M:%S} UTC"
    return STEP_WORDS[error.next_step]


def _not_before(error: ClassifiedError) -> datetime | None:
    """Give the instant a server named, be it in the error or in one on the way to it."""
    if isinstance(error, ApiRateLimit):
        told = error.not_before or (None if error.retry_after is None else error.occurred_at + error.retry_after)
    elif isinstance(error, DataPartial) and error.next_step is Advice.WAIT:
        told = max((at for each in error.attempts if (at := _not_before(each)) is not None), default=None)
    else:
        told = None
    return None if told is None else (told + timedelta(milliseconds=999)).astimezone(UTC)
