"""What yfinance raises when Yahoo answers in each of its ways, from a server on loopback."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any, ClassVar

import pytest

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, EmptyReason
from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    FetchError,
    Internal,
    NetworkConnection,
    StoragePermission,
    StorageSpace,
)
from tests.rules.one_answer import Answers, answering

yf = pytest.importorskip("yfinance", reason="yfinance is not installed: `make libraries` runs this")
history: Any = pytest.importorskip("yfinance.scrapers.history")
exceptions: Any = pytest.importorskip("yfinance.exceptions")
cache: Any = pytest.importorskip("yfinance.cache")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

_TICKERS = count()


@pytest.fixture(scope="module")
def yahoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Point the library to a server on loopback, without its hunt for cookies."""
    with answering() as server, pytest.MonkeyPatch.context() as patch:
        for module in [each for name, each in sys.modules.items() if name.startswith("yfinance")]:
            for name, value in list(vars(module).items()):
                if name.isupper() and isinstance(value, str) and value.startswith("https://"):
                    patch.setattr(module, name, re.sub(r"https://[^/]+", server.url, value))
        patch.setattr(yf.data.YfData, "_get_cookie_and_crumb", _no_cookie)
        yf.config.debug.hide_exceptions = False
        yf.set_tz_cache_location(str(tmp_path_factory.mktemp("yahoo")))
        yield server
        yf.config.debug.hide_exceptions = True


def _no_cookie(*_args: object, **_named: object) -> tuple[str, str]:
    return "crumb", "basic"


def _history(_url: str) -> object:
    """Ask for prices the way `Ticker.history` does, of a time zone that is known."""
    prices = history.PriceHistory(yf.data.YfData(), f"T{next(_TICKERS)}X", "America/New_York")
    return prices.history(period="5d", timeout=2, raise_errors=True)


def provoke(do: Callable[..., object], *arguments: object) -> Exception:
    """Do something, and give what was raised."""
    try:
        answer = do(*arguments)
    except Exception as exception:
        return exception
    raise AssertionError(f"got {answer!r}")


def _refused(description: str) -> bytes:
    return b'{"chart":{"result":null,"error":{"code":"x","description":"%s"}}}' % description.encode()


ANSWERS: dict[str, tuple[int, bytes, type[FetchError]]] = {
    "limit": (429, b"Too Many Requests", ApiRateLimit),
    "no such symbol": (404, _refused("No data found, symbol may be delisted"), ApiNotFound),
    "range too long": (422, _refused("The requested range must be within the last 30 days."), ApiRequest),
    "range without data": (400, _refused("Data doesn't exist for startDate = 1, endDate = 2"), DataEmpty),
    "no prices": (200, b'{"chart":{"result":[],"error":null}}', DataEmpty),
    "a status in the document": (200, b'{"status_code": 503}', ApiUnavailable),
    "maintenance": (200, b"<html>Will be right back...</html>", ApiUnavailable),
    "a page": (200, b"<html>consent</html>", ApiFormat),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_missing_prices_are_what_kept_them_away(case: str, yahoo: Answers) -> None:
    """One class of the library for a quiet range, a wrong symbol, a limit of the interval and an outage."""
    status, body, expected = ANSWERS[case]
    error = classify_exception(provoke(_history, yahoo.now(status, body)))
    assert type(error) is expected, error
    if case == "range too long":
        assert error.next_step is Advice.SHRINK_REQUEST
    if case == "range without data":
        assert isinstance(error, DataEmpty)
        assert error.reason is EmptyReason.DATE_RANGE


def test_how_long_to_wait_is_known_though_the_library_drops_the_answer(yahoo: Answers) -> None:
    """The function that raised still holds the answer."""
    error = classify_exception(provoke(_history, yahoo.now(429, b"", Retry_After="13")))
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after == timedelta(seconds=13)


def test_a_wait_of_somebody_else_is_not_taken(yahoo: Answers) -> None:
    """Only what the library itself was looking at counts."""

    class Response:
        headers: ClassVar = {"Retry-After": "99"}

    def fetch(url: str) -> object:
        response = Response()
        return _history(url), response

    error = classify_exception(provoke(fetch, yahoo.now(429)))
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after is None


def test_a_network_that_fails_is_the_networks(yahoo: Answers) -> None:
    """The library lets the exceptions of its HTTP client through."""
    assert isinstance(classify_exception(provoke(_history, yahoo.now_cut("reset"))), NetworkConnection)


def test_wrong_arguments_are_the_callers() -> None:
    """They are refused with the language's own classes."""
    assert isinstance(classify_exception(provoke(yf.Ticker, "")), ApiRequest)
    assert isinstance(classify_exception(provoke(yf.utils.get_ticker_by_isin, "XX")), ApiRequest)
    assert isinstance(classify_exception(exceptions.YFInvalidPeriodError("A", "1z", "1d, 5d")), ApiRequest)
    assert isinstance(classify_exception(exceptions.YFNotImplementedError("shares")), Internal)


def test_a_symbol_without_a_time_zone_is_not_there() -> None:
    """The library guesses that it was delisted."""
    error = classify_exception(exceptions.YFTzMissingError("NOPE"))
    assert isinstance(error, ApiNotFound)
    assert error.resource == "NOPE"


def test_a_cache_that_cannot_be_made_is_the_storages() -> None:
    """The words of the operating system are in the text."""
    full = cache._TzCacheException("Error creating TzCache folder: '/x' reason: [Errno 28] No space left on device")
    assert isinstance(classify_exception(full), StorageSpace)
    closed = cache._CookieCacheException("Cannot read and write in CookieCache folder: '/x'")
    assert isinstance(classify_exception(closed), StoragePermission)
