"""
Failures of `httpx`.

Floor 1. Data only. Never imports httpx. Every public exception has a row or says that it inherits.
Source: https://www.python-httpx.org/exceptions/; `httpx/_exceptions.py` of 0.28.1. The cause is httpcore's exception.
"""

from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import ApiFormat, ApiRequest, ApiUnavailable, Internal, NetworkConnection, NetworkTimeout

from ._rule import Answer, Keyed, Library, Rule, Words
from .client_rows import client_rows
from .http2_codes import HTTP2_CODES, HTTP2_WORDS
from .http_parameters import Parameter
from .http_status_words import status_words
from .httpcore import PROXY_REFUSED
from .network_words import CUT, NETWORK_WORDS

__all__ = ["LIBRARY"]

_SERVER: Final = {"host": "request.url|host", "port": "request.url|port"}
_TEXT: Final = (Words(NETWORK_WORDS),)
_REMOTE: Final = (
    Keyed("__cause__.args[0].error_code", HTTP2_CODES, name="HTTP/2 code"),
    Words(HTTP2_WORDS),
    Words(CUT),
)
_URL: Final = {"parameter": Parameter.URL}

LIBRARY: Final = Library(
    packages=("httpx",),
    public=("httpx",),
    checked_with="0.28.1",
    rules=(
        Rule("httpx.HTTPError", NetworkConnection, by=_TEXT, fields=_SERVER, weak=True),
        Rule("httpx.RequestError", NetworkConnection, by=_TEXT, fields=_SERVER, weak=True),
        Rule("httpx.TransportError", NetworkConnection, by=_TEXT, fields=_SERVER, weak=True),
        Rule(
            "httpx.HTTPStatusError",
            ApiUnavailable,
            by=(Words(status_words("client error '{status}")), Words(status_words("server error '{status}"))),
            # `_content` is there when the body was read; the public `content` raises for a stream.
            answer=Answer(body=("response._content",)),
        ),
        Rule("httpx.TimeoutException", NetworkTimeout),
        Rule(
            "httpx.ConnectTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.CONNECT, "timeout_s": "request.extensions[timeout][connect]"},
        ),
        Rule(
            "httpx.ReadTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.READ, "timeout_s": "request.extensions[timeout][read]"},
        ),
        Rule(
            "httpx.WriteTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.WRITE, "timeout_s": "request.extensions[timeout][write]"},
        ),
        Rule(
            "httpx.PoolTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.POOL, "timeout_s": "request.extensions[timeout][pool]"},
        ),
        Rule("httpx.NetworkError", NetworkConnection, by=_TEXT, fields=_SERVER),
        Rule("httpx.ConnectError", NetworkConnection, by=_TEXT, fields=_SERVER),
        Rule("httpx.ReadError", NetworkConnection, by=_TEXT, fields=_SERVER),
        Rule("httpx.WriteError", NetworkConnection, by=_TEXT, fields=_SERVER),
        Rule("httpx.CloseError", NetworkConnection, fields=_SERVER),
        Rule("httpx.ProxyError", NetworkConnection, by=(Words(PROXY_REFUSED), *_TEXT), fields=_SERVER),
        Rule("httpx.ProtocolError", ApiFormat, by=_REMOTE, fields=_SERVER, weak=True),
        Rule("httpx.RemoteProtocolError", ApiFormat, by=_REMOTE, fields=_SERVER),
        # What the caller wanted to send breaks the protocol; or an exception of h2 is behind it, and it was the server.
        Rule("httpx.LocalProtocolError", ApiRequest, by=(Words(HTTP2_WORDS),), fields=_SERVER, weak=True),
        Rule("httpx.UnsupportedProtocol", ApiRequest, fields=_URL),
        Rule("httpx.InvalidURL", ApiRequest, fields=_URL),
        Rule("httpx.DecodingError", ApiFormat),
        Rule("httpx.TooManyRedirects", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule("httpx.CookieConflict", Internal),
        *client_rows("httpx"),
        Rule("httpx.StreamError", Internal),
        Rule("httpx.StreamConsumed", Internal),
        Rule("httpx.StreamClosed", Internal),
        Rule("httpx.ResponseNotRead", Internal),
        Rule("httpx.RequestNotRead", Internal),
    ),
)
