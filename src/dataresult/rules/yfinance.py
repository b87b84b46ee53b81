"""
Failures of `yfinance`.

Floor 1. Data only. Never imports yfinance. Every public exception has a row or says that it inherits.
Source: https://ranaroussi.github.io/yfinance/; `yfinance/exceptions.py`, `yfinance/scrapers/history.py`,
`yfinance/data.py` of 1.7.

It tells of missing prices whatever kept them away, so what Yahoo said, or the status it answered with, is looked for
in the text. The answer itself is with the function that raised, if anywhere.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, EmptyReason
from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    Internal,
    StoragePermission,
    StorageWrite,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Target, Words
from .http_parameters import Parameter
from .http_status_words import status_words
from .os_errno import OS_WORDS

__all__ = ["LIBRARY"]

_TICKER: Final = {"resource": "ticker"}
_STATUSES: Final = dict[object, Target](status_words("{status}").items())
_STATUS: Final = Keyed(Extract(r"status_code = (\d{3})"), _STATUSES, name="HTTP status")
_DOWN: Final[Mapping[str, Target]] = {"currently down": ApiUnavailable, "too many requests": ApiRateLimit}
# What Yahoo says when it has no prices: https://github.com/ranaroussi/yfinance/issues/2125 and others.
_REASONS: Final[Mapping[str, Target]] = {
    **_DOWN,
    # As in `1m data not available for startTime=1. Only 8 days worth of 1m granularity data are allowed per request`.
    "must be within the last": Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
    "granularity data are allowed": Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
    "data doesn't exist for startdate": Outcome(DataEmpty, fields={"reason": EmptyReason.DATE_RANGE}),
    "is invalid, must be one of": ApiRequest,
    "invalid input": ApiRequest,
    "no data found, symbol may be delisted": Outcome(ApiNotFound, fields=_TICKER),
    "symbol not found": Outcome(ApiNotFound, fields=_TICKER),
    "quote not found": Outcome(ApiNotFound, fields=_TICKER),
}
_ANSWERED: Final[Mapping[str, Target]] = {
    **_DOWN,
    "failed to parse": ApiFormat,
    "empty fundamentals": DataEmpty,
    "no fund data found": DataEmpty,
    "history found": DataEmpty,
    "unsupported session type": Internal,
    "caching sessions": Internal,
    "manually add 'crumb'": Internal,
    "valid modules": ApiRequest,
    "list of modules": ApiRequest,
    "unknown calendar type": ApiRequest,
    "returned error": ApiRequest,
    "data was lost in merge": Internal,
}
_LACKS: Final[Mapping[str, Target]] = {"'nonetype' object": ApiFormat, "indices must be integers": ApiFormat}
_CACHE: Final[Mapping[str, Target]] = {"cannot read and write": StoragePermission, **OS_WORDS}

LIBRARY: Final = Library(
    packages=("yfinance",),
    public=("yfinance.exceptions",),
    checked_with="1.7.0",
    rules=(
        Rule("yfinance.exceptions.YFException", ApiRequest, by=(Words(_ANSWERED),), weak=True),
        Rule("yfinance.exceptions.YFDataException", ApiFormat, by=(Words(_ANSWERED),), weak=True),
        Rule(
            "yfinance.exceptions.YFRateLimitError",
            ApiRateLimit,
            fields={"retry_after": "__traceback__|retry_after_seen"},
        ),
        # "Possibly delisted" is what it guesses; such a symbol may never have been.
        Rule("yfinance.exceptions.YFTickerMissingError", ApiNotFound, fields=_TICKER),
        Rule("yfinance.exceptions.YFTzMissingError", ApiNotFound, fields=_TICKER),
        Rule(
            "yfinance.exceptions.YFPricesMissingError",
            DataEmpty,
            by=(_STATUS, Words(_REASONS)),
            fields={"reason": EmptyReason.API_RESPONSE},
        ),
        Rule("yfinance.exceptions.YFEarningsDateMissing", DataEmpty, fields={"reason": EmptyReason.API_RESPONSE}),
        Rule("yfinance.exceptions.YFInvalidPeriodError", ApiRequest, fields={"parameter": Parameter.PERIOD}),
        Rule("yfinance.exceptions.YFNotImplementedError", Internal),
        # Its caches of time zones, cookies and ISINs, in a folder of the user.
        *(
            Rule(f"yfinance.cache.{name}", StorageWrite, by=(Words(_CACHE),))
            for name in ("_CookieCacheException", "_ISINCacheException", "_TzCacheException")
        ),
        # Wrong arguments, refused before anything is asked.
        Rule("builtins.ValueError", ApiRequest, raised_in="yfinance", weak=True),
        # An answer that lacks what is looked for in it.
        Rule(
            "builtins.KeyError", ApiFormat, raised_in="yfinance", by=(Words({"not valid key": ApiRequest}),), weak=True
        ),
        Rule("builtins.IndexError", ApiFormat, raised_in="yfinance", weak=True),
        Rule("builtins.TypeError", Internal, raised_in="yfinance", by=(Words(_LACKS),), weak=True),
        Rule("builtins.AttributeError", Internal, raised_in="yfinance", by=(Words(_LACKS),), weak=True),
    ),
)
