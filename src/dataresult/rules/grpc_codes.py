"""
gRPC status codes, and what gRPC's own transport says in their details.

Floor 1. Data only.
Sources: https://grpc.io/docs/guides/status-codes/; https://github.com/grpc/grpc/blob/master/doc/statuscodes.md;
https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md; the texts of grpcio 1.30 to 1.85 (its C core:
chttp2, the resolvers, the pickers, `tsi`).

A status that only a server sets says all. The others are set by the transport too, which has one code for a name that
does not resolve, a certificate that is refused and a closed port: there the details decide.
"""

from collections.abc import Mapping
from types import MappingProxyType
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
    DataIntegrity,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Extract, Outcome, Reader, Target
from .http_status_words import status_words
from .network_words import NETWORK_WORDS

__all__ = ["GRPC_SERVER_STATUS", "GRPC_SIDE", "GRPC_STATUS", "GRPC_WORDS"]

# By name, as `StatusCode.name` and the `status` of a JSON error have it.
GRPC_SERVER_STATUS: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "INVALID_ARGUMENT": ApiRequest,
        "NOT_FOUND": ApiNotFound,
        "ALREADY_EXISTS": ApiRequest,
        "PERMISSION_DENIED": ApiPermission,
        "FAILED_PRECONDITION": ApiRequest,
        "OUT_OF_RANGE": ApiRequest,
        "DATA_LOSS": DataIntegrity,
        "UNAUTHENTICATED": ApiAuth,
        "ABORTED": ApiUnavailable,  # a transaction that lost against another: begin it again
    }
)
GRPC_STATUS: Final[Mapping[object, Target]] = MappingProxyType(
    {
        **GRPC_SERVER_STATUS,
        "CANCELLED": ApiUnavailable,
        "UNKNOWN": ApiUnavailable,
        "DEADLINE_EXCEEDED": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        "RESOURCE_EXHAUSTED": ApiRateLimit,
        "UNIMPLEMENTED": ApiRequest,
        "INTERNAL": ApiUnavailable,
        "UNAVAILABLE": ApiUnavailable,
    }
)

_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_CONNECT_TIMEOUT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})

# The first that is found decides: what broke before what broke because of it.
GRPC_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "message larger than max": _TOO_LARGE,
        "exception serializing request": DataTransformation,
        "exception deserializing response": ApiFormat,
        "exception iterating requests": Internal,
        # What answered speaks HTTP, not gRPC: a proxy or a load balancer on the way.
        **status_words("received http2 header with status: {status}"),
        **status_words("unexpected http status code received from server: {status}"),
        "trying to connect an http1.x server": ApiFormat,
        "expected settings frame as the first frame": ApiFormat,
        "invalid content-type": ApiFormat,
        # The token that goes with each call could not be had.
        "invalid_grant": ApiAuth,
        "invalid_client": ApiAuth,
        "unauthorized_client": ApiAuth,
        "invalid_scope": ApiAuth,
        "default credentials were not found": ApiAuth,
        # Names.
        "name resolution": NetworkDns,
        "dns resolution failed": NetworkDns,
        "errors resolving ": NetworkDns,
        "address lookup failed": NetworkDns,
        "domain name not found": NetworkDns,
        "could not contact dns servers": NetworkDns,
        "c-ares status is not ares_success": NetworkDns,
        "no such host": NetworkDns,
        # Certificates and handshakes.
        "certificate_verify_failed": NetworkTls,
        "hostname verification check failed": NetworkTls,
        "cannot check peer": NetworkTls,
        "is not in peer certificate": NetworkTls,
        "wrong_version_number": NetworkTls,
        "tlsv1_alert": NetworkTls,
        "sslv3_alert": NetworkTls,
        "certificate_required": NetworkTls,
        "authentication handshake failed": NetworkTls,
        "deadline exceeded": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        **NETWORK_WORDS,
        "connection timed out": _CONNECT_TIMEOUT,
        "timeout occurred": _CONNECT_TIMEOUT,
        "i/o timeout": _CONNECT_TIMEOUT,
        "connect timed out": _CONNECT_TIMEOUT,
        "fd shutdown": NetworkConnection,
        "connection refused": NetworkConnection,
        "connection reset": NetworkConnection,
        "connection aborted": NetworkConnection,
        "broken pipe": NetworkConnection,
        "network is unreachable": NetworkConnection,
        "host is unreachable": NetworkConnection,
        "no route to host": NetworkConnection,
        "socket closed": NetworkConnection,
        "socket is null": NetworkConnection,
        "endpoint read failed": NetworkConnection,
        "endpoint closing": NetworkConnection,
        "stream removed": NetworkConnection,
        "transport closed": NetworkConnection,
        "transport is closing": NetworkConnection,
        "connection dropped": NetworkConnection,
        "connection closing": NetworkConnection,
        "keepalive watchdog timeout": NetworkConnection,
        "keepalive timeout": NetworkConnection,
        "ping timeout": NetworkConnection,
        "too_many_pings": ApiRateLimit,
        "ssl_error_ssl": NetworkTls,
        "tls handshake failed": NetworkTls,
        "ssl handshake failed": NetworkTls,
        "failed to connect to all addresses": NetworkConnection,
        "connections to all backends failing": NetworkConnection,
        "failed to connect to remote host": NetworkConnection,
        "empty address list": NetworkConnection,
        # A plugin that failed for a reason that is not in this table.
        "getting metadata from plugin failed": ApiAuth,
    }
)

# The other side, as the transport names it: `ipv4:10.0.0.1:443`, `ipv6:[::1]:443` or `ipv6:%5B::1%5D:443`.
GRPC_SIDE: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "host": Extract(
            r"(?:errors resolving|resolution failed for|lookup failed for) (?:service: )?(?:dns:/*)?([\w.\-]+)"
            r"|ipv4:([\d.]+)|ipv6:(?:\[|%5b)([\da-f:.]+)"
        ),
        "port": Extract(
            r"(?:errors resolving|resolution failed for|lookup failed for) (?:service: )?(?:dns:/*)?[\w.\-]+:(\d+)"
            r"|ipv4:[\d.]+:(\d+)|ipv6:(?:\[|%5b)[\da-f:.]+(?:\]|%5d):(\d+)"
        ),
    }
)
