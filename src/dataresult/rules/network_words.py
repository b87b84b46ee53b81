"""
What went wrong with a connection, in the texts of exceptions that lost the one behind them.

Floor 1. Data only. A pickle or a wrapper keeps the text only; where the exception behind is there, it decides.
Source: `strerror` and `gai_strerror` of glibc, macOS and Windows; `_ssl.c` of CPython; urllib3 2.8.0.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiPermission,
    ApiRateLimit,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

from ._rule import Extract, Outcome, Reader, Target

__all__ = ["CUT", "NETWORK_WORDS", "PEER", "PROXY_STATUS"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_WRITE: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE})
_NO_SOCKET: Final = Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY)

# Whom a connection was to: the functions that raised know.
PEER: Final[Mapping[str, Reader]] = {"host": "__traceback__|peer_host", "port": "__traceback__|peer_port"}
NETWORK_WORDS: Final[Mapping[str, Target]] = {
    # No socket could be had: this machine's trouble, not the peer's.
    "too many open files": _NO_SOCKET,
    "no space left on device": StorageSpace,
    "tunnel connection failed: 407": ApiAuth,
    "tunnel connection failed: 403": ApiPermission,
    "tunnel connection failed: 401": ApiAuth,
    "tunnel connection failed: 429": ApiRateLimit,
    "socks5 authentication failed": ApiAuth,
    "socks5 authentication methods were rejected": ApiAuth,
    "not allowed by ruleset": ApiPermission,
    # The name that was asked for may be that of a proxy: the text knows better than the request.
    "failed to resolve '": Outcome(NetworkDns, fields={"host": Extract(r"failed to resolve '([^']+)'")}),
    "nameresolutionerror(": NetworkDns,
    "gaierror(": NetworkDns,
    "could not resolve": NetworkDns,
    "name or service not known": NetworkDns,
    "nodename nor servname": NetworkDns,
    "failure in name resolution": NetworkDns,
    "no address associated with hostname": NetworkDns,
    "getaddrinfo failed": NetworkDns,
    # A peer that hangs up in the handshake comes before the rest of TLS.
    "ssleoferror(": NetworkConnection,
    "unexpected_eof_while_reading": NetworkConnection,
    "eof occurred in violation of protocol": NetworkConnection,
    "handshake operation timed out": _CONNECT,
    "ssl handshake is taking longer": _CONNECT,
    "write operation timed out": _WRITE,
    "read operation timed out": _READ,
    "sslcertverificationerror(": NetworkTls,
    "certificate verify failed": NetworkTls,
    "sslerror(": NetworkTls,
    "[ssl: ": NetworkTls,
    "connecttimeouterror(": _CONNECT,
    "(connect timeout=": _CONNECT,
    "readtimeouterror(": _READ,
    "read timed out": _READ,
    "[errno 110] ": _CONNECT,
    "[errno 60] operation timed out": _CONNECT,
    "[winerror 10060] ": _CONNECT,
}
# A peer that went away and a peer that talks nonsense arrive as one class. The texts are h11's, h2's and httpcore's.
# Source: `h11/_readers.py`, `h11/_connection.py` of h11 0.16; `httpcore/_async/http2.py`, `http11.py` of 1.0.9;
CUT: Final[Mapping[str, Target]] = {
    "disconnected": NetworkConnection,
    "peer closed connection": NetworkConnection,
    "peer unexpectedly closed connection": NetworkConnection,
    "connectionclosed": NetworkConnection,
    "connectionterminated": NetworkConnection,
    "streamreset": NetworkConnection,
    "connection closed": NetworkConnection,
}
# What a proxy refuses is no failure of the network; what it cannot reach is.
PROXY_STATUS: Final[Mapping[object, Target]] = {
    401: ApiAuth,
    403: ApiPermission,
    407: ApiAuth,
    429: ApiRateLimit,
}
