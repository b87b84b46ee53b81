"""
The standard library's exceptions of names, sockets, TLS and network protocols.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/internet.html, https://docs.python.org/3/library/socket.html#exceptions,
https://docs.python.org/3/library/ssl.html#exceptions, https://docs.python.org/3/library/asyncio-exceptions.html;
reply codes: https://www.rfc-editor.org/rfc/rfc959#section-4.2 (FTP), https://www.rfc-editor.org/rfc/rfc5321#section-4.2
(SMTP), https://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php (XML-RPC).
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    Unexpected,
)

from ._rule import Answer, Keyed, Library, Outcome, Rule, Target, Words
from .network_words import PEER
from .os_errno import OS_WORDS

__all__ = ["LIBRARY"]

_READ_TIMEOUT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})

# OpenSSL's reasons where the class alone misleads. A connection that just ends is the peer's, not the certificate's.
# Source: https://docs.openssl.org/master/man3/SSL_get_error/
_TLS_REASONS: Final[Mapping[object, Target]] = {
    "UNEXPECTED_EOF_WHILE_READING": NetworkConnection,
    "APPLICATION_DATA_AFTER_CLOSE_NOTIFY": NetworkConnection,
    "SSL_SESSION_ID_CONTEXT_UNINITIALIZED": Internal,
    "LIBRARY_HAS_NO_CIPHERS": Internal,
}
_TLS_WORDS: Final[Mapping[str, Target]] = {
    "handshake operation timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
    "write operation timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
    "operation timed out": _READ_TIMEOUT,
    "timed out": NetworkTimeout,
    "eof occurred": NetworkConnection,
}

_FTP_CODES: Final[Mapping[object, Target]] = {
    "421": ApiUnavailable,  # service not available, closing
    "425": NetworkConnection,  # cannot open the data connection
    "426": NetworkConnection,  # connection closed, transfer aborted
    "430": ApiAuth,
    "434": NetworkConnection,
    "450": ApiUnavailable,  # file busy
    "451": ApiUnavailable,
    "452": ApiUnavailable,  # no space on the server
    "500": ApiRequest,
    "501": ApiRequest,
    "502": ApiRequest,
    "503": ApiRequest,
    "504": ApiRequest,
    "530": ApiAuth,  # not logged in
    "532": ApiAuth,
    "550": ApiNotFound,  # file unavailable: not found, or no access
    "551": ApiRequest,
    "552": ApiUnavailable,  # storage allocation of the server exceeded
    "553": ApiRequest,  # file name not allowed
}


def _reply_code(exception: BaseException) -> str:
    """Read the three digits that a reply begins with."""
    return str(exception)[:3]


_FTP: Final = (
    Words(
        {
            "permission denied": ApiPermission,
            "access denied": ApiPermission,
            "access is denied": ApiPermission,
            "too many connections": ApiRateLimit,
            "too many users": ApiRateLimit,
        }
    ),
    Keyed(_reply_code, _FTP_CODES, name="reply"),
)

_SMTP_CODES: Final[Mapping[object, Target]] = {
    421: ApiUnavailable,
    **dict.fromkeys((450, 451, 452, 454), ApiUnavailable),
    **dict.fromkeys((530, 534, 535, 538), ApiAuth),
    **dict.fromkeys((500, 501, 502, 503, 504, 550, 551, 553, 555), ApiRequest),
    552: Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),  # message too large
    554: ApiRequest,
}
_SMTP: Final = (Keyed("smtp_code", _SMTP_CODES, name="reply"),)

_LOGIN_WORDS: Final[Mapping[str, Target]] = {
    "authenticat": ApiAuth,
    "[auth": ApiAuth,
    "login": ApiAuth,
    "credentials": ApiAuth,
    "password": ApiAuth,
    "nonexistent": ApiNotFound,
    "too many": ApiRateLimit,
    "[throttled]": ApiRateLimit,
    "[unavailable]": ApiUnavailable,
    "line too long": ApiFormat,
    "got more than": ApiFormat,
    "unexpected": ApiFormat,
}

_FAULT_CODES: Final[Mapping[object, Target]] = {
    -32700: ApiRequest,  # parse error
    -32701: ApiRequest,
    -32702: ApiRequest,
    -32600: ApiRequest,
    -32601: ApiNotFound,  # no such method
    -32602: ApiRequest,
    -32603: ApiUnavailable,
    -32500: ApiUnavailable,
    -32400: ApiUnavailable,
    -32300: ApiUnavailable,
}


def _has_a_wrong_chunk(exception: BaseException) -> bool:
    """Tell a chunk whose size is no number from one that never came, whose size is empty text."""
    behind = exception.__cause__ or exception
    return isinstance(behind.__context__, ValueError) and not str(behind.__context__).endswith("b''")


LIBRARY: Final = Library(
    packages=(
        "asyncio",
        "ftplib",
        "http",
        "imaplib",
        "nntplib",
        "poplib",
        "smtplib",
        "socket",
        "ssl",
        "urllib",
        "xmlrpc",
    ),
    public=(
        "asyncio",
        "ftplib",
        "http.client",
        "http.cookiejar",
        "http.cookies",
        "imaplib",
        "poplib",
        "smtplib",
        "socket",
        "ssl",
        "urllib.error",
        "xmlrpc.client",
    ),
    checked_with="3.11, 3.12, 3.13",
    rules=(
        # Names. What cannot be resolved now may be later; a wrong name looks the same.
        Rule("socket.gaierror", NetworkDns, fields=PEER),
        Rule("socket.herror", NetworkDns),
        Rule("socket._GiveupOnSendfile", Internal),
        # TLS.
        Rule(
            "ssl.SSLError",
            NetworkTls,
            by=(Keyed("reason", _TLS_REASONS, name="OpenSSL reason"), Words(_TLS_WORDS)),
        ),
        Rule("ssl.SSLCertVerificationError", NetworkTls, fields=PEER),
        Rule("ssl.SSLEOFError", NetworkConnection, fields=PEER),
        Rule("ssl.SSLZeroReturnError", NetworkConnection),
        Rule("ssl.SSLSyscallError", NetworkConnection, by=(Words(_TLS_WORDS),)),
        # The socket was not ready, which only code without a timeout lets out.
        Rule("ssl.SSLWantReadError", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        Rule("ssl.SSLWantWriteError", NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        # HTTP. A body that is cut is the connection's; bytes that are no HTTP are the answer's.
        Rule("http.client.HTTPException", ApiFormat, by=(Words({"got more than": ApiFormat}),), weak=True),
        Rule("http.client.RemoteDisconnected", NetworkConnection, fields=PEER),
        Rule("http.client.IncompleteRead", NetworkConnection, fields=PEER),
        Rule("http.client.IncompleteRead", ApiFormat, when=_has_a_wrong_chunk),
        Rule("http.client.BadStatusLine", ApiFormat),
        Rule("http.client.LineTooLong", ApiFormat),
        Rule("http.client.UnknownProtocol", ApiFormat),
        Rule("http.client.UnknownTransferEncoding", ApiFormat),
        Rule("http.client.InvalidURL", ApiRequest),
        Rule("http.client.NotConnected", Internal, weak=True),
        Rule("http.client.ImproperConnectionState", Internal, weak=True),
        Rule("http.client.CannotSendRequest", Internal, weak=True),
        Rule("http.client.CannotSendHeader", Internal, weak=True),
        Rule("http.client.ResponseNotReady", Internal, weak=True),
        Rule("http.client.UnimplementedFileMode", Internal),
        Rule("http.cookies.CookieError", ApiFormat),
        Rule("http.cookiejar.LoadError", DataTransformation),
        # urllib: the reason is an exception, or a sentence.
        Rule(
            "urllib.error.URLError",
            NetworkConnection,
            link=("reason",),
            by=(
                Words({"unknown url type": ApiRequest, "no host given": ApiRequest, "unknown type": ApiRequest}),
                Words(
                    {words: target for words, target in OS_WORDS.items() if "file" not in words},
                    read="reason|text",
                ),
            ),
            weak=True,
        ),
        Rule(
            "urllib.error.HTTPError",
            ApiUnavailable,
            answer=Answer(status=("code",), headers=("headers", "hdrs")),
            fields={"resource": "url|path"},
        ),
        Rule("urllib.error.ContentTooShortError", NetworkConnection),
        # FTP, by the reply of the server.
        Rule("ftplib.Error", ApiUnavailable, by=_FTP, weak=True),
        Rule("ftplib.error_reply", ApiFormat, by=_FTP),
        Rule("ftplib.error_temp", ApiUnavailable, by=_FTP),
        Rule("ftplib.error_perm", ApiRequest, by=_FTP),
        Rule("ftplib.error_proto", ApiFormat),
        # Mail and news.
        Rule("imaplib.IMAP4.error", ApiRequest, by=(Words(_LOGIN_WORDS),), weak=True),
        Rule("imaplib.IMAP4.abort", NetworkConnection),
        Rule("imaplib.IMAP4.readonly", ApiPermission),
        Rule("poplib.error_proto", ApiRequest, by=(Words(_LOGIN_WORDS),), weak=True),
        Rule("smtplib.SMTPException", ApiUnavailable, by=_SMTP, weak=True),
        Rule("smtplib.SMTPResponseException", ApiUnavailable, by=_SMTP),
        Rule("smtplib.SMTPAuthenticationError", ApiAuth),
        Rule("smtplib.SMTPConnectError", NetworkConnection, by=_SMTP),
        Rule("smtplib.SMTPServerDisconnected", NetworkConnection),
        Rule("smtplib.SMTPHeloError", ApiUnavailable),
        Rule("smtplib.SMTPNotSupportedError", ApiRequest),
        Rule("smtplib.SMTPDataError", ApiRequest, by=_SMTP),
        Rule("smtplib.SMTPSenderRefused", ApiRequest, by=_SMTP),
        Rule("smtplib.SMTPRecipientsRefused", ApiRequest),
        Rule("nntplib.NNTPError", ApiUnavailable, weak=True),
        Rule("nntplib.NNTPTemporaryError", ApiUnavailable),
        Rule("nntplib.NNTPPermanentError", ApiRequest),
        Rule("nntplib.NNTPReplyError", ApiFormat),
        Rule("nntplib.NNTPProtocolError", ApiFormat),
        Rule("nntplib.NNTPDataError", ApiFormat),
        # XML-RPC.
        Rule("xmlrpc.client.Error", ApiUnavailable, weak=True),
        Rule(
            "xmlrpc.client.ProtocolError",
            ApiUnavailable,
            answer=Answer(status=("errcode",), headers=("headers",)),
        ),
        Rule("xmlrpc.client.Fault", ApiUnavailable, by=(Keyed("faultCode", _FAULT_CODES, name="fault"),)),
        Rule("xmlrpc.client.ResponseError", ApiFormat),
        # asyncio. A cancellation is a signal: the boundary lets it pass.
        Rule("asyncio.exceptions.CancelledError", Unexpected, weak=True),
        Rule("asyncio.exceptions.IncompleteReadError", NetworkConnection),
        Rule("asyncio.exceptions.LimitOverrunError", ApiFormat),
        Rule("asyncio.exceptions.InvalidStateError", Internal),
        Rule("asyncio.exceptions.BrokenBarrierError", Internal),
        Rule("asyncio.exceptions.SendfileNotAvailableError", Internal),
        # Nothing is there yet, or no room: later there may be.
        Rule("asyncio.queues.QueueEmpty", Internal, next_step=Advice.RETRY, weak=True),
        Rule("asyncio.queues.QueueFull", Internal, next_step=Advice.RETRY, weak=True),
        Rule("asyncio.queues.QueueShutDown", Internal, weak=True),
    ),
)
