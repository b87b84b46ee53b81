"""
The result codes of libcurl: what each `CURLE_*` means, for every binding that carries the number.

Floor 1. Data only.
Source: https://curl.se/libcurl/c/libcurl-errors.html; `include/curl/curl.h` of curl 8.15. The comment on each line is
the name of the constant without `CURLE_`.
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
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Outcome, Target
from .http2_codes import HTTP2_WORDS
from .http_parameters import Parameter
from .http_status_words import status_words

__all__ = ["CURL_CODES", "CURL_CODES_IN_TEXT", "CURL_WORDS"]

_URL: Final = Outcome(ApiRequest, fields={"parameter": Parameter.URL})
_BODY: Final = Outcome(ApiRequest, fields={"parameter": Parameter.BODY})
_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)

CURL_CODES: Final[Mapping[object, Target]] = {
    1: _URL,  # UNSUPPORTED_PROTOCOL
    2: Internal,  # FAILED_INIT
    3: _URL,  # URL_MALFORMAT
    4: Internal,  # NOT_BUILT_IN
    5: NetworkDns,  # COULDNT_RESOLVE_PROXY
    6: NetworkDns,  # COULDNT_RESOLVE_HOST
    7: NetworkConnection,  # COULDNT_CONNECT
    8: ApiFormat,  # WEIRD_SERVER_REPLY
    9: ApiPermission,  # REMOTE_ACCESS_DENIED
    10: NetworkConnection,  # FTP_ACCEPT_FAILED
    11: ApiFormat,  # FTP_WEIRD_PASS_REPLY
    12: Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),  # FTP_ACCEPT_TIMEOUT
    13: ApiFormat,  # FTP_WEIRD_PASV_REPLY
    14: ApiFormat,  # FTP_WEIRD_227_FORMAT
    15: NetworkDns,  # FTP_CANT_GET_HOST
    16: NetworkConnection,  # HTTP2: the framing layer broke
    17: ApiUnavailable,  # FTP_COULDNT_SET_TYPE
    18: NetworkConnection,  # PARTIAL_FILE: shorter than promised
    19: ApiNotFound,  # FTP_COULDNT_RETR_FILE
    21: ApiUnavailable,  # QUOTE_ERROR
    22: ApiUnavailable,  # HTTP_RETURNED_ERROR: the words below name the status
    23: StorageWrite,  # WRITE_ERROR: to a local file or by the callback
    25: ApiPermission,  # UPLOAD_FAILED: the server denied it
    26: StorageRead,  # READ_ERROR: of a local file or by the callback
    27: Internal,  # OUT_OF_MEMORY
    28: NetworkTimeout,  # OPERATION_TIMEDOUT: the words below name the phase
    30: NetworkConnection,  # FTP_PORT_FAILED
    31: ApiUnavailable,  # FTP_COULDNT_USE_REST
    33: ApiRequest,  # RANGE_ERROR
    34: ApiRequest,  # HTTP_POST_ERROR
    35: NetworkTls,  # SSL_CONNECT_ERROR
    36: ApiRequest,  # BAD_DOWNLOAD_RESUME
    37: StorageRead,  # FILE_COULDNT_READ_FILE
    38: ApiAuth,  # LDAP_CANNOT_BIND
    39: ApiUnavailable,  # LDAP_SEARCH_FAILED
    41: Internal,  # FUNCTION_NOT_FOUND
    42: Internal,  # ABORTED_BY_CALLBACK
    43: Internal,  # BAD_FUNCTION_ARGUMENT
    45: NetworkConnection,  # INTERFACE_FAILED
    47: Outcome(ApiFormat, next_step=Advice.ASK_OPERATOR),  # TOO_MANY_REDIRECTS
    48: Internal,  # UNKNOWN_OPTION
    49: Internal,  # SETOPT_OPTION_SYNTAX
    51: NetworkTls,  # PEER_FAILED_VERIFICATION before curl 7.62
    52: NetworkConnection,  # GOT_NOTHING: closed without an answer
    53: NetworkTls,  # SSL_ENGINE_NOTFOUND
    54: NetworkTls,  # SSL_ENGINE_SETFAILED
    55: NetworkConnection,  # SEND_ERROR
    56: NetworkConnection,  # RECV_ERROR
    58: NetworkTls,  # SSL_CERTPROBLEM
    59: NetworkTls,  # SSL_CIPHER
    60: NetworkTls,  # PEER_FAILED_VERIFICATION
    61: ApiFormat,  # BAD_CONTENT_ENCODING
    62: ApiRequest,  # LDAP_INVALID_URL
    63: _TOO_LARGE,  # FILESIZE_EXCEEDED: larger than the caller allowed
    64: NetworkTls,  # USE_SSL_FAILED
    65: _BODY,  # SEND_FAIL_REWIND: the body cannot be sent again
    66: NetworkTls,  # SSL_ENGINE_INITFAILED
    67: ApiAuth,  # LOGIN_DENIED
    68: ApiNotFound,  # TFTP_NOTFOUND
    69: ApiPermission,  # TFTP_PERM
    70: ApiUnavailable,  # REMOTE_DISK_FULL
    71: ApiFormat,  # TFTP_ILLEGAL
    72: ApiFormat,  # TFTP_UNKNOWNID
    73: ApiRequest,  # REMOTE_FILE_EXISTS
    74: ApiAuth,  # TFTP_NOSUCHUSER
    77: NetworkTls,  # SSL_CACERT_BADFILE
    78: ApiNotFound,  # REMOTE_FILE_NOT_FOUND
    79: NetworkConnection,  # SSH
    80: NetworkTls,  # SSL_SHUTDOWN_FAILED
    81: NetworkConnection,  # AGAIN: the socket was not ready
    82: NetworkTls,  # SSL_CRL_BADFILE
    83: NetworkTls,  # SSL_ISSUER_ERROR
    84: ApiUnavailable,  # FTP_PRET_FAILED
    85: ApiFormat,  # RTSP_CSEQ_ERROR
    86: ApiFormat,  # RTSP_SESSION_ERROR
    87: ApiFormat,  # FTP_BAD_FILE_LIST
    88: ApiFormat,  # CHUNK_FAILED
    89: NetworkConnection,  # NO_CONNECTION_AVAILABLE
    90: NetworkTls,  # SSL_PINNEDPUBKEYNOTMATCH
    91: NetworkTls,  # SSL_INVALIDCERTSTATUS
    92: NetworkConnection,  # HTTP2_STREAM: the stream was reset
    93: Internal,  # RECURSIVE_API_CALL
    94: ApiAuth,  # AUTH_ERROR
    95: NetworkConnection,  # HTTP3
    96: NetworkConnection,  # QUIC_CONNECT_ERROR
    97: NetworkConnection,  # PROXY: the handshake with it
    98: NetworkTls,  # SSL_CLIENTCERT: the server wants one
    99: Internal,  # UNRECOVERABLE_POLL
    100: _TOO_LARGE,  # TOO_LARGE
    101: NetworkTls,  # ECH_REQUIRED
}
CURL_CODES_IN_TEXT: Final[Mapping[object, Target]] = {str(code): target for code, target in CURL_CODES.items()}

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})

# The name stands in the text also where the URL has none that can be read.
_NAMED: Final = Outcome(NetworkDns, fields={"host": Extract(r"could not resolve (?:host|proxy): ([\w.-]*\w)")})

# Where one code stands for several faults, libcurl's text tells them apart: `lib/multi.c`, `lib/connect.c`,
# `lib/http_chunks.c`, `lib/http.c`, `lib/cf-h1-proxy.c`, `lib/vtls/` of curl 8.15.
CURL_WORDS: Final[Mapping[str, Target]] = {
    "could not resolve host: ": _NAMED,
    "could not resolve proxy: ": _NAMED,
    "curl: (28) resolving timed out": _CONNECT,
    "curl: (28) connection time": _CONNECT,
    "curl: (28) failed to connect": _CONNECT,
    "curl: (28) ssl connection timeout": _CONNECT,
    "curl: (28) proxy connect": _CONNECT,
    "curl: (28) operation time": _READ,
    "curl: (28) operation too slow": _READ,
    # A peer that hangs up in the middle of the handshake says nothing against its certificate.
    "curl: (35) recv failure": NetworkConnection,
    "curl: (35) send failure": NetworkConnection,
    "ssl_error_syscall": NetworkConnection,
    "unexpected eof while reading": NetworkConnection,
    "curl: (1) received http/0.9": ApiFormat,
    "curl: (1) unsupported http": ApiFormat,
    "curl: (56) chunk hex-length": ApiFormat,
    "curl: (56) invalid chunk size": ApiFormat,
    "curl: (56) malformed encoding": ApiFormat,
    "curl: (56) illegal or missing hex": ApiFormat,
    "connect tunnel failed, response 407": ApiAuth,
    "connect tunnel failed, response 403": ApiPermission,
    "connect tunnel failed, response 401": ApiAuth,
    "connect tunnel failed, response 429": ApiRateLimit,
    "user was rejected by the socks": ApiAuth,
    "no authentication method was acceptable": ApiAuth,
    **status_words("the requested url returned error: {status}"),
    **HTTP2_WORDS,
}
