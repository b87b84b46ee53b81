"""
Failures of `websockets`: of the handshake, which is HTTP, and of the connection after it.

Floor 1. Data only. Never imports websockets. Every public exception has a row or says that it inherits.
Source: https://websockets.readthedocs.io/en/stable/reference/exceptions.html; `websockets/exceptions.py`,
`websockets/protocol.py`, `websockets/http11.py` of 17.4.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiFormat,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Answer, Extract, Keyed, Library, Outcome, Rule, Target, Words
from .http_parameters import Parameter
from .http_status_words import status_words
from .network_words import NETWORK_WORDS, PEER, PROXY_STATUS
from .websocket_codes import CLOSE_REASONS, CLOSED_BY_PEER, CLOSED_BY_US

__all__ = ["LIBRARY"]

# The pairs: the mapping itself raises where a header stands twice.
_HEADERS: Final = ("response.headers._list", "response.headers")
# No pong came in time, which is told as an internal error of ours.
_KEEPALIVE: Final[Mapping[str, Target]] = {
    "keepalive ping timeout": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
}
_CLOSED: Final = (
    Words(_KEEPALIVE),
    Words(CLOSE_REASONS, read="rcvd.reason"),
    # Whoever closes first knows why; the other one echoes the code.
    Keyed(Extract(r"^sent (\d{4})"), CLOSED_BY_US, name="close code"),
    Keyed("rcvd.code", CLOSED_BY_PEER, name="close code"),
)
_CODE: Final = {"provider_code": "rcvd.code"}
# An answer that ends before it is whole arrives as the same class as one that is no HTTP.
_CUT: Final = Words(
    {
        "connection closed while reading": NetworkConnection,
        "line without crlf": NetworkConnection,
        "stream ends": NetworkConnection,
    },
    read="__cause__|text",
)

LIBRARY: Final = Library(
    packages=("websockets",),
    public=("websockets", "websockets.exceptions", "websockets.datastructures", "websockets.legacy.exceptions"),
    checked_with="17.4",
    rules=(
        Rule("websockets.exceptions.WebSocketException", NetworkConnection, weak=True),
        # The connection after the handshake.
        Rule("websockets.exceptions.ConnectionClosed", NetworkConnection, by=_CLOSED, fields=_CODE),
        Rule("websockets.exceptions.ConnectionClosedOK", NetworkConnection, by=_CLOSED, fields=_CODE),
        Rule("websockets.exceptions.ConnectionClosedError", NetworkConnection, by=_CLOSED, fields=_CODE),
        Rule("websockets.exceptions.ProtocolError", ApiFormat),
        Rule("websockets.exceptions.PayloadTooBig", ApiRequest, next_step=Advice.SHRINK_REQUEST),
        Rule("websockets.exceptions.TooManyFragments", ApiRequest, next_step=Advice.SHRINK_REQUEST),
        Rule("websockets.exceptions.InvalidState", Internal),
        Rule("websockets.exceptions.ConcurrencyError", Internal),
        # The handshake.
        Rule("websockets.exceptions.InvalidURI", ApiRequest, fields={"parameter": Parameter.URL}),
        Rule("websockets.exceptions.InvalidHandshake", ApiFormat, by=(_CUT,), weak=True),
        Rule("websockets.exceptions.InvalidMessage", ApiFormat, by=(_CUT,), fields=PEER),
        Rule(
            "websockets.exceptions.InvalidStatus",
            ApiUnavailable,
            by=(
                # A page: whoever answered speaks no WebSocket.
                Keyed("response.status_code", dict.fromkeys(range(200, 300), ApiFormat), name="status"),
                Words(status_words("connection: http {status}")),
            ),
            answer=Answer(headers=_HEADERS, body=("response.body",)),
        ),
        Rule(
            "websockets.legacy.exceptions.InvalidStatusCode",
            ApiUnavailable,
            by=(Words(status_words("connection: http {status}")),),
            answer=Answer(status=("status_code",), headers=("headers._list", "headers")),
        ),
        Rule("websockets.legacy.exceptions.RedirectHandshake", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule(
            "websockets.legacy.exceptions.AbortHandshake",
            ApiUnavailable,
            answer=Answer(status=("status",), headers=("headers._list", "headers"), body=("body",)),
        ),
        Rule(
            "websockets.exceptions.SecurityError",
            ApiFormat,
            by=(Words({"redirects": Outcome(ApiFormat, next_step=Advice.ASK_OPERATOR)}),),
        ),
        Rule("websockets.exceptions.InvalidHeader", ApiFormat),
        Rule("websockets.exceptions.InvalidOrigin", ApiPermission),
        Rule("websockets.exceptions.InvalidMethod", ApiRequest),
        Rule("websockets.exceptions.InvalidProtocol", ApiFormat),
        Rule("websockets.exceptions.NegotiationError", ApiFormat),
        Rule("websockets.datastructures.MultipleValuesError", ApiFormat),
        # The way through a proxy.
        Rule("websockets.exceptions.InvalidProxy", ApiRequest, fields={"parameter": Parameter.PROXY}),
        Rule("websockets.exceptions.ProxyError", NetworkConnection, by=(Words(NETWORK_WORDS),)),
        Rule(
            "websockets.exceptions.InvalidProxyStatus",
            NetworkConnection,
            by=(Keyed("response.status_code", PROXY_STATUS, name="status of the proxy"),),
            fields={"http_status": "response.status_code"},
        ),
        Rule("websockets.exceptions.InvalidProxyMessage", ApiFormat, by=(_CUT,)),
        # What it raises of the language's own.
        Rule(
            "builtins.TimeoutError",
            NetworkTimeout,
            raised_in="websockets",
            by=(
                Words(
                    {
                        "handshake": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
                        "proxy": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
                    }
                ),
            ),
        ),
    ),
    inherits={
        f"websockets.exceptions.{name}": ""
        for name in (
            "HeaderLineTooLong",
            "RequestLineTooLong",
            "StatusLineTooLong",
            "TooManyHeaders",
            "InvalidHeaderFormat",
            "InvalidHeaderValue",
            "InvalidUpgrade",
            "DuplicateParameter",
            "InvalidParameterName",
            "InvalidParameterValue",
        )
    },
)
