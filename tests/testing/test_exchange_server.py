"""The embedded exchange refuses, limits, fails on request and ends as it says."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from dataresult.testing.exchange import (
    Endpoint,
    ExchangeServer,
    GeneratedMarket,
    MarketName,
    WeightLimiter,
    faults,
    refused_url,
)
from tests.testing._exchange_client import (
    NOW,
    PATHS,
    UNLIMITED,
    archive_target,
    ask,
    klines,
    ms,
)

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def exchange() -> Iterator[ExchangeServer]:
    """An exchange with two symbols and no limit that a test could reach."""
    market = GeneratedMarket(seed=3, symbols=["BTCUSDT", "GONEUSDT"])
    with ExchangeServer(market, clock=NOW.timestamp, weight_limits=UNLIMITED) as server:
        yield server


@pytest.mark.parametrize(
    ("market", "query", "expected"),
    [
        (
            "spot",
            "interval=1m",
            (400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."),
        ),
        (
            "spot",
            "symbol=BTCUSDT",
            (400, -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed."),
        ),
        ("spot", "symbol=&interval=1m", (400, -1105, "Parameter 'symbol' was empty.")),
        (
            "spot",
            "symbol=btcusdt&interval=1m",
            (
                400,
                -1100,
                "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
            ),
        ),
        ("spot", "symbol=NOPE&interval=1m", (400, -1121, "Invalid symbol.")),
        ("spot", "symbol=BTCUSDT&interval=7m", (400, -1120, "Invalid interval.")),
        ("um", "symbol=BTCUSDT&interval=1s", (400, -1120, "Invalid interval.")),
        (
            "spot",
            "symbol=BTCUSDT&interval=1m&startTime=-5",
            (
                400,
                -1100,
                "Illegal characters found in parameter 'startTime'; legal range is '^[0-9]{1,20}$'.",
            ),
        ),
        (
            "spot",
            "symbol=BTCUSDT&interval=1m&startTime=99999999999999999999",
            (400, -1108, "Parameter 'startTime' overflowed."),
        ),
        (
            "spot",
            "symbol=BTCUSDT&interval=1m&from=1&to=2",
            (400, -1104, "Not all sent parameters were read; read '2' parameter(s) but was sent '4'."),
        ),
        (
            "spot",
            "symbol=BTCUSDT&symbol=ETHUSDT&interval=1m",
            (400, -1101, "Duplicate values for a parameter detected."),
        ),
        (
            "spot",
            "symbol=BTCUSDT&interval=1m&timeZone=3",
            (400, -1130, "Data sent for parameter 'timeZone' is not valid."),
        ),
        (
            "um",
            "symbol=BTCUSDT&interval=1m&limit=1501",
            (400, -1130, "Data sent for parameter 'limit' is not valid."),
        ),
        (
            "um",
            "symbol=BTCUSDT&interval=1m&startTime=2&endTime=1",
            (400, -1023, "Start time is greater than end time."),
        ),
        (
            "cm",
            f"symbol=BTCUSDT&interval=1d&startTime=1&endTime={201 * 86_400_000}",
            (400, -4165, "Maximum time interval is 200 days."),
        ),
    ],
)
def test_refusals_sound_like_the_real_ones(
    exchange: ExchangeServer, market: MarketName, query: str, expected: tuple[int, int, str]
) -> None:
    """A bad request is answered with the real exchange's status, code and words, and with its weight."""
    reply = ask(exchange, f"{PATHS[market]}/klines?{query}")
    assert reply.error() == expected
    assert reply.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert int(reply.headers["x-mbx-used-weight-1m"]) > 0


def test_limits_of_a_page(exchange: ExchangeServer) -> None:
    """500 rows by default; spot cuts at 1000, futures allow 1500; coin futures keep the newest."""
    start = ms("2025-02-01")
    asked: list[tuple[MarketName, int | None]] = [("spot", None), ("spot", 5000), ("um", 1500)]
    sizes = [
        len(klines(exchange, market, symbol="BTCUSDT", interval="1m", startTime=start, limit=limit).rows())
        for market, limit in asked
    ]
    assert sizes == [500, 1000, 1500]
    end = start + 3 * 86_400_000
    rows = klines(exchange, "cm", symbol="BTCUSDT", interval="1m", startTime=start, endTime=end, limit=7).rows()
    assert [row[0] for row in rows] == [end - 60_000 * back for back in range(6, -1, -1)]


def test_the_small_endpoints(exchange: ExchangeServer) -> None:
    """Ping, time and exchangeInfo answer in every market; what is unknown is 404."""
    for path in PATHS.values():
        assert ask(exchange, f"{path}/ping").body == b"{}"
        assert json.loads(ask(exchange, f"{path}/time").body) == {"serverTime": ms(NOW)}
        info = json.loads(ask(exchange, f"{path}/exchangeInfo").body)
        assert [symbol["symbol"] for symbol in info["symbols"]] == ["BTCUSDT", "GONEUSDT"]
        assert ask(exchange, f"{path}/depth").status == 404
    one = json.loads(ask(exchange, '/api/v3/exchangeInfo?symbols=["GONEUSDT"]').body)
    assert [symbol["symbol"] for symbol in one["symbols"]] == ["GONEUSDT"]
    assert ask(exchange, "/api/v3/exchangeInfo?symbol=NOPE").error()[1] == -1121
    assert ask(exchange, "/nothing/here").status == 404


@define
class _PlainLimiter:
    """The rules again, over a plain list of what was asked when."""

    limit: int
    patience: int
    asked: list[tuple[int, int]]
    refusals: int = 0
    bans: int = 0
    until: int = 0

    def status(self, weight: int, at_s: int) -> int:
        self.asked.append((at_s // 60, weight))
        used = sum(weight for minute, weight in self.asked if minute == at_s // 60)
        if at_s < self.until:
            return 418
        if used <= self.limit:
            self.refusals = 0
            return 200
        self.refusals += 1
        if self.refusals <= self.patience:
            return 429
        self.refusals, self.until = 0, at_s + min(120 * 2**self.bans, 259_200)
        self.bans += 1
        return 418


@given(
    limit=st.integers(1, 30),
    patience=st.integers(0, 4),
    steps=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 12)), max_size=80),
)
def test_the_limiter_is_its_plain_model(limit: int, patience: int, steps: list[tuple[int, int]]) -> None:
    """For any sequence of requests the verdicts are those of the list-based model, and the hints lead out."""
    limiter = WeightLimiter(limit=limit, refusals_before_ban=patience)
    model = _PlainLimiter(limit, patience, [])
    at_s = 1_750_000_000
    for wait_s, weight in steps:
        at_s += wait_s
        verdict = limiter.spend(weight, at_s)
        assert verdict.status == model.status(weight, at_s)
        if verdict.retry_after_s is not None:
            free_s = at_s + verdict.retry_after_s
            assert free_s == (model.until if verdict.status == 418 else (at_s // 60 + 1) * 60)


def test_who_does_not_heed_429_is_banned() -> None:
    """Above the limit comes 429 with the seconds to the minute's end, then 418 with its end, then peace."""
    now = [ms("2025-06-15T12:00:48") / 1000]
    with ExchangeServer(clock=lambda: now[0], weight_limits={"spot": 3}, refusals_before_ban=2) as server:
        replies = [klines(server, symbol="BTCUSDT", interval="1m", limit=1) for _ in range(4)]
        assert [reply.status for reply in replies] == [200, 429, 429, 418]
        assert [reply.headers["Retry-After"] for reply in replies] == [None, "12", "12", "120"]
        assert [reply.headers["x-mbx-used-weight"] for reply in replies] == ["2", "4", "6", "8"]
        words = (
            "Too much request weight used; current limit is 3 request weight per 1 MINUTE. "
            "Please use WebSocket Streams for live updates to avoid polling the API."
        )
        assert replies[1].error() == (429, -1003, words)
        until = ms("2025-06-15T12:02:48")
        assert f"IP banned until {until}." in str(replies[3].error()[2])
        assert ask(server, "/fapi/v1/ping").headers["x-mbx-used-weight-1m"] == "1"  # each market has its own
        now[0] = until / 1000
        assert ask(server, "/api/v3/ping").status == 200
        server.used_weight = 100
        assert ask(server, "/api/v3/ping").headers["x-mbx-used-weight-1m"] == "101"
        server.reset()
        assert server.used_weight == 0


@given(times=st.none() | st.integers(0, 4), after=st.integers(0, 4), hits=st.lists(st.booleans(), max_size=12))
def test_an_injected_fault_strikes_as_often_as_said(
    exchange: ExchangeServer, times: int | None, after: int, hits: list[bool]
) -> None:
    """Of the requests that fit the path, `after` pass, then `times` meet the fault; others never do."""
    exchange.reset()
    injection = exchange.inject(faults.GEO_BLOCKED, path="*/time*", times=times, after=after)
    served = [ask(exchange, "/api/v3/time" if hit else "/api/v3/ping").status for hit in hits]
    left, expected = times, list[int]()
    for nth, hit in zip((sum(hits[:i]) for i in range(len(hits))), hits, strict=True):
        struck = hit and nth >= after and (left is None or left > 0)
        left = left - 1 if struck and left is not None else left
        expected.append(451 if struck else 200)
    assert served == expected
    assert injection.fired == expected.count(451)
    assert [r.fault for r in exchange.requests] == ["geo_blocked" if s == 451 else None for s in expected]
    exchange.reset()


def test_the_first_fault_that_fits_strikes(exchange: ExchangeServer) -> None:
    """Injections are asked in order, each only for its kind of request, until they are removed or used up."""
    exchange.reset()
    archive = exchange.inject(faults.CORRUPT_ZIP, times=None)
    first = exchange.inject(faults.SERVER_ERROR, times=None)
    exchange.inject(faults.OVERLOADED)
    assert [ask(exchange, "/api/v3/ping").status for _ in range(2)] == [500, 500]
    first.remove()
    assert [ask(exchange, "/api/v3/ping").status for _ in range(2)] == [503, 200]
    assert archive.fired == 0
    assert exchange.counts == {(Endpoint.REST, 500): 2, (Endpoint.REST, 503): 1, (Endpoint.REST, 200): 1}
    exchange.reset()


def test_many_clients_at_once_are_all_counted(exchange: ExchangeServer) -> None:
    """Requests from several threads are each logged and weighed once, and each fault strikes once."""
    exchange.reset()
    injection = exchange.inject(faults.EMPTY_LIST, times=10)
    with ThreadPoolExecutor(8) as pool:
        targets = ["/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2"] * 160
        bodies = [reply.body for reply in pool.map(partial(ask, exchange), targets)]
    assert bodies.count(b"[]") == injection.fired == 10
    assert len(exchange.requests) == 160
    assert exchange.used_weight == 320
    exchange.reset()


def _sockets() -> set[str]:
    """The sockets that this process holds, where the system says."""
    held: set[str] = set()
    for link in Path("/proc/self/fd").glob("*"):
        with suppress(FileNotFoundError):  # the look itself held it
            held.add(str(link.readlink()))
    return {name for name in held if name.startswith("socket:")}


def test_nothing_is_left_after_the_end() -> None:
    """Idle connections, stalls and drips in progress end with the server; no thread and no socket remains."""
    threads, sockets = set(threading.enumerate()), _sockets()
    server = ExchangeServer().start()
    with pytest.raises(RuntimeError, match="is running"):
        server.start()
    address = urlsplit(server.base_url)
    server.inject(faults.STALL_BEFORE_HEADERS, path="*/time")
    server.inject(faults.STALL_IN_BODY, path="*/exchangeInfo")
    server.inject(faults.DRIPPED, path="*/klines*")
    clients: list[socket.socket] = []
    for target in ("ping", "time", "exchangeInfo", "klines?symbol=BTCUSDT&interval=1d"):
        client = socket.create_connection((str(address.hostname), address.port or 0), timeout=10)
        client.sendall(f"GET /api/v3/{target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        clients.append(client)
    assert clients[0].recv(1)  # answered, and kept open
    assert clients[2].recv(1)
    assert clients[3].recv(1)
    server.stop()
    server.stop()
    for client in clients:
        client.close()
    assert set(threading.enumerate()) <= threads
    assert _sockets() <= sockets
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url
    with server:  # and it can be started again
        assert ask(server, "/api/v3/ping").status == 200


def test_a_connection_carries_many_requests(exchange: ExchangeServer) -> None:
    """Connections are kept alive, after errors and HEAD as well."""
    connection = http.client.HTTPConnection(urlsplit(exchange.base_url).netloc, timeout=10)
    local: set[object] = set()
    for method, target, status in (
        ("GET", "/api/v3/ping", 200),
        ("GET", "/api/v3/klines", 400),
        ("HEAD", archive_target("spot", "1h", "2025-02-01"), 200),
        ("GET", "/archive/nothing", 404),
    ):
        connection.request(method, target)
        reply = connection.getresponse()
        assert (reply.status, reply.version) == (status, 11)
        reply.read()
        local.add(connection.sock.getsockname())
    connection.close()
    assert len(local) == 1


def test_a_refused_url_refuses() -> None:
    """Nothing listens at the URL."""
    address = urlsplit(refused_url())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((str(address.hostname), address.port or 0), timeout=10)
