"""
Failures of `anyio`, the sockets and tasks below asynchronous clients.

Floor 1. Data only. Never imports anyio. Every public exception has a row or says that it inherits.
Source: https://anyio.readthedocs.io/en/stable/api.html#exceptions; `anyio/_core/_exceptions.py` of 4.16.0. A class has
the name of its home until the front door is asked for it, and `anyio` from then on: both are named.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiFormat, ClassifiedError, Internal, NetworkConnection, Unexpected

from ._rule import Library, Rule, Words
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

# What the class itself says for sure.
_STRONG: Final[Mapping[str, type[ClassifiedError]]] = {
    "BrokenResourceError": NetworkConnection,  # the peer went away
    "EndOfStream": NetworkConnection,  # closed from the other end
    "IncompleteRead": NetworkConnection,  # likewise, in the middle
    "DelimiterNotFound": ApiFormat,
    "BusyResourceError": Internal,
    "WouldBlock": Internal,
    "NoEventLoopError": Internal,
    "RunFinishedError": Internal,
    "TaskNotFinished": Internal,
    "FutureNotFinished": Internal,
    "FutureAlreadyFinished": Internal,
}
# What yields to the exception behind it.
_WEAK: Final[Mapping[str, type[ClassifiedError]]] = {
    "ClosedResourceError": Internal,  # closed by us, and used after it
    "TypedAttributeLookupError": Internal,
    "BrokenWorkerProcess": Internal,
    "BrokenWorkerInterpreter": Internal,
    "TaskFailed": Unexpected,
    "TaskCancelled": Unexpected,
    "FutureFailed": Unexpected,
    "FutureCancelled": Unexpected,
}


def _row(name: str, error: type[ClassifiedError], *, weak: bool) -> Rule:
    return Rule(f"anyio.{name}", error, weak=weak, former=(f"anyio._core._exceptions.{name}",))


LIBRARY: Final = Library(
    packages=("anyio",),
    public=("anyio",),
    checked_with="4.16.0",
    rules=(
        *(_row(name, error, weak=False) for name, error in _STRONG.items()),
        *(_row(name, error, weak=True) for name, error in _WEAK.items()),
        # Of several addresses, behind a group of what became of each.
        Rule(
            "anyio.ConnectionFailed",
            NetworkConnection,
            by=(Words(NETWORK_WORDS),),
            former=("anyio._core._exceptions.ConnectionFailed",),
        ),
        # The same in versions before it had a class.
        Rule(
            "builtins.OSError",
            NetworkConnection,
            raised_in="anyio",
            by=(Words({"all connection attempts failed": NetworkConnection}),),
            weak=True,
        ),
    ),
)
