"""
Failures of `requests`.

Floor 1. Data only. Never imports requests. Every public exception has a row or says that it inherits.
Source: https://requests.readthedocs.io/en/latest/api/#exceptions; `requests/adapters.py`, `requests/models.py` of
2.34.2 for what each wraps. The links to urllib3's exceptions are in `args`.
"""

from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Answer, Library, Rule, Words
from .client_rows import client_rows
from .http2_codes import HTTP2_WORDS
from .http_parameters import Parameter
from .http_status_words import status_words
from .network_words import NETWORK_WORDS
from .urllib3 import BROKEN_ANSWER, CHUNK_CAUSE, HANDSHAKE, LIMIT

__all__ = ["LIBRARY"]

_SERVER: Final = {"host": "request.url|host", "port": "request.url|port"}
_ANSWER: Final = "__context__.__traceback__.tb_frame.f_locals[self]"
_TEXT: Final = (Words(BROKEN_ANSWER), Words(NETWORK_WORDS), Words(HTTP2_WORDS))
_URL: Final = {"parameter": Parameter.URL}

LIBRARY: Final = Library(
    packages=("requests",),
    public=("requests", "requests.exceptions", "requests.cookies"),
    checked_with="2.34.2",
    rules=(
        Rule("requests.exceptions.RequestException", NetworkConnection, by=_TEXT, fields=_SERVER, weak=True),
        Rule(
            "requests.exceptions.HTTPError",
            ApiUnavailable,
            by=(Words(status_words("{status} client error")), Words(status_words("{status} server error"))),
            # `_content` is False until the body is read; the public `content` would read it from the network.
            answer=Answer(body=("response._content",)),
        ),
        Rule("requests.exceptions.ConnectionError", NetworkConnection, by=_TEXT, fields=_SERVER),
        Rule(
            "requests.exceptions.ProxyError",
            NetworkConnection,
            by=_TEXT,
            fields=_SERVER,
        ),
        Rule("requests.exceptions.SSLError", NetworkTls, fields=_SERVER),
        Rule("requests.exceptions.Timeout", NetworkTimeout, fields=LIMIT),
        # It derives from ConnectionError before Timeout.
        Rule("requests.exceptions.ConnectTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT, **LIMIT}),
        Rule(
            "requests.exceptions.ReadTimeout",
            NetworkTimeout,
            by=(Words(HANDSHAKE, read="args[0].__cause__|text"),),
            fields={"phase": TimeoutPhase.READ, **LIMIT},
        ),
        Rule(
            "requests.exceptions.ChunkedEncodingError",
            NetworkConnection,
            by=(*_TEXT, Words(CHUNK_CAUSE, read="args[0].args[1].__context__.__context__|text")),
            fields={
                "host": "args[0].__traceback__|peer_host",
                "port": "args[0].__traceback__|peer_port",
            },
        ),
        Rule("requests.exceptions.ContentDecodingError", ApiFormat),
        Rule(
            "requests.exceptions.JSONDecodeError",
            ApiFormat,
            # The answer is not on it: it is `self` where the decoder's own exception was caught.
            fields={
                "snippet": "doc",
                "content_type": f"{_ANSWER}.headers[content-type]",
                "http_status": f"{_ANSWER}.status_code",
            },
        ),
        # The body that was to be sent is no JSON.
        Rule("requests.exceptions.InvalidJSONError", ApiRequest, fields={"parameter": Parameter.JSON}),
        Rule("requests.exceptions.RetryError", ApiUnavailable, fields=_SERVER, weak=True),
        Rule(
            "requests.exceptions.TooManyRedirects",
            ApiFormat,
            next_step=Advice.ASK_OPERATOR,
            fields={"http_status": "response.status_code"},
        ),
        Rule("requests.exceptions.URLRequired", ApiRequest, fields=_URL),
        Rule("requests.exceptions.MissingSchema", ApiRequest, fields=_URL),
        Rule(
            "requests.exceptions.InvalidSchema",
            ApiRequest,
            by=(Words({"missing dependencies": Internal}),),  # of a proxy that speaks SOCKS
            fields=_URL,
        ),
        Rule("requests.exceptions.InvalidURL", ApiRequest, fields=_URL),
        Rule("requests.exceptions.InvalidProxyURL", ApiRequest, fields={"parameter": Parameter.PROXY}),
        Rule(
            "requests.exceptions.InvalidHeader",
            ApiRequest,
            by=(
                Words(
                    {
                        "content-length contained": ApiFormat,
                        "conflicting content-length": ApiFormat,
                        "invalid retry-after": ApiFormat,
                    }
                ),
            ),
            fields={"parameter": Parameter.HEADERS},
        ),
        Rule("requests.exceptions.UnrewindableBodyError", ApiRequest, fields={"parameter": Parameter.BODY}),
        Rule("requests.exceptions.StreamConsumedError", Internal),
        Rule("requests.cookies.CookieConflictError", Internal),
        Rule("requests.exceptions.RequestsWarning", Internal, weak=True),
        *client_rows("requests"),
    ),
    inherits={
        "requests.exceptions.FileModeWarning": "a warning turned into an error: the caller's own call",
        "requests.exceptions.RequestsDependencyWarning": "likewise: versions that do not fit together",
    },
)
