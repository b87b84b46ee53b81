"""
Failures of `httpcore`, the transport below `httpx`.

Floor 1. Data only. Never imports httpcore. Every public exception has a row or says that it inherits.
Source: https://www.encode.io/httpcore/exceptions/; `httpcore/_exceptions.py` of 1.0.9.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import ApiAuth, ApiFormat, ApiPermission, ApiRequest, Internal, NetworkConnection, NetworkTimeout

from ._rule import Library, Rule, Target, Words
from .http_parameters import Parameter
from .network_words import NETWORK_WORDS

__all__ = ["CUT", "LIBRARY", "PROXY_REFUSED"]

# A peer that went away and a peer that talks nonsense arrive as one class. The texts are h11's and h2's.
# Source: `h11/_readers.py`, `h11/_connection.py` of h11 0.16; `httpcore/_async/http2.py`, `http11.py` of 1.0.9.
CUT: Final[Mapping[str, Target]] = {
    "disconnected": NetworkConnection,
    "peer closed connection": NetworkConnection,
    "peer unexpectedly closed connection": NetworkConnection,
    "connectionclosed": NetworkConnection,
    "connectionterminated": NetworkConnection,
    "streamreset": NetworkConnection,
    "connection closed": NetworkConnection,
}
PROXY_REFUSED: Final[Mapping[str, Target]] = {"407 ": ApiAuth, "403 ": ApiPermission}
_TEXT: Final = (Words(NETWORK_WORDS),)

LIBRARY: Final = Library(
    packages=("httpcore",),
    public=("httpcore",),
    checked_with="1.0.9",
    rules=(
        Rule("httpcore.TimeoutException", NetworkTimeout),
        Rule("httpcore.ConnectTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        Rule("httpcore.ReadTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        Rule("httpcore.WriteTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        Rule("httpcore.PoolTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
        Rule("httpcore.NetworkError", NetworkConnection, by=_TEXT),
        Rule("httpcore.ConnectError", NetworkConnection, by=_TEXT),
        Rule("httpcore.ReadError", NetworkConnection, by=_TEXT),
        Rule("httpcore.WriteError", NetworkConnection, by=_TEXT),
        Rule("httpcore.ProxyError", NetworkConnection, by=(Words(PROXY_REFUSED), *_TEXT)),
        Rule("httpcore.ProtocolError", ApiFormat, by=(Words(CUT),), weak=True),
        Rule("httpcore.RemoteProtocolError", ApiFormat, by=(Words(CUT),)),
        # What the caller wanted to send breaks the protocol.
        Rule("httpcore.LocalProtocolError", ApiRequest),
        Rule("httpcore.UnsupportedProtocol", ApiRequest, fields={"parameter": Parameter.URL}),
        # A signal inside the pool that no caller should see.
        Rule("httpcore.ConnectionNotAvailable", Internal),
    ),
)
