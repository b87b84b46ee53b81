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

from ._rule import Extract, Keyed, Library, Outcome, Reader, Rule, Target, Words
from .client_rows import client_rows
from .http2_codes import HTTP2_WORDS
from .http_parameters import Parameter
from .http_status_words import status_words
from .network_words import NETWORK_WORDS, PEER

__all__ = ["BROKEN_ANSWER", "CHUNK_CAUSE", "HANDSHAKE", "LIBRARY", "LIMIT"]

# A broken connection and a broken answer arrive as one class. Its text holds the representation of what it wraps.
BROKEN_ANSWER: Final[Mapping[str, Target]] = {
    "badstatusline(": ApiFormat,
    # Of h11, which the fork of urllib3 speaks through: `h11/_readers.py`, `h11/_headers.py` of 0.16.0.
    "illegal status line": ApiFormat,
    "illegal header line": ApiFormat,
    "illegal chunk": ApiFormat,
    "malformed data": ApiFormat,
    "receive buffer too long": ApiFormat,
    "conflicting content-length": ApiFormat,
    "bad content-length": ApiFormat,
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
# The limit of a request stands in the text only.
LIMIT: Final[Mapping[str, Reader]] = {"timeout_s": Extract(r"timeout=([0-9.]+)")}
_POOL: Final = {"host": "pool.host", "port": "pool.port"}
_CONNECTION: Final = {"host": "conn.host", "port": "conn.port"}
_TEXT: Final = (Words(BROKEN_ANSWER), Words(NETWORK_WORDS), Words(HTTP2_WORDS))
_URL: Final = {"parameter": Parameter.URL}

# Installed by default, `urllib3_future` takes the place of `urllib3`, and these carry its name.
# Source: `urllib3_future/exceptions.py`, `urllib3_future/util/traffic_police.py` of 2.25.904.
_OF_THE_FORK: Final = tuple(
    Rule(f"urllib3_future.{name}", error, weak=weak, former=(f"urllib3.{name}",))
    for name, error, weak in (
        ("exceptions.EarlyResponse", ApiUnavailable, True),  # the server answered before it had all of the body
        ("exceptions.ResponseNotReady", Internal, False),
        # Signals that a connection is to be made anew, with an older protocol.
        ("exceptions.RecoverableError", NetworkConnection, True),
        ("exceptions.MustDowngradeError", NetworkConnection, False),
        ("exceptions.MustRedialError", NetworkConnection, False),
        ("contrib.resolver.protocols.DomainNameServerParseException", NetworkDns, False),
        ("contrib.ssa._gro.GenericSegmentOffloadUnsupported", NetworkConnection, False),
        # The pool of connections: none is free, or too many are waited for.
        ("util.traffic_police.TrafficPoliceFine", Internal, True),
        ("util.traffic_police.AtomicTraffic", Internal, False),
        ("util.traffic_police.UnavailableTraffic", NetworkTimeout, False),
        ("util.traffic_police.OverwhelmedTraffic", NetworkTimeout, False),
    )
)

LIBRARY: Final = Library(
    packages=("urllib3",),
    public=("urllib3", "urllib3.exceptions"),
    checked_with="2.8.0",
    rules=(
        Rule("urllib3.exceptions.HTTPError", NetworkConnection, weak=True),
        Rule("urllib3.exceptions.PoolError", NetworkConnection, fields=_POOL, weak=True),
        Rule("urllib3.exceptions.RequestError", NetworkConnection, fields=_POOL, weak=True),
        Rule(
            "urllib3.exceptions.MaxRetryError",
            NetworkConnection,
            # Retries that are used up lose the last answer; the functions that raised still hold it.
            fields={**_POOL, "retry_after": "__traceback__|retry_after_seen"},
            link=("reason",),
            weak=True,
        ),
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
            fields={"phase": TimeoutPhase.READ, **LIMIT},
        ),
        # It derives from ConnectTimeoutError since 2.0.
        Rule("urllib3.exceptions.NewConnectionError", NetworkConnection, by=_TEXT, fields=_CONNECTION),
        Rule(
            "urllib3.exceptions.NameResolutionError",
            NetworkDns,
            by=(Words(NETWORK_WORDS),),
            fields={"host": "_host"},
        ),
        Rule(
            "urllib3.exceptions.ProtocolError",
            NetworkConnection,
            by=(*_TEXT, Words(CHUNK_CAUSE, read="args[1].__context__.__context__|text")),
            fields=PEER,
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
        # A certificate for another host, before it is wrapped.
        Rule("urllib3.util.ssl_match_hostname.CertificateError", NetworkTls),
        Rule("urllib3.exceptions.TimeoutStateError", Internal),
        Rule("urllib3.exceptions.HTTPWarning", Internal, weak=True),
        Rule("urllib3.exceptions.SecurityWarning", NetworkTls),
        # What Python was built with.
        Rule("urllib3.exceptions.InsecurePlatformWarning", Internal),
        Rule("urllib3.exceptions.NotOpenSSLWarning", Internal),
        *_OF_THE_FORK,
        *client_rows("urllib3"),
    ),
    inherits={
        "urllib3.exceptions.DependencyWarning": "a warning turned into an error: an optional package is missing",
        "urllib3.exceptions.InsecureRequestWarning": "",
        "urllib3.exceptions.SystemTimeWarning": "",
    },
)
