"""
Failures of `urllib3`.

Floor 1. Data only. Never imports urllib3. Every public exception has a row or says that it inherits.
Source: https://urllib3.readthedocs.io/en/stable/reference/urllib3.exceptions.html; `urllib3/exceptions.py`,
`urllib3/response.py`, `urllib3/util/retry.py` of 2.8.0.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Keyed, Library, Outcome, Rule, Target, Words
from .http_parameters import Parameter
from .http_status_words import status_words
from .network_words import NETWORK_WORDS

__all__ = ["BROKEN_ANSWER", "CHUNK_CAUSE", "HANDSHAKE", "LIBRARY"]

# A broken connection and a broken answer arrive as one class. Its text holds the representation of what it wraps.
BROKEN_ANSWER: Final[Mapping[str, Target]] = {
    "badstatusline(": ApiFormat,
    "linetoolong(": ApiFormat,
    "httpexception('got more than": ApiFormat,
    "invalidchunklength(got length b'',": NetworkConnection,  # the end of the stream where a chunk should begin
    "invalidchunklength(": ApiFormat,
}
# When the body is read at once, a bad chunk is hidden behind two `IncompleteRead`; `b''` is the end of the stream.
CHUNK_CAUSE: Final[Mapping[str, Target]] = {
    "with base 16: b''": NetworkConnection,
    "with base 16: b": ApiFormat,
}
# The TLS handshake counts as reading here, and as connecting everywhere else.
HANDSHAKE: Final[Mapping[str, Target]] = {
    "handshake operation timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
}
_POOL: Final = {"host": "pool.host", "port": "pool.port"}
_CONNECTION: Final = {"host": "conn.host", "port": "conn.port"}
_TEXT: Final = (Words(BROKEN_ANSWER), Words(NETWORK_WORDS))
_URL: Final = {"parameter": Parameter.URL}

LIBRARY: Final = Library(
    packages=("urllib3",),
    public=("urllib3", "urllib3.exceptions"),
    checked_with="2.8.0",
    rules=(
        Rule("urllib3.exceptions.HTTPError", NetworkConnection, weak=True),
        Rule("urllib3.exceptions.PoolError", NetworkConnection, fields=_POOL, weak=True),
        Rule("urllib3.exceptions.RequestError", NetworkConnection, fields=_POOL, weak=True),
        Rule("urllib3.exceptions.MaxRetryError", NetworkConnection, fields=_POOL, link=("reason",), weak=True),
        Rule(
            "urllib3.exceptions.ResponseError",
            ApiUnavailable,
            by=(
                Words(
                    {
                        "too many redirects": Outcome(ApiFormat, next_step=Advice.ASK_OPERATOR),
                        **status_words("too many {status} error"),
                    }
                ),
            ),
        ),
        Rule("urllib3.exceptions.TimeoutError", NetworkTimeout),
        Rule(
            "urllib3.exceptions.ConnectTimeoutError",
            NetworkTimeout,
            # The connection that was to be, which knows its limit.
            fields={"phase": TimeoutPhase.CONNECT, "timeout_s": "args[0].timeout"},
        ),
        Rule(
            "urllib3.exceptions.ReadTimeoutError",
            NetworkTimeout,
            by=(Words(HANDSHAKE, read="__cause__|text"),),
            fields={"phase": TimeoutPhase.READ},
        ),
        # It derives from ConnectTimeoutError since 2.0.
        Rule("urllib3.exceptions.NewConnectionError", NetworkConnection, by=_TEXT, fields=_CONNECTION),
        Rule("urllib3.exceptions.NameResolutionError", NetworkDns, fields={"host": "_host"}),
        Rule(
            "urllib3.exceptions.ProtocolError",
            NetworkConnection,
            by=(*_TEXT, Words(CHUNK_CAUSE, read="args[1].__context__.__context__|text")),
        ),
        Rule("urllib3.exceptions.IncompleteRead", NetworkConnection),
        Rule(
            "urllib3.exceptions.InvalidChunkLength",
            ApiFormat,
            by=(Keyed("length", {b"": NetworkConnection}, name="chunk length"),),
        ),
        Rule("urllib3.exceptions.ResponseNotChunked", ApiFormat),
        Rule("urllib3.exceptions.DecodeError", ApiFormat),
        Rule("urllib3.exceptions.HeaderParsingError", ApiFormat),
        # Headers of the answer: `Retry-After` and `Content-Length` that mean nothing.
        Rule("urllib3.exceptions.InvalidHeader", ApiFormat),
        Rule("urllib3.exceptions.SSLError", NetworkTls),
        Rule(
            "urllib3.exceptions.ProxyError",
            NetworkConnection,
            by=_TEXT,
            link=("original_error",),
        ),
        # No connection of a blocking pool became free in time.
        Rule("urllib3.exceptions.EmptyPoolError", NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
        Rule("urllib3.exceptions.FullPoolError", Internal),
        Rule("urllib3.exceptions.ClosedPoolError", Internal),
        Rule("urllib3.exceptions.HostChangedError", ApiRequest, fields=_URL),
        Rule("urllib3.exceptions.LocationValueError", ApiRequest, fields=_URL),
        Rule("urllib3.exceptions.LocationParseError", ApiRequest, fields=_URL),
        Rule("urllib3.exceptions.URLSchemeUnknown", ApiRequest, fields=_URL),
        Rule("urllib3.exceptions.ProxySchemeUnknown", ApiRequest, fields={"parameter": Parameter.PROXY}),
        Rule("urllib3.exceptions.ProxySchemeUnsupported", ApiRequest, fields={"parameter": Parameter.PROXY}),
        Rule("urllib3.exceptions.UnrewindableBodyError", ApiRequest, fields={"parameter": Parameter.BODY}),
        Rule("urllib3.exceptions.BodyNotHttplibCompatible", Internal),
        Rule("urllib3.exceptions.TimeoutStateError", Internal),
        Rule("urllib3.exceptions.HTTPWarning", Internal, weak=True),
        Rule("urllib3.exceptions.SecurityWarning", NetworkTls),
    ),
    inherits={
        "urllib3.exceptions.DependencyWarning": "a warning turned into an error: an optional package is missing",
        "urllib3.exceptions.InsecurePlatformWarning": "",
        "urllib3.exceptions.InsecureRequestWarning": "",
        "urllib3.exceptions.NotOpenSSLWarning": "",
        "urllib3.exceptions.SystemTimeWarning": "",
    },
)
