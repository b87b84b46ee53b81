"""
Failures of `ccxt`, through all of its exchanges, sync and async.

Floor 1. Data only. Never imports ccxt. Every public exception has a row or says that it inherits.
Sources: https://docs.ccxt.com/#/README?id=error-handling; `ccxt/base/errors.py`, `ccxt/base/exchange.py`,
`ccxt/async_support/base/exchange.py`, `ccxt/binance.py` of 4.5.

ccxt makes a class of what an exchange says, and where the exchange says nothing, of the HTTP status: 400, 403, 404 and
451 all become "not available". Three forms of text tell which of the two it was:
- `binance GET https://... 451 Unavailable body`: the status decided, and is judged here again;
- `binance 429 Too Many Requests body`: likewise;
- `binance {"code": -1121, ...}`: the exchange decided. The codes of Binance are known here and go first; of the other
  exchanges, ccxt knows the codes, so its class stands.

The answer itself is behind, as the implicit context, where requests raised for the status; the asynchronous client has
no such exception, and its answer is with the function that raised.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .binance import LIBRARY as EXCHANGE
from .geographic_words import GEOGRAPHIC_WORDS
from .http_parameters import Parameter

__all__ = ["LIBRARY"]

_ERRORS: Final = "ccxt.base.errors"
_BEHIND: Final = "__context__.response"
_CODE: Final = r"\"code\":\s*\"?(-?\d+)"
# Only Binance's own answers: another exchange may use the same numbers for something else.
_CODES: Final = dict[object, Target](EXCHANGE.providers[0].codes.items())
_BINANCE: Final = Keyed(Extract(rf"^binance\w* .*?{_CODE}"), _CODES, name="Binance code")
_HEADERS: Final = (f"{_BEHIND}.headers", "__traceback__|answer_headers")

# The exchange or the status decided.
_BY_TEXT: Final = Answer(status=("|refusal_told",), headers=_HEADERS, codes=(_BINANCE,))
# The exchange said something that ccxt has no class for: the status is all there is.
_BY_STATUS: Final = Answer(
    status=("|refusal_told", f"{_BEHIND}.status_code|refusal", "__traceback__|answer_status"),
    headers=_HEADERS,
    codes=(_BINANCE,),
)
# A ban and a limit count as such with their own statuses only: exchanges send 400, 403 and 200 with them too.
_THROTTLED: Final = Answer(
    status=("|throttle_told", f"{_BEHIND}.status_code|throttle"), headers=_HEADERS, body=("|throttle_body",)
)
_TOLD: Final = {
    "http_status": "__traceback__|answer_status",
    "provider_code": Extract(_CODE),
    "retry_after": "__traceback__|retry_after_seen",
}


# Exchanges refuse whole countries with any class and status: nobody's waiting or logging in helps.
_PLACE: Final = Words(GEOGRAPHIC_WORDS)


def _said(error: type[ClassifiedError]) -> tuple[Keyed | Words, ...]:
    """Let the class stand where the text is the exchange's own JSON, or tells of a place that is not served."""
    return (_PLACE, Keyed(Extract(r"^[a-z]\w*\s+([{\[])"), {"{": error, "[": error}, name="answer in"))


# What ccxt says itself before it sends anything, and exchanges in any wording.
_SAID: Final[Mapping[str, Target]] = {
    "markets not loaded": Internal,
    "markets not set": Internal,
    "currencies not loaded": Internal,
    "property is not configured": Internal,
    "conflicting proxy settings": Internal,
    "twofa has not been set": ApiAuth,
    "does not have currency code": ApiRequest,
    "does not support": ApiRequest,
    "returned empty response": ApiFormat,
    "too many requests": ApiRateLimit,
    "rate limit": ApiRateLimit,
    "maintenance": ApiUnavailable,
    "server error": ApiUnavailable,
    "internal error": ApiUnavailable,
    "system error": ApiUnavailable,
    "try again": ApiUnavailable,
}

# Class to meaning, where the class says it all.
_MEANINGS: Final[Mapping[str, type[ClassifiedError]]] = {
    "AccountNotEnabled": ApiPermission,
    "AccountSuspended": ApiPermission,
    "AuthenticationError": ApiAuth,
    "DuplicateOrderId": ApiRequest,
    "InsufficientFunds": ApiRequest,
    "InvalidAddress": ApiRequest,
    "InvalidOrder": ApiRequest,
    "MarginModeAlreadySet": ApiRequest,
    "NoChange": ApiRequest,
    "OrderImmediatelyFillable": ApiRequest,
    "OrderNotCached": ApiNotFound,
    "OrderNotFillable": ApiRequest,
    "OrderNotFound": ApiNotFound,
    "PermissionDenied": ApiPermission,
    "RestrictedLocation": ApiPermission,
}
# Class to meaning, where a code of Binance knows better.
_CODED: Final[Mapping[str, type[ClassifiedError]]] = {
    "ArgumentsRequired": ApiRequest,
    "BadRequest": ApiRequest,
    "NotSupported": ApiRequest,
    "OperationRejected": ApiRequest,
}
# It passes by itself: a market that opens, an order on its way, an address that is being made.
_PASSING: Final = ("AddressPending", "CancelPending", "ContractUnavailable", "MarketClosed", "OnMaintenance")
_ENCODING: Final = "ccxt.static_dependencies"

LIBRARY: Final = Library(
    packages=("ccxt",),
    public=("ccxt", "ccxt.base.errors"),
    checked_with="4.5.90",
    rules=(
        Rule(f"{_ERRORS}.BaseError", ApiUnavailable, answer=_BY_STATUS, by=(_PLACE,), fields=_TOLD, weak=True),
        Rule(
            f"{_ERRORS}.ExchangeError",
            ApiRequest,
            answer=_BY_STATUS,
            by=(_PLACE, Words(_SAID)),
            fields=_TOLD,
            weak=True,
        ),
        Rule(
            f"{_ERRORS}.OperationFailed",
            ApiUnavailable,
            answer=_BY_TEXT,
            by=_said(ApiUnavailable),
            fields=_TOLD,
            weak=True,
        ),
        Rule(f"{_ERRORS}.NetworkError", NetworkConnection, answer=_BY_TEXT, by=(_PLACE,), fields=_TOLD, weak=True),
        Rule(
            f"{_ERRORS}.ExchangeNotAvailable",
            ApiUnavailable,
            answer=_BY_TEXT,
            by=_said(ApiUnavailable),
            fields=_TOLD,
            weak=True,
        ),
        # Two of the statuses that it is made of are the server's own waiting.
        Rule(
            f"{_ERRORS}.RequestTimeout",
            NetworkTimeout,
            answer=_BY_TEXT,
            by=_said(ApiUnavailable),
            fields=_TOLD,
            weak=True,
        ),
        Rule(f"{_ERRORS}.DDoSProtection", ApiRateLimit, answer=_THROTTLED, by=(_PLACE,), fields=_TOLD),
        Rule(f"{_ERRORS}.RateLimitExceeded", ApiRateLimit, answer=_THROTTLED, by=(_PLACE,), fields=_TOLD),
        Rule(f"{_ERRORS}.BadResponse", ApiFormat, answer=_BY_TEXT, by=(_PLACE,), fields=_TOLD, weak=True),
        Rule(f"{_ERRORS}.NullResponse", ApiFormat, answer=_BY_TEXT, fields=_TOLD, weak=True),
        Rule(f"{_ERRORS}.BadSymbol", ApiRequest, by=(_BINANCE,), fields={**_TOLD, "parameter": Parameter.SYMBOL}),
        *(Rule(f"{_ERRORS}.{name}", error, by=(_PLACE,), fields=_TOLD) for name, error in _MEANINGS.items()),
        *(Rule(f"{_ERRORS}.{name}", error, by=(_BINANCE, _PLACE), fields=_TOLD) for name, error in _CODED.items()),
        *(Rule(f"{_ERRORS}.{name}", ApiUnavailable, next_step=Advice.WAIT, fields=_TOLD) for name in _PASSING),
        # Part of the signature: two programs share a key, or the clock is wrong.
        Rule(f"{_ERRORS}.InvalidNonce", ApiAuth, by=(_BINANCE,), next_step=Advice.ASK_OPERATOR, fields=_TOLD),
        # Terms to accept, an identity to prove: somebody has to log in.
        Rule(f"{_ERRORS}.ManualInteractionNeeded", ApiPermission, next_step=Advice.ASK_OPERATOR, fields=_TOLD),
        # The order book that was kept from updates is not the exchange's.
        Rule(f"{_ERRORS}.ChecksumError", DataIntegrity),
        Rule(f"{_ERRORS}.InvalidProxySettings", ApiRequest),
        Rule(f"{_ERRORS}.ExchangeClosedByUser", Internal),
        Rule(f"{_ERRORS}.UnsubscribeError", Internal, weak=True),
        # An answer that is no JSON, and is looked into all the same.
        *(
            Rule(f"builtins.{name}", Internal, raised_in="ccxt", by=(Words({"'str' object": ApiFormat}),), weak=True)
            for name in ("AttributeError", "TypeError")
        ),
        # Copies of other libraries, for decentral exchanges and for updates in MessagePack.
        Rule(f"{_ENCODING}.ethabi.abi.ABITypeError", Internal),
        Rule(f"{_ENCODING}.ethabi.abi.EncodingError", DataTransformation),
        Rule(f"{_ENCODING}.ethabi.abi.EncodingTypeError", DataTransformation),
        Rule(f"{_ENCODING}.ethabi.abi.ValueOutOfBounds", DataTransformation),
        *(
            Rule(f"{_ENCODING}.msgpack.exceptions.{name}", ApiFormat)
            for name in ("BufferFull", "ExtraData", "FormatError", "OutOfData", "StackError", "UnpackException")
        ),
        Rule(f"{_ENCODING}.starkware.crypto.signature.InvalidPublicKeyError", ApiAuth),
    ),
)
