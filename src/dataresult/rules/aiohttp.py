"""
Failures of `aiohttp`: of its client, of the parsers below it, and the refusals that its servers raise.

Floor 1. Data only. Never imports aiohttp. Every public exception has a row or says that it inherits.
Source: https://docs.aiohttp.org/en/stable/client_reference.html#client-exceptions; `aiohttp/client_exceptions.py`,
`aiohttp/http_exceptions.py`, `aiohttp/client_proto.py`, `aiohttp/web_exceptions.py` of 3.14.5.
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

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .client_rows import client_rows
from .http_parameters import Parameter
from .http_status_words import status_words
from .network_words import NETWORK_WORDS, PEER, PROXY_STATUS
from .os_errno import ERRNO

__all__ = ["LIBRARY"]

_SERVER: Final = {"host": "host", "port": "port"}
_REQUEST: Final = {"host": "request_info.real_url.host", "port": "request_info.real_url.port"}
_URL: Final = {"parameter": Parameter.URL}
_BODY: Final = {"content_type": "headers[Content-Type]", "http_status": "status"}
_OS: Final = (Keyed("errno", ERRNO, name="errno"), Words(NETWORK_WORDS))
_CONNECT: Final = {
    "phase": TimeoutPhase.CONNECT,
    "host": Extract(r"timeout to host \w+://([^/:\s]+)"),
}
# A body that was cut and one that is wrong arrive as one class; the parser's own class lies behind, or in the text.
_PAYLOAD: Final[Mapping[str, Target]] = {
    "contentlengtherror": NetworkConnection,
    "not enough data to satisfy": NetworkConnection,
    "connection lost": NetworkConnection,
    "connection closed": NetworkConnection,
    "transferencodingerror": ApiFormat,
    "contentencodingerror": ApiFormat,
    "can not decode content-encoding": ApiFormat,
}
_ANSWER: Final = Answer(status=("status",), headers=("headers",))
# Of a server of one's own. Each class has its status, an instance may have another.
_REFUSAL: Final = Answer(status=("status", "status_code"), headers=("headers",), body=("body",))
_WEB: Final = (
    *("HTTPMove", "HTTPSuccessful"),
    *("HTTPOk", "HTTPCreated", "HTTPAccepted", "HTTPNonAuthoritativeInformation", "HTTPNoContent"),
    *("HTTPResetContent", "HTTPPartialContent", "HTTPMultipleChoices", "HTTPMovedPermanently", "HTTPFound"),
    *("HTTPSeeOther", "HTTPNotModified", "HTTPUseProxy", "HTTPTemporaryRedirect", "HTTPPermanentRedirect"),
    *("HTTPBadRequest", "HTTPUnauthorized", "HTTPPaymentRequired", "HTTPForbidden", "HTTPNotFound"),
    *("HTTPMethodNotAllowed", "HTTPNotAcceptable", "HTTPProxyAuthenticationRequired", "HTTPRequestTimeout"),
    *("HTTPConflict", "HTTPGone", "HTTPLengthRequired", "HTTPPreconditionFailed", "HTTPRequestEntityTooLarge"),
    *("HTTPRequestURITooLong", "HTTPUnsupportedMediaType", "HTTPRequestRangeNotSatisfiable"),
    *("HTTPExpectationFailed", "HTTPMisdirectedRequest", "HTTPUnprocessableEntity", "HTTPFailedDependency"),
    *("HTTPUpgradeRequired", "HTTPPreconditionRequired", "HTTPTooManyRequests", "HTTPRequestHeaderFieldsTooLarge"),
    *("HTTPUnavailableForLegalReasons", "HTTPInternalServerError", "HTTPNotImplemented", "HTTPBadGateway"),
    *("HTTPServiceUnavailable", "HTTPGatewayTimeout", "HTTPVersionNotSupported", "HTTPVariantAlsoNegotiates"),
    *("HTTPInsufficientStorage", "HTTPNotExtended", "HTTPNetworkAuthenticationRequired"),
)


def _is_unreadable(exception: BaseException) -> bool:
    """Tell an answer that is no HTTP: its `status` is what a server would say to such a request, and nobody said it."""
    return type(exception.__cause__).__module__ == "aiohttp.http_exceptions"


LIBRARY: Final = Library(
    packages=("aiohttp",),
    public=("aiohttp", "aiohttp.client_exceptions", "aiohttp.http_exceptions", "aiohttp.web", "aiohttp.streams"),
    checked_with="3.14.5",
    rules=(
        Rule("aiohttp.client_exceptions.ClientError", NetworkConnection, by=(Words(NETWORK_WORDS),), weak=True),
        # The connection.
        Rule("aiohttp.client_exceptions.ClientConnectionError", NetworkConnection, by=(Words(NETWORK_WORDS),)),
        Rule("aiohttp.client_exceptions.ClientConnectionResetError", NetworkConnection, fields=PEER),
        Rule("aiohttp.client_exceptions.ClientOSError", NetworkConnection, by=_OS, fields=PEER),
        Rule("aiohttp.client_exceptions.ClientConnectorError", NetworkConnection, by=_OS, fields=_SERVER),
        Rule("aiohttp.client_exceptions.UnixClientConnectorError", NetworkConnection),
        Rule("aiohttp.client_exceptions.ClientProxyConnectionError", NetworkConnection, by=_OS, fields=_SERVER),
        Rule("aiohttp.client_exceptions.ClientConnectorDNSError", NetworkDns, fields=_SERVER),
        Rule("aiohttp.client_exceptions.ClientSSLError", NetworkTls, by=(Words(NETWORK_WORDS),), fields=_SERVER),
        Rule(
            "aiohttp.client_exceptions.ClientConnectorSSLError",
            NetworkTls,
            by=(Words(NETWORK_WORDS),),
            fields=_SERVER,
        ),
        Rule("aiohttp.client_exceptions.ClientConnectorCertificateError", NetworkTls, fields=_SERVER),
        Rule("aiohttp.client_exceptions.ServerConnectionError", NetworkConnection),
        # The message is what was read of an answer, if anything was.
        Rule("aiohttp.client_exceptions.ServerDisconnectedError", NetworkConnection, fields=PEER),
        Rule("aiohttp.client_exceptions.ServerFingerprintMismatch", NetworkTls, fields={"host": "host"}),
        Rule("aiohttp.client_exceptions.ServerTimeoutError", NetworkTimeout),
        Rule("aiohttp.client_exceptions.ConnectionTimeoutError", NetworkTimeout, fields=_CONNECT),
        Rule("aiohttp.client_exceptions.SocketTimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        # The limit for all of a request, whatever it was about.
        Rule(
            "builtins.TimeoutError",
            NetworkTimeout,
            raised_in="aiohttp",
            fields={"phase": TimeoutPhase.TOTAL},
        ),
        *client_rows("aiohttp"),
        # The answer.
        Rule(
            "aiohttp.client_exceptions.ClientResponseError",
            ApiUnavailable,
            by=(Words(status_words("{status}, message=")),),
            answer=_ANSWER,
            fields={**_REQUEST, **_BODY},
        ),
        Rule(
            "aiohttp.client_exceptions.ClientResponseError",
            ApiFormat,
            when=_is_unreadable,
            by=(Words({"connection closed": NetworkConnection}),),
            fields=_REQUEST,
        ),
        # A page where JSON was asked for: what a failing server sends is what its status says.
        Rule("aiohttp.client_exceptions.ContentTypeError", ApiFormat, answer=_ANSWER, fields=_BODY),
        Rule(
            "aiohttp.client_exceptions.WSServerHandshakeError",
            ApiFormat,
            answer=_ANSWER,
            fields=_BODY,
        ),
        Rule(
            "aiohttp.client_exceptions.ClientHttpProxyError",
            NetworkConnection,
            by=(Keyed("status", PROXY_STATUS, name="status of the proxy"),),
            fields={"http_status": "status"},
        ),
        Rule(
            "aiohttp.client_exceptions.TooManyRedirects",
            ApiFormat,
            next_step=Advice.ASK_OPERATOR,
            fields={"http_status": "history[-1].status"},
        ),
        Rule(
            "aiohttp.client_exceptions.ClientPayloadError",
            NetworkConnection,
            by=(Words(_PAYLOAD), Words(_PAYLOAD, read="__cause__|text")),
            fields=PEER,
            weak=True,
        ),
        # The server answered before it had the whole body, or went away.
        Rule("aiohttp.client_exceptions.UploadAbortedError", NetworkConnection),
        # The request.
        Rule("aiohttp.client_exceptions.InvalidURL", ApiRequest, fields=_URL),
        Rule("aiohttp.client_exceptions.InvalidUrlClientError", ApiRequest, fields=_URL),
        Rule("aiohttp.client_exceptions.NonHttpUrlClientError", ApiRequest, fields=_URL),
        # Where the server sends us on to is the server's.
        Rule("aiohttp.client_exceptions.RedirectClientError", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule("aiohttp.client_exceptions.InvalidUrlRedirectClientError", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule("aiohttp.client_exceptions.NonHttpUrlRedirectClientError", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule("aiohttp.client_exceptions.WSMessageTypeError", Internal),
        # The parsers. Their `code` is what a server would answer with, not what one said.
        Rule("aiohttp.http_exceptions.HttpProcessingError", ApiFormat, weak=True),
        Rule("aiohttp.http_exceptions.BadHttpMessage", ApiFormat),
        Rule("aiohttp.http_exceptions.ContentLengthError", NetworkConnection),
        Rule(
            "aiohttp.http_exceptions.TransferEncodingError",
            ApiFormat,
            by=(Words({"not enough data to satisfy": NetworkConnection}),),
        ),
        Rule("aiohttp.http_exceptions.InvalidURLError", ApiRequest, fields=_URL),
        Rule("aiohttp._websocket.models.WebSocketError", ApiFormat),
        Rule("aiohttp._websocket.models.WSHandshakeError", ApiFormat),
        Rule("aiohttp.compression_utils.TooManyMembersError", ApiFormat),
        Rule("aiohttp.multipart.BadContentDispositionHeader", ApiFormat),
        Rule("aiohttp.multipart.BadContentDispositionParam", ApiFormat),
        Rule("aiohttp.payload.LookupError", Internal),
        Rule("aiohttp.streams.EofStream", NetworkConnection),
        # Servers.
        Rule(
            "aiohttp.web_exceptions.HTTPException",
            Internal,
            answer=_REFUSAL,
            weak=True,
        ),
        *(
            Rule(f"aiohttp.web_exceptions.{name}", error, answer=_REFUSAL, weak=True)
            for name, error in (
                ("HTTPError", ApiUnavailable),
                ("HTTPClientError", ApiRequest),
                ("HTTPServerError", ApiUnavailable),
                ("HTTPRedirection", ApiFormat),
            )
        ),
        Rule("aiohttp.web_exceptions.NotAppKeyWarning", Internal, weak=True),
        Rule("aiohttp.web_protocol.PayloadAccessError", Internal),
        Rule("aiohttp.web_protocol.RequestPayloadError", NetworkConnection),
        Rule("aiohttp.web_app.CleanupError", Internal, weak=True),
        Rule("aiohttp.web_runner.GracefulExit", Internal),
    ),
    inherits={
        **{f"aiohttp.web_exceptions.{name}": "its class carries the status" for name in _WEB},
        "aiohttp.http_exceptions.BadHttpMethod": "",
        "aiohttp.http_exceptions.BadStatusLine": "",
        "aiohttp.http_exceptions.ContentEncodingError": "",
        "aiohttp.http_exceptions.DecompressSizeError": "",
        "aiohttp.http_exceptions.HttpBadRequest": "",
        "aiohttp.http_exceptions.InvalidHeader": "",
        "aiohttp.http_exceptions.LineTooLong": "",
        "aiohttp.http_exceptions.PayloadEncodingError": "",
    },
)
