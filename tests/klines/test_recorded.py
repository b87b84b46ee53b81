"""The clients on data that was recorded from the real exchange; skipped where it is not there."""

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import frozen
from pandas import read_parquet
from pandas.testing import assert_frame_equal

from dataresult import ErrorCode, ErrorTracker
from dataresult.errors import ApiNotFound, DataEmpty, DataIntegrity, EmptyReason
from dataresult.klines import (
    DataSourceManager,
    RestDataClient,
    VisionDataClient,
    missing_ranges,
    rows_by_source,
)
from dataresult.klines.frame import frame_of_rows, opens_of
from dataresult.klines.interval import Interval
from dataresult.testing.exchange import (
    ArchiveKey,
    Bar,
    BarQuery,
    ExchangeServer,
    GeneratedMarket,
    MarketName,
    faults,
)
from tests.klines._truth import iso, recorded_data

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow


@pytest.fixture(name="data", scope="module")
def recorded() -> Path:
    """The recorded data."""
    return recorded_data()


@pytest.fixture
def exchange(data: Path) -> Iterator[ExchangeServer]:
    """An exchange that serves the recorded data."""
    with ExchangeServer.from_recorded(data) as server:
        yield server


@pytest.fixture(name="tracker")
def own_tracker() -> ErrorTracker:
    """A tracker of the test's own."""
    return ErrorTracker(dimensions=("symbol",))


@pytest.fixture
def manager(exchange: ExchangeServer, tmp_path: Path, tracker: ErrorTracker) -> Iterator[DataSourceManager]:
    """A manager with a fresh cache."""
    with DataSourceManager(
        cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=tracker
    ) as made:
        yield made


def test_a_week_of_hours_is_the_recorded_week(manager: DataSourceManager, data: Path) -> None:
    """BTCUSDT 1h of 2024-01-01..07 equals the recorded frame, from the archives and then from the cache."""
    golden = read_parquet(data / "golden" / "btcusdt_spot_1h_2024w01.parquet")
    expected = golden.drop(columns="_data_source").set_index("open_time")

    fresh = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-08").unwrap()
    kept = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-08").unwrap()

    # The recorded frame's quote volumes differ by up to 3e-8, from another parser of decimal text.
    assert_frame_equal(fresh, expected, rtol=0, atol=1e-7)
    assert_frame_equal(kept, fresh)
    assert rows_by_source(fresh) == {"vision": 168}
    assert rows_by_source(kept) == {"cache": 168}


def test_an_outage_of_the_exchange_is_no_lost_data(manager: DataSourceManager, tracker: ErrorTracker) -> None:
    """The 80 bars of 2023-03-24 that never existed leave the frame whole; who wants to know of them can."""
    frame = manager.fetch("BTCUSDT", "1m", "2023-03-22", "2023-03-27").unwrap()

    outage = datetime(2023, 3, 24, 12, 40, tzinfo=UTC), datetime(2023, 3, 24, 14, tzinfo=UTC)
    assert len(frame) == 5 * 1440 - 80
    assert missing_ranges(frame, "1m", "2023-03-22", "2023-03-27") == (outage,)
    assert ErrorCode.DATA_PARTIAL not in tracker.get_stats()


def test_a_listing_day_is_whole(manager: DataSourceManager) -> None:
    """ARBUSDT has 540 bars on its first day, and the days before it are empty because they are before the listing."""
    assert len(manager.fetch("ARBUSDT", "1m", "2023-03-23", "2023-03-24").unwrap()) == 540

    error = manager.fetch("ARBUSDT", "1m", "2023-03-20", "2023-03-22").failure()
    assert isinstance(error, DataEmpty)
    assert error.reason is EmptyReason.BEFORE_LISTING


def test_a_wrong_checksum_is_found_and_mended(
    manager: DataSourceManager, exchange: ExchangeServer, tracker: ErrorTracker, data: Path
) -> None:
    """An archive that does not match its CHECKSUM is DataIntegrity with both digests; the manager asks REST."""
    exchange.inject(faults.WRONG_CHECKSUM, path="*-1h-2024-01-03.zip.CHECKSUM", times=None)
    with VisionDataClient(archive_url=exchange.archive_url) as client:
        error = client.fetch("BTCUSDT", "1h", "2024-01-03", "2024-01-04").failure()
    frame = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-08").unwrap()

    assert isinstance(error, DataIntegrity)
    assert error.expected_digest != error.actual_digest
    assert error.actual_digest is not None
    assert rows_by_source(frame) == {"vision": 144, "rest": 24}
    assert tracker.get_stats(by=("boundary", "code", "symbol"))[("vision", "DATA_INTEGRITY", "BTCUSDT")].count == 1
    golden = read_parquet(data / "golden" / "btcusdt_spot_1h_2024w01.parquet")
    assert_frame_equal(frame, golden.drop(columns="_data_source").set_index("open_time"), rtol=0, atol=1e-7)


@pytest.mark.parametrize("status", [404, 200])
def test_the_stores_recorded_answer_for_a_missing_file(
    manager: DataSourceManager, exchange: ExchangeServer, data: Path, status: int
) -> None:
    """NoSuchKey is ApiNotFound, also when the status is lost, and the manager goes on to REST."""
    body = (data / "vision" / "not_found" / "ARBUSDT-15m-2022-01-01.zip").read_bytes()
    answer = faults.status(status, body, expected=set(), headers={"Content-Type": "application/xml"})
    exchange.inject(answer, path="/archive/*2023-03-25*", times=None)
    with VisionDataClient(archive_url=exchange.archive_url) as client:
        error = client.fetch("ARBUSDT", "1m", "2023-03-25", "2023-03-26").failure()
    frame = manager.fetch("ARBUSDT", "1m", "2023-03-25", "2023-03-26").unwrap()

    assert isinstance(error, ApiNotFound)
    assert error.resource == "/data/spot/daily/klines/ARBUSDT/1m/ARBUSDT-1m-2023-03-25.zip"
    assert rows_by_source(frame) == {"rest": 1440}


def test_milliseconds_and_microseconds_make_one_series(manager: DataSourceManager) -> None:
    """Archives changed to microseconds with 2025; across the change a frame is one grid of whole milliseconds."""
    frame = manager.fetch("BTCUSDT", "1h", "2024-12-01", "2025-02-01").unwrap()

    assert rows_by_source(frame) == {"vision": 2 * 744}
    assert missing_ranges(frame, "1h", "2024-12-01", "2025-02-01") == ()
    assert set((opens_of(frame) + 3_599_999) - frame["close_time"].astype("int64").to_numpy() // 1_000_000) == {0}


def test_archives_with_a_header_line(exchange: ExchangeServer) -> None:
    """The futures archives open with a line of names; all 43,200 minutes of a month are read."""
    from dataresult.klines import MarketType

    with VisionDataClient(MarketType.FUTURES_USDT, archive_url=exchange.archive_url) as client:
        frame = client.fetch("FILUSDT", "1m", "2023-04-01", "2023-05-01").unwrap()

    assert len(frame) == 43_200


@pytest.mark.parametrize("name", ["1m", "5m", "15m", "4h", "1d"])
def test_recorded_pages_are_read_as_they_are(data: Path, name: str) -> None:
    """A raw page of the real API gives its 1000 rows, in order."""
    page = json.loads((data / "rest" / "spot" / f"klines_BTCUSDT_{name}_limit1000.json").read_bytes())

    frame = frame_of_rows(page, Interval(name))

    assert opens_of(frame).tolist() == [row[0] for row in page]
    assert frame["close"].tolist() == [float(row[4]) for row in page]


@frozen
class Overlapping:
    """A market that answers with overlapping pages: recorded rows in the recorded order, some before the start."""

    recorded: Sequence[Bar]

    def symbols(self, market: MarketName) -> Sequence[str]:
        """One symbol, in the spot market."""
        return ("BTCUSDT",) if market == "spot" else ()

    def bars(self, query: BarQuery) -> Sequence[Bar]:
        """All rows near the start, duplicates and backward jumps included."""
        low, high = query.start_ms - 100 * 300_000, query.start_ms + 400 * 300_000
        return [bar for bar in self.recorded if low <= bar[0] < min(high, query.end_ms + 1)]

    def archive(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """None."""

    def checksum(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """None."""

    def exchange_info(self, market: MarketName) -> bytes | None:
        """None."""


def test_recorded_overlapping_pages(data: Path) -> None:
    """Pages with 9,946 duplicates and 11 backward jumps give the 1,999 bars that there are, once each."""
    body = gzip.decompress((data / "rest" / "spot" / "klines_BTCUSDT_5m_paginated_overlap.json.gz").read_bytes())
    recorded_bars: list[Bar] = [tuple(row) for row in json.loads(body)]
    opens = sorted({bar[0] for bar in recorded_bars})

    with ExchangeServer(Overlapping(recorded_bars)) as exchange, RestDataClient(base_url=exchange.base_url) as client:
        result = client.fetch("BTCUSDT", "5m", iso(opens[0]), iso(opens[-1] + 300_000))
        asked = len(exchange.requests)

    frame = result.unwrap()
    assert opens_of(frame).tolist() == opens
    assert asked == 5


def test_recorded_and_generated_symbols_side_by_side(data: Path, tmp_path: Path) -> None:
    """One exchange serves both; a batch over both is whole."""
    with (
        ExchangeServer.from_recorded(data, GeneratedMarket(symbols=("MADEUSDT",))) as exchange,
        DataSourceManager(
            cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=ErrorTracker()
        ) as manager,
    ):
        batch = manager.fetch_many(["BTCUSDT", "MADEUSDT"], "1h", "2024-01-01", "2024-01-02")

    assert {symbol: len(frame) for symbol, frame in batch.successes.items()} == {"BTCUSDT": 24, "MADEUSDT": 24}
