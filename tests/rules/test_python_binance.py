"""What python-binance raises, sync and async: the exchange's codes, bans, and networks that fail."""

import asyncio
import json
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
)
from dataresult.rules import Outcome
from dataresult.rules.binance import LIBRARY as EXCHANGE
from dataresult.testing.faults._server import STALL_S
from tests.rules.one_answer import Answers, answering

binance = pytest.importorskip("binance", reason="python-binance is not installed: `make libraries` runs this")
exceptions = pytest.importorskip("binance.exceptions")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CODES = EXCHANGE.providers[0].codes


def _sync(root: str) -> object:
    client = binance.Client("key", "secret", ping=False, requests_params={"timeout": STALL_S})
    client.API_URL = f"{root}/api"
    return client.get_klines(symbol="BTCUSDT", interval="1m")


def _async(root: str) -> object:
    async def fetch() -> object:
        client = binance.AsyncClient("key", "secret", requests_params={"timeout": STALL_S})
        client.API_URL = f"{root}/api"
        try:
            return await client.get_klines(symbol="BTCUSDT", interval="1m")
        finally:
            await client.close_connection()

    return asyncio.run(fetch())


Fetch = Callable[[str], object]
both = pytest.mark.parametrize("fetch", [_sync, _async], ids=["sync", "async"])


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve one answer after another."""
    with answering() as server:
        yield server


def provoke(fetch: Callable[..., object], *arguments: object) -> Exception:
    """Do something, and give what was raised."""
    try:
        answer = fetch(*arguments)
    except Exception as exception:
        return exception
    raise AssertionError(f"got {answer!r}")


def _said(code: int, message: str = "Because.") -> bytes:
    return json.dumps({"code": code, "msg": message}).encode()


ANSWERS: dict[str, tuple[int, bytes, type[FetchError]]] = {
    "invalid symbol": (400, _said(-1121), ApiRequest),
    "clock": (400, _said(-1021), ApiRequest),
    "bad key": (401, _said(-2015), ApiAuth),
    "too many requests": (429, _said(-1003), ApiRateLimit),
    "overloaded": (503, _said(-1008), ApiUnavailable),
    "restricted place": (451, _said(0), ApiPermission),
    "firewall": (403, b"<html>", ApiPermission),
    "no such page": (404, b"<html>", ApiNotFound),
    "ban without a word": (418, b"", ApiRateLimit),
    "bad gateway": (502, b"<html>", ApiUnavailable),
    "half of a document": (200, b'[[1, "', ApiFormat),
    "request timeout": (408, b"", NetworkTimeout),
}


@both
@pytest.mark.parametrize("case", ANSWERS)
def test_the_code_goes_before_the_status(fetch: Fetch, case: str, answers: Answers) -> None:
    """The library has read the code; without one the status counts."""
    status, body, expected = ANSWERS[case]
    error = classify_exception(provoke(fetch, answers.now(status, body, Content_Type="application/json")))
    assert type(error) is expected, error
    if expected is ApiFormat:
        assert isinstance(error, ApiFormat)
        assert error.snippet == '[[1, "'


@both
def test_bans_and_waits_are_read_from_the_answer(fetch: Fetch, answers: Answers) -> None:
    """A header, or the instant in the text."""
    limited = classify_exception(
        provoke(fetch, answers.now(429, _said(-1003), Retry_After="11", X_MBX_USED_WEIGHT_1M="9"))
    )
    assert isinstance(limited, ApiRateLimit)
    assert (limited.retry_after, limited.used, limited.banned) == (timedelta(seconds=11), 9, False)
    banned = classify_exception(provoke(fetch, answers.now(418, _said(-1003, "IP banned until 4102444800000."))))
    assert isinstance(banned, ApiRateLimit)
    assert (banned.not_before, banned.banned) == (datetime(2100, 1, 1, tzinfo=UTC), True)
    busy = classify_exception(provoke(fetch, answers.now(503, _said(-1008), Retry_After="30")))
    assert (busy.next_step, busy.context["retry_after_s"]) == (Advice.WAIT, 30.0)


@both
def test_a_network_that_fails_is_the_networks(
    fetch: Fetch, answers: Answers, refusing_port: int, silent_port: int
) -> None:
    """The library lets the exceptions of its HTTP client through."""
    assert isinstance(classify_exception(provoke(fetch, f"http://127.0.0.1:{refusing_port}")), NetworkConnection)
    assert isinstance(classify_exception(provoke(fetch, "http://no-such-host.invalid")), NetworkDns)
    assert isinstance(classify_exception(provoke(fetch, f"http://127.0.0.1:{silent_port}")), NetworkTimeout)
    assert isinstance(classify_exception(provoke(fetch, answers.now_cut("close"))), NetworkConnection)


class _Answer:
    """As much of an answer as the exception looks at."""

    def __init__(self, text: str) -> None:
        self.text = text


@given(code=st.sampled_from(sorted(CODES)), status=st.sampled_from([400, 401, 403, 404, 429, 500, 503]))
def test_every_code_decides_whatever_the_status(code: str, status: int) -> None:
    """Also where the answer is gone, as after a pickle."""
    text = json.dumps({"code": int(code), "msg": "x"})
    target = CODES[code]
    expected = target.error if isinstance(target, Outcome) else target
    error = classify_exception(exceptions.BinanceAPIException(_Answer(text), status, text))
    assert type(error) is expected
    assert isinstance(error, ApiError)
    assert (error.http_status, error.provider_code) == (status, code)


def test_what_the_client_refuses_itself() -> None:
    """Dates, filters, keys, and what it does not do."""
    helpers: Any = pytest.importorskip("binance.helpers")
    without_key = binance.Client(ping=False)
    assert isinstance(classify_exception(provoke(helpers.date_to_milliseconds, "no date")), ApiRequest)
    assert isinstance(classify_exception(provoke(without_key.get_account)), ApiAuth)
    assert isinstance(classify_exception(exceptions.BinanceOrderMinTotalException("5")), ApiRequest)
    assert isinstance(classify_exception(exceptions.BinanceRegionException("us", "com")), ApiRequest)
    assert isinstance(classify_exception(exceptions.NotImplementedException("x")), Internal)


def test_streams_that_end_are_connections() -> None:
    """A stream says in words why it could not be opened."""
    unable = exceptions.BinanceWebsocketUnableToConnect
    assert isinstance(classify_exception(unable("Request timed out")), NetworkTimeout)
    assert isinstance(classify_exception(unable({"code": -1021, "msg": "x"})), ApiRequest)
    assert isinstance(classify_exception(unable("Connection failed: [Errno 111] refused")), NetworkConnection)
    assert isinstance(classify_exception(exceptions.ReadLoopClosed("closed")), NetworkConnection)
    travelled = pickle.loads(pickle.dumps(exceptions.BinanceWebsocketClosed("closed")))
    assert isinstance(classify_exception(travelled), NetworkConnection)
