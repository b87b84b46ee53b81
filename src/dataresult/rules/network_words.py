"""
What went wrong with a connection, in the texts of exceptions that lost the one behind them.

Floor 1. Data only. A pickle or a wrapper keeps the text only; where the exception behind is there, it decides.
Source: `strerror` and `gai_strerror` of glibc, macOS and Windows; `_ssl.c` of CPython; urllib3 2.8.0.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import ApiAuth, ApiPermission, NetworkConnection, NetworkDns, NetworkTimeout, NetworkTls

from ._rule import Outcome, Target

__all__ = ["NETWORK_WORDS"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_WRITE: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE})

NETWORK_WORDS: Final[Mapping[str, Target]] = {
    "tunnel connection failed: 407": ApiAuth,
    "tunnel connection failed: 403": ApiPermission,
    "nameresolutionerror(": NetworkDns,
    "gaierror(": NetworkDns,
    "failed to resolve '": NetworkDns,
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
