"""
HTTP status to error class: one table for every client library.

Floor 1. Data only. A status that is not in the table decides nothing.
Source: https://www.iana.org/assignments/http-status-codes, https://www.rfc-editor.org/rfc/rfc9110#section-15;
vendors' own codes at their rows.
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
    NetworkTimeout,
)

from ._rule import Outcome, Target

__all__ = ["STATUS", "STATUS_CLASS"]

STATUS: Final[Mapping[int, Target]] = MappingProxyType(
    {
        401: ApiAuth,
        402: ApiPermission,  # a plan that does not include this
        403: ApiPermission,
        404: ApiNotFound,
        407: ApiAuth,  # the proxy wants credentials
        408: Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),  # the server waited for our request
        410: ApiNotFound,
        413: Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        414: Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        # An exchange's ban: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
        418: Outcome(ApiRateLimit, fields={"banned": True}),
        423: ApiUnavailable,  # locked, for now
        425: ApiUnavailable,  # too early
        429: ApiRateLimit,
        431: Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        440: ApiAuth,  # Microsoft: the login timed out
        444: ApiUnavailable,  # nginx: closed without an answer
        451: ApiPermission,
        460: ApiUnavailable,  # AWS load balancer: the client closed first
        495: ApiAuth,  # nginx: the client certificate is wrong
        496: ApiAuth,  # nginx: the client certificate is missing
        498: ApiAuth,  # Esri: the token is invalid or expired
        499: ApiUnavailable,  # nginx, Cloudflare R2: closed before the answer
        509: ApiRateLimit,  # bandwidth limit exceeded
        511: ApiAuth,  # a network that wants a login
    }
)
# The first digit, for what has no row: an unknown status is treated as the x00 of its class (RFC 9110, section 15).
STATUS_CLASS: Final[Mapping[int, Target]] = MappingProxyType({3: ApiFormat, 4: ApiRequest, 5: ApiUnavailable})
