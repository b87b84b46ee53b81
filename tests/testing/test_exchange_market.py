"""A generated market is one market: REST, archives, calendar and limits of trading agree with each other."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult.testing.exchange import (
    BarQuery,
    ExchangeServer,
    GeneratedMarket,
    MarketName,
)
from tests.testing._exchange_client import (
    NOW,
    UNLIMITED,
    Row,
    archive_rows,
    archive_target,
    ask,
    klines,
    ms,
)

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

_LISTED: Final = datetime(2024, 12, 30, 5, 30, tzinfo=UTC)
_HALTS: Final = (
    ("2025-01-02T12:40", "2025-01-02T14:00"),
    ("2025-01-02T13:50", "2025-01-02T14:00:30"),
    ("2025-01-03", "2025-01-05T00:10"),
)
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


@pytest.fixture(scope="module")
def exchange() -> Iterator[ExchangeServer]:
    """An exchange whose symbols come and go and whose trading halts."""
    market = GeneratedMarket(
        seed=3,
        symbols=["BTCUSDT", "GONEUSDT"],
        listed_at={"BTCUSDT": _LISTED},
        delisted_at={"GONEUSDT": "2020-03-04T10:00:30"},
        halts=_HALTS,
    )
    with ExchangeServer(market, clock=NOW.timestamp, weight_limits=UNLIMITED) as server:
        yield server


def _traded_minutes(start_ms: int, end_ms: int) -> list[int]:
    """Plainly, one after the other: the minutes of BTCUSDT in which a moment was open for trade."""
    halts = [(ms(start), ms(end)) for start, end in _HALTS]
    minutes: list[int] = []
    for minute in range(-(-start_ms // 60_000) * 60_000, end_ms + 1, 60_000):
        halves = range(max(minute, ms(_LISTED)), minute + 60_000, 30_000)  # all starts and ends are on these
        if any(not any(start <= half < end for start, end in halts) for half in halves):
            minutes.append(minute)
    return minutes


_days = st.integers(0, 8).map(lambda days: datetime(2024, 12, 29, tzinfo=UTC) + timedelta(days=days))


@given(
    market=st.sampled_from(["spot", "um"]),
    day=_days,
    interval=st.sampled_from(sorted(_MINUTES)),
    limit=st.integers(1, 1000),
    bounds=st.tuples(st.integers(0, 86_399_999), st.integers(0, 86_399_999)),
)
def test_pages_joined_are_the_archive(
    exchange: ExchangeServer,
    *,
    market: MarketName,
    day: datetime,
    interval: str,
    limit: int,
    bounds: tuple[int, int],
) -> None:
    """Whatever the range and the page size, REST pages put together are the archive's rows of that range."""
    start, end = ms(day) + min(bounds), ms(day) + max(bounds)
    joined: list[Row] = []
    cursor = start
    while cursor <= end:
        page = klines(
            exchange, market, symbol="BTCUSDT", interval=interval, startTime=cursor, endTime=end, limit=limit
        ).rows()
        assert len(page) <= limit
        joined += page
        if len(page) < limit:
            break
        cursor = int(page[-1][0]) + 1
    archive = ask(exchange, archive_target(market, interval, f"{day:%Y-%m-%d}"))
    rows = archive_rows(archive.body) if archive.status == 200 else []
    assert joined == [row for row in rows if start <= int(row[0]) <= end]


@given(day=_days, hour=st.integers(0, 23), limit=st.integers(1, 200), newest=st.booleans())
def test_bars_exist_exactly_where_something_could_trade(
    exchange: ExchangeServer, day: datetime, hour: int, limit: int, newest: bool
) -> None:
    """No bar before the listing and in halts; a limit keeps the oldest, without a start the newest."""
    start, end = ms(day + timedelta(hours=hour)), ms(day + timedelta(hours=hour + 30))
    expected = _traded_minutes(ms(_LISTED) - 3_600_000 if newest else start, end)
    rows = klines(
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
    rows = klines(exchange, symbol="GONEUSDT", interval="1m", limit=2).rows()
    assert [row[0] for row in rows] == [ms("2020-03-04T09:59"), ms("2020-03-04T10:00")]
    assert ask(exchange, archive_target("spot", "1m", "2020-03-05", "GONEUSDT")).status == 404
    assert ask(exchange, archive_target("spot", "1m", "2020-03-04", "GONEUSDT")).status == 200


@given(
    day=_days,
    intervals=st.sampled_from([("1m", "1h"), ("5m", "15m"), ("15m", "1d"), ("1h", "4h")]),
)
def test_long_bars_are_made_of_short_bars(exchange: ExchangeServer, day: datetime, intervals: tuple[str, str]) -> None:
    """A long bar opens with its first short bar, closes with its last, and trades what they trade."""
    short, long = (
        archive_rows(reply.body) if reply.status == 200 else []
        for reply in (ask(exchange, archive_target("spot", i, f"{day:%Y-%m-%d}")) for i in intervals)
    )
    for bar in long:
        parts = [part for part in short if int(bar[0]) <= int(part[0]) <= int(bar[6])]
        assert (bar[1], bar[4]) == (parts[0][1], parts[-1][4])
        assert Decimal(bar[5]) == sum(Decimal(part[5]) for part in parts)
        assert bar[8] == sum(int(part[8]) for part in parts)


@given(
    start=st.integers(ms("2017-08-17"), ms("2025-06-01")),
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
        end_ms=ms(NOW),
        now_ms=ms(NOW),
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
    rows = klines(exchange, symbol="BTCUSDT", interval=interval, startTime=ms("2025-01-06"), limit=4).rows()
    opens = [datetime.fromtimestamp(int(row[0]) / 1000, tz=UTC) for row in rows]
    assert all(opened.weekday() == 0 for opened in opens) or interval != "1w"
    assert all(opened.day == 1 for opened in opens) or interval != "1M"
    assert [int(row[6]) + 1 for row in rows[:-1]] == [row[0] for row in rows[1:]]


def test_the_seed_decides_all() -> None:
    """The same seed gives the same bars in another object; another seed or market gives others."""
    query = BarQuery(
        market="spot",
        symbol="BTCUSDT",
        interval="1h",
        start_ms=0,
        end_ms=ms(NOW),
        now_ms=ms(NOW),
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
    (row,) = klines(exchange, symbol="BTCUSDT", interval="1h", limit=1).rows()
    query = BarQuery(
        market="spot",
        symbol="BTCUSDT",
        interval="1h",
        start_ms=int(row[0]),
        end_ms=int(row[0]),
        now_ms=2**42,
    )
    (complete,) = market.bars(query)
    assert row[:2] == list(complete[:2])
    assert 0 < Decimal(row[5]) < Decimal(complete[5])


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
    """Spot counts microseconds from 2025 on, futures have a header; each file has checksum and ETag."""
    target = archive_target(market, "1m", date)
    reply, checksum, head = (
        ask(exchange, target),
        ask(exchange, f"{target}.CHECKSUM"),
        ask(exchange, target, "HEAD"),
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
    """A file that is not there is NoSuchKey in XML, as long as the recorded answer; so is its checksum."""
    for suffix in ("", ".CHECKSUM"):
        reply = ask(exchange, archive_target("spot", "15m", "2022-04-10", "ARBUSDT") + suffix)
        assert (reply.status, reply.headers["Content-Type"]) == (404, "application/xml")
        assert len(reply.body) == 332 + len(suffix)
        assert b"<Code>NoSuchKey</Code>" in reply.body


@pytest.mark.parametrize(
    "target",
    [
        archive_target("spot", "1m", "2025-02-30"),
        archive_target("spot", "1m", "2025-13"),
        archive_target("spot", "1w", "2025-02-03"),  # nothing longer than a day has daily files
        archive_target("spot", "1M", "2025-02"),  # archives call it 1mo
        archive_target("um", "1s", "2025-02-03"),
        "/archive/data/spot/daily/klines/BTCUSDT/1m/../1m/BTCUSDT-1m-2025-02-03.zip",
    ],
)
def test_keys_that_name_nothing(exchange: ExchangeServer, target: str) -> None:
    """A key that the real host does not have is missing here too."""
    assert ask(exchange, target).status == 404


def test_a_month_is_the_sum_of_its_bars(exchange: ExchangeServer) -> None:
    """Monthly files hold the month's bars for every interval, the month's own under 1mo."""
    hours = archive_rows(ask(exchange, archive_target("spot", "1h", "2025-02")).body)
    (month,) = archive_rows(ask(exchange, archive_target("spot", "1mo", "2025-02")).body)
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
    target = archive_target("spot", "1h", date)
    with ExchangeServer(GeneratedMarket(symbols=["BTCUSDT"]), clock=lambda: now[0]) as server:
        for shift_s, status in ((-1, 404), (0, 200)):
            now[0] = ms(appears) / 1000 + shift_s
            assert ask(server, target).status == status
            assert ask(server, f"{target}.CHECKSUM").status == status
