"""
The codes with which a WebSocket connection is closed, for every library that carries them.

Floor 1. Data only.
Sources: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1;
https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number (1012 to 1014, 3000 to 3008). From 4000 on
applications choose: those that take 4000 and an HTTP status mean that status
(https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Outcome, Target
from .http_status import STATUS, STATUS_CLASS

__all__ = ["CLOSED_BY_PEER", "CLOSED_BY_US", "CLOSE_REASONS"]

_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
# What applications take over from HTTP.
_STATUSES: Final = (400, 401, 403, 404, 408, 409, 422, 429, 500, 503)

# What the peer says when it closes: it judges what we sent.
CLOSED_BY_PEER: Final[Mapping[object, Target]] = MappingProxyType(
    {
        1000: NetworkConnection,  # normal, and yet whoever reads still waits for data
        1001: NetworkConnection,  # going away
        1002: ApiFormat,  # protocol error
        1003: ApiRequest,  # a type of data that it does not take
        1005: NetworkConnection,  # no code
        1006: NetworkConnection,  # no close frame
        1007: ApiRequest,  # data that is not what it claims to be
        1008: ApiPermission,  # against its policy
        1009: _TOO_LARGE,  # message too big
        1010: ApiRequest,  # an extension is missing
        1011: ApiUnavailable,  # internal error
        1012: ApiUnavailable,  # service restart
        1013: Outcome(ApiUnavailable, next_step=Advice.WAIT),  # try again later
        1014: ApiUnavailable,  # bad gateway
        1015: NetworkTls,
        3000: ApiAuth,  # unauthorized
        3003: ApiPermission,  # forbidden
        3008: Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),  # the server waited for us
        **{4000 + status: STATUS.get(status) or STATUS_CLASS[status // 100] for status in _STATUSES},
    }
)
# What we say when we close: we judge what the peer sent. As text: it is read out of a message.
CLOSED_BY_US: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "1002": ApiFormat,
        "1003": ApiFormat,
        "1007": ApiFormat,
        "1009": _TOO_LARGE,  # larger than the caller allowed
    }
)
# The peer's own words, where its code is one for many things.
CLOSE_REASONS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "rate limit": ApiRateLimit,
        "rate-limit": ApiRateLimit,
        "too many requests": ApiRateLimit,
        "unauthorized": ApiAuth,
        "unauthenticated": ApiAuth,
        "authentication": ApiAuth,
        "invalid token": ApiAuth,
        "token expired": ApiAuth,
        "api key": ApiAuth,
    }
)
