"""The embedded exchange answers as the real one does, and REST, archives and calendar agree with each other."""

import hashlib
import http.client
import io
import json
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from attrs import define, frozen
from hypothesis import given
from hypothesis import strategies as st

from dataresult.testing.exchange import (
    BarQuery,
    Endpoint,
    ExchangeServer,
    GeneratedMarket,
    MarketName,
    RecordedMarket,
    WeightLimiter,
    faults,
    refused_url,
)

_NOW: Final = datetime(2025, 6, 15, 12, 34, 56, tzinfo=UTC)
_LISTED: Final = datetime(2024, 12, 30, 5, 30, tzinfo=UTC)
_HALTS: Final = (
    ("2025-01-02T12:40", "2025-01-02T14:00"),
    ("2025-01-02T13:50", "2025-01-02T14:00:30"),
    ("2025-01-03", "2025-01-05T00:10"),
)
_PATHS: Final[dict[MarketName, str]] = {"spot": "/api/v3", "um": "/fapi/v1", "cm": "/dapi/v1"}
_FOLDERS: Final[dict[MarketName, str]] = {"spot": "spot", "um": "futures/um", "cm": "futures/cm"}
_MINUTES: Final = {
    "1m": 1,
    "3m": 3,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "4h": 240,
    "1d": 1440,
}
_UNLIMITED: Final[dict[MarketName, int]] = {"spot": 10**9, "um": 10**9, "cm": 10**9}

Row = list[object]


def _ms(moment: datetime | str) -> int:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


@frozen
class _Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def error(self) -> tuple[int, object, object]:
        parsed = json.loads(self.body)
        return self.status, parsed["code"], parsed["msg"]

    def rows(self) -> list[Row]:
        assert self.status == 200, self.body
        rows: list[Row] = json.loads(self.body)
        return rows


def _ask(server: ExchangeServer, target: str, method: str = "GET") -> _Reply:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    try:
        connection.request(method, target)
        reply = connection.getresponse()
        return _Reply(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def _klines(server: ExchangeServer, market: MarketName = "spot", **parameters: object) -> _Reply:
    query = "&".join(f"{name}={value}" for name, value in parameters.items() if value is not None)
    return _ask(server, f"{_PATHS[market]}/klines?{query}")


def _archive_target(market: MarketName, interval: str, date: str, symbol: str = "BTCUSDT") -> str:
    period = "daily" if len(date) == len("2025-01-01") else "monthly"
    folder = f"/archive/data/{_FOLDERS[market]}/{period}/klines/{symbol}/{interval}"
    return f"{folder}/{symbol}-{interval}-{date}.zip"


def _archive_rows(body: bytes) -> list[Row]:
    """An archive's rows as REST has them, read without the exchange's own reader."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (member,) = archive.namelist()
        lines = archive.read(member).decode().splitlines()
    rows: list[Row] = []
    for line in lines:
        cells = line.split(",")
        if cells[0] != "open_time":
            digits = len("1735689600000")
            times = int(cells[0][:digits]), int(cells[6][:digits])
            rows.append([times[0], *cells[1:6], times[1], cells[7], int(cells[8]), *cells[9:]])
    return rows


@pytest.fixture(scope="module")
def exchange() -> Iterator[ExchangeServer]:
    market = GeneratedMarket(
        seed=3,
        symbols=["BTCUSDT", "GONEUSDT"],
        listed_at={"BTCUSDT": _LISTED},
        delisted_at={"GONEUSDT": "2020-03-04T10:00:30"},
        halts=_HALTS,
    )
    with ExchangeServer(market, clock=_NOW.timestamp, weight_limits=_UNLIMITED) as server:
        yield server


def _traded_minutes(start_ms: int, end_ms: int) -> list[int]:
    """Plainly, one after the other: the minutes of BTCUSDT in which a moment was open for trade."""
    halts = [(_ms(start), _ms(end)) for start, end in _HALTS]
    minutes = []
    for minute in range(-(-start_ms // 60_000) * 60_000, end_ms + 1, 60_000):
        halves = range(max(minute, _ms(_LISTED)), minute + 60_000, 30_000)  # all starts and ends are on these
        if any(not any(start <= half < end for start, end in halts) for half in halves):
            minutes.append(minute)
    return minutes


_days = st.integers(0, 8).map(lambda days: datetime(2024, 12, 29, tzinfo=UTC) + timedelta(days=days))


@given(
    market=st.sampled_from(["spot", "um"]),
    day=_days,
    interval=st.sampled_from(sorted(_MINUTES)),
    limit=st.integers(1, 1000),
    bounds=st.tuples(st.integers(0, 86_399_999), st.integers(0, 86_399_999)).map(sorted),
)
def test_pages_joined_are_the_archive(
    exchange: ExchangeServer, market: MarketName, day: datetime, interval: str, limit: int, bounds: list[int]
) -> None:
    """Whatever the range and the page size, REST pages put together are the archive's rows of that range."""
    start, end = _ms(day) + bounds[0], _ms(day) + bounds[1]
    joined: list[Row] = []
    cursor = start
    while cursor <= end:
        page = _klines(
            exchange, market, symbol="BTCUSDT", interval=interval, startTime=cursor, endTime=end, limit=limit
        ).rows()
        assert len(page) <= limit
        joined += page
        if len(page) < limit:
            break
        cursor = int(str(page[-1][0])) + 1
    archive = _ask(exchange, _archive_target(market, interval, f"{day:%Y-%m-%d}"))
    rows = _archive_rows(archive.body) if archive.status == 200 else []
    assert joined == [row for row in rows if start <= int(str(row[0])) <= end]


@given(day=_days, hour=st.integers(0, 23), limit=st.integers(1, 200), newest=st.booleans())
def test_bars_exist_exactly_where_something_could_trade(
    exchange: ExchangeServer, day: datetime, hour: int, limit: int, newest: bool
) -> None:
    """Before the listing and in halts there is no bar; a limit keeps the oldest, without a start the newest."""
    start, end = _ms(day + timedelta(hours=hour)), _ms(day + timedelta(hours=hour + 30))
    expected = _traded_minutes(_ms(_LISTED) - 3_600_000 if newest else start, end)
    rows = _klines(
        exchange,
        symbol="BTCUSDT",
        interval="1m",
        startTime=None if newest else start,
        endTime=end,
        limit=limit,
    ).rows()
    assert [row[0] for row in rows] == (expected[-limit:] if newest else expected[:limit])


def test_the_delisting_ends_the_bars(exchange: ExchangeServer) -> None:
    """The last bar is the one in which trading ended, and without a range it is the newest there is."""
    rows = _klines(exchange, symbol="GONEUSDT", interval="1m", limit=2).rows()
    assert [row[0] for row in rows] == [_ms("2020-03-04T09:59"), _ms("2020-03-04T10:00")]
    assert _ask(exchange, _archive_target("spot", "1m", "2020-03-05", "GONEUSDT")).status == 404
    assert _ask(exchange, _archive_target("spot", "1m", "2020-03-04", "GONEUSDT")).status == 200


@given(
    day=_days,
    intervals=st.sampled_from([("1m", "1h"), ("5m", "15m"), ("15m", "1d"), ("1h", "4h")]),
)
def test_long_bars_are_made_of_short_bars(
    exchange: ExchangeServer, day: datetime, intervals: tuple[str, str]
) -> None:
    """A long bar opens with its first short bar, closes with its last, and trades what they trade."""
    short, long = (
        _archive_rows(reply.body) if reply.status == 200 else []
        for reply in (_ask(exchange, _archive_target("spot", i, f"{day:%Y-%m-%d}")) for i in intervals)
    )
    for bar in long:
        parts = [part for part in short if int(str(bar[0])) <= int(str(part[0])) <= int(str(bar[6]))]
        assert (bar[1], bar[4]) == (parts[0][1], parts[-1][4])
        assert Decimal(str(bar[5])) == sum(Decimal(str(part[5])) for part in parts)
        assert bar[8] == sum(int(str(part[8])) for part in parts)


@given(
    start=st.integers(_ms("2017-08-17"), _ms("2025-06-01")),
    interval=st.sampled_from(["1s", "1m", "1d", "1M"]),
)
def test_every_bar_makes_sense(start: int, interval: str) -> None:
    """Low and high bound open and close, the quote volume fits them, and takers buy a part of the whole."""
    market = GeneratedMarket(seed=5)
    query = BarQuery(
        market="spot",
        symbol="ETHUSDT",
        interval=interval,
        start_ms=start,
        end_ms=_ms(_NOW),
        now_ms=_ms(_NOW),
        limit=50,
    )
    for _, o, h, lo, c, volume, _, quote, count, taker, taker_quote, _ in market.bars(query)[:-1]:
        opened, high, low, closed, traded = (Decimal(text) for text in (o, h, lo, c, volume))
        assert 0 < low <= min(opened, closed) <= max(opened, closed) <= high
        assert 0 < low * traded <= Decimal(quote) <= high * traded
        assert 0 <= Decimal(taker) <= traded
        assert 0 <= Decimal(taker_quote) <= Decimal(quote)
        assert count >= 0


@pytest.mark.parametrize("interval", ["1s", "3d", "1w", "1M"])
def test_the_other_intervals_open_where_the_calendar_says(exchange: ExchangeServer, interval: str) -> None:
    """Weeks open on Monday, months on the first, and each bar closes a millisecond before the next opens."""
    rows = _klines(exchange, symbol="BTCUSDT", interval=interval, startTime=_ms("2025-01-06"), limit=4).rows()
    opens = [datetime.fromtimestamp(int(str(row[0])) / 1000, tz=UTC) for row in rows]
    assert all(opened.weekday() == 0 for opened in opens) or interval != "1w"
    assert all(opened.day == 1 for opened in opens) or interval != "1M"
    assert [int(str(row[6])) + 1 for row in rows[:-1]] == [row[0] for row in rows[1:]]


def test_the_seed_decides_all() -> None:
    """The same seed gives the same bars in another object; another seed or market gives others."""
    query = BarQuery(
        market="spot",
        symbol="BTCUSDT",
        interval="1h",
        start_ms=0,
        end_ms=_ms(_NOW),
        now_ms=_ms(_NOW),
        limit=9,
    )
    bars = GeneratedMarket(seed=1).bars(query)
    assert bars == GeneratedMarket(seed=1).bars(query)
    assert bars != GeneratedMarket(seed=2).bars(query)
    # A golden bar: a change of the formula would silently change everybody's recorded expectations.
    assert bars[0][:2] == (1502942400000, "789.20000000")


def test_the_open_bar_is_unfinished(exchange: ExchangeServer) -> None:
    """The bar that is open now has traded less than it will have when it is complete."""
    market = GeneratedMarket(seed=3, symbols=["BTCUSDT"], listed_at=_LISTED, halts=_HALTS)
    (row,) = _klines(exchange, symbol="BTCUSDT", interval="1h", limit=1).rows()
    query = BarQuery(
        market="spot",
        symbol="BTCUSDT",
        interval="1h",
        start_ms=int(str(row[0])),
        end_ms=int(str(row[0])),
        now_ms=2**42,
    )
    (complete,) = market.bars(query)
    assert row[:2] == list(complete[:2])
    assert 0 < Decimal(str(row[5])) < Decimal(complete[5])


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
    reply = _ask(exchange, f"{_PATHS[market]}/klines?{query}")
    assert reply.error() == expected
    assert reply.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert int(reply.headers["x-mbx-used-weight-1m"]) > 0


def test_limits_of_a_page(exchange: ExchangeServer) -> None:
    """500 rows unless asked otherwise; spot cuts at 1000, futures allow 1500; coin futures keep the newest."""
    start = _ms("2025-02-01")
    sizes = [
        len(_klines(exchange, market, symbol="BTCUSDT", interval="1m", startTime=start, limit=limit).rows())
        for market, limit in (("spot", None), ("spot", 5000), ("um", 1500))
    ]
    assert sizes == [500, 1000, 1500]
    end = start + 3 * 86_400_000
    rows = _klines(
        exchange, "cm", symbol="BTCUSDT", interval="1m", startTime=start, endTime=end, limit=7
    ).rows()
    assert [row[0] for row in rows] == [end - 60_000 * back for back in range(6, -1, -1)]


def test_the_small_endpoints(exchange: ExchangeServer) -> None:
    """Ping, time and exchangeInfo answer in every market; what is unknown is 404."""
    for path in _PATHS.values():
        assert _ask(exchange, f"{path}/ping").body == b"{}"
        assert json.loads(_ask(exchange, f"{path}/time").body) == {"serverTime": _ms(_NOW)}
        info = json.loads(_ask(exchange, f"{path}/exchangeInfo").body)
        assert [symbol["symbol"] for symbol in info["symbols"]] == ["BTCUSDT", "GONEUSDT"]
        assert _ask(exchange, f"{path}/depth").status == 404
    one = json.loads(_ask(exchange, '/api/v3/exchangeInfo?symbols=["GONEUSDT"]').body)
    assert [symbol["symbol"] for symbol in one["symbols"]] == ["GONEUSDT"]
    assert _ask(exchange, "/api/v3/exchangeInfo?symbol=NOPE").error()[1] == -1121
    assert _ask(exchange, "/nothing/here").status == 404


@pytest.mark.parametrize(
    ("market", "date", "first_cells"),
    [
        ("spot", "2024-12-31", (b"1735603200000", b"1735603259999")),
        ("spot", "2025-01-01", (b"1735689600000000", b"1735689659999999")),
        ("um", "2025-01-01", (b"open_time", b"close_time")),
        ("cm", "2025-01-01", (b"open_time", b"close_time")),
    ],
)
def test_archives_look_as_the_market_writes_them(
    exchange: ExchangeServer, market: MarketName, date: str, first_cells: tuple[bytes, bytes]
) -> None:
    """Spot counts microseconds from 2025 on, futures have a header; each file has its checksum and its ETag."""
    target = _archive_target(market, "1m", date)
    reply, checksum, head = (
        _ask(exchange, target),
        _ask(exchange, f"{target}.CHECKSUM"),
        _ask(exchange, target, "HEAD"),
    )
    name = target.rpartition("/")[2]
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        assert archive.namelist() == [name.replace(".zip", ".csv")]
        cells = archive.read(name.replace(".zip", ".csv")).split(b"\n")[0].split(b",")
    assert (cells[0], cells[6]) == first_cells
    assert checksum.body == f"{hashlib.sha256(reply.body).hexdigest()}  {name}".encode()
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(reply.body)
    assert head.headers["ETag"] == reply.headers["ETag"]


def test_missing_archives_are_the_object_stores_xml(exchange: ExchangeServer) -> None:
    """A file that is not there is NoSuchKey in XML, as long as the recorded answer, for the file and its checksum."""
    for suffix in ("", ".CHECKSUM"):
        reply = _ask(exchange, _archive_target("spot", "15m", "2022-04-10", "ARBUSDT") + suffix)
        assert (reply.status, reply.headers["Content-Type"]) == (404, "application/xml")
        assert len(reply.body) == 332 + len(suffix)
        assert b"<Code>NoSuchKey</Code>" in reply.body


@pytest.mark.parametrize(
    "target",
    [
        _archive_target("spot", "1m", "2025-02-30"),
        _archive_target("spot", "1m", "2025-13"),
        _archive_target("spot", "1w", "2025-02-03"),  # nothing longer than a day has daily files
        _archive_target("spot", "1M", "2025-02"),  # archives call it 1mo
        _archive_target("um", "1s", "2025-02-03"),
        "/archive/data/spot/daily/klines/BTCUSDT/1m/../1m/BTCUSDT-1m-2025-02-03.zip",
    ],
)
def test_keys_that_name_nothing(exchange: ExchangeServer, target: str) -> None:
    """A key that the real host does not have is missing here too."""
    assert _ask(exchange, target).status == 404


def test_a_month_is_the_sum_of_its_bars(exchange: ExchangeServer) -> None:
    """Monthly files hold the month's bars for every interval, the month's own under 1mo."""
    hours = _archive_rows(_ask(exchange, _archive_target("spot", "1h", "2025-02")).body)
    (month,) = _archive_rows(_ask(exchange, _archive_target("spot", "1mo", "2025-02")).body)
    assert len(hours) == 28 * 24
    assert (month[0], month[1], month[4]) == (hours[0][0], hours[0][1], hours[-1][4])


@pytest.mark.parametrize(
    ("date", "appears"),
    [
        ("2025-06-14", "2025-06-15T06:00"),
        ("2025-05", "2025-06-02T06:00"),  # the first Monday of June 2025
        ("2025-08", "2025-09-01T06:00"),  # a first of the month that is a Monday
    ],
)
def test_archives_appear_some_hours_later(date: str, appears: str) -> None:
    """Until it is published an archive and its checksum are missing; from then on they are there."""
    now = [0.0]
    target = _archive_target("spot", "1h", date)
    with ExchangeServer(GeneratedMarket(symbols=["BTCUSDT"]), clock=lambda: now[0]) as server:
        for shift_s, status in ((-1, 404), (0, 200)):
            now[0] = _ms(appears) / 1000 + shift_s
            assert _ask(server, target).status == status
            assert _ask(server, f"{target}.CHECKSUM").status == status


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
    """Above the limit comes 429 with the seconds to the minute's end, then 418 with the instant, then peace."""
    now = [_ms("2025-06-15T12:00:48") / 1000]
    with ExchangeServer(clock=lambda: now[0], weight_limits={"spot": 3}, refusals_before_ban=2) as server:
        replies = [_klines(server, symbol="BTCUSDT", interval="1m", limit=1) for _ in range(4)]
        assert [reply.status for reply in replies] == [200, 429, 429, 418]
        assert [reply.headers["Retry-After"] for reply in replies] == [None, "12", "12", "120"]
        assert [reply.headers["x-mbx-used-weight"] for reply in replies] == ["2", "4", "6", "8"]
        assert replies[1].error() == (
            429,
            -1003,
            "Too much request weight used; current limit is 3 request weight per 1 MINUTE. "
            "Please use WebSocket Streams for live updates to avoid polling the API.",
        )
        until = _ms("2025-06-15T12:02:48")
        assert f"IP banned until {until}." in str(replies[3].error()[2])
        assert _ask(server, "/fapi/v1/ping").headers["x-mbx-used-weight-1m"] == "1"  # each market has its own
        now[0] = until / 1000
        assert _ask(server, "/api/v3/ping").status == 200
        server.used_weight = 100
        assert _ask(server, "/api/v3/ping").headers["x-mbx-used-weight-1m"] == "101"
        server.reset()
        assert server.used_weight == 0


@given(
    times=st.none() | st.integers(0, 4), after=st.integers(0, 4), hits=st.lists(st.booleans(), max_size=12)
)
def test_an_injected_fault_strikes_as_often_as_said(
    exchange: ExchangeServer, times: int | None, after: int, hits: list[bool]
) -> None:
    """Of the requests that fit the path, `after` pass, then `times` meet the fault; others never do."""
    exchange.reset()
    injection = exchange.inject(faults.GEO_BLOCKED, path="*/time*", times=times, after=after)
    served = [_ask(exchange, "/api/v3/time" if hit else "/api/v3/ping").status for hit in hits]
    left, expected = times, []
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
    assert [_ask(exchange, "/api/v3/ping").status for _ in range(2)] == [500, 500]
    first.remove()
    assert [_ask(exchange, "/api/v3/ping").status for _ in range(2)] == [503, 200]
    assert archive.fired == 0
    assert exchange.counts == {(Endpoint.REST, 500): 2, (Endpoint.REST, 503): 1, (Endpoint.REST, 200): 1}
    exchange.reset()


def test_many_clients_at_once_are_all_counted(exchange: ExchangeServer) -> None:
    """Requests from several threads are each logged and weighed once, and each fault strikes once."""
    exchange.reset()
    injection = exchange.inject(faults.EMPTY_LIST, times=10)
    with ThreadPoolExecutor(8) as pool:
        targets = ["/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2"] * 160
        bodies = list(pool.map(lambda target: _ask(exchange, target).body, targets))
    assert bodies.count(b"[]") == injection.fired == 10
    assert len(exchange.requests) == 160
    assert exchange.used_weight == 320
    exchange.reset()


def _sockets() -> set[str]:
    """The sockets that this process holds, where the system says."""
    held = set()
    for link in Path("/proc/self/fd").glob("*"):
        with suppress(FileNotFoundError):  # the look itself held it
            held.add(os.readlink(link))
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
    clients = []
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
        assert _ask(server, "/api/v3/ping").status == 200


def test_a_connection_carries_many_requests(exchange: ExchangeServer) -> None:
    """Connections are kept alive, after errors and HEAD as well."""
    connection = http.client.HTTPConnection(urlsplit(exchange.base_url).netloc, timeout=10)
    local = set()
    for method, target, status in (
        ("GET", "/api/v3/ping", 200),
        ("GET", "/api/v3/klines", 400),
        ("HEAD", _archive_target("spot", "1h", "2025-02-01"), 200),
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


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A directory of recorded files, made from a generated market."""
    market = GeneratedMarket(seed=9, symbols=["BTCUSDT"])
    with ExchangeServer(market, clock=_NOW.timestamp) as server:
        files = {
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-01.zip": _ask(
                server, _archive_target("spot", "1h", "2024-01-01")
            ).body,
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip": b"damaged on purpose",
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip.CHECKSUM": b"as recorded",
            "rest/spot/klines_BTCUSDT_4h_limit1000.json": _klines(
                server, symbol="BTCUSDT", interval="4h", startTime=_ms("2024-02-01"), limit=5
            ).body,
            "rest/spot/exchangeInfo_capture.txt": b"https://api/exchangeInfo -> 1.5: "
            b'{"recorded":true,"symbols":[{"symbol":"BTCUSDT","mine":1}]}\nconfiguration: {}\n',
        }
        with zipfile.ZipFile(
            io.BytesIO(_ask(server, _archive_target("um", "1h", "2025-02")).body)
        ) as archive:
            files["vision/um/monthly_csv_header/BTCUSDT-1h-2025-02.csv"] = archive.read(
                "BTCUSDT-1h-2025-02.csv"
            )
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_recorded_files_are_served_as_they_are(recording: Path) -> None:
    """Archives come untouched with their own checksum or a computed one, CSV members come wrapped."""
    with ExchangeServer.from_recorded(recording, clock=_NOW.timestamp) as server:
        first, second = (_archive_target("spot", "1h", f"2024-01-0{day}") for day in (1, 2))
        recorded = (recording / first.replace("/archive/data", "vision")).read_bytes()
        assert _ask(server, first).body == recorded
        assert _ask(server, f"{first}.CHECKSUM").body.startswith(
            hashlib.sha256(recorded).hexdigest().encode()
        )
        assert _ask(server, second).body == b"damaged on purpose"
        assert _ask(server, f"{second}.CHECKSUM").body == b"as recorded"
        assert len(_archive_rows(_ask(server, _archive_target("um", "1h", "2025-02")).body)) == 28 * 24


def test_recorded_bars_are_served_by_rest(recording: Path) -> None:
    """REST has the bars of archives and of recorded pages, none that were not recorded, and no other symbol."""
    (recording / "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip").unlink()
    generated = GeneratedMarket(symbols=["ETHUSDT"])
    with ExchangeServer.from_recorded(recording, generated, clock=_NOW.timestamp) as server:
        hours = _klines(server, symbol="BTCUSDT", interval="1h", startTime=0).rows()
        assert hours == _archive_rows(_ask(server, _archive_target("spot", "1h", "2024-01-01")).body)
        assert len(_klines(server, symbol="BTCUSDT", interval="4h", startTime=0).rows()) == 5
        assert _klines(server, symbol="BTCUSDT", interval="4h", startTime=_ms("2024-03-01")).rows() == []
        assert (
            len(_klines(server, "um", symbol="BTCUSDT", interval="1h", startTime=0, limit=1500).rows())
            == 28 * 24
        )
        assert len(_klines(server, symbol="ETHUSDT", interval="1h").rows()) == 500
        assert _klines(server, symbol="BNBUSDT", interval="1h").error()[1] == -1121
        info = json.loads(_ask(server, "/api/v3/exchangeInfo").body)
        assert info["recorded"]
        assert [symbol["symbol"] for symbol in info["symbols"]] == ["BTCUSDT", "ETHUSDT"]


def test_a_recording_must_be_there(tmp_path: Path) -> None:
    """A directory that does not exist is told at once."""
    with pytest.raises(FileNotFoundError, match="no directory with recorded data"):
        RecordedMarket(tmp_path / "nothing")


_RECORDED: Final = Path(
    os.environ.get("DATARESULT_RECORDED_DATA", Path(__file__).parents[3] / "shared" / "data")
)


@pytest.mark.slow
@pytest.mark.skipif(not (_RECORDED / "MANIFEST.sha256").is_file(), reason="no recorded data at hand")
def test_the_real_recording_is_served_whole() -> None:
    """Every recorded archive is served bit for bit, and REST shows the real outage and the real listing."""
    digests = dict(
        reversed(line.split(maxsplit=1)) for line in (_RECORDED / "MANIFEST.sha256").read_text().splitlines()
    )
    with ExchangeServer.from_recorded(_RECORDED) as server:
        archives = [name for name in digests if "/klines/" in name and name.endswith(".zip")]
        for name in archives:
            reply = _ask(server, f"/archive/data/{name.partition('vision/')[2]}")
            assert hashlib.sha256(reply.body).hexdigest() == digests[name]
        assert len(archives) > 80
        outage = _klines(
            server,
            symbol="BTCUSDT",
            interval="1m",
            startTime=_ms("2023-03-24T12:30"),
            endTime=_ms("2023-03-24T14:05"),
        ).rows()
        opens = [int(str(row[0])) for row in outage]
        assert (_ms("2023-03-24T14:00") - _ms("2023-03-24T12:39")) in {
            b - a for a, b in zip(opens, opens[1:], strict=False)
        }
        listing = _klines(server, symbol="ARBUSDT", interval="1m", startTime=0, limit=1000).rows()
        assert listing[0][0] == _ms("2023-03-23T15:00")
        long = _klines(server, "um", symbol="FILUSDT", interval="1m", startTime=0, limit=1500).rows()
        assert len(long) == 1500
        assert (
            len(
                _klines(
                    server, symbol="BTCUSDT", interval="1h", startTime=_ms("2025-03-01"), limit=1000
                ).rows()
            )
            == 744
        )
