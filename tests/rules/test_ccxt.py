"""What ccxt raises, sync and async, for answers of exchanges and for networks that fail: real clients, real sockets."""

import asyncio
import json
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.rules import Outcome
from dataresult.rules.binance import LIBRARY as EXCHANGE
from dataresult.testing.faults._server import STALL_S
from tests.rules.one_answer import Answers, answering

ccxt = pytest.importorskip("ccxt", reason="ccxt is not installed: `make libraries` runs this")
ccxt_async = pytest.importorskip("ccxt.async_support", reason="aiohttp is not installed: `make libraries` runs this")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CODES = EXCHANGE.providers[0].codes


def _moved(api: object, root: str) -> object:
    """Point every address of an exchange to another server."""
    if isinstance(api, str):
        return re.sub(r"https?://[^/]+", root, api)
    return {name: _moved(each, root) for name, each in cast("Mapping[str, object]", api).items()}


def _exchange(classes: object, name: str, root: str, **options: object) -> Any:  # noqa: ANN401  # it has no types
    exchange = getattr(classes, name)({"timeout": int(STALL_S * 1000), "enableRateLimit": False, **options})
    exchange.urls["api"] = _moved(exchange.urls["api"], root)
    exchange.options["fetchMarkets"] = {"types": ["spot"]}
    exchange.has["fetchCurrencies"] = False
    return exchange


def _sync(name: str, root: str, **options: object) -> object:
    return _exchange(ccxt, name, root, **options).fetch_markets()


def _async(name: str, root: str, **options: object) -> object:
    async def fetch() -> object:
        exchange = _exchange(ccxt_async, name, root, **options)
        try:
            return await exchange.fetch_markets()
        finally:
            await exchange.close()

    return asyncio.run(fetch())


Fetch = Callable[..., object]
both = pytest.mark.parametrize("fetch", [_sync, _async], ids=["sync", "async"])


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve one answer after another."""
    with answering() as server:
        yield server


def provoke(fetch: Fetch, name: str, root: str, **options: object) -> Exception:
    """Ask an exchange, and give what ccxt raised."""
    try:
        answer = fetch(name, root, **options)
    except Exception as exception:
        return exception
    raise AssertionError(f"{name} gave {answer!r}")


def _said(code: int, message: str = "Because.") -> bytes:
    return json.dumps({"code": code, "msg": message}).encode()


PAGE = b"<html>no</html>"
# The status, the body, and what it is.
ANSWERS: dict[str, tuple[int, bytes, type[FetchError]]] = {
    "invalid symbol": (400, _said(-1121, "Invalid symbol."), ApiRequest),
    "illegal characters": (400, _said(-1100), ApiRequest),
    "clock": (400, _said(-1021), ApiRequest),
    "bad key": (401, _said(-2015), ApiAuth),
    "unknown code": (400, _said(-9_999), ApiRequest),
    "unknown error": (500, _said(-1000), ApiUnavailable),
    "overloaded": (503, _said(-1008), ApiUnavailable),
    "too many requests": (429, _said(-1003), ApiRateLimit),
    "too many orders": (429, _said(-1015), ApiRateLimit),
    "ban without a word": (418, b"", ApiRateLimit),
    "limit that came with a good status": (200, _said(-1003), ApiRateLimit),
    "restricted place": (451, _said(0, "Service unavailable from a restricted location."), ApiPermission),
    "firewall": (403, PAGE, ApiPermission),
    "no such page": (404, PAGE, ApiNotFound),
    "bad request without a code": (400, b"bad", ApiRequest),
    "bad gateway": (502, PAGE, ApiUnavailable),
    "unavailable": (503, b"Service Unavailable", ApiUnavailable),
    "gateway timeout": (504, b"", ApiUnavailable),
    "request timeout": (408, b"", NetworkTimeout),
    "origin unknown": (520, PAGE, ApiUnavailable),
}


@both
@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer_decides_not_the_class_that_ccxt_made_of_it(fetch: Fetch, case: str, answers: Answers) -> None:
    """The exchange's code, else the status: ccxt makes "not available" of 400, 403, 404 and 451 alike."""
    status, body, expected = ANSWERS[case]
    error = classify_exception(provoke(fetch, "binance", answers.now(status, body)))
    assert type(error) is expected, error
    code = str(json.loads(body)["code"]) if body.startswith(b"{") else ""
    if code in CODES:
        assert isinstance(error, ApiError)
        assert error.provider_code == code


@both
@pytest.mark.parametrize(("status", "code"), [(429, -1003), (503, -1008), (418, -1003), (429, 0), (503, 0)])
def test_how_long_to_wait_is_known_though_ccxt_drops_the_answer(
    fetch: Fetch, status: int, code: int, answers: Answers
) -> None:
    """The header comes from the answer behind, or from the function that raised."""
    body = _said(code) if code else b"slow down"
    error = classify_exception(provoke(fetch, "binance", answers.now(status, body, Retry_After="11")))
    assert error.next_step is Advice.WAIT
    if isinstance(error, ApiRateLimit):
        assert error.retry_after == timedelta(seconds=11)
        assert error.banned is (status == 418)
    else:
        assert error.context["retry_after_s"] == 11.0


@both
def test_a_ban_ends_at_an_instant(fetch: Fetch, answers: Answers) -> None:
    """The exchange tells in the text when; a pickle keeps that."""
    body = _said(-1003, "Way too much request weight used; IP banned until 4102444800000.")
    exception = provoke(fetch, "binance", answers.now(418, body))
    for each in (exception, pickle.loads(pickle.dumps(exception))):
        error = classify_exception(each)
        assert isinstance(error, ApiRateLimit)
        assert error.banned
        assert error.not_before == datetime(2100, 1, 1, tzinfo=UTC)


# Other exchanges, whose codes only ccxt knows.
OTHERS: dict[str, tuple[str, int, bytes, type[FetchError]]] = {
    "kraken, wrong argument": ("kraken", 200, b'{"error":["EGeneral:Invalid arguments"]}', ApiRequest),
    "kraken, limit": ("kraken", 200, b'{"error":["EAPI:Rate limit exceeded"]}', ApiRateLimit),
    "kraken, unavailable": ("kraken", 200, b'{"error":["EService:Unavailable"]}', ApiUnavailable),
    "kraken, nonce": ("kraken", 200, b'{"error":["EAPI:Invalid nonce"]}', ApiAuth),
    "coinbase, token": ("coinbase", 401, b'{"errors":[{"id":"invalid_token","message":"x"}]}', ApiAuth),
    "coinbase, limit": ("coinbase", 429, b'{"errors":[{"id":"rate_limit_exceeded","message":"x"}]}', ApiRateLimit),
    "coinbase, not found": ("coinbase", 404, b'{"errors":[{"id":"not_found","message":"x"}]}', ApiNotFound),
    "coinbase, unknown": ("coinbase", 500, b'{"errors":[{"id":"new","message":"x"}]}', ApiUnavailable),
    "bybit, limit of the address": ("bybit", 403, b'{"retCode":10018,"retMsg":"exceed ip limit"}', ApiRateLimit),
    "bybit, server": ("bybit", 200, b'{"retCode":10016,"retMsg":"Server error."}', ApiUnavailable),
    "bitfinex, symbol with a wrong status": ("bitfinex", 500, b'["error",10020,"symbol: invalid"]', ApiRequest),
}


@both
@pytest.mark.parametrize("case", OTHERS)
def test_what_ccxt_read_out_of_an_answer_stands(fetch: Fetch, case: str, answers: Answers) -> None:
    """A class that ccxt made of the exchange's own words goes before the status; without one the status counts."""
    name, status, body, expected = OTHERS[case]
    error = classify_exception(provoke(fetch, name, answers.now(status, body)))
    assert type(error) is expected, error


@both
def test_a_network_that_fails_is_the_networks(
    fetch: Fetch, answers: Answers, refusing_port: int, silent_port: int
) -> None:
    """What ccxt calls an error of the exchange is what lies behind it."""
    refused = classify_exception(provoke(fetch, "binance", f"http://127.0.0.1:{refusing_port}"))
    assert isinstance(refused, NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", refusing_port)
    unknown = classify_exception(provoke(fetch, "binance", "http://no-such-host.invalid"))
    assert isinstance(unknown, NetworkDns)
    assert unknown.host == "no-such-host.invalid"
    silent = classify_exception(provoke(fetch, "binance", f"http://127.0.0.1:{silent_port}"))
    assert isinstance(silent, NetworkTimeout)
    assert silent.phase in {TimeoutPhase.READ, TimeoutPhase.TOTAL}
    plain = classify_exception(provoke(fetch, "binance", answers.now(200, b"[]").replace("http:", "https:")))
    assert isinstance(plain, NetworkTls)
    for ending in ("close", "reset"):
        cut = classify_exception(provoke(fetch, "binance", answers.now_cut(ending, body=b'{"symbols": [')))
        assert isinstance(cut, NetworkConnection), cut


def test_what_is_refused_before_sending_is_the_callers() -> None:
    """No credentials, no such symbol, no such endpoint."""
    exchange = ccxt.binance()
    exchange.set_markets([])
    faults: list[tuple[Callable[[], object], type[FetchError]]] = [
        (exchange.fetch_balance, ApiAuth),
        (lambda: exchange.fetch_ohlcv("FOO/BAR"), ApiRequest),
        (lambda: ccxt.Exchange().fetch_ticker("FOO/BAR"), ApiRequest),
        (lambda: ccxt.Exchange().parse_timeframe("1z"), ApiRequest),
    ]
    for fault, expected in faults:
        with pytest.raises(ccxt.BaseError) as raised:
            fault()
        assert type(classify_exception(raised.value)) is expected


@settings(max_examples=settings().max_examples // 2)
@given(code=st.sampled_from(sorted(CODES)))
def test_every_code_of_the_exchange_is_read_out_of_the_text(code: str) -> None:
    """An answer that ccxt has no class for is kept as text, and only that."""
    target = CODES[code]
    expected = target.error if isinstance(target, Outcome) else target
    error = classify_exception(ccxt.ExchangeError(f'binanceusdm {{"code":{code},"msg":"Because."}}'))
    assert type(error) is expected
    assert isinstance(error, ApiError)
    assert error.provider_code == code
    # The same number of another exchange means something else.
    assert type(classify_exception(ccxt.ExchangeError(f'okx {{"code":"{code}","msg":"x"}}'))) is ApiRequest


@pytest.mark.parametrize("name", ["RateLimitExceeded", "DDoSProtection", "ExchangeError", "ExchangeNotAvailable"])
def test_a_country_that_is_refused_is_no_limit(name: str) -> None:
    """No waiting helps, whatever class ccxt made of it: https://github.com/ccxt/ccxt/issues on Bybit's 403."""
    text = (
        "bybit GET https://h.example/v5 403 Forbidden The distribution is configured to block access from your country."
    )
    assert type(classify_exception(getattr(ccxt, name)(text))) is ApiPermission
    limit = ccxt.RateLimitExceeded('bybit {"retCode":10006,"retMsg":"Too many visits!"}')
    assert type(classify_exception(limit)) is ApiRateLimit


def test_each_class_by_itself_says_what_it_means() -> None:
    """Text alone, as after a pickle or in a report."""
    meanings = {
        "RateLimitExceeded": ApiRateLimit,
        "DDoSProtection": ApiRateLimit,
        "OnMaintenance": ApiUnavailable,
        "ExchangeNotAvailable": ApiUnavailable,
        "RequestTimeout": NetworkTimeout,
        "NetworkError": NetworkConnection,
        "NullResponse": ApiFormat,
        "OrderNotFound": ApiNotFound,
        "ChecksumError": DataIntegrity,
        "AccountSuspended": ApiPermission,
    }
    for name, expected in meanings.items():
        assert type(classify_exception(getattr(ccxt, name)("binance said no"))) is expected, name
