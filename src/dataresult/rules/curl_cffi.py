"""
Failures of `curl_cffi`.

Floor 1. Data only. Never imports curl_cffi. Every public exception has a row or says that it inherits.
Source: https://curl-cffi.readthedocs.io/en/latest/api.html; `curl_cffi/requests/exceptions.py` of 0.16.3.
"""

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

from ._rule import Answer, Extract, Keyed, Library, Rule, Words
from .curl_codes import CURL_CODES, CURL_CODES_IN_TEXT, CURL_WORDS
from .http_parameters import Parameter
from .http_status_words import status_words
from .websocket_codes import CLOSED_BY_PEER

__all__ = ["LIBRARY"]

# Any class can carry any code: the library picks one of them by the code, and falls back to its base.
_BY: Final = (
    Words(CURL_WORDS),
    Keyed("code", CURL_CODES, name="libcurl code"),
    # Before 0.7 the code stands in the text only.
    Keyed(Extract(r"(?:ErrCode: |curl: \()(\d+)"), CURL_CODES_IN_TEXT, name="libcurl code in the text"),
    Words({"closed handle": Internal, "add field failed": Internal}),
)
# The answer is there also when the transfer failed in its middle; its status is 0 when there was none.
_ANSWER: Final = Answer(body=("response.content",))
_SERVER: Final = {"host": "response.request.url|host", "port": "response.request.url|port"}
_BODY: Final = {"content_type": "response.headers[content-type]", "http_status": "response.status_code"}
_SOCKET_BY: Final = (*_BY, Keyed("code", CLOSED_BY_PEER, name="WebSocket close code"))

LIBRARY: Final = Library(
    packages=("curl_cffi",),
    public=("curl_cffi", "curl_cffi.requests", "curl_cffi.requests.exceptions", "curl_cffi.requests.errors"),
    checked_with="0.16.3",
    rules=(
        Rule("curl_cffi.curl.CurlError", NetworkConnection, by=_BY, weak=True),
        Rule(
            "curl_cffi.requests.exceptions.RequestException",
            NetworkConnection,
            by=_BY,
            answer=_ANSWER,
            fields=_SERVER,
            weak=True,
            # The module of 0.5 to 0.7, where the base had this name.
            former=("curl_cffi.requests.errors.RequestsError",),
        ),
        Rule("curl_cffi.requests.exceptions.ConnectionError", NetworkConnection, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.DNSError", NetworkDns, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.ProxyError", NetworkConnection, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.SSLError", NetworkTls, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.CertificateVerifyError", NetworkTls, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.InterfaceError", NetworkConnection, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.Timeout", NetworkTimeout, by=_BY),
        Rule(
            "curl_cffi.requests.exceptions.ConnectTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.CONNECT},
        ),
        Rule(
            "curl_cffi.requests.exceptions.ReadTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.READ},
        ),
        # Raised for a refusal of the server (no code) and for HTTP/2 and encoding failures (their codes).
        Rule(
            "curl_cffi.requests.exceptions.HTTPError",
            ApiUnavailable,
            by=(*_BY, Words(status_words("http error {status}"))),
            answer=_ANSWER,
            fields={**_SERVER, **_BODY},
        ),
        Rule("curl_cffi.requests.exceptions.IncompleteRead", NetworkConnection, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.ChunkedEncodingError", NetworkConnection, by=_BY, fields=_SERVER),
        Rule("curl_cffi.requests.exceptions.ContentDecodingError", ApiFormat, by=_BY, fields=_BODY),
        Rule("curl_cffi.requests.exceptions.JSONDecodeError", ApiFormat, fields={"snippet": "doc"}),
        Rule(
            "curl_cffi.requests.exceptions.InvalidJSONError",
            ApiRequest,
            fields={"parameter": Parameter.JSON},
        ),
        Rule(
            "curl_cffi.requests.exceptions.TooManyRedirects",
            ApiFormat,
            next_step=Advice.ASK_OPERATOR,
            fields={"http_status": "response.status_code"},
        ),
        # Also raised for an answer that is no HTTP: its words come before its class.
        Rule(
            "curl_cffi.requests.exceptions.InvalidSchema",
            ApiRequest,
            by=_BY,
            fields={"parameter": Parameter.URL},
        ),
        Rule("curl_cffi.requests.exceptions.MissingSchema", ApiRequest, fields={"parameter": Parameter.URL}),
        Rule("curl_cffi.requests.exceptions.InvalidURL", ApiRequest, fields={"parameter": Parameter.URL}),
        Rule("curl_cffi.requests.exceptions.URLRequired", ApiRequest, fields={"parameter": Parameter.URL}),
        Rule("curl_cffi.requests.exceptions.InvalidProxyURL", ApiRequest, fields={"parameter": Parameter.PROXY}),
        Rule("curl_cffi.requests.exceptions.InvalidHeader", ApiRequest, fields={"parameter": Parameter.HEADERS}),
        Rule(
            "curl_cffi.requests.exceptions.UnrewindableBodyError",
            ApiRequest,
            fields={"parameter": Parameter.BODY},
        ),
        Rule("curl_cffi.requests.exceptions.RetryError", ApiUnavailable, by=_BY, answer=_ANSWER, weak=True),
        Rule("curl_cffi.requests.exceptions.CookieConflict", Internal),
        # It stumbles over headers that are none; why they are none stands behind.
        Rule("builtins.ValueError", ApiFormat, raised_in="curl_cffi", weak=True),
        # A client that is closed, or used in the wrong way.
        Rule("builtins.RuntimeError", Internal, raised_in="curl_cffi", weak=True),
        # A body that came whole, in another encoding than its server says.
        Rule("builtins.UnicodeDecodeError", ApiFormat, raised_in="curl_cffi"),
        Rule("curl_cffi.requests.exceptions.SessionClosed", Internal),
        Rule("curl_cffi.requests.exceptions.ImpersonateError", Internal),
        Rule("curl_cffi.requests.exceptions.StreamConsumedError", Internal),
        Rule("curl_cffi.requests.exceptions.RequestsWarning", Internal, weak=True),
        Rule(
            "curl_cffi.requests.websockets.WebSocketError",
            NetworkConnection,
            by=_SOCKET_BY,
            former=("curl_cffi.requests.errors.WebSocketError",),
        ),
        # The peer went away: for the caller that is a lost connection, not a misuse of a closed session.
        Rule("curl_cffi.requests.websockets.WebSocketClosed", NetworkConnection, by=_SOCKET_BY),
        Rule("curl_cffi.requests.websockets.WebSocketTimeout", NetworkTimeout, by=_BY),
        Rule("curl_cffi.utils.CurlCffiWarning", Internal),
        # The list of browsers to imitate could not be had from its server.
        Rule(
            "curl_cffi.fingerprints.FingerprintUpdateError",
            ApiUnavailable,
            by=(
                Words(status_words(": http {status}: ")),
                Words({"invalid fingerprint response": ApiFormat, "no fingerprints found": ApiFormat}),
            ),
            weak=True,
        ),
    ),
    inherits={
        "curl_cffi.requests.exceptions.FileModeWarning": "a warning turned into an error: the caller's settings",
        "curl_cffi.requests.exceptions.RequestsDependencyWarning": "likewise: a version of a dependency",
    },
)
