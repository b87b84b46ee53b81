"""
Failures of `httpcore`, the transport below `httpx`.

Floor 1. Data only. Never imports httpcore. Every public exception has a row or says that it inherits.
Source: https://www.encode.io/httpcore/exceptions/; `httpcore/_exceptions.py` of 1.0.9.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiPermission,
    ApiRequest,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Keyed, Library, Rule, Target, Words
from .client_rows import client_rows
from .http2_codes import HTTP2_CODES, HTTP2_WORDS
from .http_parameters import Parameter
from .network_words import CUT, NETWORK_WORDS, PEER, PROXY_STATUS

__all__ = ["LIBRARY", "PROXY_REFUSED"]

PROXY_REFUSED: Final[Mapping[str, Target]] = {
    **{f"{status} ": target for status, target in PROXY_STATUS.items()},
    "invalid username/password": ApiAuth,  # SOCKS
    "from proxy server, but got": ApiAuth,
    "not allowed by ruleset": ApiPermission,
}
_TEXT: Final = (Words(NETWORK_WORDS),)
_REMOTE: Final = (Keyed("args[0].error_code", HTTP2_CODES, name="HTTP/2 code"), Words(HTTP2_WORDS), Words(CUT))

LIBRARY: Final = Library(
    packages=("httpcore", "socksio"),
    public=("httpcore",),
    checked_with="1.0.9",
    rules=(
        Rule("httpcore.TimeoutException", NetworkTimeout),
        Rule("httpcore.ConnectTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        Rule("httpcore.ReadTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        Rule("httpcore.WriteTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        Rule("httpcore.PoolTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
        Rule("httpcore.NetworkError", NetworkConnection, by=_TEXT),
        Rule("httpcore.ConnectError", NetworkConnection, by=_TEXT, fields=PEER),
        Rule("httpcore.ReadError", NetworkConnection, by=_TEXT, fields=PEER),
        Rule("httpcore.WriteError", NetworkConnection, by=_TEXT, fields=PEER),
        Rule("httpcore.ProxyError", NetworkConnection, by=(Words(PROXY_REFUSED), *_TEXT)),
        Rule("httpcore.ProtocolError", ApiFormat, by=_REMOTE, weak=True),
        Rule("httpcore.RemoteProtocolError", ApiFormat, by=_REMOTE, fields=PEER),
        # What the caller wanted to send breaks the protocol; or an exception of h2 is behind it, and it was the server.
        Rule("httpcore.LocalProtocolError", ApiRequest, by=(Words(HTTP2_WORDS),), weak=True),
        Rule("httpcore.UnsupportedProtocol", ApiRequest, fields={"parameter": Parameter.URL}),
        *client_rows("httpcore"),
        # The parser of SOCKS: what the proxy answers is not that.
        Rule("socksio.exceptions.SOCKSError", NetworkConnection, weak=True),
        Rule("socksio.exceptions.ProtocolError", ApiFormat),
        # A signal inside the pool that no caller should see.
        Rule("httpcore.ConnectionNotAvailable", NetworkConnection),
    ),
)
